import { describe, expect, it } from 'vitest';
import { findCommand, nearestCommand, readCommand } from '../../src/conversation/grammar.ts';
import { AppError } from '../../src/domain/errors.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { call } from '../fakes/scripted-model.ts';
import { privateWords, startWork, stored } from '../fakes/work.ts';

const ASK = call('ask_people', { kind: 'text', question: 'Which date?' });
const NOD = call('ask_people', { kind: 'approval', question: 'Shall I?' });
const REGION = call('ask_people', { kind: 'choice', question: 'Where?', options: ['eu', 'us'] });

const last = async (app: TestApp, person = 'ana') => (await app.botTexts(person)).at(-1);
/** As with the built-in model, which takes what it is told of the place for what it cannot read in words. */
const withoutReader = (app: TestApp): void => void Object.assign(app.model, { usesHints: true });

/** Says it in the thread of the tasks. */
async function type(app: TestApp, text: string, person = 'ana'): Promise<string | undefined> {
  const place = { platform: 'web', channel: 'general', thread: 'thread-1' };
  const key = `typed-${text}-${Math.random()}`;
  const sender = { id: `web:${person}`, name: person };
  const at = app.clock.now();
  await app.core.receive({
    kind: 'message',
    key,
    platform: 'web',
    place,
    sender,
    at,
    text,
    messageId: key,
    isToBot: true,
    isReply: true,
  });
  await app.settle();
  return last(app, person);
}

describe('the golden replies', () => {
  it('in English', async () => {
    const app = await startApp();
    const talk: [string, string][] = [
      ['task list', 'No tasks here.'],
      ['task new Book a room', 'Created T-1: Book a room'],
      ['task new book a ROOM', 'That is already T-1: Book a room'],
      ['task show T-1', 'T-1 Book a room (backlog)'],
      ['task assign T-1 Bo', 'T-1 Book a room: backlog\nAssigned to Bo'],
      ['task update T-1 Book a big room', 'T-1 Book a big room: backlog'],
      ['task comment T-1 Ask Cy', 'Comment added to T-1.'],
      ['task why T-1', 'T-1: It has not started yet. Run it, or mark it as done.\nNext: task run T-1'],
      ['task defer T-1 no budget', 'T-1 Book a big room: deferred'],
      ['task resume T-1', 'T-1 Book a big room: backlog'],
      ['task list', '- T-1 Book a big room (backlog)'],
      ['task list room', '- T-1 Book a big room (backlog)'],
      ['task list completed', 'No tasks here.'],
      ['task inbox', 'Nothing is waiting for you.'],
      ['stop T-1', 'T-1 Book a big room: cancelled'],
      ['task archive T-1', 'T-1 Book a big room: archived'],
      ['task show T-9', 'There is no task "T-9" that you can see.'],
      [
        'task update T-1',
        'Please add T-… and what to change, for example: task update T-1 New title · task update T-1 priority=high due=2027-01-31',
      ],
      ['task new', 'Please add a title, for example: task new Prepare the quarterly report'],
    ];
    for (const [said, reply] of talk) expect([said, await type(app, said)]).toEqual([said, reply]);
    expect(app.model.requests).toEqual([]);
  });

  it('in Chinese', async () => {
    const app = await startApp();
    const talk: [string, string][] = [
      ['任务 列表', '这里没有任务。'],
      ['任务 新建 预订会议室', '已创建 T-1：预订会议室'],
      ['任务 新建 预订会议室', '已有这个任务 T-1：预订会议室'],
      ['任务 查看 T-1', 'T-1 预订会议室（待办）'],
      ['任务 指派 T-1 小王', 'T-1 预订会议室：待办\n负责人 小王'],
      ['任务 更新 T-1 预订大会议室', 'T-1 预订大会议室：待办'],
      ['任务 评论 T-1 问小李', '已为 T-1 添加评论。'],
      ['任务 为什么 T-1', 'T-1：尚未开始。可以运行，或标记为已完成。\n下一步：任务 运行 T-1'],
      ['任务 推迟 T-1 没有预算', 'T-1 预订大会议室：已推迟'],
      ['任务 继续 T-1', 'T-1 预订大会议室：待办'],
      ['任务 待办', '没有等待您处理的事项。'],
      ['停止T-1', 'T-1 预订大会议室：已取消'],
      ['任务 归档 T-1', 'T-1 预订大会议室：已归档'],
    ];
    for (const [said, reply] of talk) expect([said, await type(app, said)]).toEqual([said, reply]);
  });

  it('of the help names every command that there is', async () => {
    const app = await startApp();
    for (const said of ['task help', 'help', '/help', '任务 帮助', '帮助'])
      expect(await type(app, said)).toMatch(/approve A-1|批准 A-1/);
  });

  it('of the platform command, which is told privately when it is wrong', async () => {
    const app = await startApp();
    const place = { platform: 'web', channel: 'general', thread: 'thread-1' };
    const sender = { id: 'web:ana', name: 'ana' };
    for (const [at, text] of ['shwo T-1', 'dance', ''].entries()) {
      await app.core.receive({
        kind: 'command',
        key: `c${at}`,
        platform: 'web',
        place,
        sender,
        at: app.clock.now(),
        text,
      });
      await app.settle();
    }
    expect((await privateWords(app, 'ana')).slice(0, 2)).toEqual([
      'I do not know "shwo". Did you mean "show"?',
      'I do not know "dance". Type "task help" to see the commands.',
    ]);
  });
});

