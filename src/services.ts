import type { Role } from './config/config-environment.ts';
import type { Core } from './core.ts';
import { createWatchInvariants } from './doctor/watch-invariants.ts';
import { createWatchPushGroups } from './push-groups/watch-push-groups.ts';
import type { Ports } from './ports/index.ts';
import type { Settings } from './settings.ts';
import { createWatchClock } from './runs/check-clock.ts';
import { every } from './shared/every.ts';

/** How often each process looks for what hints have missed. */
const OUTBOX_MS = 1000;
const INBOX_MS = 2000;
const LEASES_MS = 2000;
const DISPATCH_MS = 5000;
const ASKS_MS = 5000;
/** How often the invariants of what is under way are looked at. */
const INVARIANTS_MS = 60_000;

/** What a process does besides answering: one list of loops for each role. */
export async function startServices(
  core: Core,
  ports: Ports,
  settings: Settings,
  roles: ReadonlySet<Role>,
): Promise<{ stop: (graceMs: number) => Promise<void> }> {
  const { bus, queue, log } = ports;
  const stops: (() => unknown)[] = [];
  const loop = (name: string, ms: number, work: () => Promise<unknown>) =>
    stops.push(every(ports, name, ms, work));
  const failed = (what: string) => (error: unknown) =>
    log.error({ err: error }, `${what} failed; the sweep goes on`);

  if (roles.has('chat')) {
    stops.push(bus.subscribe('inbox', ({ threadKey }) => void core.process.look(threadKey)));
    stops.push(bus.subscribe('outbox', () => void core.sender.sweep().catch(failed('sending'))));
    loop('inbox', INBOX_MS, core.process.sweep);
    loop('outbox', OUTBOX_MS, core.sender.sweep);
  }
  if (roles.has('worker')) {
    await queue.work((hint, signal) => core.work(hint, signal), {
      concurrency: settings.concurrency,
      onError: (error, { runId }) => log.error({ err: error, runId }, 'a job failed; the sweep takes it up'),
    });
    loop('leases', LEASES_MS, core.recover.sweepLeases);
    loop('dirty', LEASES_MS, core.recover.sweepDirty);
    loop('dispatch', DISPATCH_MS, core.recover.sweepDispatch);
    if (queue.kind === 'memory') await core.recover.requeueAll();
  }
  if (roles.has('schedule')) {
    loop('asks', ASKS_MS, core.expireAsks);
    loop('backoff', DISPATCH_MS, core.recover.sweepBackoff);
    loop('deferred', ASKS_MS, core.recover.sweepDeferred);
    loop('clock', INVARIANTS_MS, createWatchClock(ports, settings));
    loop('invariants', INVARIANTS_MS, createWatchInvariants(ports));
    loop('push groups', INVARIANTS_MS, createWatchPushGroups(ports, settings));
    loop('parked', LEASES_MS, core.recover.sweepParked);
    loop('unasked', ASKS_MS, core.recover.sweepUnasked);
  }

  return {
    /** Begins nothing new, hands back what runs, and waits for it. */
    async stop(graceMs) {
      await Promise.all(stops.map((stop) => stop()));
      await Promise.all([core.process.stop(), queue.close({ graceMs })]);
      await core.sender.idle();
    },
  };
}
