import { END_OF_WORK, readDue } from '../../../src/shared/time.ts';
import { offsetMinutes, type Moment } from './days.ts';
import type { ToldTask, ToolResult } from './results.ts';
import type { Locale } from './text.ts';
import { isWord, wordsOf, type Say } from './words.ts';

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
const MAX_LINES = 20;
const NEAR: Readonly<Record<number, 'yesterday' | 'today' | 'tomorrow'>> = {
  [-1]: 'yesterday',
  0: 'today',
  1: 'tomorrow',
};

/** "Fri 20 Nov", "tomorrow 10:00", 11月20日周五; with the year when it is another one. */
function sayWhen(at: Date, { locale, now, timeZone }: Reader, say: Say): string {
  const wall = (moment: Date) => new Date(moment.getTime() + offsetMinutes(moment, timeZone) * 60_000);
  const [due, today] = [wall(at), wall(now)];
  const days = Math.floor(due.getTime() / DAY_MS) - Math.floor(today.getTime() / DAY_MS);
  const isNear = due.getUTCFullYear() === today.getUTCFullYear() || Math.abs(days) < 60;
  const near = NEAR[days];
  const date = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(isNear ? {} : { year: 'numeric' }),
  });
  const day = near ? say(near) : date.format(due).replaceAll(',', '');
  // A day without a time is told as a day.
  const isDay = due.getUTCHours() * 60 + due.getUTCMinutes() === END_OF_WORK;
  return isDay ? day : `${day} ${due.toISOString().slice(11, 16)}${locale === 'en' ? '' : ' '}`;
}

/** "T-4 Quarterly report (in progress, due Fri 20 Nov, Bo)" */
function line(
  { number, title, label = '', priority = '', due, assignee, deduplicated }: ToldTask,
  reader: Reader,
  say: Say,
): string {
  const isEnded = label === 'completed' || label === 'cancelled';
  const at = due && !isEnded ? readDue(due, reader.timeZone) : undefined;
  const state = label === 'failed' ? 'isFailed' : label;
  const facts = [
    isWord(state) ? say(state) : state.replaceAll('_', ' '),
    isWord(priority) ? say(priority) : '',
    at ? say(at < reader.now ? 'wasDue' : 'due', sayWhen(at, reader, say)) : '',
    assignee,
    deduplicated ? say('existed') : '',
  ].filter(Boolean);
  const name = [number, title].filter(Boolean).join(' ');
  return facts.length ? say('aside', name, facts.join(say('comma'))) : name;
}

function listed(
  { tasks, count = tasks.length, more }: ToolResult,
  number: (tasks: readonly ToldTask[]) => string[],
  say: Say,
): string[] {
  if (!tasks.length) return [say('none')];
  const shown = tasks.slice(0, MAX_LINES);
  const left = more === true ? true : (more ?? 0) + tasks.length - shown.length;
  const head = more === true ? say('moreThan', count) : count === 1 ? say('oneTask') : say('tasks', count);
  return [head, ...number(shown), ...(left ? [left === true ? say('andMore') : say('more', left)] : [])];
}

/** What one answer of `manage_tasks` means to people. */
function sentences({ result, action: asked, status, isRun }: Answered, reader: Reader): string[] {
  const say = wordsOf(reader.locale);
  const number = (all: readonly ToldTask[]) => all.map((task, at) => `${at + 1}. ${line(task, reader, say)}`);
  const { tasks, candidates, text, action = asked ?? '' } = result;
  if (candidates.length) return [...(text ? [text] : []), say('which'), ...number(candidates)];
  if (result.fields.waits) return [say('waits')];
  if (result.isError) return [`${say('failed')} ${text ?? ''}`.trim()];
  if (action === 'list')
    return [...listed(result, number, say), ...(status === 'needs_input' ? [say('inbox')] : [])];
  if (!tasks.length) return [text ?? say('done')];
  const told = text && action !== 'comment' ? [text] : [];
  if (action === 'get' || action === 'why') {
    const details = (task: ToldTask) => [line(task, reader, say), task.result, task.error];
    return [...tasks.flatMap(details), ...told].filter((one) => one !== undefined);
  }
  const isNew = action === 'create';
  const lead = isNew ? say(isRun ? 'started' : 'created') : say(isWord(action) ? action : 'updated');
  // What was just made has the state that anything new has.
  const shown = isNew ? tasks.map(({ label: _, ...task }) => task) : tasks;
  const [only, ...others] = shown;
  if (only && !others.length)
    return [`${lead}${lead.endsWith('：') ? '' : ' '}${line(only, reader, say)}`, ...told];
  return [lead, ...number(shown), ...told];
}

/** The reply to a turn whose calls have all been answered. */
export const wordResults = (answered: readonly Answered[], reader: Reader): string =>
  [...new Set(answered.flatMap((one) => sentences(one, reader)))].join('\n');
