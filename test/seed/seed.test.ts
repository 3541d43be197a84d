import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { TASK_STATUSES } from '../../src/domain/task.ts';
import { createClient, type Client } from '../../src/seed/client.ts';
import { parseDemo, DEMO_STATES, type Demo } from '../../src/seed/demo.ts';
import { fillDemo } from '../../src/seed/fill.ts';
import { LOCALES, type Locale } from '../../src/words/index.ts';
import { runProgram } from '../fakes/program.ts';
import { openProduct, type Product } from '../stories/walking.ts';

const read = (locale: Locale): Demo =>
  parseDemo(readFileSync(new URL(`../../examples/demo.${locale}.yaml`, import.meta.url), 'utf8'));

let product: Product;
afterEach(() => product?.stop());

const clientOf = (of: Product): Client => createClient({ url: of.address(), token: of.token });
const fill = (client: Client, locale: Locale) =>
  fillDemo(client, read(locale), { locale, now: () => new Date(), patienceMs: 20_000 });

/** What somebody sees of the demo: every task with its comments, every definition, every open ask. */
async function look(locale: Locale) {
  const client = clientOf(product);
  const { channel } = read(locale);
  const tasks = await client.listTasks(channel);
  const comments = await Promise.all(
    tasks.map(async ({ id }) => (await client.listComments(id)).items.length),
  );
  const said = (await client.listMessages(channel)).filter(({ author }) => !author.isBot);
  const { items: definitions } = await product.call<{ items: { key: string }[] }>('GET', '/definitions');
  const { items: asks } = await product.call<{ items: { kind: string }[] }>('GET', '/asks');
  return {
    tasks: tasks
      .map(({ title, status, archivedAt }) => `${title}: ${archivedAt ? 'archived' : status}`)
      .toSorted(),
    comments: comments.reduce((sum, count) => sum + count, 0),
    said: new Set(said.map(({ id }) => id)).size,
    definitions: definitions.map(({ key }) => key).toSorted(),
    asks: asks.map(({ kind }) => kind).toSorted(),
  };
}

describe.each(LOCALES)('the demo in %s', (locale) => {
  it('has a task in every state, an open approval, comments and definitions, and is the same after a second time', async () => {
    product = await openProduct({}, '');
    const seeded = await fill(clientOf(product), locale);
    expect(seeded.filter(({ isAsPlanned }) => !isAsPlanned)).toEqual([]);
    expect(new Set(seeded.map(({ state }) => state))).toEqual(new Set(DEMO_STATES));
    const statuses = new Set(seeded.map(({ state }) => state.split('.')[0]));
    expect(TASK_STATUSES.filter((status) => !statuses.has(status))).toEqual([]);
    const { asks, comments, definitions } = await look(locale);
    expect(asks).toEqual(['approval', 'input', 'pre_approval', 'review']);
    expect({ comments, definitions: definitions.length }).toEqual({ comments: 2, definitions: 6 });
    expect(product.log.messages('error')).toEqual([]);

    const once = await look(locale);
    expect(await fill(clientOf(product), locale)).toEqual(seeded);
    expect(await look(locale)).toEqual(once);
  });
});

describe('filling the demo', () => {
  it('continues after it was cut off anywhere, and does nothing twice', async () => {
    product = await openProduct({}, '');
    const cut = new Error('cut off');
    let [calls, isWhole] = [0, false];
    for (let longest = 3; !isWhole; longest += 11, calls = 0) {
      const frail = new Proxy(clientOf(product), {
        get(target, name, receiver) {
          const method: unknown = Reflect.get(target, name, receiver);
          return async (...args: unknown[]) => {
            if (typeof method !== 'function') throw new TypeError(String(name));
            const answer: unknown = await Reflect.apply(method, target, args);
            // The request has arrived, and the process dies before it hears so.
            if ((calls += 1) === longest) throw cut;
            return answer;
          };
        },
      });
      try {
        await fill(frail, 'en');
        isWhole = true;
      } catch (error) {
        if (error !== cut) throw error;
      }
    }
    const pieces = await look('en');
    await product.stop();
    product = await openProduct({}, '');
    await fill(clientOf(product), 'en');
    expect(pieces).toEqual(await look('en'));
  });

  it('leaves alone what somebody has moved on since', async () => {
    product = await openProduct({}, '');
    const client = clientOf(product);
    const [first] = await fill(client, 'en');
    await client.sendEvent(first?.number ?? '', { event: 'complete' }, 'bo');
    const again = await fill(client, 'en');
    expect(again[0]).toEqual({ ...first, state: 'completed', isAsPlanned: false });
  });

  it(
    'works by npm run seed on a data directory that nobody uses yet, and names what it was given wrongly',
    { timeout: 60_000 },
    async () => {
      const ERRAND_DATA_DIR = mkdtempSync(join(tmpdir(), 'errand-seed-'));
      const filled = await runProgram('seed', ['--locale', 'zh-CN'], { ERRAND_DATA_DIR, PORT: '1' });
      expect(filled.err).toBe('');
      expect(filled.code).toBe(0);
      expect(filled.out).toMatch(/正在写入 \S+。\n( {2}T-\d+ .+（[a-z_.]+）\n){11}示例已就绪。/);
      const wrong = await runProgram('seed', ['--locale', 'fr'], { ERRAND_DATA_DIR, PORT: '1' });
      expect(wrong.code).toBe(2);
      expect(wrong.err).toContain('--locale must be one of en, zh-CN, not fr');
    },
  );
});
