import {
  checkPost,
  findOwn,
  isMessage,
  newMessage,
  no,
  text,
  type Answer,
  type Args,
  type MethodContext,
} from './messages.ts';
import type { FakeMessage } from './world.ts';

const STREAM_MS = 5 * 60_000;
/** Reports of refused streams begin at some 10.6 kB of UTF-8. */
const MAX_STREAM_BYTES = 10_600;

/** A stream ends some five minutes after its start, whatever happens, and when a person presses Stop. */
function liveStream(context: MethodContext, args: Args): FakeMessage | Answer {
  const found = findOwn(context, args);
  if (!isMessage(found)) return found;
  const isOver = context.clock.monotonicMs() - (found.streamedAt ?? 0) > STREAM_MS;
  if (found.streaming === 'in_progress' && isOver) found.streaming = 'errored';
  if (found.streaming === 'stopped') return no('stopped_by_user');
  return found.streaming === 'in_progress' ? found : no('message_not_in_streaming_state');
}

/** What streams shows in the session of its thread too. */
function showSession(
  { workspace, settings }: MethodContext,
  args: Args,
  thread: string,
  state: string,
): void {
  if (settings.isAgentApp) workspace.sessions.set(`${text(args, 'channel')} ${thread}`, state);
}

export const STREAM_METHODS: Record<string, (args: Args, context: MethodContext) => Answer> = {
  'chat.startStream'(args, context) {
    if (!args['thread_ts']) return no('invalid_arguments');
    const isDirect = context.workspace.channels.get(text(args, 'channel'))?.kind === 'im';
    if (!isDirect && !args['recipient_user_id']) return no('missing_recipient_user_id');
    if (!isDirect && !args['recipient_team_id']) return no('missing_recipient_team_id');
    const begun = text(args, 'markdown_text');
    const fault = checkPost(context, { ...args, text: begun.trim() });
    if (fault) return fault;
    // Nothing says that names are not looked for in what is streamed.
    const streaming = { streaming: 'in_progress', streamedAt: context.clock.monotonicMs() } as const;
    const message = newMessage(context, { ...args, text: begun }, { ...streaming, isParsed: true });
    showSession(context, args, text(args, 'thread_ts'), 'processing');
    return { ok: true, channel: args['channel'], ts: message.ts };
  },

  'chat.appendStream'(args, context) {
    const found = liveStream(context, args);
    if (!isMessage(found)) return found;
    const more = text(args, 'markdown_text');
    if (!more.trim()) return no('no_text');
    if (Buffer.byteLength(found.text + more) > MAX_STREAM_BYTES) return no('msg_too_long');
    found.text += more;
    return { ok: true, channel: args['channel'], ts: found.ts };
  },

  'chat.stopStream'(args, context) {
    const found = liveStream(context, args);
    if (!isMessage(found)) return found;
    found.text += text(args, 'markdown_text');
    found.streaming = 'completed';
    showSession(context, args, found.threadTs ?? '', 'active');
    return { ok: true, channel: args['channel'], ts: found.ts, message: { streaming_state: 'completed' } };
  },
};
