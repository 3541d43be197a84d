import { expiryOf, type Ask } from '../domain/ask.ts';
import { AppError } from '../domain/errors.ts';
import { isInDoubt, type CallEntry } from '../domain/journal.ts';
import type { Behind } from './batch.ts';
import { actionOf, examineEntry, invoke, putAskOf, settle, take, type CallEnd } from './call.ts';
import { hashAction } from '../shared/hash-action.ts';
import type { LoopOptions } from './loop-options.ts';

/** The ask of a waiting call may have been settled: then the call goes on, with what people said. */
export async function goOnAfterAsk(
  index: number,
  entry: CallEntry,
  before: Behind,
  options: LoopOptions,
): Promise<CallEnd> {
  if (!options.desk || !entry.askId)
    throw new AppError('internal', { key: entry.key, problem: 'waits for no ask' });
  const ask = await options.desk.get(entry.askId);
  // What becomes of the run after an expiry that stops it is for whoever wakes it to say.
  if (ask.state === 'open' || expiryOf(ask) !== 'go_on') return 'waiting';
  if (ask.isInDoubt) return goOnAfterDoubt(index, entry, ask, before, options);
  if (ask.action) return goOnAfterApproval(index, entry, ask, before, options);

  const tool = options.rules.grants.get(entry.tool);
  if (!tool?.resume)
    return settle(index, { state: 'failed', result: 'The tool is no longer here.' }, options);
  const parsed = tool.input.parse(entry.args);
  const said = tool.resume(parsed, ask, options.context(entry, options.signal));
  const rejected = ask.state === 'rejected' ? { rejectedHash: hashAction(entry.tool, parsed) } : {};
  const answered = ask.state === 'answered' ? ({ isAnswered: true } as const) : {};
  return take(index, { ...entry, ...rejected, ...answered }, said, options);
}

async function goOnAfterApproval(
  index: number,
  entry: CallEntry,
  ask: Ask,
  before: Behind,
  options: LoopOptions,
): Promise<CallEnd> {
  if (ask.state !== 'approved') {
    const note = ask.decisions.at(-1)?.note;
    const how = ask.state === 'rejected' ? 'declined this action' : 'did not approve this action in time';
    // What was to be repeated may have happened, whatever those who must approve it say.
    if (isInDoubt(entry)) return settleSkipped(index, entry, note, options);
    const result = `People ${how}${note ? `: ${note}` : ''}. Do not try it again; go on without it or change it.`;
    return settle(index, { state: 'failed', result, rejectedHash: ask.action?.hash ?? '' }, options);
  }
  if (before === 'wait') return 'waiting';
  // What people saw and, where they may, changed is what runs; never what the model would have liked.
  const verdict = examineEntry({ ...entry, args: ask.value ?? ask.action?.arguments }, options);
  if (verdict.kind === 'refuse') return settle(index, { state: 'failed', result: verdict.text }, options);
  return invoke(index, entry, verdict, options);
}

async function goOnAfterDoubt(
  index: number,
  entry: CallEntry,
  ask: Ask,
  before: Behind,
  options: LoopOptions,
): Promise<CallEnd> {
  const last = ask.decisions.at(-1);
  if (last?.decision === 'repeat') {
    if (before === 'wait') return 'waiting';
    // A call that was approved and then fell into doubt is repeated with exactly what was approved.
    const verdict = examineEntry({ ...entry, args: entry.approvedArgs ?? entry.args }, options);
    if (verdict.kind === 'refuse') return settle(index, { state: 'failed', result: verdict.text }, options);
    // What was approved was approved once: to do it again is for the same people to say.
    if (verdict.why !== undefined && !last.isApproval) {
      const action = actionOf(entry, { ...verdict, why: 'in_doubt' });
      return putAskOf(index, entry, { kind: 'approval', action }, options);
    }
    return invoke(index, entry, verdict, options);
  }
  await settleSkipped(index, entry, undefined, options);
  return last?.decision === 'skip' ? 'settled' : { kind: 'ended', reason: ask.question, by: 'person' };
}

function settleSkipped(
  index: number,
  entry: CallEntry,
  note: string | undefined,
  options: LoopOptions,
): Promise<'settled'> {
  const known = entry.result ? `\n${entry.result}` : '';
  const why = note ? `: ${note.replace(/\.$/, '')}` : '';
  const result = `It is not known whether this happened. People chose not to repeat it${why}.${known}`;
  return settle(index, { state: 'failed', result, isSkipped: true }, options);
}