describe('a typed command about work under way', () => {
  it('runs, stops and runs again', async () => {
    const app = await startApp();
    await type(app, 'task new Announce');
    app.model.script({ run: [ASK] });
    expect(await type(app, 'run T-1')).toBeDefined();
    expect((await stored(app, 'tasks')).wait?.kind).toBe('input');
    await type(app, 'stop T-1');
    expect(await app.botTexts()).toContain('T-1 Announce: cancelled');
    app.model.script({ run: ['Done.'] });
    await type(app, 'retry T-1');
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed', runCount: 2 });
  });

  it('is refused in words that say what is possible', async () => {
    const app = await startApp();
    await type(app, 'task new Announce');
    await type(app, 'pause T-1');
    expect(await last(app)).toMatch(/^T-1 has not started, so you cannot pause it\. You can: .*run.*\.$/);
  });

  it('of a task in another channel finds nothing', async () => {
    const app = await startApp();
    await app.core.commands.createTask({ title: 'Secret' }, inChat('bo', { channel: 'board' }));
    expect(await type(app, 'stop T-1', 'ana')).toBe('There is no task "T-1" that you can see.');
    expect((await stored(app, 'tasks')).status).toBe('backlog');
  });
});

describe('a typed decision', () => {
  it.each([
    ['approve A-1', 'approved', undefined],
    ['Approve a-1 go ahead', 'approved', 'go ahead'],
    ['批准 A-1', 'approved', undefined],
    ['批准A-1', 'approved', undefined],
    ['同意 A1', 'approved', undefined],
    ['reject A-1 too early', 'rejected', 'too early'],
    ['拒绝 A-1 太早了', 'rejected', '太早了'],
    ['task approve A-1', 'approved', undefined],
    ['/task reject A-1', 'rejected', undefined],
    ['任务 批准 A-1', 'approved', undefined],
    ['approve T-1', 'approved', undefined],
  ])('settles the only ask: %s', async (text, state, note) => {
    const app = await startApp();
    await startWork(app, [NOD, 'Done.']);
    await type(app, text);
    const ask = await stored(app, 'asks');
    expect(ask).toMatchObject({ state });
    expect(ask.decisions[0]?.note).toBe(note);
    expect(app.model.requests.filter(({ hints }) => hints.task === 'turn')).toEqual([]);
  });

  it.each(['approve', 'OK!', 'yes', '同意。', '不同意', '拒绝'])(
    'without a number settles nothing among people, and says how to decide: %s',
    async (text) => {
      const app = await startApp();
      await startWork(app, [{ calls: [...NOD.calls, ...NOD.calls] }]);
      expect(await type(app, text)).toMatch(/approve A-1|批准 A-1/);
      expect((await privateWords(app, 'ana')).at(-1)).toMatch(/A-2/);
      for (const number of [1, 2]) expect((await stored(app, 'asks', number)).state).toBe('open');
    },
  );

  it('by somebody who may not is refused to them alone', async () => {
    const app = await startApp({ config: 'questions: {answered_by: {people: ["web:cy"]}}' });
    await startWork(app, [ASK]);
    await type(app, 'answer A-1 Friday', 'bo');
    expect((await stored(app, 'asks')).state).toBe('open');
    expect(await privateWords(app, 'bo')).toEqual(['A-1 can be decided by cy.']);
  });

  it('of a question gives the answer', async () => {
    const app = await startApp();
    await startWork(app, [ASK, 'On Friday.']);
    await type(app, 'answer A-1 Friday at noon');
    expect(await stored(app, 'asks')).toMatchObject({ state: 'answered', value: 'Friday at noon' });
  });

  it('counts the votes', async () => {
    const app = await startApp({
      config: "tools: {ask_people: {approvers: {people: ['web:bo', 'web:cy'], quorum: 2}}}",
    });
    await startWork(app, [NOD, 'Done.']);
    await type(app, 'approve A-1', 'bo');
    expect((await app.cardWith('approve', 'cy')).card?.facts).toContain('bo approved (1 of 2)');
    await type(app, 'approve A-1', 'cy');
    expect((await stored(app, 'asks')).state).toBe('approved');
  });

  it('is what every card offers: typing its hint does what its button does', async () => {
    const fail = () => {
      throw new AppError('model.unavailable');
    };
    const wants: [string, Parameters<typeof startWork>[1], object, string][] = [
      ['a question', [ASK, 'Done.'], {}, 'answer A-1 Friday'],
      ['a nod', [NOD, 'Done.'], {}, 'approve A-1'],
      ['a review', ['A draft.', 'Better.'], { isReviewRequired: true }, 'accept A-1'],
      ['changes', ['A draft.', 'Better.'], { isReviewRequired: true }, 'request changes A-1 name the date'],
      ['a failure', [fail, 'Done.'], {}, 'retry T-1'],
    ];
    for (const [what, lines, fields, typed] of wants) {
      const app = await startApp();
      await startWork(app, lines, fields);
      const before = (await stored(app, 'tasks')).version;
      await type(app, typed);
      expect([what, (await stored(app, 'tasks')).version > before]).toEqual([what, true]);
    }
  });

  it.each(['repeat', 'skip', 'stop'])('settles a doubt: %s', async (verb) => {
    const app = await startApp();
    await startWork(app, [ASK, 'Done.']);
    await app.ports.store.collection('asks').update({ number: 1 }, { $set: { isInDoubt: true } });
    const hint = (await app.core.commands.getAsk('A-1', app.api)).allowed;
    expect(hint).toContain(verb);
    await type(app, `${verb} A-1`);
    expect((await stored(app, 'asks')).decisions.map(({ decision }) => decision)).toEqual([verb]);
  });
});

