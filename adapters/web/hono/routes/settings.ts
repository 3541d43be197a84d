import {
  createPushGroupInput,
  notificationSettingsView,
  pushGroupView,
  pushTestView,
  updatePushGroupInput,
} from '../../../../src/contract/settings.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import type { Define } from '../route.ts';
import { etag, readVersion } from '../version.ts';

const PATH = '/settings/notifications';
const GROUP = `${PATH}/groups/{id}`;

export function settingsRoutes(define: Define, commands: Commands): void {
  define(
    {
      method: 'get',
      path: PATH,
      scope: 'admin',
      summary: 'Groups that get notifications; their addresses are masked',
      answer: notificationSettingsView,
    },
    ({ caller }) => commands.getNotificationSettings(caller),
  );

  define(
    {
      method: 'post',
      path: `${PATH}/groups`,
      scope: 'admin',
      summary: 'Send notifications about some channels to a group, through its push address',
      body: createPushGroupInput,
      status: 201,
      answer: pushGroupView,
    },
    async ({ body, caller, setHeader }) => {
      const group = await commands.createPushGroup(body, caller);
      setHeader('etag', etag(group.version));
      return group;
    },
  );

  define(
    {
      method: 'patch',
      path: GROUP,
      scope: 'admin',
      summary: 'Change a group; a new address, or `disabled: null`, enables one whose address was refused',
      body: updatePushGroupInput,
      answer: pushGroupView,
    },
    async ({ param, body, caller, header, setHeader }) => {
      const version = readVersion(header('if-match'), caller.locale);
      const group = await commands.updatePushGroup(param('id'), body, caller, version);
      setHeader('etag', etag(group.version));
      return group;
    },
  );

  define(
    {
      method: 'delete',
      path: GROUP,
      scope: 'admin',
      summary: 'Stop notifying a group',
      answer: pushGroupView,
    },
    ({ param, caller, header }) =>
      commands.deletePushGroup(param('id'), caller, readVersion(header('if-match'), caller.locale)),
  );

  define(
    {
      method: 'post',
      path: `${GROUP}/test`,
      scope: 'admin',
      summary: 'Send one test message to the group now; if it fails, it is listed in the deliveries',
      status: 202,
      answer: pushTestView,
    },
    ({ param, caller }) => commands.testPushGroup(param('id'), caller),
  );
}
