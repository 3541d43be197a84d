import { afterEach, describe, expect, it } from 'vitest';
import {
  openWeComProduct,
  WECOM_CONFIG,
  WECOM_SURFACES,
  type WeComProduct,
  type WeComSurface,
} from '../fakes/platform-app.ts';
import type { Story } from '../fakes/platform-core.ts';
import { call } from '../fakes/scripted-model.ts';
import { closeAll, until } from '../fakes/wecom/index.ts';

let app: WeComProduct;
afterEach(async () => {
  await app.close();
  await closeAll();
});

const open = async (story: Story & { surface?: WeComSurface } = {}): Promise<void> => {
  app = await openWeComProduct(story);
};

const begin = (title: string) => [
  call('manage_tasks', { action: 'create', tasks: [{ title }], run: true }),
  'T-1 is under way.',
];
const hook = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: '{"region":"eu"}' });
const ask = (question: string) => call('ask_people', { kind: 'text', question });
const choose = call('ask_people', { kind: 'choice', question: 'Which region?', options: ['eu', 'us'] });

const count = (text: string): number => app.seen().join('\n').split(text).length - 1;
const expectCalm = (): void => {
  expect(app.screen.spinning()).toEqual([]);
  expect(app.screen.items.filter(({ kind, isSealed }) => kind === 'bubble' && !isSealed)).toEqual([]);
};

describe.each(WECOM_SURFACES)('a piece of work in WeCom, by %s', (surface) => {
  it('goes from a message to a task, a run, questions, a nod and one ending, and no bubble is left open', async () => {
    await open({
      surface,
      turn: begin('Announce the launch'),
      run: [
        choose,
        ask('Which headline?'),
        call('save_deliverable', { name: 'launch.md', content: '# Launch in eu' }),
        hook,
        'Announced in **eu**.',
      ],
    });
    await app.tell('ana', 'Announce the launch, please');
    expect(count('Which region?')).toBeGreaterThan(0);
    expect(app.seen().join('\n')).toMatch(/1\. eu|\[eu\]/);
    expectCalm();

    // By a press where there is something to press, by the option's number where there is not.
    await (surface === 'callback' ? app.tell('ana', '1') : app.press('ana', 'eu'));
    expect(app.seen('ana').join('\n')).toContain(surface === 'callback' ? '1. eu' : 'ana answered');
    expect(await app.task()).toMatchObject({ wait: { kind: 'input' } });

    await app.tell('ana', '答复 A-2 Now in the EU');
    expect(await app.task()).toMatchObject({ wait: { kind: 'approval' } });
    expect(app.sent).toEqual([]);
    await app.tell('ana', '批准 A-3');
    expect(app.sent).toHaveLength(1);
    // A decision is told once: by the card that is shown anew, or in words where there is no message to spare for that.
    const [byCard, inWords] = [count('ana approved'), count('已批准“')];
    expect([byCard, inWords]).toEqual(surface === 'callback' ? [0, 1] : [1, 0]);
    await app.wind(30_000);
    await app.settle();
    expect(await app.task()).toMatchObject({ status: 'completed', outcome: 'success' });
    expect(count('Announced in **eu**.')).toBe(1);
    expect(app.seen().join('\n')).toContain('[launch.md](https://errand.test/');
    expectCalm();
    expect(app.model.left()).toBe(0);
    expect(app.log.messages('error')).toEqual([]);
  });

  it('is one task and one reply when the message comes ten times at once', async () => {
    await open({ surface, turn: begin('Announce'), run: ['Announced.'] });
    const copies = Array.from({ length: 10 }, () =>
      app.say('ana', 'announce', { msgid: '6455555555555599' }),
    );
    await until(() => app.receivedCount() >= 10, 'all copies');
    await app.settle();
    await app.wind(15_000);
    await Promise.all(copies);
    await app.settle();
    expect(await app.tasks()).toHaveLength(1);
    expect(count('Announced.')).toBe(1);
    expectCalm();
  });
});

describe('a press in WeCom', () => {
  it('changes the card: for all when it counts, and for the one who may not with the reason', async () => {
    await open({ turn: begin('Announce'), run: [hook, 'Announced.'] });
    await app.tell('ana', 'announce');
    const taskId = app.cardWith('Approve');
    await app.press('bo', 'Approve');
    expect(app.sent).toEqual([]);
    const seenBy = (person: string): string =>
      JSON.stringify(app.screen.card(taskId)?.views?.get(person) ?? app.screen.card(taskId)?.card);
    expect(seenBy('bo')).toContain('A-1 can be decided by ana.');
    expect(seenBy('bo')).toContain('"Approve"');
    expect(seenBy('ana')).not.toContain('can be decided');
    expect(app.screen.in('single:bo')).toEqual([]);

    await app.press('cy', 'Approve', taskId);
    expect(seenBy('cy')).toContain("I don't work in this channel yet");
    await app.press('ana', 'Approve');
    expect(app.sent).toHaveLength(1);
    for (const person of ['ana', 'bo', 'cy']) expect(seenBy(person)).toMatch(/ana approved/);
  });

  it('counts once when twenty come at once, and one that comes late shows how things are', async () => {
    await open({ turn: begin('Announce'), run: [hook, 'Announced.'] });
    await app.tell('ana', 'announce');
    const taskId = app.cardWith('Approve');
    for (let press = 0; press < 20; press += 1) void app.click(press % 2 ? 'ana' : 'bo', taskId, 'Approve');
    await until(() => app.receivedCount() > 20, 'all presses');
    await app.settle();
    await app.wind(6_000);
    await app.settle();
    expect(app.sent).toHaveLength(1);
    expect(count('Announced.')).toBe(1);
    const card = (): string => JSON.stringify(app.screen.card(taskId)?.card);
    expect(card()).toContain('ana approved');
    await app.click('ana', taskId, 'press|approve|made-up');
    await app.wind(5_000);
    expect(app.sent).toHaveLength(1);
    expect(card()).toContain('ana approved');
  });
});