describe('a typed answer', () => {
  it.each([
    ['us', 'us'],
    ['US', 'us'],
    ['2', 'us'],
    ['b', 'us'],
  ])('to a choice is its words, number or letter: %s', async (said, value) => {
    const app = await startApp();
    await startWork(app, [REGION, 'Done.']);
    await type(app, said);
    expect(await stored(app, 'asks')).toMatchObject({ state: 'answered', value });
  });

  it('that is none of the options goes to the agent, which can tell what is meant', async () => {
    const app = await startApp();
    await startWork(app, [REGION]);
    app.model.script({ turn: ['Do you mean us?'] });
    expect(await type(app, 'the American one')).toBe('Do you mean us?');
    expect((await stored(app, 'asks')).state).toBe('open');
  });

  it('that is none of the options is told so, privately, where no agent reads it, and the question stays open', async () => {
    const app = await startApp();
    withoutReader(app);
    await startWork(app, [REGION]);
    expect(await type(app, 'asia')).toBe('must be one of: eu, us.');
    expect(await privateWords(app, 'ana')).toHaveLength(1);
    expect((await stored(app, 'asks')).state).toBe('open');
  });

  it('to a choice is no question back: that goes to the agent, and the choice stays open', async () => {
    const app = await startApp();
    await startWork(app, [REGION]);
    app.model.script({ turn: ['It waits for you.'] });
    expect(await type(app, 'what is the status?')).toBe('It waits for you.');
    expect((await stored(app, 'asks')).state).toBe('open');
  });

  it('that is none of the options is told so in Chinese to whoever reads Chinese', async () => {
    const app = await startApp({ config: 'channels: [{platform: web, channel: general, locale: zh-CN}]' });
    withoutReader(app);
    await startWork(app, [REGION]);
    expect((await type(app, '亚洲'))?.replaceAll(/value|eu|us/g, '')).not.toMatch(/[a-z]{3}/i);
  });

  it('with two questions open asks which, and a number before the answer says which', async () => {
    const app = await startApp();
    await startWork(app, [{ calls: [...ASK.calls, ...REGION.calls] }, 'Done.']);
    expect(await type(app, 'Friday')).toBe(
      'Several questions are open: A-1, A-2. Start your answer with the number of one.',
    );
    await type(app, 'A-1 Friday');
    expect(await stored(app, 'asks', 1)).toMatchObject({ state: 'answered', value: 'Friday' });
    await type(app, 'eu');
    expect(await stored(app, 'asks', 2)).toMatchObject({ state: 'answered', value: 'eu' });
  });

  it('does not answer a form or a doubt', async () => {
    const form = call('ask_people', {
      kind: 'form',
      question: 'Details?',
      fields: [{ name: 'day', label: 'Day', kind: 'date' }],
    });
    const app = await startApp({ turn: ['Please fill in the form.'] });
    await startWork(app, [form]);
    expect(await type(app, '2026-12-01')).toBe('Please fill in the form.');
    expect((await stored(app, 'asks')).state).toBe('open');
  });
});

