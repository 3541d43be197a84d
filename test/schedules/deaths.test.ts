import { describe, expect, it } from 'vitest';
import { surviveWrites, type ScheduleEnd, type ScheduleStory } from '../fakes/schedule-death.ts';
import { call } from '../fakes/scripted-model.ts';

/** So many writes of each story are taken here; `ERRAND_EVERY_WRITE=1` takes all of them. */
const MOST = process.env['ERRAND_EVERY_WRITE'] === '1' ? Number.POSITIVE_INFINITY : 16;

/** What must be true of each end, wherever the process died. */
function faultsOf(end: ScheduleEnd): string[] {
  const times = end.ticks.map((tick) => tick.slice(0, 5));
  const fired = end.ticks.filter((tick) => tick.endsWith('fired')).length;
  return [
    ...end.faults,
    ...(new Set(times).size === times.length ? [] : [`a time twice: ${end.ticks.join()}`]),
    ...(Object.values(end.tasks).every((count) => count === 1) ? [] : ['a task twice']),
    ...(Object.keys(end.tasks).length === fired ? [] : [`${fired} fired: ${Object.keys(end.tasks).join()}`]),
    ...(end.ticks.some((tick) => tick.includes('due')) ? [`left: ${end.ticks.join()}`] : []),
  ];
}

const survive = (story: ScheduleStory) => surviveWrites(story, MOST);

describe('a schedule whose process dies at any write', { timeout: 400_000 }, () => {
  it('F125 loses no time and fires none twice', async () => {
    const { whole, ends, deaths } = await survive({
      schedule: { overlap: 'parallel', missed: 'all' },
      run: ['Done.'],
      hours: 2,
    });
    expect(whole.ticks).toEqual(['10:00 fired', '11:00 fired']);
    expect(ends.flatMap(faultsOf)).toEqual([]);
    // However late the next process comes, each time that was due is there.
    expect(ends.filter(({ ticks }) => !ticks.includes('10:00 fired'))).toEqual([]);
    expect(ends.every(({ runs, tasks }) => runs === Object.keys(tasks).length)).toBe(true);
    expect(deaths).toBeGreaterThan(10);
  });

  it('F130 keeps what was decided about a time while the one before waits for a person', async () => {
    const { whole, ends, deaths } = await survive({
      schedule: { overlap: 'queue' },
      run: [call('ask_people', { kind: 'text', question: 'Which region?' }), 'Done.'],
      hours: 2,
    });
    expect(whole.ticks).toEqual(['10:00 fired', '11:00 held']);
    expect(ends.flatMap(faultsOf)).toEqual([]);
    expect(deaths).toBeGreaterThan(10);
  });

  it('F133 ends what it has under way when it is archived, and leaves nothing live', async () => {
    const { ends, deaths } = await survive({
      schedule: { overlap: 'parallel' },
      run: [call('ask_people', { kind: 'text', question: 'Which region?' }), 'Done.'],
      hours: 1,
      act: ({ core, api }) =>
        core.commands.sendScheduleEvent('S-1', { event: 'archive' }, { ...api, key: 'archive' }),
    });
    expect(ends.flatMap(faultsOf)).toEqual([]);
    expect(deaths).toBeGreaterThan(10);
  });
});
