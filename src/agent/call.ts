import { AppError } from '../domain/errors.ts';
import { reachesOut, type CallEntry } from '../domain/journal.ts';
import type { AskAction } from '../domain/ask.ts';
import type { DoubtReason } from '../domain/doubt.ts';
import { cut } from '../shared/text.ts';
import { effectOf, type Tool, type ToolResult } from './tool.ts';
import { examine, type Verdict } from './guard.ts';
import type { DeskDraft, LoopEnd, LoopOptions } from './loop-options.ts';

/** What became of a call. `again`: what it waited for is settled already, so that it can go on at once. */
export type CallEnd = 'settled' | 'waiting' | 'again' | Extract<LoopEnd, { kind: 'ended' }>;
type Permission = Extract<Verdict, { kind: 'run' }>;

export const examineEntry = (entry: CallEntry, { rules, journal }: LoopOptions): Verdict => {
  const malformed = (entry.args as { malformed?: unknown } | null)?.malformed;
  const call = { name: entry.tool, args: entry.args };
  return examine(typeof malformed === 'string' ? { ...call, malformed } : call, rules, journal.entries);
};

/**
 * What the guard says of a call that is about to be made, when its tool has looked at what it would do: from then on it is the call with
 * what was seen.
 */
export async function lookAtEntry(
  entry: CallEntry,
  options: LoopOptions,
): Promise<{ verdict: Verdict; entry: CallEntry }> {
  const verdict = examineEntry(entry, options);
  if (verdict.kind === 'refuse' || !verdict.tool.examine) return { verdict, entry };
  const { tool, args } = verdict;
  try {
    const looked = await verdict.tool.examine(args, options.context(entry, options.signal));
    if (looked.kind === 'refuse') return { verdict: looked, entry };
    const { title, recorded } = looked;
    const titled = { ...entry, title, ...(recorded ? { recorded } : {}) };
    const seen = examineEntry({ ...entry, args: looked.args }, options);
    if (seen.kind === 'refuse' || seen.why === 'always' || !looked.isFree)
      return { verdict: seen, entry: titled };
    const { why: _, ...free } = seen;
    return { verdict: free, entry: titled };
  } catch (thrown) {
    return { verdict: { kind: 'refuse', text: textOfFailure(thrown, entry, tool, options) }, entry };
  }
}

/** Makes the call. One that reaches out is written down as begun before. */
export async function invoke(
  index: number,
  entry: CallEntry,
  permission: Permission,
  options: LoopOptions,
): Promise<CallEnd> {
  const { tool, args, identity } = permission;
  const startedAt = options.clock.now();
  const effect = effectOf(tool, args);
  const begun: Partial<CallEntry> = {
    startedAt,
    effect,
    title: entry.title,
    ...(entry.recorded ? { recorded: entry.recorded } : {}),
    ...(identity === undefined ? {} : { approvedArgs: args, hash: identity }),
    ...(tool.host ? { host: tool.host(args) } : {}),
    ...(entry.isUnsent ? { isUnsent: false } : {}),
  };
  if (effect === 'effect') await options.journal.settle(index, { state: 'started', ...begun });
  let result = await run(entry, permission, options);
  // The other side knows the key: twice is as good as once.
  if (result.kind === 'unknown' && effect === 'idempotent' && !options.signal.aborted)
    result = await run(entry, permission, options);
  if (options.signal.aborted && (result.kind === 'unknown' || result.kind === 'not_sent')) {
    // Whoever goes on makes what was not sent as if for the first time, and asks about what is not known.
    if (result.kind === 'not_sent' && effect === 'effect')
      await options.journal.settle(index, { state: entry.state, isUnsent: true });
    throw options.signal.reason;
  }
  return take(index, { ...entry, ...begun }, result, options);
}

/** What the tool answers; what it throws is an answer too, but for what ends the work here. */
async function run(
  entry: CallEntry,
  { tool, args, mayReach }: Permission,
  options: LoopOptions,
): Promise<ToolResult> {
  try {
    const context = options.context(entry, options.signal);
    return await tool.run(args, mayReach ? { ...context, mayReach } : context);
  } catch (thrown) {
    const text = textOfFailure(thrown, entry, tool, options);
    // It may have gone wrong after it had reached out.
    const isOut = reachesOut({ effect: effectOf(tool, args) });
    return isOut ? { kind: 'unknown', why: 'fault', text } : { kind: 'text', text, isError: true };
  }
}

/** What the model is told of something that was thrown, unless it ends the work here. */
function textOfFailure(
  thrown: unknown,
  entry: CallEntry,
  tool: Tool,
  { signal, log, words }: LoopOptions,
): string {
  signal.throwIfAborted();
  // Without the store nothing can be said of the call: whoever goes on makes it again, under the same key.
  if (AppError.is(thrown, 'run.fenced', 'store.unavailable')) throw thrown;
  log.warn({ err: thrown, tool: tool.name, key: entry.key }, 'a tool failed');
  const { code, details } = AppError.from(thrown);
  return words.toolFailed(tool.name, words.error(code, details).detail);
}

