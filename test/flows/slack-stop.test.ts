import { afterEach, describe, expect, it } from 'vitest';

import type { Model } from '../../src/ports/model.ts';
import { openSlackProduct, type SlackProduct } from '../fakes/platform-app.ts';
import { call, createScriptedModel, type Line } from '../fakes/scripted-model.ts';
import { until } from '../fakes/slack/app.ts';
import { withSpeech } from '../fakes/speech.ts';

const ANN = 'U01';
const BO = 'U02';
const CY = 'U04'; // not named in errand.yaml
const BOT = '<@UBOTT01>';
const LONG = 'The launch is on Friday, at noon. Bo brings the cake, and Ann the candles.';

let app: SlackProduct;
afterEach(() => app.close());

/** The product with a model that takes a second for six characters. */
async function open(turn: Line[], more: { mode?: 'http' | 'socket'; run?: Line[] } = {}): Promise<void> {
  const { run = [], ...options } = more;
  const scripted = createScriptedModel();
  scripted.script({ turn, run });
  const rest = (): Promise<void> => new Promise((resolve) => void app.clock.after(1_000, resolve));
  app = await openSlackProduct({ ...options, model: withSpeech(scripted, rest) });
}

const bot = (thread: string) => app.inThread(thread).filter(({ by }) => by === 'UBOTT01');
const textsOf = (thread: string): string[] => bot(thread).map(({ text }) => text.replaceAll('\u2060', ''));
const privately = (person: string): string[] =>
  app.slack.seen('C01', person).flatMap(({ text, onlyFor }) => (onlyFor ? [text] : []));
const ask = (text: string): string => app.slack.say({ user: ANN, channel: 'C01' }, `${BOT} ${text}`);
const press = (user: string, thread: string): void => app.slack.pressStop({ user, channel: 'C01' }, thread);

async function windUntil(test: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let step = 0; step < 400; step += 1) {
    await app.slack.idle();
    if (await test()) return;
    await app.wind(250, 250);
  }
  throw new Error(`${what} did not come about`);
}
const hasEnded = async (turns: number): Promise<boolean> =>
  (await app.store.collection('inbox').count({ lane: 'turn', state: 'done' }, 5)) === turns;
const turnEnded = (): Promise<boolean> => hasEnded(1);

describe.each(['http', 'socket'] as const)("Slack's own Stop while the agent talks, over %s", (mode) => {
  it('stops it at once: one short word in place of what it said, and nothing more', async () => {
    const create = call('manage_tasks', { action: 'create', tasks: [{ title: 'Book a room' }] });
    await open([{ ...create, text: LONG }, 'Noted.'], { mode });
    const thread = ask('when is the launch?');
    await windUntil(() => textsOf(thread).length > 0, 'some text');
    press(CY, thread);
    await app.wind(1_000);
    expect(await turnEnded()).toBe(false);
    press(BO, thread);
    await windUntil(turnEnded, 'the end');
    await app.settle();
    expect(textsOf(thread)).toEqual(['Stopped.']);
    expect(app.slack.sessionOf('C01', thread)).toBe('active');
    expect(await app.tasks()).toEqual([]);
    expect(privately(BO)).toEqual([]);
    expect(app.log.messages('error')).toEqual([]);
  });
});

describe("Slack's own Stop", () => {
  it('is told in the language of the one who asked', async () => {
    await open([LONG]);
    const thread = app.slack.say({ user: BO, channel: 'C01' }, `${BOT} 什么时候发布？`);
    await windUntil(() => textsOf(thread).length > 0, 'some text');
    press(ANN, thread);
    await windUntil(turnEnded, 'the end');
    await app.settle();
    expect(textsOf(thread)).toEqual(['已停止。']);
  });

  it('stops one turn, though it is pressed and delivered more than once; the next message is answered', async () => {
    await open([LONG, 'At noon.']);
    const thread = ask('when?');
    await windUntil(() => textsOf(thread).length > 0, 'some text');
    press(ANN, thread);
    press(ANN, thread);
    app.slack.say({ user: ANN, channel: 'C01' }, `${BOT} just the time`, { thread });
    await windUntil(() => hasEnded(2), 'the second answer');
    await app.settle();
    expect(textsOf(thread)).toEqual(['Stopped.', 'At noon.']);
  });

  it('stops the talk and the work that the talk has begun', async () => {
    const create = call('manage_tasks', { action: 'create', tasks: [{ title: 'Endless' }], run: true });
    await open([create, `Begun. ${LONG.repeat(4)}`], { run: [LONG.repeat(5)] });
    const thread = ask('begin');
    await windUntil(() => textsOf(thread).some((text) => text.startsWith('Begun.')), 'some text');
    press(ANN, thread);
    await windUntil(turnEnded, 'the end');
    await app.settle();
    expect(textsOf(thread)).toContain('Stopped.');
    expect(await app.task()).toMatchObject({ status: 'cancelled' });
    expect(app.slack.sessionOf('C01', thread)).toBe('active');
  });

  it('says that there is nothing to stop when there is nothing', async () => {
    await open(['Hello.']);
    const thread = ask('hello');
    await windUntil(turnEnded, 'the end');
    await app.settle();
    press(ANN, thread);
    await app.slack.idle();
    await app.settle();
    expect(textsOf(thread)).toEqual(['Hello.']);
    expect(privately(ANN)).toHaveLength(1);
  });
});

it('the end of one run in a thread does not hide that another one works, or waits for people', async () => {
  const ends = new Map<string, () => void>();
  const usage = { inputTokens: 1, outputTokens: 1 };
  const two = call('manage_tasks', {
    action: 'create',
    tasks: [{ title: 'First' }, { title: 'Second' }],
    run: true,
  });
  const model: Model = {
    kind: 'held',
    async complete({ hints, messages }) {
      const isDone = messages.at(-1)?.role === 'tool';
      if (hints.task === 'turn') {
        const calls = isDone ? [] : two.calls.map((one) => ({ id: 'c', ...one }));
        return { text: isDone ? 'Both are under way.' : '', calls, usage, model: 'held' };
      }
      const title = JSON.stringify(messages).includes('First') ? 'First' : 'Second';
      await new Promise<void>((resolve) => ends.set(title, resolve));
      return { text: `${title} is done.`, calls: [], usage, model: 'held' };
    },
  };
  app = await openSlackProduct({ model });
  const thread = ask('do both');
  await until(() => ends.size === 2, 'both runs');
  await app.wind(5_000);
  expect(app.slack.sessionOf('C01', thread)).toBe('processing');
  ends.get('First')?.();
  await windUntil(() => textsOf(thread).some((text) => text.includes('First: done')), 'the first end');
  await app.wind(5_000);
  expect(app.slack.sessionOf('C01', thread)).toBe('processing');
  ends.get('Second')?.();
  await windUntil(() => textsOf(thread).some((text) => text.includes('Second: done')), 'the second end');
  await app.settle();
  expect(app.slack.sessionOf('C01', thread)).toBe('active');
});
