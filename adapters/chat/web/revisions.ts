import { AppError } from '../../../src/domain/errors.ts';
import type { ChatMessage } from '../../../src/domain/records.ts';
import type { Store } from '../../../src/ports/store.ts';

/** Writers of this process queue up, so only other processes can take the number: far more than ever needed. */
const MAX_TRIES = 100;

/**
 * Appends to the messages of a channel, each under the channel's next number.
 *
 * A reader asks for what is above the highest number it has seen, so no lower number may appear after a higher one.
 * A counter cannot promise that: it gives the number out before the message is there. Here the number is one above the
 * highest that is written, and a unique index lets one of two writers have it; the other looks again. That holds only
 * while a number, once taken, stays taken: so an edit leaves a trace of its own instead of moving its message up.
 */
export function createRevisions({ store }: { store: Pick<Store, 'collection'> }) {
  const messages = store.collection('chat_messages');
  const tails = new Map<string, Promise<unknown>>();

  async function highest(channel: string): Promise<number> {
    const [last] = await messages.find({ channel }, { sort: { rev: -1 }, limit: 1, omit: ['text', 'card'] });
    return last?.rev ?? 0;
  }

  async function tryAppend(message: Omit<ChatMessage, 'rev'>): Promise<ChatMessage> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const earlier = await messages.get(message.id);
      if (earlier) return earlier;
      const written = { ...message, rev: (await highest(message.channel)) + 1 };
      try {
        await messages.insert(written);
        return written;
      } catch (error) {
        if (!AppError.is(error, 'store.duplicate')) throw error;
      }
    }
    throw new AppError('chat.unavailable', { reason: 'the channel is too busy' });
  }

  return {
    highest,

    /** Runs after everything that this process has begun for the channel. @returns the message as it was first written. */
    async append(message: Omit<ChatMessage, 'rev'>): Promise<ChatMessage> {
      const { channel } = message;
      const before = tails.get(channel) ?? Promise.resolve();
      const mine = before.then(
        () => tryAppend(message),
        () => tryAppend(message),
      );
      tails.set(channel, mine);
      try {
        return await mine;
      } finally {
        if (tails.get(channel) === mine) tails.delete(channel);
      }
    },
  };
}
