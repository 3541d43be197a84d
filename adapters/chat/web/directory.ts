import type { Sender } from '../../../src/domain/message.ts';
import { foldName, personId, type PersonRef } from '../../../src/domain/person.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Clock } from '../../../src/ports/system.ts';

const MAX_LISTED = 200;

/** A channel is known by a row of the counters; its value says when it was made, in milliseconds since 1970. */
const CHANNEL = 'chat_channel:';
const AFTER_CHANNELS = 'chat_channel;';

interface Met {
  person: string;
  locale?: string | undefined;
  timeZone?: string | undefined;
}

/** Names are one when they look alike: keyboards differ in how they write é. */
const clean = (name: string): string => name.normalize('NFC');

/** The people and channels of the web chat. Both are made by being used. */
export function createDirectory({ store, clock }: { store: Pick<Store, 'collection'>; clock: Clock }) {
  const counters = store.collection('counters');
  const people = store.collection('people');
  const met = new Set<string>();

  async function theirs({ id, name }: PersonRef, said: Omit<Met, 'person'>): Promise<Sender> {
    const known = await people.get(id);
    const locale = known?.locale ?? said.locale;
    const timeZone = known?.timeZone ?? said.timeZone;
    return { id, name: known?.name ?? name, ...(locale && { locale }), ...(timeZone && { timeZone }) };
  }

  return {
    /** Answers with the name as it is kept. */
    async meetChannel(given: string): Promise<string> {
      const name = clean(given);
      if (!met.has(name)) await counters.insertIfAbsent({ id: CHANNEL + name, value: clock.now().getTime() });
      met.add(name);
      return name;
    },

    /**
     * The person with what is known of their language and zone; what they say now is remembered. Of somebody from another platform, what
     * that platform says of them counts more.
     */
    async meetPerson({ person: given, locale, timeZone }: Met, as?: PersonRef): Promise<Sender> {
      if (as) return theirs(as, { locale, timeZone });
      const name = clean(given);
      const id = personId('web', name);
      const said = {
        ...(locale === undefined ? {} : { locale }),
        ...(timeZone === undefined ? {} : { timeZone }),
      };
      const updatedAt = clock.now();
      const nameKey = foldName(name);
      const fresh = { id, name, nameKey, platform: 'web', locale: null, timeZone: null, updatedAt, ...said };
      if (await people.insertIfAbsent(fresh)) return { id, name, ...said };

      const known = await people.get(id);
      const isNews = locale !== (known?.locale ?? undefined) || timeZone !== (known?.timeZone ?? undefined);
      if (isNews && Object.keys(said).length > 0)
        await people.update({ id }, { $set: { ...said, updatedAt } });
      return {
        id,
        name,
        ...(known?.locale ? { locale: known.locale } : {}),
        ...(known?.timeZone ? { timeZone: known.timeZone } : {}),
        ...said,
      };
    },

    async channels(): Promise<string[]> {
      const range = { $gte: CHANNEL, $lt: AFTER_CHANNELS };
      const rows = await counters.find({ id: range }, { sort: { id: 1 }, limit: MAX_LISTED });
      return rows.map(({ id }) => id.slice(CHANNEL.length));
    },

    async people(): Promise<{ id: string; name: string }[]> {
      const rows = await people.find({ platform: 'web' }, { sort: { nameKey: 1, id: 1 }, limit: MAX_LISTED });
      return rows.map(({ id, name }) => ({ id, name }));
    },
  };
}
