import { z } from 'zod';
import { AppError } from '../../../src/domain/errors.ts';
import type { Incoming, OutgoingMessage, PostedRef } from '../../../src/domain/message.ts';
import { personId, type ThreadRef } from '../../../src/domain/person.ts';
import type { ChatPort } from '../../../src/ports/chat.ts';
import type { RawAnswer, RawRequest } from '../../../src/ports/http-door.ts';
import type { Clock } from '../../../src/ports/system.ts';

const PLATFORM = 'hookchat';
const PREFIX = `${PLATFORM}:`;

/** What the chat sends: something was written in a room, or a button was pressed. */
const event = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    id: z.string(),
    person: z.string(),
    room: z.string(),
    thread: z.string().nullable(),
    text: z.string(),
  }),
  z.object({
    kind: z.literal('press'),
    id: z.string(),
    person: z.string(),
    room: z.string(),
    thread: z.string(),
    messageId: z.string(),
    action: z.string(),
    value: z.string(),
  }),
]);
const posted = z.object({ id: z.string() });

interface Options {
  url: string;
  token: string;
}

export interface HookChat extends ChatPort {
  handle(request: Pick<RawRequest, 'headers' | 'rawBody'>): Promise<RawAnswer>;
}

const plain = (status: number, body: string): RawAnswer => ({ status, contentType: 'text/plain', body });

export function createHookChat({ url, token }: Options, { clock }: { clock: Clock }): HookChat {
  let receive: ((incoming: Incoming) => Promise<void>) | undefined;

  async function call(method: string, path: string, body?: object): Promise<Response> {
    let answer: Response;
    try {
      answer = await fetch(`${url}${path}`, {
        method,
        headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    } catch (error) {
      throw new AppError('chat.unavailable', {}, error);
    }
    if (answer.status === 404 && method === 'PUT') throw new AppError('chat.gone', { reason: 'not_found' });
    if (answer.status >= 500) throw new AppError('chat.unavailable', {});
    if (answer.status >= 400 && answer.status !== 404)
      throw new AppError('chat.refused', { reason: `status_${answer.status}` });
    return answer;
  }

  const shown = ({ text, card, onlyFor }: OutgoingMessage) => ({
    text: [text, ...(card ? [card.title, ...card.lines] : [])].join('\n'),
    buttons: card?.buttons.map(({ action, label, value }) => ({ action, label, value })) ?? [],
    onlyFor: onlyFor?.id.slice(PREFIX.length) ?? null,
  });

  return {
    platform: PLATFORM,
    start: async (handler) => void (receive = handler),
    async post({ channel, thread }, message, key) {
      const body = { key, room: channel, thread, ...shown(message) };
      const { id } = posted.parse(await (await call('POST', '/messages', body)).json());
      return { platform: PLATFORM, channel, thread, messageId: id };
    },
    async edit({ messageId }: PostedRef, message) {
      await call('PUT', `/messages/${messageId}`, shown(message));
    },
    async findPosted({ channel, thread }: ThreadRef, key) {
      const answer = await call('GET', `/messages?key=${encodeURIComponent(key)}`);
      if (answer.status === 404) return undefined;
      const { id } = posted.parse(await answer.json());
      return { platform: PLATFORM, channel, thread, messageId: id };
    },
    stop: async () => void (receive = undefined),

    async handle({ headers, rawBody }) {
      if (headers['authorization'] !== `Bearer ${token}`) return plain(403, 'forbidden');
      const parsed = event.safeParse(JSON.parse(rawBody));
      if (!parsed.success || !receive) return plain(parsed.success ? 503 : 400, 'not taken');
      const { id, person, room, thread } = parsed.data;
      const base = {
        key: `${PLATFORM}:${id}`,
        platform: PLATFORM,
        place: { platform: PLATFORM, channel: room, thread: thread ?? id },
        sender: { id: personId(PLATFORM, person), name: person, locale: 'en' },
        at: clock.now(),
      };
      if (parsed.data.kind === 'press') {
        const { action, value, messageId } = parsed.data;
        await receive({ ...base, kind: 'action', action, value, messageId });
      } else {
        const { text } = parsed.data;
        const isReply = thread !== null;
        await receive({ ...base, kind: 'message', text, messageId: id, isToBot: true, isReply });
      }
      return plain(200, 'ok');
    },
  };
}
