import { createHash } from 'node:crypto';

import type { AskView } from '../../src/contract/asks.ts';
import type { DeliveryView } from '../../src/contract/deliveries.ts';
import type { DeliverableView, RunView } from '../../src/contract/runs.ts';
import type { CommentView, HistoryView, TaskView } from '../../src/contract/tasks.ts';
import { ASK_DECISIONS, type AskState, type Decision } from '../../src/domain/ask.ts';
import type { DefinitionCommands } from '../../src/definitions/change-definitions.ts';
import { AppError } from '../../src/domain/errors.ts';
import { SENDABLE } from '../../src/domain/sendable.ts';
import type { PushGroupCommands } from '../../src/push-groups/change-push-groups.ts';
import {
  allows,
  legalEvents,
  MOVE_NAMES,
  splitState,
  taskMove,
  taskState,
} from '../../src/domain/task-moves.ts';
import { foldTitle, parseTaskLabel, type TaskStatus, type Wait } from '../../src/domain/task.ts';
import { taskLabelIn, type Vocabulary } from '../../src/domain/vocabularies.ts';
import type { Bus } from '../../src/ports/bus.ts';
import type { Caller, Commands, Page } from '../../src/ports/commands.ts';
import type { Clock } from '../../src/ports/system.ts';
import { noSchedules } from './schedules.ts';
import { noPreferences } from './preferences.ts';
import { noAgentKeys, noTriggers, noWebhooks } from './triggers.ts';

interface Kept {
  view: TaskView;
  key: string | undefined;
  history: HistoryView[];
  comments: CommentView[];
}

type File = DeliverableView & { content: string };

/** A stand-in for the core: the same refusals, and moves by the same table; nothing ever works on a task. */
export interface FakeCommands extends Commands {
  addRun(run: RunView): void;
  addAsk(ask: AskView): void;
  addDelivery(delivery: DeliveryView): void;
  addFile(file: Omit<File, 'sizeBytes' | 'sha256'>): File;
  /** Every caller that asked for something, in order. */
  readonly callers: Caller[];
  /** Makes the next command fail with this. */
  failNext(error: unknown): void;
  /** How often each command was called. */
  readonly calls: Record<string, number>;
}

const stateOf = ({ status, wait, outcome, archivedAt }: TaskView) => ({
  status,
  // The view has the moment as text, and nothing here reads it.
  wait: wait as unknown as Wait | null,
  outcome,
  archivedAt: archivedAt === null ? null : new Date(archivedAt),
});

