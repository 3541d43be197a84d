import { afterAll, beforeAll, expect, it } from 'vitest';

import { call, type Step } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ config: 'limits: {run: {retries: 0}}' });
});
afterAll(() => product.stop());

const TAKE_OVER = call('ask_people', { kind: 'takeover', question: 'Sign in, please.' });

interface Case {
  wish: 'run' | 'retry' | 'resume';
  from: string;
  /** What brings the task there. */
  run?: Step[];
  events: { event: string; reason?: string; value?: unknown }[];
  /** What the history has last of the wish, and where that leads. */
  move: string;
  status: string;
}

const done: Step[] = ['Done.'];
const CASES: readonly Case[] = [
  { wish: 'run', from: 'backlog', events: [], move: 'queue', status: 'completed' },
  {
    wish: 'run',
    from: 'deferred',
    events: [{ event: 'defer', reason: 'later' }],
    move: 'shelve_deferred',
    status: 'backlog',
  },
  {
    wish: 'run',
    from: 'failed',
    run: [{ status: 401 }],
    events: [{ event: 'queue' }],
    move: 'retry',
    status: 'completed',
  },
  {
    wish: 'run',
    from: 'completed',
    run: done,
    events: [{ event: 'queue' }],
    move: 'rerun',
    status: 'completed',
  },
  { wish: 'run', from: 'cancelled', events: [{ event: 'cancel' }], move: 'rerun', status: 'completed' },
  {
    wish: 'retry',
    from: 'failed',
    run: [{ status: 401 }],
    events: [{ event: 'queue' }],
    move: 'retry',
    status: 'completed',
  },
  { wish: 'retry', from: 'cancelled', events: [{ event: 'cancel' }], move: 'rerun', status: 'completed' },
  {
    wish: 'resume',
    from: 'deferred',
    events: [{ event: 'defer', reason: 'later' }],
    move: 'shelve_deferred',
    status: 'backlog',
  },
];

let places = 0;
async function prepare({ from, run, events }: Pick<Case, 'from' | 'run' | 'events'>) {
  places += 1;
  const title = `Piece ${places}`;
  const channel = `again-${places}`;
  if (run) product.model.run(title, run);
  const { number } = await product.create({ title, home: home(channel) });
  for (const { event, ...more } of events) await product.event(number, event, more);
  expect(await product.task(number)).toMatchObject({ status: from });
  product.model.run(title, ['Done.']);
  return { number, place: { channel }, words: `piece of ${number}` };
}

it.each(CASES.flatMap((one) => ['typed', 'asked'].map((way) => ({ ...one, way }))))(
  'F17 F30 to $wish a task that is $from is the move $move, $way',
  async ({ way, wish, move, status, ...before }) => {
    const { number, place, words } = await prepare(before);
    product.model.turn(words, [call('manage_tasks', { action: wish, ref: number }), 'All right.']);
    await product.say('ana', way === 'typed' ? `/task ${wish} ${number}` : `See to the ${words}`, place);
    expect((await product.history(number)).map((entry) => entry.move)).toContain(move);
    expect(await product.task(number)).toMatchObject({ status });
  },
);

const TO_TAKE_OVER = { from: 'in_progress', run: [TAKE_OVER], events: [{ event: 'queue' }] };

it('F30 a task that somebody has taken over goes on when they type that it resumes', async () => {
  const { number, place } = await prepare({ ...TO_TAKE_OVER, run: [TAKE_OVER, 'Signed in and done.'] });
  expect(await product.task(number)).toMatchObject({ wait: { kind: 'takeover' } });
  await product.say('ana', `/task resume ${number}`, place);
  expect(await product.task(number)).toMatchObject({ status: 'completed' });
});

it('F17 F22 an agent that is asked to resume what a person has taken over is told that only people hand it back', async () => {
  const { number, place, words } = await prepare(TO_TAKE_OVER);
  product.model.turn(words, [call('manage_tasks', { action: 'resume', ref: number }), 'It is not mine to.']);
  await product.say('ana', `Go on with the ${words}`, place);
  expect(product.model.asked(words).at(-1)).toMatch(/only people/i);
  expect(await product.task(number)).toMatchObject({ wait: { kind: 'takeover' } });
});
