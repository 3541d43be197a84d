import { readStop } from '../moves/read-stop.ts';
import { teachFrom } from '../definitions/teach.ts';
import { listActive, lookFor } from '../definitions/find-definition.ts';
import { mayBeHeard } from '../access/may-see.ts';
import { resolveTask } from '../tasks/find-task.ts';
import { createTask } from '../tasks/create-task.ts';
import { listFor } from '../tasks/list-for.ts';
import { updateTask } from '../tasks/update-task.ts';
import { sendEvent } from '../tasks/send-event.ts';
import { actorOf } from '../tasks/access.ts';
import { admit } from '../moves/move-task.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { comment } from '../tasks/comment.ts';
import { why } from '../tasks/why.ts';
import { openAsksFor } from '../tasks/find-ask.ts';
import type { App } from '../app.ts';
import { beginDraft } from './drafts.ts';
import { MAX_SHORT } from '../contract/common.ts';
import { LIST_STATUSES } from '../contract/tools.ts';
import { askLabel, type Ask } from '../domain/ask.ts';
import { workOf } from '../domain/definition.ts';
import { taskLabel, type Task, type TaskSummary } from '../domain/task.ts';
import { taskLabelIn } from '../domain/vocabularies.ts';
import { areParameters, readTypedParameters } from '../definitions/typed-parameters.ts';
import type { Caller } from '../ports/commands.ts';
import { eventFor, type SendableEvent } from '../domain/sendable.ts';
import { payloadOf } from '../cards/payload.ts';
import { shorten } from '../shared/text.ts';
import { momentInZone } from '../shared/time.ts';
import { wordsFor, type Words } from '../words/index.ts';
import { runScheduleCommand } from './typed-schedule.ts';
import { importIssues } from '../imports/import-issues.ts';
import { sendConsoleLink } from './console-link.ts';
import { readTypedImport, sayImport } from './typed-import.ts';
import { readDeferral, readNotify, readTypedFields } from './typed-fields.ts';
import { sayPreferences } from './say-preferences.ts';
import { readTypedPreferences } from './typed-preferences.ts';
import { updatePreferences } from '../notifications/preferences.ts';
import { stopCommands } from '../runs/stop-all.ts';
import { nearestCommand, type CommandName, type TypedCommand } from './grammar.ts';

/** What is said in return; a slip of the one who typed is nobody else's business. */
export interface Reply {
  text: string;
  isPrivate: boolean;
  /** It tells of other places, or might: what is private only because it concerns nobody else may be overheard. */
  isSecret?: boolean;
  /** The ask whose card tells the same. */
  askId?: string;
  /** The card of a run tells it: nothing is posted. */
  isOnCard?: true;
}

type Run = (app: App, command: TypedCommand, caller: Caller, words: Words) => Promise<string | Reply>;

const privately = (text: string): Reply => ({ text, isPrivate: true });

/** What lives in another conversation is told to the one who asked, and to nobody else here. */
const told = (text: string, task: Task, caller: Caller): Reply =>
  mayBeHeard(task, caller) ? { text, isPrivate: false } : { text, isPrivate: true, isSecret: true };

const MAX_ACTION_LINE = 400;
const MAX_ACTION_LINES = 30;
/** Remarks that are told, the newest. */
const MAX_FEEDBACK = 5;

const linesOfPayload = (ask: Ask): string[] =>
  payloadOf(ask)
    .split('\n')
    .filter((line) => line !== '')
    .slice(0, MAX_ACTION_LINES);

/** Whoever has work begin is told that nothing begins while everything is stopped. */
const BEGINS: readonly CommandName[] = ['new', 'run', 'retry', 'resume', 'feedback', 'approve', 'answer'];

/** What can be typed and needs no model. */
export async function runCommand(app: App, command: TypedCommand, caller: Caller): Promise<Reply> {
  const words = wordsFor(caller.locale);
  if (!command.name) return privately(words.unknownCommand(command.verb, nearestCommand(command.verb)));
  const said = await RUN[command.name](app, command, caller, words);
  const reply = typeof said === 'string' ? { text: said, isPrivate: false } : said;
  const stop = BEGINS.includes(command.name) ? await readStop(app.store) : undefined;
  return stop
    ? { ...reply, text: [reply.text, words.stops.onCard(stop.by.name, stop.reason)].join('\n') }
    : reply;
}

