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

/** A stream ends some five minutes after its start, whatever happens. */
function liveStream(context: MethodContext, args: Args): FakeMessage | Answer {
  const found = findOwn(context, args);
  if (!isMessage(found)) return found;
  const isOver = context.clock.monotonicMs() - (found.streamedAt ?? 0) > STREAM_MS;
  if (found.streaming === 'in_progress' && isOver) found.streaming = 'errored';
  return found.streaming === 'in_progress' ? found : no('message_not_in_streaming_state');
}

export const STREAM_METHODS: Record<string, (args: Args, context: MethodContext) => Answer> = {
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
};
