import type { App } from '../app.ts';
import { post } from '../outbox/enqueue.ts';
import type { Subject } from '../domain/card.ts';
import { AppError } from '../domain/errors.ts';
import type { IncomingAction } from '../domain/message.ts';
import { changeOf, SCHEDULE_EVENTS, scheduleIdOf, scheduleLabel } from '../domain/schedule.ts';
import type { Caller } from '../ports/commands.ts';
import { findSchedule } from '../schedules/find-schedule.ts';
import { sendScheduleEvent } from '../schedules/schedule-events.ts';
import { wordsFor } from '../words/index.ts';

/** What starts or drops something was pressed on what the card showed: it counts for nothing else. */
export async function pressSchedule(
  app: App,
  { action, place, key }: IncomingAction,
  subject: Subject,
  caller: Caller,
): Promise<void> {
  const schedule = await findSchedule(app, scheduleIdOf(subject.id), caller);
  if (action === 'change') {
    const { changeHow } = wordsFor(caller.locale).schedules;
    const url = `${app.settings.publicUrl}/schedules/${schedule.id}`;
    const text = changeHow(scheduleLabel(schedule), url);
    const message = { text, locale: caller.locale, onlyFor: caller.person, mayBeOverheard: true as const };
    return post(app, { key: `change-how:${key}`, target: place, message, priority: 1 });
  }
  const event = SCHEDULE_EVENTS.find((known) => known === action);
  if (!event) throw new AppError('not_found', { what: 'button', ref: action });
  const change = changeOf(subject.id);
  const isDone = caller.key !== undefined && schedule.revisions.some((one) => one.key === caller.key);
  const seen = change === null ? subject.version === schedule.version : schedule.proposal?.number === change;
  if ((event === 'start' || event === 'dismiss') && !seen && !isDone)
    throw new AppError('schedule.settled', { schedule: scheduleLabel(schedule) });
  await sendScheduleEvent(app, schedule, { event }, caller);
}
