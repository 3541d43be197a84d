import type { App } from '../app.ts';
import { askLabel, type Ask } from '../domain/ask.ts';
import { taskState, type TaskEvent } from '../domain/task-moves.ts';
import type { TaskState } from '../domain/task-states.ts';
import { taskLabel, type Task, type TaskSummary } from '../domain/task.ts';
import { beforeIt } from '../domain/rank.ts';
import { isJudged, lacking, type Check } from '../domain/evidence.ts';
import type { Run } from '../domain/run.ts';
import { UNDELIVERED } from '../domain/records.ts';
import { cardKey } from '../outbox/enqueue.ts';
import { shortLine, whoMay } from '../asks/who-may.ts';
import { mayBeHeard, maySee } from '../access/may-see.ts';
import { openCalls } from '../agent/journal.ts';
import { isDead, openBlockers } from '../moves/blockers.ts';
import { readStop } from '../moves/read-stop.ts';
import { taskLabelIn } from '../domain/vocabularies.ts';
import { heldLine } from '../runs/hold.ts';
import type { Caller } from '../ports/commands.ts';
import { momentInZone } from '../shared/time.ts';
import { wordsFor, type Words } from '../words/index.ts';

export interface Reason {
  sentence: string;
  /** The one event that would move the task; null when it is not for the reader to send one. */
  event: TaskEvent | null;
}

export interface Why extends Reason {
  /** The same as something to type, such as `approve A-3`; null where nothing is to be done. */
  typed: string | null;
}

/** A run in the queue for longer than this waits for a worker that is not there. */
const LONG_IN_QUEUE_MS = 60_000;

interface Facts {
  task: Task;
  run: Run | undefined;
  ask: Ask | undefined;
  blockers: TaskSummary[];
  /** Of a workflow: those of its tasks that have begun, or that a person is to do. */
  begun: TaskSummary[];
  /** Whether the reader may see the blocker, and not just its number. */
  isSeen: (blocker: TaskSummary) => boolean;
  /** What works in the place of a run that is in the queue; undefined where none is. */
  line: Line | undefined;
  /** Why the card of the ask could not be shown, where it could not. */
  notShown: string | null;
  now: Date;
  words: Words;
  moment: (at: Date) => string;
}

/** The one true sentence on why a task does not move. No model has a say in it. */
export async function why(app: App, task: Task, caller: Caller): Promise<Why> {
  const { locale, timeZone } = caller;
  const { store, clock } = app;
  const { currentRunId, wait } = task;
  // What is said aloud here names nothing of other conversations.
  const isTold = mayBeHeard(task, caller) ? mayBeHeard : maySee;
  const run = currentRunId ? await store.collection('runs').get(currentRunId) : undefined;
  const facts: Facts = {
    task,
    run,
    line: run?.status === 'queued' ? await readLine(app, run) : undefined,
    ask: wait?.askId ? await store.collection('asks').get(wait.askId) : undefined,
    notShown: wait?.askId ? await whyNotShown(app, wait.askId) : null,
    blockers: await openBlockers(store, task),
    begun: await begunParts(app, task),
    now: clock.now(),
    isSeen: (blocker) => isTold(blocker, caller),
    words: wordsFor(locale),
    moment: (at) => momentInZone(at, timeZone, locale),
  };
  const stop = STOPPED.includes(taskState(task)) ? await readStop(store) : undefined;
  const reason: Reason = stop
    ? { sentence: facts.words.stops.stopped(stop.by.name, stop.reason), event: null }
    : task.isArchived
      ? { sentence: facts.words.why.archived, event: 'restore' }
      : REASONS[taskState(task)](facts);
  return { ...reason, typed: typedFor(reason, facts) };
}

/** Where agents would work on it. */
const STOPPED: readonly TaskState[] = ['pending', 'pending.backoff', 'in_progress'];

/** More tasks than these are not named. */
const MAX_PARTS = 10;
/** More that stand before it in the line are not counted. */
const MAX_BEFORE = 999;

interface Line {
  /** How many others are taken up first. */
  before: number;
  isWorkedOn: boolean;
  /** The tasks that its agent works on. */
  atWork: string[];
}