describe('the grammar', () => {
  it.each([
    ['stop T-5', 'stop', 'T-5', ''],
    ['  Retry   #12 ', 'retry', 'T-12', ''],
    ['ｓｔｏｐ　Ｔ－５', 'stop', 'T-5', ''],
    ['task show t7', 'show', 'T-7', ''],
    ['/任务 新建 写报告', 'new', null, '写报告'],
    ['取消T-3', 'stop', 'T-3', ''],
  ])('reads %j', (text, name, ref, rest) => expect(findCommand(text)).toMatchObject({ name, ref, rest }));

  it.each([
    'stop',
    'show me the tasks',
    'approve the budget for T-5',
    'stop T-5 from happening again',
    'task force meeting tomorrow',
    'T-5',
    'assign T-5 to me please',
    '把 T-5 取消',
    'comment on A-1',
  ])('leaves to the agent: %j', (text) => expect(findCommand(text)).toBeUndefined());

  it.each([
    ['shwo', 'show'],
    ['lst', 'list'],
    ['approev', 'approve'],
    ['retyr', 'retry'],
    ['xyzzy', null],
  ])('finds what %s is nearest to', (verb, name) => expect(nearestCommand(verb)).toBe(name));

  it('reads the verb with what follows when nothing is known of it', () => {
    expect(readCommand('dance with T-1')).toMatchObject({ name: null, verb: 'dance' });
    expect(readCommand('')).toMatchObject({ name: null, verb: '' });
  });
});
