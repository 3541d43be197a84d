import type { App } from '../app.ts';
import { instructionsOf } from '../domain/definition.ts';
import { AppError } from '../domain/errors.ts';
import type { Run } from '../domain/run.ts';
import { isEnded, taskState } from '../domain/task-moves.ts';
import { errandAs, taskLabel, type Task } from '../domain/task.ts';
import { referencesIn, type Part } from '../domain/workflow.ts';
import { GONE_ANOTHER_WAY, moveTask } from '../moves/move-task.ts';
import { directTo } from '../outbox/direct-to.ts';
import { post } from '../outbox/enqueue.ts';
import { readUpstream } from '../runs/read-upstream.ts';
import { startRun, type StartRun } from '../runs/start-run.ts';
import { shorten } from '../shared/text.ts';
import { wordsFor } from '../words/index.ts';
import type { Judged } from './judge-parts.ts';

/** So many parts of one workflow are worked on by agents at once, and one by each agent. */
const MAX_AT_ONCE = 3;
const MAX_TOLD = 1500;

/** Lets the parts go that may begin, in their order, as far as agents are free. */
export async function letGo(app: App, run: Run, parts: readonly Judged[]): Promise<void> {
  const agentOf = ({ agentId }: Task): string => agentId ?? app.settings.defaultAgent;
  // Who waits for people keeps no agent busy.
  const busy = parts.flatMap(({ state, task }) =>
    state === 'live' && task.assignee?.kind !== 'person' && task.wait === null ? [agentOf(task)] : [],
  );
  for (const one of parts) {
    const { task, state } = one;
    const isPersons = task.assignee?.kind === 'person';
    const isFree = isPersons || (busy.length < MAX_AT_ONCE && !busy.includes(agentOf(task)));
    if (state !== 'lacking' && (state !== 'todo' || !isFree)) continue;
    if (state === 'todo' && !isPersons) busy.push(agentOf(task));
    try {
      await (state === 'todo' ? goOn(app, run, one) : giveUp(app, run, one));
    } catch (thrown) {
      // People have taken it elsewhere: the next look says where.
      if (!AppError.is(thrown, ...GONE_ANOTHER_WAY)) throw thrown;
    }
  }
}

async function goOn(app: App, run: Run, { task, used }: Judged): Promise<void> {
  if (!task.part) return;
  const part: Part = { ...task.part, round: run.number, used };
  // Of those that it needs, what is not done is gone on without.
  const isCut = Object.keys(used).length < part.needs.length;
  const set = { part, ...(isCut ? { skippedBlockers: task.blockedBy } : {}) };
  await (task.assignee?.kind === 'person' ? hand(app, run, task, set) : begin(app, run, task, set));
}

/** By which row a part begins, from where it stands. */
function moveFrom({ status, wait }: Task): StartRun['move'] {
  if (wait?.kind === 'dependency') return 'blocker_skip';
  if (status === 'backlog') return 'queue';
  return status === 'failed' ? 'retry' : 'rerun';
}

async function begin(app: App, run: Run, task: Task, set: Partial<Task>): Promise<void> {
  const { id, runCount } = task;
  const move = moveFrom(task);
  await startRun(app, task, {
    move,
    cause: move === 'queue' ? 'start' : 'rerun',
    actor: errandAs('system'),
    key: `part:${run.id}:${id}:${runCount}`,
    set,
  });
}

/** A person's part is theirs from now on: they are told once, and complete it when it is done. */
async function hand(app: App, run: Run, task: Task, set: Partial<Task>): Promise<void> {
  const { assignee, home, locale } = task;
  if (!assignee) return;
  const words = wordsFor(locale);
  const target = home ?? directTo(app, assignee.id);
  const { results } = await readUpstream(app, task);
  const work = shorten(instructionsOf(task.definition, results), MAX_TOLD);
  if (target) {
    const { platform, channel, thread } = target;
    const text = words.partIsYours(taskLabel(task), task.title, work);
    const message = { text, locale, mentions: [{ id: assignee.id, name: assignee.name }] };
    const key = `part:${task.id}:${run.number}`;
    await post(app, { key, target: { platform, channel, thread }, message, priority: 0, orTo: assignee });
  }
  if (isEnded(task))
    await moveTask(app, task, 'upstream_revised', {
      actor: errandAs('system'),
      set: { ...set, result: null },
    });
  else
    await app.store
      .collection('tasks')
      .update({ id: task.id, status: 'backlog', version: task.version }, { $set: set });
}

/** It quotes what is not there: it fails, and says so, rather than begin without. */
async function giveUp(app: App, run: Run, { task, used }: Judged): Promise<void> {
  const quoted = referencesIn(task.definition?.instructions ?? '');
  const needs = quoted.find(({ key, fallback }) => fallback === undefined && !(key in used))?.key ?? '';
  const { detail } = wordsFor(task.locale).error('task.no_result', { task: taskLabel(task), needs });
  const actor = errandAs('system');
  const parked =
    taskState(task) === 'pending.dependency'
      ? task
      : await moveTask(app, task, 'hold', { actor, note: detail });
  const part = task.part && { ...task.part, round: run.number };
  const error = { code: 'task.no_result', message: detail };
  await moveTask(app, parked, 'blocker_fail', { actor, note: detail, set: { error, ...(part && { part }) } });
}
