import { toText, type Definition, type Parameter } from '../domain/definition.ts';
import { placeKey, type ThreadRef } from '../domain/person.ts';
import { LIVE_STATUSES } from '../domain/task-moves.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { taskLabelIn } from '../domain/vocabularies.ts';
import type { Ports } from '../ports/index.ts';
import { shorten } from '../shared/text.ts';
import { whoMay } from '../asks/who-may.ts';
import { askLabel } from '../domain/ask.ts';
import { wordsFor } from '../words/index.ts';
import { formatDue } from '../shared/time.ts';

const MAX_LIVE = 25;
const MAX_ENDED = 5;

/**
 * The tasks of a place in a few lines, for the model: read from the store before each turn, so that tasks outlive any
 * conversation. Those of the thread come first. A result that holds text from outside is left out: whoever wants it gets it by the
 * tool, and has read it then.
 */
export async function writeDigest(
  { store }: Pick<Ports, 'store'>,
  place: ThreadRef,
  timeZone: string,
): Promise<string> {
  const tasks = store.collection('tasks');
  const here = { 'placeKey': placeKey(place), 'isArchived': false, 'part.key': null };
  const options = { sort: { updatedAt: -1, id: -1 }, omit: ['history', 'description'] } as const;
  const [live, ended] = await Promise.all([
    tasks.find({ ...here, status: { $in: [...LIVE_STATUSES] } }, { ...options, limit: MAX_LIVE + 1 }),
    tasks.find(
      { ...here, 'home.thread': place.thread, 'status': { $in: ['completed', 'failed', 'cancelled'] } },
      { ...options, limit: MAX_ENDED },
    ),
  ]);
  const isHere = (task: Pick<Task, 'home'>) => task.home?.thread === place.thread;
  const shown = [
    ...live.slice(0, MAX_LIVE).filter(isHere),
    ...live.slice(0, MAX_LIVE).filter((task) => !isHere(task)),
    ...ended,
  ];
  const open = await openAsks(store, place, new Set(live.filter(({ taint }) => !taint).map(({ id }) => id)));
  if (shown.length === 0 && open.length === 0) return 'There are no tasks here yet.';
  const more = live.length > MAX_LIVE ? ['… and more; use manage_tasks list.'] : [];
  return [...shown.map((task) => toLine(task, isHere(task), timeZone)), ...more, ...open].join('\n');
}

const MAX_ASKS = 10;

/** What people are asked in the thread, and who may say it: for the agent to point to, which decides nothing itself. What may hold text from outside is left out. */
async function openAsks(
  store: Ports['store'],
  { platform, channel, thread }: ThreadRef,
  untainted: ReadonlySet<string>,
): Promise<string[]> {
  const home = { 'home.platform': platform, 'home.channel': channel, 'home.thread': thread };
  const asks = await store
    .collection('asks')
    .find({ state: 'open', ...home }, { sort: { createdAt: 1, id: 1 }, limit: MAX_ASKS });
  if (asks.length === 0) return [];
  const words = wordsFor('en');
  const lines = asks.map((ask) => {
    const { kind, question, options, fields, taskNumber } = ask;
    const isShown = untainted.has(ask.taskId);
    const asked = isShown ? shorten(question.replace(/\s+/g, ' '), 200) : 'see its card';
    const choices = isShown && options ? ` (${shorten(options.join(' | '), 200)})` : '';
    const form = isShown && fields ? ` (${shorten(fields.map(({ label }) => label).join(', '), 200)})` : '';
    return `- ${askLabel(ask)} for T-${taskNumber}, ${kind}: ${asked}${choices}${form}; may decide: ${whoMay(ask, words)}`;
  });
  return ['What people are asked in this thread:', ...lines];
}

function toLine(task: Omit<Task, 'history' | 'description'>, isHere: boolean, timeZone: string): string {
  const { wait, priority, dueAt, assignee, result, taint } = task;
  const facts = [
    taskLabelIn('errand', task),
    ...(wait ? [`waits: ${wait.kind}`] : []),
    ...(priority === 'normal' ? [] : [priority]),
    ...(dueAt ? [`due ${formatDue(dueAt, timeZone)}`] : []),
    ...(assignee ? [`with ${assignee.name}`] : []),
    ...(isHere ? ['this thread'] : []),
  ];
  const outcome = result && !taint && isHere ? `; result: ${shorten(result.replace(/\s+/g, ' '), 160)}` : '';
  return `- ${taskLabel(task)} ${shorten(task.title.replace(/\s+/g, ' '), 100)} [${facts.join(', ')}]${outcome}`;
}

const MAX_DEFINITIONS = 20;

/** What tasks can be made from, for the model: a key, what it is for, and the values that it asks for. */
export function writeDefinitions(active: readonly Definition[]): string {
  if (active.length === 0) return 'There are none.';
  const lines = active.slice(0, MAX_DEFINITIONS).map(({ key, name, description, parameters }) => {
    const what = shorten([name, description.replace(/\s+/g, ' ')].filter(Boolean).join('; '), 140);
    const asked = parameters.map(parameterWords).join(', ');
    return `- ${key}: ${what}${asked ? ` (${asked})` : ''}`;
  });
  return [...lines, ...(active.length > MAX_DEFINITIONS ? ['… and more.'] : [])].join('\n');
}

/** `week*: integer`, `region*: North China | South China`, `pages: integer = 5`. */
function parameterWords({ name, kind, isRequired, options, default: preset }: Parameter): string {
  const values = options ? shorten(options.join(' | '), 120) : kind;
  return `${name}${isRequired ? '*' : ''}: ${values}${preset === undefined || isRequired ? '' : ` = ${toText(preset)}`}`;
}
