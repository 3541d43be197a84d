import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimeRule } from '../../src/domain/schedule.ts';
import { nextTimes } from '../../src/schedules/next-times.ts';
import { occurrences, randomCron, ZONES } from './dst-oracle.ts';

const cron = (text: string): TimeRule[] => [{ kind: 'cron', cron: text }];
const iso = (times: readonly Date[]): string[] => times.map((at) => at.toISOString().slice(0, 16));

/** Zone, expression, from when, and what comes, in UTC. */
// prettier-ignore
const CHANGES: readonly [zone: string, expression: string, after: string, expected: string[]][] = [
  ['Europe/Berlin', '30 2 * * *', '2027-03-27T12:00Z', ['2027-03-28T01:00', '2027-03-29T00:30']],
  ['Europe/Berlin', '30 2 * * *', '2027-10-30T12:00Z', ['2027-10-31T00:30', '2027-11-01T01:30']],
  ['Europe/Berlin', '*/30 * * * *', '2027-03-28T00:00Z', ['2027-03-28T00:30', '2027-03-28T01:00', '2027-03-28T01:30', '2027-03-28T02:00']],
  ['Europe/Berlin', '*/30 * * * *', '2027-10-31T00:00Z', ['2027-10-31T00:30', '2027-10-31T01:00', '2027-10-31T01:30', '2027-10-31T02:00', '2027-10-31T02:30']],
  ['America/New_York', '0 2 * * *', '2027-03-13T12:00Z', ['2027-03-14T07:00', '2027-03-15T06:00']],
  ['America/New_York', '0 1 * * *', '2027-11-06T12:00Z', ['2027-11-07T05:00', '2027-11-08T06:00']],
  ['America/New_York', '0 * * * *', '2027-11-07T04:30Z', ['2027-11-07T05:00', '2027-11-07T06:00', '2027-11-07T07:00', '2027-11-07T08:00']],
  ['America/New_York', '30 2,3 * * *', '2027-03-13T12:00Z', ['2027-03-14T07:00', '2027-03-14T07:30', '2027-03-15T06:30']],
  ['Australia/Lord_Howe', '15 2 * * *', '2027-10-02T12:00Z', ['2027-10-02T15:30', '2027-10-03T15:15']],
  ['Australia/Lord_Howe', '45 1 * * *', '2027-04-03T12:00Z', ['2027-04-03T14:45', '2027-04-04T15:15']],
  ['Australia/Lord_Howe', '*/15 1 * * *', '2027-04-03T13:50Z', ['2027-04-03T14:00', '2027-04-03T14:15', '2027-04-03T14:30', '2027-04-03T14:45', '2027-04-03T15:00', '2027-04-03T15:15']],
  ['Asia/Shanghai', '0 9 * * 1-5', '2027-03-05T00:00Z', ['2027-03-05T01:00', '2027-03-08T01:00']],
  ['Africa/Cairo', '0 0 * * *', '2027-04-29T12:00Z', ['2027-04-29T22:00', '2027-04-30T21:00']],
  ['Europe/Berlin', '0 */2 * * *', '2027-03-27T22:30Z', ['2027-03-27T23:00', '2027-03-28T02:00', '2027-03-28T04:00']],
  ['Europe/Berlin', '30 2,14 * * *', '2027-10-30T13:00Z', ['2027-10-31T00:30', '2027-10-31T13:30']],
];

describe('the next times of a schedule', () => {
  it.each(CHANGES)(
    'F125 in %s %s keeps its rule where the clocks change (%s)',
    (zone, text, after, expected) => {
      expect(iso(nextTimes(cron(text), zone, new Date(after), expected.length))).toEqual(expected);
    },
  );

  it('F125 are those of an oracle that goes minute by minute, in 2,000 random expressions over changes of the clocks', () => {
    const result = fc.check(
      fc.property(fc.constantFrom(...ZONES), randomCron, (window, text) => {
        const expected = occurrences(window, text);
        const [from, to] = [window.from, window.to];
        const found = nextTimes(cron(text), window.zone, new Date(from.getTime() - 1), expected.length + 1, {
          endsAt: to,
        });
        return iso(found).join() === iso(expected).join();
      }),
      { numRuns: 2000, seed: 20_271_031 },
    );
    expect({ counterexample: result.counterexample, runs: result.numRuns }).toEqual({
      counterexample: null,
      runs: 2000,
    });
  }, 120_000);

  it('F127 name a moment once that two rules name', () => {
    const rules = [...cron('0 9 * * *'), ...cron('0 9 * * 1-5'), ...cron('0 12 * * *')];
    expect(iso(nextTimes(rules, 'UTC', new Date('2027-03-01T00:00Z'), 3))).toEqual([
      '2027-03-01T09:00',
      '2027-03-01T12:00',
      '2027-03-02T09:00',
    ]);
  });

  it('F125 of every other week stay at the time of the wall clock over a change, and on their weeks', () => {
    const rule: TimeRule = { kind: 'interval', unit: 'days', every: 14, time: '09:00', anchor: '2027-03-15' };
    expect(iso(nextTimes([rule], 'Europe/Berlin', new Date('2027-03-16T00:00Z'), 2))).toEqual([
      '2027-03-29T07:00',
      '2027-04-12T07:00',
    ]);
  });

  it('F125 of an interval are anchored, whenever they are asked for', () => {
    const rule: TimeRule = {
      kind: 'interval',
      unit: 'minutes',
      every: 90,
      anchor: new Date('2027-01-01T00:10Z'),
    };
    expect(iso(nextTimes([rule], 'UTC', new Date('2027-01-01T04:00Z'), 2))).toEqual([
      '2027-01-01T04:40',
      '2027-01-01T06:10',
    ]);
  });

  it('F128 begin at the start and stop before the end', () => {
    const span = { startsAt: new Date('2027-03-02T09:00Z'), endsAt: new Date('2027-03-04T09:00Z') };
    expect(iso(nextTimes(cron('0 9 * * *'), 'UTC', new Date('2027-01-01T00:00Z'), 9, span))).toEqual([
      '2027-03-02T09:00',
      '2027-03-03T09:00',
    ]);
  });

  it('F125 are none for an expression that never comes', () => {
    expect(nextTimes(cron('0 0 30 2 *'), 'UTC', new Date('2027-01-01T00:00Z'), 1)).toEqual([]);
  });
});
