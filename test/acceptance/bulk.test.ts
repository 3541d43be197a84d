import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';
import { inOneTurn } from './harness/tool.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.stop());

const manage = (args: Record<string, unknown>) => ({ name: 'manage_tasks', args });

/** Three tasks of ana's in a channel. */
async function three(channel: string): Promise<string[]> {
  const made = [];
  for (const name of ['One', 'Two', 'Three'])
    made.push((await product.create({ title: `${name} of ${channel}`, home: home(channel) })).number);
  return made;
}
const states = (numbers: readonly string[]) =>
  Promise.all(numbers.map(async (number) => (await product.task(number)).status));

describe('F28 several tasks by one request', () => {
  it('F28 are ended by one confirmation of the exact list, and by nobody else', async () => {
    const channel = 'ends';
    const numbers = await three(channel);
    const told = await inOneTurn(
      product,
      'ana',
      numbers.map((ref) => manage({ action: 'cancel', ref })),
      {
        channel,
      },
    );
    expect(told.join()).toContain('confirmation');
    expect(await states(numbers)).toEqual(['backlog', 'backlog', 'backlog']);

    const cards = (await product.read('ana', { channel })).filter(({ card }) => card?.kind === 'tasks');
    expect(cards).toHaveLength(1);
    const card = cards[0]?.card;
    for (const number of numbers) expect(card?.lines.join('\n')).toMatch(new RegExp(`${number} .*: stop`));
    expect(card?.buttons.map(({ label }) => label)).toEqual(['Confirm all 3', 'Leave them']);

    await product.press('bo', 'confirm', { channel });
    expect(await states(numbers)).toEqual(['backlog', 'backlog', 'backlog']);
    await product.press('ana', 'confirm', { channel });
    expect(await states(numbers)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    await expect(product.cardWith('ana', 'confirm', { channel })).rejects.toThrow('no card with the button');
  });

  it('F28 are left as they were by the other button', async () => {
    const channel = 'left';
    const numbers = await three(channel);
    await inOneTurn(
      product,
      'ana',
      numbers.map((ref) => manage({ action: 'cancel', ref })),
      { channel },
    );
    await product.press('ana', 'discard', { channel });
    expect(await states(numbers)).toEqual(['backlog', 'backlog', 'backlog']);
  });

  it('F28 go back where the table has a way, and to the fields that were there', async () => {
    const channel = 'back';
    const [one = '', two = '', three_ = ''] = await three(channel);
    await inOneTurn(
      product,
      'ana',
      [
        manage({ action: 'archive', ref: one }),
        manage({ action: 'update', ref: two, priority: 'urgent' }),
        manage({ action: 'update', ref: three_, title: 'Another title', due: '2031-02-01' }),
      ],
      { channel },
    );
    await product.press('ana', 'confirm', { channel });
    expect(await product.task(one)).toMatchObject({ archivedAt: expect.any(String) });
    expect(await product.task(two)).toMatchObject({ priority: 'urgent' });
    expect(await product.task(three_)).toMatchObject({ title: 'Another title' });
    await product.press('ana', 'undo', { channel });
    expect(await product.task(one)).toMatchObject({ archivedAt: null });
    expect(await product.task(two)).toMatchObject({ priority: 'normal' });
    expect(await product.task(three_)).toMatchObject({ title: `Three of ${channel}`, dueAt: null });
    await expect(product.cardWith('ana', 'undo', { channel })).rejects.toThrow('no card with the button');
  });

  it('F28 one task is changed at once, however many calls that takes', async () => {
    const channel = 'single';
    const [one = ''] = await three(channel);
    const told = await inOneTurn(
      product,
      'ana',
      [manage({ action: 'update', ref: one, priority: 'high' }), manage({ action: 'cancel', ref: one })],
      { channel },
    );
    expect(told.join()).not.toContain('confirmation');
    expect(await product.task(one)).toMatchObject({ status: 'cancelled', priority: 'high' });
  });

  it('F28 what cannot be done is told line by line', async () => {
    const channel = 'partly';
    const [one = '', two = ''] = await three(channel);
    await inOneTurn(
      product,
      'ana',
      [manage({ action: 'cancel', ref: one }), manage({ action: 'cancel', ref: two })],
      { channel },
    );
    await product.event(two, 'complete', { reason: 'done meanwhile' });
    await product.press('ana', 'confirm', { channel });
    expect(await states([one, two])).toEqual(['cancelled', 'completed']);
    const { card } = await product.card('ana', 'tasks', { channel });
    expect(card.lines.join('\n')).toMatch(new RegExp(`✓ ${one} `));
    expect(card.lines.join('\n')).toMatch(new RegExp(`✗ ${two} .*: `));
  });
});
