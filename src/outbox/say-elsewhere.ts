import type { App } from '../app.ts';
import { placeKey, type ThreadRef } from '../domain/person.ts';
import type { OutboxRow } from '../domain/records.ts';
import { directTo } from './direct-to.ts';
import { post, postSignIn, touchCard } from './enqueue.ts';

type OutboxPorts = Pick<App, 'store' | 'clock' | 'bus' | 'chats'>;

/**
 * A place that takes nothing (the bot is not in it, it is archived, nobody may post there) silences nobody: a text goes to the person
 * whom it is for, and a question to the one who asked for the work. Done twice, it is done once.
 */
export async function sayElsewhere(app: OutboxPorts, row: OutboxRow): Promise<void> {
  const { store } = app;
  const { body, target, orTo } = row;
  if (row.posted) return;
  if (body.kind === 'text' && orTo) {
    const direct = directOf(app, orTo.id, target);
    if (!direct) return;
    const { onlyFor: _, mayBeOverheard: __, ...message } = body.message;
    await post(app, { key: `${row.id}@direct`, target: direct, message, priority: row.priority });
  }
  if (body.kind === 'sign_in' && orTo) {
    const direct = directOf(app, orTo.id, target);
    if (direct) await postSignIn(app, { key: `${row.id}@direct`, target: direct, body });
  }
  if (body.kind !== 'card' || body.subject.kind !== 'ask') return;
  const ask = await store.collection('asks').get(body.subject.id);
  const direct = ask && directOf(app, ask.requester.id, target);
  if (!ask || !direct || ask.state !== 'open') return;
  const isThere = ask.alsoIn?.some((place) => placeKey(place) === placeKey(direct)) ?? false;
  const alsoIn = [...(ask.alsoIn ?? []), { ...direct, locale: ask.locale }];
  if (!isThere)
    await store.collection('asks').update({ id: ask.id, version: ask.version }, { $set: { alsoIn } });
  await touchCard(app, { kind: 'ask', id: ask.id });
}

/** The conversation with the person alone, unless that is the place which took nothing. */
function directOf(app: OutboxPorts, id: string, refused: ThreadRef): ThreadRef | undefined {
  const direct = directTo(app, id);
  return direct && placeKey(direct) !== placeKey(refused) ? direct : undefined;
}
