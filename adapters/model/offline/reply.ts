import type { ToldTask, ToolResult } from './results.ts';
import { wordsOf, type Locale } from './words.ts';

function line(task: ToldTask, locale: Locale): string {
  const words = wordsOf(locale);
  const { label, priority } = task;
  const facts = [
    label && (words.labels[label] ?? label.replaceAll('_', ' ')),
    priority && priority !== 'normal' ? (words.priorities[priority] ?? priority) : undefined,
    task.due && `${words.due} ${task.due.slice(0, 16).replace('T', ' ')}`,
    task.assignee,
    task.deduplicated && words.existed,
  ].filter(Boolean);
  const name = [task.number, task.title].filter(Boolean).join(' ');
  return facts.length ? `${name} (${facts.join(', ')})` : name;
}

/** The line, and how its last run ended. */
const details = (task: ToldTask, locale: Locale): string[] => [
  line(task, locale),
  ...[task.result, task.error].filter((text) => text !== undefined),
];

const numbered = (tasks: readonly ToldTask[], locale: Locale): string[] =>
  tasks.map((task, index) => `${index + 1}. ${line(task, locale)}`);

/** What one answer of `manage_tasks` means to people. `isRun` when new tasks were begun at once. */
function sentences(result: ToolResult, asked: string | undefined, isRun: boolean, locale: Locale): string[] {
  const words = wordsOf(locale);
  const { tasks, candidates, text } = result;
  if (candidates.length) return [...(text ? [text] : []), words.which, ...numbered(candidates, locale)];
  if (result.isError) return [`${words.failed} ${text ?? ''}`.trim()];
  const action = result.action ?? asked;
  if (action === 'list') {
    if (!tasks.length) return [words.none];
    const more = result.more === undefined ? [] : [words.more(result.more)];
    return [words.list(result.count ?? tasks.length), ...numbered(tasks, locale), ...more];
  }
  if (!tasks.length) return [text ?? words.done];
  const told = text && action !== 'comment' ? [text] : [];
  if (action === 'get' || action === 'why')
    return [...tasks.flatMap((task) => details(task, locale)), ...told];
  const lead =
    action === 'create'
      ? isRun
        ? words.started
        : words.created
      : (words.moved[action ?? ''] ?? words.updated);
  const [only] = tasks;
  if (only && tasks.length === 1) return [`${lead} ${line(only, locale)}`, ...told];
  return [lead, ...numbered(tasks, locale), ...told];
}

/** The reply to a turn whose calls have all been answered. */
export function wordResults(
  answered: readonly { result: ToolResult; action: string | undefined; isRun: boolean }[],
  locale: Locale,
): string {
  const lines = answered.flatMap(({ result, action, isRun }) => sentences(result, action, isRun, locale));
  return [...new Set(lines)].join('\n');
}
