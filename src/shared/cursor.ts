import { invalid } from '../domain/errors.ts';
import type { Filter } from '../ports/store.ts';

/** A place in a list that is sorted by a date, newest first, and the id. */
export interface Position {
  at: Date;
  id: string;
}

/** An opaque word for the place after which the next page begins. */
export const writeCursor = ({ at, id }: Position): string =>
  Buffer.from(`${at.getTime()} ${id}`, 'utf8').toString('base64url');

/** @throws AppError `input.invalid` for anything that `writeCursor` did not write. */
export function readCursor(cursor: string): Position {
  const match = /^(\d{1,15}) (.{1,400})$/s.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!match) throw invalid('cursor', 'cursor');
  return { at: new Date(Number(match[1])), id: match[2] ?? '' };
}

/** The same for a place in a list that is numbered from 0 or 1. */
export const writeCount = (count: number): string => Buffer.from(`${count}`, 'utf8').toString('base64url');

/** @throws AppError `input.invalid` for anything that `writeCount` did not write. */
export function readCount(cursor: string): number {
  const match = /^\d{1,9}$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!match) throw invalid('cursor', 'cursor');
  return Number(match[0]);
}

/** What comes after the position in a list sorted by `field` and `id`, both in the direction. */
export function after(cursor: string | undefined, field: string, direction: 1 | -1): Filter {
  if (!cursor) return {};
  const { at, id } = readCursor(cursor);
  const beyond = direction === -1 ? ({ $lt: at } as const) : ({ $gt: at } as const);
  const upTo = direction === -1 ? ({ $lte: at } as const) : ({ $gte: at } as const);
  const beyondId = direction === -1 ? { $lt: id } : { $gt: id };
  return { [field]: upTo, $or: [{ [field]: beyond }, { id: beyondId }] };
}

/** The same for a list that is walked from its beginning, whose `field` the filter may bound besides. */
export const beyond = (field: string, last: Position | undefined): Filter =>
  last ? { $or: [{ [field]: { $gt: last.at } }, { [field]: { $eq: last.at }, id: { $gt: last.id } }] } : {};

/** One page of `limit` from `limit + 1` documents that were read. */
export function toPage<T>(found: T[], limit: number, position: (item: T) => Position) {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last ? writeCursor(position(last)) : null };
}
