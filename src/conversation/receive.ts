import type { App } from '../app.ts';
import { refuseStranger } from './refuse-stranger.ts';
import type { Incoming } from '../domain/message.ts';
import { foldName, placeKey, threadKey } from '../domain/person.ts';
import type { InboxRow } from '../domain/records.ts';
import { nextSeq } from '../shared/sequence.ts';
import { mayUse } from '../access/is-served.ts';
import { messageRowIdOf, rowIdOf } from './message-changes.ts';

/**
 * The door of the conversation. Resolves when the thing is durable; a redelivery finds its key taken and changes
 * nothing. What is done with it happens afterwards, by whoever hears of it or finds it.
 */
export async function receive(app: App, incoming: Incoming): Promise<void> {
  const { store, bus, log, metrics, settings } = app;
  const inbox = store.collection('inbox');
  if (!(await concernsUs(app, incoming))) return;
  if (!mayUse(settings, incoming)) {
    const { platform, place, sender } = incoming;
    // As they are written in errand.yaml, for whoever wants to serve them.
    log.info({ platform, channel: place.channel, person: sender.id }, 'not served here');
    return incoming.kind === 'change' ? undefined : refuseStranger(app, incoming);
  }
  const row = makeRow(app, incoming);
  const isNew = (await inbox.insertIfAbsent(row)) || (await renew(app, row));
  metrics.count('errand_inbound_total', {
    platform: incoming.platform,
    kind: incoming.kind,
    new: String(isNew),
  });
  if (isNew) await remember(app, incoming);
  bus.publish('inbox', { threadKey: row.threadKey });
}

/** Talk that the bot only overhears matters where one of its tasks lives; a change also where it has the message. */
async function concernsUs(app: App, incoming: Incoming): Promise<boolean> {
  const { store } = app;
  const inbox = store.collection('inbox');
  if (incoming.kind === 'action' || incoming.kind === 'command' || incoming.isToBot) return true;
  if (incoming.kind === 'change' && (await inbox.count({ id: messageRowIdOf(incoming) }, 1)) > 0) return true;
  if (!incoming.isReply) return false;
  const filter = { 'placeKey': placeKey(incoming.place), 'home.thread': incoming.place.thread };
  const [task] = await store.collection('tasks').find(filter, { limit: 1, omit: ['history'] });
  return task !== undefined;
}

/** The message was changed again, and not before what is known: its row is followed once more. */
async function renew(app: App, { id, incoming }: InboxRow): Promise<boolean> {
  const { store, clock } = app;
  const inbox = store.collection('inbox');
  if (incoming.kind !== 'change') return false;
  const newer = await inbox.update(
    { id, 'incoming.at': { $lte: incoming.at } },
    { $set: { incoming, state: 'new', receivedAt: clock.now(), endedAt: null } },
  );
  return newer !== undefined;
}

function makeRow(app: App, incoming: Incoming): InboxRow {
  const { clock } = app;
  return {
    id: rowIdOf(incoming),
    seq: nextSeq(clock),
    threadKey: threadKey(incoming.place),
    lane: incoming.kind === 'action' ? 'click' : 'turn',
    incoming,
    state: 'new',
    epoch: 0,
    leaseUntil: null,
    journal: [],
    journalLength: 0,
    reply: null,
    receivedAt: clock.now(),
    endedAt: null,
  };
}

/** What the platform knows of the person, for names, languages and zones. */
async function remember(app: App, { sender, platform }: Incoming): Promise<void> {
  const { store, clock } = app;
  const people = store.collection('people');
  const known = await people.get(sender.id);
  const { id, locale = known?.locale ?? null, timeZone = known?.timeZone ?? null } = sender;
  // A platform that could not say in time who it is gives the id for a name: what was known stays.
  const name = known && id.endsWith(`:${sender.name}`) ? known.name : sender.name;
  const nameKey = foldName(name);
  const person = { id, name, nameKey, platform, locale, timeZone, updatedAt: clock.now() };
  if (!known) {
    await people.insertIfAbsent(person);
  } else if (known.name !== name || known.locale !== locale || known.timeZone !== timeZone) {
    await people.update({ id }, { $set: { name, nameKey, locale, timeZone, updatedAt: person.updatedAt } });
  }
}
