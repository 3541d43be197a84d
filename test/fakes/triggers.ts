import { AppError } from '../../src/domain/errors.ts';
import type { TriggerCommands } from '../../src/triggers/change-triggers.ts';

const none = async (ref: string): Promise<never> => {
  throw new AppError('not_found', { what: 'trigger', ref });
};

/** Commands of a product that has no triggers. */
export const noTriggers: TriggerCommands = {
  createTrigger: () => none('new'),
  listTriggers: async () => ({ items: [], nextCursor: null }),
  getTrigger: none,
  updateTrigger: none,
  deleteTrigger: none,
  rotateTrigger: none,
  testTrigger: none,
  listHookDeliveries: none,
  getHookDelivery: none,
  sendHookAgain: none,
  receiveHook: none,
};
