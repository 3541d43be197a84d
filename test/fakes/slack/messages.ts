import type { Clock } from '../../../src/ports/system.ts';
import { findMessageFault } from './block-limits.ts';
import type { FakeMessage, FakeWorkspace, World } from './world.ts';

export type Args = Record<string, unknown>;
export type Answer = Record<string, unknown>;

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

export const no = (error: string, more: Answer = {}): Answer => ({ ok: false, error, ...more });
export const text = (args: Args, name: string): string => (typeof args[name] === 'string' ? args[name] : '');

export function findChannel({ workspace }: Pick<MethodContext, 'workspace'>, id: string): Answer | undefined {
  const channel = workspace.channels.get(id);
  if (!channel) return no('channel_not_found');
  if (channel.isArchived) return no('is_archived');
  return channel.members.has(workspace.botUserId) ? undefined : no('not_in_channel');
}

export function faultOf({ settings }: MethodContext, args: Args): Answer | undefined {
  const { blocks } = args;
  if (blocks === undefined) return undefined;
  const types = Array.isArray(blocks) ? blocks.map((block: Args) => block['type']) : [];
  if (!settings.hasPlans && types.includes('plan')) return no('invalid_blocks', { detail: 'plan' });
  const fault = findMessageFault(blocks);
  return fault && no(fault.error, { detail: fault.detail });
}

export const listOf = ({ workspace }: MethodContext, channel: string): FakeMessage[] =>
  workspace.messages.get(channel) ?? [];

export const show = ({
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

export function newMessage(context: MethodContext, args: Args, more: Partial<FakeMessage> = {}): FakeMessage {
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

export function checkPost(context: MethodContext, args: Args): Answer | undefined {
  const channel = text(args, 'channel');
  const thread = text(args, 'thread_ts');
  const fault = findChannel(context, channel) ?? faultOf(context, args);
  if (fault) return fault;
  if (!text(args, 'text') && !args['blocks']) return no('no_text');
  if (thread && !listOf(context, channel).some(({ ts, onlyFor }) => ts === thread && !onlyFor))
    return no('thread_not_found');
  return undefined;
}

export function findOwn(context: MethodContext, args: Args): FakeMessage | Answer {
  const found = listOf(context, text(args, 'channel')).find(({ ts }) => ts === text(args, 'ts'));
  if (!found || found.onlyFor) return no('message_not_found');
  return found.user === context.workspace.botUserId ? found : no('cant_update_message');
}

export const isMessage = (found: FakeMessage | Answer): found is FakeMessage => 'edits' in found;
