import { describe, expect, it } from 'vitest';
import { createOfflineModel } from '../../adapters/model/offline/index.ts';
import { startApp } from '../fakes/app.ts';

const start = (config?: string) =>
  startApp({ model: createOfflineModel(), ...(config === undefined ? {} : { config }) });
type App = Awaited<ReturnType<typeof start>>;

const task = (app: App, number: string) => app.core.commands.getTask(number, app.api);
const lastText = async (app: App): Promise<string> => (await app.botTexts()).at(-1) ?? '';
const cards = async (app: App, kind: string) =>
  (await app.read()).flatMap(({ card }) => (card?.kind === kind ? [card] : []));

/** What a person says, and the words that the bot says back. */
async function answerTo(app: App, text: string, thread?: string): Promise<string> {
  const before = (await app.botTexts()).length;
  await app.say('ana', text, thread ? { thread } : {});
  return (await app.botTexts()).slice(before).join('\n');
}

describe('work that is told with its steps', () => {
  it.each([
    {
      said: 'Announce the launch: ask which region: eu or us. Save the announcement as launch.md. Then send it to https://example.com/hook',
      title: 'Announce the launch',
      steps: [
        'ask which region: eu or us.',
        'Save the announcement as launch.md.',
        'Then send it to https://example.com/hook',
      ],
      question: 'Which region?',
      options: ['eu', 'us'],
    },
    {
      said: '发布上线公告：先问一下发到哪个地区：华东还是华南，把公告保存为 launch.md，然后发到 https://example.com/hook',
      title: '发布上线公告',
      steps: [
        '先问一下发到哪个地区：华东还是华南',
        '把公告保存为 launch.md',
        '发到 https://example.com/hook',
      ],
      question: '发到哪个地区？',
      options: ['华东', '华南'],
    },
  ])('"$title" asks, saves and sends after one nod', async ({ said, title, steps, question, options }) => {
    const app = await start();
    const { thread } = await app.say('ana', said);
    const made = await task(app, 'T-1');
    expect(made).toMatchObject({ title, status: 'in_progress', wait: { kind: 'input' } });
    expect(made.description.split('\n')).toEqual(steps);
    const [asked] = await cards(app, 'ask');
    expect(asked?.title).toContain(question);
    expect(asked?.buttons.map(({ label }) => label)).toEqual(options);

    const [first = ''] = options;
    await app.say('bo', first, { thread });
    expect(await task(app, 'T-1')).toMatchObject({ wait: { kind: 'approval' } });
    expect(app.fetcher.sent).toEqual([]);
    await app.press('ana', 'approve');

    expect(await task(app, 'T-1')).toMatchObject({ status: 'completed', outcome: 'success' });
    expect(await cards(app, 'ask')).toHaveLength(2);
    const [sent] = app.fetcher.sent;
    expect(sent).toMatchObject({ method: 'POST', url: 'https://example.com/hook' });
    const body = JSON.parse(sent?.body ?? '') as { files: { name: string; content: string }[] };
    expect(body.files).toMatchObject([{ name: 'launch.md' }]);
    expect(body.files[0]?.content).toContain(first);
    await app.stop();
  });

  it('is put to people once, although its instructions ask for an approval that the call asks for anyhow', async () => {
    const app = await start();
    await app.say(
      'ana',
      'Post the news: get approval before posting the text to https://example.com/hook, then stop',
    );
    expect((await cards(app, 'ask')).map(({ title }) => title)).toEqual([expect.stringContaining('POST')]);
    await app.press('ana', 'approve');
    expect(app.fetcher.sent).toHaveLength(1);
    expect(await cards(app, 'ask')).toHaveLength(1);
    await app.stop();
  });

  it('keeps the approval that its instructions ask for where the call would not ask', async () => {
    const app = await start('tools: {http_send: {approval: never}}');
    await app.say(
      'ana',
      'Post the news: get approval before posting the text to https://example.com/hook, then stop',
    );
    expect(app.fetcher.sent).toEqual([]);
    expect(await cards(app, 'ask')).toHaveLength(1);
    await app.press('ana', 'approve');
    expect(app.fetcher.sent).toHaveLength(1);
    await app.stop();
  });

  it.each(['write a launch plan', '写一份上线计划', '整理一份付款流程说明'])(
    '"%s" is writing, and wants nobody’s nod',
    async (said) => {
      const app = await start();
      await app.say('ana', said);
      expect(await task(app, 'T-1')).toMatchObject({ status: 'completed' });
      expect(await cards(app, 'ask')).toEqual([]);
      await app.stop();
    },
  );

  it.each([
    ['Launch prep:\n1. ask which day: Monday or Tuesday\n2. write the plan', ['Launch prep']],
    ['First ask which day: Monday or Tuesday, then write the plan', ['Write the plan']],
    ['上线准备：\n- 问一下哪天：周一还是周二\n- 写一份计划', ['上线准备']],
    ['Tasks for the launch:\n- book the room\n- order the cake', ['Book the room', 'Order the cake']],
    ['上线待办：\n- 订会议室\n- 买蛋糕', ['订会议室', '买蛋糕']],
  ])('%j becomes the tasks that it tells of', async (said, titles) => {
    const app = await start();
    await app.say('ana', said);
    const { items } = await app.core.commands.listTasks(
      { limit: 10, view: 'errand', archived: false },
      app.api,
    );
    expect(items.map(({ title }) => title).toSorted()).toEqual(titles.toSorted());
    await app.stop();
  });
});

