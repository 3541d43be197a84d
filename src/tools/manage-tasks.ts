import { mayBeHeard } from '../access/may-see.ts';
import type { App } from '../app.ts';
import { holdBack, type MakeChange } from './bulk-changes.ts';
import { resolveTask } from '../tasks/find-task.ts';
import { createTask } from '../tasks/create-task.ts';
import { listFor } from '../tasks/list-for.ts';
import { updateTask } from '../tasks/update-task.ts';
import { sendEvent } from '../tasks/send-event.ts';
import { setJobStatus } from '../tasks/set-job-status.ts';
import { comment } from '../tasks/comment.ts';
import { why } from '../tasks/why.ts';
import { manageTasksInput, type ManageTasksInput } from '../contract/tools.ts';
import { AppError, invalid } from '../domain/errors.ts';
import { taskLabel, type Task, type TaskStatus, type TaskSummary } from '../domain/task.ts';
import { taskLabelIn } from '../domain/vocabularies.ts';
import type { Caller } from '../ports/commands.ts';
import { eventFor, type SendableEvent } from '../domain/sendable.ts';
import { wordsFor } from '../words/index.ts';
import { prompt } from '../shared/prompts.ts';
import { formatDue, readDue } from '../shared/time.ts';
import { shorten } from '../shared/text.ts';
import { tellTask } from './tell-task.ts';
import {
  answer,
  defineTool,
  refuse,
  whatToFix,
  type Tool,
  type ToolContext,
  type ToolResult,
} from '../agent/tool.ts';

/**
 * `hasOutside`: what is told of the tasks was written after text from outside had been read. `isForOne`: they live in another
 * conversation.
 */
type Told = Record<string, unknown> & { hasOutside?: boolean; isForOne?: boolean };
type Action = (args: ManageTasksInput, context: ToolContext) => Promise<Told>;

const READING: readonly string[] = ['list', 'get', 'why'];

/** The tool by which agents write down, list and change tasks, with the rights of the person they talk to. */
export const manageTasks: Tool = defineTool<ManageTasksInput>({
  name: 'manage_tasks',
  description: prompt('tools/manage-tasks'),
  input: manageTasksInput,
  effect: 'own',
  approval: 'when_tainted',
  scopes: ['turn', 'run'],
  readsOnly: ({ action }) => READING.includes(action),
  title: ({ action, ref, tasks = [], definition }, words) => {
    const titles = [...tasks.map(({ title }) => title), ...(definition ? [definition] : [])];
    return words.stepManageTasks(action, shorten(ref ?? words.list(titles), 60));
  },
  async run(args, context): Promise<ToolResult> {
    try {
      const held = await holdBack(args, context);
      if (held)
        return answer(JSON.stringify({ ok: true, action: args.action, waits: 'confirmation', text: held }));
      const { hasOutside = false, isForOne = false, ...result } = await ACTIONS[args.action](args, context);
      return answer(JSON.stringify({ ok: true, action: args.action, ...result }), { hasOutside, isForOne });
    } catch (thrown) {
      return explain(thrown, context);
    }
  },
});

/** What people have confirmed, made as it was asked for. */
export const makeChange =
  (app: App): MakeChange =>
  (args, caller, key) => {
    const { signal } = new AbortController();
    const words = wordsFor(caller.locale);
    return ACTIONS[args.action](args, {
      app,
      caller: { ...caller, key },
      task: null,
      run: null,
      key,
      words,
      signal,
    });
  };

/** What went wrong in words that tell the model what to fix. Faults of ours go on to the caller. */
function explain(thrown: unknown, { words }: ToolContext): ToolResult {
  const told = whatToFix(thrown, words);
  const candidates = AppError.is(thrown, 'task.ambiguous') ? thrown.details.candidates : undefined;
  return refuse(JSON.stringify({ ok: false, error: told, ...(candidates ? { candidates } : {}) }));
}

const DEFAULT_LIMIT = 20;

