import { accountsOf } from '../access/accounts.ts';
import type { App } from '../app.ts';
import type { Commands } from '../ports/commands.ts';
import { placeKey } from '../domain/person.ts';
import { LISTED_STATES } from '../domain/schedule.ts';
import { taskLabel } from '../domain/task.ts';
import type { Filter } from '../ports/store.ts';
import { after, toPage } from '../shared/cursor.ts';
import { createSchedule } from './create-schedule.ts';
import { findSchedule } from './find-schedule.ts';
import { previewTimes } from './preview-times.ts';
import { sendScheduleEvent } from './schedule-events.ts';
import { showSchedule, showTick } from './show-schedule.ts';
import { updateSchedule } from './update-schedule.ts';

type ScheduleCommands = Pick<
  Commands,
  | 'createSchedule'
  | 'listSchedules'
  | 'getSchedule'
  | 'updateSchedule'
  | 'sendScheduleEvent'
  | 'previewSchedule'
  | 'listTicks'
>;

/** Commands on schedules: their owners and administrators change them. */
export function scheduleCommands(app: App): ScheduleCommands {
  const { store, clock } = app;
  return {
    async createSchedule(input, caller) {
      return showSchedule(await createSchedule(app, input, caller), clock.now());
    },

    async listSchedules({ limit, cursor, state, platform, channel }, caller) {
      const where: Filter =
        platform && channel
          ? { placeKey: placeKey({ platform, channel }) }
          : caller.isAdmin
            ? {}
            : { 'owner.id': { $in: accountsOf(caller) } };
      const states = state ? [state] : [...LISTED_STATES];
      const found = await store
        .collection('schedules')
        .find(
          { ...where, state: { $in: states }, ...after(cursor, 'createdAt', 1) },
          { sort: { createdAt: 1, id: 1 }, limit: limit + 1 },
        );
      const page = toPage(found, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
      const now = clock.now();
      return { items: page.items.map((one) => showSchedule(one, now)), nextCursor: page.nextCursor };
    },

    async getSchedule(ref, caller) {
      return showSchedule(await findSchedule(app, ref, caller), clock.now());
    },

    async updateSchedule(ref, patch, caller, version) {
      const schedule = await findSchedule(app, ref, caller);
      const options = { version, isConfirmed: true };
      return showSchedule(await updateSchedule(app, schedule, patch, caller, options), clock.now());
    },

    async sendScheduleEvent(ref, input, caller, version) {
      const found = await findSchedule(app, ref, caller);
      const { schedule, task } = await sendScheduleEvent(app, found, input, caller, version);
      return { ...showSchedule(schedule, clock.now()), ...(task ? { task: taskLabel(task) } : {}) };
    },

    previewSchedule: async (input, caller) => previewTimes(app, input, caller),

    async listTicks(ref, { limit, cursor }, caller) {
      const { id: scheduleId } = await findSchedule(app, ref, caller);
      const found = await store
        .collection('ticks')
        .find({ scheduleId, ...after(cursor, 'at', -1) }, { sort: { at: -1, id: -1 }, limit: limit + 1 });
      const page = toPage(found, limit, ({ at, id }) => ({ at, id }));
      const ids = page.items.flatMap(({ taskId }) => taskId ?? []);
      const tasks = await store
        .collection('tasks')
        .find({ id: { $in: ids } }, { limit: Math.max(1, ids.length), omit: ['history'] });
      const labels = new Map(tasks.map((task) => [task.id, taskLabel(task)]));
      const items = page.items.map((tick) => showTick(tick, labels.get(tick.taskId ?? '') ?? null));
      return { items, nextCursor: page.nextCursor };
    },
  };
}
