import type { JournalEntry } from '../domain/journal.ts';
import type { LoopLimits } from '../domain/run.ts';

/** Calls that were made, or tried. */
export const countCalls = (entries: readonly JournalEntry[]): number =>
  entries.filter((entry) => entry.kind === 'call' && (entry.state === 'done' || entry.state === 'failed'))
    .length;

/** What the journal has used of the model. */
function used(entries: readonly JournalEntry[]): { modelCalls: number; tokens: number } {
  let modelCalls = 0;
  let tokens = 0;
  for (const entry of entries) {
    if (entry.kind !== 'model') continue;
    modelCalls += 1;
    tokens += entry.usage.inputTokens + entry.usage.outputTokens;
  }
  return { modelCalls, tokens };
}

/** What the journal has used up of what the model may still be asked for; undefined while there is some of both left. */
export function limitReached(
  entries: readonly JournalEntry[],
  limits: LoopLimits,
): 'model_calls' | 'tokens' | undefined {
  const { modelCalls, tokens } = used(entries);
  if (modelCalls >= limits.maxModelCalls) return 'model_calls';
  return tokens >= limits.maxTokens ? 'tokens' : undefined;
}

/** From this share of a limit on the model is told what is left. */
const NEAR = 0.8;

/** What is left of the limits that are near, in words for the model; undefined while none is. */
export function whatIsLeft(entries: readonly JournalEntry[], limits: LoopLimits): string | undefined {
  const { modelCalls, tokens } = used(entries);
  const left = (
    [
      ['answers', modelCalls, limits.maxModelCalls],
      ['tool calls', countCalls(entries), limits.maxToolCalls],
      ['tokens', tokens, limits.maxTokens],
    ] as const
  ).flatMap(([what, count, max]) =>
    count > 0 && Number.isFinite(max) && count >= NEAR * max
      ? [`${Math.max(0, max - count)} of ${max} ${what}`]
      : [],
  );
  return left.length > 0
    ? `Little is left of what this work may use: ${left.join(', ')}. Save what you have, and come to an end.`
    : undefined;
}
