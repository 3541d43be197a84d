import { parseScheduleLabel } from '../../domain/schedule.ts';
import { timesAt } from '../../shared/schedule-sentences/english-times.ts';
import { timesIn } from '../../shared/schedule-sentences/chinese-parts.ts';
import { wordsIn } from '../../shared/schedule-sentences/english-parts.ts';
import { readDay, type SaidDay } from '../../shared/schedule-sentences/read-day.ts';
import { fold } from './fold.ts';

/** Something that people want of what is scheduled, in few words. */
export interface ScheduleOrder {
  verb:
    | 'list'
    | 'skip'
    | 'move'
    | 'run'
    | 'start'
    | 'dismiss'
    | 'pause'
    | 'resume'
    | 'archive'
    | 'restore'
    | 'show'
    | 'next';
  /** `S-3`; null for the one of the conversation. */
  ref: string | null;
  /** `skip`: which day; null for the next time. */
  day?: SaidDay | null;
  /** `move`. */
  times?: string[];
}

const LISTS: ReadonlySet<string> = new Set([
  'what is scheduled here',
  "what's scheduled here",
  'whats scheduled here',
  'what is scheduled',
  "what's scheduled",
  'what is scheduled in this channel',
  "what's scheduled in this channel",
  'what schedules are there',
  'which schedules are there',
  'list schedules',
  'list the schedules',
  'show schedules',
  'show the schedules',
  '这里有什么定时',
  '这里有哪些定时',
  '这里有哪些定时任务',
  '这里有哪些定时计划',
  '这里有什么定时任务',
  '这里有什么定时计划',
  '这里定时了什么',
  '这里安排了什么定时任务',
  '有哪些定时',
  '有哪些定时任务',
  '有哪些定时计划',
  '本群有哪些定时计划',
  '本群有哪些定时任务',
  '这个群有哪些定时',
  '查看定时计划',
  '定时计划列表',
  '定时',
]);

/** Longer messages are talk. */
const MAX_ORDER = 80;

/** Reads "skip tomorrow's", "move S-3 to 10:30", 现在运行: a whole message that is nothing but an order. Undefined for any other. */
export function readScheduleOrder(text: string): ScheduleOrder | undefined {
  if (text.length > MAX_ORDER) return undefined;
  const said = fold(text)
    .replace(/[?？.。!！]{1,5}$/u, '')
    .replace(/^(?:please|pls|请您?|麻烦您?)[\s,，]?/u, '')
    .replace(/[\s,，](?:please|pls|thanks)$/u, '')
    .trim();
  if (LISTS.has(said)) return { verb: 'list', ref: null };
  return /\p{Script=Han}/u.test(said) ? chineseOrder(said) : englishOrder(said);
}

const IT = ['it', 'this', 'that'];
const VERBS: Readonly<Record<string, ScheduleOrder['verb']>> = {
  run: 'run',
  fire: 'run',
  pause: 'pause',
  resume: 'resume',
  archive: 'archive',
  restore: 'restore',
  start: 'start',
  apply: 'start',
  show: 'show',
};

function englishOrder(said: string): ScheduleOrder | undefined {
  const words = said.split(/\s+/);
  const [verb = '', object = '', ...rest] = words;
  if (verb === 'skip') return englishSkip(words.slice(1));
  const label = parseScheduleLabel(object);
  const ref = label === undefined ? null : `S-${label}`;
  if (ref === null && !IT.includes(object)) return undefined;
  if (['move', 'shift', 'change', 'reschedule'].includes(verb) && rest[0] === 'to') {
    const found = wordsIn(`at ${rest.slice(1).join(' ')}`);
    const times = timesAt(found, 0);
    return times?.end === found.length ? { verb: 'move', ref, times: times.times } : undefined;
  }
  const order = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  const isNow = ['now', 'right now', 'once', 'once now', 'now once'].includes(rest.join(' '));
  // "Run it" and "pause it" are said of tasks too.
  if (order === 'run' && isNow) return { verb: 'run', ref };
  return order && ref !== null && rest.length === 0 ? { verb: order, ref } : undefined;
}

/** "tomorrow's", "the next one", "Monday's run of S-3". */
function englishSkip(words: readonly string[]): ScheduleOrder | undefined {
  const last = parseScheduleLabel(words.at(-1) ?? '');
  const isOf = last !== undefined && ['of', 'for'].includes(words.at(-2) ?? '');
  const ref = last === undefined ? null : `S-${last}`;
  const named = last === undefined ? words : words.slice(0, isOf ? -2 : -1);
  const kept = named.filter((word) => !['the', 'one', 'run', 'time', 'once'].includes(word));
  const what = kept.join(' ').replace(/['’]s$/, '');
  if (what === 'next' || (what === '' && ref !== null && !isOf)) return { verb: 'skip', ref, day: null };
  const day = readDay(what);
  return day && { verb: 'skip', ref, day };
}

const ZH_VERBS: Readonly<Record<string, ScheduleOrder['verb']>> = {
  运行: 'run',
  执行: 'run',
  启用: 'start',
  应用: 'start',
  暂停: 'pause',
  恢复: 'resume',
  继续: 'resume',
  归档: 'archive',
  查看: 'show',
};

function chineseOrder(said: string): ScheduleOrder | undefined {
  const label = /s-?\d{1,9}/.exec(said)?.[0];
  const ref = label === undefined ? null : `S-${parseScheduleLabel(label)}`;
  const rest = (label === undefined ? said : said.replace(label, '')).replace(/\s/g, '');
  const skip =
    /^(?:跳过|略过|取消)(.{1,6}?)(?:的|那次|这次|那一次)?$|^(.{1,6}?)(?:的|那次|这次)?(?:跳过|略过|不用(?:了|跑了|发了)?|先不跑)$/.exec(
      rest,
    );
  if (skip) {
    const what = skip[1] ?? skip[2] ?? '';
    if (/^(?:下一?次|下回)$/.test(what)) return { verb: 'skip', ref, day: null };
    const day = readDay(what);
    return day && { verb: 'skip', ref, day };
  }
  if (ref !== null && /^(?:跳过|略过)(?:一次)?$/.test(rest)) return { verb: 'skip', ref, day: null };
  const move = /^(?:把?(?:它|这个)?|把)?(?:改到|挪到|调到|移到|改成|调整到)(.+)$/.exec(rest);
  if (move) {
    const times = timesIn(move[1] ?? '');
    const isWhole = times?.length === (move[1] ?? '').length && !times.value.isGuessed;
    return isWhole ? { verb: 'move', ref, times: times.value.times } : undefined;
  }
  if (/^(?:现在|立即|马上|立刻)(?:就)?(?:运行|执行|跑)(?:一次|一下|一遍)?$/.test(rest))
    return { verb: 'run', ref };
  const verb = Object.hasOwn(ZH_VERBS, rest) ? ZH_VERBS[rest] : undefined;
  return verb && ref !== null ? { verb, ref } : undefined;
}
