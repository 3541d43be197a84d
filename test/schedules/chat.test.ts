import { afterEach, describe, expect, it } from 'vitest';
import { startApp, type AppOptions, type TestApp } from '../fakes/app.ts';
import { call } from '../fakes/scripted-model.ts';

const HOUR = 3600_000;
const apps: TestApp[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.stop()));
});

async function start(options: AppOptions = {}): Promise<TestApp> {
  const app = await startApp({ config: 'time_zone: UTC', run: ['Done.', 'Done.', 'Done.'], ...options });
  apps.push(app);
  return app;
}

const stored = async (app: TestApp) =>
  (await app.ports.store.collection('schedules').find({}, { sort: { number: 1 }, limit: 100 }))[0];

const lastText = async (app: TestApp, person = 'ana') => (await app.botTexts(person)).at(-1) ?? '';

describe('a schedule in chat', () => {
  it('F126 F30 is proposed with its reading and its next five times, and is live once its person presses', async () => {
    const app = await start();
    await app.say('ana', 'task schedule every weekday at 10 except Friday: send the sales report');
    const card = await app.cardWith('start');
    expect(card.card?.lines.join('\n')).toContain(
      'on Mondays, Tuesdays, Wednesdays and Thursdays at 10:00 · UTC',
    );
    expect(card.card?.lines.join('\n')).toContain(
      'Next: Mon, 5 Jan 2026, 10:00 · Tue, 6 Jan 2026, 10:00 · Wed, 7 Jan 2026, 10:00 · Thu, 8 Jan 2026, 10:00 · Mon, 12 Jan 2026, 10:00',
    );
    expect(card.card?.lines.join('\n')).toContain('cron 0 10 * * 1-4');
    await app.clock.leap(2 * HOUR);
    expect(await stored(app)).toMatchObject({ state: 'proposed', nextAt: null });
    await app.press('bo', 'start');
    expect(await stored(app)).toMatchObject({ state: 'proposed' });
    await app.press('ana', 'start');
    expect(await stored(app)).toMatchObject({ state: 'active', nextAt: new Date('2026-01-06T10:00:00Z') });
    await app.clock.leap(23 * HOUR - 5000);
    await app.clock.advance(8000);
    await app.settle();
    const [task] = await app.ports.store.collection('tasks').find({}, { limit: 10 });
    expect(task).toMatchObject({
      title: 'send the sales report',
      status: 'completed',
      home: { channel: 'general' },
    });
    expect((await app.read('ana')).some(({ card: shown }) => shown?.kind === 'run')).toBe(true);
  });

  it('F126 is dropped when nobody confirms it for a day, and its button then does nothing', async () => {
    const app = await start();
    await app.say('ana', 'task schedule every day at 10: report');
    const card = await app.cardWith('start');
    await app.clock.leap(25 * HOUR);
    await app.clock.advance(8000);
    await app.settle();
    expect(await stored(app)).toMatchObject({ state: 'dropped', why: { reason: 'unconfirmed' } });
    const value = card.card?.buttons.find(({ action }) => action === 'start')?.value ?? '';
    await app.web.submitAction({ messageId: card.id, action: 'start', person: 'ana', value });
    await app.settle();
    expect(await stored(app)).toMatchObject({ state: 'dropped' });
  });

  it('F126 in Chinese', async () => {
    const app = await start();
    await app.say('ana', '任务 定时 每个工作日10点（周五除外）：发送销售报告');
    const card = await app.cardWith('start');
    expect(card.card?.lines[0]).toBe('每周一、二、三、四 10:00 · UTC');
    await app.say('ana', '任务 定时 S-1 启用');
    expect(await stored(app)).toMatchObject({ state: 'active', locale: 'zh-CN' });
    await app.say('ana', '这里有哪些定时计划？');
    expect(await lastText(app)).toContain('S-1 发送销售报告：每周一、二、三、四 10:00');
  });

  it('F126 is listed, moved, skipped and run in few words, in its thread', async () => {
    const app = await start();
    const { thread } = await app.say('ana', 'task schedule every day at 9:30: report');
    await app.press('ana', 'start');
    await app.say('ana', "skip tomorrow's", { thread });
    expect(await lastText(app)).toContain('S-1 will skip: Tue, 6 Jan 2026, 09:30');
    await app.say('ana', 'move it to 10', { thread });
    expect((await app.cardWith('start')).card?.lines.slice(0, 2)).toEqual([
      '- every day at 09:30 · UTC',
      '+ every day at 10:00 · UTC',
    ]);
    expect(await stored(app)).toMatchObject({ rules: [{ cron: '30 9 * * *' }] });
    await app.press('ana', 'start');
    expect(await stored(app)).toMatchObject({ rules: [{ cron: '0 10 * * *' }], proposal: null });
    await app.say('ana', 'run it now', { thread });
    expect(await lastText(app)).toContain('T-1');
    await app.say('ana', 'what is scheduled here?');
    expect(await lastText(app)).toContain('S-1 report: every day at 10:00 · UTC (active');
    await app.say('ana', 'pause S-1');
    expect(await stored(app)).toMatchObject({ state: 'paused' });
    await app.say('bo', 'resume S-1');
    expect(await lastText(app, 'bo')).toContain('S-1 belongs to ana');
    expect(await stored(app)).toMatchObject({ state: 'paused' });
  });

  it('F128 for one moment that was named is live at once, with a way back', async () => {
    const app = await start();
    await app.say('ana', 'task schedule 2026-01-05 11:00 call the bank');
    expect(await stored(app)).toMatchObject({ state: 'active', rules: [{ kind: 'once' }] });
    await app.press('ana', 'archive');
    expect(await stored(app)).toMatchObject({ state: 'archived' });
  });

  it('F126 is proposed by the agent, which is told that it is not live', async () => {
    const app = await start({
      turn: [
        call('manage_schedules', {
          action: 'propose',
          rules: [{ repeat: 'day', times: ['09:00'] }],
          guessed: true,
          instructions: 'Post the numbers',
        }),
        'Please confirm it on the card.',
      ],
    });
    await app.say('ana', 'every morning, post the numbers');
    expect(await stored(app)).toMatchObject({ state: 'proposed', isTimeGuessed: true });
    expect((await app.cardWith('start')).card?.lines).toContain('No time given, so 09:00 is used.');
    expect(JSON.stringify(app.model.requests.at(-1)?.messages)).toContain('It is not live');
  });

  it.each([
    ['every day', 'At what time?'],
    ['0 0 30 2 *: report', 'never comes'],
    ['0 9 * *', 'cannot read a time'],
    ['2025-01-05 09:00 report', 'is over; the same time comes again at 2026-01-06T09:00'],
    ['* * * * *: report', 'come 1 min apart; they must be at least 5 min apart'],
    ['61 9 * * *: report', '"61" cannot be read'],
    ['every day at 9', 'And what is to be done?'],
    ['hello there', 'cannot read a time'],
    ['S-9 pause', 'There is no schedule "S-9"'],
  ])('answers "task schedule %s" with what would mend it', async (typed, told) => {
    const app = await start();
    await app.say('ana', `task schedule ${typed === 'every day' ? 'every day report' : typed}`);
    expect(await lastText(app)).toContain(told);
    expect(await app.ports.store.collection('schedules').count({}, 10)).toBe(0);
  });
});
