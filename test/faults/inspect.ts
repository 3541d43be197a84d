import { setTimeout as sleep } from 'node:timers/promises';
import { checkInvariants } from '../../src/doctor/check-invariants.ts';
import type { Ask } from '../../src/domain/ask.ts';
import type { Run } from '../../src/domain/run.ts';
import { isEnded } from '../../src/domain/task-moves.ts';
import type { Task } from '../../src/domain/task.ts';
import type { Ports } from '../../src/ports/index.ts';
import type { CollectionName, Documents, Filter } from '../../src/ports/store.ts';
import type { EffectLedger } from './effect-ledger.ts';
import { marksOf, placeOf, type Errand } from './errands.ts';
import { noted } from './plan.ts';

/** What must be empty when nothing was lost and nothing was done twice; each entry names a thing. */
export const FAULT_KINDS = [
  'unfinished',
  'ended wrongly',
  'tasks or runs twice',
  'guards passed',
  'steps lost',
  'steps twice',
  'effects lost',
  'effects twice',
  'answers twice',
  'messages lost',
  'messages doubled',
  'invariants broken',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Findings {
  faults: Record<FaultKind, string[]>;
  /** How the tasks ended, and what it took. */
  facts: Record<string, number>;
}

/** More than everything that one look of the doctor excuses as being under way. */
const LATER_MS = 10 * 60_000;
/** A run that lost its worker this often is given up, and says so. */
const MAX_FAILURES = 5;
const LOOK_MS = 300;
/** More than there are of anything. */
const MANY = 100_000;

type Inspected = Pick<Ports, 'store' | 'clock'>;

/** What is not over yet: tasks, questions, and whatever is still to be done or sent. 0 when nothing will happen any more. */
export async function countLeft({ store }: Pick<Ports, 'store'>, errands: number): Promise<number> {
  const open: [CollectionName, Filter][] = [
    ['outbox', { state: 'pending' }],
    ['inbox', { state: { $in: ['new', 'working'] } }],
    ['runs', { isDirty: true }],
    ['asks', { isWakePending: true }],
    ['asks', { state: 'open' }],
  ];
  const ended = { status: { $in: ['completed', 'failed', 'cancelled'] } };
  const counts = await Promise.all([
    ...open.map(([name, filter]) => store.collection(name).count(filter, MANY)),
    store
      .collection('tasks')
      .count(ended, MANY)
      .then((count) => errands - count),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Waits until nothing is left; false when that takes too long. */
export async function settle(
  ports: Pick<Ports, 'store'>,
  errands: number,
  deadlineMs: number,
  countOwed = async () => 0,
): Promise<boolean> {
  for (const until = Date.now() + deadlineMs; Date.now() < until; await sleep(LOOK_MS)) {
    if ((await countLeft(ports, errands)) + (await countOwed()) === 0) return true;
  }
  return false;
}

/** Compares what there is with what was asked for. Reads everything. */
export async function inspect(
  ports: Inspected,
  errands: readonly Errand[],
  ledger: EffectLedger,
): Promise<Findings> {
  const { store, clock } = ports;
  const faults = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, []])) as unknown as Findings['faults'];
  const facts: Findings['facts'] = {};
  const add = (fact: string, by = 1) => (facts[fact] = (facts[fact] ?? 0) + by);

  const tasks = await readAll('tasks');
  const runs = await readAll('runs');
  const asks = await readAll('asks');
  const files = countBy(await readAll('deliverables'), ({ name }) => name.replace(/\.md$/, ''));
  const shown = (await readAll('chat_messages')).filter(
    ({ touches, author }) => touches === null && author.isBot,
  );
  const outbox = await readAll('outbox');

  for (const errand of errands) checkErrand(errand);
  for (const run of runs) checkJournal(run);
  for (const { id, decisions } of asks) if (decisions.length > 1) faults['answers twice'].push(id);
  checkMessages();
  for (const { id, state } of await readAll('inbox')) {
    if (state !== 'done') faults['messages lost'].push(`${id} is ${state}`);
  }
  const later = { now: () => new Date(clock.now().getTime() + LATER_MS) };
  const broken = await checkInvariants({ store, clock: { ...clock, ...later } }, 'all');
  faults['invariants broken'].push(
    ...broken.map(({ invariant, id, detail }) => `${invariant} ${id}: ${detail}`),
  );
  add('runs', runs.length);
  add(
    'workers lost by runs',
    runs.reduce((sum, { failures }) => sum + failures, 0),
  );
  add(
    'times queued again',
    runs.reduce((sum, { attempt }) => sum + attempt - 1, 0),
  );
  add('asks', asks.length);
  add('asks in doubt', asks.filter(({ isInDoubt }) => isInDoubt).length);
  add('asks expired', asks.filter(({ state }) => state === 'expired').length);
  return { faults, facts };

  async function readAll<N extends CollectionName>(name: N): Promise<Documents[N][]> {
    const all: Documents[N][] = [];
    for (let last = ''; ;) {
      const page = await store.collection(name).find({ id: { $gt: last } }, { sort: { id: 1 }, limit: 500 });
      all.push(...page);
      if (page.length < 500) return all;
      last = page.at(-1)?.id ?? '';
    }
  }

  function checkErrand(errand: Errand): void {
    const { plan } = errand;
    const [task, other] = tasks.filter(({ title }) => title === plan.id);
    if (!task) return void faults.unfinished.push(`${plan.id} is not there`);
    const wanted = runs.filter((run) => run.taskId === task.id && isWanted(run));
    if (other || wanted.length > (errand.again ? 2 : 1))
      faults['tasks or runs twice'].push(`${plan.id}: ${livesOf(task)}`);
    checkStart(task, errand);
    if (!isEnded(task))
      return void faults.unfinished.push(`${plan.id} is ${task.status} (${task.wait?.kind ?? 'no wait'})`);
    add(`${task.status} (${task.outcome ?? ''})`);
    if (!mayEndSo(task, errand)) {
      faults['ended wrongly'].push(`${plan.id} is ${task.status}: ${task.error?.message ?? ''}`);
    }
    const check = (what: 'steps' | 'effects', times: number, id: string) => {
      if (times > 1) faults[`${what} twice`].push(`${id}: ${times}`);
      if (times === 0 && task.status === 'completed') faults[`${what} lost`].push(`${id}: ${livesOf(task)}`);
    };
    const again = errand.again && marksOf(errand.again);
    for (const id of again?.effects ?? []) check('effects', ledger.times(id), id);
    for (const id of again?.files ?? []) check('steps', files.get(id) ?? 0, id);
    for (const id of errand.effects) check('effects', ledger.times(id), id);
    for (const id of errand.files) check('steps', files.get(id) ?? 0, id);
  }

  /** Not one that lost the race for its task before it began, nor the next try after one that failed before it did anything. */
  function isWanted({ outcome, startedAt, cause }: Run): boolean {
    return cause !== 'backoff' && !(outcome === 'superseded' && !startedAt);
  }

  /** What came of its runs and of what it asked, for whoever has to find out why. */
  function livesOf({ id }: Task): string {
    const ofTask = <T extends { taskId: string | null; createdAt: Date }>(all: readonly T[]) =>
      all
        .filter(({ taskId }) => taskId === id)
        .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
    const lives = ofTask(runs).map(
      ({ number, cause, status, outcome, failures, attempt }) =>
        `run ${number} by ${cause} ${status} (${outcome ?? ''}, ${failures} deaths, attempt ${attempt})`,
    );
    const asked = ofTask(asks).map(
      ({ kind, state, decisions }) =>
        `${kind} ${state} by ${decisions.map(({ decision }) => decision).join(', ')}`,
    );
    return [...lives, ...asked].join('; ');
  }

  /** Cancelled at a person's wish, failed because nobody answered in time, or given up after too many deaths. */
  function mayEndSo({ status, outcome, currentRunId }: Task, { mishap, isLeft }: Errand): boolean {
    const run = runs.find(({ id }) => id === currentRunId);
    if (status === 'completed') return !isLeft;
    if (status === 'cancelled') return mishap === 'cancel';
    const hasExpired = asks.some(({ runId, state }: Ask) => runId === currentRunId && state === 'expired');
    return outcome === 'timeout' ? hasExpired : outcome === 'interrupted' && run?.failures === MAX_FAILURES;
  }

  /** No work began before what had to come first: an approval, and the end of what it waits for. */
  function checkStart(task: Task, { plan, isStartApproved }: Errand): void {
    const first = runs.find(({ taskId, number }) => taskId === task.id && number === 1);
    if (!first?.startedAt) return;
    const approved = asks.find(
      ({ taskId, kind, state }) => taskId === task.id && kind === 'pre_approval' && state === 'approved',
    );
    if (isStartApproved && !(approved && approved.decisions.every(({ at }) => at <= first.createdAt)))
      faults['guards passed'].push(`${plan.id} began without an approval`);
    for (const id of task.blockedBy.filter((one) => !task.skippedBlockers?.includes(one))) {
      const done = tasks.find((one) => one.id === id)?.history.find(({ to }) => to === 'completed');
      if (!done || done.at > first.startedAt)
        faults['guards passed'].push(`${plan.id} began before ${id} was done`);
      else add('waited for another');
    }
  }

  function checkJournal({ id, journal }: Run): void {
    const keys = journal.flatMap((entry) => (entry.kind === 'call' ? [entry.key] : []));
    const arguments_ = journal.flatMap((entry) =>
      entry.kind === 'call' ? [JSON.stringify(entry.args)] : [],
    );
    if (new Set(keys).size < keys.length || new Set(arguments_).size < arguments_.length)
      faults['steps twice'].push(`the journal of ${id}`);
  }

  /** Each row of the outbox is one message in its conversation, and there are no others. */
  function checkMessages(): void {
    for (const { id, state } of outbox)
      if (state !== 'sent') faults['messages lost'].push(`${id} is ${state}`);
    const texts = countBy(shown, ({ text }) => text);
    const perThread = countBy(shown, ({ thread }) => thread);
    const rows = countBy(
      outbox.filter(({ posted }) => posted),
      ({ target }) => target.thread,
    );
    // What a reply to a request that only started work says stands on the card of its run.
    const onCards = new Set(runs.flatMap(({ said }) => said ?? []));
    for (const { plan, way } of errands) {
      const reply = noted(plan.id);
      const times = (texts.get(reply) ?? 0) + (onCards.has(reply) ? 1 : 0);
      if (way === 'message' && times === 0) faults['messages lost'].push(`the reply to ${plan.id}`);
      if (times > 1) faults['messages doubled'].push(`the reply to ${plan.id}`);
      const { thread } = placeOf(plan.id);
      const [has, wants] = [perThread.get(thread) ?? 0, rows.get(thread) ?? 0];
      if (has > wants) faults['messages doubled'].push(`${has} of ${wants} in ${thread}`);
      if (has < wants) faults['messages lost'].push(`${has} of ${wants} in ${thread}`);
    }
  }
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

/** Findings without any fault. */
export const NO_FAULTS = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, [] as string[]]));

export const countFaults = ({ faults }: Findings): number =>
  FAULT_KINDS.reduce((sum, kind) => sum + faults[kind].length, 0);
