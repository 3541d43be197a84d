import { describe, expect, it } from 'vitest';

import { passesQuiet, type QuietTimes } from '../../src/domain/quiet.ts';
import { WEEKDAYS } from '../../src/domain/schedule.ts';
import { readTypedPreferences } from '../../src/conversation/typed-preferences.ts';
import { quietUntil } from '../../src/notifications/quiet-until.ts';

const WORK_DAYS: QuietTimes['workDays'] = ['mon', 'tue', 'wed', 'thu', 'fri'];
const night = (timeZone: string, workDays = WORK_DAYS): QuietTimes => ({
  hours: { from: '22:00', to: '08:00' },
  timeZone,
  workDays,
});
const NO_DAYS = { holidays: [], extraWorkDays: [] };

describe('N22 quiet times', () => {
  it.each([
    // Monday in Shanghai, eight hours ahead.
    ['2031-01-06T06:00:00Z', '2031-01-06T06:00:00Z'],
    ['2031-01-06T14:00:00Z', '2031-01-07T00:00:00Z'],
    ['2031-01-06T23:59:00Z', '2031-01-07T00:00:00Z'],
    ['2031-01-07T00:00:00Z', '2031-01-07T00:00:00Z'],
    // From Friday night over the weekend.
    ['2031-01-10T14:30:00Z', '2031-01-13T00:00:00Z'],
    ['2031-01-11T04:00:00Z', '2031-01-13T00:00:00Z'],
  ])('N22 what comes at %s may leave at %s', (at, until) => {
    expect(quietUntil(new Date(at), night('Asia/Shanghai'), NO_DAYS)).toEqual(new Date(until));
  });

  it('N22 holidays are quiet as a whole, and weekends that are worked in their place are not', () => {
    const days = { holidays: ['2031-01-23', '2031-01-24', '2031-01-27'], extraWorkDays: ['2031-01-26'] };
    const of = (at: string) => quietUntil(new Date(at), night('Asia/Shanghai'), days).toISOString();
    expect(of('2031-01-23T03:00:00Z')).toBe('2031-01-26T00:00:00.000Z');
    expect(of('2031-01-26T04:00:00Z')).toBe('2031-01-26T04:00:00.000Z');
    expect(of('2031-01-26T15:00:00Z')).toBe('2031-01-28T00:00:00.000Z');
  });

  it('N22 follow the clocks of their zone where those change, and hours of the day may be quiet instead', () => {
    const berlin = night('Europe/Berlin', [...WEEKDAYS]);
    const of = (at: string, quiet = berlin) => quietUntil(new Date(at), quiet, NO_DAYS).toISOString();
    expect(of('2027-03-27T22:00:00Z')).toBe('2027-03-28T06:00:00.000Z');
    expect(of('2027-10-30T21:00:00Z')).toBe('2027-10-31T07:00:00.000Z');
    const noon = { ...berlin, hours: { from: '12:00', to: '13:30' } };
    expect(of('2027-06-01T10:30:00Z', noon)).toBe('2027-06-01T11:30:00.000Z');
    expect(of('2027-06-01T11:30:00Z', noon)).toBe('2027-06-01T11:30:00.000Z');
  });

  it('N22 what expires before people have had an hour for it does not wait, nor what is asked or has failed of urgent work', () => {
    const until = new Date('2031-01-07T00:00:00Z');
    const asked = (expiresAt: string | null, priority: 'normal' | 'urgent' = 'normal') =>
      passesQuiet({ type: 'needs_you', priority, expiresAt: expiresAt ? new Date(expiresAt) : null }, until);
    expect([asked('2031-01-07T00:59:00Z'), asked('2031-01-07T01:00:00Z'), asked(null)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(asked(null, 'urgent')).toBe(true);
    const ended = (type: 'completed' | 'failed') =>
      passesQuiet({ type, priority: 'urgent', expiresAt: null }, until);
    expect([ended('failed'), ended('completed')]).toEqual([true, false]);
  });
});

describe('F148 N22 what people type of how they are told', () => {
  const zone = 'Asia/Shanghai';
  const quiet = (from: string, to: string, workDays: readonly string[], timeZone = zone) => ({
    quiet: { hours: { from, to }, timeZone, workDays },
  });
  it.each([
    ['completed mail digest', { cells: { completed: { mail: 'digest' } } }],
    ['已完成 邮件 汇总', { cells: { completed: { mail: 'digest' } } }],
    ['failed dm on', { cells: { failed: { direct: 'at_once' } } }],
    ['失败 私信 开启', { cells: { failed: { direct: 'at_once' } } }],
    ['stopped off', { cells: { stopped: { mail: 'off', direct: 'off' } } }],
    ['failed digest', { cells: { failed: { mail: 'digest' } } }],
    ['quiet off', { quiet: null }],
    ['免打扰 默认', { quiet: 'usual' }],
    ['quiet 22:00-08:00', quiet('22:00', '08:00', WEEKDAYS)],
    ['quiet 9:00-17:30 mon-fri Europe/Berlin', quiet('09:00', '17:30', WORK_DAYS, 'Europe/Berlin')],
    ['免打扰 22:00-08:00 周一至周四、周六', quiet('22:00', '08:00', ['mon', 'tue', 'wed', 'thu', 'sat'])],
  ])('F148 %s', (typed, meant) => {
    expect(readTypedPreferences(typed, zone)).toEqual(meant);
  });

  it.each([
    'completed direct digest',
    'completed pigeon on',
    'nothing mail on',
    'completed',
    'quiet',
    'quiet 25:00-08:00',
    'quiet 08:00-08:00',
    'quiet someday',
    'x '.repeat(20_000),
  ])('F148 refuses %#', (typed) => {
    expect(readTypedPreferences(typed, zone)).toBeUndefined();
  });
});
