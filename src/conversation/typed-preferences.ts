import type { PreferencesInput } from '../contract/preferences.ts';
import { preferencesInput } from '../contract/preferences.ts';
import { NOTIFICATION_TYPES, type NotificationType } from '../domain/notification.ts';
import { WAY_NAMES, WAYS, type Cell, type Way, type When } from '../domain/preferences.ts';
import type { QuietTimes } from '../domain/quiet.ts';
import { WEEKDAYS, type Weekday } from '../domain/schedule.ts';
import { isTimeZone } from '../shared/time.ts';

const TYPE_WORDS: Readonly<Record<NotificationType, readonly string[]>> = {
  needs_you: ['needs_you', 'questions', 'asks', '等您处理', '等我处理', '提问'],
  awaiting_review: ['awaiting_review', 'reviews', '待验收', '验收'],
  completed: ['completed', 'done', '已完成', '完成'],
  failed: ['failed', 'failures', '失败'],
  stopped: ['stopped', '已停止', '停止'],
  delivery_trouble: ['delivery_trouble', 'deliveries', '无法投递', '投递'],
};
const ALL = ['all', 'everything', '全部', '所有'];
const WAY_WORDS: Readonly<Record<Way, readonly string[]>> = {
  mail: ['mail', 'email', '邮件'],
  direct: ['direct', 'dm', '私信'],
};
const WHEN_WORDS: Readonly<Record<When, readonly string[]>> = {
  off: ['off', 'never', '关', '关闭', '不用'],
  at_once: ['on', 'now', 'at_once', '开', '开启', '即时', '立即'],
  digest: ['digest', 'daily', '汇总', '每日', '每日汇总'],
};
const QUIET = ['quiet', '免打扰'];
const USUAL = ['usual', 'default', '默认'];
const DAY_WORDS: Readonly<Record<Weekday, readonly string[]>> = {
  sun: ['sun', '周日', '周天'],
  mon: ['mon', '周一'],
  tue: ['tue', '周二'],
  wed: ['wed', '周三'],
  thu: ['thu', '周四'],
  fri: ['fri', '周五'],
  sat: ['sat', '周六'],
};
const WORK_DAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];
const MAX_WORDS = 8;

/**
 * Reads `completed mail digest`, `failed off` or `quiet 22:00-08:00 mon-fri Asia/Shanghai`: what a person is told and how. Undefined for
 * anything else.
 */
export function readTypedPreferences(typed: string, timeZone: string): PreferencesInput | undefined {
  const words = typed
    .normalize('NFKC')
    .trim()
    .split(/[\s,、]+/);
  if (words.length > MAX_WORDS) return undefined;
  const [first = '', ...rest] = words;
  return QUIET.includes(first.toLowerCase()) ? readQuiet(rest, timeZone) : readCells(words);
}

const keyOf = <K extends string>(table: Readonly<Record<K, readonly string[]>>, word = ''): K | undefined =>
  (Object.keys(table) as K[]).find((key) => table[key].includes(word.toLowerCase()));

/** The type, the way, and when; without a way it is for all of them that can. */
function readCells([what = '', ...rest]: readonly string[]): PreferencesInput | undefined {
  const type = keyOf(TYPE_WORDS, what);
  const types = type ? [type] : ALL.includes(what.toLowerCase()) ? NOTIFICATION_TYPES : [];
  const way = rest.length === 2 ? keyOf(WAY_WORDS, rest[0]) : undefined;
  const when = keyOf(WHEN_WORDS, rest.at(-1));
  if (types.length === 0 || !when || rest.length > 2 || (rest.length === 2 && !way)) return undefined;
  const takes = (one: Way): boolean => (WAYS[one] as readonly When[]).includes(when);
  const ways = (way ? [way] : WAY_NAMES).filter(takes);
  if (ways.length === 0) return undefined;
  const cell = Object.fromEntries(ways.map((one) => [one, when])) as Partial<Cell>;
  return { cells: Object.fromEntries(types.map((one) => [one, cell])) };
}

function readQuiet(words: readonly string[], usualZone: string): PreferencesInput | undefined {
  const [only = ''] = words;
  if (words.length === 1 && keyOf(WHEN_WORDS, only) === 'off') return { quiet: null };
  if (words.length === 1 && USUAL.includes(only.toLowerCase())) return { quiet: 'usual' };
  const quiet: QuietTimes = { hours: null, timeZone: usualZone, workDays: [] };
  for (const word of words) {
    const [, from, to] = /^(\d{1,2}:\d{2})[-–—~至到](\d{1,2}:\d{2})$/.exec(word) ?? [];
    const days = readDays(word.toLowerCase());
    if (from && to) quiet.hours = { from: from.padStart(5, '0'), to: to.padStart(5, '0') };
    else if (days) quiet.workDays.push(...days);
    else if (word.includes('/') && isTimeZone(word)) quiet.timeZone = word;
    else return undefined;
  }
  const isNothing = quiet.hours ? quiet.hours.from === quiet.hours.to : quiet.workDays.length === 0;
  if (isNothing) return undefined;
  const named = WEEKDAYS.filter((day) => quiet.workDays.includes(day));
  const workDays = named.length > 0 ? named : [...WEEKDAYS];
  const parsed = preferencesInput.safeParse({ quiet: { ...quiet, workDays } });
  return parsed.success ? parsed.data : undefined;
}

/** `mon-fri`, 周一至周五, `weekdays`, or one day. */
function readDays(word: string): readonly Weekday[] | undefined {
  if (['weekdays', '工作日'].includes(word)) return WORK_DAYS;
  const [from, to, ...more] = word.split(/[-–至到]/).map((one) => keyOf(DAY_WORDS, one));
  if (!from || more.length > 0) return undefined;
  if (!word.match(/[-–至到]/)) return [from];
  if (!to) return undefined;
  const start = WEEKDAYS.indexOf(from);
  const length = ((WEEKDAYS.indexOf(to) - start + 7) % 7) + 1;
  return Array.from({ length }, (_, at) => WEEKDAYS[(start + at) % 7] ?? from);
}
