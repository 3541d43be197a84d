import { describe, expect, it } from 'vitest';
import { findDates } from '../../adapters/model/offline/dates.ts';
import { asDue, asUntil, isoMoment, type Moment } from '../../adapters/model/offline/days.ts';
import { NOW, ZONE } from '../fixtures/utterances.ts';

const at: Moment = { now: NOW, timeZone: ZONE };
const dueOf = (text: string, moment = at) =>
  findDates(text, moment).map(({ when }) => asDue(when, moment))[0];
const untilOf = (text: string) => findDates(text, at).map(({ when }) => asUntil(when, at))[0];

describe('dates, seen from Wednesday 2026-11-18, 14:30 in Shanghai', () => {
  it.each([
    ['today', '2026-11-18'],
    ['EOD', '2026-11-18'],
    ['tomorow', '2026-11-19'],
    ['the day after tomorrow', '2026-11-20'],
    ['by Friday', '2026-11-20'],
    ['next friday', '2026-11-27'],
    ['monday next week', '2026-11-23'],
    ['end of week', '2026-11-20'],
    ['next week', '2026-11-27'],
    ['end of month', '2026-11-30'],
    ['next month', '2026-12-31'],
    ['end of the quarter', '2026-12-31'],
    ['in 3 days', '2026-11-21'],
    ['in two weeks', '2026-12-02'],
    ['Dec 5', '2026-12-05'],
    ['5th of december', '2026-12-05'],
    ['12/5', '2026-12-05'],
    ['the 15th', '2026-12-15'],
    ['2026-12-01', '2026-12-01'],
    ['tomorrow at 5pm', '2026-11-19T17:00:00+08:00'],
    ['next Monday at 10:30', '2026-11-23T10:30:00+08:00'],
    ['in half an hour', '2026-11-18T15:00:00+08:00'],
    ['明天', '2026-11-19'],
    ['大后天', '2026-11-21'],
    ['周五', '2026-11-20'],
    ['周一', '2026-11-23'],
    ['下周三', '2026-11-25'],
    ['下下周一', '2026-11-30'],
    ['星期天', '2026-11-22'],
    ['周末', '2026-11-22'],
    ['下周', '2026-11-27'],
    ['月底', '2026-11-30'],
    ['月中', '2026-12-15'],
    ['下月初', '2026-12-05'],
    ['年底', '2026-12-31'],
    ['三天后', '2026-11-21'],
    ['两周后', '2026-12-02'],
    ['一个月内', '2026-12-18'],
    ['12月5号', '2026-12-05'],
    ['十二月五日', '2026-12-05'],
    ['5号', '2026-12-05'],
    ['11月底', '2026-11-30'],
    ['明天下午三点', '2026-11-19T15:00:00+08:00'],
    ['明晚8点', '2026-11-19T20:00:00+08:00'],
    ['星期二下午两点半', '2026-11-24T14:30:00+08:00'],
    ['半小时后', '2026-11-18T15:00:00+08:00'],
  ])('%s is %s', (said, due) => {
    expect(dueOf(said)).toBe(due);
  });

  it.each([
    'the second draft',
    'v2.3',
    '3 tasks',
    'may',
    'at 3',
    'Q4',
    '第3季度',
    '3号线',
    '12.5',
    '季度报告',
    '31/31',
    '13月40日',
  ])('%s is no date', (said) => {
    expect(dueOf(said)).toBeUndefined();
  });

  it('a stretch of days is due at its end and put off to its beginning', () => {
    expect([dueOf('next week'), untilOf('next week')]).toEqual(['2026-11-27', '2026-11-23']);
    expect([dueOf('下个月'), untilOf('下个月')]).toEqual(['2026-12-31', '2026-12-01']);
  });

  it('the day is that of the person, on either side of midnight', () => {
    const late: Moment = { now: new Date('2026-11-18T23:30:00Z'), timeZone: 'America/New_York' };
    expect(dueOf('today', late)).toBe('2026-11-18');
    expect(dueOf('today', { ...late, timeZone: ZONE })).toBe('2026-11-19');
  });

  it('a moment carries the offset of its own day, not of today', () => {
    const summer: Moment = { now: new Date('2026-10-20T10:00:00Z'), timeZone: 'Europe/Berlin' };
    expect(dueOf('nov 2 at 9:00', summer)).toBe('2026-11-02T09:00:00+01:00');
    expect(dueOf('tomorrow at 9:00', summer)).toBe('2026-10-21T09:00:00+02:00');
    expect(isoMoment(Date.UTC(2026, 0, 5) / 86_400_000, 540, 'America/St_Johns')).toBe(
      '2026-01-05T09:00:00-03:30',
    );
  });
});

describe('a day of the week, said on that day', () => {
  const friday = (hour: number): Moment => ({
    now: new Date(Date.UTC(2026, 10, 20, hour - 8)),
    timeZone: ZONE,
  });

  it('is today while work goes on, and next week once it has ended', () => {
    expect(dueOf('周五前', friday(10))).toBe('2026-11-20');
    expect(dueOf('周五前', friday(19))).toBe('2026-11-27');
    expect(dueOf('by Friday', friday(19))).toBe('2026-11-27');
  });
});
