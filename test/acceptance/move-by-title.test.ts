import { afterEach, describe, expect, it } from 'vitest';
import { createOfflineModel } from '../../adapters/model/offline/index.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { Model } from '../../src/ports/model.ts';
import { openSlackProduct, openWeComProduct, WECOM_SURFACES } from '../fakes/platform-app.ts';
import { openProduct, type ProductOptions, type TestProduct } from '../fakes/product.ts';
import { call, createScriptedModel, type Line } from '../fakes/scripted-model.ts';
import { closeAll, until } from '../fakes/wecom/index.ts';
import { gate } from '../fakes/work.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function start(options: ProductOptions = {}): Promise<TestProduct> {
  const product = await openProduct(options);
  open.push(() => product.stop());
  return product;
}

const TITLE = 'Write the press kit';
/** What the tool answered is what the bot says. */
const tellResult: Line = ({ messages }) => messages.at(-1)?.text ?? '';
const asked = (args: Record<string, unknown>): Line[] => [
  call('manage_tasks', { ref: 'press kit', ...args }),
  tellResult,
];
const down: Line = () => {
  throw new AppError('model.refused');
};

interface Move {
  name: string;
  /** Arguments of the tool beside the title. */
  tool: Record<string, unknown>;
  typed?: string;
  /** What stands before, by whole lives of the task. */
  before?: 'failed' | 'cancelled';
  run?: Line[];
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
    typed: '/task stop press kit',
    after: { status: 'cancelled', outcome: 'user' },
  },
  {
    name: 'run',
    tool: { action: 'run' },
    typed: '/task run press kit',
    run: ['Written.'],
    after: { status: 'completed', result: 'Written.' },
  },
  {
    name: 'retried',
    tool: { action: 'retry' },
    typed: '/task retry press kit',
    before: 'failed',
    run: ['Written.'],
    after: { status: 'completed', result: 'Written.' },
  },
  {
    name: 'run again',
    tool: { action: 'run' },
    typed: '/task run press kit',
    before: 'cancelled',
    run: ['Written.'],
    after: { status: 'completed', result: 'Written.' },
  },
  {
    name: 'deferred',
    tool: { action: 'defer', text: 'waiting for the budget' },
    after: { status: 'deferred', deferred: { reason: 'waiting for the budget' } },
  },
  {
    name: 'archived',
    tool: { action: 'archive' },
    typed: '/task archive press kit',
    after: { status: 'backlog', archivedAt: expect.any(String) as string },
  },
];

const named = (moves: readonly Move[]) => moves.map((move) => [move.name, move] as const);

/** A task in the channel as far as the move wants it to have come. */
async function prepare(product: TestProduct, before?: Move['before']): Promise<void> {
  const home = { platform: 'web', channel: 'general', thread: 'elsewhere' };
  await product.call('POST', '/tasks', { title: TITLE, home });
  if (before === 'cancelled') await product.call('POST', '/tasks/T-1/events', { event: 'cancel' });
  if (before !== 'failed') return;
  product.model.script({ run: [down] });
  await product.call('POST', '/tasks/T-1/events', { event: 'queue' });
  await product.settle();
  expect(await product.task()).toMatchObject({ status: 'failed' });
}

