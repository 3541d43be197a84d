import type { RuleInput, Weekday } from '../../domain/schedule.ts';
import { datesIn, numberIn, timesIn, weekdaysIn, type Read } from './chinese-parts.ts';
import { bothHalves, type Pieces } from './join-pieces.ts';

/** Reads a Chinese sentence from left to right, each phrase once. */
export function readChinese(given: string): Pieces | undefined {
  const text = given.replaceAll('：', ':');
  const pieces: Pieces = {
    repeats: [],
    times: [],
    except: [],
    between: null,
    what: '',
    isTimeGuessed: false,
    unread: [],
  };
  let guess: string | undefined;
  let left = '';
  for (let at = 0; at < text.length;) {
    // 25点 is no 5点: a number that no phrase took is not read from its middle.
    const isInNumber = NUMERAL.test(left.slice(-1)) && NUMERAL.test(text.charAt(at));
    const end = isInNumber ? 0 : take(text.slice(at, at + MAX_PHRASE));
    if (end === 0) left += text.charAt(at);
    else if (!left.endsWith(CUT)) left += CUT;
    at += Math.max(1, end);
  }
  if (pieces.repeats.length === 0) return undefined;
  if (pieces.times.length === 0 && guess) {
    pieces.times.push(guess);
    pieces.isTimeGuessed = true;
  }
  return {
    ...pieces,
    what: trimJoints(left),
    unread: [...pieces.unread, ...unreadIn(left, pieces.times.length > 0)],
  };

  /** How many characters the phrase at the beginning takes; 0 where there is none. */
  function take(rest: string): number {
    const out = exceptIn(rest);
    if (out) {
      pieces.except.push(...out.value);
      return out.length;
    }
    const between = /^(\d{1,2})点?(?:到|至|-)(\d{1,2})点?(?:之间)?每/.exec(rest);
    if (between) {
      pieces.between = [Number(between[1]), Number(between[2])];
      return between[0].length - 1;
    }
    const repeat = repeatIn(rest);
    if (repeat) {
      pieces.repeats.push(repeat.value);
      return repeat.length;
    }
    const times = pieces.times.length === 0 && pieces.repeats.length > 0 ? timesIn(rest) : undefined;
    if (times) {
      if (times.value.isGuessed) guess = times.value.times[0];
      else pieces.times.push(...times.value.times);
      const [only = ''] = times.value.times;
      // 3点, without a part of the day.
      if (times.value.times.length === 1 && /^[1-6一二两三四五六]点/.test(rest))
        pieces.unread.push(bothHalves(only));
      return times.length;
    }
    return 0;
  }
}

const NUMERAL = /[\d零一二三四五六七八九十]/;
/** What is nothing but this says more of when. */
const SAYS_WHEN =
  /^(?:\p{Script=Han}{2,6}时间|(?:从|自)?.{0,12}(?:到|至|直到|截至|截止到?)\d{1,4}[年月日号-].*)$/u;
const MAY_SAY_WHEN = /[\d到至起止前后除外]|开始|时间/;
const NO_TIME = /^(?:\d{1,3}|[零一二两三四五六七八九十]{1,3})(?:点钟?|:\d{2})/;

/** What says something of when and was read by no phrase: before the colon that divides it from the work, if there is one. */
function unreadIn(left: string, hasTimes: boolean): string[] {
  const unread: string[] = [];
  for (const [at, one] of left.split(CUT).entries()) {
    const [head = '', ...work] = one.split(':');
    const piece = trimJoints(head);
    const time = hasTimes || at === 0 ? undefined : NO_TIME.exec(trimJoints(one))?.[0];
    const isDivided = at > 0 && work.length > 0;
    if (time !== undefined) unread.push(time);
    else if (SAYS_WHEN.test(piece) || (isDivided && MAY_SAY_WHEN.test(piece))) unread.push(piece);
    if (isDivided) break;
  }
  return unread;
}

/** Longer than any phrase of a rule. */
const MAX_PHRASE = 60;
/** Stands where phrases were taken out. */
const CUT = '\u0000';

/** 除了周五, 周五除外. */
function exceptIn(rest: string): Read<Weekday[]> | undefined {
  const lead = /^[（(]?(?:除了?|不含|不包括|不包含)/.exec(rest);
  if (lead) {
    const days = weekdaysIn(rest.slice(lead[0].length));
    const tail = days && /^(?:以外|之外|外)?[)）]?[，,]?/.exec(rest.slice(lead[0].length + days.length));
    return days && { value: days.value, length: lead[0].length + days.length + (tail?.[0].length ?? 0) };
  }
  const open = /^[（(，,]?/.exec(rest)?.[0].length ?? 0;
  const days = weekdaysIn(rest.slice(open));
  const tail = days && /^除外[)）]?[，,]?/.exec(rest.slice(open + days.length));
  return tail && days ? { value: days.value, length: open + days.length + tail[0].length } : undefined;
}

