import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.stop());

interface Problem {
  code?: string;
  detail?: string;
  path?: string[];
  faults?: { field: string; problem: string }[];
}

/** Tasks of these titles, by number. */
const make = (...titles: string[]): Promise<string[]> =>
  Promise.all(titles.map(async (title) => (await product.create({ title, home: home('graph') })).number));
const link = (task: string, ...blockedBy: string[]) =>
  product.send<Problem>('POST', `/tasks/${task}/events`, { event: 'link', blockedBy });
const idOf = async (number: string): Promise<string> => (await product.task(number)).id;

describe('links between tasks that are there', () => {
  it('F114 a link is seen from both ends, and is gone from both when it is taken away', async () => {
    const [first = '', second = ''] = await make('Draw', 'Build');
    expect((await link(second, first, first)).status).toBe(200);
    expect(await product.task(second)).toMatchObject({ blockedBy: [await idOf(first)] });
    expect(await product.task(first)).toMatchObject({ blocks: [await idOf(second)] });
    await product.event(second, 'unlink', { blockedBy: [first] });
    expect(await product.task(second)).toMatchObject({ blockedBy: [] });
    expect(await product.task(first)).toMatchObject({ blocks: [] });
  });

  it('F114 a link to itself, to nothing, or that closes a circle is refused with the way round', async () => {
    const [a = '', b = '', c = ''] = await make('A', 'B', 'C');
    await link(b, a);
    await link(c, b);
    const closing = await link(a, c);
    expect(closing).toMatchObject({ status: 409, body: { code: 'task.cycle', path: [a, c, b, a] } });
    expect(closing.body.detail).toContain(`${a} → ${c} → ${b} → ${a}`);
    expect(await link(a, a)).toMatchObject({ status: 409, body: { path: [a, a] } });
    expect((await link(a, 'T-99999')).status).toBe(404);
    expect((await link(a)).body.faults).toMatchObject([{ field: 'blockedBy' }]);
    expect(await product.task(a)).toMatchObject({ blockedBy: [] });
  });

  it('F114 of three links at once that would close a circle no circle remains, and one at least is refused', async () => {
    for (let round = 0; round < 4; round += 1) {
      const [a = '', b = '', c = ''] = await make('A', 'B', 'C');
      const answers = await Promise.all([link(a, b), link(b, c), link(c, a)]);
      expect(answers.map(({ status }) => status)).toContain(409);
      const views = await Promise.all([a, b, c].map((one) => product.task(one)));
      expect(views.every(({ blockedBy }) => blockedBy.length === 1)).toBe(false);
    }
  });

  it('F116 F114 what is linked and parked starts once when its last blocker is completed, and when it is unlinked', async () => {
    const [a = '', b = '', c = '', d = ''] = await make('Left', 'Right', 'Join them', 'Alone');
    await link(c, a, b);
    await link(d, a);
    for (const one of [c, d]) await product.event(one, 'queue', { park: true });
    await product.event(d, 'unlink', { blockedBy: [a] });
    expect(await product.task(d)).toMatchObject({ status: 'completed' });
    await Promise.all([
      product.event(a, 'complete', { reason: 'left is done' }),
      product.event(b, 'complete', { reason: 'right is done' }),
    ]);
    await product.settle();
    expect(await product.task(c)).toMatchObject({ status: 'completed' });
    expect(await product.runs(c)).toHaveLength(1);
    const [asked] = product.model.asked('Join them');
    expect(asked).toContain('left is done');
    expect(asked).toContain('right is done');
  });

  it('F114 links are typed in a conversation, in both languages, and a task at work takes none', async () => {
    const [a = '', b = ''] = await make('First', 'Next');
    await product.say('ana', `task link ${b} after ${a}`, { channel: 'graph' });
    expect(await product.task(b)).toMatchObject({ blockedBy: [await idOf(a)] });
    await product.say('ana', `任务 取消前置 ${b} ${a}`, { channel: 'graph' });
    expect(await product.task(b)).toMatchObject({ blockedBy: [] });
    await product.event(b, 'complete', { reason: 'done' });
    expect(await link(b, a)).toMatchObject({ status: 409, body: { code: 'task.illegal_event' } });
  });
});
