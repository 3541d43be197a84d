import { WEEKDAYS, type RuleInput, type Weekday } from '../../domain/schedule.ts';

/** What was read, and how many characters of it. */
export interface Read<T> {
  value: T;
  length: number;
}

const DIGITS = '零一二三四五六七八九';

/** `15`, 十五, 两, 二十. */
export function numberIn(text: string): Read<number> | undefined {
  const match = /^\s?(\d{1,3}|[零一二两三四五六七八九十]{1,3})\s?/.exec(text);
  if (!match) return undefined;
  const word = match[1] ?? '';
  const value = /^\d/.test(word) ? Number(word) : written(word.replaceAll('两', '二'));
  return value > 0 ? { value, length: match[0].length } : undefined;
}

function written(word: string): number {
  const ten = word.indexOf('十');
  if (ten === -1) return word.length === 1 ? DIGITS.indexOf(word) : 0;
  const tens = ten === 0 ? 1 : DIGITS.indexOf(word.charAt(0));
  const ones = ten === word.length - 1 ? 0 : DIGITS.indexOf(word.charAt(ten + 1));
  return tens * 10 + ones;
}

const DAY_NAMES: Readonly<Record<string, Weekday>> = {
  一: 'mon',
  二: 'tue',
  三: 'wed',
  四: 'thu',
  五: 'fri',
  六: 'sat',
  日: 'sun',
  天: 'sun',
  1: 'mon',
  2: 'tue',
  3: 'wed',
  4: 'thu',
  5: 'fri',
  6: 'sat',
  7: 'sun',
};

/** 周一, 周一、三、五, 周一和周四, 周一到周五, 周末. */
export function weekdaysIn(text: string): (Read<Weekday[]> & { isRange: boolean }) | undefined {
  const weekend = /^(?:周末|双休日)/.exec(text);
  if (weekend) return { value: ['sat', 'sun'], length: weekend[0].length, isRange: true };
  const lead = /^(?:周|星期|礼拜)/.exec(text)?.[0];
  if (!lead) return undefined;
  const first = DAY_NAMES[text.charAt(lead.length)];
  if (!first) return undefined;
  let length = lead.length + 1;
  const range = /^(?:到|至|-|~)(?:周|星期|礼拜)?([一二三四五六日天1-7])/.exec(text.slice(length));
  const last = range && DAY_NAMES[range[1] ?? ''];
  if (range && last) return { value: span(first, last), length: length + range[0].length, isRange: true };
  const value = [first];
  for (;;) {
    const next =
      /^(?:[、，,和与及]\s?(?:周|星期|礼拜)?|周|星期|礼拜)?([一二三四五六日天])(?![个点月号日天年])/.exec(
        text.slice(length),
      );
    const day = next && DAY_NAMES[next[1] ?? ''];
    if (!next || !day) return { value: [...new Set(value)], length, isRange: false };
    value.push(day);
    length += next[0].length;
  }
}

function span(from: Weekday, to: Weekday): Weekday[] {
  const start = WEEKDAYS.indexOf(from);
  const length = ((WEEKDAYS.indexOf(to) - start + 7) % 7) + 1;
  return Array.from({ length }, (_, at) => WEEKDAYS[(start + at) % 7] ?? from);
}

