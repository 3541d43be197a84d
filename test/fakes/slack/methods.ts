import type { Clock } from '../../../src/ports/system.ts';
import { findMessageFault, findViewFault } from './block-limits.ts';
import { FILE_METHODS } from './files.ts';
import { threadOf, type FakeMessage, type FakeWorkspace, type World } from './world.ts';

type Args = Record<string, unknown>;
type Answer = Record<string, unknown>;

export interface MethodContext {
  world: World;
  workspace: FakeWorkspace;
  clock: Clock;
  settings: FakeSettings;
  /** Where the bytes of files are sent to. */
  filesUrl: string;
  findChannel: (id: string) => Answer | undefined;
  messagesOf: (channel: string) => FakeMessage[];
  /** Slack tells the app of its own edits too. */
  onEdited(channel: string, message: FakeMessage): void;
}

/** What this Slack is like. */
export interface FakeSettings {
  /** Whether `plan` blocks are known. */
  hasPlans: boolean;
  /** Whether the app has an agent view, so that sessions work. */
  isAgentApp: boolean;
}

const no = (error: string, more: Answer = {}): Answer => ({ ok: false, error, ...more });
const text = (args: Args, name: string): string => (typeof args[name] === 'string' ? args[name] : '');

const STREAM_MS = 5 * 60_000;

export function findChannel({ workspace }: Pick<MethodContext, 'workspace'>, id: string): Answer | undefined {
  const channel = workspace.channels.get(id);
  if (!channel) return no('channel_not_found');
  if (channel.isArchived) return no('is_archived');
  return channel.members.has(workspace.botUserId) ? undefined : no('not_in_channel');
}

function faultOf({ settings }: MethodContext, args: Args): Answer | undefined {
  const { blocks } = args;
  if (blocks === undefined) return undefined;
  const types = Array.isArray(blocks) ? blocks.map((block: Args) => block['type']) : [];
  if (!settings.hasPlans && types.includes('plan')) return no('invalid_blocks', { detail: 'plan' });
  const fault = findMessageFault(blocks);
  return fault && no(fault.error, { detail: fault.detail });
}

const listOf = ({ workspace }: MethodContext, channel: string): FakeMessage[] =>
  workspace.messages.get(channel) ?? [];

const show = ({
  ts,
  threadTs,
  user,
  botId,
  text,
  blocks,
  metadata,
  streaming,
  files,
}: FakeMessage): Answer => ({
  type: 'message',
  ts,
  user,
  text,
  ...(botId ? { bot_id: botId } : {}),
  ...(threadTs ? { thread_ts: threadTs } : {}),
  ...(blocks ? { blocks } : {}),
  ...(metadata ? { metadata } : {}),
  ...(streaming ? { streaming_state: streaming } : {}),
  ...(files ? { files: files.map(({ id, name, title }) => ({ id, name, title })) } : {}),
});

function newMessage(context: MethodContext, args: Args, more: Partial<FakeMessage> = {}): FakeMessage {
  const { workspace, world } = context;
  const message: FakeMessage = {
    ts: world.nextTs(),
    user: workspace.botUserId,
    botId: workspace.botId,
    text: text(args, 'text').slice(0, 40_000),
    edits: 0,
    isParsed: args['link_names'] === 'true' || text(args, 'parse') === 'full',
    ...more,
  };
  if (args['thread_ts']) message.threadTs = text(args, 'thread_ts');
  if (Array.isArray(args['blocks'])) message.blocks = args['blocks'];
  if (args['metadata']) message.metadata = args['metadata'];
  const channel = text(args, 'channel');
  workspace.messages.set(channel, [...listOf(context, channel), message]);
  return message;
}

function checkPost(context: MethodContext, args: Args): Answer | undefined {
  const channel = text(args, 'channel');
  const thread = text(args, 'thread_ts');
  const fault = findChannel(context, channel) ?? faultOf(context, args);
  if (fault) return fault;
  if (!text(args, 'text') && !args['blocks']) return no('no_text');
  if (thread && !listOf(context, channel).some(({ ts, onlyFor }) => ts === thread && !onlyFor))
    return no('thread_not_found');
  return undefined;
}

