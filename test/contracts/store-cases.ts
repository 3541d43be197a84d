import type { Filter, Update } from '../../src/ports/store.ts';
import type { LooseDocument } from './store-documents.ts';

/** The tables of the store's contract. The tests' names go on where these begin. */

export const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 9, minute));
export const ids = (documents: readonly { id: string }[]) => documents.map(({ id }) => id);

export const DOCUMENTS: LooseDocument[] = [
  { id: 'array', v: [1, 'x', null], o: [{ k: 1 }, { k: 'x' }, 5] },
  { id: 'date', v: at(5) },
  { id: 'empty', v: [], o: [] },
  { id: 'false', v: false },
  { id: 'missing' },
  { id: 'nested', v: { k: 1 }, o: { k: 1 } },
  { id: 'null', v: null, o: null },
  { id: 'one', v: 1, o: { k: null } },
  { id: 'text', v: 'x' },
  { id: 'two', v: 2, o: { k: [1, 2] } },
  { id: 'wide', v: '\u{1F600}' },
];

/** What a filter finds in these documents, in the order of the ids. */
// prettier-ignore
export const FILTERS: [string, Filter, string[]][] = [
  ['everything by an empty filter', {}, ids(DOCUMENTS)],
  ['a value by itself', { v: 1 }, ['array', 'one']],
  ['a value by $eq', { v: { $eq: 'x' } }, ['array', 'text']],
  ['a date', { v: at(5) }, ['date']],
  ['false, which is not null', { v: false }, ['false']],
  ['null and what is missing', { v: null }, ['array', 'missing', 'null']],
  ['what differs, also by being missing', { v: { $ne: 1 } }, ['date', 'empty', 'false', 'missing', 'nested', 'null', 'text', 'two', 'wide']],
  ['what is neither null nor missing', { v: { $ne: null } }, ['date', 'empty', 'false', 'nested', 'one', 'text', 'two', 'wide']],
  ['one of several values', { v: { $in: [2, 'x', at(5)] } }, ['array', 'date', 'text', 'two']],
  ['null among several values', { v: { $in: [null, 2] } }, ['array', 'missing', 'null', 'two']],
  ['nothing among no values', { v: { $in: [] } }, []],
  ['none of several values', { v: { $nin: [1, null, 'x'] } }, ['date', 'empty', 'false', 'nested', 'two', 'wide']],
  ['everything but no values', { v: { $nin: [] } }, ids(DOCUMENTS)],
  ['larger numbers alone', { v: { $gt: 0 } }, ['array', 'one', 'two']],
  ['numbers from one on', { v: { $gte: 2 } }, ['two']],
  ['smaller numbers, and null is none', { v: { $lt: 2 } }, ['array', 'one']],
  ['numbers up to one', { v: { $lte: 1 } }, ['array', 'one']],
  ['texts by code point', { v: { $gt: '\uFFFD' } }, ['wide']],
  ['texts up to one', { v: { $lte: 'x' } }, ['array', 'text']],
  ['earlier dates, and null is none', { v: { $lt: at(6) } }, ['date']],
  ['later dates', { v: { $gt: at(5) } }, []],
  ['by two tests of one field', { v: { $gt: 0, $lt: 2 } }, ['array', 'one']],
  ['two tests met by different elements', { v: { $gte: 1, $lte: 'x' } }, ['array']],
  ['fields that are there, null too', { v: { $exists: true } }, ids(DOCUMENTS).filter((id) => id !== 'missing')],
  ['fields that are missing', { v: { $exists: false } }, ['missing']],
  ['a field of an object, also inside an array', { 'o.k': 1 }, ['array', 'nested', 'two']],
  ['a null field of an object, and a missing one', { 'o.k': null }, ['date', 'false', 'missing', 'null', 'one', 'text', 'wide']],
  ['an object field that is missing', { 'v.k': { $exists: true } }, ['nested']],
  ['an element by its place', { 'v.1': 'x' }, ['array']],
  ['a field of an element by its place', { 'o.1.k': 'x' }, ['array']],
  ['by the id', { id: 'one' }, ['one']],
  ['by one of several ids', { id: { $in: ['two', 'one', 'nobody', 'one'] } }, ['one', 'two']],
  ['by a range of ids', { id: { $gt: 'text' } }, ['two', 'wide']],
  ['by the id and more', { id: 'one', v: 2 }, []],
  ['what all say', { $and: [{ v: { $gt: 0 } }, { 'o.k': 1 }] }, ['array', 'two']],
  ['what one says', { $or: [{ v: 2 }, { v: 'x', id: 'text' }, { id: 'null' }] }, ['null', 'text', 'two']],
  ['alternatives beside other tests', { v: 1, $or: [{ id: 'one' }, { id: 'two' }] }, ['one']],
  ['alternatives inside alternatives', { $or: [{ $and: [{ v: 1 }, { $or: [{ id: 'one' }] }] }, { v: 2 }] }, ['one', 'two']],
];

