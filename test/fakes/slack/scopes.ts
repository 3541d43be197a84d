import { readFileSync } from 'node:fs';

import { parse } from 'yaml';

interface Manifest {
  display_information: { name: string; description: string };
  features: { shortcuts: { callback_id: string }[]; slash_commands: { command: string; url: string }[] };
  oauth_config: { scopes: { bot: string[] } };
  settings: { event_subscriptions: { bot_events: string[]; request_url: string } };
}

const text = readFileSync(new URL('../../../adapters/chat/slack/manifest.yaml', import.meta.url), 'utf8');

/** What the app is made from: it may do and hears of what stands in there, and of nothing else. */
export const MANIFEST = parse(text) as Manifest;

const HISTORY = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];

/** The scopes that each method needs, by its page at docs.slack.dev/reference/methods (read 2026-11-20). */
export const METHOD_SCOPES: Readonly<Record<string, readonly string[]>> = {
  'agents.sessions.setStatus': ['chat:write'],
  'assistant.threads.setStatus': ['chat:write'],
  'auth.test': [],
  'chat.appendStream': ['chat:write'],
  'chat.delete': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.startStream': ['chat:write'],
  'chat.stopStream': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': HISTORY,
  'conversations.open': ['im:write'],
  'conversations.replies': HISTORY,
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'oauth.v2.access': [],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
};

/** The scopes that each event needs, and what else needs one: files in messages, commands, the agent's own view. */
export const EVENT_SCOPES: Readonly<Record<string, readonly string[]>> = {
  'agent_session_stopped': ['assistant:write'],
  'app_home_opened': [],
  'app_mention': ['app_mentions:read'],
  'app_uninstalled': [],
  'message.channels': ['channels:history', 'files:read'],
  'message.groups': ['groups:history', 'files:read'],
  'message.im': ['im:history', 'files:read'],
  'message.mpim': ['mpim:history', 'files:read'],
  'reaction_added': ['reactions:read'],
  'tokens_revoked': [],
};
export const COMMAND_SCOPES: readonly string[] = ['commands'];
