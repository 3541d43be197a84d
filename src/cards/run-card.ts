import type { Card, CardFile, CardStep } from '../domain/card.ts';
import { causeOf } from '../notifications/tell-news.ts';
import { titlesInDoubt } from '../domain/doubt.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import { isRunEnded, isTriedAgain, type DeliverableSummary, type Run } from '../domain/run.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { taskLabelIn } from '../domain/vocabularies.ts';
import type { Ask } from '../domain/ask.ts';
import { heldLine } from '../runs/hold.ts';
import { showSteps } from '../runs/show-run.ts';
import { momentInZone } from '../shared/time.ts';
import { shorten } from '../shared/text.ts';
import type { Words } from '../words/index.ts';
import { runButtons } from './buttons.ts';

export interface RunFacts {
  task: Task;
  run: Run;
  /** The ask that the run waits for, when it does. */
  ask: Ask | undefined;
  deliverables: readonly DeliverableSummary[];
  publicUrl: string;
  timeZone: string;
}

const MAX_STEPS = 12;
/** As long as the message that tells of the end: where there is none, the card is all that people see. */
const MAX_LINE = 1500;

/** The one card of a run, through its whole life. */
export function drawRunCard(
  { task, run, ask, deliverables, publicUrl, timeZone }: RunFacts,
  words: Words,
): OutgoingMessage {
  const isCurrent = task.currentRunId === run.id && !isBehind(task, run);
  const title = `${taskLabel(task)} · ${task.title}`;
  const badge = isCurrent || isLast(task, run) ? labelOf(task, words) : words.labels[run.status];
  const moment = (at: Date) => momentInZone(at, timeZone, task.locale);
  const lines = linesOf(run, ask, words, moment, isLast(task, run) ? causeOfRest(task, words) : undefined);
  const steps = stepsOf(run);
  const hidden = (run.earlier?.calls ?? 0) + Math.max(0, steps.length - MAX_STEPS);
  const card: Card = {
    kind: 'run',
    title,
    badge,
    tone: toneOf(run, ask),
    lines: hidden > 0 ? [words.moreSteps(hidden), ...lines] : lines,
    steps: steps.slice(-MAX_STEPS),
    files: deliverables.map((deliverable) => toFile(deliverable, publicUrl)),
    buttons: isCurrent ? runButtons(task, run, words) : [],
    taskNumber: task.number,
    taskId: task.id,
    runId: run.id,
  };
  const hint = isCurrent ? hintOf(run, task, words) : undefined;
  return {
    text: [words.labelled(title, badge), ...lines].join('\n'),
    card: hint ? { ...card, hint } : card,
    locale: task.locale,
  };
}

/** The task has gone on from this run without another one: the card still tells of the task. */
const isLast = (task: Task, run: Run): boolean =>
  task.currentRunId === null && task.runCount === run.number && isRunEnded(run);

/** Why the task is where it is, by the last row that took it there. */
function causeOfRest({ history }: Task, words: Words): string | undefined {
  const entry = history.findLast(({ from, to }) => from !== to);
  return entry && causeOf(entry, words);
}

/** The run has ended and the task has not heard of it: what the task would allow is over. */
const isBehind = (task: Task, run: Run): boolean =>
  isRunEnded(run) &&
  task.wait?.kind !== 'backoff' &&
  (task.status === 'pending' || task.status === 'in_progress');

const labelOf = (task: Task, words: Words): string => {
  if (task.outcome && task.status === 'completed' && task.outcome !== 'success')
    return words.outcomes[task.outcome];
  const label = taskLabelIn('errand', task);
  return words.labels[label];
};

type Moment = (at: Date) => string;

function linesOf(run: Run, ask: Ask | undefined, words: Words, moment: Moment, rest?: string): string[] {
  const tries = run.number > 1 ? [words.attempt(run.number)] : [];
  return [...tries, ...(rest ? [rest] : stateLines(run, ask, words, moment))].map((line) =>
    shorten(line, MAX_LINE),
  );
}

function stateLines(run: Run, ask: Ask | undefined, words: Words, moment: Moment): string[] {
  const inDoubt = isRunEnded(run) ? titlesInDoubt(run) : [];
  const atEnd = [
    ...inDoubt.map(words.inDoubt),
    ...(isRunEnded(run) && run.startedAt ? [words.took(run.workedMs)] : []),
  ];
  switch (run.status) {
    case 'queued':
      if (run.held) return [heldLine(run, run.held, words, moment)];
      return [run.attempt === 1 ? words.starting : words.working];
    case 'running':
      return [run.pauseRequested ? words.pausing : words.working];
    case 'waiting':
      return ask ? [words.waitsFor(ask.question)] : [words.working];
    case 'succeeded': {
      const result = run.result ?? '';
      return [run.outcome === 'terminated' ? words.endedEarly(result) : words.resultIs(result), ...atEnd];
    }
    case 'failed':
      return [
        words.failedBecause(run.error?.message ?? ''),
        ...(isTriedAgain(run) && run.nextDispatchAt ? [words.triedAgain(moment(run.nextDispatchAt))] : []),
        ...atEnd,
      ];
    case 'cancelled': {
      const { actor, note } = run.change;
      return [words.cancelledBy(actor.name, note), ...atEnd];
    }
  }
}

function stepsOf(run: Run): CardStep[] {
  const { journal, earlier } = run;
  return showSteps(journal, run, earlier?.calls ?? 0).map(({ title, status }) => ({
    title: shorten(title, 120),
    status,
  }));
}

function toneOf(run: Run, ask: Ask | undefined): Card['tone'] {
  if (run.status === 'succeeded') return 'good';
  if (run.status === 'failed') return isTriedAgain(run) ? 'active' : 'bad';
  if (run.status === 'cancelled') return 'neutral';
  return run.status === 'waiting' && ask ? 'attention' : 'active';
}

function hintOf(run: Run, task: Task, words: Words): string | undefined {
  if (!isRunEnded(run) || isTriedAgain(run)) return words.hintRun(taskLabel(task));
  return run.status === 'failed' ? words.hintRetry(taskLabel(task)) : undefined;
}

const toFile = ({ id, name, contentType, sizeBytes }: DeliverableSummary, publicUrl: string): CardFile => ({
  deliverableId: id,
  name,
  contentType,
  sizeBytes,
  url: `${publicUrl}/api/v1/deliverables/${id}/content`,
});