function findOwn(context: MethodContext, args: Args): FakeMessage | Answer {
  const found = listOf(context, text(args, 'channel')).find(({ ts }) => ts === text(args, 'ts'));
  if (!found || found.onlyFor) return no('message_not_found');
  return found.user === context.workspace.botUserId ? found : no('cant_update_message');
}

const isMessage = (found: FakeMessage | Answer): found is FakeMessage => 'edits' in found;

function page(args: Args, messages: FakeMessage[]): Answer {
  const limit = Number(args['limit'] ?? 100);
  const start = Number(args['cursor'] ?? 0);
  const slice = messages.slice(start, start + limit);
  const next = start + limit < messages.length ? String(start + limit) : '';
  const shown = slice.map((message) => {
    const { metadata, ...rest } = show(message);
    return args['include_all_metadata'] === 'true' && metadata ? { ...rest, metadata } : rest;
  });
  return { ok: true, messages: shown, has_more: next !== '', response_metadata: { next_cursor: next } };
}

/** A stream ends some five minutes after its start, whatever happens. */
function liveStream(context: MethodContext, args: Args): FakeMessage | Answer {
  const found = findOwn(context, args);
  if (!isMessage(found)) return found;
  const isOver = context.clock.monotonicMs() - (found.streamedAt ?? 0) > STREAM_MS;
  if (found.streaming === 'in_progress' && isOver) found.streaming = 'errored';
  return found.streaming === 'in_progress' ? found : no('message_not_in_streaming_state');
}

