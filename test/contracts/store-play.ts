import { AppError } from '../../src/domain/errors.ts';
import type { Collection } from '../../src/ports/store.ts';
import type { LooseDocument } from './store-documents.ts';
import type { Action } from './store-random.ts';
import { matches, select, updated } from './store-reference.ts';

/** What an action has come to: what it answered, or the code it was refused with. */
async function outcome(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    return { refused: AppError.from(error).code };
  }
}

/** Does the actions one after the other; answers with what each came to, and with what was left. */
export async function play(
  things: Collection<LooseDocument>,
  actions: readonly Action[],
): Promise<unknown[]> {
  await things.deleteMany({});
  const outcomes: unknown[] = [];
  for (const action of actions) outcomes.push(await outcome(() => perform(things, action)));
  return [...outcomes, await things.find({}, { sort: { id: 1 }, limit: 1000 })];
}

async function perform(things: Collection<LooseDocument>, action: Action): Promise<unknown> {
  switch (action.do) {
    case 'insert':
      return things.insertIfAbsent(action.document);
    case 'find':
      return things.find(action.filter, { sort: action.sort, limit: action.limit });
    case 'count':
      return things.count(action.filter, action.limit);
    case 'update':
      return things.update(action.filter, action.update, action.sort);
    default:
      return things.deleteMany(action.filter);
  }
}

/** A collection by the reference alone. */
export function createReferenceCollection(): Collection<LooseDocument> {
  let documents: LooseDocument[] = [];
  return {
    async insert(document) {
      documents.push(document);
    },
    async insertIfAbsent(document) {
      if (documents.some(({ id }) => id === document.id)) return false;
      documents.push(document);
      return true;
    },
    get: async (id) => documents.find((document) => document.id === id),
    find: async (filter, options) => select(documents, filter, options),
    count: async (filter, limit) => select(documents, filter, { limit }).length,
    async update(filter, update, sort) {
      const [found] = select(documents, filter, { limit: 1, ...(sort && { sort }) });
      if (!found) return undefined;
      const changed = updated(found, update);
      documents = documents.map((document) => (document === found ? changed : document));
      return changed;
    },
    async deleteMany(filter) {
      const kept = documents.filter((document) => !matches(document, filter));
      const count = documents.length - kept.length;
      documents = kept;
      return count;
    },
  };
}
