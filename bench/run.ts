// A run that does nothing, from its start to its end, beside a bare job with three writes: on the embedded adapters, and
// on MongoDB and Bull when MONGODB_URI and REDIS_URL are set.
import { createMemoryBrowser } from '../adapters/browser/memory/index.ts';
import { createMemoryBus } from '../adapters/bus/memory/index.ts';
import { createGuardedFetcher } from '../adapters/fetcher/guarded/index.ts';
import { createBullQueue } from '../adapters/queue/bull/index.ts';
import { createMemoryQueue } from '../adapters/queue/memory/index.ts';
import { openEmbeddedStore } from '../adapters/store/embedded/index.ts';
import { openMongoStore } from '../adapters/store/mongo/index.ts';
import { createClock, createIds } from '../adapters/system/node/index.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCore } from '../src/core.ts';
import { readConfigFile } from '../src/config/config-file.ts';
import { toSettings } from '../src/config/config-settings.ts';
import type { Model } from '../src/ports/model.ts';
import type { Queue } from '../src/ports/queue.ts';
import type { Store } from '../src/ports/store.ts';
import { createSecretBox } from '../src/shared/seal.ts';
import { measure, report } from './measure.ts';
import { viaApi } from '../test/fakes/callers.ts';
import { noGitHub } from '../test/fakes/no-github.ts';

const SAMPLES = 200;
const clock = createClock();
const ids = createIds();
const log = { debug() {}, info() {}, warn: console.warn, error: console.error };
const metrics = { count() {}, gauge() {}, observe() {} };

const model: Model = {
  kind: 'instant',
  complete: async () => ({
    text: 'Done.',
    calls: [],
    usage: { inputTokens: 1, outputTokens: 1 },
    model: 'instant',
  }),
};

async function compare(title: string, store: Store, queue: Queue): Promise<void> {
  const file = readConfigFile('', 'errand.yaml', []);
  if (!file) throw new Error('the defaults are not a configuration');
  const settings = toSettings(file, { locale: 'en', publicUrl: 'http://localhost', concurrency: 4 });
  const fetcher = createGuardedFetcher({ allowPrivate: false, allowHosts: [], clock, log });
  const ports = {
    store,
    queue,
    bus: createMemoryBus({ log }),
    model,
    pushChannels: [],
    chats: new Map(),
    clock,
    ids,
    log,
    metrics,
    browser: createMemoryBrowser(),
    fetcher,
    github: noGitHub,
    secrets: createSecretBox('the secret of a bench'),
  };
  // The runs are made beforehand; what is measured begins when the queue is told of one.
  const quietQueue: Queue = { ...queue, enqueue: async () => {} };
  const core = createCore({ ...ports, queue: quietQueue }, settings, 'bench');
  await store.migrate();

  let isBare = true;
  let done = () => {};
  await store.collection('counters').insertIfAbsent({ id: 'bench', value: 0 });
  await queue.work(
    async (hint, signal) => {
      if (isBare) {
        const counters = store.collection('counters');
        for (let write = 0; write < 3; write += 1)
          await counters.update({ id: 'bench' }, { $inc: { value: 1 } });
      } else {
        await core.work(hint, signal);
      }
      done();
    },
    { concurrency: 1, onError: (error) => console.error(error) },
  );
  const ended = () => new Promise<void>((resolve) => (done = resolve));

  const bare = await measure('a bare job and three writes', SAMPLES, async () => {
    const wait = ended();
    await queue.enqueue({ runId: ids.next(), attempt: 1, dispatch: 0 });
    await wait;
  });
  isBare = false;
  const made: string[] = [];
  for (let at = 0; at < SAMPLES * 1.2; at += 1) {
    const { currentRunId } = await core.commands.createTask({ title: `Task ${at}`, run: true }, viaApi);
    made.push(currentRunId ?? '');
  }
  const run = await measure('a run: claimed, answered, settled', SAMPLES, async () => {
    const wait = ended();
    await queue.enqueue({ runId: made.pop() ?? '', attempt: 1, dispatch: 0 });
    await wait;
  });
  report(title, [bare, run]);
  await queue.close({ graceMs: 100 });
}

const dataDir = mkdtempSync(join(tmpdir(), 'errand-bench-'));
const embedded = await openEmbeddedStore({ dataDir, log, clock, onFatal: console.error });
await compare('A run without work, embedded', embedded, createMemoryQueue({ clock }));
await embedded.close();
rmSync(dataDir, { recursive: true });

const { MONGODB_URI, REDIS_URL } = process.env;
if (MONGODB_URI && REDIS_URL) {
  const uri = new URL(MONGODB_URI);
  uri.pathname = `/errand_bench_${Date.now()}`;
  const mongo = await openMongoStore({ uri: uri.href, log });
  await compare(
    'A run without work, MongoDB and Bull',
    mongo,
    createBullQueue({ url: REDIS_URL, prefix: `bench${Date.now()}`, clock, log }),
  );
  await mongo.close();
} else {
  console.log('\nNot measured: MongoDB and Bull (set MONGODB_URI and REDIS_URL).');
}
process.exit(0);