async function readLine({ store, clock }: App, run: Run): Promise<Line> {
  const runs = store.collection('runs');
  const works = { status: 'running', leaseUntil: { $gte: clock.now() } };
  const [before, isWorkedOn, atWork] = await Promise.all([
    runs.count(beforeIt(run), MAX_BEFORE),
    runs.count(works, 1),
    runs.find(
      { ...works, 'config.agentId': run.config.agentId },
      { sort: { createdAt: 1, id: 1 }, limit: MAX_PARTS, omit: ['journal'] },
    ),
  ]);
  return { before, isWorkedOn: isWorkedOn > 0, atWork: atWork.map(({ taskNumber }) => `T-${taskNumber}`) };
}

async function begunParts({ store }: App, { id, status, definition }: Task): Promise<TaskSummary[]> {
  if (!definition?.workflow || status !== 'in_progress') return [];
  const isBegun = { status: { $in: ['pending', 'in_progress', 'awaiting_review'] } };
  const isPersons = { 'status': 'backlog', 'assignee.kind': 'person', 'part.round': { $gt: 0 } };
  return store
    .collection('tasks')
    .find(
      { parentId: id, isArchived: false, $or: [isBegun, isPersons] },
      { sort: { number: 1 }, limit: MAX_PARTS, omit: ['history'] },
    );
}

async function whyNotShown(app: App, id: string): Promise<string | null> {
  const { store } = app;
  const row = await store.collection('outbox').get(cardKey({ kind: 'ask', id }));
  if (!row || row.posted || !UNDELIVERED.includes(row.state)) return null;
  return row.error?.message ?? row.state;
}

/** What is typed for an event: it names the ask where there is one to settle, else the task. */
function typedFor({ event }: Reason, { task, ask, words }: Facts): string | null {
  const say = event === null ? undefined : (words.whyTyped as Partial<Record<TaskEvent, string>>)[event];
  if (!say) return null;
  const isOnAsk = ask !== undefined && ask.state === 'open';
  return say.replace('#', isOnAsk ? askLabel(ask) : taskLabel(task));
}

const waiting = ({ ask, notShown, words, moment }: Facts, event: TaskEvent): Reason => {
  if (!ask) return { sentence: words.why.queued, event: null };
  const sentence = words.why.ask(
    whoMay(ask, words),
    askLabel(ask),
    ask.question,
    words.expires(moment(ask.expiresAt)),
  );
  const unseen = notShown ? [words.why.notShown(notShown)] : [];
  return { sentence: [sentence, ...shortLine(ask, words), ...unseen].join(' '), event };
};

/** What nothing will complete by itself is for people to take up again, or to go on without. */
const blocked = (facts: Facts): Reason => ({
  sentence: waitsFor(facts.blockers, facts),
  event: facts.blockers.some(isDead) ? 'skip_blocker' : null,
});

function waitsFor(tasks: readonly TaskSummary[], { isSeen, words }: Facts): string {
  const shown = tasks.map((task) => {
    if (!isSeen(task)) return taskLabel(task);
    const label = task.isArchived ? 'archived' : taskLabelIn('errand', task);
    return words.taskLine(taskLabel(task), task.title, words.labels[label]);
  });
  return words.why.dependency(words.list(shown));
}

const wantedOf = (checks: readonly Check[], { evidence, list }: Words): string =>
  list(checks.map(({ kind, wanted }) => evidence.wanted[kind](wanted)));

/** What a review is for, where more is wanted than that somebody looks at it. */
function stillToJudge(checks: readonly Check[], words: Words): string[] {
  const lacks = lacking(checks);
  const criteria = checks.filter(isJudged);
  return [
    ...(lacks.length > 0 ? [words.evidence.lacks(wantedOf(lacks, words))] : []),
    ...(criteria.length > 0 ? [words.evidence.judge(wantedOf(criteria, words))] : []),
  ];
}

/** What was there when it was done, and who did without the rest. */
function verified({ verification }: Task, words: Words): string[] {
  if (!verification) return [];
  const { checks, accepted } = verification;
  const there = checks.filter(({ holds }) => holds);
  const lacks = lacking(checks);
  return [
    ...(there.length > 0 ? [words.evidence.checked(wantedOf(there, words))] : []),
    ...(accepted?.isOverride
      ? [words.evidence.acceptedAnyway(accepted.by.name, wantedOf(lacks, words), accepted.note ?? '')]
      : []),
  ];
}