const strange = (filter: unknown) => filter as Filter;
export const REFUSED_FILTERS: [string, Filter][] = [
  ['an unknown test', strange({ a: { $regex: 'x' } })],
  ['$not', strange({ a: { $not: { $eq: 1 } } })],
  ['$elemMatch', strange({ a: { $elemMatch: { b: 1 } } })],
  ['an unknown operator', strange({ $nor: [{ a: 1 }] })],
  ['$where', strange({ $where: 'true' })],
  ['$expr', strange({ $expr: { $gt: ['$a', 1] } })],
  ['a test beside a field', strange({ a: { $gt: 1, b: 1 } })],
  ['an object as a value', strange({ a: { b: 1 } })],
  ['an empty object as a value', strange({ a: {} })],
  ['an array as a value', strange({ a: [1] })],
  ['an undefined value', { a: undefined }],
  ['an undefined operand', { a: { $in: undefined } }],
  ['an undefined id', { id: undefined }],
  ['$in without a list', strange({ a: { $in: 1 } })],
  ['$in with an object', strange({ a: { $in: [{}] } })],
  ['$gt with null', strange({ a: { $gt: null } })],
  ['$lt with a boolean', strange({ a: { $lt: true } })],
  ['$exists with a number', strange({ a: { $exists: 1 } })],
  ['a number that is not finite', { a: Number.NaN }],
  ['an invalid date', { a: { $lt: new Date(Number.NaN) } }],
  ['an empty $or', { $or: [] }],
  ['an empty $and', { $and: [] }],
  ['$or that is no list', strange({ $or: { a: 1 } })],
  ['an unknown test inside $or', strange({ $or: [{ a: 1 }, { b: { $type: 'int' } }] })],
  ['an empty name in a path', { 'a..b': 1 }],
  ['an operator in a path', { 'a.$.b': 1 }],
  ['a filter that is no object', strange('id')],
  ['a filter that is null', strange(null)],
];

const odd = (update: unknown) => update as Update;
/** Of the document below. */
export const REFUSED_UPDATES: [string, Update][] = [
  ['no operator', {}],
  ['no path', { $set: {} }],
  ['an unknown operator', odd({ $rename: { n: 'm' } })],
  ['a replacement', odd({ n: 2 })],
  ['a new id', { $set: { id: 'b' } }],
  ['an undefined value', { $set: { n: undefined } }],
  ['a value that is no data', { $set: { n: new Map() } }],
  ['two operators on one path', { $set: { n: 2 }, $inc: { n: 1 } }],
  ['a path inside another', { $set: { o: {} }, $inc: { 'o.k': 1 } }],
  ['an element of an array that is pushed to', { $set: { 'list.0': 1 }, $push: { list: { $each: [1] } } }],
  ['$unset with a value', odd({ $unset: { n: '' } })],
  ['$inc with a text', odd({ $inc: { n: '1' } })],
  ['$inc with no number', { $inc: { n: Number.NaN } }],
  ['$push without $each', odd({ $push: { list: 2 } })],
  ['$push with more than $each and $slice', odd({ $push: { list: { $each: [2], $position: 0 } } })],
  ['$push with a positive $slice', { $push: { list: { $each: [2], $slice: 1 } } }],
  ['$pull with a filter', odd({ $pull: { list: { $gt: 0 } } })],
  ['a positional path', { $set: { 'list.$': 2 } }],
  ['$inc of a text', { $inc: { s: 1 }, $set: { m: 1 } }],
  ['$inc of null', { $inc: { none: 1 }, $set: { m: 1 } }],
  ['$push to a number', { $push: { n: { $each: [1] } }, $set: { m: 1 } }],
  ['$push to null', { $push: { none: { $each: [1] } }, $set: { m: 1 } }],
  ['$pull from a number', { $pull: { n: 1 }, $set: { m: 1 } }],
  ['a path through a text', { $set: { 's.k': 1, 'm': 1 } }],
  ['a path through null', { $set: { 'none.k': 1, 'm': 1 } }],
  ['a name inside an array', { $set: { 'list.k': 1, 'm': 1 } }],
];
export const PLAIN: LooseDocument = { id: 'a', n: 1, list: [1], o: { k: 1 }, s: 'text', none: null };

