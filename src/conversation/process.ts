import type { App } from '../app.ts';
import { handleClickAndShow } from './handle-click.ts';
import { handleTurn } from './handle-turn.ts';
import { tellFailure } from './tell-failure.ts';
import { setMaxListeners } from 'node:events';
import { oneMoreDeath, progressOf, type Deaths } from '../domain/deaths.ts';
import { AppError } from '../domain/errors.ts';
import type { InboxRow } from '../domain/records.ts';
import { holding } from '../shared/at-hand.ts';

/** Does what the row asks for and answers with what was said in return; null when nothing was. */
type Handle = (row: InboxRow, signal: AbortSignal) => Promise<string | null>;

/** A thread whose worker has not been heard of for this long is free. */
const LEASE_MS = 15_000;
/** What nobody has begun after this time was missed by the hint. */
const MISSED_MS = 2000;

const clicksOf = (threadKey: string): string => `${threadKey} clicks`;

/**
 * Works through the inbox: one turn at a time in a thread and any number of threads at once, over all processes; a
 * click at once. A turn that was begun goes on from its journal.
 */
export function createProcess(app: App) {
  const { store, clock, log, metrics, owner, settings } = app;
  const inbox = store.collection('inbox');
  const threads = store.collection('threads');
  const busy = new Map<string, Promise<void>>();
  const shutdown = new AbortController();
  // Every busy thread listens to it; there is no bound on those, and each takes its listener away.
  setMaxListeners(0, shutdown.signal);

  /** Looks at a thread now: at its clicks at once, at its turns when the one under way has ended. */
  function look(threadKey: string): Promise<void> {
    const turns = (busy.get(threadKey) ?? Promise.resolve()).then(() => drainTurns(threadKey));
    const clicks = drainClicks(threadKey);
    return Promise.all([track(threadKey, turns), track(clicksOf(threadKey), clicks)]).then(() => {});
  }

  function track(key: string, work: Promise<void>): Promise<void> {
    const guarded = work.catch((error: unknown) => {
      log.error({ err: error, thread: key }, 'a thread could not be worked on; the sweep tries again');
    });
    busy.set(key, guarded);
    void guarded.finally(() => {
      if (busy.get(key) === guarded) busy.delete(key);
    });
    return guarded;
  }

  const until = (): Date => new Date(clock.now().getTime() + LEASE_MS);

  async function drainClicks(threadKey: string): Promise<void> {
    const clicks = await open(threadKey, 'click', 20);
    const free = clicks.filter(({ leaseUntil }) => leaseUntil === null || leaseUntil < clock.now());
    await Promise.all(
      free.map((row) => handle(row, (press) => handleClickAndShow(app, press), shutdown.signal)),
    );
  }

  async function drainTurns(threadKey: string): Promise<void> {
    if (shutdown.signal.aborted || (await open(threadKey, 'turn', 1)).length === 0) return;
    const lease = await acquire(threadKey);
    if (!lease) return;
    try {
      for (;;) {
        const [next] = await open(threadKey, 'turn', 1);
        if (!next || lease.signal.aborted) return;
        await handle(next, (said, signal) => handleTurn(app, said, signal), lease.signal);
      }
    } finally {
      await lease.release();
    }
  }

  function open(threadKey: string, lane: InboxRow['lane'], limit: number): Promise<InboxRow[]> {
    return inbox.find({ threadKey, lane, state: { $in: ['new', 'working'] } }, { sort: { seq: 1 }, limit });
  }

  async function handle(row: InboxRow, work: Handle, signal: AbortSignal): Promise<void> {
    // Whoever had it before neither ended it nor handed it back.
    const isLeft = row.state === 'working' && row.leaseUntil !== null;
    const deaths = isLeft ? oneMoreDeath(row.deaths, progressOf(row)) : (row.deaths ?? null);
    if (isLeft && deaths && deaths.count >= settings.maxDeaths) return setAside(row, deaths);
    const claimed = await inbox.update(
      { id: row.id, epoch: row.epoch, state: { $in: ['new', 'working'] } },
      { $set: { state: 'working', leaseUntil: until(), deaths }, $inc: { epoch: 1 } },
    );
    if (!claimed) return;
    try {
      await end(claimed, 'done', await holding(`message ${row.id}`, () => work(claimed, signal)));
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code === 'run.fenced') return;
      if (error.code === 'stopped' || error.code === 'store.unavailable') await handBack(claimed);
      if (error.code === 'stopped') return;
      if (error.code === 'store.unavailable') throw error;
      log.error({ err: thrown, inboxId: row.id, code: error.code }, 'what came in could not be handled');
      await end(claimed, 'failed', await tellFailure(app, claimed, error));
    }
  }

  /** Written down before anything is made of it: whatever is said of it may be what ends a worker. */
  async function setAside(row: InboxRow, deaths: Deaths): Promise<void> {
    const aside = await inbox.update(
      { id: row.id, epoch: row.epoch, state: 'working' },
      { $set: { state: 'set_aside', deaths, leaseUntil: null, endedAt: clock.now() }, $inc: { epoch: 1 } },
    );
    if (!aside) return;
    log.error(
      { inboxId: row.id, deaths: deaths.count },
      'what came in has ended its worker too often: it is set aside',
    );
    metrics.count('errand_set_aside_total', { kind: 'message' });
    const reply = await tellFailure(app, aside, new AppError('worker.ended', {}));
    await inbox.update({ id: row.id, state: 'set_aside' }, { $set: { reply } });
  }

  /** Not a fault of the row: it has not cost its worker. Where even that cannot be written, it counts as if it had. */
  async function handBack({ id, epoch }: InboxRow): Promise<void> {
    try {
      await inbox.update({ id, epoch, state: 'working' }, { $set: { leaseUntil: null } });
    } catch (thrown) {
      log.warn({ err: thrown, inboxId: id }, 'what came in was not handed back; its lease runs out');
    }
  }

  async function end({ id, epoch }: InboxRow, state: 'done' | 'failed', reply: string | null): Promise<void> {
    await inbox.update({ id, epoch, state: 'working' }, { $set: { state, reply, endedAt: clock.now() } });
  }

  async function acquire(id: string) {
    const taken = { isBusy: true, owner, leaseUntil: until(), updatedAt: clock.now() };
    const isNew = await threads.insertIfAbsent({ id, epoch: 1, ...taken });
    const free = { $or: [{ isBusy: false }, { leaseUntil: { $lt: clock.now() } }] };
    const held = isNew
      ? { epoch: 1 }
      : await threads.update({ id, ...free }, { $set: taken, $inc: { epoch: 1 } });
    if (!held) return undefined;

    const controller = new AbortController();
    const ours = { id, owner, epoch: held.epoch };
    const onShutdown = () => controller.abort(new AppError('stopped', { by: 'shutdown' }));
    shutdown.signal.addEventListener('abort', onShutdown, { once: true });
    let cancelTimer = () => {};
    const renew = async () => {
      try {
        const kept = await threads.update(ours, { $set: { leaseUntil: until() } });
        if (!kept) controller.abort(new AppError('run.fenced', { id }));
      } catch (thrown) {
        log.warn({ err: thrown, thread: id }, 'a thread lease was not renewed');
      }
      if (!controller.signal.aborted) cancelTimer = clock.after(LEASE_MS / 3, () => void renew());
    };
    cancelTimer = clock.after(LEASE_MS / 3, () => void renew());
    return {
      signal: controller.signal,
      async release() {
        cancelTimer();
        shutdown.signal.removeEventListener('abort', onShutdown);
        await threads.update(ours, { $set: { isBusy: false, owner: null, leaseUntil: null } });
      },
    };
  }

  /** What the hints missed: rows that nobody has begun, and turns whose worker is gone. */
  async function sweep(): Promise<void> {
    const before = new Date(clock.now().getTime() - MISSED_MS);
    const waiting = await inbox.find(
      { state: { $in: ['new', 'working'] } },
      { sort: { seq: 1 }, limit: 200, omit: ['journal'] },
    );
    // Not waited for: one thread that takes long must not keep the others from being found, nor its own clicks.
    for (const { threadKey, lane } of waiting.filter(({ receivedAt }) => receivedAt < before)) {
      const isClick = lane === 'click';
      const key = isClick ? clicksOf(threadKey) : threadKey;
      if (!busy.has(key)) void track(key, isClick ? drainClicks(threadKey) : drainTurns(threadKey));
    }
  }

  /** Begins nothing new, stops what runs at its next step, and waits for it. */
  async function stop(): Promise<void> {
    shutdown.abort(new AppError('stopped', { by: 'shutdown' }));
    await Promise.all(busy.values());
  }

  const idle = async (): Promise<void> => {
    while (busy.size > 0) await Promise.all(busy.values());
  };

  return { look, sweep, stop, idle };
}
