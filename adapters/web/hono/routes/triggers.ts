import {
  createTriggerInput,
  hookDeliveryView,
  listHookDeliveriesQuery,
  listTriggersQuery,
  newTriggerView,
  rotateTriggerInput,
  testTriggerInput,
  triggerTestView,
  triggerView,
  updateTriggerInput,
  wholeHookDeliveryView,
  type NewTriggerView,
} from '../../../../src/contract/triggers.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import { pageOf, type Define } from '../route.ts';
import { etag, readVersion } from '../version.ts';

/** A repeat of the request is answered without the secret: it is kept nowhere as it is. */
const withoutSecret = (answer: NewTriggerView): NewTriggerView => ({ ...answer, secret: null });

export function triggerRoutes(define: Define, commands: Commands, base: string): void {
  define(
    {
      method: 'post',
      path: '/triggers',
      scope: 'admin',
      summary: 'Create a trigger; where its secret is made here, it is shown in this answer and never again',
      body: createTriggerInput,
      status: 201,
      answer: newTriggerView,
      kept: withoutSecret,
    },
    async ({ body, caller, setHeader }) => {
      const trigger = await commands.createTrigger(body, caller);
      setHeader('location', `${base}/triggers/${trigger.id}`);
      setHeader('etag', etag(trigger.version));
      return trigger;
    },
  );

  define(
    {
      method: 'get',
      path: '/triggers',
      scope: 'admin',
      summary: 'Triggers, oldest first; their secrets are masked',
      query: listTriggersQuery,
      answer: pageOf(triggerView),
    },
    ({ query, caller }) => commands.listTriggers(query, caller),
  );

  define(
    {
      method: 'get',
      path: '/triggers/{id}',
      scope: 'admin',
      summary: 'A trigger',
      answer: triggerView,
    },
    async ({ param, caller, setHeader }) => {
      const trigger = await commands.getTrigger(param('id'), caller);
      setHeader('etag', etag(trigger.version));
      return trigger;
    },
  );

  define(
    {
      method: 'patch',
      path: '/triggers/{id}',
      scope: 'admin',
      summary: 'Change a trigger, or switch it off and on with `isActive`; its tasks stay as they are',
      body: updateTriggerInput,
      answer: triggerView,
    },
    async ({ param, body, caller, header, setHeader }) => {
      const version = readVersion(header('if-match'), caller.locale);
      const trigger = await commands.updateTrigger(param('id'), body, caller, version);
      setHeader('etag', etag(trigger.version));
      return trigger;
    },
  );

  define(
    {
      method: 'delete',
      path: '/triggers/{id}',
      scope: 'admin',
      summary: 'Delete a trigger; the tasks that it made stay',
      answer: triggerView,
    },
    ({ param, caller, header }) =>
      commands.deleteTrigger(param('id'), caller, readVersion(header('if-match'), caller.locale)),
  );

  define(
    {
      method: 'post',
      path: '/triggers/{id}/rotate',
      scope: 'admin',
      summary: 'A new secret; the old one is taken beside it for a day, or as long as is said',
      body: rotateTriggerInput,
      answer: newTriggerView,
      kept: withoutSecret,
    },
    ({ param, body, caller, header }) =>
      commands.rotateTrigger(param('id'), body, caller, readVersion(header('if-match'), caller.locale)),
  );

  define(
    {
      method: 'post',
      path: '/triggers/{id}/test',
      scope: 'admin',
      summary: 'What a body becomes; nothing is stored unless `make` is true',
      body: testTriggerInput,
      answer: triggerTestView,
    },
    ({ param, body, caller }) => commands.testTrigger(param('id'), body, caller),
  );

  define(
    {
      method: 'get',
      path: '/triggers/{id}/deliveries',
      scope: 'admin',
      summary: 'What came to a trigger and what became of it, newest first',
      query: listHookDeliveriesQuery,
      answer: pageOf(hookDeliveryView),
    },
    ({ param, query, caller }) => commands.listHookDeliveries(param('id'), query, caller),
  );

  define(
    {
      method: 'get',
      path: '/triggers/{id}/deliveries/{delivery}',
      scope: 'admin',
      summary: 'A delivery with its body',
      answer: wholeHookDeliveryView,
    },
    ({ param, caller }) => commands.getHookDelivery(param('id'), param('delivery'), caller),
  );

  define(
    {
      method: 'post',
      path: '/triggers/{id}/deliveries/{delivery}/again',
      scope: 'admin',
      summary: 'The same body once more, for a task of its own',
      answer: hookDeliveryView,
    },
    ({ param, caller }) => commands.sendHookAgain(param('id'), param('delivery'), caller),
  );
}
