import { invalid } from '../domain/errors.ts';
import { NOTIFY_POLICIES, type NotifyPolicy } from '../domain/notify.ts';
import { PRIORITIES, type Priority } from '../domain/task.ts';
import { isMoment } from '../domain/due.ts';
import { readDue } from '../shared/time.ts';

/** Fields of a task as they may be typed: `priority=high`. */
const NAMES = {
  title: ['title', 'name', '标题', '名称'],
  priority: ['priority', 'prio', '优先级'],
  due: ['due', 'deadline', '截止', '截止日期', '到期'],
  assignee: ['assignee', 'owner', '负责人', '执行人'],
  tags: ['tags', 'tag', 'labels', '标签'],
  project: ['project', '项目'],
  goal: ['goal', '目标'],
} as const;
type FieldName = keyof typeof NAMES;
const FIELD_NAMES = Object.keys(NAMES) as FieldName[];

const PRIORITY_WORDS: Readonly<Record<Priority, readonly string[]>> = {
  low: ['low', '低'],
  normal: ['normal', 'medium', '普通', '一般', '中'],
  high: ['high', '高'],
  urgent: ['urgent', '紧急', '加急'],
};

const NOTIFY_WORDS: Readonly<Record<NotifyPolicy, readonly string[]>> = {
  silent: ['silent', 'quiet', '静默', '安静'],
  done: ['done', 'ends', '完成', '结束'],
  every: ['every', 'all', '全部', '每次'],
  blocked: ['blocked', '受阻', '阻塞'],
};

/** @throws AppError `input.invalid` for a word that is none of them. */
export function readNotify(typed: string): NotifyPolicy {
  const said = typed.normalize('NFKC').trim().toLowerCase();
  const policy = NOTIFY_POLICIES.find((one) => NOTIFY_WORDS[one].includes(said));
  if (!policy) throw invalid('notify', 'one_of', NOTIFY_POLICIES);
  return policy;
}

const NOTHING = ['none', 'nobody', '-', '无', '没有', '清空'];

/** What `update` changes. */
export interface TypedFields {
  title?: string;
  priority?: Priority;
  dueAt?: string | null;
  assignee?: string | null;
  tags?: string[];
  project?: string | null;
  goal?: string | null;
}

const MAX_TITLE = 256;

/**
 * Reads `priority=high due=2027-01-01`, or a new title where nothing is set by name.
 * @throws AppError `input.invalid` for a name that there is none of, and for a value that its field does not take.
 */
export function readTypedFields(text: string, timeZone: string): TypedFields {
  const pairs = readPairs(text);
  if (pairs.length === 0) return { title: text.slice(0, MAX_TITLE) };
  return Object.assign(
    {},
    ...pairs.map(([name, value]) => READ[fieldOf(name)](value, timeZone)),
  ) as TypedFields;
}

/** `name=value`; a value goes on to the next name. None where the text does not begin with one. */
function readPairs(text: string): [name: string, value: string][] {
  const starts = [...text.matchAll(/(?<![^\s,，;；])([^\s=＝,，;；"“]{1,40})[=＝]/gu)];
  if (starts[0]?.index !== 0) return [];
  return starts.map((match, at) => {
    const end = starts[at + 1]?.index ?? text.length;
    const value = text
      .slice(match.index + match[0].length, end)
      .replace(/^["“「]|["”」]?[\s,，;；]{0,20}$/gu, '');
    return [match[1] ?? '', value.trim()];
  });
}

function fieldOf(typed: string): FieldName {
  const name = typed.normalize('NFKC').toLowerCase();
  const field = FIELD_NAMES.find((one) => (NAMES[one] as readonly string[]).includes(name));
  if (!field) throw invalid(typed, 'which_field');
  return field;
}

const isNothing = (value: string): boolean => value === '' || NOTHING.includes(value.toLowerCase());

const READ: Readonly<Record<FieldName, (value: string, timeZone: string) => TypedFields>> = {
  title(value) {
    if (value === '') throw invalid('title', 'empty');
    return { title: value.slice(0, MAX_TITLE) };
  },
  priority(value) {
    const said = value.normalize('NFKC').toLowerCase();
    const priority = PRIORITIES.find((one) => PRIORITY_WORDS[one].includes(said));
    if (!priority) throw invalid('priority', 'which_priority');
    return { priority };
  },
  due(value, timeZone) {
    if (isNothing(value)) return { dueAt: null };
    return { dueAt: readMoment('due', value, timeZone).toISOString() };
  },
  assignee: (value) => ({ assignee: isNothing(value) ? null : value }),
  project: (value) => ({ project: isNothing(value) ? null : value }),
  goal: (value) => ({ goal: isNothing(value) ? null : value }),
  tags: (value) => ({
    tags: isNothing(value)
      ? []
      : value
          .split(/[,，、]/)
          .map((tag) => tag.trim())
          .filter(Boolean),
  }),
};

function readMoment(field: string, typed: string, timeZone: string): Date {
  const day = isoDay(typed);
  if (day === undefined && !isMoment(typed)) throw invalid(field, 'day');
  const at = readDue(day ?? typed, timeZone);
  if (Number.isNaN(at.getTime())) throw invalid(field, 'day');
  return at;
}

/** `2027-1-5`, `2027/01/05` and `2027年1月5日` as `2027-01-05`; undefined for no day, or one that is in no calendar. */
function isoDay(typed: string): string | undefined {
  const [, year = '', month = '', day = ''] =
    /^(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?$/u.exec(typed.normalize('NFKC').trim()) ?? [];
  if (year === '') return undefined;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || !at.toISOString().startsWith(iso) ? undefined : iso;
}

const DAY = String.raw`(\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:T[\d:.]{2,12}(?:Z|[+-]\d\d:?\d\d)?)?)`;
const UNTIL = new RegExp(String.raw`(?:^|[\s,，])?(?:until|till|直到|推迟到|到|至)\s?${DAY}`, 'iu');
const DAY_FIRST = new RegExp(String.raw`^${DAY}(?=$|[\s,，:：])`, 'u');
/** Days that only a model can read: better refused than lost. */
const NO_DAY =
  /\b(?:until|till)\s+(?:yesterday|today|tomorrow|tonight|last|next|this|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d)|(?:到|至)(?:昨|前天|今|明|后|大后|上周|上个?月|下|周|星期|本|月|\d)/iu;

/**
 * Reads `until 2027-01-01 budget`: when it goes on by itself, and why it is put off.
 * @throws AppError `input.invalid` for an end that is no day of the calendar.
 */
export function readDeferral(text: string, timeZone: string): { reason: string; until?: string } {
  const match = UNTIL.exec(text) ?? DAY_FIRST.exec(text);
  if (!match) {
    if (NO_DAY.test(text)) throw invalid('until', 'day');
    return { reason: text };
  }
  const until = readMoment('until', match[1] ?? '', timeZone).toISOString();
  const before = text.slice(0, match.index).trim();
  const after = text.slice(match.index + match[0].length).replace(/^[\s,，:：.。;；-]+/u, '');
  const reason = [before, after.replace(/^(?:because of|because|for|因为|由于)\s?/iu, '')]
    .filter(Boolean)
    .join(' ');
  return { reason: reason || match[0].trim(), until };
}
