import { en } from 'chrono-node';
import { ENGLISH_NUMBERS } from '../../../src/shared/schedule-sentences/english-parts.ts';
import { END_OF_WORK } from '../../../src/shared/time.ts';
import * as at from './days.ts';
import { dayOf, partsOf, single, todayOf, type Moment, type Today, type When } from './days.ts';

/** A date in a text: characters `from` to `to` (exclusive). */
export interface DateSpan {
  from: number;
  to: number;
  when: When;
}

const DIGITS = '一二三四五六七八九';
const WEEKDAYS = '一二三四五六日';
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const SMALL = ['a', ...ENGLISH_NUMBERS.slice(1)];

/** Reads 12, 十二 and 三十; 0 when it is no number up to 99. */
function zhNumber(text = ''): number {
  if (/^\d+$/.test(text)) return Number(text);
  const [tens, ones, ...more] = text.replace('两', '二').split('十');
  if (more.length) return 0;
  const digit = (s: string | undefined) => (s ? DIGITS.indexOf(s) + 1 : 0);
  return ones === undefined ? digit(tens) : (tens ? digit(tens) : 1) * 10 + digit(ones);
}

function enNumber(text = ''): number {
  const small = text.toLowerCase();
  if (/couple/.test(small)) return 2;
  if (/few/.test(small)) return 3;
  if (small === 'an') return 1;
  return SMALL.includes(small) ? Math.max(1, SMALL.indexOf(small)) : Number(text);
}

type Groups = Record<string, string | undefined>;
type Rule = readonly [pattern: RegExp, when: (groups: Groups, today: Today) => When | null];

const N = '(?<n>\\d{1,3}|[一二两三四五六七八九十]{1,3})';
const M = '(?<m>\\d{1,2}|[一二三四五六七八九十]{1,3})';
const WEEK = '(?:周|星期|礼拜)';
const AHEAD = '(?<ahead>下下|下|这|本)';
const MONTH = `(?<m>${MONTHS.join('|')})[a-z]*`;
const COUNT = `(?<n>\\d{1,3}|an?(?: couple of| few)?|${SMALL.slice(1).join('|')})`;
const UNIT = '(?<u>days?|weeks?|months?|hours?|fortnights?)';
const re = (source: string): RegExp => new RegExp(source, 'gi');
const zhAhead = ({ ahead }: Groups): number | null =>
  !ahead ? null : ahead.startsWith('下下') ? 2 : ahead.startsWith('下') ? 1 : 0;
const isNext = ({ ahead }: Groups): number => (/^ne?xt/i.test(ahead ?? '') ? 1 : 0);
const monthNumber = ({ m = '' }: Groups): number => MONTHS.indexOf(m.slice(0, 3).toLowerCase()) + 1;
const zhDay = (d = ''): number => (d === '天' ? 7 : WEEKDAYS.indexOf(d) + 1);
const on =
  (ahead: number) =>
  (_: Groups, { day }: Today) =>
    single(day + ahead);

const fromNow = (g: Groups, today: Today): When | null =>
  at.later(today, enNumber(g.n), (g.u ?? '').charAt(0).toLowerCase());

