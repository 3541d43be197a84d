import type { CardStep } from '../domain/card.ts';
import type { CallEntry, StepStatus } from '../domain/journal.ts';
import { isRunEnded, type Run } from '../domain/run.ts';
import { stepStatus } from '../runs/show-run.ts';
import { shorten } from '../shared/text.ts';
import type { Words } from '../words/index.ts';

/** As many as people read while more go by. */
const SHOWN = 4;
const MAX_TITLE = 120;
const OPEN: readonly StepStatus[] = ['waiting', 'running'];

/** How many steps a run has done, those of its earlier pages included. */
export const stepsDone = ({ journal, earlier }: Pick<Run, 'journal' | 'earlier'>): number =>
  (earlier?.calls ?? 0) + callsOf(journal).filter(({ endedAt }) => endedAt !== null).length;

const callsOf = (journal: Run['journal']): CallEntry[] => journal.filter((entry) => entry.kind === 'call');

interface Folded extends CardStep {
  host: string | undefined;
  count: number;
}

/**
 * The last steps of a run, neighbours that say the same as one with their number. While no call is under way the run thinks, which
 * is a step as well. Of a run that has ended only what went wrong is left.
 */
export function showLastSteps(run: Run, words: Words): CardStep[] {
  const calls = callsOf(run.journal);
  const next = calls.find(({ state }) => state === 'planned');
  const steps = calls.map((call) => ({ call, status: stepStatus(call, call === next, run) }));
  const folded: Folded[] = [];
  for (const { call, status } of steps) {
    const host = call.tool === READS && status === 'success' ? call.host : undefined;
    const last = folded.at(-1);
    const isSame = last?.status === status && (last.title === call.title || (host && last.host === host));
    if (last && isSame && !OPEN.includes(status)) last.count += 1;
    else folded.push({ title: call.title, status, host, count: 1 });
  }
  const named = folded.map((step): CardStep => ({
    title: shorten(nameOf(step, words), MAX_TITLE),
    status: step.status,
  }));
  if (isRunEnded(run)) return named.filter(({ status }) => status !== 'success').slice(-SHOWN);
  // What it waits for stands on the ask, and nowhere else.
  if (run.status === 'waiting') return named.filter(({ status }) => status !== 'waiting').slice(-SHOWN);
  const isThinking = run.status === 'running' && !named.some(({ status }) => OPEN.includes(status));
  const all: CardStep[] = isThinking ? [...named, { title: words.stepThinking, status: 'running' }] : named;
  const wrong = all.slice(0, -SHOWN).filter(({ status }) => WRONG.includes(status));
  return [...wrong.slice(-SHOWN), ...all.slice(-SHOWN)];
}

const READS = 'http_get';
const WRONG: readonly StepStatus[] = ['failure', 'unknown'];

function nameOf({ title, host, count }: Folded, words: Words): string {
  if (count === 1) return title;
  return host ? words.stepsRead(host, count) : words.stepTimes(title, count);
}
