import { AppError } from '../../src/domain/errors.ts';
import type { WebhookCommands } from '../../src/webhooks/change-webhooks.ts';
import type { AgentKeyCommands } from '../../src/triggers/agent-keys.ts';
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

const noKey = async (ref: string): Promise<never> => {
  throw new AppError('not_found', { what: 'key', ref });
};

/** Commands of a product whose agents have no keys. */
export const noAgentKeys: AgentKeyCommands = {
  createAgentKey: noKey,
  listAgentKeys: async () => ({ items: [] }),
  revokeAgentKey: noKey,
  startByKey: noKey,
  readStarted: noKey,
};

const noWebhook = async (ref: string): Promise<never> => {
  throw new AppError('not_found', { what: 'webhook', ref });
};

/** Commands of a product that tells no other system anything. */
export const noWebhooks: WebhookCommands = {
  createWebhook: () => noWebhook('new'),
  listWebhooks: async () => ({ items: [] }),
  getWebhook: noWebhook,
  updateWebhook: noWebhook,
  deleteWebhook: noWebhook,
  rotateWebhook: noWebhook,
  testWebhook: noWebhook,
  listWebhookTries: noWebhook,
  resendEvents: noWebhook,
};
