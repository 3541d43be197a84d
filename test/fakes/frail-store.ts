import { setTimeout as sleep } from 'node:timers/promises';
import type { Collection, CollectionName, OwnCollection, Store } from '../../src/ports/store.ts';

export type StoreMethod = 'insert' | 'insertIfAbsent' | 'get' | 'find' | 'count' | 'update' | 'deleteMany';

const WRITES: ReadonlySet<string> = new Set(['insert', 'insertIfAbsent', 'update', 'deleteMany']);

export interface FrailStore extends Store {
  /** Writes that were made. */
  writes(): number;
  /** After this many more writes the process that holds this store is dead: nothing of it is ever answered again. */
  dieAfter(writes: number): void;
  /** Resolves when it died. */
  readonly died: Promise<void>;
  isDead(): boolean;
  /** Called before each call; what it throws is the database's fault, and what it waits for is its slowness. */
  before: (name: string, method: StoreMethod, args: readonly unknown[]) => Promise<void> | void;
}

/** A store as one process sees it, which may die between any two writes, or be slow, or fail, where the test says so. */
export function createFrailStore(inner: Store): FrailStore {
  let writes = 0;
  let lastWrite = Number.POSITIVE_INFINITY;
  let tellDeath = () => {};
  const died = new Promise<void>((resolve) => (tellDeath = resolve));
  const isDead = () => writes >= lastWrite;
  const never = new Promise<never>(() => {});

  function wrap(name: string, collection: object): object {
    return new Proxy(collection, {
      get(target, method: StoreMethod) {
        return async (...args: unknown[]) => {
          if (isDead()) return never;
          await frail.before(name, method, args);
          if (isDead()) return never;
          // Counted as it is sent, so that two writes on their way at once are two points at which to die.
          if (WRITES.has(method)) writes += 1;
          const call = Reflect.get(target, method) as (...all: unknown[]) => Promise<unknown>;
          const result = await call.apply(target, args);
          if (!isDead()) return result;
          tellDeath();
          return never;
        };
      },
    });
  }

  const frail: FrailStore = {
    ...inner,
    kind: inner.kind,
    collection: <N extends CollectionName>(name: N) =>
      wrap(name, inner.collection(name)) as ReturnType<typeof inner.collection<N>> & Collection<never>,
    own: <T extends { id: string }>(collection: OwnCollection<T>) =>
      wrap(collection.name, inner.own(collection)) as Collection<T>,
    writes: () => writes,
    dieAfter(more) {
      lastWrite = writes + more;
    },
    died,
    isDead,
    before: () => {},
  };
  return frail;
}

/** Until what lives on the store is through, or the store is dead: a write that is refused kills as well, and tells nobody. */
export async function liveUntilDead(frail: FrailStore, live: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  const dies = async () => {
    while (!over.signal.aborted && !frail.isDead()) await sleep(2);
    await sleep(2);
  };
  await Promise.race([live(), dies()]);
  over.abort();
}
