import { AppError } from '../../src/domain/errors.ts';
import type { Commands } from '../../src/ports/commands.ts';

const none = async (ref: string): Promise<never> => {
  throw new AppError('not_found', { what: 'schedule', ref });
};

/** Commands of a product in which nothing is scheduled. */
export const noSchedules: Pick<
  Commands,
  | 'createSchedule'
  | 'listSchedules'
  | 'getSchedule'
  | 'updateSchedule'
  | 'sendScheduleEvent'
  | 'previewSchedule'
  | 'listTicks'
> = {
  createSchedule: () => none('new'),
  listSchedules: async () => ({ items: [], nextCursor: null }),
  getSchedule: none,
  updateSchedule: none,
  sendScheduleEvent: none,
  previewSchedule: () => none('preview'),
  listTicks: none,
};