const ACTIONS: Record<ManageTasksInput['action'], Action> = {
  async create({ tasks = [], run, ...args }, { app, caller, key }) {
    const wanted = [...tasks, ...fromDefinition(args)];
    if (wanted.length === 0) throw need('tasks', 'create');
    const made = [];
    for (const [at, { due, run: isWanted = run, ...fields }] of wanted.entries()) {
      const dueAt = due === undefined ? undefined : readDue(due, caller.timeZone).toISOString();
      const own: Caller = { ...caller, key: `${key}:${at}` };
      const { task, isJoined } = await createTask(app, { ...fields, ...(dueAt ? { dueAt } : {}) }, own, {
        joinLive: true,
      });
      // What is defined is an agent's work, whoever it is for.
      const isPersons = task.assignee?.kind === 'person' && !task.definition;
      const isToRun = isWanted === true && task.status === 'backlog' && !isPersons;
      const shown = isToRun
        ? await sendEvent(app, task, { event: 'queue' }, { ...caller, key: `${key}:${at}:run` })
        : task;
      made.push({
        ...brief(shown, caller),
        ...(isWanted ? { run: whetherItRuns(shown, isPersons) } : {}),
        ...(isJoined ? { deduplicated: true } : {}),
      });
    }
    return { tasks: made, count: made.length };
  },

  async list({ status, assignee, due, priority, text, limit = DEFAULT_LIMIT }, { app, caller }) {
    const dueBefore = due ? readDue(due, caller.timeZone) : undefined;
    const wanted = { status: status ?? 'open', assignee, priority, dueBefore, text, limit };
    const { items, hasMore } = await listFor(app, wanted, caller);
    return {
      tasks: items.map((task) => brief(task, caller)),
      count: items.length,
      hasOutside: items.some(isWritten),
      ...(caller.place && !caller.isAlone ? { scope: 'this channel' } : {}),
      ...(hasMore ? { more: true, hint: 'narrow by status, assignee or text' } : {}),
    };
  },

  async get({ ref }, { app, caller }) {
    const task = await resolveTask(app, needRef(ref), caller);
    return {
      tasks: [{ ...brief(task, caller), ...(await tellTask(app, task, caller.timeZone)) }],
      count: 1,
      hasOutside: Boolean(task.taint),
      isForOne: !mayBeHeard(task, caller),
    };
  },

  async update(args, { app, caller, key }) {
    const task = await resolveTask(app, needRef(args.ref), caller);
    const { title, description, due, assignee, priority, tags, status, parameters } = args;
    const dueAt =
      due === undefined ? undefined : due === null ? null : readDue(due, caller.timeZone).toISOString();
    const patch = { title, description, dueAt, assignee, priority, tags, parameters };
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    if (Object.keys(given).length === 0 && !status) throw need('a field to change', 'update');
    const changed =
      Object.keys(given).length > 0
        ? await updateTask(app, task, given, { ...caller, key: `${key}:edit` })
        : task;
    if (!status) return one(changed, caller);
    const own = { ...caller, key: `${key}:status` };
    return one(await setJobStatus(app, changed, status, args.text, own), caller);
  },

  run: again('run'),
  retry: again('retry'),
  cancel: event(() => 'cancel'),
  pause: event(() => 'pause'),
  resume: event((task) => eventFor('resume', task)),
  archive: event(() => 'archive'),
  defer: event(() => 'defer'),
  begin: event(() => 'begin'),
  claim: event(() => 'claim'),
  release: event(() => 'release'),

  async comment({ ref, text }, { app, caller, key }) {
    if (!text) throw need('text', 'comment');
    const task = await resolveTask(app, needRef(ref), caller);
    await comment(app, task, { text }, { ...caller, key });
    return { ...one(task, caller), text: `Noted on ${taskLabel(task)}.` };
  },

  async why({ ref }, { app, caller }) {
    const task = await resolveTask(app, needRef(ref), caller);
    const { sentence, typed } = await why(app, task, caller);
    return { ...one(task, caller), text: sentence, ...(typed ? { next: typed } : {}) };
  },
};

/** The one task that is to be made from a definition; its own words come from the definition where none are given. */
function fromDefinition({
  definition,
  parameters = {},
  title,
  description,
  priority,
  due,
  assignee,
  tags,
}: Omit<ManageTasksInput, 'action' | 'tasks' | 'run'>) {
  if (definition === undefined) {
    if (Object.keys(parameters).length > 0) throw need('definition', 'parameters');
    return [];
  }
  const own = { title, description, priority, tags, due: due ?? undefined, assignee: assignee ?? undefined };
  return [{ ...own, definition, parameters, run: undefined }];
}

/** Where a remark starts nothing, and no run is under way that another would follow. */
const IDLE: readonly TaskStatus[] = ['backlog', 'deferred', 'cancelled'];

/** Starts the work, with what is to be different this time: an ended task takes it as feedback, which starts it by itself. */
function again(action: 'run' | 'retry'): Action {
  const start = event((task) => eventFor(action, task));
  return async (args, context) => {
    const { ref, text } = args;
    const { app, caller, key } = context;
    if (!text || caller.isAutonomous) return start(args, context);
    const task = await resolveTask(app, needRef(ref), caller);
    const own = { ...caller, key: `${key}:feedback` };
    const told = await sendEvent(app, task, { event: 'feedback', reason: text }, own);
    const isNoted = told.status === task.status && IDLE.includes(told.status) && !told.wait;
    return isNoted ? start({ ...args, ref: taskLabel(task), text: undefined }, context) : one(told, caller);
  };
}

function event(pick: (task: Task) => SendableEvent): Action {
  return async ({ ref, text, until, assignee }, { app, caller, key }) => {
    const task = await resolveTask(app, needRef(ref), caller);
    const reason = text ? { reason: text } : {};
    const when = until ? { until: readDue(until, caller.timeZone).toISOString() } : {};
    const who = assignee ? { assignee } : {};
    const input = { event: pick(task), ...reason, ...when, ...who };
    return one(await sendEvent(app, task, input, { ...caller, key }), caller);
  };
}

/** What became of the wish that an agent begins. */
function whetherItRuns({ status, wait, assignee }: Task, isPersons: boolean): string {
  if (isPersons) return `no: it is ${assignee?.name}'s, and agents begin only what is an agent's or nobody's`;
  if (wait?.kind === 'pre_approval') return 'waits for an approval';
  return status === 'pending' ? 'queued' : status === 'in_progress' ? 'under way' : 'no';
}

/** As little of a task as a model needs: about 60 tokens. */
function brief(task: TaskSummary, { timeZone }: Pick<Caller, 'timeZone'>): Record<string, unknown> {
  const { priority, dueAt, assignee } = task;
  return {
    number: taskLabel(task),
    title: shorten(task.title, 120),
    label: taskLabelIn('jobs', task),
    ...(priority === 'normal' ? {} : { priority }),
    ...(dueAt ? { due: formatDue(dueAt, timeZone) } : {}),
    ...(assignee ? { assignee: assignee.name } : {}),
  };
}

const one = (task: Task, caller: Caller): Told => ({
  tasks: [brief(task, caller)],
  count: 1,
  hasOutside: isWritten(task),
  isForOne: !mayBeHeard(task, caller),
});

/** Its title may be a stranger's. */
const isWritten = ({ taint }: Pick<Task, 'taint'>): boolean => taint === 'words';

const need = (what: string, action: string): AppError => invalid(what, 'needed_for', action);

function needRef(ref: string | undefined): string {
  if (!ref) throw invalid('ref', 'which_task');
  return ref;
}
