import type { Context } from 'hono';
import { z } from 'zod';

import {
  agentKeyView,
  createAgentKeyInput,
  newAgentKeyView,
  webTriggerInput,
  webTriggerView,
  type NewAgentKeyView,
} from '../../../../src/contract/agent-keys.ts';
import type { Commands, KeyRequest } from '../../../../src/ports/commands.ts';
import { addressOf } from '../auth.ts';
import type { Env } from '../env.ts';
import { idempotencyKey } from '../idempotency.ts';
import { readInput } from '../input.ts';
import { honoPath } from '../openapi.ts';
import { readParam, type Api, type Define } from '../route.ts';

/** A repeat of the request is answered without what is kept nowhere as it is. */
const withoutSecrets = (answer: NewAgentKeyView): NewAgentKeyView => ({
  ...answer,
  secretKey: null,
  signingSecret: null,
});

export function agentKeyRoutes(define: Define, commands: Commands): void {
  define(
    {
      method: 'post',
      path: '/agents/{agentId}/keys',
      scope: 'admin',
      summary:
        'A key with which a program starts work of the agent; it is shown in this answer and never again',
      body: createAgentKeyInput,
      status: 201,
      answer: newAgentKeyView,
      kept: withoutSecrets,
    },
    ({ param, body, caller }) => commands.createAgentKey(param('agentId'), body, caller),
  );

  define(
    {
      method: 'get',
      path: '/agents/{agentId}/keys',
      scope: 'admin',
      summary: 'The keys of an agent, oldest first, masked',
      answer: z.object({ items: z.array(agentKeyView) }),
    },
    ({ param, caller }) => commands.listAgentKeys(param('agentId'), caller),
  );

  define(
    {
      method: 'delete',
      path: '/agents/{agentId}/keys/{key}',
      scope: 'admin',
      summary: 'Revoke a key; what was started with it goes on',
      answer: agentKeyView,
    },
    ({ param, caller }) => commands.revokeAgentKey(param('agentId'), param('key'), caller),
  );
}

/** Where programs start work, with a key of the agent instead of a token. Registered before what asks for a token. */
export function webTriggerRoutes({ app, document, base }: Api, commands: Commands): void {
  const trigger = `${base}/agents/{agentId}/trigger`;
  document.add({
    method: 'post',
    path: trigger,
    scope: 'open',
    summary: 'Start work of an agent, with one of its keys as the bearer token',
    body: webTriggerInput,
    answers: { 202: { description: 'Started', schema: webTriggerView } },
  });
  document.add({
    method: 'get',
    path: `${trigger}/{task}`,
    scope: 'open',
    summary: 'How the work stands that was started with this key',
    answers: { 200: { description: 'The task', schema: webTriggerView } },
  });

  app.post(honoPath(trigger), async (c) => {
    // Read once the key is known to be good.
    const read = () => readInput(c, webTriggerInput);
    const started = await commands.startByKey(readParam(c, 'agentId'), requestOf(c), read);
    c.header('location', started.statusUrl);
    return c.json(started, 202);
  });
  app.get(honoPath(`${trigger}/{task}`), async (c) =>
    c.json(await commands.readStarted(readParam(c, 'agentId'), requestOf(c), readParam(c, 'task'))),
  );
}

function requestOf(c: Context<Env>): KeyRequest {
  const shown = /^Bearer\s+(\S+)\s*$/i.exec(c.req.header('authorization') ?? '')?.[1];
  return { shown, key: idempotencyKey(c), address: addressOf(c) };
}
