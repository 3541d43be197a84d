import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ScheduleView, TickView } from '../../src/contract/schedules.ts';
import { call } from './harness/model.ts';
import { startProduct, type Product } from './harness/product.ts';
import { ANYONE } from './harness/states.ts';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

let product: Product;
/** When the test began to wind: the day begins at 17:00 in Shanghai. */
beforeAll(async () => {
  product = await startProduct({ config: `${ANYONE}admins: [web:ana]\n` });
});
afterAll(() => product.stop());

const now = (): number => product.clock.now().getTime();
/** The next full hour, as the clocks in Shanghai show it. */
const nextHour = (): { time: string; ms: number } => {
  const at = Math.ceil((now() + 60_000) / HOUR) * HOUR;
  return { time: new Date(at + 8 * HOUR).toISOString().slice(11, 16), ms: at - now() };
};
async function pass(ms: number): Promise<void> {
  await product.clock.wind(ms + 2500);
  await product.settle();
}

const make = (channel: string, input: Record<string, unknown>) =>
  product.ask<ScheduleView>(
    'POST',
    '/schedules',
    { instructions: `Work of ${channel}`, home: { platform: 'web', channel }, confirm: true, ...input },
    { person: 'ana' },
  );
const get = (ref: string) => product.ask<ScheduleView>('GET', `/schedules/${ref}`);
const event = (ref: string, name: string, more: Record<string, unknown> = {}) =>
  product.ask<ScheduleView & { task?: string }>(
    'POST',
    `/schedules/${ref}/events`,
    { event: name, ...more },
    { person: 'ana' },
  );
const ticks = async (ref: string): Promise<string[]> =>
  (await product.ask<{ items: TickView[] }>('GET', `/schedules/${ref}/ticks`)).items.map(
    ({ outcome, state, reason }) => `${outcome ?? state} ${reason}`,
  );
const tasksIn = (channel: string) => product.tasks(`?platform=web&channel=${channel}`);

describe('a schedule made in a conversation', () => {
  it('F126 F125 F129 F2 shows how it reads and when it comes next, is live once its person presses, and fires in its own place', async () => {
    const channel = 'sales';
    const { time, ms } = nextHour();
    product.model.run('post what is overdue', ['Nothing is overdue.']);
    await product.say('ana', `task schedule every day at ${time}: post what is overdue`, { channel });
    const { card } = await product.cardWith('ana', 'start', { channel });
    expect(card?.lines[0]).toBe(`every day at ${time} · Shanghai time`);
    expect(card?.lines.find((line) => line.startsWith('Next:'))?.split(' · ')).toHaveLength(5);
    await product.press('bo', 'start', { channel });
    expect((await tasksIn(channel)).length).toBe(0);
    await product.press('ana', 'start', { channel });
    await product.say('ana', 'task list', { channel: 'elsewhere' });
    await pass(ms);
    await pass(DAY);
    await pass(DAY);
    const made = await tasksIn(channel);
    expect(made).toHaveLength(3);
    for (const task of made)
      expect(task).toMatchObject({ status: 'completed', source: { kind: 'cron' }, home: { channel } });
    expect((await product.heard('ana', { channel })).filter((text) => /\n\nT-\d+$/.test(text))).toHaveLength(
      3,
    );
    expect((await product.heard('ana', { channel: 'elsewhere' })).join('\n')).not.toContain('overdue');
    await product.say('ana', 'task schedule archive S-1', { channel });
  });

  it('F126 F30 is listed, shown, moved, skipped, paused, run and archived by what is typed in its thread, in both languages', async () => {
    const channel = 'orders';
    const place = { channel };
    product.model.run('check the orders', ['Checked.']);
    const { thread } = await product.say('bo', 'task schedule every day at 9:30: check the orders', place);
    await product.press('bo', 'start', place);
    const [label = ''] = /S-\d+/.exec((await product.cardWith('bo', 'pause', place)).text) ?? [];
    await product.say('bo', "skip tomorrow's", { channel, thread });
    await product.say('bo', 'move it to 10', { channel, thread });
    expect((await product.cardWith('bo', 'start', place)).card?.lines.slice(0, 2)).toEqual([
      '- every day at 09:30 · Shanghai time',
      '+ every day at 10:00 · Shanghai time',
    ]);
    expect((await get(label)).reads.en).toContain('09:30');
    await product.press('bo', 'start', place);
    expect((await get(label)).reads.en).toContain('10:00');
    await product.say('bo', '现在运行', { channel, thread });
    expect(await tasksIn(channel)).toHaveLength(1);
    await product.say('bo', 'what is scheduled here?', place);
    expect((await product.heard('bo', place)).at(-1)).toContain(`${label} check the orders`);
    await product.say('bo', `task schedule pause ${label}`, place);
    expect(await get(label)).toMatchObject({ state: 'paused', nextAt: null });
    await product.say('bo', `任务 定时 ${label} 继续`, place);
    expect(await get(label)).toMatchObject({ state: 'active' });
    await product.say('bo', `task schedule show ${label}`, place);
    expect((await product.heard('bo', place)).at(-1)).toContain('fired (T-');
    await product.say('bo', `task schedule archive ${label}`, place);
    expect(await get(label)).toMatchObject({ state: 'archived' });
  });

  it('F126 is proposed by the agent that was asked for it in plain words, and the agent is told that it is not live', async () => {
    const channel = 'agents';
    product.model.turn('every morning, post the numbers', [
      call('manage_schedules', {
        action: 'propose',
        rules: [{ repeat: 'day', times: ['09:00'] }],
        guessed: true,
        instructions: 'Post the numbers',
      }),
      'Please confirm it on the card.',
    ]);
    await product.say('ana', 'every morning, post the numbers', { channel });
    const { card } = await product.cardWith('ana', 'start', { channel });
    expect(card?.lines).toContain('No time given, so 09:00 is used.');
    await product.press('ana', 'dismiss', { channel });
    await pass(DAY);
    expect(await tasksIn(channel)).toEqual([]);
  });
});