/** 1号、15号, 最后一天, 最后一个工作日, 第一个周一, 月底. */
export function datesIn(text: string): Read<Pick<RuleInput, 'days' | 'nth'>> | undefined {
  const last = /^(?:最后一天|月?底|月?末)/.exec(text);
  if (last) return { value: { days: ['last'] }, length: last[0].length };
  const working = /^最后一?个?工作日/.exec(text);
  if (working) return { value: { days: ['last_weekday'] }, length: working[0].length };
  const nth = /^(?:第([一二三四五1-5])|最后一)个?/.exec(text);
  const weekday = nth && weekdaysIn(text.slice(nth[0].length));
  const [day] = weekday?.value ?? [];
  if (nth && weekday && day) {
    const which = nth[1] === undefined ? ('last' as const) : (numberIn(nth[1])?.value ?? 1);
    return { value: { nth: { which, weekday: day } }, length: nth[0].length + weekday.length };
  }
  const days: number[] = [];
  let length = 0;
  for (;;) {
    const joint = days.length === 0 ? '' : (/^[、，,和与及]\s?/.exec(text.slice(length))?.[0] ?? null);
    if (joint === null) break;
    const number = numberIn(text.slice(length + joint.length));
    const end = length + joint.length + (number?.length ?? 0);
    const isDay = /^[号日]/.test(text.slice(end)) || /^[、，,和与及]\s?\d{1,2}[号日]/.test(text.slice(end));
    if (!number || number.value > 31 || !isDay) break;
    days.push(number.value);
    length = end + (/^[号日]/.test(text.slice(end)) ? 1 : 0);
  }
  return days.length > 0 ? { value: { days }, length } : undefined;
}

/** What a part of the day stands for where no hour is said. */
const PARTS: Readonly<Record<string, string>> = {
  凌晨: '05:00',
  清晨: '07:00',
  早上: '09:00',
  早晨: '09:00',
  上午: '09:00',
  中午: '12:00',
  下午: '14:00',
  傍晚: '18:00',
  晚上: '20:00',
};
const LATE = ['中午', '下午', '傍晚', '晚上', '晚'];

export interface SaidTimes {
  times: string[];
  /** Only a part of the day was said. */
  isGuessed: boolean;
}

/** 9点, 早上9点半, 14:30, 9点和14点; a bare 早上 stands for an hour. */
export function timesIn(text: string): Read<SaidTimes> | undefined {
  const first = timeIn(text, undefined);
  if (!first) {
    const part = Object.keys(PARTS).find((name) => text.startsWith(name));
    return part === undefined
      ? undefined
      : { value: { times: [PARTS[part] ?? ''], isGuessed: true }, length: part.length };
  }
  const times = [first.value.time];
  let { length } = first;
  let { part } = first.value;
  for (;;) {
    const joint = /^(?:[、，,]|和|与|及)\s?/.exec(text.slice(length))?.[0];
    const next = joint === undefined ? undefined : timeIn(text.slice(length + joint.length), part);
    if (!next || joint === undefined) break;
    times.push(next.value.time);
    ({ part } = next.value);
    length += joint.length + next.length;
  }
  return { value: { times: [...new Set(times)], isGuessed: false }, length };
}

function timeIn(
  text: string,
  before: string | undefined,
): Read<{ time: string; part: string | undefined }> | undefined {
  const lead = /^(?:在)?(凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚|早)?/.exec(text);
  const from = lead?.[0].length ?? 0;
  const said = lead?.[1];
  const hour = numberIn(text.slice(from)) ?? zeroIn(text.slice(from));
  if (!hour) return undefined;
  const rest = text.slice(from + hour.length);
  const minute = /^(?:点钟?|时)(半|一刻|三刻|(\d{1,2})分?)?|^:(\d{2})/.exec(rest);
  if (!minute || hour.value > 23) return undefined;
  const named = { 半: 30, 一刻: 15, 三刻: 45 }[minute[1] ?? ''] ?? Number(minute[2] ?? minute[3] ?? 0);
  if (named > 59) return undefined;
  const part = said ?? (before !== undefined && hour.value < 12 ? before : undefined);
  const isLate =
    part !== undefined && LATE.includes(part) && hour.value < 12 && !(part === '中午' && hour.value >= 10);
  const time = `${String(hour.value + (isLate ? 12 : 0)).padStart(2, '0')}:${String(named).padStart(2, '0')}`;
  return { value: { time, part }, length: from + hour.length + minute[0].length };
}

const zeroIn = (text: string): Read<number> | undefined =>
  /^0{1,2}(?=点|时|:)/.test(text) ? { value: 0, length: text.startsWith('00') ? 2 : 1 } : undefined;
