import type { Model } from 'mongoose';
import { AppError } from '../../../src/domain/errors.ts';
import type { Collection, Filter, FindOptions, Without } from '../../../src/ports/store.ts';
import { copyPlain, type PlainObject } from '../../../src/shared/plain.ts';
import {
  checkDocument,
  checkFind,
  checkLimit,
  checkSort,
  checkUpdate,
  parseFilter,
} from '../../../src/shared/query-subset.ts';
import { toAppError, type Declared } from './errors.ts';
import { fromStored, type StoredDocument, toMongoFilter, toMongoSort, toStored } from './translate.ts';

export type Document = PlainObject & { id: string };

/** The port over one mongoose model. Plain data goes in and, by `lean`, plain data comes out. */
export function createCollection(declared: Declared, model: Model<StoredDocument>): Collection<Document> {
  const translated = async <R>(work: () => Promise<R>): Promise<R> => {
    try {
      return await work();
    } catch (error) {
      throw toAppError(error, declared);
    }
  };

  const insert = (document: Document) =>
    translated(async () => {
      checkDocument(document);
      // `lean` leaves out mongoose's own documents, which would read dots in names as paths.
      await model.insertMany([toStored(copyPlain(document))], { lean: true });
    });

  return {
    insert,

    async insertIfAbsent(document) {
      try {
        await insert(document);
        return true;
      } catch (error) {
        if (AppError.is(error, 'store.duplicate') && error.details['index'] === 'id') return false;
        throw error;
      }
    },

    get: (id) =>
      translated(async () => {
        const stored = await model.findOne({ _id: id }).lean<StoredDocument>();
        return stored ? fromStored(stored) : undefined;
      }),

    find: <Field extends string>(filter: Filter, options: FindOptions<Field>) =>
      translated(async () => {
        checkFind(options);
        parseFilter(filter);
        const { sort = {}, limit, omit = [] } = options;
        const projection = Object.fromEntries(omit.map((field) => [field, 0]));
        const found = await model
          .find(toMongoFilter(filter), projection, { sort: toMongoSort(sort), limit })
          .lean<StoredDocument[]>();
        // The projection has left out what the type leaves out.
        return found.map(fromStored) as Without<Document, Field>[];
      }),

    count: (filter, limit) =>
      translated(async () => {
        checkLimit(limit);
        parseFilter(filter);
        return await model.countDocuments(toMongoFilter(filter), { limit });
      }),

    update: (filter, update, sort) =>
      translated(async () => {
        checkUpdate(update);
        parseFilter(filter);
        if (sort) checkSort(sort);
        const changed = await model
          .findOneAndUpdate(toMongoFilter(filter), toMongoUpdate(update), {
            ...(sort && { sort: toMongoSort(sort) }),
            returnDocument: 'after',
          })
          .lean<StoredDocument>();
        return changed ? fromStored(changed) : undefined;
      }),

    deleteMany: (filter) =>
      translated(async () => {
        parseFilter(filter);
        const { deletedCount } = await model.deleteMany(toMongoFilter(filter));
        return deletedCount;
      }),
  };
}

// The operators mean the same there; the copy is free of what is undefined and refuses what is no data.
const toMongoUpdate = (update: object): PlainObject => ({ ...copyPlain(update) });
