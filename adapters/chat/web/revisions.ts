import { AppError } from '../../../src/domain/errors.ts';
import type { ChatMessage } from '../../../src/domain/records.ts';
import type { Store } from '../../../src/ports/store.ts';

/** Writers of this process queue up, so only other processes can take the number: far more than ever needed. */
const MAX_TRIES = 100;

type Changes = Pick<ChatMessage, 'text' | 'card' | 'onlyFor' | 'mentions' | 'locale' | 'editedAt'>;

/**
 * Writes to the messages of a channel, each under the next number of the channel.
 *
 * A reader asks for what is above the highest number it has seen, so no lower number may appear after a higher one.
 * A counter cannot promise that: it gives the number out before the message is there. Here the number is one above the
 * highest that is written, and a unique index lets one of two writers have it; the other looks again.
 */
export function createRevisions({ store }: { store: Pick<Store, 'collection'> }) {
  const messages = store.collection('chat_messages');
  const tails = new Map<string, Promise<unknown>>();

  async function highest(channel: string): Promise<number> {
    const [last] = await messages.find({ channel }, { sort: { rev: -1 }, limit: 1, omit: ['text', 'card'] });
    return last?.rev ?? 0;
  }

  /** Runs after everything that this process has begun for the channel. */
  async function inTurn<T>(channel: string, work: () => Promise<T>): Promise<T> {
    const before = tails.get(channel) ?? Promise.resolve();
    const mine = before.then(work, work);
    tails.set(channel, mine);
    try {
      return await mine;
    } finally {
      if (tails.get(channel) === mine) tails.delete(channel);
    }
  }

  /** Tries until the number was free. `write` answers with undefined when it lost a race and must look again. */
  const withNext = <T>(channel: string, write: (rev: number) => Promise<T | undefined>): Promise<T> =>
    inTurn(channel, async () => {
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        try {
          const written = await write((await highest(channel)) + 1);
          if (written !== undefined) return written;
        } catch (error) {
          if (!AppError.is(error, 'store.duplicate')) throw error;
        }
      }
      throw new AppError('chat.unavailable', { reason: 'the channel is too busy' });
    });

  return {
    highest,

    /** The message under its id: as it was written before, when an earlier try did. */
    insert: (message: Omit<ChatMessage, 'rev'>): Promise<ChatMessage> =>
      withNext(message.channel, async (rev) => {
        const earlier = await messages.get(message.id);
        if (earlier) return earlier;
        const written = { ...message, rev };
        await messages.insert(written);
        return written;
      }),

    /** @throws AppError `chat.gone` when the message is not there. */
    edit: (channel: string, id: string, changes: Changes): Promise<ChatMessage> =>
      withNext(channel, async (rev) => {
        const current = await messages.get(id);
        if (current?.channel !== channel) throw new AppError('chat.gone', { messageId: id });
        return messages.update({ id, rev: current.rev }, { $set: { ...changes, rev } });
      }),
  };
}
