import { z } from 'zod';

import {
  createWebhookInput,
  listWebhookTriesQuery,
  newWebhookView,
  resendEventsInput,
  resentView,
  rotateWebhookInput,
  updateWebhookInput,
  webhookTestView,
  webhookTryView,
  webhookView,
  type NewWebhookView,
} from '../../../../src/contract/webhooks.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import { pageOf, type Define } from '../route.ts';
import { etag, readVersion } from '../version.ts';

const WEBHOOK = '/webhooks/{id}';

/** A repeat of the request is answered without the secret: it is kept nowhere as it is. */
const withoutSecret = (answer: NewWebhookView): NewWebhookView => ({ ...answer, secret: null });

export function webhookRoutes(define: Define, commands: Commands, base: string): void {
  define(
    {
      method: 'post',
      path: '/webhooks',
      scope: 'admin',
      summary:
        'Tell another system what becomes of tasks; its secret is shown in this answer and never again',
      body: createWebhookInput,
      status: 201,
      answer: newWebhookView,
      kept: withoutSecret,
    },
    async ({ body, caller, setHeader }) => {
      const webhook = await commands.createWebhook(body, caller);
      setHeader('location', `${base}/webhooks/${webhook.id}`);
      setHeader('etag', etag(webhook.version));
      return webhook;
    },
  );

  define(
    {
      method: 'get',
      path: '/webhooks',
      scope: 'admin',
      summary: 'Systems that are told, oldest first; addresses and secrets are masked',
      answer: z.object({ items: z.array(webhookView) }),
    },
    ({ caller }) => commands.listWebhooks(caller),
  );

  define(
    { method: 'get', path: WEBHOOK, scope: 'admin', summary: 'A webhook', answer: webhookView },
    async ({ param, caller, setHeader }) => {
      const webhook = await commands.getWebhook(param('id'), caller);
      setHeader('etag', etag(webhook.version));
      return webhook;
    },
  );

  define(
    {
      method: 'patch',
      path: WEBHOOK,
      scope: 'admin',
      summary: 'Change a webhook; another address, or `disabled: null`, puts one back into use',
      body: updateWebhookInput,
      answer: webhookView,
    },
    async ({ param, body, caller, header, setHeader }) => {
      const version = readVersion(header('if-match'), caller.locale);
      const webhook = await commands.updateWebhook(param('id'), body, caller, version);
      setHeader('etag', etag(webhook.version));
      return webhook;
    },
  );

  define(
    {
      method: 'delete',
      path: WEBHOOK,
      scope: 'admin',
      summary: 'Stop telling a system',
      answer: webhookView,
    },
    ({ param, caller, header }) =>
      commands.deleteWebhook(param('id'), caller, readVersion(header('if-match'), caller.locale)),
  );

  define(
    {
      method: 'post',
      path: `${WEBHOOK}/rotate`,
      scope: 'admin',
      summary: 'A new secret; for a day, or as long as is said, what is sent is signed with both',
      body: rotateWebhookInput,
      answer: newWebhookView,
      kept: withoutSecret,
    },
    ({ param, body, caller, header }) =>
      commands.rotateWebhook(param('id'), body, caller, readVersion(header('if-match'), caller.locale)),
  );

  define(
    {
      method: 'post',
      path: `${WEBHOOK}/test`,
      scope: 'admin',
      summary: 'Send `test.ping` now; what came of it is in the deliveries',
      status: 202,
      answer: webhookTestView,
    },
    ({ param, caller }) => commands.testWebhook(param('id'), caller),
  );

  define(
    {
      method: 'get',
      path: `${WEBHOOK}/deliveries`,
      scope: 'admin',
      summary: 'Each try to deliver, with what was answered, newest first',
      query: listWebhookTriesQuery,
      answer: pageOf(webhookTryView),
    },
    ({ param, query, caller }) => commands.listWebhookTries(param('id'), query, caller),
  );

  define(
    {
      method: 'post',
      path: `${WEBHOOK}/resend`,
      scope: 'admin',
      summary: 'Deliver one event again, or all that were not delivered',
      body: resendEventsInput,
      answer: resentView,
    },
    ({ param, body, caller }) => commands.resendEvents(param('id'), body, caller),
  );
}
