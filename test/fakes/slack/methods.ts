import { FILE_METHODS } from './files.ts';
import { findViewFault } from './block-limits.ts';
import {
  checkPost,
  faultOf,
  findChannel,
  findOwn,
  isMessage,
  listOf,
  newMessage,
  no,
  show,
  text,
  type Answer,
  type Args,
  type MethodContext,
} from './messages.ts';
import { STREAM_METHODS } from './streams.ts';
import { threadOf, type FakeMessage } from './world.ts';

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
    if (args['metadata']) found.metadata = args['metadata'];
    // Left out, `parse` is `client` here: names and channels are looked for in the text.
    found.isParsed = text(args, 'parse') !== 'none';
    found.edits += 1;
    context.onEdited(text(args, 'channel'), found);
    return { ok: true, channel: args['channel'], ts: found.ts, text: found.text, message: show(found) };
  },

  'chat.delete'(args, context) {
    const found = findOwn(context, args);
    if (!isMessage(found)) return found;
    if (found.streaming === 'in_progress') return no('streaming_state_conflict');
    const channel = text(args, 'channel');
    const left = listOf(context, channel).filter((each) => each !== found);
    context.workspace.messages.set(channel, left);
    return { ok: true, channel, ts: found.ts };
  },

  ...STREAM_METHODS,

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
