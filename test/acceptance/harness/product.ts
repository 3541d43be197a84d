import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { compose, type RunningErrand } from '../../../src/compose.ts';
import { loadConfig } from '../../../src/config/config.ts';
import { PLATFORMS } from '../../../src/platforms.ts';
import type { ChatPlatform } from '../../../src/ports/chat-platform.ts';
import type { Store } from '../../../src/ports/store.ts';
import { createFakeLog, type FakeLog } from '../../fakes/log.ts';
import { slowable } from '../../fakes/platform-core.ts';
import { createWindingClock, type WindingClock } from './clock.ts';
import { API_TOKEN, configFile, storage } from './environment.ts';
import type { TaskView } from '../../../src/contract/tasks.ts';
import { call, MODEL, MODEL_KEY, startScriptedModel, type ScriptedModel } from './model.ts';
import { CHANNEL, openOffice, type Office, type Place } from './office.ts';
import { startSink, type Sink } from './sink.ts';

export interface ProductOptions {
  /** `errand.yaml`; what it leaves out is the product's default, see `configFile`. */
  config?: string;
  /** More variables of the environment. */
  env?: Record<string, string>;
  /** `scripted` (the default) plays what `product.model` is told; `offline` is the built-in one that needs no key. */
  model?: 'scripted' | 'offline';
  /** Further chat platforms, as lines of the list of platforms. */
  platforms?: readonly ChatPlatform[];
  /** When the product's day begins; a Monday far ahead, so that words such as "Friday" mean the same on each run. */
  startAt?: string;
}

/** What a platform adds before the product starts. */
export interface Addition {
  env: Record<string, string>;
  clock: WindingClock;
}

/** A Monday morning, 17:00 in Shanghai. */
export const START = '2031-01-06T09:00:00Z';

const DEADLINE_MS = 30_000;
const CALM_ROUNDS = 3;
/** What leaves later than this is not waited for. */
const FAR_MS = 10 * 60_000;
const POLL_MS = 5;
/** How much time passes for the product while a test waits a turn for something. */
const WAIT_STEP_MS = 250;
/** And once it has waited so many turns for the same thing, such as for a platform that is asked too often. */
const LONG_STEP_MS = 2_000;
const PATIENCE = 12;

