import { mayLiveIn } from '../access/may-see.ts';
import { checkStart } from '../runs/start-run.ts';
import type { App } from '../app.ts';
import { askToStart } from '../asks/ask-to-start.ts';
import { findActive, findDefinition } from '../definitions/find-definition.ts';
import { findTask } from './find-task.ts';
import type { CreateTaskInput } from '../contract/tasks.ts';
import { toText, type Definition, type TaskDefinition } from '../domain/definition.ts';
import { MAX_TITLE } from '../contract/common.ts';
import { AppError, invalid } from '../domain/errors.ts';
import { joinEvidence } from '../domain/evidence.ts';
import { showHidden } from '../domain/hidden-characters.ts';
import { placeKey, type ThreadRef } from '../domain/person.ts';
import { LIVE_STATUSES } from '../domain/task-moves.ts';
import { isReviewed } from '../domain/review.ts';
import { foldTitle, type Home, type Task } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import type { Settings } from '../settings.ts';
import { evidenceFaults, readParameters } from '../definitions/check-definition.ts';
import { nextNumber } from '../shared/counters.ts';
import { chained } from '../moves/chain-history.ts';
import { askOfTask } from '../moves/start-approval.ts';
import { firstLine, shorten } from '../shared/text.ts';
import { wordsFor } from '../words/index.ts';
import { actorOf } from './access.ts';
import { readAims } from './aims.ts';
import { agentOf, readAgent, readAssignee } from './assignee.ts';
import { checkDelegation } from './delegation.ts';

export interface CreatedTask {
  task: Task;
  /** This very request had made it before. */
  isRepeat: boolean;
  /** It is another's: a live task of the same title is in the place. */
  isJoined: boolean;
}

export interface CreateOptions {
  /** Treat a live task of the same title, assignee and place as the one that is meant. */
  joinLive?: boolean;
  /** The schedule that it is made for: one that goes on though its definition was switched off. */
  scheduleId?: string;
  /** What it is in the workflow that it is made for, by whose key it is started, what it was imported as. */
  as?: Partial<
    Pick<Task, 'part' | 'definition' | 'blockedBy' | 'delegators' | 'startedByKey' | 'importedAs' | 'issue'>
  >;
}

/** Longest title that is made up, in characters. */
const MAX_TITLE_SHOWN = 120;

/** Writes a task down. It stands in the backlog; running it is another step. */
export async function createTask(
  app: App,
  input: CreateTaskInput,
  caller: Caller,
  options: CreateOptions = {},
): Promise<CreatedTask> {
  const made = await findOrMake(app, input, caller, options);
  if (made.task.wait?.kind === 'pre_approval') await askToStart(app, made.task);
  return made;
}

async function findOrMake(
  app: App,
  input: CreateTaskInput,
  caller: Caller,
  { joinLive = false, scheduleId, as }: CreateOptions,
): Promise<CreatedTask> {
  const { store, ids } = app;
  const tasks = store.collection('tasks');
  const id = ids.next();
  // Two deliveries of one source are one task, whatever key each request had; a repeat of one request has its source with it.
  const dedupeKey = input.source?.key ?? caller.key ?? id;
  const [made] = await tasks.find({ dedupeKey }, { limit: 1 });
  if (made) return { task: made, isRepeat: true, isJoined: false };

  const task = { ...(await toTask(app, id, dedupeKey, input, caller, scheduleId)), ...as };
  // What is made from a definition is meant each time anew.
  if (joinLive && !task.definition) {
    const live = await findLive(app, task);
    if (live) return { task: live, isRepeat: false, isJoined: true };
    task.liveKey = `${task.placeKey}/${task.titleKey}/${task.assignee?.id ?? ''}`;
  }
  if (input.run && !task.wait)
    await checkStart(app, task, { move: 'queue', actor: actorOf(caller), park: input.park });
  task.number = await nextNumber(store, 'tasks');
  return insert(app, task);
}

