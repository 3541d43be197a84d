import type { App } from '../app.ts';
import { MARKS, type Mark } from '../domain/card.ts';
import type { HistoryEntry, Outcome, Task } from '../domain/task.ts';
import { taskLabel } from '../domain/task.ts';
import { titlesInDoubt } from '../domain/doubt.ts';
import type { NotificationType } from '../domain/notification.ts';
import type { TaskNews } from '../domain/notify.ts';
import { newsOf, tells } from '../domain/task-news.ts';
import { samePerson, type ThreadRef } from '../domain/person.ts';
import type { PushNews } from '../domain/push-group.ts';
import { isRunEnded, type Run } from '../domain/run.ts';
import type { EventType } from '../domain/webhook.ts';
import { isEnded, isMove, splitState, type MoveName } from '../domain/task-moves.ts';
import { directTo } from '../outbox/direct-to.ts';
import { post } from '../outbox/enqueue.ts';
import { push } from '../push-groups/push.ts';
import { dueForRequester, notify, ownersOf } from './notify.ts';
import { toNews } from '../shared/news.ts';
import { plainMarkdown } from '../shared/plain-markdown.ts';
import { shorten } from '../shared/text.ts';
import { writeBack } from './write-back.ts';
import { emitEvent } from '../webhooks/emit-event.ts';
import { wordsFor, type Words } from '../words/index.ts';

const MAX_DETAIL = 1500;
/** More tasks than this are not told one by one that what they wait for will not come. */
const MAX_WAITING = 50;

/** The sign of an end; what people ended themselves needs none. */
const ENDS: Partial<Record<Outcome, Mark>> = {
  success: 'done',
  partial: 'partial',
  terminated: 'partial',
  rejected: 'rejected',
  error: 'failed',
  timeout: 'failed',
  interrupted: 'failed',
};

/** What those whose work it is find in their notifications. */
const NOTIFIED: Partial<Record<TaskNews, NotificationType>> = {
  success: 'completed',
  failure: 'failed',
  stopped: 'stopped',
  aside: 'stopped',
};

/** What other systems are told of an end. */
const EVENTS: Partial<Record<Task['status'], EventType>> = {
  completed: 'task.completed',
  failed: 'task.failed',
  cancelled: 'task.cancelled',
};

const PUSHED: Partial<Record<TaskNews, PushNews>> = { success: 'completed', failure: 'failed' };
/** Moves that are news at every change: what comes while one is told is told by the next look. */
const MAX_LOOKS = 3;
/** News that the requester hears in full; the others are one line. */
const ENDING: readonly TaskNews[] = ['success', 'stopped', 'failure', 'aside'];

/**
 * Tells the requester how the task has ended, that it was put aside by nobody's hand, and what else its policy has told: in its thread, or
 * in person where it has none. What is to be told is marked by the move itself, in the same write, so that no way to an end is silent and no
 * crash loses it; said twice, it is said once.
 */
export async function tellNews(app: App, taskId: string): Promise<void> {
  const tasks = app.store.collection('tasks');
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const task = await tasks.get(taskId);
    const { untold, version } = task ?? {};
    if (!task || !untold) return;
    // The end of a part is told by the workflow that it is part of.
    const entries = task.part ? [] : task.history.filter((entry) => entry.version >= untold);
    for (const entry of entries) await tell(app, task, entry);
    if (await tasks.update({ id: taskId, untold, version }, { $set: { untold: null } })) return;
  }
}

async function tell(app: App, task: Task, entry: HistoryEntry): Promise<void> {
  const news = newsOf(entry);
  if (!news) return;
  if (ENDING.includes(news)) await tellEnd(app, task, entry, news);
  else if (tells(task, news)) await tellChange(app, task, entry);
}

/** One line. */
async function tellChange(app: App, task: Task, { version, to, actor }: HistoryEntry): Promise<void> {
  const target = await whereTo(app, task);
  // Who has changed it knows it.
  if (!target || samePerson(actor.id, task.requester.id)) return;
  const words = wordsFor(task.locale);
  const text = words.stateIs(taskLabel(task), task.title, words.states[to]);
  const message = { text, locale: task.locale };
  const key = `state:${task.id}:${version}`;
  const notBefore = task.home ? undefined : await dueForRequester(app, task, 'completed');
  await post(app, { key, target, message, priority: 1, orTo: task.requester, notBefore });
}

