import type { App } from '../app.ts';
import { AppError } from '../domain/errors.ts';
import { placeKey, threadKey } from '../domain/person.ts';
import { LIVE_STATUSES } from '../domain/task-moves.ts';
import { foldTitle, parseTaskLabel, taskLabel, type Task, type TaskSummary } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import type { Filter } from '../ports/store.ts';
import { accountsOf } from '../access/accounts.ts';
import { mayBeHeard, maySee, sightOf } from '../access/may-see.ts';

/** @throws AppError `not_found`, in the same words when the task is there but not for this caller. */
export async function findTask(app: App, ref: string, caller: Caller): Promise<Task> {
  const { store } = app;
  const tasks = store.collection('tasks');
  const number = parseTaskLabel(ref);
  const [task] = number === undefined ? [await tasks.get(ref)] : await tasks.find({ number }, { limit: 1 });
  if (!task || !maySee(task, caller)) throw new AppError('not_found', { what: 'task', ref });
  return task;
}

/** Words for "the one we are talking about". */
const PRONOUNS =
  /^(?:it|that|this|that one|this one|(?:this|that|the) task|它|他|这个|那个|这个任务|那个任务|该任务|此任务|刚才那个|刚刚那个|上一个|这条|那条)$/i;

/** How much of the task's title the words must cover, and how far the best must be ahead, to be taken as meant. */
const MIN_SCORE = 0.5;
const MIN_LEAD = 0.2;
const MAX_CANDIDATES = 5;
/** How many tasks of the place are looked through, newest first. */
const MAX_SEARCHED = 500;

/**
 * Finds the task that somebody means by words: a number, an id, "it" in a thread, or words of the title. Live tasks come
 * before ended ones. Never guesses: what fits two tasks equally is `task.ambiguous` with the candidates.
 */
