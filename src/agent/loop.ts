import { AppError } from '../domain/errors.ts';
import { expiryOf, type Ask, type AskAction } from '../domain/ask.ts';
import type { CallEntry } from '../domain/journal.ts';
import type { ToolResult } from './tool.ts';
import { cut } from '../shared/text.ts';
import type { AskDesk, LoopOptions } from './loop-options.ts';
import { examine, type Verdict } from './guard.ts';
import { hashAction } from '../shared/hash-action.ts';
import { askModel, describeCall } from './ask-model.ts';
import { countCalls, limitReached } from './limits.ts';
import { finalAnswer, openCalls, planEntries } from './journal.ts';

export type LoopEnd =
  | { kind: 'answered'; text: string }
  /**
   * At least one call waits for people, or waited in vain and is not to go on without them; everything that could be done
   * without them is done.
   */
  | { kind: 'waiting' }
  | { kind: 'paused' }
  /** The agent, or a person asked in doubt, ended the work before its goal. */
  | { kind: 'ended'; reason: string; by: 'agent' | 'person' }
  | { kind: 'limit'; limit: 'model_calls' | 'tool_calls' | 'tokens' };

type CallEnd = 'settled' | 'waiting' | Extract<LoopEnd, { kind: 'ended' }>;

/**
 * Asks the model, writes its answer down, makes its calls through the guard, writes their results down, and goes on until
 * it calls nothing more. Begins wherever the journal stands: finished calls are never made again.
 *
 * @throws AppError of the model port, `run.fenced` when the journal is no longer ours, or the signal's reason.
 */
export async function runLoop(options: LoopOptions): Promise<LoopEnd> {
  const { journal, limits, signal } = options;
  for (;;) {
    signal.throwIfAborted();
    const open = openCalls(journal.entries);
    if (open.length > 0) {
      const end = await makeCalls(open, options);
      if (end) return end;
      continue;
    }
    const last = finalAnswer(journal.entries);
    if (last) return { kind: 'answered', text: last.text };
    if (await options.mustPause?.()) return { kind: 'paused' };
    const limit = limitReached(journal.entries, limits);
    if (limit) return { kind: 'limit', limit };
    const said = await askModel(options);
    const describe = (name: string, args: unknown) => describeCall(name, args, options);
    await journal.append(planEntries(said, journal.entries.length, options.clock.now(), describe));
  }
}

async function makeCalls(
  open: readonly { index: number; entry: CallEntry }[],
  options: LoopOptions,
): Promise<LoopEnd | undefined> {
  let isWaiting = false;
  for (const { index, entry } of open) {
    options.signal.throwIfAborted();
    if (countCalls(options.journal.entries) >= options.limits.maxToolCalls)
      return { kind: 'limit', limit: 'tool_calls' };
    const end = await makeCall(index, entry, options);
    if (end === 'waiting') isWaiting = true;
    else if (end !== 'settled') return end;
  }
  return isWaiting ? { kind: 'waiting' } : undefined;
}

async function makeCall(index: number, entry: CallEntry, options: LoopOptions): Promise<CallEnd> {
  if (entry.state === 'waiting') return goOnAfterAsk(index, entry, options);
  // Begun by somebody who did not live to write down how it ended. Only effects are written down as begun.
  if (entry.state === 'started') return putAsk(index, entry, { kind: 'doubt' }, options);

  const verdict = examineEntry(entry, options);
  if (verdict.kind === 'refuse') return settle(index, { state: 'failed', result: verdict.text }, options);
  if (verdict.needsApproval) {
    const title = entry.title;
    const action: AskAction = { tool: entry.tool, title, arguments: verdict.args, hash: verdict.hash };
    return putAsk(index, entry, { kind: 'approval', action }, options);
  }
  return invoke(index, entry, verdict, options);
}

/** The ask of a waiting call may have been settled: then the call goes on, with what people said. */
async function goOnAfterAsk(index: number, entry: CallEntry, options: LoopOptions): Promise<CallEnd> {
  if (!options.desk || !entry.askId)
    throw new AppError('internal', { key: entry.key, problem: 'waits for no ask' });
  const ask = await options.desk.get(entry.askId);
  // What becomes of the run after an expiry that stops it is for whoever wakes it to say.
  if (ask.state === 'open' || expiryOf(ask) !== 'go_on') return 'waiting';
  if (ask.isInDoubt) return goOnAfterDoubt(index, entry, ask, options);
  if (ask.action) return goOnAfterApproval(index, entry, ask, options);

  const tool = options.rules.grants.get(entry.tool);
  if (!tool?.resume)
    return settle(index, { state: 'failed', result: 'The tool is no longer here.' }, options);
  const parsed = tool.input.parse(entry.args);
  const said = tool.resume(parsed, ask, options.context(entry, options.signal));
  const rejected = ask.state === 'rejected' ? { rejectedHash: hashAction(entry.tool, parsed) } : {};
  return take(index, { ...entry, ...rejected }, said, options);
}

