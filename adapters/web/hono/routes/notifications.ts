import {
  listNotificationsQuery,
  notificationView,
  readNotificationsInput,
  unreadView,
} from '../../../../src/contract/notifications.ts';
import {
  mailAddressInput,
  mailCodeInput,
  preferencesInput,
  preferencesView,
} from '../../../../src/contract/preferences.ts';
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

  const SETTINGS = '/notifications/settings';
  define(
    {
      method: 'get',
      path: SETTINGS,
      scope: 'read',
      summary: 'How the caller wants to be told by mail; the address is masked',
      answer: preferencesView,
    },
    ({ caller }) => commands.getPreferences(caller),
  );

  define(
    {
      method: 'patch',
      path: SETTINGS,
      scope: 'tasks',
      summary: 'Which types of notifications the caller wants by mail',
      body: preferencesInput,
      answer: preferencesView,
    },
    ({ body, caller }) => commands.updatePreferences(body, caller),
  );

  define(
    {
      method: 'post',
      path: '/notifications/mail',
      scope: 'tasks',
      summary: 'Send a code to an address of the caller; it counts once the code is confirmed',
      body: mailAddressInput,
      answer: preferencesView,
    },
    ({ body, caller }) => commands.setMailAddress(body, caller),
  );

  define(
    {
      method: 'post',
      path: '/notifications/mail/confirm',
      scope: 'tasks',
      summary: 'Confirm the address with the code that was sent there',
      body: mailCodeInput,
      answer: preferencesView,
    },
    ({ body, caller }) => commands.confirmMailAddress(body, caller),
  );

  define(
    {
      method: 'delete',
      path: '/notifications/mail',
      scope: 'tasks',
      summary: 'Forget the address of the caller',
      answer: preferencesView,
    },
    ({ caller }) => commands.removeMailAddress(caller),
  );
}
