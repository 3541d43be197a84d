import { afterEach, describe, expect, it } from 'vitest';
import type { CreateScheduleInput } from '../../src/contract/schedules.ts';
import { startApp, type AppOptions, type TestApp } from '../fakes/app.ts';
import { call } from '../fakes/scripted-model.ts';
import { createFakeClock } from '../fakes/clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const apps: TestApp[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.stop()));
});

async function start(options: AppOptions = {}): Promise<TestApp> {
  const app = await startApp({ run: ['Done.', 'Done.', 'Done.', 'Done.', 'Done.', 'Done.'], ...options });
  apps.push(app);
  return app;
}

/** Every day at ten; the clock stands at nine. */
async function schedule(app: TestApp, input: Partial<CreateScheduleInput> = {}) {
  return app.core.commands.createSchedule(
    {
      rules: [{ repeat: 'day', times: ['10:00'] }],
      timeZone: 'UTC',
      instructions: 'Send the report',
      home: { platform: 'web', channel: 'sales' },
      confirm: true,
      ...input,
    },
    app.api,
  );
}

const ticksOf = async (app: TestApp, ref: string) =>
  (await app.core.commands.listTicks(ref, { limit: 100 }, app.api)).items.map(
    ({ at, outcome, state, reason, task }) => ({
      at: at.slice(0, 16),
      outcome: outcome ?? state,
      reason,
      task,
    }),
  );

const tasksOf = async (app: TestApp) =>
  (await app.ports.store.collection('tasks').find({}, { sort: { number: 1 }, limit: 1000 })).map(
    ({ number, status, source, home, outcome }) => ({
      number,
      status,
      source: source.kind,
      channel: home?.channel,
      outcome,
    }),
  );

/** Lets so much time go by: at one leap, and then second by second around its end. */
async function pass(app: TestApp, ms: number): Promise<void> {
  await app.clock.leap(ms - 3000);
  await app.clock.advance(5000);
  await app.settle();
}