export const METHODS: Record<string, (args: Args, context: MethodContext) => Answer> = {
  ...FILE_METHODS,

  'auth.test': (_, { workspace }) => ({
    ok: true,
    url: workspace.site,
    team_id: workspace.id,
    user_id: workspace.botUserId,
    bot_id: workspace.botId,
    is_enterprise_install: false,
  }),

  'users.info'(args, { workspace }) {
    const user = workspace.users.get(text(args, 'user'));
    if (!user) return no('user_not_found');
    const { id, name, teamId, locale, timeZone, isGuest, isStranger } = user;
    const flags = {
      is_restricted: isGuest,
      is_ultra_restricted: false,
      is_stranger: isStranger,
      is_bot: false,
    };
    const profile = { display_name: name };
    return {
      ok: true,
      user: { id, team_id: teamId, name, real_name: name, profile, locale, tz: timeZone, ...flags },
    };
  },

  'usergroups.users.list'(args, { workspace }) {
    const users = workspace.groups.get(text(args, 'usergroup'));
    return users ? { ok: true, users } : no('no_such_subteam');
  },

  'conversations.open'(args, { workspace, world }) {
    const user = text(args, 'users');
    if (!workspace.users.has(user)) return no('user_not_found');
    const open = [...workspace.channels.values()].find(
      ({ kind, members }) => kind === 'im' && members.has(user),
    );
    if (open) return { ok: true, channel: { id: open.id } };
    const id = world.nextId('D');
    workspace.channels.set(id, {
      id,
      kind: 'im',
      members: new Set([user, workspace.botUserId]),
      isArchived: false,
    });
    return { ok: true, channel: { id } };
  },

  'conversations.history'(args, context) {
    const fault = findChannel(context, text(args, 'channel'));
    if (fault) return fault;
    const top = listOf(context, text(args, 'channel')).filter(
      ({ threadTs, onlyFor }) => !threadTs && !onlyFor,
    );
    return page(args, top.toReversed());
  },

  'conversations.replies'(args, context) {
    const fault = findChannel(context, text(args, 'channel'));
    if (fault) return fault;
    const thread = threadOf(listOf(context, text(args, 'channel')), text(args, 'ts')).filter(
      ({ onlyFor }) => !onlyFor,
    );
    return thread.length === 0 ? no('thread_not_found') : page(args, thread);
  },

  'chat.postMessage'(args, context) {
    const fault = checkPost(context, args);
    if (fault) return fault;
    const message = newMessage(context, args);
    return { ok: true, channel: args['channel'], ts: message.ts, message: show(message) };
  },

  'chat.postEphemeral'(args, context) {
    const fault = checkPost(context, args);
    if (fault) return fault;
    const user = text(args, 'user');
    if (!context.workspace.channels.get(text(args, 'channel'))?.members.has(user))
      return no('user_not_in_channel');
    return { ok: true, message_ts: newMessage(context, args, { onlyFor: user }).ts };
  },

  'chat.update'(args, context) {
    const fault = findChannel(context, text(args, 'channel')) ?? faultOf(context, args);
    if (fault) return fault;
    const found = findOwn(context, args);
    if (!isMessage(found)) return found;
    if (found.streaming === 'in_progress') return no('streaming_state_conflict');
    if (text(args, 'text').length > 4000) return no('msg_too_long');
    found.text = text(args, 'text');
    if (Array.isArray(args['blocks']) && args['blocks'].length > 0) found.blocks = args['blocks'];
    else delete found.blocks;
    // Left out, `parse` is `client` here: names and channels are looked for in the text.
    found.isParsed = text(args, 'parse') !== 'none';
    found.edits += 1;
    context.onEdited(text(args, 'channel'), found);
    return { ok: true, channel: args['channel'], ts: found.ts, text: found.text, message: show(found) };
  },

  'chat.startStream'(args, context) {
    if (!args['thread_ts']) return no('invalid_arguments');
    const isDirect = context.workspace.channels.get(text(args, 'channel'))?.kind === 'im';
    if (!isDirect && !args['recipient_user_id']) return no('missing_recipient_user_id');
    if (!isDirect && !args['recipient_team_id']) return no('missing_recipient_team_id');
    const fault = checkPost(context, { ...args, text: '…' });
    if (fault) return fault;
    const streaming = { streaming: 'in_progress', streamedAt: context.clock.monotonicMs() } as const;
    const message = newMessage(context, { ...args, text: args['markdown_text'] ?? '' }, streaming);
    return { ok: true, channel: args['channel'], ts: message.ts };
  },

  'chat.appendStream'(args, context) {
    const found = liveStream(context, args);
    if (!isMessage(found)) return found;
    if (found.text.length + text(args, 'markdown_text').length > 10_600) return no('msg_too_long');
    found.text += text(args, 'markdown_text');
    return { ok: true, channel: args['channel'], ts: found.ts };
  },

  'chat.stopStream'(args, context) {
    const found = liveStream(context, args);
    if (!isMessage(found)) return found;
    found.text += text(args, 'markdown_text');
    found.streaming = 'completed';
    return { ok: true, channel: args['channel'], ts: found.ts, message: { streaming_state: 'completed' } };
  },

  'agents.sessions.setStatus'(args, { workspace, settings }) {
    if (!settings.isAgentApp) return no('not_agent_app');
    const status = text(args, 'status');
    if (!['active', 'processing', 'suspended', 'closed'].includes(status)) return no('invalid_arguments');
    workspace.sessions.set(`${text(args, 'channel_id')} ${text(args, 'thread_ts')}`, status);
    return { ok: true, status, agent_status: status };
  },

  'assistant.threads.setStatus'(args, { workspace }) {
    workspace.statuses.set(`${text(args, 'channel_id')} ${text(args, 'thread_ts')}`, text(args, 'status'));
    return { ok: true };
  },

  'views.open'(args, { world, workspace, clock }) {
    const trigger = world.triggers.get(text(args, 'trigger_id'));
    if (!trigger || trigger.workspace !== workspace.id) return no('invalid_trigger_id');
    if (trigger.isUsed) return no('exchanged_trigger_id');
    if (clock.monotonicMs() > trigger.until) return no('expired_trigger_id');
    const fault = findViewFault(args['view']);
    if (fault) return no('invalid_arguments', { detail: fault.detail });
    trigger.isUsed = true;
    const [id, hash] = [world.nextId('V'), world.nextId('h')];
    const view = args['view'] as Record<string, unknown>;
    world.views.set(id, {
      id,
      hash,
      workspace: workspace.id,
      user: trigger.user,
      view,
      isOpen: true,
      errors: {},
    });
    return { ok: true, view: { id, hash } };
  },

  'views.publish'(args, { workspace }) {
    const fault = findViewFault(args['view']);
    if (fault) return no('invalid_arguments', { detail: fault.detail });
    workspace.homes.set(text(args, 'user_id'), args['view']);
    return { ok: true, view: {} };
  },
};
