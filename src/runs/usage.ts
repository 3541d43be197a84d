import type { JournalEntry } from '../domain/journal.ts';
import type { Usage } from '../domain/journal.ts';

/** Tokens of all the model's answers in a journal. */
export function sumUsage(entries: readonly JournalEntry[]): Usage {
  const usage = { inputTokens: 0, outputTokens: 0 };
  for (const entry of entries) {
    if (entry.kind !== 'model') continue;
    usage.inputTokens += entry.usage.inputTokens;
    usage.outputTokens += entry.usage.outputTokens;
  }
  return usage;
}
