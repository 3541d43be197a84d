import {
  isJudged,
  lacking,
  wantedBy,
  type Check,
  type EvidenceKind,
  type Verification,
} from '../domain/evidence.ts';
import type { CallEntry, JournalEntry } from '../domain/journal.ts';
import { newestVersions, type DeliverableSummary, type RunCause } from '../domain/run.ts';
import { taskMove, type MoveName } from '../domain/task-moves.ts';
import { errandAs, type Actor, type Task } from '../domain/task.ts';
import type { Store } from '../ports/store.ts';
import { savedFiles } from '../shared/saved-files.ts';

type Reader = Pick<Store, 'collection'>;

/** A move to or from where work counts as done, with the task as it would be. */
interface Judged {
  name: MoveName;
  task: Task;
  actor: Actor;
  note?: string | undefined;
}

/** Runs that go on with the work of the one before: what that has left counts as well. */
const GOES_ON: readonly RunCause[] = ['feedback', 'request_changes', 'retry', 'backoff'];
/** More runs in a row, and tasks of a workflow, are not looked at. */
const MAX_RUNS = 50;
const MAX_PARTS = 100;
/** Of what was found so many are written down. */
const MAX_FOUND = 5;

/** What the work has left: the runs that it was done in, for files and calls. */
interface Facts {
  result: string;
  files: DeliverableSummary[];
  calls: CallEntry[];
}

/** Everything that the rules of the task want, and whether it is there: facts alone, and the word of whoever accepts it. */
export async function checkEvidence(
  store: Reader,
  { name, task, actor }: Omit<Judged, 'note'>,
): Promise<Check[]> {
  if (!task.evidence) return [];
  const wanted = wantedBy(task.evidence);
  const facts = await readFacts(
    store,
    task,
    wanted.some(({ kind }) => kind === 'call'),
  );
  const isAccepted = name === 'accept';
  return wanted.map((one) => {
    const { found, holds } = LOOK[one.kind](facts, one.wanted);
    return isJudged(one)
      ? { ...one, found, holds: isAccepted, by: isAccepted ? actor.name : '' }
      : { ...one, found: found.slice(0, MAX_FOUND), holds, by: errandAs('system').name };
  });
}

/** What the move is to leave on the task of what was looked at; nothing where nothing has to be. */
export async function verify(
  store: Reader,
  judged: Judged,
  at: Date,
): Promise<{ verification?: Verification }> {
  const { name, task, actor, note } = judged;
  if (!taskMove(name).verifies || !task.evidence) return {};
  const checks = await checkEvidence(store, judged);
  const accepted = {
    by: { id: actor.id, name: actor.name },
    ...(note ? { note } : {}),
    isOverride: lacking(checks).length > 0,
  };
  return {
    verification: { at, runId: task.currentRunId, checks, ...(name === 'accept' ? { accepted } : {}) },
  };
}

/** Whether its run, or one that it goes on with, has made something that people can look at. */
export async function hasSavedFiles(store: Reader, task: Task): Promise<boolean> {
  const runIds = await chainOf(store, task);
  return (await store.collection('deliverables').count({ runId: { $in: runIds } }, 1)) > 0;
}

type Look = (facts: Facts, wanted: string) => Pick<Check, 'found' | 'holds'>;

const nameOf = ({ name, version }: DeliverableSummary): string => `${name} v${version}`;

const LOOK: Readonly<Record<EvidenceKind, Look>> = {
  result: ({ result }, wanted) => ({
    found: [String(result.length)],
    holds: result.length >= Number(wanted),
  }),
  file_count: ({ files }, wanted) => ({ found: files.map(nameOf), holds: files.length >= Number(wanted) }),
  file: ({ files }, wanted) => some(files.filter(({ name }) => isNamed(name, wanted)).map(nameOf)),
  call: ({ calls }, wanted) => some(calls.filter(({ tool }) => tool === wanted).map(({ title }) => title)),
  criterion: () => ({ found: [], holds: false }),
};

const some = (found: string[]): Pick<Check, 'found' | 'holds'> => ({ found, holds: found.length > 0 });

/** `*.csv` is every name with that ending. */
function isNamed(name: string, wanted: string): boolean {
  const [own, other] = [name.toLowerCase(), wanted.toLowerCase()];
  return other.startsWith('*.') ? own.endsWith(other.slice(1)) : own === other;
}

async function readFacts(store: Reader, task: Task, needsCalls: boolean): Promise<Facts> {
  const works = [task, ...(task.definition?.workflow ? await partsOf(store, task) : [])];
  const runIds = await Promise.all(works.map((one) => chainOf(store, one)));
  const files = await Promise.all(
    works.map(async ({ id }, at) => {
      const saved = await savedFiles({ store }, { taskId: id });
      // What was done by hand has no run, and the files are those that the task has.
      return runIds[at]?.length ? saved.filter(({ runId }) => runIds[at]?.includes(runId)) : saved;
    }),
  );
  return {
    result: task.result?.trim() ?? '',
    files: files.flatMap(newestVersions),
    calls: needsCalls ? await callsOf(store, runIds.flat()) : [],
  };
}

const partsOf = (store: Reader, { id }: Task) =>
  store
    .collection('tasks')
    .find({ parentId: id }, { sort: { number: 1 }, limit: MAX_PARTS, omit: ['history'] });

/** The task's run, and those before that it goes on with. */
async function chainOf(
  store: Reader,
  { id, currentRunId }: Pick<Task, 'id' | 'currentRunId'>,
): Promise<string[]> {
  if (!currentRunId) return [];
  const runs = await store
    .collection('runs')
    .find({ taskId: id }, { sort: { number: -1 }, limit: MAX_RUNS, omit: ['journal'] });
  const chain = runs.slice(runs.findIndex((run) => run.id === currentRunId));
  const first = chain.findIndex(({ cause }) => !GOES_ON.includes(cause));
  return chain.slice(0, first < 0 ? chain.length : first + 1).map((run) => run.id);
}

/** The calls that have come through. */
async function callsOf(store: Reader, runIds: readonly string[]): Promise<CallEntry[]> {
  const calls: CallEntry[] = [];
  for (const id of runIds) {
    const run = await store.collection('runs').get(id);
    const pages = run?.earlier
      ? await store.collection('journal_pages').find({ holderId: id }, { sort: { from: 1 }, limit: 1000 })
      : [];
    calls.push(...[...pages.flatMap(({ entries }) => entries), ...(run?.journal ?? [])].filter(isDone));
  }
  return calls;
}

const isDone = (entry: JournalEntry): entry is CallEntry => entry.kind === 'call' && entry.state === 'done';
