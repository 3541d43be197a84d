import { END_OF_WORK, readDue } from '../../../src/shared/time.ts';
import { offsetMinutes, type Moment } from './days.ts';
import type { ToldTask, ToolResult } from './results.ts';
import type { Locale } from './text.ts';
import { wordsOf } from './words.ts';

/** Who reads the reply: the language, and the moment and zone by which a date is near or past. */
export interface Reader extends Moment {
  locale: Locale;
}

/** A call that was answered. */
export interface Answered {
  result: ToolResult;
  action: string | undefined;
  status: string | undefined;
  ref: string | undefined;
  /** New tasks were begun at once. */
  isRun: boolean;
}

const DAY_MS = 86_400_000;
const ENDED = ['completed', 'cancelled'];
const MAX_LINES = 20;

/** "Fri 20 Nov", "tomorrow 10:00", 11月20日周五; with the year when it is another one. */
function sayWhen(at: Date, { locale, now, timeZone }: Reader): string {
  const words = wordsOf(locale);
  const wall = (moment: Date) => new Date(moment.getTime() + offsetMinutes(moment, timeZone) * 60_000);
  const [due, today] = [wall(at), wall(now)];
  const days = Math.floor(due.getTime() / DAY_MS) - Math.floor(today.getTime() / DAY_MS);
  const isNear = due.getUTCFullYear() === today.getUTCFullYear() || Math.abs(days) < 60;
  const day =
    words.nearDays[days] ??
    new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
      timeZone: 'UTC',
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      ...(isNear ? {} : { year: 'numeric' }),
    })
      .format(due)
      .replaceAll(',', '');
  // A day without a time is told as a day.
  const isDay = due.getUTCHours() * 60 + due.getUTCMinutes() === END_OF_WORK;
  return isDay ? day : `${day} ${due.toISOString().slice(11, 16)}`;
}

function sayDue({ due, label = '' }: ToldTask, reader: Reader): string | undefined {
  const at = due && !ENDED.includes(label) ? readDue(due, reader.timeZone) : undefined;
  return at && wordsOf(reader.locale).due(sayWhen(at, reader), at < reader.now);
}

/** "T-4 Quarterly report (in progress, due Fri 20 Nov, Bo)" */
function line(task: ToldTask, reader: Reader): string {
  const words = wordsOf(reader.locale);
  const { label, priority } = task;
  const facts = [
    label && (words.labels[label] ?? label.replaceAll('_', ' ')),
    priority && words.priorities[priority],
    sayDue(task, reader),
    task.assignee,
    task.deduplicated ? words.existed : undefined,
  ].filter((fact): fact is string => Boolean(fact));
  const name = [task.number, task.title].filter(Boolean).join(' ');
  return facts.length ? words.aside(name, facts) : name;
}

/** The line, and how its last run ended. */
const details = (task: ToldTask, reader: Reader): string[] => [
  line(task, reader),
  ...[task.result, task.error].filter((text) => text !== undefined),
];

const numbered = (tasks: readonly ToldTask[], reader: Reader): string[] =>
  tasks.map((task, index) => `${index + 1}. ${line(task, reader)}`);

function listed(
  { tasks, count = tasks.length, more }: ToolResult,
  isWaiting: boolean,
  reader: Reader,
): string[] {
  const words = wordsOf(reader.locale);
  const inbox = isWaiting ? [words.inbox] : [];
  if (!tasks.length) return [words.none, ...inbox];
  const shown = tasks.slice(0, MAX_LINES);
  const left = more === true ? true : (more ?? 0) + tasks.length - shown.length;
  return [
    more === true ? words.listAtLeast(count) : words.list(count),
    ...numbered(shown, reader),
    ...(left ? [words.more(left)] : []),
    ...inbox,
  ];
}

/** What one answer of `manage_tasks` means to people. */
function sentences({ result, action: asked, status, isRun }: Answered, reader: Reader): string[] {
  const words = wordsOf(reader.locale);
  const { tasks, candidates, text } = result;
  if (candidates.length) return [...(text ? [text] : []), words.which, ...numbered(candidates, reader)];
  if (result.fields.waits) return [words.waits];
  if (result.isError) return [`${words.failed} ${text ?? ''}`.trim()];
  const action = result.action ?? asked;
  if (action === 'list') return listed(result, status === 'needs_input', reader);
  if (!tasks.length) return [text ?? words.done];
  const told = text && action !== 'comment' ? [text] : [];
  if (action === 'get' || action === 'why')
    return [...tasks.flatMap((task) => details(task, reader)), ...told];
  const lead =
    action === 'create'
      ? isRun
        ? words.started
        : words.created
      : (words.moved[action ?? ''] ?? words.updated);
  // What was just made has the state that anything new has.
  const shown = action === 'create' ? tasks.map(({ label: _, ...task }) => task) : tasks;
  const [only] = shown;
  if (only && shown.length === 1) return [words.lead(lead, line(only, reader)), ...told];
  return [lead, ...numbered(shown, reader), ...told];
}

/** The reply to a turn whose calls have all been answered. */
export function wordResults(answered: readonly Answered[], reader: Reader): string {
  return [...new Set(answered.flatMap((one) => sentences(one, reader)))].join('\n');
}
