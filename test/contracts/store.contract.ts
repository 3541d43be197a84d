import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { ErrorCode } from '../../src/domain/error-facts.ts';
import type {
  Collection,
  CollectionName,
  Filter,
  OwnCollection,
  Sort,
  Store,
} from '../../src/ports/store.ts';
import {
  at,
  DOCUMENTS,
  FILTERS,
  ids,
  PLAIN,
  REFUSED_FILTERS,
  REFUSED_UPDATES,
  START,
  UPDATES,
} from './store-cases.ts';
import { loose, type LooseDocument } from './store-documents.ts';

const refusal = (code: ErrorCode) => expect.objectContaining({ code });
const range = (length: number) => Array.from({ length }, (_, i) => i);

/** Everything that the port promises. `open` answers with a migrated store of its own; the suite closes it. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`the ${name} store`, () => {
    let store: Store;
    /** Without indexes, so that documents may look as they like. */
    let things: Collection<LooseDocument>;

    const of = (collection: CollectionName) => loose(store, collection);
    const put = async (...documents: LooseDocument[]) => {
      for (const document of documents) await things.insert(document);
    };
    const found = async (filter: Filter) => ids(await things.find(filter, { sort: { id: 1 }, limit: 1000 }));

    beforeAll(async () => {
      store = await open();
      things = of('leases');
    }, 60_000);
    afterAll(() => store.close());
    beforeEach(async () => {
      for (const collection of ['leases', 'comments', 'runs', 'chat_messages', 'tasks'] as const) {
        await of(collection).deleteMany({});
      }
    });

    describe('keeps documents', () => {
      const whole = {
        id: 'w',
        text: 'Grüße 你好 😀',
        number: 1.5,
        big: 2 ** 40,
        yes: true,
        none: null,
        date: at(1),
        list: [1, 'a', null, at(2), [3], { deep: at(3) }],
        object: {
          '$date': 5,
          '$$date': 6,
          'a.b': 1,
          '$set': 'x',
          'constructor': 1,
          '': 0,
          'empty': {},
          'list': [],
        },
      };

      it('exactly as they were given', async () => {
        await put(whole);
        expect(await things.get('w')).toStrictEqual(whole);
        expect(await things.find({ id: 'w' }, { limit: 1 })).toStrictEqual([whole]);
      });

      it('without the fields that are undefined', async () => {
        await put({ id: 'u', a: undefined, b: { c: undefined, d: 1 } });
        expect(await things.get('u')).toStrictEqual({ id: 'u', b: { d: 1 } });
        await things.update({ id: 'u' }, { $set: { e: { f: undefined, g: 2 } } });
        expect(await things.get('u')).toStrictEqual({ id: 'u', b: { d: 1 }, e: { g: 2 } });
      });

      it('answers undefined for an id that is not there', async () => {
        expect(await things.get('nobody')).toBeUndefined();
      });

      it('keeps its own copy of what goes in', async () => {
        const given = { id: 'c', list: [{ n: 1 }], when: at(1) };
        await put(given);
        given.list[0]!.n = 2;
        given.when.setUTCFullYear(1999);
        expect(await things.get('c')).toStrictEqual({ id: 'c', list: [{ n: 1 }], when: at(1) });

        const value = { n: 1 };
        await things.update({ id: 'c' }, { $set: { value } });
        value.n = 2;
        expect(await things.get('c')).toMatchObject({ value: { n: 1 } });
      });

      it('gives everybody a copy of what comes out', async () => {
        await put({ id: 'c', list: [{ n: 1 }], when: at(1) });
        const copies = [
          await things.get('c'),
          (await things.find({}, { limit: 1 }))[0],
          await things.update({ id: 'c' }, { $set: { m: 1 } }),
        ];
        for (const copy of copies) {
          const { list, when } = copy as unknown as { list: [{ n: number }]; when: Date };
          list[0].n = 99;
          when.setUTCFullYear(1999);
        }
        expect(await things.get('c')).toStrictEqual({ id: 'c', list: [{ n: 1 }], when: at(1), m: 1 });
      });

      it.each([
        ['without an id', { a: 1 }],
        ['with an empty id', { id: '' }],
        ['with an id that is no text', { id: 5 }],
        ['with a number that is not finite', { id: 'x', a: [{ b: Number.NaN }] }],
        ['with an invalid date', { id: 'x', a: new Date(Number.NaN) }],
        ['with a Map', { id: 'x', a: new Map() }],
        ['with a function', { id: 'x', a: () => 1 }],
        ['with a bigint', { id: 'x', a: 5n }],
        ['nested too deep', { id: 'x', a: range(150).reduce<unknown>((inner) => [inner], 1) }],
      ])('refuses a document %s', async (_, document) => {
        await expect(things.insert(document as LooseDocument)).rejects.toEqual(refusal('store.refused'));
        await expect(things.insertIfAbsent(document as LooseDocument)).rejects.toEqual(
          refusal('store.refused'),
        );
        expect(await things.count({}, 10)).toBe(0);
      });
    });

    describe('takes an id and a unique value once', () => {
      it('and names what is taken', async () => {
        await put({ id: 'a', n: 1 });
        const error = { code: 'store.duplicate', details: { collection: 'leases', index: 'id' } };
        await expect(things.insert({ id: 'a', n: 2 })).rejects.toMatchObject(error);
        expect(await things.get('a')).toStrictEqual({ id: 'a', n: 1 });
      });

      it('tells whether it inserted', async () => {
        expect(await things.insertIfAbsent({ id: 'a', n: 1 })).toBe(true);
        expect(await things.insertIfAbsent({ id: 'a', n: 2 })).toBe(false);
        expect(await things.get('a')).toStrictEqual({ id: 'a', n: 1 });
      });

      it('lets one of 20 insert', async () => {
        const tries = await Promise.all(range(20).map((n) => things.insertIfAbsent({ id: 'a', n })));
        expect(tries.filter(Boolean)).toHaveLength(1);
        expect(await things.get('a')).toStrictEqual({ id: 'a', n: tries.indexOf(true) });
      });

      it('also over several fields', async () => {
        const runs = of('runs');
        const taken = { code: 'store.duplicate', details: { collection: 'runs', index: 'task' } };
        await runs.insert({ id: 'a', taskId: 't', number: 1 });
        await runs.insert({ id: 'b', taskId: 't', number: 2 });
        await runs.insert({ id: 'c', taskId: 'u', number: 1 });
        await expect(runs.insert({ id: 'd', taskId: 't', number: 1 })).rejects.toMatchObject(taken);
        await expect(runs.insertIfAbsent({ id: 'd', taskId: 't', number: 1 })).rejects.toMatchObject(taken);
        expect(await runs.get('d')).toBeUndefined();
        expect(await runs.count({ taskId: 't' }, 10)).toBe(2);
      });

      it('also by an update, which then changes nothing', async () => {
        const runs = of('runs');
        await runs.insert({ id: 'a', taskId: 't', number: 1 });
        await runs.insert({ id: 'b', taskId: 't', number: 2 });
        const taken = { code: 'store.duplicate', details: { collection: 'runs', index: 'task' } };
        await expect(runs.update({ id: 'b' }, { $set: { number: 1, note: 'x' } })).rejects.toMatchObject(
          taken,
        );
        expect(await runs.get('b')).toStrictEqual({ id: 'b', taskId: 't', number: 2 });
        expect(await runs.update({ id: 'b' }, { $set: { number: 2, note: 'x' } })).toMatchObject({
          note: 'x',
        });
      });

      it('with one winner of 20 at once, and takes it again after it was let go', async () => {
        const messages = of('chat_messages');
        const insert = (n: number) => messages.insert({ id: `m${n}`, channel: 'c', thread: 't', rev: 1 });
        const tries = await Promise.allSettled(range(20).map(insert));
        expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect(await messages.deleteMany({ channel: 'c' })).toBe(1);
        await insert(99);
        await messages.update({ id: 'm99' }, { $set: { rev: 2 } });
        await insert(100);
        expect(await messages.count({}, 10)).toBe(2);
      });
    });

    describe('finds', () => {
      beforeEach(() => put(...DOCUMENTS));

      it.each(FILTERS)('%s', async (_, filter, expected) => {
        expect(await found(filter)).toEqual(expected);
        expect(await things.count(filter, 1000)).toBe(expected.length);
      });
    });

    describe('refuses', () => {
      beforeEach(() => put(PLAIN));
      it.each(REFUSED_FILTERS)('a filter with %s', async (_, filter) => {
        const tries = [
          things.find(filter, { limit: 1 }),
          things.count(filter, 1),
          things.update(filter, { $set: { a: 1 } }),
          things.deleteMany(filter),
        ];
        for (const result of await Promise.allSettled(tries)) {
          expect(result).toMatchObject({ status: 'rejected', reason: { code: 'store.refused' } });
        }
        expect(await things.count({}, 10)).toBe(1);
      });

      it.each(REFUSED_UPDATES)('an update with %s, and changes nothing', async (_, update) => {
        const before = await things.get('a');
        await expect(things.update({ id: 'a' }, update)).rejects.toEqual(refusal('store.refused'));
        expect(await things.get('a')).toStrictEqual(before);
      });

      it.each([0, -1, 1001, 1.5, Number.NaN, Infinity])('a find with a limit of %s', async (limit) => {
        await expect(things.find({}, { limit })).rejects.toEqual(refusal('store.refused'));
      });

      it.each([0, -1, 1.5, Number.NaN, Infinity])('a count up to %s', async (limit) => {
        await expect(things.count({}, limit)).rejects.toEqual(refusal('store.refused'));
      });

      it.each([{}, { n: 2 }, { $n: 1 }, { '': 1 }])('a sort by %j', async (sort) => {
        await expect(things.find({}, { sort: sort as Sort, limit: 1 })).rejects.toEqual(
          refusal('store.refused'),
        );
        await expect(things.update({}, { $set: { n: 1 } }, sort as Sort)).rejects.toEqual(
          refusal('store.refused'),
        );
      });

      it.each(['id', 'o.k', '$n', ''])('to leave out %j', async (field) => {
        await expect(things.find({}, { limit: 1, omit: [field] })).rejects.toEqual(refusal('store.refused'));
      });
    });

    describe('updates', () => {
      beforeEach(() => put(START));

      it.each(UPDATES)('%s', async (_, update, change) => {
        const expected: LooseDocument = { ...START, ...change };
        for (const [field, value] of Object.entries(expected))
          if (value === undefined) delete expected[field];
        expect(await things.update({ id: 'a' }, update)).toStrictEqual(expected);
        expect(await things.get('a')).toStrictEqual(expected);
      });

      it('nothing when nothing matches', async () => {
        expect(await things.update({ id: 'a', n: 2 }, { $set: { n: 3 } })).toBeUndefined();
        expect(await things.get('a')).toStrictEqual(START);
      });

      it('the first by the sort, and only that', async () => {
        await put({ id: 'b', n: 3 }, { id: 'c', n: 2 });
        expect(await things.update({}, { $set: { hit: 1 } }, { n: -1, id: 1 })).toMatchObject({ id: 'b' });
        expect(await things.update({ id: { $ne: 'a' } }, { $set: { hit: 2 } }, { n: 1 })).toMatchObject({
          id: 'c',
        });
        expect(await things.count({ hit: { $exists: true } }, 10)).toBe(2);
      });

      it('for one winner when 200 race', async () => {
        const claim = (n: number) =>
          things.update({ id: 'a', owner: null }, { $set: { owner: `w${n}` }, $inc: { n: 1 } });
        const tries = await Promise.all(range(200).map(claim));
        const winners = tries.filter((claimed) => claimed !== undefined);
        expect(winners).toHaveLength(1);
        expect(await things.get('a')).toStrictEqual(winners[0]);
        expect(winners[0]).toMatchObject({ n: 2 });
      });

      it('without losing one of 50 that add at once', async () => {
        const add = (n: number) =>
          things.update({ id: 'a' }, { $inc: { n: 1 }, $push: { got: { $each: [n] } } });
        const results = await Promise.all(range(50).map(add));
        expect(new Set(results.map((result) => result?.['n'])).size).toBe(50);
        const { n, got } = (await things.get('a')) as { n: number; got: number[]; id: string };
        expect(n).toBe(51);
        expect(got.toSorted((a, b) => a - b)).toEqual(range(50));
      });

      it('hand 20 callers 20 different documents when each takes the first that is free', async () => {
        for (const n of range(20)) await put({ id: `f${String(n).padStart(2, '0')}`, state: 'free', n });
        const take = () => things.update({ state: 'free' }, { $set: { state: 'taken' } }, { n: 1 });
        const tries: (LooseDocument | undefined)[] = [];
        // A loser of MongoDB's race for one document may come away with nothing and tries again.
        while (tries.length < 20)
          tries.push(...(await Promise.all(range(20 - tries.length).map(take))).filter(Boolean));
        expect(new Set(tries.map((taken) => taken?.id)).size).toBe(20);
        expect(await things.count({ state: 'free' }, 10)).toBe(0);
      });
    });

    describe('lists', () => {
      it('sorted by several fields, up to the limit', async () => {
        await put(
          { id: 'a', n: 1, t: at(1) },
          { id: 'b', n: 2, t: at(1) },
          { id: 'c', n: 1, t: at(2) },
          { id: 'd', n: 2, t: at(3) },
        );
        expect(ids(await things.find({}, { sort: { n: -1, t: 1 }, limit: 10 }))).toEqual([
          'b',
          'd',
          'a',
          'c',
        ]);
        expect(ids(await things.find({}, { sort: { n: 1, t: -1 }, limit: 3 }))).toEqual(['c', 'a', 'd']);
        expect(ids(await things.find({ n: 2 }, { sort: { id: -1 }, limit: 1 }))).toEqual(['d']);
      });

      it('sorted by texts in the order of code points', async () => {
        const texts = ['', 'Z', 'a', 'ab', 'b', 'é', '中', '\uFFFD', '\u{1F600}', '\u{1F600}a'];
        for (const [i, t] of texts.entries()) await put({ id: `${9 - i}`, t });
        expect((await things.find({}, { sort: { t: 1 }, limit: 20 })).map(({ t }) => t)).toEqual(texts);
      });

      it('without the fields that are to be left out', async () => {
        await put({ id: 'a', n: 1, journal: [1, 2], o: { journal: 1 } });
        expect(await things.find({ journal: 2 }, { limit: 1, omit: ['journal', 'nothing'] })).toStrictEqual([
          { id: 'a', n: 1, o: { journal: 1 } },
        ]);
        expect(await things.get('a')).toHaveProperty('journal');
      });

      it('counts no further than it is told', async () => {
        for (const n of range(12)) await put({ id: `x${n}`, n });
        expect(await things.count({}, 5)).toBe(5);
        expect(await things.count({}, 50)).toBe(12);
        expect(await things.count({ n: { $gte: 10 } }, 5)).toBe(2);
      });

      it('deletes what matches, and tells how much', async () => {
        for (const n of range(6)) await put({ id: `x${n}`, n });
        expect(await things.deleteMany({ n: { $lt: 4 } })).toBe(4);
        expect(await things.deleteMany({ n: { $lt: 4 } })).toBe(0);
        expect(await found({})).toEqual(['x4', 'x5']);
      });

      it('page by page without gap or repeat while others write', async () => {
        const tasks = of('tasks');
        const count = 1000;
        const task = (n: number) => ({
          id: `t${String(n).padStart(4, '0')}`,
          number: n,
          dedupeKey: `d${n}`,
          liveKey: `l${n}`,
          isArchived: false,
          status: n % 3 === 0 ? 'pending' : 'completed',
          updatedAt: at(n % 7), // so that many share a time, and pages begin and end among equals
        });
        for (let n = 0; n < count; n += 50)
          await Promise.all(range(50).map((i) => tasks.insert(task(n + i))));

        const seen: string[] = [];
        let added = 0;
        let last: LooseDocument | undefined;
        do {
          const next: Filter = last
            ? {
                updatedAt: { $lte: last['updatedAt'] as Date },
                $or: [{ updatedAt: { $lt: last['updatedAt'] as Date } }, { id: { $lt: last.id } }],
              }
            : {};
          const page: LooseDocument[] = await tasks.find(
            { isArchived: false, status: { $in: ['pending', 'completed', 'failed'] }, ...next },
            { sort: { updatedAt: -1, id: -1 }, limit: 37 },
          );
          seen.push(...ids(page));
          last = page.at(-1);
          // What has been seen is changed and comes to the top; new ones come there too. Neither may show up again.
          if (page[0])
            await tasks.update({ id: page[0].id }, { $set: { updatedAt: at(59), status: 'pending' } });
          await tasks.insert({ ...task(count + added++), updatedAt: at(58) });
        } while (last);
        expect(seen).toHaveLength(count);
        expect(new Set(seen).size).toBe(count);
        expect(seen.toSorted()).toEqual(range(count).map((n) => task(n).id));
      }, 60_000);
    });

    it('answers a ping and tells its clock', async () => {
      await store.ping();
      expect(Number.isFinite(await store.clockOffsetMs())).toBe(true);
    });

    it('keeps what an adapter declares for itself, with its indexes, from its migration on', async () => {
      const parcels: OwnCollection<{ id: string; code: string }> = {
        name: 'parcels',
        indexes: [{ name: 'code', keys: { code: 1 }, unique: true }],
      };
      expect(() => store.own({ ...parcels, name: 'unknown' })).toThrow(refusal('store.refused'));
      await store.migrate([parcels]);
      await store.migrate([parcels]);
      const kept = store.own(parcels);
      await kept.insert({ id: 'p1', code: 'x' });
      await expect(kept.insert({ id: 'p2', code: 'x' })).rejects.toMatchObject({
        code: 'store.duplicate',
        details: { collection: 'parcels', index: 'code' },
      });
      expect(await kept.get('p1')).toEqual({ id: 'p1', code: 'x' });
      await kept.deleteMany({});
    });

    it('migrates again without harm', async () => {
      await put({ id: 'a' });
      await store.migrate();
      expect(await found({})).toEqual(['a']);
    });
  });

  it(`a ${name} store that is closed refuses everything`, async () => {
    const store = await open();
    await store.close();
    await store.close();
    const things = loose(store, 'leases');
    const tries = [things.get('a'), things.insert({ id: 'a' }), things.find({}, { limit: 1 }), store.ping()];
    for (const result of await Promise.allSettled(tries)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'store.unavailable' } });
    }
  });
}
