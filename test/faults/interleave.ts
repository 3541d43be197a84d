import fc from 'fast-check';
import { createMemoryBrowser } from '../../adapters/browser/memory/index.ts';
import { createMemoryBus } from '../../adapters/bus/memory/index.ts';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { createIds } from '../../adapters/system/node/index.ts';
import { readConfigFile } from '../../src/config/config-file.ts';
import { toSettings } from '../../src/config/config-settings.ts';
import { createCore, type Core } from '../../src/core.ts';
import { checkInvariants } from '../../src/doctor/check-invariants.ts';
import { ASK_DECISIONS, type Ask } from '../../src/domain/ask.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { CallEntry } from '../../src/domain/journal.ts';
import { isRunEnded, type Run } from '../../src/domain/run.ts';
import type { Ports } from '../../src/ports/index.ts';
import type { ModelAnswer } from '../../src/ports/model.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Clock } from '../../src/ports/system.ts';
import { openBlockers } from '../../src/moves/blockers.ts';
import { createSecretBox } from '../../src/shared/seal.ts';
import { inChat, viaApi } from '../fakes/callers.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';
import { draw } from '../../src/cards/draw.ts';
import { legalEvents } from '../../src/domain/task-moves.ts';
import { taskLabelIn } from '../../src/domain/vocabularies.ts';
import { wordsFor } from '../../src/words/index.ts';
import { createFakeLog } from '../fakes/log.ts';
import { sweepGraph } from '../../src/graph/settle-task.ts';
import { expireAsks } from '../../src/decisions/expire-asks.ts';
import {
  sweepBackoff,
  sweepDirty,
  sweepDispatch,
  sweepLeases,
  sweepUnasked,
  sweepUntold,
} from '../../src/runs/recover.ts';
import { noGitHub } from '../fakes/no-github.ts';
import { ANSWERED_OK } from '../fakes/answered.ts';

const WORKERS = 2;
const SAYS = ['ask', 'save', 'send', 'read', 'both', 'end', 'fail'] as const;
const SWEEPS = ['leases', 'dispatch', 'dirty', 'asks', 'backoff', 'unasked', 'untold', 'graph'] as const;
const EVENTS = [
  'cancel',
  'pause',
  'retry',
  'defer',
  'resume_deferred',
  'unqueue',
  'feedback',
  'rerun',
  'skip_blocker',
] as const;
/** What becomes of the task that another one waits for. */
const BLOCKER_EVENTS = [
  'begin',
  'complete',
  'cancel',
  'rerun',
  'unqueue',
  'archive',
  'restore',
  'defer',
] as const;
const BLOCKER = 'T-1';
const MAIN = 'T-2';

const worker = fc.nat(WORKERS - 1);

/** One thing that happens: to a worker, to its model, to what it reaches out to, to time, or by a person. */
const anyStep = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('deliver' as const), worker, isLate: fc.boolean() }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      pick: fc.nat(3),
      say: fc.constantFrom(...SAYS),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('answer' as const), pick: fc.nat(3), fails: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wind' as const), ms: fc.constantFrom(900, 11_000, 31_000) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('freeze' as const), worker }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('thaw' as const), worker }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('shutdown' as const), worker }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lose' as const), worker }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('sweep' as const), worker, sweep: fc.constantFrom(...SWEEPS) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('decide' as const), pick: fc.nat(5), how: fc.nat(5) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('event' as const), event: fc.constantFrom(...EVENTS) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('blocker' as const),
      event: fc.constantFrom(...BLOCKER_EVENTS),
    }),
  },
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

export const anyLife = fc.array(anyStep, { minLength: 5, maxLength: 40 });

/**
 * A worker's own time: while the process is frozen, none of its timers fires. The clock of a machine that was put to sleep stands
 * still as well: such a worker does not notice that it was away.
 */
function createFreezer(clock: FakeClock, isAsleep: boolean) {
  const held: (() => void)[] = [];
  let frozenAt: number | null = null;
  let asleepMs = 0;
  const own: Clock = {
    now: () => clock.now(),
    monotonicMs: () => clock.monotonicMs() - asleepMs,
    after: (ms, handle) => clock.after(ms, () => void (frozenAt === null ? handle() : held.push(handle))),
  };
  return {
    clock: own,
    isFrozen: () => frozenAt !== null,
    freeze: () => void (frozenAt ??= clock.monotonicMs()),
    thaw() {
      if (frozenAt !== null && isAsleep) asleepMs += clock.monotonicMs() - frozenAt;
      frozenAt = null;
      for (const handle of held.splice(0)) handle();
    },
  };
}