export async function resolveTask(app: App, ref: string, caller: Caller): Promise<Task> {
  const text = ref.trim();
  const inText = /(?:^|[\s(（])(t-?\d{1,9}|#\d{1,9})(?=$|[\s)）.,，。:：])/i.exec(text)?.[1];
  const label = parseTaskLabel(text) === undefined ? inText : text;
  if (label) return findTask(app, label, caller);
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(text)) return findTask(app, text, caller);
  if (PRONOUNS.test(text)) return taskOfThread(app, caller, text);
  const seen = [...(await tasksInSight(app, caller, true)), ...(await tasksInSight(app, caller, false))];
  const named = bestOf(seen, text, (task) => mayBeHeard(task, caller)) ?? elsewhere(seen, text, caller);
  if (named) return findTask(app, named.id, caller);
  throw new AppError('not_found', { what: 'task', ref: text });
}

/** Live ones before ended ones. */
function bestOf(
  tasks: readonly TaskSummary[],
  text: string,
  fits: (task: TaskSummary) => boolean,
): TaskSummary | undefined {
  const fitting = tasks.filter(fits);
  return (
    best(fitting.filter(isLive), text) ??
    best(
      fitting.filter((task) => !isLive(task)),
      text,
    )
  );
}

const isLive = ({ status }: TaskSummary): boolean => (LIVE_STATUSES as readonly string[]).includes(status);

/** The caller's own of other conversations. An agent, which speaks aloud, is not told which of them may have been meant. */
function elsewhere(seen: readonly TaskSummary[], text: string, caller: Caller): TaskSummary | undefined {
  try {
    return bestOf(seen, text, (task) => sightOf(task, caller) === 'alone');
  } catch (thrown) {
    if (caller.agentId !== null && AppError.is(thrown, 'task.ambiguous')) return undefined;
    throw thrown;
  }
}

/** Without the history, which would make a long read of many tasks: the one that is meant is read in full. */
export async function tasksInSight(
  app: App,
  caller: Caller,
  areLive: boolean,
  limit = MAX_SEARCHED,
): Promise<TaskSummary[]> {
  const { store } = app;
  const tasks = store.collection('tasks');
  const statuses = areLive ? LIVE_STATUSES : (['completed', 'failed', 'cancelled'] as const);
  const common: Filter = { isArchived: false, status: { $in: [...statuses] } };
  const mine = { $in: accountsOf(caller) };
  const scopes: Filter[] = [{ 'requester.id': mine }, { 'assignee.id': mine }];
  if (caller.place) scopes.push({ placeKey: placeKey(caller.place) });
  const options = { sort: { updatedAt: -1, id: -1 }, limit, omit: ['history'] } as const;
  const scoped =
    caller.isAdmin && !caller.place ? [common] : scopes.map((scope) => ({ ...scope, ...common }));
  const found = await Promise.all(scoped.map((filter) => tasks.find(filter, options)));
  return [...new Map(found.flat().map((task) => [task.id, task])).values()];
}

/** The one live task of the thread; where there are more, the one that the bot spoke of last. */
async function taskOfThread(app: App, caller: Caller, ref: string): Promise<Task> {
  const { store } = app;
  const tasks = store.collection('tasks');
  if (!caller.place) throw new AppError('not_found', { what: 'task', ref });
  const { place } = caller;
  const filter = { 'placeKey': placeKey(place), 'home.thread': place.thread, 'part.key': null };
  const all = await tasks.find(filter, { sort: { updatedAt: -1, id: -1 }, limit: 50 });
  const usable = all.filter(({ isArchived }) => !isArchived);
  const [only, ...others] = usable;
  if (only && others.length === 0) return only;
  const spoken = await lastSpokenOf(app, caller, threadKey(place));
  const named = usable.filter(({ number }) => spoken.includes(number));
  if (named.length === 1 && named[0]) return named[0];
  const [first, second] = spoken;
  if (usable.length === 0 && first !== undefined && second === undefined)
    return findTask(app, `T-${first}`, caller);
  const live = usable.filter(isLive);
  if (live.length === 1 && live[0]) return live[0];
  if (usable.length === 0) throw new AppError('not_found', { what: 'task', ref });
  throw ambiguous(ref, named.length > 1 ? named : usable);
}

/** Numbers of tasks in what the bot said last; those that are none of the caller's, as in an error, do not count. */
async function lastSpokenOf(app: App, caller: Caller, thread: string): Promise<number[]> {
  const { store } = app;
  const tasks = store.collection('tasks');
  const rows = await store
    .collection('inbox')
    .find({ threadKey: thread }, { sort: { seq: -1 }, limit: 10, omit: ['journal'] });
  for (const { reply } of rows) {
    const said = [...(reply ?? '').matchAll(/\bT-(\d{1,9})\b/g)].map((match) => Number(match[1]));
    const numbers = [...new Set(said)].slice(0, MAX_SEARCHED);
    if (numbers.length === 0) continue;
    const found = await tasks.find(
      { number: { $in: numbers } },
      { limit: numbers.length, omit: ['history'] },
    );
    const known = new Set(found.filter((task) => mayBeHeard(task, caller)).map(({ number }) => number));
    if (known.size > 0) return numbers.filter((number) => known.has(number));
  }
  return [];
}

/** The best fit by title; undefined when nothing fits. */
function best(candidates: readonly TaskSummary[], text: string): TaskSummary | undefined {
  const key = foldTitle(text);
  const wanted = wordsOf(text);
  const exact = candidates.filter(({ titleKey }) => titleKey === key);
  if (exact.length > 1) throw ambiguous(text, exact);
  if (exact[0]) return exact[0];
  const scored = candidates
    .map((task) => ({ task, score: similarity(wanted, wordsOf(task.title)) }))
    .filter(({ score }) => score >= MIN_SCORE)
    .toSorted((a, b) => b.score - a.score);
  const [first, second] = scored;
  if (!first) return undefined;
  if (!second || first.score - second.score >= MIN_LEAD) return first.task;
  throw ambiguous(
    text,
    scored.filter(({ score }) => first.score - score < MIN_LEAD).map(({ task }) => task),
  );
}

function ambiguous(ref: string, tasks: readonly TaskSummary[]): AppError {
  const candidates = tasks
    .slice(0, MAX_CANDIDATES)
    .map((task) => ({ id: task.id, number: taskLabel(task), title: task.title, status: task.status }));
  return new AppError('task.ambiguous', { ref, candidates, count: tasks.length });
}

/** Words that carry nothing in a title. */
const FILLER = new Set(['the', 'a', 'an', 'of', 'for', 'to', 'task', 'my', 'our', '的', '任务']);

/** 0 to 1: how much of what was said is in the title, and a little for how much of the title was said. */
export function similarity(wanted: readonly string[], has: readonly string[]): number {
  if (wanted.length === 0 || has.length === 0) return 0;
  const hits = wanted.filter((word) => has.some((other) => isAlike(word, other))).length;
  const covered = has.filter((word) => wanted.some((other) => isAlike(word, other))).length;
  return 0.8 * (hits / wanted.length) + 0.2 * (covered / has.length);
}

/** As much of a text as is compared, in characters: a title has 256. */
const MAX_COMPARED = 400;

/** Latin words, and pairs of neighbouring Chinese characters: 季度报告 gives 季度, 度报, 报告. */
export function wordsOf(text: string): string[] {
  const folded = text.slice(0, MAX_COMPARED).normalize('NFKC').toLowerCase();
  const latin = folded.match(/[\p{Script=Latin}\p{N}]+/gu) ?? [];
  const chinese = (folded.match(/\p{Script=Han}+/gu) ?? []).flatMap((part) =>
    part.length === 1 ? [part] : Array.from({ length: part.length - 1 }, (_, at) => part.slice(at, at + 2)),
  );
  const kept = [...latin, ...chinese].filter((word) => !FILLER.has(word));
  return [...new Set(kept)];
}

/** Equal but for an ending: report and reports, prepare and preparing. */
function isAlike(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return (
    short.length >= 4 &&
    long.startsWith(short.slice(0, Math.max(4, short.length - 2))) &&
    long.length - short.length <= 3
  );
}