/** Pages by the place in the list: enough for a stand-in. */
function paged<T>(
  all: readonly T[],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Page<T> {
  const from = Number(cursor ?? 0);
  const next = from + limit;
  return { items: all.slice(from, next), nextCursor: next < all.length ? String(next) : null };
}

export function createFakeCommands({
  clock,
  bus,
  definitions,
  pushGroups,
}: {
  clock: Clock;
  bus: Bus;
  definitions: DefinitionCommands;
  pushGroups: PushGroupCommands;
}): FakeCommands {
  const tasks: Kept[] = [];
  const runs = new Map<string, RunView>();
  const asks: AskView[] = [];
  const deliveries: DeliveryView[] = [];
  const files: File[] = [];
  const callers: Caller[] = [];
  const calls: Record<string, number> = {};
  let failure: unknown;

  const now = () => clock.now().toISOString();
  const fresh = (kept: Kept, view: Vocabulary = 'errand'): TaskView => ({
    ...structuredClone(kept.view),
    label: taskLabelIn(view, stateOf(kept.view)),
    events: SENDABLE.filter((event) =>
      legalEvents(stateOf(kept.view), 'person').some((legal) => legal === event),
    ),
  });

  function find(ref: string): Kept {
    const number = parseTaskLabel(ref);
    const found = tasks.find(({ view }) => view.id === ref || view.number === `T-${number}`);
    if (!found) throw new AppError('not_found', { what: 'task', ref });
    return found;
  }

  function change(kept: Kept, caller: Caller, move: string, patch: Partial<TaskView>): void {
    const from = taskState(stateOf(kept.view));
    kept.view = { ...kept.view, ...patch, version: kept.view.version + 1, updatedAt: now() };
    kept.history.push({
      version: kept.view.version,
      move,
      from,
      to: taskState(stateOf(kept.view)),
      actor: { kind: 'person', ...caller.person },
      at: now(),
    });
    bus.publish('changed', { kind: 'task', id: kept.view.id, taskId: kept.view.id });
  }

  function checkVersion(actual: number, seen: number | undefined): void {
    if (seen !== undefined && seen !== actual)
      throw new AppError('version.stale', { expected: seen, actual, guard: 'version' });
  }

  function findAsk(ref: string): AskView {
    const found = asks.find(({ id, number }) => id === ref || number.toLowerCase() === ref.toLowerCase());
    if (!found) throw new AppError('not_found', { what: 'ask', ref });
    return found;
  }

  const notStopped = { isStopped: false, by: null, reason: '', at: null, log: [] };
  const commands: Commands = {
    ...definitions,
    ...pushGroups,
    ...noSchedules,
    ...noTriggers,
    ...noWebhooks,
    listNotifications: async () => ({ items: [], nextCursor: null }),
    countUnread: async () => 0,
    readNotifications: async () => ({ unread: 0 }),
    getFigures: async () => ({
      states: {},
      since: '2031-01-01T00:00:00.000Z',
      ended: { completed: 0, failed: 0, cancelled: 0 },
      successRate: null,
      cycleMs: null,
      workedMs: null,
      queuedMs: null,
      peopleMs: null,
      isTruncated: false,
    }),
    getStop: async () => notStopped,
    stopAll: async () => notStopped,
    releaseAll: async () => notStopped,
    ...noPreferences,
    ...noAgentKeys,

    async createTask(input, caller) {
      const twin = tasks.find(({ key }) => key !== undefined && key === caller.key);
      if (twin) return { ...fresh(twin), deduplicated: true };
      const number = tasks.length + 1;
      const kept: Kept = {
        key: caller.key,
        history: [],
        comments: [],
        view: {
          id: `task-${number}`,
          number: `T-${number}`,
          title: input.title ?? input.description ?? '',
          description: input.description ?? '',
          expectedOutput: input.expectedOutput ?? '',
          delegators: [],
          taint: null,
          evidence: null,
          verification: null,
          definitionId: input.definition ?? null,
          definitionVersion: null,
          parameters: input.parameters ?? {},
          instructions: '',
          status: input.run ? 'pending' : 'backlog',
          wait: null,
          label: 'backlog',
          outcome: null,
          priority: input.priority ?? 'normal',
          dueAt: input.dueAt ?? null,
          assignee:
            typeof input.assignee === 'string'
              ? { kind: 'person', id: input.assignee, name: input.assignee }
              : null,
          requester: caller.person,
          agentId: null,
          project: input.project ?? null,
          goal: input.goal ?? null,
          tags: input.tags ?? [],
          referenceId: input.referenceId ?? null,
          source: { kind: caller.source },
          home: input.home ?? null,
          parentId: null,
          blockedBy: [],
          blocks: [],
          templateKey: null,
          deferred: null,
          isReviewRequired: false,
          isDeliverable: false,
          notify: 'done',
          currentRunId: null,
          feedback: [],
          result: null,
          error: null,
          events: [],
          archivedAt: null,
          version: 0,
          createdAt: now(),
          updatedAt: now(),
          completedAt: null,
        },
      };
      tasks.push(kept);
      change(kept, caller, 'create', {});
      return { ...fresh(kept), deduplicated: false };
    },

    async listTasks(query) {
      const labels = query.status?.split(',');
      const matching = tasks
        .filter(({ view }) => (view.archivedAt !== null) === query.archived)
        .filter(({ view }) => !query.text || foldTitle(view.title).includes(foldTitle(query.text)))
        .map((kept) => fresh(kept, query.view))
        .filter(({ label }) => !labels || labels.includes(label));
      return paged(matching.toReversed(), query);
    },

    readsChange: async () => () => true,

    async getTask(ref, _caller, view) {
      return fresh(find(ref), view);
    },

    async updateTask(ref, patch, caller, version) {
      const kept = find(ref);
      checkVersion(kept.view.version, version);
      const { assignee: _, ...rest } = patch;
      const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
      change(kept, caller, 'edit', given);
      return fresh(kept);
    },

    async sendEvent(ref, { event, version }, caller) {
      const kept = find(ref);
      checkVersion(kept.view.version, version);
      const state = stateOf(kept.view);
      const name = MOVE_NAMES.find(
        (move) =>
          taskMove(move).event === event &&
          taskMove(move).by.includes('person') &&
          allows(taskMove(move), state),
      );
      if (!name) {
        throw new AppError('task.illegal_event', {
          task: kept.view.number,
          event,
          state: { status: state.status, wait: state.wait?.kind ?? null },
          legal: SENDABLE.filter((one) => legalEvents(state, 'person').some((legal) => legal === one)),
        });
      }
      const { to, outcome } = taskMove(name);
      const target = splitState(to === 'same' ? taskState(state) : to);
      const archived =
        event === 'archive' ? { archivedAt: now() } : event === 'restore' ? { archivedAt: null } : {};
      change(kept, caller, name, {
        status: target.status satisfies TaskStatus,
        wait: target.wait ? { kind: target.wait, since: now() } : null,
        outcome: outcome ?? null,
        ...archived,
      });
      return fresh(kept);
    },

    async comment(ref, { text, isAside = false }, caller) {
      const kept = find(ref);
      const comment: CommentView = {
        id: `${kept.view.id}-c${kept.comments.length + 1}`,
        author: { ...caller.person, kind: 'person' },
        text,
        isAside,
        createdAt: now(),
      };
      kept.comments.push(comment);
      bus.publish('changed', { kind: 'task', id: kept.view.id, taskId: kept.view.id });
      return comment;
    },

    async listComments(ref, query) {
      return paged(find(ref).comments, query);
    },

    async listHistory(ref, query) {
      const { history } = find(ref);
      return paged(query.order === 'newest' ? history.toReversed() : history, query);
    },

    async listRuns(ref, query) {
      const { id } = find(ref).view;
      return paged([...runs.values()].filter(({ taskId }) => taskId === id).toReversed(), query);
    },

    async getRun(id) {
      const run = runs.get(id);
      if (!run) throw new AppError('not_found', { what: 'run', ref: id });
      return structuredClone(run);
    },

    async teach(id, { name = `As in ${id}` }, caller) {
      const done = { name, instructions: 'As it was done.' };
      return definitions.createDefinition(done, { ...caller, key: `teach:${id}` });
    },

    async listSteps(id, query) {
      return paged(runs.get(id)?.steps ?? [], query);
    },

    async listAsks(query) {
      const taskId = query.task === undefined ? undefined : find(query.task).view.id;
      const found = asks.filter((ask) => ask.state === query.state && (!taskId || ask.taskId === taskId));
      return paged(found, query);
    },

    async getAsk(ref) {
      return structuredClone(findAsk(ref));
    },

    async decideAsk(ref, { decision, value, note, version }, caller) {
      const ask = findAsk(ref);
      if (ask.state !== 'open') {
        const by = ask.decisions[0]?.by.name;
        throw new AppError('ask.settled', { ask: ask.number, state: ask.state, ...(by && { by }) });
      }
      checkVersion(ask.version, version);
      const table: Partial<Record<Decision, AskState>> = ASK_DECISIONS[ask.kind];
      const state = table[decision];
      if (!state)
        throw new AppError('input.invalid', { faults: [{ field: 'decision', problem: 'does not fit' }] });
      ask.state = state;
      ask.value = value ?? null;
      ask.version++;
      ask.decisions.push({
        decision,
        by: caller.person,
        at: now(),
        via: caller.via,
        value,
        ...(note ? { note } : {}),
      });
      bus.publish('changed', { kind: 'ask', id: ask.id, taskId: ask.taskId });
      return structuredClone(ask);
    },

    async listDeliverables(ref) {
      const { id } = find(ref).view;
      return files.filter(({ taskId }) => taskId === id).map(({ content: _, ...file }) => file);
    },

    async getDeliverable(id) {
      const file = files.find((each) => each.id === id);
      if (!file) throw new AppError('not_found', { what: 'deliverable', ref: id });
      return file;
    },

    async why(ref) {
      const { view } = find(ref);
      if (view.status === 'backlog')
        return { sentence: 'Nobody has started it yet.', event: 'queue', typed: 'task run T-1' };
      return { sentence: '', event: null, typed: null };
    },

    async listSetAside() {
      return { items: [] };
    },

    async trySetAsideAgain() {},

    async listDeliveries({ limit, cursor }) {
      return paged(deliveries, { limit, cursor });
    },

    async resend(id) {
      const found = deliveries.find((each) => each.id === id);
      if (!found) throw new AppError('not_found', { what: 'delivery', ref: id });
      Object.assign(found, { state: 'pending' });
      return found;
    },

    importIssues({ repository }) {
      return Promise.reject(new AppError('github.not_found', { repository }));
    },

    listAims: async () => ({ items: [], nextCursor: null }),

    async countTasks() {
      const counts: Record<string, number> = {};
      for (const kept of tasks) counts[fresh(kept).label] = (counts[fresh(kept).label] ?? 0) + 1;
      return counts;
    },
  };

  /** Counts each call and remembers on whose behalf it was made. */
  const watched = Object.fromEntries(
    Object.entries(commands).map(([name, command]) => [
      name,
      async (...args: unknown[]) => {
        calls[name] = (calls[name] ?? 0) + 1;
        const caller = args.find(
          (arg): arg is Caller => typeof arg === 'object' && arg !== null && 'person' in arg && 'via' in arg,
        );
        if (caller) callers.push(caller);
        if (failure !== undefined) {
          const thrown = failure;
          failure = undefined;
          throw thrown;
        }
        return (command as (...all: unknown[]) => Promise<unknown>)(...args);
      },
    ]),
  ) as unknown as Commands; // The same names with the same functions behind them.

  return {
    ...watched,
    callers,
    calls,
    failNext: (error) => void (failure = error),
    addRun: (run) => void runs.set(run.id, run),
    addAsk: (ask) => void asks.push(ask),
    addDelivery: (delivery) => void deliveries.push(delivery),
    addFile(file) {
      const sizeBytes = Buffer.byteLength(file.content);
      const whole = { ...file, sizeBytes, sha256: createHash('sha256').update(file.content).digest('hex') };
      files.push(whole);
      return whole;
    },
  };
}
