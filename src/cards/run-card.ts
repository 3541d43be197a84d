import type { Card, CardFile, Mark } from '../domain/card.ts';
import { causeOf } from '../notifications/tell-news.ts';
import { titlesInDoubt } from '../domain/doubt.ts';
import type { Stop } from '../domain/stop.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import { isRunEnded, isTriedAgain, type DeliverableSummary, type Run } from '../domain/run.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { taskLabelIn } from '../domain/vocabularies.ts';
import type { Ask, Field } from '../domain/ask.ts';
import { heldLine } from '../runs/hold.ts';
import { whoMay } from '../asks/who-may.ts';
import { momentInZone } from '../shared/time.ts';
import { plainMarkdown } from '../shared/plain-markdown.ts';
import { shorten } from '../shared/text.ts';
import type { Words } from '../words/index.ts';
import { runButtons } from './buttons.ts';
import { countParts, showParts } from './workflow-steps.ts';
import { showLastSteps, stepsDone } from './run-steps.ts';
import { toMessage } from './to-message.ts';

export interface RunFacts {
  task: Task;
  run: Run;
  /** The ask that the run waits for, when it does. */
  ask: Ask | undefined;
  deliverables: readonly DeliverableSummary[];
  /** Of a workflow: the tasks that it consists of, in its order. */
  parts: readonly Task[];
  /** Everything is stopped. */
  stop: Stop | undefined;
  publicUrl: string;
  timeZone: string;
  now: Date;
  /** Nothing else tells of the end in its thread. */
  isAlone: boolean;
}

/** As long as the message that tells of the end: where there is none, the card is all that people see. */
const MAX_LINE = 1500;

/** The card of a run, through its whole life: what is being done, whom it waits for, how it ended. */
export function drawRunCard(facts: RunFacts, words: Words): OutgoingMessage {
  const { task, run, ask, deliverables, publicUrl } = facts;
  const isCurrent = task.currentRunId === run.id && !isBehind(task, run);
  const isOfTask = isCurrent || isLast(task, run);
  const state = isOfTask ? labelOf(task, words) : words.labels[run.status];
  const done = stepsDone(run);
  const mark = markOf(run, ask, isOfTask ? task : undefined);
  const { parts } = facts;
  const steps = parts.length > 0 ? showParts(parts, words) : showLastSteps(run, words);
  const progress = parts.length > 0 ? countParts(parts, words) : words.stepsDone(done);
  const result = facts.isAlone && run.status === 'succeeded' ? (run.result ?? '') : '';
  const card: Card = {
    kind: 'run',
    title: task.title,
    ...(mark ? { mark } : {}),
    tone: toneOf(run, ask),
    lines: linesOf(facts, isLast(task, run) ? causeOfRest(task, words) : undefined, words),
    ...(result ? { body: [{ kind: 'markdown', text: shorten(result, MAX_LINE) }] } : {}),
    ...(isRunEnded(run) || (done === 0 && parts.length === 0) ? {} : { progress }),
    ...(steps.length > 0 ? { steps } : {}),
    files: deliverables.map((deliverable) => toFile(deliverable, publicUrl)),
    buttons: isCurrent ? runButtons(task, run, words) : [],
    context: contextOf(facts, state, done, words),
    ...(isCurrent ? hintOf(run, task, words) : {}),
    taskNumber: task.number,
    taskId: task.id,
    runId: run.id,
    ...(ask?.kind === 'pause' ? { askId: ask.id, fields: [noteField(words)] } : {}),
  };
  return toMessage(card, words.lockTask(state, task.title, plainMarkdown(result)), task.locale);
}

/** What is said on resuming reaches the agent. */
const noteField = (words: Words): Field => ({
  name: 'note',
  label: words.tellAgent,
  kind: 'text',
  isRequired: false,
});

/** Its numbers, how it stands, and what it took. */
function contextOf({ task, run, now }: RunFacts, state: string, done: number, words: Words): string {
  const isEnded = isRunEnded(run);
  return [
    taskLabel(task),
    ...(run.number > 1 ? [words.attempt(run.number)] : []),
    state,
    ...(run.status === 'running' && run.pace ? [paceOf(run.pace, now, words)] : []),
    ...(isEnded && done > 0 ? [words.stepCount(done)] : []),
    ...(isEnded && run.startedAt && run.workedMs >= MIN_TOLD_MS ? [words.took(run.workedMs)] : []),
  ].join(' · ');
}

/** To the minute. Where it takes long, how long it has taken by now. */
function paceOf({ medianMs, slowMs, since }: NonNullable<Run['pace']>, now: Date, words: Words): string {
  const span = (ms: number) => words.span(Math.round(ms / MINUTE_MS) * MINUTE_MS);
  const worked = now.getTime() - since.getTime();
  return worked > slowMs ? words.usuallyNow(span(medianMs), span(worked)) : words.usually(span(medianMs));
}

