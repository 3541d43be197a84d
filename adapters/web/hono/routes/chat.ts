import { z } from 'zod';

import {
  chatActionInput,
  chatChannelsView,
  chatMessageInput,
  chatMessagesQuery,
  chatMessagesView,
  sentMessageView,
} from '../../../../src/contract/chat.ts';
import { AppError } from '../../../../src/domain/errors.ts';
import type { PersonRef } from '../../../../src/domain/person.ts';
import type { WebChat } from '../../../../src/ports/web-chat.ts';
import { toLocale } from '../../../../src/words/index.ts';
import type { Visitor } from '../env.ts';
import type { Define } from '../route.ts';

/**
 * Whom a browser or a program speaks and reads as: itself, but in the try-out, where it says so.
 * @throws AppError `access.refused` for the name of another.
 */
function speaker({ mayBeAnybody, person }: Visitor, said: string | undefined): PersonRef | undefined {
  if (mayBeAnybody) return undefined;
  if (said !== undefined && said !== person.name && said !== person.id)
    throw new AppError('access.refused', { reason: 'as_another' });
  return person;
}

export function chatRoutes(define: Define, webChat: WebChat): void {
  define(
    {
      method: 'post',
      path: '/chat/messages',
      scope: 'console',
      summary: 'Send a message to the web chat; without `thread` it starts one',
      body: chatMessageInput,
      status: 202,
      answer: sentMessageView,
    },
    ({ body, caller, visitor, key }) =>
      webChat.submitMessage(
        { locale: toLocale(caller.locale) ?? 'en', ...body },
        key,
        speaker(visitor, body.person),
      ),
  );

  define(
    {
      method: 'get',
      path: '/chat/messages',
      scope: 'console',
      summary: 'What was posted or edited since `after`, oldest change first',
      query: chatMessagesQuery,
      answer: chatMessagesView,
    },
    ({ query, visitor }) => webChat.listMessages(query, speaker(visitor, query.person)),
  );

  define(
    {
      method: 'post',
      path: '/chat/actions',
      scope: 'console',
      summary: 'Click a button of a card, or send its form',
      body: chatActionInput,
      status: 202,
      answer: z.object({}),
    },
    async ({ body, caller, visitor, key }) => {
      const as = speaker(visitor, body.person);
      await webChat.submitAction({ locale: toLocale(caller.locale) ?? 'en', ...body }, key, as);
      return {};
    },
  );

  define(
    {
      method: 'get',
      path: '/chat/channels',
      scope: 'console',
      summary: 'Channels of the web chat; `revision` is the newest change in each',
      answer: chatChannelsView,
    },
    async () => ({ items: await webChat.listChannels() }),
  );

  define(
    {
      method: 'get',
      path: '/chat/people',
      scope: 'console',
      summary: 'People of the web chat',
      answer: z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }),
    },
    async () => ({ items: await webChat.listPeople() }),
  );
}
