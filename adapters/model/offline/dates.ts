import { en } from 'chrono-node';
import { DATE_RULES, zhNumber, type Today, type When } from './date-rules.ts';
import { dayOf, isoDay, isoMoment, offsetMinutes } from './days.ts';

/** A date in a text: characters `from` to `to` (exclusive). */
export interface DateSpan {
  from: number;
  to: number;
  when: When;
}

export interface Moment {
  now: Date;
  timeZone: string;
}

function todayOf({ now, timeZone }: Moment): Today {
  const wall = now.getTime() / 60_000 + offsetMinutes(now, timeZone);
  return { day: Math.floor(wall / 1440), minutes: Math.floor(wall) % 1440 };
}

const EN_TIME =
  /^,?\s*(?:at |by |before |around |@ ?)?(?:(?<h>\d{1,2})(?::(?<m>\d\d))?\s*(?<half>am|pm)\b|(?<h24>\d{1,2}):(?<m24>\d\d)|(?<noon>noon|midday))/i;
const ZH_TIME =
  /^\s*(?<half>凌晨|清早|早上|早晨|上午|中午|下午|傍晚|晚上|晚|早)?\s*(?:(?<h>\d{1,2}|[一二两三四五六七八九十]{1,2})\s*(?:点钟?(?:(?<quarter>半)|(?<m>\d{1,2})分?)?|:(?<m24>\d\d)))/;
const PART_OF_DAY =
  /^\s*(?:(?:in the )?(?:morning|afternoon|evening|night)\b|凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|下班)/i;

/** The time of day at the beginning of the text, and how many characters it takes. */
function timeAt(text: string): { length: number; minutes: number } | undefined {
  const enMatch = EN_TIME.exec(text);
  if (enMatch?.groups) {
    const { h, m, half, h24, m24, noon } = enMatch.groups;
    const hour = noon ? 12 : h24 ? Number(h24) : (Number(h) % 12) + (/pm/i.test(half ?? '') ? 12 : 0);
    const minutes = hour * 60 + Number(m ?? m24 ?? 0);
    if (minutes < 1440) return { length: enMatch[0].length, minutes };
  }
  const zhMatch = ZH_TIME.exec(text);
  if (!zhMatch?.groups) return undefined;
  const { half, h, quarter, m, m24 } = zhMatch.groups;
  const given = zhNumber(h ?? '');
  const isLate = /下午|傍晚|晚|中午/.test(half ?? '') && given < 12 && !(half === '中午' && given === 11);
  const minutes = (given + (isLate ? 12 : 0)) * 60 + (quarter ? 30 : Number(m ?? m24 ?? 0));
  return minutes < 1440 ? { length: zhMatch[0].length, minutes } : undefined;
}

/** "明晚8点" and "friday 3pm": the date with the time that follows it. */
function withTime(text: string, span: DateSpan): DateSpan {
  if (span.when.minutes !== undefined) return span;
  const after = text.slice(span.to);
  // The 晚 of 明晚 is part of the day, and of the time too.
  const lead = text.slice(0, span.to).endsWith('晚') && /^\d/.test(after) ? '晚上' : '';
  const time = timeAt(lead + after);
  if (time)
    return {
      ...span,
      to: span.to + time.length - lead.length,
      when: { ...span.when, minutes: time.minutes },
    };
  const part = PART_OF_DAY.exec(after);
  return part ? { ...span, to: span.to + part[0].length } : span;
}

function byRules(text: string, today: Today): DateSpan[] {
  const found: DateSpan[] = [];
  for (const rule of DATE_RULES) {
    const match = rule.pattern.exec(text);
    if (!match) continue;
    const [from, to] = [match.index, match.index + match[0].length];
    if (found.some((span) => from < span.to && span.from < to)) continue;
    const when = rule.when(match.groups ?? {}, today);
    if (when) found.push({ from, to, when });
  }
  return found;
}

function byChrono(text: string, at: Moment): DateSpan[] {
  if (!/[a-z]{3}|\d/i.test(text)) return [];
  const reference = { instant: at.now, timezone: offsetMinutes(at.now, at.timeZone) };
  return en.casual.parse(text, reference, { forwardDate: true }).flatMap(({ index, text: said, start }) => {
    const hasTime = start.isCertain('hour');
    const isBare = !start.isCertain('day') && !start.isCertain('weekday') && !hasTime;
    // "may" and "march" are words, "at 3" and "1 hour" mostly part of a title.
    if (isBare || (hasTime && !/\d\s*[ap]\.?m|:|hour|min|noon/i.test(said)) || /^\d+ \w+$/.test(said))
      return [];
    const part = (name: 'year' | 'month' | 'day' | 'hour' | 'minute') => start.get(name) ?? 0;
    const day = dayOf(part('year'), part('month'), part('day'));
    const minutes = hasTime ? { minutes: part('hour') * 60 + part('minute') } : {};
    return [{ from: index, to: index + said.length, when: { start: day, end: day, ...minutes } }];
  });
}

/** The dates that a text names, in order. Places that only look like dates ("the March report") are the caller's to judge. */
export function findDates(text: string, at: Moment): DateSpan[] {
  const own = byRules(text, todayOf(at)).map((span) => withTime(text, span));
  const others = byChrono(text, at).filter(
    ({ from, to }) => !own.some((span) => from < span.to && span.from < to),
  );
  const time = own.length + others.length ? undefined : loneTime(text, at);
  return [...own, ...others, ...(time ? [time] : [])].toSorted((a, b) => a.from - b.from);
}

/** 下午3点 by itself: today, or tomorrow once that has passed. */
function loneTime(text: string, at: Moment): DateSpan | undefined {
  const match =
    /(?:凌晨|早上|上午|中午|下午|傍晚|晚上|晚)\s*(?:\d{1,2}|[一二两三四五六七八九十]{1,2})\s*(?:点|:)/.exec(
      text,
    );
  const time = match ? timeAt(text.slice(match.index)) : undefined;
  if (!match || !time) return undefined;
  const today = todayOf(at);
  const day = time.minutes > today.minutes ? today.day : today.day + 1;
  return {
    from: match.index,
    to: match.index + time.length,
    when: { start: day, end: day, minutes: time.minutes },
  };
}

/** The last moment of what was named, as the tools take it: a day, or a moment with its offset. */
export const asDue = ({ end, minutes }: When, { timeZone }: Moment): string =>
  minutes === undefined ? isoDay(end) : isoMoment(end, minutes, timeZone);

/** The first moment, for what is put off until then: "next week" begins on Monday. */
export const asUntil = ({ start, minutes }: When, { timeZone }: Moment): string =>
  minutes === undefined ? isoDay(start) : isoMoment(start, minutes, timeZone);

/** This very minute, for "overdue". */
export function asNow(at: Moment): string {
  const { day, minutes } = todayOf(at);
  return isoMoment(day, minutes, at.timeZone);
}