/** The unique keys settle it when two make the same task at once. */
async function insert(app: App, task: Task): Promise<CreatedTask> {
  const { store, bus } = app;
  const tasks = store.collection('tasks');
  try {
    await tasks.insert(task);
  } catch (thrown) {
    if (!AppError.is(thrown, 'store.duplicate')) throw thrown;
    const [same] = await tasks.find({ dedupeKey: task.dedupeKey }, { limit: 1 });
    const [made] = same ? [same] : await tasks.find({ liveKey: task.liveKey }, { limit: 1 });
    if (!made) throw thrown;
    return { task: made, isRepeat: same !== undefined, isJoined: same === undefined };
  }
  bus.publish('changed', { kind: 'task', id: task.id, placeKey: task.placeKey });
  return { task, isRepeat: false, isJoined: false };
}

async function findLive(app: App, { titleKey, placeKey: place, assignee }: Task): Promise<Task | undefined> {
  const { store } = app;
  const same = await store
    .collection('tasks')
    .find({ titleKey, status: { $in: [...LIVE_STATUSES] }, placeKey: place }, { limit: 20 });
  return same.find((task) => task.assignee?.id === assignee?.id && !task.isArchived);
}

async function toTask(
  app: App,
  id: string,
  dedupeKey: string,
  input: CreateTaskInput,
  caller: Caller,
  scheduleId: string | undefined,
): Promise<Task> {
  const { clock, settings } = app;
  const at = clock.now();
  const find = scheduleId === undefined ? findActive : findDefinition;
  const definition = input.definition === undefined ? null : await find(app, input.definition);
  const parameters = definition ? readParameters(definition, input.parameters ?? {}) : {};
  const title = shorten(showHidden(titleOf(input, definition, parameters, caller)), MAX_TITLE);
  const isApprovalRequired =
    input.isApprovalRequired === true || definition?.isStartApprovalRequired === true;
  if (input.home) checkHome(input.home, app.settings, caller);
  const home = input.home ?? hereOf(caller);
  const assignee = input.assignee ? await readAssignee(input.assignee, caller, app, settings) : null;
  const agentId = input.agentId
    ? readAgent(input.agentId, settings)
    : (agentOf(assignee) ?? definition?.agentId ?? ownAgent(caller));
  if (agentId) checkDelegation(agentId, caller, settings, agentOf(assignee) ? 'assignee' : 'agentId');
  return {
    id,
    number: 0,
    title,
    description: input.description ?? '',
    expectedOutput: input.expectedOutput ?? expectedOf(definition, caller),
    definition: definition && keepOf(definition, parameters),
    referenceId: input.referenceId ?? null,
    tags: input.tags ?? [],
    ...(await readAims(app, input)),
    status: 'backlog',
    wait: isApprovalRequired
      ? { kind: 'pre_approval', since: at, askId: askOfTask(id, 'pre_approval', 1) }
      : null,
    outcome: null,
    deferred: null,
    archivedAt: null,
    isArchived: false,
    priority: input.priority ?? 'normal',
    dueAt: input.dueAt ? new Date(input.dueAt) : null,
    assignee,
    requester: caller.person,
    agentId,
    ...passedOn(caller),
    // What its definition asks for cannot be waived by whoever uses it.
    isReviewRequired: input.isReviewRequired === true || (definition !== null && isReviewed(definition)),
    isApprovalRequired,
    startApproval: null,
    isDeliverable: input.isDeliverable ?? false,
    ...evidenceOf(input, definition, app),
    ...notifyOf(input, definition),
    source: {
      kind: input.source?.kind ?? caller.source,
      ...(input.source?.key ? { key: input.source.key } : {}),
      ...(caller.taskId ? { taskId: caller.taskId } : {}),
      ...(scheduleId === undefined ? {} : { scheduleId }),
    },
    home,
    locale: caller.locale,
    parentId: input.parentId ? (await findTask(app, input.parentId, caller)).id : null,
    blockedBy: await Promise.all(
      (input.blockedBy ?? []).map(async (ref) => (await findTask(app, ref, caller)).id),
    ),
    currentRunId: null,
    runCount: 0,
    feedback: [],
    history: [
      chained(id, undefined, {
        version: 1,
        move: isApprovalRequired ? 'create_for_approval' : 'create',
        from: null,
        to: isApprovalRequired ? 'backlog.pre_approval' : 'backlog',
        actor: actorOf(caller),
        at,
        key: dedupeKey,
      }),
    ],
    ...(caller.isTainted ? { taint: 'words' as const } : {}),
    result: null,
    error: null,
    dedupeKey,
    liveKey: id,
    titleKey: foldTitle(title),
    placeKey: home ? placeKey(home) : '',
    version: 1,
    createdAt: at,
    updatedAt: at,
    completedAt: null,
  };
}