/** `weekly-report week=47`: a task from the definition that the first word names; undefined when it names none. */
async function fromDefinition(
  app: App,
  { ref, rest }: TypedCommand,
  isToRun: boolean,
  caller: Caller,
): Promise<string | undefined> {
  const [, key = '', values = ''] = /^(\S+)\s*([\s\S]*)/.exec(rest) ?? [];
  const definition = ref || !key || !areParameters(values) ? undefined : await lookFor(app, key);
  if (!definition) return undefined;
  return beginDraft(app, definition, readTypedParameters(definition, values), isToRun, caller);
}

const taskOf = (app: App, { ref, rest }: TypedCommand, caller: Caller): Promise<Task> =>
  resolveTask(app, ref ?? (rest || 'it'), caller);

const send =
  (pick: (task: Task) => SendableEvent): Run =>
  async (app, command, caller, words) => {
    const task = await taskOf(app, command, caller);
    const reason = command.ref && command.rest ? { reason: command.rest } : {};
    return changed(await sendEvent(app, task, { event: pick(task), ...reason }, caller), caller, words);
  };

/** `link T-5 after T-3, T-4`: what it has to wait for, by number. */
const changeLinks =
  (event: 'link' | 'unlink'): Run =>
  async (app, command, caller, words) => {
    const blockedBy = command.rest.match(/(?:\bt-?|#)\d{1,9}\b/gi) ?? [];
    if (!command.ref || blockedBy.length === 0) return privately(words.missing(...words.samples[event]));
    const task = await taskOf(app, command, caller);
    return changed(await sendEvent(app, task, { event, blockedBy }, caller), caller, words);
  };

/** A decision is on what its number names, never on what was spoken of last. */
const decide =
  (decision: 'approve' | 'reject' | 'accept'): Run =>
  async (app, command, caller, words) =>
    command.ref
      ? send(() => decision)(app, command, caller, words)
      : privately(words.missing(...words.samples[decision]));

const runAgain = send((task) => eventFor('run', task));

const RUN: Record<CommandName, Run> = {
  async 'new'(app, command, caller, words) {
    const { rest } = command;
    if (!rest) return privately(words.missing(...words.samples.new));
    const made = await fromDefinition(app, command, false, caller);
    if (made !== undefined) return made;
    const { task, isJoined } = await createTask(app, { title: rest.slice(0, 256) }, caller, {
      joinLive: true,
    });
    return isJoined ? words.existed(taskLabel(task), task.title) : words.created(taskLabel(task), task.title);
  },
  async 'definitions'(app, _command, _caller, words) {
    const active = await listActive(app);
    if (active.length === 0) return words.noDefinitions;
    return active
      .map(({ key, name, description, parameters }) => {
        const asked = parameters.map((one) =>
          words.askedFor(`${one.label}${one.isRequired ? '*' : ''}`, one.name),
        );
        return words.definitionLine(
          key,
          description ? words.labelled(name, description) : name,
          words.list(asked),
        );
      })
      .join('\n');
  },
  async 'teach'(app, command, caller, words) {
    const { ref, rest } = command;
    if (!ref) return privately(words.missing(...words.samples.teach));
    const task = await taskOf(app, { ...command, rest: '' }, caller);
    const name = rest.replace(/^(?:as\s|为|叫)\s*/i, '').slice(0, MAX_SHORT);
    const { key, capability, parameters } = await teachFrom(app, task, name ? { name } : {}, caller);
    const typed = [key, ...parameters.map((one) => `${one.name}=…`)].join(' ');
    return told(words.replay.taught(key, capability?.steps.length ?? 0, typed), task, caller);
  },
  async 'list'(app, { rest }, caller, words) {
    const isStatus = (LIST_STATUSES as readonly string[]).includes(rest);
    const wish = isStatus
      ? { status: rest, assignee: 'anyone' }
      : rest
        ? { status: 'open', text: rest }
        : { status: 'open', assignee: 'anyone' };
    const { items, hasMore } = await listFor(app, { ...wish, limit: 20 }, caller);
    if (items.length === 0) return words.noTasks;
    const lines = items.map((task) => `- ${lineOf(task, words)}`);
    return [...lines, ...(hasMore ? [words.moreTasks(items.length)] : [])].join('\n');
  },
  async 'show'(app, command, caller, words) {
    const task = await taskOf(app, command, caller);
    const { priority, result } = task;
    const work = workOf(task);
    const shown = ['dueAt', 'assignee', ...(priority === 'normal' ? [] : ['priority'])];
    const lines = [
      lineOf(task, words),
      ...factLines(task, shown, caller, words),
      ...task.feedback
        .slice(-MAX_FEEDBACK)
        .map(({ author, content, status }) =>
          words.feedbackLine(
            author.name,
            shorten(content, MAX_ACTION_LINE),
            words.consoleTables.feedbackStates[status],
          ),
        ),
      ...(work ? [work] : []),
      ...(result ? [result] : []),
    ];
    return told(lines.join('\n'), task, caller);
  },
  async 'run'(app, command, caller, words) {
    return (await fromDefinition(app, command, true, caller)) ?? runAgain(app, command, caller, words);
  },
  async 'update'(app, command, caller, words) {
    if (!command.ref || !command.rest) return privately(words.missing(...words.samples.update));
    const patch = readTypedFields(command.rest, caller.timeZone);
    const task = await taskOf(app, command, caller);
    const now = await updateTask(app, task, patch, caller);
    return changed(now, caller, words, factLines(now, Object.keys(patch), caller, words));
  },
  async 'assign'(app, command, caller, words) {
    if (!command.ref || !command.rest) return privately(words.missing(...words.samples.assign));
    const task = await taskOf(app, command, caller);
    const given = await updateTask(app, task, { assignee: command.rest }, caller);
    return changed(given, caller, words, factLines(given, ['assignee'], caller, words));
  },
  async 'take'(app, command, caller, words) {
    const task = await taskOf(app, { ...command, rest: '' }, caller);
    const taken = await sendEvent(app, task, { event: 'claim' }, caller);
    return changed(taken, caller, words, factLines(taken, ['assignee'], caller, words));
  },
  async 'offer'(app, command, caller, words) {
    const task = await taskOf(app, { ...command, rest: '' }, caller);
    if (!task.home) return privately(words.offersNowhere(taskLabel(task)));
    const set = { assignee: { kind: 'person', ...caller.person } } as const;
    await admit(app, task, 'claim', { actor: actorOf(caller), set });
    await touchCard(app, { kind: 'task', id: task.id });
    const isHere = caller.place?.channel === task.home.channel && caller.place.thread === task.home.thread;
    return isHere
      ? { text: '', isPrivate: false }
      : told(words.offered(taskLabel(task), task.title), task, caller);
  },
  'release': send(() => 'release'),
  'pause': send(() => 'pause'),
  'resume': send((task) => eventFor('resume', task)),
  'stop': async (app, command, caller, words) =>
    !command.ref && /^(?:all|everything|全部|所有|一切)$/iu.test(command.rest)
      ? privately(words.stops.how)
      : send(() => 'cancel')(app, command, caller, words),
  'retry': send((task) => eventFor('retry', task)),
  'done': send(() => 'complete'),
  'approve': decide('approve'),
  'reject': decide('reject'),
  async 'answer'(app, command, caller, words) {
    if (!command.ref || !command.rest) return privately(words.missing(...words.samples.answer));
    const task = await taskOf(app, { ...command, rest: '' }, caller);
    const answered = await sendEvent(app, task, { event: 'answer', value: command.rest }, caller);
    return changed(answered, caller, words);
  },
  'accept': decide('accept'),
  async 'comment'(app, command, caller, words) {
    if (!command.ref || !command.rest) return privately(words.missing(...words.samples.comment));
    const task = await taskOf(app, command, caller);
    await comment(app, task, { text: command.rest }, caller);
    return told(words.commented(taskLabel(task)), task, caller);
  },
  async 'notify'(app, command, caller, words) {
    if (!command.ref) {
      const wish = command.rest ? readTypedPreferences(command.rest, caller.timeZone) : {};
      if (!wish) return privately(words.missing(...words.samples.notify));
      return privately(sayPreferences(await updatePreferences(app, wish, caller), words));
    }
    if (!command.rest) return privately(words.missing(...words.samples.notify));
    const notify = readNotify(command.rest);
    const task = await taskOf(app, command, caller);
    const now = await updateTask(app, task, { notify }, caller);
    return changed(now, caller, words, [words.notifyLine(words.notifyPolicies[notify])]);
  },
  async 'feedback'(app, command, caller, words) {
    if (!command.ref || !command.rest) return privately(words.missing(...words.samples.feedback));
    const task = await taskOf(app, command, caller);
    return changed(
      await sendEvent(app, task, { event: 'feedback', reason: command.rest }, caller),
      caller,
      words,
    );
  },
  async 'defer'(app, command, caller, words) {
    if (!command.ref || !command.rest) return privately(words.missing(...words.samples.defer));
    const wish = readDeferral(command.rest, caller.timeZone);
    const task = await taskOf(app, command, caller);
    const deferred = await sendEvent(app, task, { event: 'defer', ...wish }, caller);
    const until = deferred.deferred?.until;
    const line = until && words.deferredUntil(momentInZone(until, caller.timeZone, caller.locale));
    return changed(deferred, caller, words, line ? [line] : []);
  },
  async 'skip'(app, command, caller, words) {
    const task = await taskOf(app, { ...command, rest: '' }, caller);
    const named = command.rest ? { blocker: command.rest } : {};
    return changed(await sendEvent(app, task, { event: 'skip_blocker', ...named }, caller), caller, words);
  },
  'link': changeLinks('link'),
  'unlink': changeLinks('unlink'),
  'archive': send(() => 'archive'),
  'restore': send(() => 'restore'),
  'schedule': (app, { ref, rest }, caller) =>
    runScheduleCommand(app, [ref, rest].filter(Boolean).join(' '), caller),
  'stop-all': async (app, { rest }, caller, words) => {
    const given = { reason: rest.slice(0, MAX_SHORT) };
    const { by, reason, isRepeat } = await stopCommands(app).stopAll(given, caller);
    return words.stops[isRepeat ? 'already' : 'stopped'](by?.name ?? '', reason);
  },
  'release-all': async (app, { rest }, caller, words) => {
    const given = { reason: rest.slice(0, MAX_SHORT) };
    const { by, reason, isRepeat } = await stopCommands(app).releaseAll(given, caller);
    return by && !isRepeat ? words.stops.released(by.name, reason) : words.stops.notStopped;
  },
  'import': async (app, { ref, rest }, caller, words) =>
    ref || !rest
      ? privately(words.missing(...words.samples.import))
      : sayImport(await importIssues(app, readTypedImport(rest), caller), words),
  async 'why'(app, command, caller, words) {
    const task = await taskOf(app, command, caller);
    const { sentence, typed } = await why(app, task, caller);
    const lines = [words.labelled(taskLabel(task), sentence), ...(typed ? [words.whyNext(typed)] : [])];
    return told(lines.join('\n'), task, caller);
  },
  async 'inbox'(app, _command, caller, words) {
    const asks = await openAsksFor(app, caller);
    if (asks.length === 0) return words.inboxEmpty;
    const lines = [
      words.inboxTitle(asks.length),
      ...asks.flatMap((ask) => [
        `- ${words.askLine(askLabel(ask), `T-${ask.taskNumber}`, ask.question)}`,
        // Whoever approves from afar has not seen the card.
        ...linesOfPayload(ask).map((line) => `  ${shorten(line, MAX_ACTION_LINE)}`),
      ]),
    ];
    return { text: lines.join('\n'), isPrivate: true, isSecret: true };
  },
  'console': (app, _command, caller) => sendConsoleLink(app, caller),
  'help': async (_app, _command, _caller, words) => words.help,
};
const lineOf = (task: TaskSummary, words: Words): string => {
  const label = taskLabelIn('errand', task);
  return words.taskLine(taskLabel(task), task.title, words.labels[label]);
};

function changed(task: Task, caller: Caller, words: Words, more: readonly string[] = []): Reply {
  const label = task.isArchived ? 'archived' : taskLabelIn('errand', task);
  const line = words.changed(taskLabel(task), task.title, words.labels[label]);
  return told([line, ...more].join('\n'), task, caller);
}

/** Those of the named facts that the task has, a line each. */
function factLines(
  task: Task,
  names: readonly string[],
  { timeZone, locale }: Caller,
  words: Words,
): string[] {
  const { dueAt, assignee, priority } = task;
  const lines: Readonly<Record<string, string | null>> = {
    dueAt: dueAt && words.dueLine(momentInZone(dueAt, timeZone, locale)),
    assignee: assignee && words.assigneeLine(assignee.name),
    priority: words.priorityLine(words.priorities[priority]),
  };
  return names.flatMap((name) => lines[name] ?? []);
}
