import { z } from 'zod';

import {
  chatActionInput,
  chatChannelsView,
  chatMessageInput,
  chatMessagesQuery,
  chatMessagesView,
  sentMessageView,
} from '../../../../src/contract/chat.ts';
import type { WebChat } from '../../../../src/ports/web-chat.ts';
import { toLocale } from '../../../../src/words/index.ts';
import type { Define } from '../route.ts';

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
    ({ body, caller, key }) =>
      webChat.submitMessage({ locale: toLocale(caller.locale) ?? 'en', ...body }, key),
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
    ({ query }) => webChat.listMessages(query),
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
    async ({ body, caller, key }) => {
      await webChat.submitAction({ locale: toLocale(caller.locale) ?? 'en', ...body }, key);
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