const MINUTE_MS = 60_000;
/** Nobody wants to know of less. */
const MIN_TOLD_MS = 1000;

/** The task has gone on from this run without another one: the card still tells of the task. */
const isLast = (task: Task, run: Run): boolean =>
  task.currentRunId === null && task.runCount === run.number && isRunEnded(run);

/** Why the task is where it is, by the last row that took it there. */
function causeOfRest({ history }: Task, words: Words): string | undefined {
  const entry = history.findLast(({ from, to }) => from !== to);
  return entry && causeOf(entry, words);
}

/** The run has ended and the task has not heard of it: what the task would allow is over. */
export const isBehind = (task: Task, run: Run): boolean =>
  isRunEnded(run) &&
  task.wait?.kind !== 'backoff' &&
  (task.status === 'pending' || task.status === 'in_progress');

const labelOf = (task: Task, words: Words): string => {
  if (task.outcome && task.status === 'completed' && task.outcome !== 'success')
    return words.outcomes[task.outcome];
  const label = taskLabelIn('errand', task);
  return words.labels[label];
};

function linesOf(facts: RunFacts, rest: string | undefined, words: Words): string[] {
  return (rest ? [rest] : stateLines(facts, words)).map((line) => shorten(line, MAX_LINE));
}

function stateLines({ run, ask, stop, timeZone, task, isAlone }: RunFacts, words: Words): string[] {
  const inDoubt = isRunEnded(run) ? titlesInDoubt(run).map(words.inDoubt) : [];
  const said = run.said ? [run.said] : [];
  const moment = (at: Date) => momentInZone(at, timeZone, task.locale);
  if (stop && (run.status === 'queued' || run.status === 'running'))
    return [words.stops.onCard(stop.by.name, stop.reason)];
  switch (run.status) {
    case 'queued':
      if (run.held) return [heldLine(run, run.held, words, moment)];
      return said;
    case 'running':
      return run.pauseRequested ? [words.pausing] : said;
    case 'waiting':
      return ask ? [waitLine(run, ask, words)] : [];
    case 'succeeded':
      return [
        ...(run.outcome === 'terminated' && !isAlone ? [words.endedEarly(run.result ?? '')] : []),
        ...inDoubt,
      ];
    case 'failed':
      return [
        words.failedBecause(run.error?.message ?? ''),
        ...(isTriedAgain(run) && run.nextDispatchAt ? [words.triedAgain(moment(run.nextDispatchAt))] : []),
        ...inDoubt,
      ];
    case 'cancelled': {
      const { actor, note } = run.change;
      return [words.cancelledBy(actor.name, note), ...inDoubt];
    }
  }
}

/** Whom it waits for; a pause is told of the one who paused it, since nobody is called. */
const waitLine = (run: Run, ask: Ask, words: Words): string =>
  ask.kind === 'pause'
    ? words.pausedBy(run.change.actor.name, run.change.note)
    : words.waitingFor[ask.kind](whoMay(ask, words));

function toneOf(run: Run, ask: Ask | undefined): Card['tone'] {
  if (run.status === 'succeeded') return 'good';
  if (run.status === 'failed') return isTriedAgain(run) ? 'active' : 'bad';
  if (run.status === 'cancelled') return 'neutral';
  return run.status === 'waiting' && ask ? 'attention' : 'active';
}

/** What is done in part, or waits for its review, has no sign of being done. */
function markOf(run: Run, ask: Ask | undefined, task: Task | undefined): Mark | undefined {
  if (run.status === 'waiting') return ask ? 'paused' : undefined;
  if (run.status === 'failed') return isTriedAgain(run) ? undefined : 'failed';
  if (run.status !== 'succeeded') return undefined;
  if (task && task.status !== 'completed') return task.status === 'awaiting_review' ? 'paused' : undefined;
  const outcome = task?.outcome ?? run.outcome;
  return outcome === 'success' ? 'done' : outcome === 'rejected' ? 'rejected' : 'partial';
}

function hintOf(run: Run, task: Task, words: Words): Pick<Card, 'hint'> {
  if (!isRunEnded(run) || isTriedAgain(run)) return { hint: words.hintRun(taskLabel(task)) };
  return run.status === 'failed' ? { hint: words.hintRetry(taskLabel(task)) } : {};
}

const toFile = ({ id, name, contentType, sizeBytes }: DeliverableSummary, publicUrl: string): CardFile => ({
  deliverableId: id,
  name,
  contentType,
  sizeBytes,
  url: `${publicUrl}/api/v1/deliverables/${id}/content`,
});