describe('a move by title in the web chat', () => {
  it.each(named(MOVES))(
    'F17 F25 a task named by words of its title is %s when the agent is asked to',
    async (_, move) => {
      const { tool, before, run = [], after } = move;
      const product = await start();
      await prepare(product, before);
      product.model.script({ turn: asked(tool), run });
      const { text } = await product.say('ana', 'see to the press kit');
      expect(text).toContain('"ok":true');
      expect(await product.task()).toMatchObject(after);
      expect(product.log.messages('error')).toEqual([]);
    },
  );

  it.each(named(MOVES.filter(({ typed }) => typed)))(
    'F30 a task named by words of its title is %s when that is typed',
    async (_, move) => {
      const { typed = '', before, run = [], after } = move;
      const product = await start();
      await prepare(product, before);
      product.model.script({ run });
      const { text } = await product.say('ana', typed);
      expect(text).toMatch(/^T-1/);
      expect(await product.task()).toMatchObject(after);
    },
  );

  it.each(['asked', 'typed'])(
    'F17 F30 F75 a task named by words of its title is paused while it runs, %s',
    async (way) => {
      const scripted = createScriptedModel();
      const { opened, open: release } = gate();
      const model: Model = {
        kind: 'gated',
        async complete(request) {
          if (request.hints.task === 'run') await opened;
          return scripted.complete(request);
        },
      };
      const product = await start({ model });
      scripted.script({
        ...(way === 'asked' && { turn: asked({ action: 'pause' }) }),
        run: [call('http_get', { url: 'https://example.invalid/' }), 'Written.'],
      });
      await prepare(product);
      await product.call('POST', '/tasks/T-1/events', { event: 'queue' });
      await expect.poll(async () => (await product.task()).status).toBe('in_progress');
      const words = way === 'asked' ? 'hold the press kit' : '/task pause press kit';
      await product.call('POST', '/chat/messages', { channel: 'general', person: 'ana', text: words });
      const replies = async () =>
        (await product.read()).filter(({ author, card }) => author.isBot && !card).map(({ text }) => text);
      await expect.poll(async () => (await replies()).join()).toMatch(way === 'asked' ? '"ok":true' : /^T-1/);
      release();
      await product.settle();
      expect(await product.task()).toMatchObject({ status: 'in_progress', wait: { kind: 'pause' } });
    },
  );

  it('F8 F25 a task is done after "mark the report as done", with the offline model and in a new thread', async () => {
    const product = await start({ model: createOfflineModel() });
    await product.say('ann', 'Track the quarterly report for Bo by Friday');
    const { text } = await product.say('ann', 'mark the report as done');
    expect(text).toContain('T-1');
    expect(text).not.toContain('did not work');
    expect(await product.task()).toMatchObject({ status: 'completed', outcome: 'success' });
    expect(product.log.messages('error')).toEqual([]);
  });
});

const create = [call('manage_tasks', { action: 'create', tasks: [{ title: TITLE }] }), 'T-1 is noted.'];

it('F17 F30 a task that is named by words of its title is completed and stopped in Slack', async () => {
  const slack = await openSlackProduct({
    turn: [...create, ...asked({ action: 'update', status: 'completed' })],
  });
  open.push(() => slack.close());
  await slack.say('U01', '<@UBOTT01> note the press kit');
  const thread = await slack.say('U01', '<@UBOTT01> the press kit is done');
  expect(
    slack
      .inThread(thread)
      .map(({ text }) => text)
      .join('\n'),
  ).toContain('"ok":true');
  expect(await slack.task()).toMatchObject({ status: 'completed' });

  slack.model.script({ turn: create, run: [] });
  await slack.say('U01', '<@UBOTT01> note it once more');
  expect(await slack.task(2)).toMatchObject({ status: 'backlog' });
  await slack.command('U01', 'stop press kit');
  expect(await slack.task(2)).toMatchObject({ status: 'cancelled' });
  expect(slack.log.messages('error')).toEqual([]);
});

it.each(WECOM_SURFACES)(
  'F17 F32 a task that is named by words of its title is completed and stopped in WeCom, by %s',
  async (surface) => {
    const turn = [...create, ...asked({ action: 'update', status: 'completed' })];
    const wecom = await openWeComProduct({ surface, turn });
    open.push(closeAll, wecom.close);
    await wecom.tell('ana', 'note the press kit');
    await wecom.tell('ana', 'the press kit is done');
    expect(wecom.seen().join('\n')).toContain('"ok":true');
    expect(await wecom.task()).toMatchObject({ status: 'completed' });

    wecom.model.script({ turn: create });
    await wecom.tell('ana', 'note it once more');
    await wecom.tell('ana', '任务 停止 press kit');
    await until(async () => (await wecom.task(2)).status === 'cancelled', 'the end of T-2');
    expect(wecom.log.messages('error')).toEqual([]);
  },
);
