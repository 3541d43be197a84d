/**
 * What a page of the board costs as the number of tasks grows: `npx tsx bench/board.ts`.
 * The embedded store always; MongoDB as well when MONGODB_URI is set (a database of its own, dropped in the end).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mongoose';

import { openEmbeddedStore } from '../adapters/store/embedded/index.ts';
import { openMongoStore } from '../adapters/store/mongo/index.ts';
import { type Task, TASK_STATUSES } from '../src/domain/task.ts';
import type { Filter, Store } from '../src/ports/store.ts';
import type { Clock, Log } from '../src/ports/system.ts';

const SIZES = [1_000, 20_000, 100_000];
const PAGE = 50;
/** Each figure is the median of this many rounds, or of as many as fit in the time. */
const ROUNDS = 200;
const MAX_MS = 5_000;
const INSERTS_AT_ONCE = 1_000;

const log: Log = { debug: () => {}, info: () => {}, warn: console.warn, error: console.error };
const clock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  after: () => () => {},
};

/** Task n of a board on which all statuses and 20 places are alike. */
function aTask(n: number): Task {
  const id = `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const person = { id: `web:p${n % 50}`, name: `Person ${n % 50}` };
  const at = new Date(Date.UTC(2026, 0, 1) + ((n * 7919) % 1_000_000) * 1_000);
  return {
    id,
    number: n,
    title: `Task ${n}`,
    description: 'Look at the figures of last week and write down what stands out. '.repeat(4),
    expectedOutput: '',
    isApprovalRequired: false,
    referenceId: null,
    tags: ['weekly'],
    status: TASK_STATUSES[n % TASK_STATUSES.length] ?? 'pending',
    wait: null,
    outcome: null,
    deferred: null,
    archivedAt: null,
    isArchived: false,
    priority: 'normal',
    dueAt: null,
    assignee: { kind: 'agent', ...person },
    requester: person,
    agentId: null,
    isReviewRequired: false,
    isDeliverable: false,
    source: { kind: 'chat' },
    home: { platform: 'web', channel: `c${n % 20}`, thread: id },
    locale: 'en',
    parentId: null,
    blockedBy: [],
    currentRunId: null,
    runCount: 0,
    feedback: [],
    history: [
      { version: 1, move: 'create', from: null, to: 'pending', actor: { kind: 'person', ...person }, at },
    ],
    result: null,
    error: null,
    dedupeKey: id,
    liveKey: id,
    titleKey: `task${n}`,
    placeKey: `web:c${n % 20}`,
    version: 1,
    createdAt: at,
    updatedAt: at,
    completedAt: null,
  };
}

const LIVE: Filter = {
  isArchived: false,
  status: { $in: ['pending', 'in_progress', 'awaiting_review', 'backlog'] },
};
const after = ({ updatedAt, id }: Task): Filter => ({
  updatedAt: { $lte: updatedAt },
  $or: [{ updatedAt: { $lt: updatedAt } }, { id: { $lt: id } }],
});

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  const end = performance.now() + MAX_MS;
  while (times.length < ROUNDS && performance.now() < end) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}

interface Figures {
  'first page': number;
  'deep page': number;
  'page of a place': number;
  'update': number;
  'open': number;
}

async function measure(size: number, open: () => Promise<Store>): Promise<Figures> {
  const filling = await open();
  await filling.migrate();
  for (let n = 0; n < size; n += INSERTS_AT_ONCE) {
    await Promise.all(
      Array.from({ length: INSERTS_AT_ONCE }, (_, i) => filling.collection('tasks').insert(aTask(n + i + 1))),
    );
  }
  await filling.close();

  const start = performance.now();
  const store = await open();
  const openMs = performance.now() - start;
  const tasks = store.collection('tasks');
  const page = (filter: Filter) =>
    tasks.find(filter, { sort: { updatedAt: -1, id: -1 }, limit: PAGE, omit: ['history', 'feedback'] });

  const middle = aTask(size >> 1);
  const place = { ...LIVE, placeKey: 'web:c7' };
  let turn = 0;
  const figures = {
    'first page': await medianMs(() => page(LIVE)),
    'deep page': await medianMs(() => page({ ...LIVE, ...after(middle) })),
    'page of a place': await medianMs(() => page(place)),
    'update': await medianMs(() =>
      tasks.update(
        { number: (++turn % size) + 1 },
        { $set: { updatedAt: new Date() }, $inc: { version: 1 } },
      ),
    ),
    'open': openMs,
  };
  await store.close();
  return figures;
}

async function compare(name: string, storeOf: (size: number) => () => Promise<Store>): Promise<void> {
  const columns: Record<string, Figures> = {};
  for (const size of SIZES) columns[size] = await measure(size, storeOf(size));
  const [base = Number.NaN] = SIZES;
  const figures = Object.keys(columns[base] ?? {}) as (keyof Figures)[];
  const rows = figures.map((figure) => {
    const cells = SIZES.map((size) => {
      const ms = columns[size]?.[figure] ?? Number.NaN;
      return [`${size} tasks`, `${ms.toFixed(3)} ms (× ${(ms / (columns[base]?.[figure] ?? 1)).toFixed(2)})`];
    });
    return [figure, Object.fromEntries(cells)];
  });
  console.log(`\n${name}: medians, and how many times the cost at ${base} tasks`);
  console.table(Object.fromEntries(rows));
}

const dir = mkdtempSync(join(tmpdir(), 'errand-bench-'));
await compare(
  'embedded store',
  (size) => () => openEmbeddedStore({ dataDir: join(dir, String(size)), log, clock }),
);
console.log(`memory: ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`);
rmSync(dir, { recursive: true });

if (process.env['MONGODB_URI']) {
  const uri = (size: number) => {
    const url = new URL(process.env['MONGODB_URI'] ?? '');
    url.pathname = `/errand_bench_${process.pid}_${size}`;
    return url.href;
  };
  try {
    await compare('MongoDB', (size) => () => openMongoStore({ uri: uri(size), log }));
  } finally {
    for (const size of SIZES) {
      const connection = await createConnection(uri(size)).asPromise();
      await connection.dropDatabase();
      await connection.close();
    }
  }
}
