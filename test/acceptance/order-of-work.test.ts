import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call } from './harness/model.ts';
import { startProduct, type Product } from './harness/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({
    config: 'agents: {assistant: {}, writer: {concurrency: 1}}',
    env: { ERRAND_WORKER_CONCURRENCY: '2' },
  });
  product.sink.answer('/held', () => {});
});
afterAll(() => product.stop());

const hold = (name: string) => call('http_get', { url: product.sink.url(`/held-${name}`) });
/** A task whose run holds a worker until the sink is released. */
async function occupy(name: string, more: Record<string, unknown> = {}): Promise<string> {
  product.model.run(`Hold ${name}.`, [hold(name), `Held ${name}.`]);
  const { number } = await product.create({ title: `Hold ${name}.`, run: true, ...more });
  return number;
}
const why = async (number: string) =>
  (await product.ask<{ sentence: string }>('GET', `/tasks/${number}/why`)).sentence;
/** In which order the titles were put to the model, each from when it was last seen anew. */
const takenUp = (since: number, titles: readonly string[]): string[] =>
  product.model.requests.slice(since).flatMap(({ messages }) => {
    const text = JSON.stringify(messages);
    return titles.filter((title) => text.includes(title));
  });

describe('ready work', () => {
  it('F120 is taken up by a full worker in order: what was begun, then by priority, then by age; and each says how many are before it', async () => {
    product.model.run('Begun early.', [
      call('ask_people', { kind: 'text', question: 'Which one?' }),
      'Went on.',
    ]);
    await product.create({ title: 'Begun early.', run: true, priority: 'low' });
    const [ask] = await product.asks();
    for (const name of ['one', 'two']) await occupy(name);
    const since = product.model.requests.length;
    const low = await product.create({ title: 'Low one.', run: true, priority: 'low' });
    await product.create({ title: 'First usual.', run: true });
    await product.create({ title: 'Second usual.', run: true });
    await product.create({ title: 'Urgent one.', run: true, priority: 'urgent' });
    await product.decide(ask?.number ?? '', 'answer', { value: 'That one.' });
    expect(await why(low.number)).toContain('behind 4 others');
    // One of the two workers stays held, so that the rest are taken up one by one.
    product.sink.release('/held-one');
    await product.settle();
    expect(
      takenUp(since, ['Begun early.', 'Urgent one.', 'First usual.', 'Second usual.', 'Low one.']),
    ).toEqual(['Begun early.', 'Urgent one.', 'First usual.', 'Second usual.', 'Low one.']);
    product.sink.release();
    await product.settle();
  });
});

describe('an agent with a bound of its own', () => {
  it('F107 works on one run at a time, others go on beside it, and what waits for it says so and goes first come, most urgent first', async () => {
    const held = await occupy('writer', { assignee: 'agent:writer' });
    const since = product.model.requests.length;
    const usual = await product.create({ title: 'Write usual.', assignee: 'agent:writer', run: true });
    const urgent = { title: 'Write urgent.', assignee: 'agent:writer', run: true, priority: 'urgent' };
    await product.create(urgent);
    const beside = await product.create({ title: 'Beside it.', run: true });
    expect((await product.task(beside.number)).status).toBe('completed');
    expect((await product.task(usual.number)).status).toBe('pending');
    expect(await why(usual.number)).toContain(`until writer is free, which is working on ${held}`);
    product.sink.release();
    await product.settle();
    expect((await product.task(usual.number)).status).toBe('completed');
    expect(takenUp(since, ['Write urgent.', 'Write usual.'])).toEqual(['Write urgent.', 'Write usual.']);
  });

  it('F107 that waits for a person leaves its place to the next, and one that is stopped does too', async () => {
    product.model.run('Ask first.', [call('ask_people', { kind: 'text', question: 'Really?' }), 'Asked.']);
    const asking = await product.create({ title: 'Ask first.', assignee: 'agent:writer', run: true });
    const held = await occupy('again', { assignee: 'agent:writer' });
    expect((await product.task(held)).status).toBe('in_progress');
    const next = await product.create({ title: 'After a stop.', assignee: 'agent:writer', run: true });
    const [ask] = await product.asks(asking.number);
    await product.decide(ask?.number ?? '', 'answer', { value: 'Yes.' });
    expect((await product.task(next.number)).status).toBe('pending');
    await product.event(held, 'cancel');
    expect((await product.task(next.number)).status).toBe('completed');
    expect((await product.task(asking.number)).status).toBe('completed');
  });
});