interface Pending<T> {
  worker: number;
  settle: (answer: T) => void;
  reject: (error: unknown) => void;
}

/** Without a home, so that nothing is to be shown. */
const ana = inChat('ana', { place: null });
const silent = { count() {}, gauge() {}, observe() {} };
const secrets = createSecretBox('the secret of a test');
const configOf = ({ onExpiry, approval }: Nature): string => `
questions: {expires: 40s, answered_by: {anyone_in_channel: true, on_expiry: ${onExpiry}}}
tools: {http_send: {approval: ${approval}, expires: 40s, approvers: {anyone_in_channel: true, on_expiry: ${onExpiry}}}}
limits: {run: {retries: 1}}
`;

/**
 * One run of one task, worked on by two workers whose every turn is taken by hand: hints come twice or late, models and
 * addresses answer when they are told to, processes freeze and thaw with their writes in flight. After each step the run must
 * still be what it was, only further.
 *
 * @param isFenced - false takes the epoch and the length of the journal out of every filter, so that it can be seen that the test sees its loss.
 * @returns what does not hold, with the step after which it did not; empty when everything does.
 */
export async function playInterleaving(steps: readonly Step[], { isFenced = true } = {}): Promise<string[]> {
  const world = await openWorld(isFenced, natureOf(steps));
  const faults: string[] = [];
  for (const [at, step] of steps.entries()) {
    await world.take(step);
    const wrong = await world.look();
    if (wrong.length > 0) return wrong.map((fault) => `step ${at} (${step.kind}): ${fault}`);
  }
  faults.push(...(await world.bringToEnd()));
  return faults;
}

/** Some tasks need an approval to start, some a review, some wait for another task; what nobody decides in time ends in several ways. */
const natureOf = ({ length }: readonly Step[]) => ({
  isApprovalRequired: length % 3 === 0,
  isReviewRequired: length % 2 === 0,
  isBlocked: length % 5 < 2,
  onExpiry: (['defer', 'fail', 'reject'] as const)[(length % 7) % 3] ?? 'defer',
  approval: length % 4 === 3 ? 'always' : 'never',
});
type Nature = ReturnType<typeof natureOf>;