describe('words that name no time', () => {
  const place = { channel: 'unreadable' };
  const answered = async (text: string): Promise<string> => {
    await product.say('ana', text, place);
    return (await product.heard('ana', place)).at(-1) ?? '';
  };

  it('F126 F30 refuses a time that no clock shows, names it, and leaves the schedule as it is', async () => {
    await product.say('ana', 'task schedule every day at 9:30: keep the time', place);
    const { card } = await product.cardWith('ana', 'start', place);
    const [label = ''] = /S-\d+/.exec(card?.context ?? '') ?? [];
    for (const time of ['25:00', 'at 25:00', '9:75', '24:00'])
      expect(await answered(`task schedule ${label} ${time}`)).toContain(
        `there is no time "${time.replace('at ', '').padStart(5, '0')}"`,
      );
    expect(await answered(`任务 定时 ${label} 25:00`)).toContain('没有“25:00”这个时间');
    expect((await get(label)).reads.en).toContain('09:30');
    expect(await answered(`task schedule ${label} 11:00`)).toContain(
      `${label} is written down and not live yet`,
    );
    expect((await get(label)).reads.en).toContain('11:00');
    expect(await answered('任务 定时 每周八9点：x')).toContain('没有读懂“八9点”');
    expect(await answered('task schedule weekly at 9: x')).toContain('On which days?');
    expect(await answered('task schedule tomorrow at 9: x')).toContain('2027-01-05 09:00 call the bank');
  });

  it.each([
    ['2027-02-30 09:00 call the bank', '2027-02-30'],
    ['every 31st of February at 9: x', '02-31'],
    ['每年2月30日9点：x', '02-30'],
    ['每天25点：x', '25点'],
    ['every day at 25:00: x', '25:00'],
    ['every day at 9 and 17:30 until Christmas: x', 'until Christmas'],
    ['every day at 9am in Nowhere: x', 'in Nowhere'],
    ['remind me every Friday at 3 to send the timesheet', '03:00 / 15:00'],
  ])('F126 F125 schedules nothing of "%s", and names what is wrong', async (text, wrong) => {
    const before = (await product.ask<{ items: ScheduleView[] }>('GET', '/schedules')).items.length;
    expect(await answered(`task schedule ${text}`)).toContain(wrong);
    expect((await product.ask<{ items: ScheduleView[] }>('GET', '/schedules')).items).toHaveLength(before);
  });

  it('F126 refuses a day in no calendar in a preview and in what a task is set aside until', async () => {
    const preview = await product.send<{ detail: string }>('POST', '/schedules/preview', {
      rules: [{ repeat: 'once', at: '2027-02-30T09:00' }],
    });
    expect(preview).toMatchObject({ status: 400 });
    expect(preview.body.detail).toContain('there is no day 2027-02-30');
    const { number } = await product.create({ title: 'Wait a little' });
    await answered(`task defer ${number} until yesterday x`);
    expect((await product.task(number)).status).not.toBe('deferred');
  });
});

