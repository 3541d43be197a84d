import { AppError } from '../../../src/domain/errors.ts';
import type { Incoming, OutgoingMessage } from '../../../src/domain/message.ts';
import { placeKey } from '../../../src/domain/person.ts';
import type { ChatMessage } from '../../../src/domain/records.ts';
import type { Bus } from '../../../src/ports/bus.ts';
import type { ChatPort } from '../../../src/ports/chat.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Clock, Ids, Log } from '../../../src/ports/system.ts';
import type { WebChat } from '../../../src/ports/web-chat.ts';
import { createReadClick } from './clicks.ts';
import { createDirectory } from './directory.ts';
import { createReader } from './reading.ts';
import { createRevisions } from './revisions.ts';
import { sha256 } from '../../../src/shared/sha256.ts';

const PLATFORM = 'web';

/** Not `web:…`, so that no person can take it by calling themselves so. */
const BOT = { id: 'errand', name: 'Errand', isBot: true };

/** Everything written here is for the bot, so a mention says nothing. */
const MENTION = /^@errand\b[\s,:，：]*/i;

/**
 * Long enough that no writer still holds a number from before: those of forgotten traces are free to be taken, and what
 * took one would be missed by readers who are past it.
 */
const TRACE_KEPT_MS = 3600 * 1000;

/** An id of 36 characters that each try for the key finds again. Keys of different kinds never meet. */
function idFromKey(...parts: readonly ['post' | 'message' | 'action', ...string[]]): string {
  const hex = sha256(JSON.stringify(parts));
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

interface Options {
  store: Pick<Store, 'collection'>;
  bus: Bus;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Where browsers reach the console, without a slash at the end. */
  publicUrl: string;
}

/** The built-in group chat. It is its own platform: messages live in the store and browsers read them from there. */
export function createWebChat({ store, bus, clock, ids, log, publicUrl }: Options): ChatPort & WebChat {
  const messages = store.collection('chat_messages');
  const revisions = createRevisions({ store });
  const directory = createDirectory({ store, clock });
  const readClick = createReadClick({ store });
  let receive: ((incoming: Incoming) => Promise<void>) | undefined;

  async function handIn(incoming: Incoming): Promise<void> {
    if (!receive) throw new AppError('chat.unavailable', { reason: 'not started' });
    await receive(incoming);
  }

  const announce = ({ id, channel }: ChatMessage): void =>
    bus.publish('changed', { kind: 'chat', id, placeKey: placeKey({ platform: PLATFORM, channel }) });

  const shown = ({ text, card, onlyFor, mentions, locale }: OutgoingMessage) => ({
    text,
    card: card ?? null,
    onlyFor: onlyFor?.id ?? null,
    mentions: mentions ?? [],
    locale,
  });

  /** Tells readers of the edit, and forgets older traces of the same message: the new one says as much. */
  async function leaveTrace(
    { id, channel, thread, author, onlyFor, locale }: ChatMessage,
    at: Date,
  ): Promise<void> {
    const empty = { text: '', card: null, mentions: [], editedAt: null };
    await revisions.append({
      id: ids.next(),
      touches: id,
      channel,
      thread,
      author,
      onlyFor,
      locale,
      at,
      ...empty,
    });
    const before = new Date(at.getTime() - TRACE_KEPT_MS);
    await messages.deleteMany({ channel, thread, touches: id, at: { $lt: before } });
  }

  async function threadOf(channel: string, thread: string): Promise<string> {
    const [first] = await messages.find(
      { channel, thread },
      { sort: { rev: 1 }, limit: 1, omit: ['text', 'card'] },
    );
    if (!first) throw new AppError('not_found', { what: 'thread', ref: thread });
    return thread;
  }

  return {
    platform: PLATFORM,

    async start(handle) {
      receive = handle;
    },

    async stop() {
      receive = undefined;
    },

    linkTo: ({ channel, thread }) =>
      `${publicUrl}/chat?${new URLSearchParams({ channel, thread }).toString()}`,

    async post(place, message, key) {
      const id = idFromKey('post', key);
      const channel = await directory.meetChannel(place.channel);
      // Without a thread to go into, the message begins one.
      const thread = place.thread || id;
      const at = clock.now();
      const fresh = { id, touches: null, channel, thread, author: BOT, at, editedAt: null };
      announce(await revisions.append({ ...fresh, ...shown(message) }));
      return { platform: PLATFORM, channel, thread, messageId: id };
    },

    async edit({ channel, messageId }, message) {
      const at = clock.now();
      const changes = { ...shown(message), editedAt: at };
      const edited = await messages.update({ id: messageId, channel, touches: null }, { $set: changes });
      if (!edited) throw new AppError('chat.gone', { messageId });
      await leaveTrace(edited, at);
      announce(edited);
    },

    async findPosted(_place, key) {
      const posted = await messages.get(idFromKey('post', key));
      return (
        posted && { platform: PLATFORM, channel: posted.channel, thread: posted.thread, messageId: posted.id }
      );
    },

    async submitMessage({ text, ...input }, key, as) {
      if (!receive) throw new AppError('chat.unavailable', { reason: 'not started' });
      const channel = await directory.meetChannel(input.channel);
      const sender = await directory.meetPerson(input, as);
      const id = key === undefined ? ids.next() : idFromKey('message', sender.id, key);
      const thread = input.thread === undefined ? id : await threadOf(channel, input.thread);
      const at = clock.now();

      const message = await revisions.append({
        id,
        touches: null,
        channel,
        thread,
        author: { id: sender.id, name: sender.name, isBot: false },
        text,
        card: null,
        onlyFor: null,
        mentions: [],
        locale: sender.locale ?? 'en',
        at,
        editedAt: null,
      });
      announce(message);
      await handIn({
        kind: 'message',
        key: id,
        platform: PLATFORM,
        place: { platform: PLATFORM, channel, thread },
        sender,
        at,
        text: text.replace(MENTION, '') || text,
        messageId: id,
        isToBot: true,
        isReply: thread !== id,
      });
      log.info({ thread, messageId: id }, 'a message came in by the web chat');
      return { messageId: id, thread };
    },

    async submitAction(input, key, as) {
      const sender = await directory.meetPerson(input, as);
      const { message, button, values } = await readClick(input, sender);
      const { channel, thread } = message;
      await handIn({
        kind: 'action',
        key: key === undefined ? ids.next() : idFromKey('action', sender.id, key),
        platform: PLATFORM,
        place: { platform: PLATFORM, channel, thread },
        sender,
        at: clock.now(),
        action: button.action,
        value: button.value,
        messageId: message.id,
        values,
      });
      log.info({ thread, messageId: message.id, action: button.action }, 'a button was pressed');
    },

    listMessages: createReader({ store }),

    async listChannels() {
      const names = await directory.channels();
      return Promise.all(names.map(async (name) => ({ name, revision: await revisions.highest(name) })));
    },

    listPeople: () => directory.people(),
  };
}
