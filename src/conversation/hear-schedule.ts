import { isHeardHere, resolveSchedule, scheduleOfThread } from '../schedules/find-schedule.ts';
import { isToBot, softly, type Hearing } from './hearing.ts';
import { readScheduleOrder } from './said/read-schedule-order.ts';
import { carryOutOrder } from './schedule-orders.ts';
import { listTyped } from './schedule-replies.ts';
import type { Reply } from './typed-commands.ts';

/** "What is scheduled here?", "skip tomorrow's", 改到10点: in few words, and where it is clear which one is meant. */
export async function hearSchedule(hearing: Hearing): Promise<Reply | undefined> {
  const { app, text, caller } = hearing;
  const order = isToBot(hearing) ? readScheduleOrder(text) : undefined;
  if (!order) return undefined;
  if (order.verb === 'list') return softly(caller, () => listTyped(app, caller));
  const { ref } = order;
  const schedule = ref === null ? await scheduleOfThread(app, caller) : undefined;
  // Without a number it may be said of a task, and is for the agent unless the thread is about a schedule.
  if (ref === null && !schedule) return undefined;
  return softly(caller, async () => {
    const meant = schedule ?? (await resolveSchedule(app, ref ?? '', caller));
    const said = await carryOutOrder(app, meant, order, caller);
    return isHeardHere(meant, caller) ? said : { ...said, isPrivate: true, isSecret: true };
  });
}