async function goOnAfterApproval(
  index: number,
  entry: CallEntry,
  ask: Ask,
  options: LoopOptions,
): Promise<CallEnd> {
  if (ask.state !== 'approved') {
    const note = ask.decisions.at(-1)?.note;
    const how = ask.state === 'rejected' ? 'declined this action' : 'did not approve this action in time';
    const result = `People ${how}${note ? `: ${note}` : ''}. Do not try it again; go on without it or change it.`;
    return settle(index, { state: 'failed', result, rejectedHash: ask.action?.hash ?? '' }, options);
  }
  // What people saw and, where they may, changed is what runs; never what the model would have liked.
  const verdict = examineEntry({ ...entry, args: ask.value ?? ask.action?.arguments }, options);
  if (verdict.kind === 'refuse') return settle(index, { state: 'failed', result: verdict.text }, options);
  return invoke(index, entry, verdict, options);
}

async function goOnAfterDoubt(
  index: number,
  entry: CallEntry,
  ask: Ask,
  options: LoopOptions,
): Promise<CallEnd> {
  const decision = ask.decisions.at(-1)?.decision;
  if (decision === 'repeat') {
    // A call that was approved and then fell into doubt is repeated with exactly what was approved.
    const verdict = examineEntry({ ...entry, args: entry.approvedArgs ?? entry.args }, options);
    if (verdict.kind === 'refuse') return settle(index, { state: 'failed', result: verdict.text }, options);
    return invoke(index, entry, verdict, options);
  }
  const result = 'It is not known whether this happened. People chose not to repeat it.';
  await settle(index, { state: 'failed', result, isSkipped: true }, options);
  return decision === 'skip' ? 'settled' : { kind: 'ended', reason: ask.question, by: 'person' };
}

const examineEntry = (entry: CallEntry, { rules, journal }: LoopOptions): Verdict => {
  const malformed = (entry.args as { malformed?: unknown } | null)?.malformed;
  const call = { name: entry.tool, args: entry.args };
  return examine(typeof malformed === 'string' ? { ...call, malformed } : call, rules, journal.entries);
};

async function invoke(
  index: number,
  entry: CallEntry,
  { tool, args }: Extract<Verdict, { kind: 'run' }>,
  options: LoopOptions,
): Promise<CallEnd> {
  const startedAt = options.clock.now();
  if (tool.effect === 'effect') {
    await options.journal.settle(index, { state: 'started', startedAt, approvedArgs: args });
  }
  let result: ToolResult;
  try {
    result = await tool.run(args, options.context(entry, options.signal));
  } catch (thrown) {
    options.signal.throwIfAborted();
    // Without the store nothing can be said of the call: whoever goes on makes it again, under the same key.
    if (AppError.is(thrown, 'run.fenced', 'store.unavailable')) throw thrown;
    options.log.warn({ err: thrown, tool: tool.name, key: entry.key }, 'a tool failed');
    const { code, details } = AppError.from(thrown);
    const { detail } = options.words.error(code, details);
    result = { kind: 'text', text: options.words.toolFailed(tool.name, detail), isError: true };
  }
  return take(index, { ...entry, startedAt }, result, options);
}

async function take(
  index: number,
  entry: CallEntry,
  result: ToolResult,
  options: LoopOptions,
): Promise<CallEnd> {
  if (result.kind === 'ask') return putAsk(index, entry, result.draft, options);
  const isError = result.kind === 'text' && result.isError === true;
  const { startedAt, rejectedHash } = entry;
  const settled: Partial<CallEntry> = {
    state: isError ? 'failed' : 'done',
    result: result.text,
    startedAt: startedAt ?? options.clock.now(),
    ...(rejectedHash === undefined ? {} : { rejectedHash }),
  };
  await settle(index, settled, options);
  return result.kind === 'end' ? { kind: 'ended', reason: result.text, by: 'agent' } : 'settled';
}

async function putAsk(
  index: number,
  entry: CallEntry,
  draft: Parameters<AskDesk['put']>[1],
  options: LoopOptions,
): Promise<CallEnd> {
  if (!options.desk) {
    const result = 'People cannot be asked from here. Say in your answer what you need to know.';
    return settle(index, { state: 'failed', result }, options);
  }
  const ask = await options.desk.put(entry, draft);
  const startedAt = entry.startedAt ?? options.clock.now();
  const waiting = { state: 'waiting', askId: ask.id, startedAt } as const;
  await options.journal.settle(index, waiting);
  // Put by a worker that died before it wrote so down, the ask may have been settled while nobody had the run.
  return ask.state === 'open' ? 'waiting' : goOnAfterAsk(index, { ...entry, ...waiting }, options);
}

async function settle(
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