/** A task lives where its platform serves people, or where it was asked for. */
function checkHome(
  { platform, channel }: ThreadRef,
  { access }: Pick<Settings, 'access'>,
  caller: Pick<Caller, 'place' | 'isAdmin'>,
): void {
  const rules = access.get(platform);
  if (!rules) throw invalid('home.platform', 'no_platform', platform, [...access.keys()]);
  if (!mayLiveIn(platform, caller)) throw invalid('home.channel', 'not_your_channel');
  const { place } = caller;
  const isHere = place?.platform === platform && place.channel === channel;
  if (isHere || rules.channels.includes('*') || rules.channels.includes(channel)) return;
  throw invalid('home.channel', 'not_served', `platforms.${platform}.channels`);
}

function evidenceOf(input: CreateTaskInput, definition: Definition | null, app: App): Pick<Task, 'evidence'> {
  const faults = evidenceFaults(input.evidence, app.toolInputs);
  if (faults.length > 0) throw new AppError('input.invalid', { faults });
  const evidence = joinEvidence(definition?.evidence, input.evidence);
  return evidence ? { evidence } : {};
}

const notifyOf = (input: CreateTaskInput, definition: Definition | null): Pick<Task, 'notify'> => {
  const notify = input.notify ?? definition?.notify;
  return notify ? { notify } : {};
};

const hereOf = ({ place, isAlone }: Caller): Home | null =>
  place && { ...place, ...(isAlone ? { isDirect: isAlone } : {}) };

/** What an agent writes down by itself is its own work, and no other agent's for not having been given to one. */
const ownAgent = ({ agentId, isAutonomous }: Caller): string | null => (isAutonomous ? agentId : null);

const passedOn = ({ agentId, isAutonomous, delegators = [] }: Caller): Pick<Task, 'delegators'> =>
  isAutonomous && agentId ? { delegators: [...delegators, agentId] } : {};

const expectedOf = (definition: Definition | null, { locale }: Caller): string =>
  definition === null || definition.outputType === 'freeform'
    ? ''
    : wordsFor(locale).expectedOutputs[definition.outputType];

const keepOf = (
  {
    id,
    key,
    version,
    instructions,
    tools,
    retries,
    isReviewRequired,
    isDraftReviewRequired,
    reviewStages = [],
    workflow,
    capability,
    parameters: asks,
  }: Definition,
  parameters: Record<string, unknown>,
): TaskDefinition => ({
  id,
  key,
  version,
  instructions,
  tools,
  asks,
  parameters,
  isReviewRequired: isReviewed({ isReviewRequired, reviewStages }),
  ...(isDraftReviewRequired ? { isDraftReviewRequired } : {}),
  ...(reviewStages.length > 0 ? { reviewStages } : {}),
  ...(workflow ? { workflow } : {}),
  ...(capability ? { capability } : {}),
  ...(retries === null ? {} : { retries }),
});

/** The title; the definition's name and what tells this one from the others; or the first line of the description. */
function titleOf(
  { title, description }: CreateTaskInput,
  definition: Definition | null,
  values: Readonly<Record<string, unknown>>,
  { locale }: Caller,
): string {
  if (title) return title;
  if (definition) {
    const required = definition.parameters.filter(({ isRequired }) => isRequired);
    const words = wordsFor(locale);
    const facts = words.list(required.map(({ name }) => firstLine(toText(values[name]))));
    return shorten(facts ? words.labelled(definition.name, facts) : definition.name, MAX_TITLE_SHOWN);
  }
  return shorten((description ?? '').split('\n')[0]?.trim() || '…', 80);
}
