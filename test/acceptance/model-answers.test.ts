import { afterAll, beforeAll, expect, it } from 'vitest';

import { startProduct, type Product } from './harness/product.ts';
import { manage } from './harness/tool.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.stop());

const texts = async (): Promise<string> =>
  (await product.read('ana')).map(({ text, card }) => `${text}\n${JSON.stringify(card ?? '')}`).join('\n');

async function runOf(title: string) {
  const { number } = await product.order('ana', { title });
  return { task: await product.task(number), runs: await product.runs(number) };
}

it('P23 F30 what the model thought is neither shown nor kept as the result', async () => {
  product.model.turn('How many boxes?', [{ text: '<think>private of the turn</think>\n\nTwelve.' }]);
  await product.say('ana', 'How many boxes?');
  product.model.run('Count the boxes', ['<think>private of the run</think>The boxes are counted.']);
  const { task } = await runOf('Count the boxes');
  expect(task.result).toBe('The boxes are counted.');
  const shown = await texts();
  expect(shown).toContain('Twelve.');
  expect(shown).not.toContain('private');
});

it('P25 a call that the model wrote into its text is made', async () => {
  const written = { name: 'save_deliverable', arguments: { name: 'plan.md', content: '# The plan' } };
  product.model.run('Write the plan', [
    { text: `<tool_call>\n${JSON.stringify(written)}\n</tool_call>`, finish: 'stop' },
    'The plan is written.',
  ]);
  const { task } = await runOf('Write the plan');
  expect(task).toMatchObject({ status: 'completed', result: 'The plan is written.' });
  expect((await product.deliverables(task.number)).map(({ name }) => name)).toEqual(['plan.md']);
});

it('P26 an answer that was cut off is gone on with; one that never ends is no success', async () => {
  product.model.run('Report in three parts', [
    { text: 'The report has three parts: first, the', finish: 'length' },
    { text: ' boxes, then the pallets, then the rest.' },
  ]);
  const { task } = await runOf('Report in three parts');
  expect(task.result).toBe('The report has three parts: first, the boxes, then the pallets, then the rest.');
  product.model.run(
    'Report for ever',
    Array.from({ length: 20 }, () => ({ text: 'and on ', finish: 'length' })),
  );
  expect((await runOf('Report for ever')).task).toMatchObject({ status: 'failed' });
});

it('P41 what a model leaves out by null or an empty text is left out, and a date is taken as the clock on the wall shows it', async () => {
  const answer = await manage(product, 'ana', {
    action: 'create',
    ref: '',
    status: null,
    tasks: [
      {
        title: 'Renew the certificate',
        description: null,
        priority: null,
        due: '2031-12-01T09:00:00',
        assignee: '',
      },
    ],
  });
  expect(answer).not.toContain('Correct the arguments');
  const task = (await product.tasks()).find(({ title }) => title === 'Renew the certificate');
  expect(task?.dueAt).toBe('2031-12-01T01:00:00.000Z');
  expect(await manage(product, 'ana', { action: 'create', tasks: [{ title: null }] })).toContain('title');
});
