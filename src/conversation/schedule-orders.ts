import type { App } from '../app.ts';
import { scheduleLabel, type Schedule } from '../domain/schedule.ts';
import { taskLabel } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import { sendScheduleEvent } from '../schedules/schedule-events.ts';
import { moveTimes } from '../schedules/update-schedule.ts';
import { dateOf } from '../shared/schedule-sentences/read-day.ts';
import { wordsFor } from '../words/index.ts';
import type { ScheduleOrder } from './said/read-schedule-order.ts';
import { listTyped, showTyped, type SaidReply } from './schedule-replies.ts';

const aloud = (text: string): SaidReply => ({ text, isPrivate: false });

/** Does it, and says what has come of it; empty where a card says it. */
export async function carryOutOrder(
  app: App,
  schedule: Schedule,
  order: ScheduleOrder,
  caller: Caller,
): Promise<SaidReply> {
  const words = wordsFor(caller.locale).schedules;
  const label = scheduleLabel(schedule);
  const { verb } = order;
  if (verb === 'list') return listTyped(app, caller);
  if (verb === 'show') return aloud(await showTyped.whole(app, schedule, caller.locale));
  if (verb === 'next') return aloud(showTyped.next(app, schedule, caller.locale));
  if (verb === 'move') {
    return aloud(showTyped.change(await moveTimes(app, schedule, order.times ?? [], caller), caller));
  }
  const day = order.day ? { day: dateOf(order.day, app.clock.now(), schedule.timeZone) } : {};
  const done = await sendScheduleEvent(
    app,
    schedule,
    { event: verb, ...(verb === 'skip' ? day : {}) },
    caller,
  );
  const now = done.schedule;
  if (verb === 'run')
    return aloud(
      done.task ? words.ran(label, taskLabel(done.task)) : words.changed(label, words.states[now.state]),
    );
  if (verb === 'skip') {
    const times = (done.skipped ?? []).map((at) => showTyped.moment(at, now, caller.locale));
    return aloud(words.skipped(label, times.join(' · ')));
  }
  if (verb === 'archive')
    return aloud(words.archivedWith(label, wordsFor(caller.locale).list(done.cancelled ?? [])));
  const why = now.why ? words.stateLine(now.state, now.why.reason, now.why.by.name) : words.states[now.state];
  return aloud(
    [
      words.changed(label, why),
      ...(now.state === 'active' ? [showTyped.next(app, now, caller.locale)] : []),
    ].join('\n'),
  );
}
