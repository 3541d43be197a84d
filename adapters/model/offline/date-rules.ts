import { dayOf, partsOf, type Day } from './days.ts';

/** A day, or a stretch of days such as "next week". `minutes` since midnight when a time of day was given. */
export interface When {
  start: Day;
  end: Day;
  minutes?: number;
  /** Worked out from the present minute ("in half an hour"), so days alone would be wrong. */
  isMoment?: boolean;
}

/** What a date is reckoned from: the day and the minute of the day where the person is. */
export interface Today {
  day: Day;
  minutes: number;
}

interface DateRule {
  pattern: RegExp;
  when(groups: Record<string, string | undefined>, today: Today): When | null;
}

const ZH_DIGITS: Record<string, number> = {
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const WEEKDAYS = '一二三四五六日';
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const EN_NUMBERS: Record<string, number> = {
  'a couple of': 2,
  'a few': 3,
  'a': 1,
  'an': 1,
  'one': 1,
  'two': 2,
  'three': 3,
  'four': 4,
  'five': 5,
  'six': 6,
};

/** Reads 12, 十二 and 三十; 0 when it is no number up to 99. */
export function zhNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const [tens, ones, ...more] = text.split('十');
  if (more.length) return 0;
  const digit = (s: string | undefined) => (s ? (ZH_DIGITS[s] ?? 0) : 0);
  return ones === undefined ? digit(tens) : (tens ? digit(tens) : 1) * 10 + digit(ones);
}

const enNumber = (text: string): number => EN_NUMBERS[text.toLowerCase()] ?? Number(text);

const N = '(?<n>\\d{1,3}|[一二两三四五六七八九十]{1,3})';
const single = (day: Day): When => ({ start: day, end: day });
const monday = (day: Day): Day => day - partsOf(day).weekday + 1;

/** Monday to Friday, which is when work of "this week" ends; to Sunday once Friday has passed. */
function week(day: Day, ahead: number): When {
  const start = monday(day) + 7 * ahead;
  return { start: Math.max(start, day), end: start + 4 < day ? start + 6 : start + 4 };
}

/** The whole month, or its beginning, middle or end. `month` may run past 12. */
function month(year: number, number: number, part = ''): When {
  const first = dayOf(year, number, 1);
  const last = dayOf(year, number + 1, 1) - 1;
  if (/初|early|start|begin/.test(part)) return { start: first, end: first + 4 };
  if (/中|mid/.test(part)) return { start: first + 14, end: first + 14 };
  if (/底|末|end/.test(part)) return { start: last, end: last };
  return { start: first, end: last };
}

function monthAhead({ day }: Today, ahead: number, part?: string): When {
  const { year, month: number } = partsOf(day);
  const when = month(year, number + ahead, part);
  return when.end < day
    ? monthAhead({ day, minutes: 0 }, ahead + 1, part)
    : { ...when, start: Math.max(when.start, day) };
}

/** The next time this month comes, counting the present one. */
function namedMonth({ day }: Today, number: number, part?: string): When | null {
  if (number < 1 || number > 12) return null;
  const { year, month: present } = partsOf(day);
  return month(number < present ? year + 1 : year, number, part);
}

function quarterEnd({ day }: Today, ahead: number): When {
  const { year, month: present } = partsOf(day);
  return single(dayOf(year, Math.ceil(present / 3) * 3 + 3 * ahead + 1, 1) - 1);
}

/** A date without its year is the next one that comes. */
function monthDay({ day }: Today, number: number, date: number, year?: number): When | null {
  if (number < 1 || number > 12 || date < 1 || date > 31) return null;
  const inYear = dayOf(year ?? partsOf(day).year, number, date);
  if (partsOf(inYear).date !== date) return null;
  return single(year === undefined && inYear < day ? dayOf(partsOf(day).year + 1, number, date) : inYear);
}

function dateOfMonth({ day }: Today, date: number, ahead = 0): When | null {
  if (date < 1 || date > 31) return null;
  const { year, month: present, date: todays } = partsOf(day);
  return single(dayOf(year, present + ahead + (ahead === 0 && date < todays ? 1 : 0), date));
}

function weekday({ day }: Today, number: number, ahead: number | null): When {
  const inWeek = monday(day) + number - 1;
  if (ahead !== null) return single(inWeek + 7 * ahead);
  return single(inWeek < day ? inWeek + 7 : inWeek);
}

const zhAhead = (word: string | undefined): number | null =>
  !word ? null : word.startsWith('下下') ? 2 : word.startsWith('下') ? 1 : 0;

const UNIT_DAYS: Record<string, number> = { 天: 1, 日: 1, 工: 1, 周: 7, 星: 7, 礼: 7 };

