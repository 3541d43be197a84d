import { personId } from '../../../src/domain/person.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { WebChat } from '../../../src/ports/web-chat.ts';
import { viewMessage } from './view.ts';

/** Reads what is above a number: messages that were posted, and those that the traces of edits point at. */
export function createReader({ store }: { store: Pick<Store, 'collection'> }): WebChat['listMessages'] {
  const messages = store.collection('chat_messages');

  return async ({ channel, thread, person, after, limit }, as) => {
    const reader = as?.id ?? (person === undefined ? null : personId('web', person.normalize('NFC')));
    const onlyFor = { $in: reader === null ? [null] : [null, reader] };
    const place = { channel: channel.normalize('NFC'), ...(thread === undefined ? {} : { thread }) };
    const rows = await messages.find({ ...place, rev: { $gt: after }, onlyFor }, { sort: { rev: 1 }, limit });

    const touched = rows.flatMap(({ touches }) => touches ?? []);
    const edited =
      touched.length > 0
        ? await messages.find({ id: { $in: touched }, onlyFor }, { sort: { id: 1 }, limit })
        : [];
    const current = new Map([...rows, ...edited].map((message) => [message.id, message]));

    // A message that was posted and edited since comes once, at the place of its last change.
    const changed = new Set(rows.toReversed().map(({ id, touches }) => touches ?? id));
    const items = [...changed].toReversed().flatMap((id) => current.get(id) ?? []);
    return { items: items.map(viewMessage), next: rows.at(-1)?.rev ?? after };
  };
}