export interface Product extends Office {
  readonly clock: WindingClock;
  readonly model: ScriptedModel;
  /** Somebody else's system, which the product may reach. */
  readonly sink: Sink;
  readonly log: FakeLog;
  /** Where the product's pages and its API are. */
  address(): string;
  /** What the start prints. */
  signInLink(): string;
  /** Where the embedded parts keep everything. */
  readonly dataDir: string;
  /**
   * Somebody asks for the work in the web chat, the model writes it down as this task and sets an agent to it at once; then everything settles.
   * The way to a task whose requester is that person, also where the token may speak for nobody.
   */
  order(person: string, task: { title: string; [field: string]: unknown }, place?: Place): Promise<TaskView>;
  /** From now on each call of the store takes so long. */
  slowStore(ms: number): void;
  /** How many messages and presses have come in so far, each once. */
  arrivals(): Promise<number>;
  /** Ends the process as an operator would, and starts it again on what it has kept. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The whole product as `npm start` makes it, in this process: from an environment and a file, with real HTTP, on the embedded parts or, with
 * `--services`, on MongoDB and Bull. What differs is the clock, which can be wound, and the model, which plays what the test wrote down.
 */
export async function startProduct(
  options: ProductOptions = {},
  { env: added, clock }: Addition = {
    env: {},
    clock: createWindingClock(new Date(options.startAt ?? START)),
  },
): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'errand-acceptance-'));
  const [sink, model] = await Promise.all([startSink(), startScriptedModel()]);
  writeFileSync(join(folder, 'errand.yaml'), configFile(options.config ?? '', [sink.host]));
  const log = createFakeLog();
  const scripted = { OPENAI_API_KEY: MODEL_KEY, OPENAI_BASE_URL: model.url, OPENAI_MODEL: MODEL };
  const env = { ...storage(), ...(options.model === 'offline' ? {} : scripted), ...added, ...options.env };
  const faults: unknown[] = [];
  let truth: Store | undefined;
  let slowed: ReturnType<typeof slowable> | undefined;
  const open = (): Promise<RunningErrand> =>
    compose(loadConfig(env, folder, [...PLATFORMS, ...(options.platforms ?? [])]), {
      log,
      clock,
      beforeStore(opened) {
        truth = opened;
        slowed = slowable(opened, clock);
        return slowed.store;
      },
      onFatal: (error) => void faults.push(error),
    });
  let app = await open();
  const address = (): string => `http://127.0.0.1:${app.port}`;

  /** What is still to be done, and whether only time will bring it on. */
  async function openWork(): Promise<{ what: string; isTimed: boolean } | undefined> {
    const store = truth ?? app.ports.store;
    const [message] = await store
      .collection('inbox')
      .find({ state: { $in: ['new', 'working'] } }, { limit: 1 });
    if (message) return { what: `a message, ${message.id}`, isTimed: false };
    // A run whose call somebody else's system holds goes on when the test lets it.
    const running = await store.collection('runs').count({ status: 'running' }, 1000);
    if (running > sink.held()) return { what: 'a run at work', isTimed: false };
    const [queued] = await store
      .collection('runs')
      .find({ status: 'queued' }, { limit: 1, omit: ['journal'] });
    // While everything is stopped it stays there.
    const isStopped = (await store.collection('stops').count({ isOn: true }, 1)) > 0;
    if (queued && running === 0 && !isStopped) return { what: `a queued run, ${queued.id}`, isTimed: true };
    const [woken] = await store.collection('asks').find({ isWakePending: true }, { limit: 1 });
    if (woken) return { what: `what waits for A-${woken.number}`, isTimed: true };
    const [dirty] = await store.collection('runs').find({ isDirty: true }, { limit: 1, omit: ['journal'] });
    if (dirty) return { what: `the cards of a run, ${dirty.id}`, isTimed: true };
    const [changed] = await store.collection('tasks').find({ unsettled: { $gt: 0 } }, { limit: 1 });
    if (changed) return { what: `what waits for a task, ${changed.id}`, isTimed: true };
    const [untold] = await store.collection('tasks').find({ untold: { $gt: 0 } }, { limit: 1 });
    if (untold) return { what: `what is to be told of a task, ${untold.id}`, isTimed: true };
    const [row] = await store
      .collection('outbox')
      // What a receiver did not take waits for minutes and hours, and what can wait for the end of quiet times.
      .find(
        {
          state: 'pending',
          nextAt: { $lte: new Date(clock.now().getTime() + FAR_MS) },
          $or: [
            { 'target.platform': { $nin: ['webhook', 'mail', 'github'] } },
            { attempts: 0, error: null },
            { 'target.platform': { $in: ['mail', 'github'] }, 'leaseUntil': { $ne: null } },
          ],
        },
        { sort: { nextAt: 1, id: 1 }, limit: 1 },
      );
    return row && { what: `something to say, ${row.id}`, isTimed: true };
  }

  async function settle(): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    let last: string | undefined;
    let same = 0;
    for (let calm = 0; calm < CALM_ROUNDS;) {
      await sleep(POLL_MS);
      const work = await openWork();
      calm = work ? 0 : calm + 1;
      // What is still there a turn later may wait for time alone, such as for its place in the pace that a platform allows.
      same = work?.what === last ? same + 1 : 0;
      last = work?.what;
      if (work?.isTimed && same > 0) await clock.wind(same > PATIENCE ? LONG_STEP_MS : WAIT_STEP_MS);
      if (Date.now() > deadline) throw new Error(`not settled: ${work?.what ?? 'things come and go'}`);
    }
    if (faults.length > 0) throw faults[0];
  }

  async function until<T>(
    what: string,
    look: () => Promise<T | undefined | false> | T | undefined | false,
  ): Promise<T> {
    for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await clock.wind(WAIT_STEP_MS)) {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    }
    throw new Error(`in vain: ${what}`);
  }

  const office = openOffice({ address, settle, until });
  let orders = 0;

  return {
    ...office,
    clock,
    model,
    sink,
    log,
    address,
    dataDir: join(folder, '.errand'),
    async order(person, task, place = {}) {
      const words = `Order ${(orders += 1)}: ${task.title}`;
      model.turn(words, [
        call('manage_tasks', { action: 'create', tasks: [task], run: true }),
        'It is under way.',
      ]);
      const { thread } = await office.say(person, words, place);
      const all = await office.tasks(`?platform=web&channel=${encodeURIComponent(place.channel ?? CHANNEL)}`);
      const made = all.find(({ home, title }) => home?.thread === thread && title === task.title);
      if (!made)
        throw new Error(
          `no task was made; there was said:\n${(await office.heard(person, place)).join('\n')}`,
        );
      return made;
    },
    slowStore: (ms) => slowed?.slowBy(ms),
    arrivals: () => (truth ?? app.ports.store).collection('inbox').count({}, 1000),
    signInLink: () => `${address()}/sign-in?token=${API_TOKEN}`,
    async restart() {
      await app.stop();
      app = await open();
    },
    async stop() {
      await app.stop();
      await Promise.all([sink.close(), model.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
