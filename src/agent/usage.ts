import type { JournalEntry, Usage } from '../domain/journal.ts';

/** Tokens of all the model's answers among the entries, and those of `before`. */
export function sumUsage(entries: readonly JournalEntry[], before?: Usage): Usage {
  const usage = { inputTokens: 0, outputTokens: 0, ...before };
  for (const entry of entries) {
    if (entry.kind !== 'model') continue;
    usage.inputTokens += entry.usage.inputTokens;
    usage.outputTokens += entry.usage.outputTokens;
  }
  return usage;
}
