import type { App } from '../app.ts';
import { post } from '../outbox/enqueue.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import type { PersonRef, ThreadRef } from '../domain/person.ts';
import type { InboxRow } from '../domain/records.ts';

/** Says something in return to what came in: once, and in place of what was shown while it was thought of. */
export async function reply(
  app: App,
  { id }: Pick<InboxRow, 'id'>,
  target: ThreadRef,
  message: OutgoingMessage,
  /** Who is told directly where the place takes nothing. */
  orTo: PersonRef,
): Promise<void> {
  const { store } = app;
  const [row] = await store.collection('inbox').find({ id }, { limit: 1, omit: ['journal'] });
  const shown = row?.stream ? { inPlaceOf: row.stream } : {};
  await post(app, { key: `reply:${id}`, target, message, priority: 1, orTo, ...shown });
}
