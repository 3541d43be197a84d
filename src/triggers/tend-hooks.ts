import type { App } from '../app.ts';
import type { HookDelivery } from '../domain/trigger.ts';
import { beyond } from '../shared/cursor.ts';
import { each } from '../shared/each.ts';
import { holdLease } from '../shared/leases.ts';
import { makeHookTask } from './make-hook-task.ts';

const LEASE_MS = 10_000;
const PAGE = 100;
/** Younger ones are being dealt with by the process that took them. */
const YOUNG_MS = 3000;

/** Makes the tasks of deliveries that were taken by a process which has ended since. */
export async function tendHooks(app: App): Promise<void> {
  if (!(await holdLease(app, 'hooks', LEASE_MS))) return;
  const { store, clock, log } = app;
  const before = new Date(clock.now().getTime() - YOUNG_MS);
  for (let last: HookDelivery | undefined; ;) {
    const after = last && { at: last.receivedAt, id: last.id };
    const page = await store
      .collection('hook_deliveries')
      .find(
        { state: 'accepted', receivedAt: { $lte: before }, ...beyond('receivedAt', after) },
        { sort: { receivedAt: 1, id: 1 }, limit: PAGE },
      );
    await each(log, page, (delivery) => makeHookTask(app, delivery));
    last = page.at(-1);
    if (page.length < PAGE) return;
  }
}