describe('in the thread of a task', () => {
  it.each([
    ['make it high priority', { priority: 'high' }],
    ['assign it to bo', { assignee: { name: 'bo' } }],
    ['把它交给小李', { assignee: { name: '小李' } }],
    ['改到下周三', { dueAt: '2026-01-14T18:00:00.000Z' }],
    ['mark it done', { status: 'completed' }],
    ['stop it', { status: 'cancelled' }],
  ])('"%s" is said of that task', async (said, wanted) => {
    const app = await start();
    const { thread } = await app.say('ana', 'Track the vendor contract');
    await app.say('ana', 'Track the office move');
    await app.say('ana', said, { thread });
    expect(await task(app, 'T-1')).toMatchObject(wanted);
    await app.stop();
  });

  it.each(["what's the status?", 'any news?', '进展如何', '怎么样了？'])(
    '"%s" tells of that task',
    async (said) => {
      const app = await start();
      const { thread } = await app.say('ana', 'Track the vendor contract');
      await app.say('ana', 'Track the office move');
      const told = await answerTo(app, said, thread);
      expect(told).toContain('T-1 Vendor contract');
      expect(told).not.toContain('T-2');
      await app.stop();
    },
  );

  it('the same words tell of all tasks where the thread has none', async () => {
    const app = await start();
    await app.say('ana', 'Track the vendor contract');
    expect(await answerTo(app, "what's the status?")).toContain('1. T-1 Vendor contract');
    const { thread } = await app.say('ana', 'hello');
    expect(await answerTo(app, "what's the status?", thread)).toContain('1. T-1 Vendor contract');
    await app.stop();
  });
});

describe('a list', () => {
  it('tells of a person, of a time and of how many there are, in the words of people', async () => {
    const app = await start();
    await app.say('ana', 'Track the vendor contract for Bo by Friday, high priority');
    await app.say('ana', '跟进机房巡检，交给小李，明天之前');
    const friday = 'T-1 Vendor contract (to do, high priority, due Fri 9 Jan, Bo)';
    expect(await answerTo(app, 'what does Bo have?')).toBe(`One task:\n1. ${friday}`);
    expect(await answerTo(app, '小李有哪些任务')).toBe(
      '共 1 个任务：\n1. T-2 机房巡检（待办，明天截止，小李）',
    );
    expect(await answerTo(app, 'how many tasks are open?')).toMatch(/^2 tasks:/);
    expect(await answerTo(app, "what's due this week?")).toContain(friday);
    expect(await answerTo(app, 'anything overdue?')).toBe('Nothing there: no task fits.');
    await app.stop();
  });

  it('of what waits for a nod says where one’s own are shown', async () => {
    const app = await start();
    await app.say('ana', 'Announce it: save the text as news.md, then send it to https://example.com/hook');
    const told = await answerTo(app, 'what needs my approval?');
    expect(told).toContain('T-1 Announce it (waiting)');
    expect(told).toContain('/task inbox');
    expect(await answerTo(app, '有什么需要我审批的')).toMatch(/T-1 Announce it（等待中）\n.*\/任务 待办/);
    await app.stop();
  });
});

describe('the word on being offline', () => {
  it('is said once to a person in a channel, in one line by itself', async () => {
    const app = await start();
    await app.say('ana', 'Track the vendor contract');
    const [reply = ''] = await app.botTexts();
    const [, note = '', ...others] = reply.split('\n\n');
    expect(note).toContain('OPENAI_API_KEY');
    expect(note).not.toContain('\n');
    expect(note.length).toBeLessThan(120);
    expect(others).toEqual([]);
    await app.say('ana', 'Track the office move');
    expect(await lastText(app)).not.toContain('OPENAI_API_KEY');
    await app.stop();
  });
});

describe('work that comes again', () => {
  const schedules = async (app: App) => (await app.core.commands.listSchedules({ limit: 10 }, app.api)).items;

  it.each([
    ['every weekday at 9 except Friday, post what is overdue', 'post what is overdue', 'card'],
    ['每个工作日9点（周五除外）发送逾期任务', '发送逾期任务', '卡片'],
    ['Please remind us every Monday at 10 to fill in the timesheets', 'fill in the timesheets', 'card'],
  ])('F126 %s is proposed, and nothing is live before somebody says so', async (said, what, word) => {
    const app = await start();
    expect(await answerTo(app, said)).toContain(word);
    const [made, ...others] = await schedules(app);
    expect(others).toEqual([]);
    expect(made).toMatchObject({ state: 'proposed' });
    expect(JSON.stringify(made)).toContain(what);
    const buttons = (await app.read()).flatMap(({ card }) => card?.buttons ?? []);
    expect(buttons).toHaveLength(3);
  });

  it.each([
    'every week, post what is overdue',
    'Cancel the meeting about the budget every Monday',
    'I am not sure what we do every Monday at 10',
    '我们每周一10点开会',
    'What do we do every Monday at 10?',
    'write down: call Bo by Monday at 9',
  ])('F126 of "%s" nothing is scheduled', async (said) => {
    const app = await start();
    await answerTo(app, said);
    expect(await schedules(app)).toEqual([]);
  });
});