describe('a press in WeCom that comes too late', () => {
  it('does nothing once the time is over, and closes the card that was pressed', async () => {
    const config = `${WECOM_CONFIG}\ntools: { http_send: { approval: always, expires: 2m } }`;
    await open({ config, turn: begin('Announce'), run: [hook, 'It was not sent.'] });
    await app.tell('ana', 'announce');
    const taskId = app.cardWith('Approve');
    await app.wind(130_000, 2_000);
    await app.settle();
    await app.press('ana', 'Approve', taskId);
    expect(app.sent).toEqual([]);
    expect(JSON.stringify(app.screen.card(taskId)?.card)).toMatch(/text_notice.*Nobody approved in time/);
    expect(count('It was not sent.')).toBe(1);
  });
});

describe('a form of choices in WeCom', () => {
  it('takes several of them by one card, and by typing', async () => {
    const options = ['eu', 'us', 'ap'];
    const form = (question: string) =>
      call('ask_people', {
        kind: 'form',
        question,
        fields: [{ name: 'regions', label: 'Regions', kind: 'choices', options }],
      });
    await open({ turn: begin('Announce'), run: [form('Where?'), form('And later?'), 'Announced.'] });
    await app.tell('ana', 'announce');
    app.socket?.click('ana', app.cardWith('Answer'), 'Answer', { f0: ['eu', 'ap'] });
    await app.settle();
    await app.wind(5_000);
    await app.settle();
    expect(app.seen('ana').join('\n')).toContain('Regions: eu, ap');
    await app.tell('bo', '答复 A-2 us、ap');
    expect(await app.task()).toMatchObject({ status: 'completed' });
    expect(JSON.stringify(app.model.requests.at(-1)?.messages)).toMatch(/eu.*ap.*us.*ap/);
    expectCalm();
  });
});

describe('typed words in WeCom', () => {
  it('answer a question when they name it, quote it or are one of its options, and not by chance', async () => {
    await open({
      turn: [...begin('Plan'), 'Fine weather.', 'Sure.'],
      run: [choose, ask('Who leads?'), 'Planned.'],
    });
    await app.tell('ana', 'plan it');
    await app.tell('bo', 'how is the weather?');
    expect(await app.task()).toMatchObject({ wait: { kind: 'input' } });
    expect(count('Fine weather.')).toBe(1);
    await app.tell('bo', 'EU');
    expect(count('”: eu')).toBe(1);
    await app.tell('bo', 'cy does', { quote: 'Who leads? A-2' });
    expect(await app.task()).toMatchObject({ status: 'completed' });
    expect(app.model.requests.at(-1)?.messages.at(-1)).toMatchObject({ role: 'tool' });
    expect(JSON.stringify(app.model.requests.at(-1)?.messages)).toContain('cy does');
    expect(JSON.stringify(app.model.requests.at(-1)?.messages)).not.toContain('Who leads?\\n');
    expectCalm();
  });

  it('are another answer than the options, where the question takes one', async () => {
    const where = { kind: 'choice', question: 'Where?', options: ['eu', 'us'] };
    await open({
      turn: begin('Plan'),
      run: [call('ask_people', where), call('ask_people', { ...where, other: true }), 'Planned.'],
    });
    await app.tell('ana', 'plan it');
    await app.tell('bo', '答复 A-1 Mars');
    expect(app.seen().at(-1)).toMatch(/eu(?:, |、)us/);
    await app.tell('bo', '答复 A-1 us');
    expect(app.seen().join('\n')).toContain('another answer: answer A-2 …');
    await app.tell('bo', 'on the moon', { quote: 'Where? A-2' });
    expect(count('”: on the moon')).toBe(1);
    expect(await app.task()).toMatchObject({ status: 'completed' });
  });

  it('decide in Chinese with the mention before them and a quotation below', async () => {
    await open({ turn: begin('发布公告'), run: [hook, '已发布。'] });
    await app.tell('ana', '请发布公告');
    expect(app.seen().join('\n')).toMatch(/请审批[\s\S]*由 ana 审批[\s\S]*也可以输入：批准 A-1/);
    await app.tell('bo', '批准 A-1', { quote: '审批 A-1' });
    expect(app.sent).toEqual([]);
    await app.tell('ana', '批准 A-1', { quote: '**A-1** · 审批\n第二行' });
    expect(app.sent).toHaveLength(1);
    expect(count('已发布。')).toBe(1);
    expectCalm();
  });

  it('fill in a form that a card cannot take', async () => {
    const fields = [
      { name: 'day', label: '日期', kind: 'date', isRequired: true },
      { name: 'seats', label: '人数', kind: 'integer', isRequired: true },
      { name: 'online', label: '线上', kind: 'boolean' },
    ];
    await open({
      turn: begin('安排会议'),
      run: [call('ask_people', { kind: 'form', question: '细节？', fields }), '已安排。'],
    });
    await app.tell('ana', '安排会议');
    expect(app.seen().join('\n')).toContain('回答 A-1 日期：…；人数：…；线上：…');
    await app.tell('ana', '答复 A-1 日期：2026-12-01；人数：很多');
    expect(app.seen().join('\n') + app.screen.texts('single:ana').join('\n')).toContain('seats');
    await app.tell('ana', '答复 A-1 日期：2026-12-01；人数：40；线上：是');
    expect(await app.task()).toMatchObject({ status: 'completed' });
    expect(app.seen().join('\n')).toMatch(/日期：2026-12-01\n人数：40\n线上：是/);
  });
});
