import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openBrowser } from '../browser/bench.ts';
import { home } from './harness/office.ts';
import { API_TOKEN } from './harness/environment.ts';
import { startProduct, type Product } from './harness/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.stop());

interface Event {
  id: string;
  event: string;
  data: string;
}

/** Reads the stream until the test ends it; each event as it came. */
async function listen(query = '', lastId?: string) {
  const line = new AbortController();
  const response = await fetch(`${product.address()}/api/v1/stream${query}`, {
    headers: { authorization: `Bearer ${API_TOKEN}`, ...(lastId ? { 'last-event-id': lastId } : {}) },
    signal: line.signal,
  });
  const events: Event[] = [];
  const reading = (async () => {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body ?? []) {
      const frames = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) {
        const fields = Object.fromEntries(
          frame
            .split('\n')
            .map((field) => [field.slice(0, field.indexOf(':')), field.slice(field.indexOf(':') + 2)]),
        );
        if (fields['event']) events.push({ id: '', data: '', event: '', ...fields });
      }
    }
  })().catch((error: unknown) => {
    if (!line.signal.aborted) throw error;
  });
  return {
    status: response.status,
    events,
    async cut() {
      line.abort();
      await reading;
    },
  };
}
const about = (events: readonly Event[], id: string) =>
  events.filter(({ event, data }) => event === 'changed' && data.includes(id));

describe('the stream of changes', () => {
  it('F167 goes on after a lost connection where it was, with nothing left out and nothing twice', async () => {
    const whole = await listen();
    const first = await listen();
    const one = await product.create({ title: 'Before the connection is lost', home: home() });
    await product.until('the first change', () => about(first.events, one.id).length > 0);
    await first.cut();
    const lastId = first.events.at(-1)?.id ?? '';

    const two = await product.create({ title: 'While the connection is lost', home: home() });
    const second = await listen('', lastId);
    const three = await product.create({ title: 'After the connection is back', home: home() });
    await product.until('what was missed', () => about(second.events, three.id).length > 0);
    await product.until('everything', () => about(whole.events, three.id).length > 0);
    expect(about(second.events, one.id)).toEqual([]);
    expect(about(second.events, two.id).length).toBeGreaterThan(0);
    const joined = [...first.events, ...second.events].filter(({ event }) => event === 'changed');
    const all = whole.events.filter(({ event }) => event === 'changed');
    // Something may change between the two connections, which the first alone is told.
    const start = all.findIndex(({ id }) => id === joined[0]?.id);
    const wanted = all.slice(start, start + joined.length);
    expect(joined.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    await Promise.all([whole.cut(), second.cut()]);
  });

  it('F167 says that one has to look anew when it no longer knows what was missed', async () => {
    const stream = await listen('', 'a-process-of-long-ago.17');
    await product.until('the news', () => stream.events.length > 0);
    expect(stream.events[0]).toMatchObject({ event: 'resync' });
    await stream.cut();
  });

  it('F167 tells of one task only when asked so, and nothing to somebody without a token', async () => {
    const mine = await product.create({ title: 'Listened to', home: home() });
    const stream = await listen(`?task=${mine.id}`);
    const other = await product.create({ title: 'Not listened to', home: home() });
    await product.event(mine.number, 'cancel', { reason: 'Enough.' });
    await product.until('the change', () => about(stream.events, mine.id).length > 0);
    expect(about(stream.events, other.id)).toEqual([]);
    await stream.cut();
    expect((await fetch(`${product.address()}/api/v1/stream`)).status).toBe(401);
  });
});

describe('pages that stand open', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('F171 two browsers show a change without a reload, also the one whose connection was lost meanwhile', async () => {
    const { number } = await product.create({ title: 'Watched by two people', home: home() });
    const open = async () => {
      const context = await browser.newContext({ locale: 'en-GB' });
      const page = await context.newPage();
      await page.goto(`${product.signInLink()}&next=${encodeURIComponent(`/tasks/${number}`)}`);
      await page.getByText('backlog').first().waitFor();
      return { context, page };
    };
    const [one, two] = [await open(), await open()];
    await two.context.setOffline(true);
    await product.event(number, 'cancel', { reason: 'Not needed.' });
    await one.page.getByText('cancelled').first().waitFor();
    expect(await two.page.getByText('cancelled').count()).toBe(0);
    await two.context.setOffline(false);
    await two.page.getByText('cancelled').first().waitFor();
    await Promise.all([one.context.close(), two.context.close()]);
  });
});