type Unit = 'minutes' | 'hours' | 'day' | 'week' | 'month';
const UNITS: readonly [pattern: RegExp, unit: Unit][] = [
  [/^分钟/, 'minutes'],
  [/^个?(?:小时|钟头)/, 'hours'],
  [/^[天日]/, 'day'],
  [/^个?(?:周|星期|礼拜)/, 'week'],
  [/^个?月/, 'month'],
];

function repeatIn(rest: string): Read<RuleInput> | undefined {
  const plain = plainRepeat(rest);
  if (plain) return plain;
  const lead = /^(?:每逢|每隔|每|隔)/.exec(rest)?.[0];
  if (!lead) return undefined;
  const after = rest.slice(lead.length);
  const half = /^半个?小时/.exec(after);
  if (half) return { value: { repeat: 'minutes', every: 30 }, length: lead.length + half[0].length };
  const count = numberIn(after);
  const body = after.slice(count?.length ?? 0);
  for (const [pattern, unit] of UNITS) {
    const match = pattern.exec(body);
    if (!match) continue;
    // 隔一天 is every other day; 每隔两小时 is every two hours.
    const isOther = lead.endsWith('隔') && (count?.value ?? 1) === 1 && (unit === 'day' || unit === 'week');
    const every = isOther ? 2 : (count?.value ?? 1);
    if (every > 99) return undefined;
    const length = lead.length + (count?.length ?? 0) + match[0].length;
    return withDays(unit, every, rest, length, match[0]);
  }
  return undefined;
}

function withDays(unit: Unit, every: number, rest: string, length: number, said: string): Read<RuleInput> {
  const more = every > 1 ? { every } : {};
  if (unit === 'minutes' || unit === 'hours') return { value: { repeat: unit, every }, length };
  if (unit === 'day') return { value: { repeat: 'day', ...more }, length };
  const joint = /^(?:里)?的?/.exec(rest.slice(length))?.[0].length ?? 0;
  if (unit === 'week') {
    // 每周一: the 周 of the unit is the one of the day.
    const days =
      weekdaysIn(`${every > 1 ? '' : said}${rest.slice(length)}`) ?? weekdaysIn(rest.slice(length + joint));
    const own = weekdaysIn(rest.slice(length + joint));
    if (own)
      return { value: { repeat: 'week', weekdays: own.value, ...more }, length: length + joint + own.length };
    if (days)
      return {
        value: { repeat: 'week', weekdays: days.value, ...more },
        length: length - said.length + days.length,
      };
    return { value: { repeat: 'week', ...more }, length };
  }
  const dates = datesIn(rest.slice(length + joint));
  return dates
    ? { value: { repeat: 'month', ...more, ...dates.value }, length: length + joint + dates.length }
    : { value: { repeat: 'month', ...more }, length };
}

/** 工作日, 周一到周五, 每季度, 每年3月1日. */
function plainRepeat(rest: string): Read<RuleInput> | undefined {
  const work = /^(?:每个?|逢)?工作日/.exec(rest);
  if (work) return { value: { repeat: 'weekday' }, length: work[0].length };
  const range = weekdaysIn(rest);
  if (range?.isRange) return { value: { repeat: 'week', weekdays: range.value }, length: range.length };
  const quarter = /^每个?季度?(?:的?第一天|初)?/.exec(rest);
  if (quarter) {
    const dates = datesIn(rest.slice(quarter[0].length).replace(/^的/, ''));
    const joint = rest.charAt(quarter[0].length) === '的' ? 1 : 0;
    return dates
      ? { value: { repeat: 'quarter', ...dates.value }, length: quarter[0].length + joint + dates.length }
      : { value: { repeat: 'quarter' }, length: quarter[0].length };
  }
  const year = /^每年的?(\d{1,2})月(\d{1,2})[日号]/.exec(rest);
  if (!year) return undefined;
  return {
    value: { repeat: 'year', months: [Number(year[1])], days: [Number(year[2])] },
    length: year[0].length,
  };
}

const JOINTS = /^(?:请您?|麻烦您?|都|就|的|时候|时|，|,|。|:|、|\s|\0)/;

/** What no phrase took, without what joined them. */
function trimJoints(text: string): string {
  let left = text;
  for (let joint = JOINTS.exec(left); joint; joint = JOINTS.exec(left)) left = left.slice(joint[0].length);
  while (/[\s，,:、\0]$/.test(left)) left = left.slice(0, -1);
  return left.replaceAll(CUT, '');
}