function later({ day, minutes }: Today, count: number, unit: string): When | null {
  if (!count) return null;
  if (unit === '小' || unit === '钟' || unit === '分') {
    const at = minutes + Math.round(count * (unit === '分' ? 1 : 60));
    return { ...single(day + Math.floor(at / 1440)), minutes: at % 1440, isMoment: true };
  }
  if (unit === '月') {
    const { year, month: present, date } = partsOf(day);
    const last = partsOf(month(year, present + count).end).date;
    return single(dayOf(year, present + count, Math.min(date, last)));
  }
  return single(day + count * (UNIT_DAYS[unit] ?? 1));
}

/**
 * What chrono-node 2.10 does not read, or reads wrongly, each checked by hand: in English "EOD", "end of week", "day after tomorrow",
 * "the 15th", misspelt days; in Chinese 下周, 月底, 两周后, 5号, 周末, 下下周一 (read as 下周一) and 半小时后 (read as a morning). The Chinese
 * rules are therefore all here; chrono reads English.
 */
// prettier-ignore
export const DATE_RULES: readonly DateRule[] = [
  { pattern: /(?<year>20\d\d)(?:年|[-/.])(?<m>\d{1,2})(?:月|[-/.])(?<d>\d{1,2})[日号]?(?!\d)/, when: (g, t) => monthDay(t, Number(g.m), Number(g.d), Number(g.year)) },
  { pattern: new RegExp(`(?<m>\\d{1,2}|[一二三四五六七八九十]{1,3})月(?<d>\\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?`), when: (g, t) => monthDay(t, zhNumber(g.m ?? ''), zhNumber(g.d ?? '')) },
  { pattern: /(?<![\d/.\w-])(?<m>\d{1,2})\/(?<d>\d{1,2})(?![\d/\w])/, when: (g, t) => monthDay(t, Number(g.m), Number(g.d)) },
  { pattern: new RegExp(`(?:再?过)?(?:${N}|(?<half>半))(?:个)?(?<unit>天|工作日|周|星期|礼拜|月|小时|钟头|分钟)(?:之内|以内|内|之后|以后|后)`), when: (g, t) => later(t, g.half ? 0.5 : zhNumber(g.n ?? ''), (g.unit ?? '').charAt(0)) },
  { pattern: /大后天/, when: (_, t) => single(t.day + 3) },
  { pattern: /后天|后日/, when: (_, t) => single(t.day + 2) },
  { pattern: /明天|明日|明儿|明早|明晚/, when: (_, t) => single(t.day + 1) },
  { pattern: /今天(?:内|之内|下班前)?|今日|今儿|今晚|今早|当天|下班(?:之前|前)/, when: (_, t) => single(t.day) },
  { pattern: /(?<ahead>下下|下|这|本)?个?(?:周|星期|礼拜)(?<d>[一二三四五六日天])(?!会)/, when: (g, t) => weekday(t, (WEEKDAYS + '天').indexOf(g.d ?? '') % 8 + 1 - (g.d === '天' ? 1 : 0), zhAhead(g.ahead)) },
  { pattern: /(?<ahead>下下|下|这|本)?个?周末/, when: (g, t) => ({ start: weekday(t, 6, zhAhead(g.ahead) ?? 0).start, end: weekday(t, 7, zhAhead(g.ahead) ?? 0).end }) },
  { pattern: /(?<ahead>下下|下|这|本)个?(?:周|星期|礼拜)(?:内|之内|以内)?/, when: (g, t) => week(t.day, zhAhead(g.ahead) ?? 0) },
  { pattern: new RegExp(`(?<ahead>下|这|本)个?月${N}[号日]`), when: (g, t) => dateOfMonth(t, zhNumber(g.n ?? ''), g.ahead === '下' ? 1 : 0) },
  { pattern: /(?<ahead>下下|下|这|本)个?月(?<part>初|中旬?|底|末)?(?:内|之内)?/, when: (g, t) => monthAhead(t, zhAhead(g.ahead) ?? 0, g.part) },
  { pattern: /(?<m>\d{1,2}|[一二三四五六七八九十]{1,2})月(?<part>初|中旬?|底|末)/, when: (g, t) => namedMonth(t, zhNumber(g.m ?? ''), g.part) },
  { pattern: /(?<![个年])月(?<part>初|中旬?|底|末)/, when: (g, t) => monthAhead(t, /初/.test(g.part ?? '') ? 1 : 0, g.part) },
  { pattern: new RegExp(`(?<![\\w第-])${N}号(?![线楼店机码院会])`), when: (g, t) => dateOfMonth(t, zhNumber(g.n ?? '')) },
  { pattern: /(?:本|这个?)?季度(?:末|底|内)|本季度|这个季度/, when: (_, t) => quarterEnd(t, 0) },
  { pattern: /下个?季度(?:末|底)?/, when: (_, t) => quarterEnd(t, 1) },
  { pattern: /(?<next>明)?今?年(?:底|末)/, when: (g, t) => single(dayOf(partsOf(t.day).year + (g.next ? 1 : 0), 12, 31)) },
  { pattern: /元旦/, when: (_, t) => monthDay(t, 1, 1) },
  { pattern: /国庆/, when: (_, t) => monthDay(t, 10, 1) },
  { pattern: /\b(?:the )?day after (?:tomorrow|tmrw?)\b/i, when: (_, t) => single(t.day + 2) },
  { pattern: /\b(?:tom+or+ow|tommorrow|tomorrw|tomorow|2mor+ow|tmrw|tmr|tmw)\b/i, when: (_, t) => single(t.day + 1) },
  { pattern: /\b(?:eod|cob|close of (?:business|play)|end of (?:the |this )?(?:business )?day|today|tonight|later today)\b/i, when: (_, t) => single(t.day) },
  { pattern: /\bend of next week\b|\bnext week'?s end\b/i, when: (_, t) => single(monday(t.day) + 11) },
  { pattern: /\b(?:eow|end of (?:the |this )?(?:work ?)?week|week'?s end)\b/i, when: (_, t) => single(week(t.day, 0).end) },
  { pattern: /\b(?:the )?week after next\b/i, when: (_, t) => week(t.day, 2) },
  { pattern: /\b(?<d>mon|tue|wed|thu|fri|sat|sun)[a-z]* next week\b/i, when: (g, t) => weekday(t, ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].indexOf((g.d ?? '').toLowerCase()) + 1, 1) },
  { pattern: /\b(?<ahead>this|next|the) weekend\b/i, when: (g, t) => ({ start: weekday(t, 6, g.ahead?.toLowerCase() === 'next' ? 1 : 0).start, end: weekday(t, 7, g.ahead?.toLowerCase() === 'next' ? 1 : 0).end }) },
  { pattern: /\b(?:sometime |early |later )?(?<ahead>this|next|nxt) (?:work ?)?(?:week|wk)\b/i, when: (g, t) => week(t.day, g.ahead?.toLowerCase() === 'this' ? 0 : 1) },
  { pattern: /\b(?:the )?(?<part>end|start|beginning|middle) of next month\b/i, when: (g, t) => monthAhead(t, 1, g.part === 'middle' ? 'mid' : g.part) },
  { pattern: /\b(?:eom|month[- ]end|(?:the )?end of (?:the |this )?month)\b/i, when: (_, t) => monthAhead(t, 0, 'end') },
  { pattern: /\b(?<part>early |mid[- ])?(?<ahead>this|next) month\b/i, when: (g, t) => monthAhead(t, g.ahead?.toLowerCase() === 'next' ? 1 : 0, g.part) },
  { pattern: /\b(?:the )?(?<part>end|beginning|start|middle|mid|early)[- ](?:of )?(?<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/i, when: (g, t) => namedMonth(t, MONTHS.indexOf((g.m ?? '').toLowerCase()) + 1, (g.part ?? '').toLowerCase().replace('middle', 'mid')) },
  { pattern: /\b(?:eoq|(?:the )?end of (?:the |this )?quarter|quarter[- ]end)\b/i, when: (_, t) => quarterEnd(t, 0) },
  { pattern: /\b(?:the )?end of q(?<q>[1-4])\b/i, when: (g, t) => namedMonth(t, Number(g.q) * 3, 'end') },
  { pattern: /\b(?:eoy|year[- ]end|(?:the )?end of (?:the |this )?year)\b/i, when: (_, t) => single(dayOf(partsOf(t.day).year, 12, 31)) },
  { pattern: /(?<!\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* )\b(?:the )?(?<d>\d{1,2})(?:st|nd|rd|th)(?! (?:of )?(?:[a-z]+ )?(?:draft|version|time|floor|item|one|attempt|round|quarter|week|anniversary|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))\b(?! of)/i, when: (g, t) => dateOfMonth(t, Number(g.d)) },
  { pattern: /\bin (?:about )?(?:another )?(?<n>\d{1,3}|an?(?: couple of| few)?|one|two|three|four|five|six) (?:working |business )?(?<unit>days?|weeks?|months?)\b/i, when: (g, t) => later(t, enNumber(g.n ?? ''), { d: '天', w: '周', m: '月' }[(g.unit ?? '').charAt(0).toLowerCase()] ?? '天') },
  { pattern: /\b(?:in|by|before|until|till) (?<m>january|february|march|april|may|june|july|august|september|october|november|december)\b(?! \d)/i, when: (g, t) => namedMonth(t, MONTHS.indexOf((g.m ?? '').slice(0, 3).toLowerCase()) + 1) },
];
