import { AppError } from '../../../src/domain/errors.ts';
import type { OwnCollection } from '../../../src/ports/store.ts';

/** A collection as it is declared. */
export type Declared = Pick<OwnCollection, 'name' | 'indexes'>;

/**
 * Codes by which the server says that it will never take this document or update (mongodb/mongo,
 * src/mongo/base/error_codes.yml): bad value, cannot parse, wrong type, path not viable, conflicting operators,
 * bad field names, too large. Every other failure may pass: the database is then as good as away.
 */
const REFUSED = new Set([2, 9, 14, 28, 40, 52, 55, 56, 57, 10334, 17419]);
/** Codes by which the server says that this user may not: unauthorized, authentication failed, and Atlas' own. */
const DENIED = new Set([13, 18, 8000]);
const DUPLICATE = 11000;
/** How a compatible server on PostgreSQL puts a duplicate that findAndModify would make (DocumentDB, 2026-11). */
const EXCLUDED = /^23P01 /;
/** What the driver itself refuses to send. */
const REFUSED_BY_DRIVER = new Set([
  'BSONError',
  'BSONVersionError',
  'MongoInvalidArgumentError',
  'StrictModeError',
]);

/** `store.duplicate`, `store.refused`, `store.denied` or `store.unavailable`, with the driver's error as the cause. */
export function toAppError(thrown: unknown, collection?: Declared): AppError {
  if (thrown instanceof AppError) return thrown;
  const { code, name, message } = factsOf(thrown);
  if (collection && (code === DUPLICATE || EXCLUDED.test(message))) {
    return new AppError(
      'store.duplicate',
      { collection: collection.name, index: indexOf(message, collection) },
      thrown,
    );
  }
  if (REFUSED.has(code) || REFUSED_BY_DRIVER.has(name)) {
    return new AppError(
      'store.refused',
      { problem: 'The database does not take this.', at: collection?.name },
      thrown,
    );
  }
  if (isDenied(thrown)) return new AppError('store.denied', {}, thrown);
  return new AppError('store.unavailable', {}, thrown);
}

/** Whether the server knows the user, and will not have it do this. */
export const isDenied = (thrown: unknown): boolean => DENIED.has(factsOf(thrown).code);

function factsOf(thrown: unknown) {
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = thrown instanceof Error && 'code' in thrown ? Number(thrown.code) : Number.NaN;
  return { code, name, message };
}

/**
 * MongoDB: `E11000 duplicate key error collection: db.tasks index: number dup key: …`. Compatible servers leave out
 * `keyPattern` and write `… Index 'number'`, or no name, which is then known only where one index can be meant.
 */
function indexOf(message: string, { indexes }: Declared): string {
  const name = /\bindex:? '?(\w+)/i.exec(message)?.[1];
  if (name !== undefined) return name === '_id_' ? 'id' : name;
  const [only, ...others] = indexes.filter(({ unique }) => unique);
  return only && others.length === 0 ? only.name : 'unknown';
}
