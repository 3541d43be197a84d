import type { JournalEntry } from '../domain/journal.ts';
import type { LoopLimits } from '../domain/run.ts';

/** Calls that were made, or tried. */
export const countCalls = (entries: readonly JournalEntry[]): number =>
  entries.filter((entry) => entry.kind === 'call' && (entry.state === 'done' || entry.state === 'failed'))
    .length;

/** What the journal has used up of what the model may still be asked for; undefined while there is some of both left. */
export function limitReached(
  entries: readonly JournalEntry[],
  limits: LoopLimits,
): 'model_calls' | 'tokens' | undefined {
  let modelCalls = 0;
  let tokens = 0;
  for (const entry of entries) {
    if (entry.kind !== 'model') continue;
    modelCalls += 1;
    tokens += entry.usage.inputTokens + entry.usage.outputTokens;
  }
  if (modelCalls >= limits.maxModelCalls) return 'model_calls';
  return tokens >= limits.maxTokens ? 'tokens' : undefined;
}