describe('a schedule made over the API', () => {
  it('F127 F43 fires once where two of its rules name one moment, and says why the task is there', async () => {
    const { time, ms } = nextHour();
    product.model.run('Work of twice', ['Done.']);
    const [hour = '0'] = time.split(':');
    const rules = [
      { repeat: 'day', times: [time] },
      { repeat: 'cron', cron: `0 ${Number(hour)} * * *` },
    ];
    const { number } = await make('twice', { rules });
    await pass(ms);
    expect(await ticks(number)).toEqual(['fired on_time']);
    const [task, other] = await tasksIn('twice');
    expect(other).toBeUndefined();
    expect(task).toMatchObject({ status: 'completed', source: { kind: 'cron' } });
    await event(number, 'archive');
  });

  it('F128 ends after its end, and one for a single moment when that has been', async () => {
    product.model.run('Work of ends', ['Done.', 'Done.']);
    const at = (ms: number) => new Date(now() + ms).toISOString();
    const daily = await make('ends', { rules: [{ repeat: 'hours', every: 1 }], endsAt: at(1.5 * HOUR) });
    const once = await make('ends', { rules: [{ repeat: 'once', at: at(HOUR) }] });
    await pass(HOUR + 60_000);
    await pass(HOUR);
    expect(await get(daily.number)).toMatchObject({ state: 'ended' });
    expect(await get(once.number)).toMatchObject({ state: 'ended' });
    expect(await tasksIn('ends')).toHaveLength(2);
  });

  it('F130 F95 asks in its place, skips a time while nobody has answered and says so there, and goes on with the answer', async () => {
    const channel = 'asking';
    product.model.run('Work of asking', [
      call('ask_people', { kind: 'text', question: 'Which region?' }),
      'Done in eu.',
    ]);
    const { number } = await make(channel, { rules: [{ repeat: 'hours', every: 1 }] });
    await pass(HOUR + 60_000);
    await pass(HOUR);
    expect(await ticks(number)).toEqual(['skipped in_flight', 'fired on_time']);
    expect(
      (await product.heard('ana', { channel })).filter((text) => text.includes('was skipped')),
    ).toHaveLength(1);
    await event(number, 'pause');
    await product.press('bo', 'answer', { channel, values: { value: 'eu' } });
    expect(await tasksIn(channel)).toMatchObject([{ status: 'completed', result: 'Done in eu.' }]);
  });

  it('F131 makes up once for what was missed while nothing ran, with a row for each time', async () => {
    product.model.run('Work of asleep', ['Done.']);
    const { number } = await make('asleep', { rules: [{ repeat: 'hours', every: 1 }] });
    await pass(3 * HOUR + 10 * 60_000);
    expect(await ticks(number)).toEqual(['fired late', 'missed made_up', 'missed made_up']);
    expect(await tasksIn('asleep')).toHaveLength(1);
    await event(number, 'archive');
  });

  it('F132 does not fire while it is paused, and runs by hand all the same', async () => {
    product.model.run('Work of paused', ['Done.']);
    const { number } = await make('paused', { rules: [{ repeat: 'hours', every: 1 }] });
    await event(number, 'pause');
    await pass(2 * HOUR);
    expect(await ticks(number)).toEqual([]);
    const { task } = await event(number, 'run');
    await product.settle();
    expect(await product.task(task ?? '')).toMatchObject({ status: 'completed' });
    expect(await get(number)).toMatchObject({ state: 'paused', nextAt: null });
  });

  it('F133 ends what it has under way when it is archived, and nothing runs when it comes back', async () => {
    const channel = 'archived';
    product.model.run('Work of archived', [
      call('ask_people', { kind: 'text', question: 'Which one?' }),
      'Done.',
    ]);
    const { number } = await make(channel, { rules: [{ repeat: 'hours', every: 1 }] });
    await pass(HOUR + 60_000);
    await event(number, 'archive');
    await product.settle();
    const [task] = await tasksIn(channel);
    expect(task).toMatchObject({ status: 'cancelled', outcome: 'schedule_archived' });
    expect(await product.asks(task?.number)).toEqual([]);
    expect(await event(number, 'restore')).toMatchObject({ state: 'paused', nextAt: null });
    await pass(2 * HOUR);
    expect(await tasksIn(channel)).toHaveLength(1);
  });

  it('F7 goes on where its definition was switched off, and no new one can be made of it', async () => {
    const channel = 'defined';
    await product.ask('POST', '/definitions', { key: 'tidy', name: 'Tidy up', instructions: 'Tidy up' });
    product.model.run('Tidy up', ['Tidied.']);
    const input = { rules: [{ repeat: 'hours', every: 1 }], definition: 'tidy', instructions: undefined };
    const { number } = await make(channel, input);
    await product.ask('PATCH', '/definitions/tidy', { isActive: false });
    const refused = await product.send('POST', '/schedules', {
      rules: [{ repeat: 'hours', every: 1 }],
      definition: 'tidy',
      home: { platform: 'web', channel },
    });
    expect(refused).toMatchObject({ status: 409, body: { code: 'definition.inactive' } });
    await pass(HOUR + 60_000);
    expect(await tasksIn(channel)).toMatchObject([{ status: 'completed', result: 'Tidied.' }]);
    await event(number, 'archive');
  });

  it.each([
    ['rules.0', { rules: [{ repeat: 'cron', cron: '0 0 30 2 *' }] }],
    ['rules.0.cron', { rules: [{ repeat: 'cron', cron: '@daily' }] }],
    ['rules.0.at', { rules: [{ repeat: 'once', at: '2030-01-01T09:00' }] }],
    ['rules.0.times', { rules: [{ repeat: 'day' }] }],
    ['rules.0.weekdays', { rules: [{ repeat: 'day', times: ['09:00'], weekdays: ['mon'] }] }],
    ['rules', { rules: [{ repeat: 'minutes', every: 1 }] }],
    ['timeZone', { rules: [{ repeat: 'day', times: ['09:00'] }], timeZone: 'Mars/Olympus' }],
    ['home', { rules: [{ repeat: 'day', times: ['09:00'] }], home: { platform: 'slack', channel: 'C1' } }],
    ['instructions', { rules: [{ repeat: 'day', times: ['09:00'] }], instructions: undefined }],
    ['endsAt', { rules: [{ repeat: 'day', times: ['09:00'] }], endsAt: '2030-01-01T09:00' }],
  ])('F125 refuses what can never be and names the field: %s', async (field, input) => {
    const body = { instructions: 'Work', home: { platform: 'web', channel: 'bad' }, ...input };
    const answer = await product.send<{ faults: { field: string; problem: string }[] }>(
      'POST',
      '/schedules',
      body,
    );
    expect(answer.status).toBe(400);
    expect(answer.body.faults.map((fault) => fault.field)).toEqual([field]);
    expect(answer.body.faults[0]?.problem).not.toBe('');
  });

  it('F125 takes the last days of a quarter from its last month', async () => {
    const last = { repeat: 'quarter', times: ['18:00'] };
    const rules = [
      { ...last, days: ['last_weekday'] },
      { ...last, nth: { which: 'last', weekday: 'fri' } },
    ];
    const preview = await product.ask('POST', '/schedules/preview', { rules });
    expect(preview).toMatchObject({
      rules: [{ cron: '0 18 LW 3,6,9,12 *' }, { cron: '0 18 * 3,6,9,12 5#L' }],
    });
  });

  it('F125 F126 reads times aloud in both languages, with the next five and what to look at twice, before anything is stored', async () => {
    const rules = [{ repeat: 'cron', cron: '0 9 13 * 5' }];
    const preview = await product.ask('POST', '/schedules/preview', { rules });
    expect(preview).toMatchObject({
      timeZone: 'Asia/Shanghai',
      reads: {
        'en': 'on the 13th or on Fridays at 09:00 · Shanghai time',
        'zh-CN': '每月13日或每周五 09:00 · 上海时间',
      },
      next: { length: 5 },
      warnings: [{ en: expect.stringContaining('"or"') }],
    });
  });
});
