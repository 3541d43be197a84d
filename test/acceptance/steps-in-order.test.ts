import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { FakeStep } from '../fakes/openai/steps.ts';
import { startProduct, type Product } from './harness/product.ts';

/** `http_send` waits for an approval; `http_get` and the rest do not. */
let careful: Product;
/** Nothing waits for an approval. */
let free: Product;
beforeAll(async () => {
  [careful, free] = await Promise.all([
    startProduct(),
    startProduct({ config: 'tools: {http_send: {approval: never}}' }),
  ]);
});
afterAll(() => Promise.all([careful.stop(), free.stop()]));

type Call = [name: string, args: unknown];
/** Several calls of one answer. */
const calls = (...all: Call[]): FakeStep => ({ calls: all.map(([name, args]) => ({ name, args })) });
const save = (name: string): Call => ['save_deliverable', { name, content: 'x' }];
const ask = (question: string): Call => ['ask_people', { kind: 'text', question }];
const may: Call = ['ask_people', { kind: 'approval', question: 'Shall I?' }];

let plans = 0;
/** A run whose model says so many calls in one answer; `sent` are the paths that were reached, as the tests name them. */
async function plan(product: Product, make: (send: (path: string) => Call) => Call[], refused = '') {
  plans += 1;
  const own = `/plan-${plans}`;
  const title = `Plan number ${plans} of several`;
  const channel = `plan-${plans}`;
  const send = (path: string): Call => [
    'http_send',
    { method: 'POST', url: product.sink.url(`${own}${path}`), body: path },
  ];
  if (refused)
    product.sink.answer(
      `${own}${refused}`,
      refused === '/drop'
        ? (_request, response) => void response.socket?.destroy()
        : (_request, response) => void response.writeHead(422).end('no'),
    );
  product.model.run(title, [calls(...make(send)), 'That was the plan.']);
  const { number } = await product.order('ana', { title }, { channel });
  return {
    number,
    channel,
    title,
    sent: () =>
      product.sink.received.flatMap(({ path }) =>
        path.startsWith(`${own}/`) ? [path.slice(own.length)] : [],
      ),
    steps: async () => (await product.runs(number)).at(-1)?.steps.map(({ status }) => status),
    files: async () => (await product.deliverables(number)).map(({ name }) => name),
  };
}

describe('several calls of one answer', () => {
  it('F48 when the first fails the rest are abandoned, not failed, and the model is told', async () => {
    const made = await plan(free, (send) => [send('/no'), send('/b'), save('c.md')], '/no');
    expect(await made.steps()).toEqual(['failure', 'abandoned', 'abandoned']);
    expect(made.sent()).toEqual(['/no']);
    expect(await made.files()).toEqual([]);
    expect(free.model.asked(made.title).join('\n')).toContain('a call before it did not come through');
  });

  it('F48 F17 each call that is wrong in itself is told so, and none that is right is made behind it', async () => {
    const made = await plan(free, () => [
      ['save_deliverable', { nam: 'a.md' }],
      save('b.md'),
      ['delete_everything', {}],
    ]);
    expect(await made.steps()).toEqual(['failure', 'abandoned', 'failure']);
    expect(await made.files()).toEqual([]);
  });

  it('F48 F83 while one waits for approval nothing behind it is done', async () => {
    const made = await plan(careful, (send) => [save('a.md'), send('/b'), save('c.md')]);
    expect(await made.files()).toEqual(['a.md']);
    expect(await made.steps()).toEqual(['success', 'waiting', 'waiting']);
    await careful.press('ana', 'approve', made);
    expect(await made.steps()).toEqual(['success', 'success', 'success']);
    expect(await made.files()).toEqual(['a.md', 'c.md']);
  });

  it('F48 F88 what stands behind a refused one is abandoned, and what people approved by itself is done', async () => {
    const made = await plan(careful, (send) => [send('/a'), send('/b'), save('c.md')]);
    const [first, second] = await careful.asks(made.number);
    expect([first?.state, second?.state]).toEqual(['open', 'open']);
    await careful.decide(second?.number ?? '', 'approve');
    expect(made.sent()).toEqual([]);
    await careful.decide(first?.number ?? '', 'reject');
    expect(made.sent()).toEqual(['/b']);
    expect(await made.steps()).toEqual(['failure', 'success', 'abandoned']);
  });

  it('F48 what stands behind one that failed after its approval is not asked about any more', async () => {
    const made = await plan(careful, (send) => [send('/no'), send('/b')], '/no');
    const [first, second] = await careful.asks(made.number);
    await careful.decide(first?.number ?? '', 'approve');
    expect(made.sent()).toEqual(['/no']);
    expect(await made.steps()).toEqual(['failure', 'abandoned']);
    expect(await careful.ask('GET', `/asks/${second?.number}`)).toMatchObject({ state: 'withdrawn' });
  });

  it('F48 F88 an approval that the agent asks for itself holds up what stands behind it', async () => {
    const made = await plan(free, (send) => [may, send('/b')]);
    expect(made.sent()).toEqual([]);
    await free.press('ana', 'reject', made);
    expect(made.sent()).toEqual([]);
    expect(await made.steps()).toEqual(['failure', 'abandoned']);
  });

  it('F94 several questions of one answer are open at once and answered in any order', async () => {
    const made = await plan(free, () => [ask('One?'), ask('Two?'), save('c.md')]);
    const [one, two] = await free.asks(made.number);
    await free.decide(two?.number ?? '', 'answer', { value: 'two' });
    expect(await made.files()).toEqual([]);
    await free.decide(one?.number ?? '', 'answer', { value: 'one' });
    expect(await made.files()).toEqual(['c.md']);
    expect(await free.task(made.number)).toMatchObject({ status: 'completed' });
  });

  it('F44 F48 a doubt holds up what stands behind it', async () => {
    const made = await plan(free, (send) => [send('/drop'), send('/b')], '/drop');
    expect(made.sent()).toEqual(['/drop']);
    await free.press('ana', 'skip', made);
    expect(made.sent()).toEqual(['/drop', '/b']);
    expect(await made.steps()).toEqual(['skipped', 'success']);
  });
});
