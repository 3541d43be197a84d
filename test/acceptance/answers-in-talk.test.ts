import { afterEach, describe, expect, it } from 'vitest';
import {
  openSlackProduct,
  openWeComProduct,
  WECOM_SURFACES,
  type SlackProduct,
} from '../fakes/platform-app.ts';
import { call } from '../fakes/scripted-model.ts';
import { closeAll } from '../fakes/wecom/index.ts';

const ANN = 'U01';
const BO = 'U02';
const BOT = '<@UBOTT01>';

const begin = [
  call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce' }], run: true }),
  'T-1 is under way.',
];
const question = call('ask_people', { kind: 'text', question: 'Which region?' });

let close = async (): Promise<void> => undefined;
afterEach(async () => {
  await close();
  close = async () => undefined;
});

async function askedInSlack(turn: string[] = []): Promise<{ app: SlackProduct; thread: string }> {
  const app = await openSlackProduct({ turn: [...begin, ...turn], run: [question, 'Done.'] });
  close = () => app.close();
  const thread = await app.say(ANN, `${BOT} announce`);
  expect(await app.task()).toMatchObject({ wait: { kind: 'input' } });
  return { app, thread };
}

const privately = (app: SlackProduct, person: string): string[] =>
  app.slack.seen('C01', person).flatMap(({ text, onlyFor }) => (onlyFor === person ? [text] : []));

describe('P4 F26 a word of control while a question is open', () => {
  it.each([
    `${BOT} Stop T-1!`,
    `${BOT} stop T-1.`,
    'Stop T-1!',
    `${BOT} please cancel it`,
    `${BOT} 停`,
    `${BOT} 取消吧`,
  ])('stops the task and is never its answer: %s', async (said) => {
    const { app, thread } = await askedInSlack();
    await app.say(ANN, said, thread);
    expect(await app.task()).toMatchObject({ status: 'cancelled' });
    expect(app.model.left()).toBe(1); // the run's answer was never asked for
  });

  it('said between people stops nothing, is no answer, and its speaker is told what to type', async () => {
    const { app, thread } = await askedInSlack();
    await app.say(ANN, 'stop', thread);
    expect(await app.task()).toMatchObject({ wait: { kind: 'input' } });
    expect(privately(app, ANN)).toEqual([expect.stringContaining('stop T-1')]);
  });
});

describe('P5 F94 what people say to each other while a question is open', () => {
  it.each([
    [BO, 'Ann, are you at lunch today?'],
    [BO, 'Let us wait for legal before we send anything'],
    [ANN, '<@U02> what do you think'],
    [ANN, 'Thanks Bo!'],
    [ANN, 'ok'],
    [BO, 'That is the same as in T-7'],
  ])('is no answer when %s says: %s', async (person, said) => {
    const { app, thread } = await askedInSlack();
    await app.say(person, said, thread);
    expect(await app.task()).toMatchObject({ wait: { kind: 'input' } });
  });

  it('keeps plain words from being taken once people talk to each other, and a mention of the bot answers still', async () => {
    const { app, thread } = await askedInSlack();
    await app.say(BO, 'I would say Berlin, to begin with', thread);
    await app.say(ANN, 'after lunch then', thread);
    expect(await app.task()).toMatchObject({ wait: { kind: 'input' } });
    await app.say(ANN, `${BOT} Berlin`, thread);
    expect(await app.task()).toMatchObject({ status: 'completed' });
    expect(JSON.stringify(app.model.requests.at(-1)?.messages)).toContain('Berlin');
  });

  it('a mention of the bot with a request of its own goes to the agent, and the question stays open', async () => {
    const { app, thread } = await askedInSlack(['I made a task of it.']);
    await app.say(ANN, `${BOT} make a task of this for Bo`, thread);
    expect(await app.task()).toMatchObject({ wait: { kind: 'input' } });
    expect(app.inThread(thread).map(({ text }) => text)).toContain('I made a task of it.');
  });
});

describe('C30 F92 a plain reply to the only open question', () => {
  it('is its answer in a Slack conversation with the bot alone, and the words taken are shown', async () => {
    const app = await openSlackProduct({ turn: begin, run: [question, 'Done.'] });
    close = () => app.close();
    app.slack.say({ user: ANN, channel: 'D01' }, 'announce');
    await app.settle();
    app.slack.say({ user: ANN, channel: 'D01' }, 'Berlin and Paris');
    await app.settle();
    expect(await app.task()).toMatchObject({ status: 'completed' });
    const shown = app.slack.seen('D01', ANN).map(({ text }) => text);
    expect(shown).toContain('Taken as the answer to A-1: Berlin and Paris');
  });

  it.each(WECOM_SURFACES)(
    'is its answer in WeCom by %s, with every character as it was typed',
    async (surface) => {
      const app = await openWeComProduct({ surface, turn: begin, run: [question, 'Done.'] });
      close = async () => {
        await app.close();
        await closeAll();
      };
      await app.tell('ana', 'announce');
      await app.tell('ana', '新品上线，全场八折！（限时）');
      expect(await app.task()).toMatchObject({ status: 'completed' });
      expect(JSON.stringify(app.model.requests.at(-1)?.messages)).toContain('新品上线，全场八折！（限时）');
      expect(app.seen('ana').join('\n')).toContain('新品上线，全场八折！（限时）');
    },
  );

  it('in a group of WeCom, what another person asks of the bot is not taken for the answer of the one who was asked', async () => {
    const app = await openWeComProduct({ turn: [...begin, 'Let me see.'], run: [question, 'Done.'] });
    close = async () => {
      await app.close();
      await closeAll();
    };
    await app.tell('ana', 'announce');
    await app.tell('bo', '查一下库存');
    expect(await app.task()).toMatchObject({ wait: { kind: 'input' } });
  });

  it('C3 F41 typed with its number it reaches the agent byte for byte', async () => {
    const { app, thread } = await askedInSlack();
    await app.say(ANN, '答复 A-1 ，！：（１① 价格：１００元', thread);
    expect(JSON.stringify(app.model.requests.at(-1)?.messages)).toContain('，！：（１① 价格：１００元');
  });
});