async function tellEnd(app: App, task: Task, entry: HistoryEntry, news: TaskNews): Promise<void> {
  const { store, chats } = app;
  const runId = entry.runId ?? task.currentRunId;
  const run = runId ? await store.collection('runs').get(runId) : undefined;
  // What its run has ended is told by the run: its result, or what went wrong.
  const ownRun = run && isRunEnded(run) && entry.runId === run.id ? run : undefined;
  const words = wordsFor(task.locale);
  const key = `end:${task.id}:${entry.version}`;
  const { status } = splitState(entry.to);
  // It may have been taken up again before this was told.
  const outcome = task.status === status ? task.outcome : (ownRun?.outcome ?? null);
  const label = outcome && isEnded({ status }) ? words.outcomes[outcome] : words.states[entry.to];
  const detail = detailOf(task, entry, ownRun, words);
  const mark = outcome && isEnded({ status }) ? ENDS[outcome] : undefined;
  const text = words.ended(mark ? `${MARKS[mark]} ` : '', taskLabel(task), task.title, label, detail);
  const lock = toNews(words.lockTask(label, task.title, plainMarkdown(detail)));
  const isOwnDoing = samePerson(entry.actor.id, task.requester.id);
  const message = {
    text,
    news: lock,
    locale: task.locale,
    ...(isOwnDoing ? {} : { mentions: [task.requester] }),
  };
  const event = EVENTS[status];
  if (event) await emitEvent(app, event, task, String(entry.version), detail);
  if (event) await writeBack(app, task);
  const type = NOTIFIED[news];
  const about = {
    ref: `${task.id}:${entry.version}`,
    text: detail,
    by: entry.actor.id,
    isQuiet: !tells(task, news),
    runId: run?.id,
    aloneWith: task.home?.isDirect && task.requester.id,
  };
  const target = await whereTo(app, task);
  if (type)
    await notify(app, task, ownersOf(task), { type, ...about, ...(target ? { shownIn: [target] } : {}) });
  const pushed = PUSHED[news];
  if (pushed && tells(task, news)) await push(app, pushed, key, task, message);
  if (news === 'failure' || news === 'stopped') await tellWaiting(app, task, entry);
  // Who has stopped their own work knows it.
  if ((news === 'stopped' && isOwnDoing) || !tells(task, news)) return;
  if (!target) return;
  const isOnCard = run !== undefined && chats.get(target.platform)?.tellsEndsOnCards === true;
  if (isOnCard && task.home) return;
  const notBefore = task.home ? undefined : await dueForRequester(app, task, type ?? 'completed');
  await post(app, { key, target, message, priority: 0, orTo: task.requester, notBefore });
}

/** Tasks that wait for this one will not begin by themselves: those who asked for them are told, and what they can do. */
async function tellWaiting(app: App, ended: Task, { version }: HistoryEntry): Promise<void> {
  const waiting = await app.store
    .collection('tasks')
    .find({ blockedBy: ended.id, status: 'pending' }, { limit: MAX_WAITING, omit: ['history'] });
  for (const task of waiting) {
    if (task.isArchived || task.wait?.kind !== 'dependency' || task.skippedBlockers?.includes(ended.id))
      continue;
    const target = await whereTo(app, task);
    if (!target) continue;
    const words = wordsFor(task.locale);
    const text = words.blockerEnded(taskLabel(task), task.title, taskLabel(ended), labelOf(ended, words));
    const message = { text, locale: task.locale, mentions: [task.requester] };
    const key = `blocked:${task.id}:${ended.id}:${version}`;
    await post(app, { key, target, message, priority: 0, orTo: task.requester });
  }
}

/** Its thread; without one, the conversation with its requester alone. */
export async function whereTo(
  app: App,
  { home, requester }: Pick<Task, 'home' | 'requester'>,
): Promise<ThreadRef | undefined> {
  if (home) return { platform: home.platform, channel: home.channel, thread: home.thread };
  return directTo(app, requester.id);
}

function labelOf(task: Task, words: Words): string {
  if (task.outcome && isEnded(task)) return words.outcomes[task.outcome];
  return words.labels[task.status === 'deferred' ? 'deferred' : 'backlog'];
}

function detailOf(task: Task, entry: HistoryEntry, run: Run | undefined, words: Words): string {
  const { status } = splitState(entry.to);
  if (run && status !== 'cancelled') {
    const detail = run.status === 'failed' ? (run.error?.message ?? '') : (run.result ?? '');
    return [shorten(detail, MAX_DETAIL), ...titlesInDoubt(run).map(words.inDoubt)].filter(Boolean).join('\n');
  }
  const cause = causeOf(entry, words);
  const isNew = status === 'completed' && task.status === status && task.result !== entry.note;
  const result = isNew ? shorten(task.result ?? '', MAX_DETAIL) : '';
  return [cause, result].filter(Boolean).join('\n');
}

/** Who brought the task where it is, and what they said: "Rejected by Bo: too early". */
export function causeOf({ move, actor, note }: HistoryEntry, words: Words): string {
  const said = isMove(move) ? words.causes[move] : undefined;
  if (actor.kind === 'person' || actor.kind === 'agent')
    return said ? words.causedBy(said, actor.name, note ?? null) : (note ?? '');
  return isMove(move) && UNDECIDED[move] ? words.nobodyAnsweredInTime : (note ?? '');
}

/** Rows that time took, since nobody decided. */
const UNDECIDED: Partial<Record<MoveName, true>> = {
  reject_start: true,
  reject_review: true,
  input_timeout: true,
  input_defer: true,
  approval_timeout: true,
  approval_defer: true,
  defer_by_limit: true,
};