/** All of Chinese, and of English what chrono-node does not read, or reads otherwise than people mean it. */
// prettier-ignore
const RULES: readonly Rule[] = [
  [/(?<y>20\d\d)(?:年|[-/.])(?<m>\d{1,2})(?:月|[-/.])(?<d>\d{1,2})[日号]?(?!\d)/g,
    (g, t) => at.monthDay(t, Number(g.m), Number(g.d), Number(g.y))],
  [re(`${M}月(?<d>\\d{1,2}|[一二三四五六七八九十]{1,3})[日号]?`), (g, t) => at.monthDay(t, zhNumber(g.m), zhNumber(g.d))],
  [/(?<![\d/.\w-])(?<m>\d{1,2})\/(?<d>\d{1,2})(?![\d/\w])/g,
    (g, t) => at.monthDay(t, Number(g.m), Number(g.d))],
  [re(`(?:再?过)?(?:${N}|(?<half>半))个?(?<u>天|工作日|周|星期|礼拜|月|小时|钟头|分钟)(?:之|以)?(?:内|后)`),
    (g, t) => at.later(t, g.half ? 0.5 : zhNumber(g.n), (g.u ?? '').charAt(0))],
  [re(`(?<=缓|推迟|延后|推后|往后推|晚)${N}个?(?<u>天|周|月)`), (g, t) => at.later(t, zhNumber(g.n), g.u ?? '')],
  [/大后天/g, on(3)], [/后天|后日/g, on(2)], [/明天|明日|明儿|明早|明晚/g, on(1)],
  [/今天内?|今日|今儿|今晚|今早|当天|下班(?=之?前)|今夜/g, on(0)],
  [re(`${AHEAD}?个?${WEEK}(?<d>[一二三四五六日天])(?!会)`), (g, t) => at.weekday(t, zhDay(g.d), zhAhead(g))],
  [re(`${AHEAD}?个?周末`), (g, t) => at.weekend(t, zhAhead(g) ?? 0)],
  [re(`${AHEAD}个?${WEEK}(?:之|以)?内?`), (g, t) => at.week(t.day, zhAhead(g) ?? 0)],
  [re(`(?<ahead>下|这|本)个?月${N}[号日]`), (g, t) => at.dateOfMonth(t, zhNumber(g.n), zhAhead(g) ?? 0)],
  [re(`${AHEAD}个?月(?<part>初|中旬?|底|末)?内?`), (g, t) => at.monthAhead(t, zhAhead(g) ?? 0, g.part)],
  [re(`${M}月(?<part>份|初|中旬?|底|末)`), (g, t) => at.namedMonth(t, zhNumber(g.m), g.part)],
  [/(?<![个年])月(?<part>初|中旬?|底|末)/g, (g, t) => at.monthAhead(t, g.part === '初' ? 1 : 0, g.part)],
  [re(`(?<![\\w第-])${N}号(?![线楼店机码院会])`), (g, t) => at.dateOfMonth(t, zhNumber(g.n))],
  [/(?<next>下)?(?:本|这)?个?季度(?:末|底|内)/g, (g, t) => at.quarterEnd(t, g.next ? 1 : 0)],
  [/(?<next>明)?今?年(?:底|末)/g, (g, t) => single(dayOf(partsOf(t.day).year + (g.next ? 1 : 0), 12, 31))],
  [/\b(?:the )?day after (?:tomorrow|tmrw?)\b/gi, on(2)],
  [/\b(?:tom+or+ow|tomorrw|tomorow|2mor+ow|tmrw?|tmw)\b/gi, on(1)],
  [/\b(?:eod|cob|close of business|end of (?:the |this )?(?:business )?day|(?:later )?today|tonight)\b/gi,
    on(0)],
  [/\b(?:the )?end of next week\b/gi, (_, t) => single(at.week(t.day, 1).end)],
  [/\b(?:eow|end of (?:the |this )?(?:work ?)?week|week'?s end)\b/gi,
    (_, t) => single(at.week(t.day, 0).end)],
  [/\b(?<d>mon|tue|wed|thu|fri|sat|sun)[a-z]*,? next week\b/gi, (g, t) => at.weekday(t, enDay(g.d), 1)],
  [/\bnext (?<d>mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day|s)?\b/gi, (g, t) => at.weekday(t, enDay(g.d), 1)],
  [/\b(?:thurs?|weds?|tues?)\b/gi, (g, t) => nextDay(t, enDay(g[0]))],
  [/\b(?<ahead>this|next|the) weekend\b/gi, (g, t) => at.weekend(t, isNext(g))],
  [/\b(?:sometime |early |later )?(?<ahead>this|next|nxt) (?:work ?)?(?:week|wk)\b/gi,
    (g, t) => at.week(t.day, isNext(g))],
  [/\b(?:eom|month[- ]end|(?:the )?end of (?:the |this )?month)\b/gi, (_, t) => at.monthAhead(t, 0, 'end')],
  [/\b(?<part>early |mid[- ])?(?<ahead>this|next) month\b/gi, (g, t) => at.monthAhead(t, isNext(g), g.part)],
  [/\b(?:eoq|(?:the )?end of (?:the |this )?quarter|quarter[- ]end)\b/gi, (_, t) => at.quarterEnd(t, 0)],
  [/\b(?:the )?end of q(?<q>[1-4])\b/gi, (g, t) => at.namedMonth(t, Number(g.q) * 3, 'end')],
  [/\b(?:eoy|year[- ]end|(?:the )?end of (?:the |this )?year)\b/gi,
    (_, t) => single(dayOf(partsOf(t.day).year, 12, 31))],
  [re(`\\b(?:the )?(?<d>\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}(?![a-z])`),
    (g, t) => at.monthDay(t, monthNumber(g), Number(g.d))],
  [/\b(?:the |on )(?<d>\d{1,2})(?:st|nd|rd|th)\b(?! [a-z])/gi, (g, t) => at.dateOfMonth(t, Number(g.d))],
  [re(`\\bin (?:about )?(?:another )?${COUNT} (?:working |business )?${UNIT}\\b(?: or so)?`),
    fromNow],
  [re(`(?<=\\b(?:for|by) )${COUNT} (?<u>days?|weeks?|months?)\\b`), fromNow],
  [re(`(?<=\\b(?:in|by|before|until|till|to) )${MONTH}\\b(?! \\d)`),
    (g, t) => at.namedMonth(t, monthNumber(g))],
];
const nextDay = (today: Today, number: number): When => {
  const when = at.weekday(today, number, null);
  return when.start === today.day ? at.weekday(today, number, 1) : when;
};
const enDay = (d = ''): number => DAYS.indexOf(d.slice(0, 3).toLowerCase()) + 1;

const HOUR = `\\d{1,2}|[一二两三四五六七八九十]{1,3}`;
const HALF = '凌晨|清早|早上|早晨|上午|中午|下午|傍晚|晚上|今晚|夜里|晚|早';
const LEAD = String.raw`,?\s*(?:at |by |before |around |until |till |@ ?)?`;
const EN_TIME = new RegExp(
  String.raw`^${LEAD}(?:(?<h>\d{1,2})(?::(?<m>\d\d))?\s*(?<half>[ap])\.?m\b|(?<h24>\d{1,2}):(?<m24>\d\d)` +
    String.raw`|(?<noon>noon|midday)|(?<midnight>midnight))`,
  'i',
);
const EN_HOUR = /^,?\s*(?:at|by|before|until|till) (?<h>\d{1,2}|[a-z]+)(?: o'?clock)?(?![:\w]| [a-z]+s\b)/i;
const ZH_TIME = new RegExp(
  `^\\s*(?<half>${HALF})?\\s*(?:(?<h>${HOUR})(?: ?点钟?(?:(?<quarter>半)|(?<m>\\d{1,2})分?)?|:(?<m24>\\d\\d)))`,
);
const PART_OF_DAY = new RegExp(
  String.raw`^\s*(?:(?:in the )?(?:morning|afternoon|evening|night)\b|${HALF}|下班)`,
  'i',
);

interface Time {
  length: number;
  minutes: number;
}

/** The hour of work that a bare number means: "by five" is in the afternoon. */
const atWork = (hour: number): number => (hour > 0 && hour < 7 ? hour + 12 : hour);

/** The time of day at the beginning of the text, and how many characters it takes. Midnight ends the day. */
function timeAt(text: string): Time | undefined {
  const said = EN_TIME.exec(text);
  if (said?.groups) {
    const { h, m, half, h24, m24, noon, midnight } = said.groups;
    const late = /p/i.test(half ?? '') ? 12 : 0;
    const hour = midnight ? 24 : noon ? 12 : h24 ? Number(h24) : (Number(h) % 12) + late;
    return inDay(said[0].length, hour * 60 + Number(m ?? m24 ?? 0));
  }
  const zh = ZH_TIME.exec(text);
  if (zh?.groups) {
    const { half = '', h, quarter, m, m24 } = zh.groups;
    const given = zhNumber(h);
    const isNight = /晚|夜/.test(half) && given === 12;
    const isLate = /下午|傍晚|晚|中午/.test(half) && given < 12 && !(half === '中午' && given === 11);
    const hour = isNight ? 24 : isLate ? given + 12 : half || m24 ? given : atWork(given);
    return inDay(zh[0].length, hour * 60 + (quarter ? 30 : Number(m ?? m24 ?? 0)));
  }
  const bare = EN_HOUR.exec(text);
  const hour = enNumber(bare?.groups?.h);
  return bare && hour >= 1 && hour <= 12 ? inDay(bare[0].length, atWork(hour) * 60) : undefined;
}

const inDay = (length: number, minutes: number): Time | undefined =>
  minutes <= 1440 ? { length, minutes } : undefined;

/** The time of a day; 24:00 is the beginning of the next. */
const atTime = (when: When, minutes: number): When =>
  minutes < 1440
    ? { ...when, minutes }
    : { start: when.start + 1, end: when.end + 1, minutes: minutes - 1440 };

/** "明晚8点" and "friday 3pm": the date with the time that follows it, or that stands before it. */
function withTime(text: string, span: DateSpan): DateSpan {
  if (span.when.minutes !== undefined) return span;
  const after = text.slice(span.to, span.to + 40);
  // The 晚 of 明晚 is part of the day, and of the time too.
  const lead = /[晚夜]$/.test(text.slice(0, span.to)) ? '晚上' : '';
  const time = timeAt(lead + after);
  if (time && time.length > lead.length)
    return { ...span, to: span.to + time.length - lead.length, when: atTime(span.when, time.minutes) };
  const part = PART_OF_DAY.exec(after);
  const to = span.to + (part?.[0].length ?? 0);
  const before =
    /(?:at|by|before|until) [\w:.]{1,6}(?: ?[ap]\.?m)?(?: on)? $|(?:noon|midnight|\d ?[ap]m)(?: on)? $/i;
  const early = before.exec(text.slice(Math.max(0, span.from - 24), span.from))?.[0];
  const earlier = early && timeAt(early.replace(/ on $/, ' '));
  if (!early || !earlier) return { ...span, to };
  return { from: span.from - early.length, to, when: atTime(span.when, earlier.minutes) };
}

/** How much of a text is looked through for dates. */
const MAX_READ = 1500;

function byChrono(text: string, moment: Moment): DateSpan[] {
  if (!/[a-z]{3}|\d[ap]m|\d:\d/i.test(text)) return [];
  const reference = { instant: moment.now, timezone: offsetMinutes(moment) };
  return en.casual.parse(text, reference, { forwardDate: true }).flatMap(({ index, text: said, start }) => {
    const hasTime = start.isCertain('hour');
    const isBare = !start.isCertain('day') && !start.isCertain('weekday') && !hasTime;
    // "may" and "march" are words, "at 3" and "1 hour" mostly part of a title.
    if (isBare || (hasTime && !/\d\s*[ap]\.?m|:|hour|min|noon/i.test(said)) || /^\d+ \w+$|^now$/i.test(said))
      return [];
    const part = (name: 'year' | 'month' | 'day' | 'hour' | 'minute') => start.get(name) ?? 0;
    const day = dayOf(part('year'), part('month'), part('day'));
    const minutes = hasTime ? { minutes: part('hour') * 60 + part('minute') } : {};
    return [{ from: index, to: index + said.length, when: { start: day, end: day, ...minutes } }];
  });
}
const offsetMinutes = ({ now, timeZone }: Moment): number => at.offsetMinutes(now, timeZone);

/** A time by itself: today, or tomorrow once that has passed. */
function loneTime(text: string, today: Today): DateSpan[] {
  const cue = new RegExp(
    `(?:${HALF})?(?:${HOUR})(?:点|:\\d\\d)|\\b(?:at|by|before|until) [\\w:]+|\\b(?:mid)?night\\b|noon`,
    'gi',
  );
  for (const match of text.matchAll(cue)) {
    const time = timeAt(text.slice(match.index, match.index + 30));
    if (
      !time ||
      (/^at/i.test(match[0]) && !/[ap]m|:|noon|night/i.test(text.slice(match.index, match.index + 12)))
    )
      continue;
    const day = time.minutes > today.minutes ? today.day : today.day + 1;
    return [{ from: match.index, to: match.index + time.length, when: atTime(single(day), time.minutes) }];
  }
  return [];
}

const WEEKDAY = /\b(?:mon|tue|wed|thu|fri|sat|sun)|[周期拜][一二三四五六日天]/i;

/** "By Friday", said on Friday when work has ended, is the next one. */
function notOver(text: string, span: DateSpan, today: Today): DateSpan {
  const { start, end, minutes = END_OF_WORK } = span.when;
  const isOver = start === today.day && end === today.day && minutes <= today.minutes;
  if (!isOver || !WEEKDAY.test(text.slice(span.from, span.to))) return span;
  return { ...span, when: { ...span.when, start: start + 7, end: end + 7 } };
}

/** The dates that a text names, in order; which only look like one ("the March report") others judge. */
export function findDates(text: string, moment: Moment): DateSpan[] {
  const read = text.slice(0, MAX_READ);
  const today = todayOf(moment);
  const found: DateSpan[] = [];
  const add = (span: DateSpan): void => {
    if (!found.some(({ from, to }) => span.from < to && from < span.to)) found.push(span);
  };
  for (const [pattern, toWhen] of RULES)
    for (const match of read.matchAll(pattern)) {
      const when = toWhen({ ...match.groups, 0: match[0] }, today);
      if (when) add({ from: match.index, to: match.index + match[0].length, when });
    }
  for (const span of byChrono(read, moment)) add(span);
  const timed = found.map((span) => withTime(read, span));
  const ahead = timed.map((span) => notOver(read, span, today));
  return (ahead.length ? ahead : loneTime(read, today)).toSorted((a, b) => a.from - b.from);
}
