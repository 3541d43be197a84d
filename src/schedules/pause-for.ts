import type { App } from '../app.ts';
import { post, touchCard } from '../outbox/enqueue.ts';
import type { Schedule, ScheduleReason } from '../domain/schedule.ts';
import { errandAs } from '../domain/task.ts';

/** Stops a schedule by itself and says so once where it was made. The owner is named, so that they hear of it. */
export async function pauseFor(
  app: App,
  schedule: Schedule,
  reason: Extract<ScheduleReason, 'failures' | 'refused' | 'broken'>,
  text: string,
): Promise<void> {
  const { store, clock, bus, log } = app;
  const at = clock.now();
  const { id: by, name } = errandAs('system');
  const paused = await store.collection('schedules').update(
    { id: schedule.id, state: 'active' },
    {
      $set: {
        state: 'paused',
        why: { reason, by: { id: by, name }, at },
        nextAt: null,
        dueAt: null,
        updatedAt: at,
      },
      $inc: { version: 1 },
    },
  );
  if (!paused) return;
  log.warn({ scheduleId: schedule.id, reason }, 'a schedule was paused');
  bus.publish('changed', { kind: 'schedule', id: schedule.id, placeKey: schedule.placeKey });
  await touchCard(app, { kind: 'schedule', id: schedule.id });
  const target = schedule.cardAt ?? schedule.home;
  if (!target || !app.chats.has(target.platform)) return;
  const message = { text, locale: schedule.locale, mentions: [schedule.owner] };
  await post(app, { key: `schedule:${schedule.id}:paused:${paused.version}`, target, message, priority: 0 });
}