async function openWorld(isFenced: boolean, nature: Nature) {
  const clock = createFakeClock();
  const log = createFakeLog();
  const inner = await openEmbeddedStore({ dataDir: null, log, clock, onFatal: () => {} });
  const store = isFenced ? inner : withoutFence(inner);
  const bus = createMemoryBus({ log });
  const ids = createIds();
  const file = readConfigFile(configOf(nature), 'errand.yaml', []);
  if (!file) throw new Error('the configuration is wrong');
  const read = toSettings(file, { locale: 'en', publicUrl: 'http://errand.test', concurrency: 1 });
  const settings = { ...read, maxDeaths: 1000 };

  const models: Pending<ModelAnswer>[] = [];
  const effects: Pending<void>[] = [];
  /** How often each effect was begun, by its key. */
  const begun = new Map<string, number>();
  const freezers = Array.from({ length: WORKERS }, (_, at) => createFreezer(clock, at === 1));
  const shutdowns = freezers.map(() => new AbortController());

  const pend = <T>(list: Pending<T>[], at: number, signal: AbortSignal): Promise<T> =>
    new Promise((resolve, reject) => {
      const one: Pending<T> = { worker: at, settle: resolve, reject };
      list.push(one);
      const drop = () => {
        // A frozen process does not hear that it should stop.
        if (freezers[at]?.isFrozen()) return;
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', drop, { once: true });
    });

  const cores = freezers.map((freezer, at): Core => {
    const ports: Ports = {
      store,
      bus,
      log,
      ids,
      clock: freezer.clock,
      metrics: silent,
      secrets,
      pushChannels: [],
      chats: new Map(),
      // What is put in the queue is lost: a hint comes when a step delivers it.
      queue: {
        kind: 'lost',
        async enqueue() {},
        async work() {},
        async pause() {},
        async resume() {},
        stats: async () => ({ waiting: 0, delayed: 0, active: 0 }),
        async ping() {},
        async close() {},
      },
      model: { kind: 'by hand', complete: ({ signal }) => pend(models, at, signal) },
      github: noGitHub,
      browser: createMemoryBrowser(),
      fetcher: {
        async fetch({ method, headers, signal }) {
          const key = headers?.['idempotency-key'];
          if (method !== 'GET' && key) {
            begun.set(key, (begun.get(key) ?? 0) + 1);
            await pend(effects, at, signal);
          }
          return ANSWERED_OK;
        },
      },
    };
    return createCore(ports, settings, `worker-${at}`);
  });
  const [first] = cores;
  if (!first) throw new Error('there is no worker');
  const { isBlocked, isApprovalRequired, isReviewRequired } = nature;
  await first.commands.createTask({ title: 'Find the key' }, ana);
  const blockedBy = isBlocked ? { blockedBy: [BLOCKER], park: true } : {};
  await first.commands.createTask(
    { title: 'Announce', run: true, isApprovalRequired, isReviewRequired, ...blockedBy },
    ana,
  );
  const mainId = (await first.commands.getTask(MAIN, viaApi)).id;

  const runs = () => store.collection('runs').find({ taskId: mainId }, { sort: { number: 1 }, limit: 50 });
  const openAsks = () => store.collection('asks').find({ state: 'open' }, { sort: { number: 1 }, limit: 50 });
  const thawed = <T>(list: Pending<T>[]) => list.filter(({ worker: at }) => !freezers[at]?.isFrozen());
  const take = <T>(list: Pending<T>[], pick: number): Pending<T> | undefined => {
    const ready = thawed(list);
    const one = ready[pick % Math.max(1, ready.length)];
    if (one) list.splice(list.indexOf(one), 1);
    return one;
  };
  const broken: string[] = [];

  function deliver(at: number, { id, attempt }: Pick<Run, 'id' | 'attempt'>): void {
    const signal = shutdowns[at]?.signal;
    if (!signal || signal.aborted || freezers[at]?.isFrozen()) return;
    cores[at]?.work({ runId: id, attempt }, signal).catch((error: unknown) => broken.push(String(error)));
  }

  /** What people may ask for and are refused is no fault. */
  const asked = async (work: Promise<unknown> | undefined): Promise<void> => {
    try {
      await work;
    } catch (thrown) {
      if (AppError.from(thrown).kind.tell === 'operator') throw thrown;
    }
  };

  const decide = (ask: Ask, how: number): Promise<unknown> => {
    const may = ask.isInDoubt
      ? (['repeat', 'skip', 'stop'] as const)
      : (Object.keys(ASK_DECISIONS[ask.kind]) as (keyof (typeof ASK_DECISIONS)['input'])[]).filter(
          (one) => ask.kind !== 'input' || one === 'answer',
        );
    const decision = may[how % may.length] ?? 'answer';
    const value = decision === 'answer' ? { value: 'Friday' } : {};
    const note = ask.kind === 'review' ? { note: 'shorter' } : {};
    return first.commands.decideAsk(ask.id, { decision, ...value, ...note }, ana);
  };

  const send = (task: string, event: (typeof EVENTS)[number] | (typeof BLOCKER_EVENTS)[number]) =>
    first.commands.sendEvent(task, { event, reason: 'because', park: true }, ana);

  const TAKE: { [K in Step['kind']]: (step: Extract<Step, { kind: K }>) => Promise<void> | void } = {
    async deliver({ worker: at, isLate }) {
      for (const run of await runs())
        if (!isRunEnded(run)) deliver(at, { ...run, attempt: run.attempt - (isLate ? 1 : 0) });
    },
    say({ pick, say }) {
      const model = take(models, pick);
      if (say === 'fail') model?.reject(new AppError('model.unavailable'));
      else model?.settle(SCRIPT[say]);
    },
    answer({ pick, fails }) {
      const effect = take(effects, pick);
      if (fails) effect?.reject(new AppError('tool.failed', { reason: 'unreachable' }));
      else effect?.settle();
    },
    wind: ({ ms }) => clock.advance(ms),
    freeze: ({ worker: at }) => freezers[at]?.freeze(),
    thaw: ({ worker: at }) => freezers[at]?.thaw(),
    /** It stands still for longer than its lease, and the other goes on with what it held. */
    async lose({ worker: at }) {
      freezers[at]?.freeze();
      await clock.advance(31_000);
      const other = (at + 1) % WORKERS;
      if (freezers[other]?.isFrozen()) return;
      await sweep(other, 'leases');
      for (const run of await runs()) if (run.status === 'queued') deliver(other, run);
    },
    shutdown({ worker: at }) {
      if (freezers[at]?.isFrozen()) return;
      shutdowns[at]?.abort(new AppError('stopped', { by: 'shutdown' }));
      shutdowns[at] = new AbortController();
    },
    async sweep({ worker: at, sweep: name }) {
      if (!freezers[at]?.isFrozen()) await sweep(at, name);
    },
    async decide({ pick, how }) {
      const asks = await openAsks();
      const ask = asks[pick % Math.max(1, asks.length)];
      if (ask) await asked(decide(ask, how));
    },
    event: ({ event }) => asked(send(MAIN, event)),
    blocker: ({ event }) => asked(send(BLOCKER, event)),
  };

  async function sweep(at: number, name: (typeof SWEEPS)[number]): Promise<void> {
    const core = cores[at];
    if (!core) return;
    const sweeps = {
      leases: () => sweepLeases(core.app),
      dispatch: () => sweepDispatch(core.app),
      dirty: () => sweepDirty(core.app),
      backoff: () => sweepBackoff(core.app),
      asks: () => expireAsks(core.app),
      unasked: () => sweepUnasked(core.app),
      untold: () => sweepUntold(core.app),
      graph: () => sweepGraph(core.app),
    };
    await sweeps[name]();
  }

  const before = new Map<string, Run>();
  const repeats = async () =>
    (await store.collection('asks').find({ isInDoubt: true }, { limit: 100 })).filter(
      ({ decisions }) => decisions.at(-1)?.decision === 'repeat',
    );

  /** Every card as it would be drawn now: of the newest run it tells what the task is, and its buttons are what the table allows. */
  async function lyingCards(): Promise<string[]> {
    const app = first?.app;
    const [task] = await store.collection('tasks').find({ id: mainId }, { limit: 1 });
    if (!app || !task) return [];
    const words = wordsFor('en');
    const told = [words.labels[taskLabelIn('errand', task)], task.outcome && words.outcomes[task.outcome]];
    const legal: readonly string[] = legalEvents(task, 'person');
    const faults: string[] = [];
    for (const run of await runs()) {
      const body = { kind: 'card', subject: { kind: 'run', id: run.id }, locale: 'en' } as const;
      const { context = '', buttons = [] } = (await draw(app, body))?.card ?? {};
      const isTold = context.split(' · ').some((part) => told.includes(part));
      // What the task has not heard of yet is brought to it, and drawn again.
      if (run.number === task.runCount && !run.isDirty && !isTold)
        faults.push(`the card of run ${run.number} says ${context} of a task that is ${told.join(' or ')}`);
      for (const { action } of buttons)
        if (run.id !== task.currentRunId || !legal.includes(action))
          faults.push(`the card of run ${run.number} offers ${action}`);
    }
    for (const ask of await store.collection('asks').find({}, { limit: 100 })) {
      const body = { kind: 'card', subject: { kind: 'ask', id: ask.id }, locale: 'en' } as const;
      const { buttons = [] } = (await draw(app, body))?.card ?? {};
      if ((ask.state === 'open') !== buttons.length > 0)
        faults.push(`the card of A-${ask.number}, which is ${ask.state}, has ${buttons.length} buttons`);
    }
    return faults;
  }

  let wasHeld = false;
  let wasWorkedOn = false;

  /** Work that has begun nothing begins only once nothing is waited for any more. */
  async function passedBlockers(): Promise<string[]> {
    const task = await store.collection('tasks').get(mainId);
    if (!task) return [];
    const [run] = (await runs()).slice(-1);
    const isHeld = (await openBlockers(store, task)).length > 0;
    const isWorkedOn = task.status === 'in_progress';
    const began = isWorkedOn && !wasWorkedOn && run?.journalLength === 0;
    const faults = began && isHeld && wasHeld ? ['work began while its blocker was open'] : [];
    [wasHeld, wasWorkedOn] = [isHeld, isWorkedOn];
    return faults;
  }

  /** One owner for each epoch, an epoch that only grows, a journal that only grows, an end that stays, effects made once. */
  async function look(): Promise<string[]> {
    await clock.settle();
    const faults = [...broken];
    for (const run of await runs()) {
      const old = before.get(run.id);
      if (old) faults.push(...compare(old, run));
      before.set(run.id, run);
    }
    faults.push(...(await lyingCards()), ...(await passedBlockers()));
    const allowed = await repeats();
    for (const [key, times] of begun) {
      const again = allowed.filter(({ runId, callKey }) => key === `run:${runId}:${callKey}`).length;
      if (times > 1 + again)
        faults.push(`${key} was begun ${times} times, and repeated by word ${again} times`);
    }
    return faults;
  }

  async function freeMain(): Promise<void> {
    for (const event of ['restore', 'unqueue', 'complete', 'archive'] as const)
      await asked(send(BLOCKER, event));
    await asked(send(MAIN, 'skip_blocker'));
  }

  /** Everything wakes and goes on as it does in life, until the task has ended. */
  async function bringToEnd(): Promise<string[]> {
    for (let round = 0; round < 80; round += 1) {
      for (const freezer of freezers) freezer.thaw();
      await clock.settle();
      for (let model = take(models, 0); model; model = take(models, 0)) model.settle(SCRIPT.end);
      for (let effect = take(effects, 0); effect; effect = take(effects, 0)) effect.settle();
      await clock.advance(8000);
      for (const name of SWEEPS) await sweep(round % WORKERS, name);
      for (const run of await runs()) if (run.status === 'queued') deliver(round % WORKERS, run);
      for (const ask of await openAsks()) await asked(decide(ask, 0));
      if (wasHeld) await freeMain();
      const wrong = await look();
      if (wrong.length > 0) return wrong.map((fault) => `at the end: ${fault}`);
      const task = await first?.commands.getTask(MAIN, viaApi);
      const isQuiet = ['completed', 'failed', 'cancelled', 'deferred', 'backlog'].includes(
        task?.status ?? '',
      );
      if (isQuiet && (await runs()).every((run) => isRunEnded(run))) {
        await clock.advance(2 * 60_000);
        for (const name of SWEEPS) await sweep(0, name);
        const violations = await checkInvariants({ store, clock }, 'all');
        return violations.map(({ invariant, detail }) => `${invariant}: ${detail}`);
      }
    }
    const [last] = (await runs()).slice(-1);
    return [
      `it never ended: the task is ${(await first?.commands.getTask(MAIN, viaApi))?.status}, its last run ${last?.status}, epoch ${last?.epoch}, ${models.length} models and ${effects.length} effects pending`,
    ];
  }

  return {
    look,
    bringToEnd,
    take: async (step: Step) => {
      await (TAKE[step.kind] as (one: Step) => Promise<void> | void)(step);
    },
  };
}

const said = (text: string, ...calls: { name: string; args: unknown }[]): ModelAnswer => ({
  text,
  calls: calls.map((call, at) => ({ id: `p${at}`, ...call })),
  usage: { inputTokens: 1, outputTokens: 1 },
  model: 'by hand',
});
const ASK = { name: 'ask_people', args: { kind: 'text', question: 'Which date?' } };
const SAVE = { name: 'save_deliverable', args: { name: 'plan.md', content: 'one' } };
const SEND = { name: 'http_send', args: { method: 'POST', url: 'https://example.test/hook', body: 'go' } };
const READ = { name: 'http_get', args: { url: 'https://example.test/page' } };
const SCRIPT: Record<Exclude<(typeof SAYS)[number], 'fail'>, ModelAnswer> = {
  ask: said('', ASK),
  save: said('', SAVE),
  send: said('', SEND),
  read: said('', READ),
  both: said('', ASK, SEND),
  end: said('Done.'),
};

/** The store as it would be if nobody had thought of those who come back. */
const withoutFence = (store: Store): Store => ({
  ...store,
  collection(name) {
    const collection = store.collection(name);
    return {
      ...collection,
      update: ({ epoch: _, journalLength: __, ...filter }, update, sort) =>
        collection.update(filter, update, sort),
    };
  },
});

function compare(old: Run, run: Run): string[] {
  const faults: string[] = [];
  if (run.epoch < old.epoch) faults.push(`the epoch went back from ${old.epoch} to ${run.epoch}`);
  const isSameTurn = run.epoch === old.epoch && run.status === 'running' && old.status === 'running';
  if (isSameTurn && run.owner !== old.owner) faults.push(`two owners in epoch ${run.epoch}`);
  if (
    isRunEnded(old) &&
    (run.status !== old.status || run.outcome !== old.outcome || run.result !== old.result)
  )
    faults.push(`an end changed from ${old.status} to ${run.status}`);
  if (run.journal.length !== run.journalLength) faults.push('the journal is not as long as it says');
  if (run.journal.length < old.journal.length) faults.push('the journal lost entries');
  if (isRunEnded(old) && run.journal.length > old.journal.length) faults.push('an ended run wrote on');
  old.journal.forEach((entry, at) => {
    const now = run.journal[at];
    if (now?.kind !== entry.kind) return faults.push(`entry ${at} became another`);
    if (entry.kind === 'call' && isOver(entry) && JSON.stringify(entry) !== JSON.stringify(now))
      faults.push(`a finished call changed at ${entry.key}`);
  });
  return faults;
}

const isOver = ({ state }: CallEntry): boolean => state === 'done' || state === 'failed';
