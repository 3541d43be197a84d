import type { TaskView } from '../contract/tasks.ts';
import type { Client } from './client.ts';
import type { Demo, DemoState, DemoTask } from './demo.ts';
import { sha256 } from '../shared/sha256.ts';

const DAY_MS = 86_400_000;
const LOOK_AGAIN_MS = 100;

/** What became of one task of the demo. */
export interface Seeded {
  number: string;
  title: string;
  /** As `DEMO_STATES` has it, or any other state that somebody or another model has brought it to. */
  state: string;
  isAsPlanned: boolean;
}

interface Options {
  locale: string;
  now: () => Date;
  /** The longest that one task may take to get where it belongs. */
  patienceMs: number;
}

type Event = { event: string } & Record<string, unknown>;

/** The event that leads on from a state; none means that a worker brings the task on, or nobody does. */
type Route = Readonly<Record<string, (task: DemoTask, now: Date) => Event>>;

const queue: Route = { backlog: () => ({ event: 'queue' }) };
const work: Route = {
  ...queue,
  'in_progress.input': ({ answer }) => ({ event: 'answer', value: answer }),
};

/** How each state is reached. A task that stands in a state without an entry stays where somebody has put it. */
const ROUTES: Readonly<Record<DemoState, Route>> = {
  'backlog': {},
  'backlog.pre_approval': {},
  'pending.dependency': { backlog: () => ({ event: 'queue', park: true }) },
  'in_progress.input': queue,
  'in_progress.approval': work,
  'awaiting_review.review': work,
  'completed': work,
  'failed': { ...work, 'awaiting_review.review': ({ reason }) => ({ event: 'reject', reason }) },
  'cancelled': { backlog: ({ reason }) => ({ event: 'cancel', reason }) },
  'deferred': {
    backlog: ({ reason, forDays = 1 }, now) => ({
      event: 'defer',
      reason,
      until: new Date(now.getTime() + forDays * DAY_MS).toISOString(),
    }),
  },
  'archived': { backlog: () => ({ event: 'complete' }), completed: () => ({ event: 'archive' }) },
};

/** Where a worker is at it, or will be soon. */
const MOVING = ['pending', 'in_progress'];

const stateOf = ({ status, wait, archivedAt }: TaskView): string =>
  archivedAt ? 'archived' : wait ? `${status}.${wait.kind}` : status;

const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));

/**
 * Brings the demo into a running Errand. May be repeated, and continued after it was cut off: what is there is found by its key, its
 * message or its reference, and only what is missing is added.
 */
export async function fillDemo(
  client: Client,
  { channel, definitions, tasks }: Demo,
  { locale, now, patienceMs }: Options,
): Promise<Seeded[]> {
  for (const definition of definitions) {
    if (!(await client.findDefinition(definition.key))) await client.createDefinition(definition);
  }
  const named = new Map<string, TaskView>();
  const seeded: Seeded[] = [];
  for (const planned of tasks) {
    const found = await findOrMake(planned);
    if (planned.as) named.set(planned.as, found);
    await complete(found, planned);
    const { number, title, ...rest } = await bringTo(found, planned);
    const state = stateOf({ number, title, ...rest });
    seeded.push({ number, title, state, isAsPlanned: state === planned.becomes });
  }
  return seeded;

  async function findOrMake(planned: DemoTask): Promise<TaskView> {
    if ('says' in planned) return findOrSay(planned);
    const referenceId = keyOf(planned.title);
    const there = (await client.listTasks(channel)).find((task) => task.referenceId === referenceId);
    if (there) return there;
    const blocker = named.get(planned.waitsFor);
    if (!blocker) throw new Error(`${planned.title}: no task before it is called ${planned.waitsFor}`);
    const home = blocker.home && {
      platform: blocker.home.platform,
      channel: blocker.home.channel,
      thread: blocker.home.thread,
    };
    const { title, by } = planned;
    const input = { title, referenceId, blockedBy: [blocker.id], ...(home ? { home } : {}) };
    return client.createTask(input, by, referenceId);
  }

  /** The thread of the message is the home of its task. */
  async function findOrSay({ by, says }: Extract<DemoTask, { says: string }>): Promise<TaskView> {
    const said = (await client.listMessages(channel)).find(
      ({ author, text }) => !author.isBot && author.name === by && text === says,
    );
    const { thread } =
      said ?? (await client.say({ channel, person: by, text: says, locale }, keyOf(`${by}/${says}`)));
    for (const end = Date.now() + patienceMs; Date.now() < end; await pause()) {
      // Other tasks may live in the thread too; the message made the first.
      const [task] = (await client.listTasks(channel))
        .filter(({ home }) => home?.thread === thread)
        .toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
      if (task) return task;
    }
    const answers = (await client.listMessages(channel)).filter((one) => one.thread === thread);
    throw new Error(`"${says}" made no task. The answer was: ${answers.at(-1)?.text ?? ''}`);
  }

  /** Adds what the message could not say, where nothing else stands yet. */
  async function complete(task: TaskView, { by, set = {}, comments }: DemoTask): Promise<void> {
    const { priority, dueInDays, assignee, tags } = set;
    const patch = {
      ...(priority && task.priority !== priority ? { priority } : {}),
      ...(assignee && !task.assignee ? { assignee } : {}),
      ...(tags && task.tags.length === 0 ? { tags } : {}),
      ...(dueInDays !== undefined && !task.dueAt
        ? { dueAt: new Date(now().getTime() + dueInDays * DAY_MS).toISOString() }
        : {}),
    };
    if (Object.keys(patch).length > 0) await client.updateTask(task.id, patch, by);
    if (comments.length === 0) return;
    const { items } = await client.listComments(task.id);
    for (const { by: author, text } of comments) {
      if (!items.some((comment) => comment.text === text)) await client.comment(task.id, text, author);
    }
  }

  async function bringTo({ id }: TaskView, planned: DemoTask): Promise<TaskView> {
    for (const end = Date.now() + patienceMs; ; await pause()) {
      const task = await client.getTask(id);
      const state = stateOf(task);
      if (state === planned.becomes) return task;
      const step = ROUTES[planned.becomes][state];
      if (step) await client.sendEvent(id, step(planned, now()), planned.by);
      else if (!MOVING.includes(state) || Date.now() > end) return task;
    }
  }

  /** The same text has the same key each time; keys are ASCII. */
  function keyOf(text: string): string {
    return `demo.${sha256(`${locale}/${channel}/${text}`).slice(0, 24)}`;
  }
}
