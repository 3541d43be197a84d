import type { OutgoingMessage } from '../domain/message.ts';
import type { ThreadRef } from '../domain/person.ts';
import type { InboxRow } from '../domain/records.ts';
import type { PostText } from '../outbox/enqueue.ts';
import type { Ports } from '../ports/index.ts';

/** Says something in return to what came in: once, and in place of what was shown while it was thought of. */
export function createReply({ store }: Pick<Ports, 'store'>, post: PostText) {
  return async function reply(
    { id }: Pick<InboxRow, 'id'>,
    target: ThreadRef,
    message: OutgoingMessage,
  ): Promise<void> {
    const [row] = await store.collection('inbox').find({ id }, { limit: 1, omit: ['journal'] });
    const shown = row?.stream ? { inPlaceOf: row.stream } : {};
    await post({ key: `reply:${id}`, target, message, priority: 1, ...shown });
  };
}

export type SayInReturn = ReturnType<typeof createReply>;
