import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { WECOM_SURFACES } from './harness/environment.ts';
import { call, textOf, type Step } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';
import { BOT, startInSlack } from './harness/slack.ts';
import { startInWeCom } from './harness/wecom.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ config: 'limits: {run: {retries: 0}}' });
});
afterAll(() => product.stop());

/** What the tool answered is what the bot says. */
const tellResult: Step = ({ messages }) => {
  const last = messages.at(-1);
  return last ? textOf(last) : '';
};
const asked = (args: Record<string, unknown>): Step[] => [call('manage_tasks', args), tellResult];

interface Move {
  name: string;
  /** Arguments of the tool beside the title. */
  tool: Record<string, unknown>;
  /** What is typed before the title. */
  typed?: string;
  /** What stands before. */
  before?: 'failed' | 'cancelled';
  after: Record<string, unknown>;
}

const MOVES: readonly Move[] = [
  {
    name: 'completed',
    tool: { action: 'update', status: 'completed' },
    after: { status: 'completed', outcome: 'success' },
  },
  {
    name: 'cancelled',
    tool: { action: 'cancel' },
    typed: '/task stop',
    after: { status: 'cancelled', outcome: 'user' },
  },
  {
    name: 'run',
    tool: { action: 'run' },
    typed: '/task run',
    after: { status: 'completed', result: 'Written.' },
  },
  {
    name: 'retried',
    tool: { action: 'retry' },
    typed: '/task retry',
    before: 'failed',
    after: { status: 'completed', result: 'Written.' },
  },
  {
    name: 'run again',
    tool: { action: 'run' },
    typed: '/task run',
    before: 'cancelled',
    after: { status: 'completed', result: 'Written.' },
  },
  {
    name: 'deferred',
    tool: { action: 'defer', text: 'waiting for the budget' },
    after: { status: 'deferred', deferred: { reason: 'waiting for the budget', until: null } },
  },
  {
    name: 'archived',
    tool: { action: 'archive' },
    typed: '/task archive',
    after: { status: 'backlog', archivedAt: expect.any(String) as string },
  },
];
const named = (moves: readonly Move[]) => moves.map((move) => [move.name, move] as const);

/** A subject for each task: words that fit none of the others. */
const SUBJECTS = [
  'press kit',
  'travel budget',
  'launch poster',
  'hiring plan',
  'security audit',
  'office lease',
  'sales forecast',
  'team photo',
  'support rota',
  'price list',
  'brand colours',
  'summer party',
  'data export',
  'legal review',
];
let channels = 0;
/** A task in a channel of its own as far as the move wants it to have come; the words of its title, and its number. */
async function prepare(before?: Move['before']) {
  const words = SUBJECTS[channels] ?? '';
  channels += 1;
  const place = { channel: `place-${channels}` };
  const title = `Write the ${words}`;
  product.model.run(title, before === 'failed' ? [{ status: 401 }] : ['Written.']);
  const { number } = await product.create({ title, home: home(place.channel) });
  if (before === 'cancelled') await product.event(number, 'cancel');
  if (before === 'failed') {
    await product.event(number, 'queue');
    product.model.run(title, ['Written.']);
  }
  return { place, words, title, number };
}

describe('a move by title in the web chat', () => {
  it.each(named(MOVES))(
    'F17 F25 a task named by words of its title is %s when the agent is asked to',
    async (_, { tool, before, after }) => {
      const { place, words, number } = await prepare(before);
      product.model.turn(`see to the ${words}`, asked({ ...tool, ref: words }));
      await product.say('ana', `see to the ${words}`, place);
      expect((await product.heard('ana', place)).join('\n')).toContain('"ok":true');
      expect(await product.task(number)).toMatchObject(after);
    },
  );

  it.each(named(MOVES.filter(({ typed }) => typed)))(
    'F30 a task named by words of its title is %s when that is typed',
    async (_, { typed, before, after }) => {
      const { place, words, number } = await prepare(before);
      await product.say('ana', `${typed} ${words}`, place);
      expect((await product.heard('ana', place)).join('\n')).toContain(number);
      expect(await product.task(number)).toMatchObject(after);
    },
  );

  it.each(['asked', 'typed'])(
    'F17 F30 F75 a task named by words of its title is paused while it runs, %s',
    async (way) => {
      const { place, words, title, number } = await prepare();
      const path = `/slow-${channels}`;
      let release = (): void => undefined;
      product.sink.answer(path, (_, response) => (release = () => void response.end('read')));
      product.model.run(title, [call('http_get', { url: product.sink.url(path) }), 'Written.']);
      product.model.turn(`hold the ${words}`, asked({ action: 'pause', ref: words }));
      await product.event(number, 'queue');
      await product.say('ana', way === 'asked' ? `hold the ${words}` : `/task pause ${words}`, place);
      release();
      await product.settle();
      expect(await product.task(number)).toMatchObject({ status: 'in_progress', wait: { kind: 'pause' } });
    },
  );
});

it('F8 F25 a task is done after "mark the report as done" in a new thread, with the offline model', async () => {
  const offline = await startProduct({ model: 'offline' });
  onTestFinished(() => offline.stop());
  await offline.say('ann', 'Track the quarterly report for Bo by Friday');
  await offline.say('ann', 'mark the report as done');
  expect((await offline.heard('ann')).at(-1)).toContain('T-1');
  expect(await offline.task('T-1')).toMatchObject({ status: 'completed', outcome: 'success' });
  expect(offline.log.messages('error')).toEqual([]);
});

const create = (title: string): Step[] => [
  call('manage_tasks', { action: 'create', tasks: [{ title }] }),
  'It is noted.',
];

it('F17 F30 a task named by words of its title is completed and stopped in Slack', async () => {
  const slack = await startInSlack();
  onTestFinished(() => slack.stop());
  slack.model.turn('note the press kit', create('Write the press kit'));
  slack.model.turn('press kit is done', asked({ action: 'update', status: 'completed', ref: 'press kit' }));
  slack.model.turn('note the flyer', create('Print the flyer'));
  await slack.write('U01', `${BOT} note the press kit`);
  await slack.write('U01', `${BOT} the press kit is done`);
  expect(await slack.task('T-1')).toMatchObject({ status: 'completed' });
  await slack.write('U01', `${BOT} note the flyer`);
  await slack.command('U01', 'stop the flyer');
  expect(await slack.task('T-2')).toMatchObject({ status: 'cancelled' });
  expect(slack.log.messages('error')).toEqual([]);
});

it.each(WECOM_SURFACES)(
  'F17 F32 a task named by words of its title is completed and stopped in WeCom, by %s',
  async (surface) => {
    const wecom = await startInWeCom({ surface });
    onTestFinished(() => wecom.stop());
    wecom.model.turn('note the press kit', create('Write the press kit'));
    wecom.model.turn('press kit is done', asked({ action: 'update', status: 'completed', ref: 'press kit' }));
    wecom.model.turn('note the flyer', create('Print the flyer'));
    await wecom.write('ana', 'note the press kit');
    await wecom.write('ana', 'the press kit is done');
    expect(await wecom.task('T-1')).toMatchObject({ status: 'completed' });
    await wecom.write('ana', 'note the flyer');
    await wecom.write('ana', '任务 停止 flyer');
    expect(await wecom.task('T-2')).toMatchObject({ status: 'cancelled' });
    expect(wecom.log.messages('error')).toEqual([]);
  },
);
