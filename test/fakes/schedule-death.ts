import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import type { CreateScheduleInput } from '../../src/contract/schedules.ts';
import { checkInvariants } from '../../src/doctor/check-invariants.ts';
import { startApp, type TestApp } from './app.ts';
import { createFakeClock } from './clock.ts';
import { createFrailStore, liveUntilDead } from './frail-store.ts';
import { createFakeLog } from './log.ts';
import type { Line } from './scripted-model.ts';
import { createSteadyModel } from './steady-model.ts';

const HOUR = 3600_000;

export interface ScheduleStory {
  schedule: Partial<CreateScheduleInput>;
  run: Line[];
  /** What somebody does once the first time has been dealt with. */
  act?: (app: TestApp) => Promise<unknown>;
  /** Times that come while the first process lives. */
  hours: number;
}

export interface ScheduleEnd {
  /** Each time with what became of it, the oldest first; several rows of one time would show. */
  ticks: string[];
  /** Tasks of each nominal time. */
  tasks: Record<string, number>;
  runs: number;
  faults: string[];
}

/** Hourly from ten; the first process dies after so many writes, the next one takes up what it left. */
async function play(
  { schedule, run, act, hours }: ScheduleStory,
  writesToLive: number | null,
): Promise<{ end: ScheduleEnd; writes: number; hasDied: boolean }> {
  const log = createFakeLog();
  const clock = createFakeClock('2026-01-05T09:30:00Z');
  const faults: string[] = [];
  const inner = await openEmbeddedStore({
    dataDir: null,
    log,
    clock,
    onFatal: (error) => void faults.push(String(error)),
  });
  const frail = createFrailStore(inner);
  const model = createSteadyModel({ turn: () => [], run });
  const first = await startApp({ model, store: frail, clock });
  const made = await first.core.commands.createSchedule(
    {
      rules: [{ repeat: 'cron', cron: '0 * * * *' }],
      timeZone: 'UTC',
      instructions: 'Send the report',
      home: { platform: 'web', channel: 'sales' },
      confirm: true,
      ...schedule,
    },
    first.api,
  );
  await first.settle();
  const before = frail.writes();
  if (writesToLive !== null) frail.dieAfter(writesToLive);
  const live = async () => {
    for (let hour = 0; hour < hours; hour += 1) {
      await clock.leap(hour === 0 ? HOUR / 2 + 1000 : HOUR);
      await first.settle();
      await clock.leap(3500);
      await first.settle();
      if (hour === 0) await act?.(first);
    }
  };
  await liveUntilDead(frail, live);
  const hasDied = frail.isDead();
  // Long enough for every lease, and not as long as the next time.
  const later = createFakeClock(new Date(clock.now().getTime() + 10 * 60_000));
  const second = await startApp({ model, store: inner, clock: later });
  if (hasDied) await act?.(second);
  for (let look = 0; look < 4; look += 1) {
    await later.leap(look === 0 ? 5000 : 65_000);
    await second.settle();
  }
  faults.push(
    ...(await checkInvariants(second.ports, 'all')).map(({ invariant, detail }) => `${invariant} ${detail}`),
  );
  const ticks = await inner
    .collection('ticks')
    .find({ scheduleId: made.id }, { sort: { at: 1, id: 1 }, limit: 100 });
  const tasks = await inner.collection('tasks').find({}, { limit: 100 });
  const runs = await inner.collection('runs').count({}, 100);
  const byKey: Record<string, number> = {};
  for (const { source } of tasks) byKey[source.key ?? ''] = (byKey[source.key ?? ''] ?? 0) + 1;
  const end: ScheduleEnd = {
    ticks: ticks.map(({ at, outcome, state }) => `${at.toISOString().slice(11, 16)} ${outcome ?? state}`),
    tasks: byKey,
    runs,
    faults,
  };
  // One that may still die over its last writes would be waited for in vain.
  await Promise.all([writesToLive === null ? first.stop() : undefined, second.stop()]);
  return { end, writes: frail.writes() - before, hasDied };
}

/**
 * Plays the story once whole and once for each write at which the process may die; the ends of all of them.
 * @param most - so many of the writes are taken, evenly spread; all of them unless it is given.
 */
export async function surviveWrites(
  story: ScheduleStory,
  most = Number.POSITIVE_INFINITY,
): Promise<{ whole: ScheduleEnd; ends: ScheduleEnd[]; deaths: number; writes: number }> {
  const { end: whole, writes } = await play(story, null);
  const ends: ScheduleEnd[] = [];
  let deaths = 0;
  for (let point = 1; point <= writes; point += Math.max(1, writes / most)) {
    const { end, hasDied } = await play(story, Math.floor(point));
    ends.push(end);
    if (hasDied) deaths += 1;
  }
  return { whole, ends, deaths, writes };
}