/** Why what is in the queue has not been taken up. */
function queuedLine({ run, line, now, words }: Facts): string {
  if (!run || !line) return words.why.queued;
  if (run.waitsForAgent && line.atWork.length > 0)
    return words.why.agentAtWork(run.config.agentId, words.list(line.atWork));
  if (line.isWorkedOn && line.before > 0) return words.why.queuedBehind(line.before);
  const isLong = now.getTime() - run.updatedAt.getTime() > LONG_IN_QUEUE_MS;
  return isLong && !line.isWorkedOn ? words.why.queuedNoWorker : words.why.queued;
}

const REASONS: Record<TaskState, (facts: Facts) => Reason> = {
  'backlog': (facts) =>
    facts.blockers.length > 0 ? blocked(facts) : { sentence: facts.words.why.backlog, event: 'queue' },
  'backlog.pre_approval': ({ ask, words }) => ({
    sentence: [
      words.why.preApproval(ask ? whoMay(ask, words) : words.nobody),
      ...(ask ? shortLine(ask, words) : []),
    ].join(' '),
    event: 'approve',
  }),
  'pending': (facts) => ({ sentence: queuedLine(facts), event: null }),
  'pending.dependency': blocked,
  'pending.executor': ({ words }) => ({ sentence: words.why.executor, event: null }),
  'pending.backoff': ({ run, words, moment, now }) => ({
    sentence: words.why.backoff(moment(run?.nextDispatchAt ?? now)),
    event: null,
  }),
  'in_progress': (facts) => {
    const { run, now, words, moment, begun } = facts;
    if (begun.length > 0) return { sentence: waitsFor(begun, facts), event: null };
    const isLost = run?.status === 'running' && run.leaseUntil !== null && run.leaseUntil < now;
    if (run?.status === 'queued' && run.held)
      return { sentence: heldLine(run, run.held, words, moment), event: null };
    if (isLost) return { sentence: words.why.runningLost, event: null };
    if (run?.status === 'queued') return { sentence: queuedLine(facts), event: null };
    const step = run && openCalls(run.journal)[0]?.entry.title;
    return { sentence: words.why.running(step ?? words.stepThinking), event: null };
  },
  'in_progress.person': ({ task, words }) => ({
    sentence: words.why.person(task.assignee?.name ?? words.nobody),
    event: 'complete',
  }),
  'in_progress.input': (facts) => waiting(facts, 'answer'),
  'in_progress.approval': (facts) => waiting(facts, 'approve'),
  'in_progress.pause': ({ words }) => ({ sentence: words.why.paused, event: 'resume' }),
  'in_progress.takeover': (facts) => waiting(facts, 'hand_back'),
  'awaiting_review.review': ({ ask, words }) => ({
    sentence: [
      words.why.review(ask ? whoMay(ask, words) : words.anyoneHere),
      ...(ask ? shortLine(ask, words) : []),
      ...stillToJudge(ask?.checks ?? [], words),
    ].join(' '),
    event: 'accept',
  }),
  'completed': ({ task, words }) => ({
    sentence: [
      task.outcome === 'partial' ? words.why.completedPartly : words.why.completed,
      ...verified(task, words),
    ].join(' '),
    event: null,
  }),
  'failed': ({ task, words }) => {
    const end = task.history.findLast(({ to }) => to === 'failed');
    const sentence =
      task.outcome === 'rejected' && end
        ? words.why.rejected(end.actor.name, end.note ?? '')
        : words.why.failed(task.error?.message ?? words.labels.failed);
    return { sentence, event: 'retry' };
  },
  'cancelled': ({ words }) => ({ sentence: words.why.cancelled, event: 'rerun' }),
  'deferred': ({ task, words, moment }) => {
    const { reason = '', until = null } = task.deferred ?? {};
    return { sentence: words.why.deferred(reason, until && moment(until)), event: 'resume_deferred' };
  },
};
