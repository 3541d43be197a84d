import {
  requeueAll,
  sweepBackoff,
  sweepDeferred,
  sweepDirty,
  sweepDispatch,
  sweepLeases,
  sweepUnasked,
  sweepUntold,
} from './runs/recover.ts';
import { releaseAll, settleTask, sweepGraph } from './graph/settle-task.ts';
import { expireAsks } from './decisions/expire-asks.ts';
import type { Role } from './config/config-environment.ts';
import type { Core } from './core.ts';
import { watchInvariants } from './doctor/watch-invariants.ts';
import { watchPushGroups } from './push-groups/watch-push-groups.ts';
import { tendBrowsers } from './runs/tend-browsers.ts';
import { watchClock } from './runs/check-clock.ts';
import { fireSchedules } from './schedules/fire-schedules.ts';
import { tendSchedules } from './schedules/tend-schedules.ts';
import { tendHooks } from './triggers/tend-hooks.ts';
import { watchFigures } from './tasks/figures.ts';
import { watchWebhooks } from './notifications/watch-webhooks.ts';
import { every } from './shared/every.ts';

/** How often each process looks for what hints have missed. */
const OUTBOX_MS = 1000;
const INBOX_MS = 2000;
const LEASES_MS = 2000;
const DISPATCH_MS = 5000;
const ASKS_MS = 5000;
const SCHEDULES_MS = 1000;
const TENDED_MS = 3000;
/** How often the invariants of what is under way are looked at. */
const INVARIANTS_MS = 60_000;
const FIGURES_MS = 5 * 60_000;

/** What a process does besides answering: one list of loops for each role. */
export async function startServices(
  core: Core,
  roles: ReadonlySet<Role>,
): Promise<{ stop: (graceMs: number) => Promise<void> }> {
  const { app } = core;
  const { bus, queue, log, settings } = app;
  const stops: (() => unknown)[] = [];
  const loop = (name: string, ms: number, work: () => Promise<unknown>) =>
    stops.push(every(app, name, ms, work));
  const failed = (what: string) => (error: unknown) =>
    log.error({ err: error }, `${what} failed; the sweep goes on`);

  if (roles.has('chat')) {
    stops.push(bus.subscribe('inbox', ({ threadKey }) => void core.process.look(threadKey)));
    stops.push(bus.subscribe('outbox', () => void core.sender.sweep().catch(failed('sending'))));
    stops.push(bus.subscribe('outbox', () => void core.eventSender.sweep().catch(failed('telling'))));
    stops.push(bus.subscribe('outbox', () => void core.mailSender.sweep().catch(failed('mailing'))));
    stops.push(bus.subscribe('outbox', () => void core.issueSender.sweep().catch(failed('writing back'))));
    loop('inbox', INBOX_MS, core.process.sweep);
    loop('outbox', OUTBOX_MS, core.sender.sweep);
    loop('events', OUTBOX_MS, core.eventSender.sweep);
    loop('mails', OUTBOX_MS, core.mailSender.sweep);
    loop('issues', OUTBOX_MS, core.issueSender.sweep);
  }
  if (roles.has('worker')) {
    await queue.work((hint, signal) => core.work(hint, signal), {
      concurrency: settings.concurrency,
      onError: (error, { runId }) => log.error({ err: error, runId }, 'a job failed; the sweep takes it up'),
    });
    loop('leases', LEASES_MS, () => sweepLeases(app));
    loop('dirty', LEASES_MS, () => sweepDirty(app));
    loop('browsers', LEASES_MS, () => tendBrowsers(app));
    loop('dispatch', DISPATCH_MS, () => sweepDispatch(app));
    if (queue.kind === 'memory') await requeueAll(app);
  }
  if (roles.has('schedule')) {
    loop('schedules', SCHEDULES_MS, () => fireSchedules(app));
    loop('schedules tended', TENDED_MS, () => tendSchedules(app));
    loop('hooks', TENDED_MS, () => tendHooks(app));
    loop('asks', ASKS_MS, () => expireAsks(app));
    loop('backoff', DISPATCH_MS, () => sweepBackoff(app));
    loop('deferred', ASKS_MS, () => sweepDeferred(app));
    loop('clock', INVARIANTS_MS, () => watchClock(app));
    loop('invariants', INVARIANTS_MS, () => watchInvariants(app));
    loop('figures', FIGURES_MS, () => watchFigures(app));
    loop('webhooks', INVARIANTS_MS, () => watchWebhooks(app));
    loop('push groups', INVARIANTS_MS, () => watchPushGroups(app));
    stops.push(
      bus.subscribe(
        'graph',
        ({ taskId }) => void settleTask(app, taskId).catch(failed('looking at what waits')),
      ),
    );
    loop('graph', LEASES_MS, () => sweepGraph(app));
    await releaseAll(app);
    loop('unasked', ASKS_MS, () => sweepUnasked(app));
    loop('untold', LEASES_MS, () => sweepUntold(app));
  }

  return {
    /** Begins nothing new, hands back what runs, and waits for it. */
    async stop(graceMs) {
      await Promise.all(stops.map((stop) => stop()));
      await Promise.all([core.process.stop(), queue.close({ graceMs })]);
      const senders = [core.sender, core.eventSender, core.mailSender, core.issueSender];
      await Promise.all(senders.map((sender) => sender.idle()));
      await app.browsers.close();
    },
  };
}