/** Writes down what came of the call, or puts to people what has to be known first. */
export async function take(
  index: number,
  entry: CallEntry,
  result: ToolResult,
  options: LoopOptions,
): Promise<CallEnd> {
  if (result.kind === 'ask') return putAskOf(index, entry, result.draft, options);
  const outside = hasOutside(entry, result, options) ? ({ hasOutside: true } as const) : {};
  if (result.kind === 'unknown' && reachesOut(entry)) {
    const known = { ...entry, result: cut(result.text, MAX_RESULT), ...outside };
    return putDoubt(index, known, result.why, options);
  }
  const isDone = result.kind === 'end' || (result.kind === 'text' && result.isError !== true);
  const { startedAt, rejectedHash, approvedArgs, hash, isUnsent, host, isAnswered, title, effect, recorded } =
    entry;
  const settled: Partial<CallEntry> = {
    state: isDone ? 'done' : 'failed',
    result: result.text,
    title,
    effect,
    startedAt: startedAt ?? options.clock.now(),
    ...(recorded === undefined ? {} : { recorded }),
    ...(rejectedHash === undefined ? {} : { rejectedHash }),
    ...(approvedArgs === undefined ? {} : { approvedArgs }),
    ...(hash === undefined ? {} : { hash }),
    ...(host === undefined ? {} : { host }),
    ...(isAnswered ? { isAnswered } : {}),
    ...outside,
    ...(result.kind === 'text' && result.isForOne ? { isForOne: true as const } : {}),
    ...(result.kind === 'text' && result.brief !== undefined ? { brief: result.brief } : {}),
    ...(result.kind === 'text' && result.page !== undefined ? { page: result.page } : {}),
    ...(result.kind === 'text' && result.output ? { output: result.output } : {}),
    ...(result.kind === 'not_sent' || isUnsent !== undefined ? { isUnsent: result.kind === 'not_sent' } : {}),
  };
  await settle(index, settled, options);
  if (result.kind !== 'end') return 'settled';
  const { text, outcome } = result;
  return { kind: 'ended', reason: text, by: 'agent', ...(outcome && { outcome }) };
}

/** Whether strangers wrote what the model is now shown. */
function hasOutside({ tool }: CallEntry, result: ToolResult, { rules }: LoopOptions): boolean {
  if (result.kind === 'text' && result.hasOutside) return true;
  return (result.kind === 'text' || result.kind === 'unknown') && rules.grants.get(tool)?.taints === true;
}

export async function putAskOf(
  index: number,
  entry: CallEntry,
  draft: DeskDraft,
  options: LoopOptions,
): Promise<CallEnd> {
  if (!options.desk) {
    const result = 'People cannot be asked from here. Say in your answer what you need to know.';
    return settle(index, { state: 'failed', result }, options);
  }
  const ask = await options.desk.put(entry, draft);
  const { startedAt, result, approvedArgs, hash, title, recorded, hasOutside: isOutside } = entry;
  await options.journal.settle(index, {
    state: 'waiting',
    askId: ask.id,
    title,
    ...(recorded === undefined ? {} : { recorded }),
    startedAt: startedAt ?? options.clock.now(),
    result,
    ...(approvedArgs === undefined ? {} : { approvedArgs }),
    ...(hash === undefined ? {} : { hash }),
    ...(isOutside ? { hasOutside: isOutside } : {}),
  });
  // Put by a worker that died before it wrote so down, the ask may have been settled while nobody had the run.
  return ask.state === 'open' ? 'waiting' : 'again';
}

/** Asks whether a call that may have happened is to be repeated. */
export function putDoubt(
  index: number,
  entry: CallEntry,
  why: DoubtReason,
  options: LoopOptions,
): Promise<CallEnd> {
  if (!options.desk) {
    const result = 'It is not known whether this happened. Say so to people, and do not try it again.';
    return settle(index, { state: 'failed', result, isSkipped: true }, options);
  }
  const action = actionOf(entry, { args: entry.approvedArgs ?? entry.args, hash: entry.hash ?? '' });
  return putAskOf(index, entry, { kind: 'doubt', why, action }, options);
}

/** The exact call, as people are shown it. */
export const actionOf = (
  { tool, title }: CallEntry,
  { args, hash, why }: Pick<Permission, 'args' | 'hash' | 'why'>,
): AskAction => ({ tool, title, arguments: args, hash, ...(why === undefined ? {} : { why }) });

export async function settle(
  index: number,
  change: Partial<CallEntry>,
  { journal, clock }: LoopOptions,
): Promise<'settled'> {
  const result =
    change.result === undefined || change.result === null ? null : cut(change.result, MAX_RESULT);
  await journal.settle(index, { ...change, result, endedAt: clock.now() });
  return 'settled';
}

/** Longest result that the model is shown and the journal keeps, in characters: about 4 000 tokens. */
const MAX_RESULT = 16_000;