export const START: LooseDocument = {
  id: 'a',
  n: 1,
  o: { k: 1, l: [1, 2] },
  list: [{ s: 'x' }, { s: 'y' }],
  tags: ['a', 'b', 'a'],
};

/** How an update changes that document; undefined stands for a field that is gone. */
// prettier-ignore
export const UPDATES: [string, Update, object][] = [
  ['sets fields, also deep ones', { $set: { n: 2, 'o.k': at(1), 'p.q.r': [1] } }, { n: 2, o: { k: at(1), l: [1, 2] }, p: { q: { r: [1] } } }],
  ['sets null', { $set: { n: null } }, { n: null }],
  ['changes one element of an array', { $set: { 'list.1': { s: 'z' } } }, { list: [{ s: 'x' }, { s: 'z' }] }],
  ['changes a field of an element', { $set: { 'list.0.s': 'z' }, $inc: { 'o.l.1': 5 } }, { list: [{ s: 'z' }, { s: 'y' }], o: { k: 1, l: [1, 7] } }],
  ['sets the element behind the last', { $set: { 'tags.3': 'c' } }, { tags: ['a', 'b', 'a', 'c'] }],
  ['names a field of an object with a number', { $set: { 'o.0': 1 } }, { o: { k: 1, l: [1, 2], 0: 1 } }],
  ['takes fields away', { $unset: { n: true, 'o.k': true, 'gone.far': true, 'n2': true } }, { n: undefined, o: { l: [1, 2] } }],
  ['makes an element that is taken away null', { $unset: { 'tags.1': true } }, { tags: ['a', null, 'a'] }],
  ['counts up and down, from nothing too', { $inc: { n: -3, m: 1.5, 'o.z': 2 } }, { n: -2, m: 1.5, o: { k: 1, l: [1, 2], z: 2 } }],
  ['appends', { $push: { tags: { $each: ['c', 'd'] }, fresh: { $each: [{ a: at(1) }] } } }, { tags: ['a', 'b', 'a', 'c', 'd'], fresh: [{ a: at(1) }] }],
  ['appends nothing', { $push: { tags: { $each: [] }, fresh: { $each: [] } } }, { fresh: [] }],
  ['appends and keeps the last', { $push: { tags: { $each: ['c'], $slice: -2 } } }, { tags: ['a', 'c'] }],
  ['appends to an array inside an element', { $push: { 'list.0.more': { $each: [1] } } }, { list: [{ s: 'x', more: [1] }, { s: 'y' }] }],
  ['takes out every equal element', { $pull: { tags: 'a', 'o.l': 2, gone: 1 } }, { tags: ['b'], o: { k: 1, l: [1] } }],
  ['does several things at once', { $set: { n: 5 }, $unset: { o: true }, $push: { tags: { $each: ['z'] } } }, { n: 5, o: undefined, tags: ['a', 'b', 'a', 'z'] }],
];
