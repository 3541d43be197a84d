import type { App } from '../app.ts';
import type { InboxRow } from '../domain/records.ts';
import type { Ports } from '../ports/index.ts';

/** How soon a turn sees that it was stopped when the hint of it was lost. */
const LOOK_MS = 2000;

/**
 * Stops the turn that is under way in a thread, whichever process has it.
 *
 * @returns whether the press stops a turn, or did so in an earlier try.
 */
export async function stopTurn(app: App, { id, threadKey, seq }: InboxRow): Promise<boolean> {
  const { store, bus } = app;
  const inbox = store.collection('inbox');
  const before = { threadKey, lane: 'turn', seq: { $lt: seq } } as const;
  if ((await inbox.count({ ...before, stoppedBy: id }, 1)) > 0) return true;
  const underWay = { ...before, 'state': 'working', 'incoming.kind': 'message' } as const;
  const stopped = await inbox.update(underWay, { $set: { stoppedBy: id } }, { seq: 1 });
  if (stopped) bus.publish('turn_stop', { inboxId: stopped.id });
  return stopped !== undefined;
}

/** Calls once when the turn was stopped, at the latest some seconds after; the answer ends the watch. */
export function watchStop(
  { store, bus, clock, log }: Pick<Ports, 'store' | 'bus' | 'clock' | 'log'>,
  { id, stoppedBy }: InboxRow,
  onStop: () => void,
): () => void {
  let isOver = false;
  let cancelTimer = (): void => {};
  const unsubscribe = bus.subscribe('turn_stop', ({ inboxId }) => {
    if (inboxId === id) stop();
  });

  function end(): void {
    isOver = true;
    cancelTimer();
    unsubscribe();
  }
  function stop(): void {
    if (isOver) return;
    end();
    onStop();
  }
  async function look(): Promise<void> {
    try {
      if ((await store.collection('inbox').count({ id, stoppedBy: { $ne: null } }, 1)) > 0) stop();
    } catch (thrown) {
      log.warn({ err: thrown, inboxId: id }, 'it was not seen whether a turn was stopped');
    }
    if (!isOver) cancelTimer = clock.after(LOOK_MS, () => void look());
  }

  if (stoppedBy) stop();
  else cancelTimer = clock.after(LOOK_MS, () => void look());
  return end;
}
