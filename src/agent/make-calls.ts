import type { CallEntry } from '../domain/journal.ts';
import { goOnAfterAsk } from './after-ask.ts';
import type { Verdict } from './guard.ts';
import { behind, type Behind } from './batch.ts';
import {
  actionOf,
  examineEntry,
  invoke,
  lookAtEntry,
  putAskOf,
  putDoubt,
  settle,
  type CallEnd,
} from './call.ts';
import { openCalls } from './journal.ts';
import { countCalls } from './limits.ts';
import type { LoopEnd, LoopOptions } from './loop-options.ts';

/** Makes what can be made of the calls that are open. */
export async function makeCalls(options: LoopOptions): Promise<LoopEnd | undefined> {
  let isWaiting = false;
  for (const { index } of openCalls(options.journal.entries)) {
    options.signal.throwIfAborted();
    const stop = await options.stopped?.();
    if (stop) return { kind: 'stopped', stop };
    if (countCalls(options.journal.entries) >= options.limits.maxToolCalls)
      return { kind: 'limit', limit: 'tool_calls' };
    const end = await makeCallAt(index, options);
    if (end === 'waiting') isWaiting = true;
    else if (end !== 'settled') return end;
  }
  return isWaiting ? { kind: 'waiting' } : undefined;
}

async function makeCallAt(index: number, options: LoopOptions): Promise<Exclude<CallEnd, 'again'>> {
  for (;;) {
    // `openCalls` names calls only.
    const entry = options.journal.entries[index] as CallEntry;
    const end = await makeCall(index, entry, behind(index, options), options);
    if (end !== 'again') return end;
  }
}

async function makeCall(
  index: number,
  entry: CallEntry,
  before: Behind,
  options: LoopOptions,
): Promise<CallEnd> {
  // Begun by somebody who did not live to write down how it ended. Only effects are written down as begun.
  if (entry.state === 'started') return putDoubt(index, entry, 'died', options);
  // People were asked about it alone: that they declined one before changes nothing for it.
  if (before === 'failure' || (before === 'refusal' && entry.askId === null))
    return abandon(index, entry, options);
  if (entry.state === 'waiting') return goOnAfterAsk(index, entry, before, options);

  // What it would do is only seen when all before it has been done.
  if (before === 'wait' && options.rules.grants.get(entry.tool)?.examine) return 'waiting';
  const { verdict, entry: seen } = await lookAtEntry(entry, options);
  if (verdict.kind === 'refuse') return settle(index, { state: 'failed', result: verdict.text }, options);
  const { tool, mayHaveHappened, why, identity } = verdict;
  if (mayHaveHappened) return putDoubt(index, { ...seen, hash: identity ?? '' }, 'earlier_try', options);
  if (why !== undefined)
    return putAskOf(index, seen, { kind: 'approval', action: actionOf(seen, verdict) }, options);
  if (before === 'wait' && !tool.asksPeople) return 'waiting';
  if (isRepetition(index, entry, verdict, options))
    return settle(index, { state: 'done', result: REPEATED, startedAt: options.clock.now() }, options);
  return invoke(index, seen, verdict, options);
}

/** What the guard would refuse anyway is told so: then all of it can be mended in one go. */
async function abandon(index: number, entry: CallEntry, options: LoopOptions): Promise<'settled'> {
  const verdict = examineEntry(entry, options);
  if (verdict.kind === 'refuse' && entry.state === 'planned')
    return settle(index, { state: 'failed', result: verdict.text }, options);
  if (entry.askId) await options.desk?.withdraw(entry.askId);
  const result =
    'Not made, since a call before it did not come through. Make it again if it still makes sense.';
  return settle(index, { state: 'abandoned', result }, options);
}

const REPEATED =
  'You have made exactly this call twice, and it told the same both times: see above. It was not made again. Go on with what you know, or end.';

/** Marks of frames, of which each is another. */
const MARKS = /[0-9a-f]{24}/g;

/** How many calls back a repetition is looked for: what lies further back the model may have lost. */
const LOOK_BACK = 50;

/** A third look at what has told the same twice, with nothing changed since by a call of its own. */
function isRepetition(
  index: number,
  { tool: name, args }: CallEntry,
  { tool, args: parsed }: Extract<Verdict, { kind: 'run' }>,
  { journal: { entries } }: LoopOptions,
): boolean {
  if (tool.effect !== 'read' && !tool.readsOnly?.(parsed)) return false;
  const wanted = JSON.stringify(args);
  const equal: CallEntry[] = [];
  for (let at = index - 1, left = LOOK_BACK; at >= 0 && left > 0 && equal.length < 2; at -= 1) {
    const entry = entries[at];
    if (entry?.kind !== 'call' || entry.state !== 'done') continue;
    left -= 1;
    if (entry.tool === name && JSON.stringify(entry.args) === wanted) equal.push(entry);
    else if (entry.tool !== name && entry.effect !== 'read') return false;
  }
  const [last, before] = equal;
  if (!last || !before) return false;
  return told(last) === REPEATED || told(last) === told(before);
}

const told = ({ result }: CallEntry): string => (result ?? '').replaceAll(MARKS, '');
