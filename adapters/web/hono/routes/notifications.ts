import {
  listNotificationsQuery,
  notificationView,
  readNotificationsInput,
  unreadView,
} from '../../../../src/contract/notifications.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import { pageOf, type Define } from '../route.ts';

export function notificationRoutes(define: Define, commands: Commands): void {
  define(
    {
      method: 'get',
      path: '/notifications',
      scope: 'read',
      summary: 'What the caller was told of, newest first',
      query: listNotificationsQuery,
      answer: pageOf(notificationView),
    },
    ({ query, caller }) => commands.listNotifications(query, caller),
  );

  define(
    {
      method: 'get',
      path: '/notifications/unread',
      scope: 'read',
      summary: 'How many notifications the caller has not read',
      answer: unreadView,
    },
    async ({ caller }) => ({ unread: await commands.countUnread(caller) }),
  );

  define(
    {
      method: 'post',
      path: '/notifications/read',
      scope: 'tasks',
      summary: "Mark some of the caller's notifications as read, or all; answers with how many are not",
      body: readNotificationsInput,
      answer: unreadView,
    },
    ({ body, caller }) => commands.readNotifications(body, caller),
  );
}
