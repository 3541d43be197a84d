import type { App } from '../app.ts';
import { fillPlaces } from '../domain/definition.ts';
import { AppError } from '../domain/errors.ts';
import type { Taint } from '../domain/taint.ts';
import { taskLabel, type Task, type TaskSummary } from '../domain/task.ts';
import { referencesIn } from '../domain/workflow.ts';
import { cut } from '../shared/text.ts';

/** Tasks of one workflow, and blockers of one task, are fewer. */
const MAX_TASKS = 100;
/** Characters of the result of a task that is waited for, and of one that only came before: about 2 000 and 600 tokens. */
const MAX_RESULT = 8000;
const MAX_EARLIER = 2400;
/** Characters of all of them together. */
const MAX_ALL = 24_000;

/** What a task is given of those that were done before it. */
export interface Upstream {
  /** The results that its instructions may quote, by the key of their task. */
  results: ReadonlyMap<string, string>;
  /** What else it is shown, as an agent reads it; null where there is nothing. */
  shown: string | null;
  taint: Taint | null;
}

const NOTHING: Upstream = { results: new Map(), shown: null, taint: null };

/**
 * The results of what a task waited for, and in a workflow with a memory of all that was done before it, as they are now: whoever
 * makes a run writes them down in it.
 *
 * @throws AppError `task.no_result` where its instructions quote a result that is not there, and say nothing to put in its place.
 */
export async function readUpstream(app: App, task: Task): Promise<Upstream> {
  const { parentId, part, blockedBy } = task;
  const filter = part ? { parentId } : { id: { $in: blockedBy } };
  if (!part && blockedBy.length === 0) return NOTHING;
  const found = await app.store
    .collection('tasks')
    .find(filter, { sort: { number: 1 }, limit: MAX_TASKS, omit: ['history'] });
  const done = found.filter(
    (one) =>
      one.id !== task.id && one.status === 'completed' && (part !== undefined || isHeardThere(one, task)),
  );
  const results = new Map(done.flatMap((one) => (one.part ? [[one.part.key, one.result ?? '']] : [])));
  const quoted = part ? referencesIn(task.definition?.instructions ?? '') : [];
  const missing = quoted.find(({ key, fallback }) => fallback === undefined && !results.has(key));
  if (missing) throw new AppError('task.no_result', { task: taskLabel(task), needs: missing.key });
  const isQuoted = (one: TaskSummary): boolean => quoted.some(({ key }) => key === one.part?.key);
  const before = done.filter((one) => !part || (part.memory && !isQuoted(one) && one.number < task.number));
  const whole = part?.memory ? await whatFor(app, task) : [];
  const stains = [...done.filter(isQuoted), ...before].filter(({ taint }) => taint);
  return {
    results,
    shown: [...whole, ...(before.length > 0 ? [show(before, blockedBy)] : [])].join('\n\n') || null,
    // What is quoted stands among the words that say what to do.
    taint: stains.length === 0 ? null : stains.some(isQuoted) ? 'words' : 'results',
  };
}

/** What the whole is for, which its parts are done in. */
async function whatFor({ store }: App, { parentId }: Task): Promise<string[]> {
  const parent = parentId ? await store.collection('tasks').get(parentId) : undefined;
  if (!parent?.definition) return [];
  const { instructions, parameters } = parent.definition;
  return [`${taskLabel(parent)} ${parent.title}: ${fillPlaces(instructions, parameters)}`];
}

/** What was done in another conversation is not told in this one. */
const isHeardThere = (one: TaskSummary, { placeKey, requester }: Task): boolean =>
  one.placeKey === placeKey && (placeKey !== '' || one.requester.id === requester.id);

/** The newest in full as far as there is room, since they are nearest to the work. */
function show(before: readonly TaskSummary[], direct: readonly string[]): string {
  let room = MAX_ALL;
  const blocks = before.toReversed().map((task) => {
    const { id, title, assignee, agentId, outcome, result } = task;
    const head = `${taskLabel(task)} ${title} (${assignee?.name ?? agentId ?? 'agent'}, ${outcome ?? 'done'})`;
    const most = Math.min(room, direct.includes(id) ? MAX_RESULT : MAX_EARLIER);
    const text = result && most > 0 ? cut(result, most) : '';
    room -= text.length;
    return text ? `${head}:\n${text}` : head;
  });
  return blocks.toReversed().join('\n\n');
}