describe('a schedule', () => {
  it('F125 F2 F43 F129 fires at its second, in its own place, and once', async () => {
    const app = await start();
    const { number, next } = await schedule(app);
    expect(next[0]).toBe('2026-01-05T10:00:00.000Z');
    await app.clock.leap(HOUR - 2000);
    await app.clock.advance(1000);
    expect(await tasksOf(app)).toEqual([]);
    await app.clock.advance(4000);
    await app.settle();
    expect(await tasksOf(app)).toEqual([
      { number: 1, status: 'completed', source: 'cron', channel: 'sales', outcome: 'success' },
    ]);
    expect(await ticksOf(app, number)).toEqual([
      { at: '2026-01-05T10:00', outcome: 'fired', reason: 'on_time', task: 'T-1' },
    ]);
    expect((await app.botTexts('ana', 'sales')).join('\n')).toContain('Send the report');
    expect(await app.violations()).toEqual([]);
  });

  it('F127 fires once where two of its rules name one moment', async () => {
    const app = await start();
    const { number } = await schedule(app, {
      rules: [
        { repeat: 'day', times: ['10:00'] },
        { repeat: 'cron', cron: '0 10 * * 1-5' },
      ],
    });
    await pass(app, HOUR);
    expect(await ticksOf(app, number)).toHaveLength(1);
    expect(await tasksOf(app)).toHaveLength(1);
  });

  it('F128 ends after its end, and one for a single moment when that has been', async () => {
    const app = await start();
    const daily = await schedule(app, { endsAt: '2026-01-06T12:00' });
    const once = await schedule(app, { rules: [{ repeat: 'once', at: '2026-01-05T11:00' }] });
    await app.clock.leap(49 * HOUR);
    await app.clock.advance(2 * MINUTE);
    expect(await app.core.commands.getSchedule(daily.number, app.api)).toMatchObject({ state: 'ended' });
    expect(await ticksOf(app, daily.number)).toHaveLength(2);
    expect(await app.core.commands.getSchedule(once.number, app.api)).toMatchObject({ state: 'missed' });
  });

  it.each([
    ['once', ['missed made_up', 'missed made_up', 'fired late']],
    ['skip', ['missed too_late', 'missed too_late', 'missed too_late']],
    ['all', ['fired late', 'fired late', 'fired late']],
  ] as const)(
    'F131 makes up for what was missed by its policy, %s, with a row for each time',
    async (missed, expected) => {
      const app = await start();
      const { number } = await schedule(app, {
        rules: [{ repeat: 'hours', every: 1 }],
        missed,
        overlap: 'parallel',
      });
      await app.clock.leap(3 * HOUR + 10 * MINUTE);
      await app.settle();
      const ticks = await ticksOf(app, number);
      expect(ticks.toReversed().map(({ outcome, reason }) => `${outcome} ${reason}`)).toEqual(expected);
    },
  );

  it('F131 does not make up for what is older than its window', async () => {
    const app = await start();
    const { number } = await schedule(app, { missedWithinMinutes: 60 });
    await app.clock.leap(3 * HOUR);
    await app.settle();
    expect(await ticksOf(app, number)).toMatchObject([{ outcome: 'missed', reason: 'too_late' }]);
    expect(await tasksOf(app)).toEqual([]);
  });

  const ASKING = [call('ask_people', { kind: 'text', question: 'Which region?' }), 'Done.'];

  it('F130 F95 skips a time while the task of the one before waits for a person in its place, and says so once', async () => {
    const app = await start({ run: ASKING });
    const { number } = await schedule(app, { rules: [{ repeat: 'hours', every: 1 }] });
    for (let hour = 0; hour < 3; hour += 1) await pass(app, HOUR);
    await app.settle();
    expect((await ticksOf(app, number)).map(({ outcome, reason }) => `${outcome} ${reason}`)).toEqual([
      'skipped in_flight',
      'skipped in_flight',
      'fired on_time',
    ]);
    const said = await app.botTexts('ana', 'sales');
    expect(said.filter((text) => text.includes('was skipped'))).toHaveLength(1);
    expect(said.join('\n')).toContain('Which region?');
  });

  it('F130 lets one time wait where its policy is to queue, and fires it when the one before has ended', async () => {
    const app = await start({ run: ASKING });
    const { number } = await schedule(app, { rules: [{ repeat: 'hours', every: 1 }], overlap: 'queue' });
    for (let hour = 0; hour < 3; hour += 1) await pass(app, HOUR);
    await app.settle();
    expect((await ticksOf(app, number)).map(({ outcome }) => outcome)).toEqual(['held', 'replaced', 'fired']);
    app.model.script({ run: ['Done.'] });
    await app.core.commands.sendEvent('T-1', { event: 'answer', value: 'eu' }, app.api);
    await app.settle();
    await app.clock.advance(5000);
    await app.settle();
    expect((await ticksOf(app, number)).map(({ outcome }) => outcome)).toEqual([
      'fired',
      'replaced',
      'fired',
    ]);
    expect(await tasksOf(app)).toHaveLength(2);
  });

  it('F130 cancels the one before where its policy says so', async () => {
    const app = await start({ run: [...ASKING, ...ASKING] });
    const { number } = await schedule(app, {
      rules: [{ repeat: 'hours', every: 1 }],
      overlap: 'cancel_previous',
    });
    for (let hour = 0; hour < 2; hour += 1) await pass(app, HOUR);
    await app.settle();
    await app.clock.advance(6000);
    await app.settle();
    expect((await ticksOf(app, number)).map(({ outcome }) => outcome)).toEqual(['fired', 'fired']);
    expect((await tasksOf(app)).map(({ status }) => status)[0]).toBe('cancelled');
  });

  it('F132 does not fire while it is paused, runs by hand all the same, and makes up for nothing when it goes on', async () => {
    const app = await start();
    const { number } = await schedule(app);
    const { core, api } = app;
    await core.commands.sendScheduleEvent(number, { event: 'pause' }, api);
    await app.clock.leap(3 * HOUR);
    await app.settle();
    expect(await ticksOf(app, number)).toEqual([]);
    const ran = await core.commands.sendScheduleEvent(number, { event: 'run' }, { ...api, key: 'once' });
    const again = await core.commands.sendScheduleEvent(number, { event: 'run' }, { ...api, key: 'once' });
    expect([ran.task, again.task]).toEqual(['T-1', 'T-1']);
    expect(ran).toMatchObject({ state: 'paused', nextAt: null });
    const resumed = await core.commands.sendScheduleEvent(number, { event: 'resume' }, api);
    expect(resumed).toMatchObject({ state: 'active', nextAt: '2026-01-06T10:00:00.000Z' });
    expect(await tasksOf(app)).toHaveLength(1);
  });

  it('F133 ends what it has under way when it is archived, and nothing runs when it comes back', async () => {
    const app = await start({ run: ASKING });
    const { number } = await schedule(app);
    const { core, api } = app;
    await pass(app, HOUR);
    await app.settle();
    expect(await tasksOf(app)).toMatchObject([{ status: 'in_progress' }]);
    await core.commands.sendScheduleEvent(number, { event: 'archive' }, api);
    await app.settle();
    expect(await tasksOf(app)).toMatchObject([{ status: 'cancelled', outcome: 'schedule_archived' }]);
    expect((await core.commands.listAsks({ state: 'open', limit: 10 }, api)).items).toEqual([]);
    const back = await core.commands.sendScheduleEvent(number, { event: 'restore' }, api);
    expect(back).toMatchObject({ state: 'paused', nextAt: null });
    await app.clock.leap(48 * HOUR);
    await app.settle();
    expect(await tasksOf(app)).toHaveLength(1);
    expect(await app.violations()).toEqual([]);
  });

  it('F128 is paused after so many failures in a row, and says so where it was made', async () => {
    const app = await start({ run: [] });
    const { number } = await schedule(app, { rules: [{ repeat: 'hours', every: 1 }], pauseAfterFailures: 2 });
    for (let hour = 0; hour < 4; hour += 1) {
      await pass(app, HOUR);
      await app.clock.advance(6000);
    }
    expect(await app.core.commands.getSchedule(number, app.api)).toMatchObject({
      state: 'paused',
      why: { reason: 'failures' },
      failures: 2,
    });
    expect((await app.botTexts('ana', 'sales')).filter((text) => text.includes('is paused'))).toHaveLength(1);
    expect(await ticksOf(app, number)).toHaveLength(2);
  });

  it('fires each day at the same number of minutes after its time where it is spread', async () => {
    const app = await start();
    const { number } = await schedule(app, { spreadMinutes: 30, overlap: 'parallel' });
    const stored = async () => (await app.ports.store.collection('schedules').find({}, { limit: 1 }))[0];
    const first = await stored();
    await app.clock.leap(90 * MINUTE);
    await app.clock.advance(2000);
    const second = await stored();
    const delay = (one: typeof first) => (one?.dueAt?.getTime() ?? 0) - (one?.nextAt?.getTime() ?? 0);
    expect(delay(first)).toBe(delay(second));
    expect(delay(first)).toBeLessThan(30 * MINUTE);
    expect(await ticksOf(app, number)).toMatchObject([{ at: '2026-01-05T10:00', outcome: 'fired' }]);
  });

  it('F131 fires nothing again when the clock is set back', async () => {
    const clock = createFakeClock('2026-01-05T09:00:00Z');
    const app = await start({ clock });
    const { number } = await schedule(app);
    await pass(app, HOUR);
    const back = createFakeClock('2026-01-05T09:30:00Z');
    const other = await startApp({ store: app.ports.store, clock: back, run: ['Done.'] });
    apps.push(other);
    await back.leap(HOUR);
    await back.advance(2000);
    expect(await ticksOf(app, number)).toHaveLength(1);
    expect(await tasksOf(app)).toHaveLength(1);
  });

  it('F7 goes on where its definition was switched off, and a new one cannot be made of it', async () => {
    const app = await start();
    const { core, api } = app;
    await core.commands.createDefinition({ key: 'report', name: 'Report', instructions: 'Write it' }, api);
    const { number } = await schedule(app, { definition: 'report' });
    await core.commands.updateDefinition('report', { isActive: false }, api);
    await expect(core.commands.deleteDefinition('report', api)).rejects.toMatchObject({
      code: 'input.invalid',
    });
    await expect(schedule(app, { definition: 'report' })).rejects.toMatchObject({
      code: 'definition.inactive',
    });
    await pass(app, HOUR);
    await app.settle();
    expect(await ticksOf(app, number)).toMatchObject([{ outcome: 'fired' }]);
    expect(await tasksOf(app)).toMatchObject([{ status: 'completed' }]);
  });

  it('is refused and paused where its owner is no longer served', async () => {
    const clock = createFakeClock();
    const app = await start({ clock });
    const owned = { ...app.api, person: { id: 'web:ana', name: 'ana' } };
    const { number } = await app.core.commands.createSchedule(
      {
        rules: [{ repeat: 'day', times: ['10:00'] }],
        timeZone: 'UTC',
        instructions: 'Report',
        home: { platform: 'web', channel: 'sales' },
        confirm: true,
      },
      owned,
    );
    await app.stop();
    apps.splice(0);
    const config = '{platforms: {web: {channels: ["*"], people: ["web:bo"]}}}';
    const later = await start({ clock, store: app.ports.store, config });
    await pass(later, HOUR);
    expect(await ticksOf(later, number)).toMatchObject([{ outcome: 'refused', reason: 'access' }]);
    expect(await later.core.commands.getSchedule(number, later.api)).toMatchObject({
      state: 'paused',
      why: { reason: 'refused' },
    });
    expect(await tasksOf(later)).toEqual([]);
  });
});
