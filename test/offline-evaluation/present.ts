import { placeKey } from '../../src/domain/person.ts';
import type { Task } from '../../src/domain/task.ts';
import type { TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import type { Utterance, Wanted } from '../fixtures/utterances.ts';

const ENDS: Readonly<Record<string, Partial<Task>>> = {
  failed: { status: 'failed' },
  in_progress: { status: 'in_progress' },
  needs_input: { status: 'in_progress', wait: { kind: 'input', since: new Date(0) } },
};
const DAY_END = 'T10:00:00.000Z';
const MOVED: Readonly<Record<string, string>> = { cancel: 'cancelled', defer: 'deferred', resume: 'backlog' };
const lower = (value: unknown): string => String(value).toLowerCase();
const localDue = ({ dueAt }: Task): string | null => {
  const local = dueAt && new Date(dueAt.getTime() + 8 * 3_600_000).toISOString();
  if (!local) return null;
  return local.endsWith('T18:00:00.000Z') ? local.slice(0, 10) : local.replace('.000Z', '+08:00');
};

/** A channel of its own for each sentence, with the tasks that it speaks of. */
interface Room {
  app: TestApp;
  channel: string;
  speaker: string;
  /** By what the sentence calls it. */
  named: Map<string, number>;
}

async function seed(room: Room, title: string, more: Record<string, unknown> = {}, set?: Partial<Task>) {
  const { app, channel } = room;
  const home = { platform: 'web', channel, thread: 'before' };
  const { id, number } = await app.core.commands.createTask(
    { title, home, ...more },
    inChat('dana', { channel, thread: 'before' }),
  );
  if (set) await app.ports.store.collection('tasks').update({ id }, { $set: set });
  return { id, number: Number(number.slice(2)) };
}

/** The task that is wanted, as it must stand for the sentence to mean something. */
async function seedRef(room: Room, { action, ref = '' }: Wanted & { ref?: string }): Promise<void> {
  if (!ref || ref === 'it' || room.named.has(ref)) return;
  const title = /^T-\d+$/.test(ref) ? `Errand of ${ref.replace('-', '')}` : ref;
  const set = action === 'retry' ? ENDS.failed : undefined;
  const { id, number } = await seed(room, title, {}, set);
  if (action === 'resume')
    await room.app.core.commands.sendEvent(id, { event: 'defer', reason: 'later' }, room.app.api);
  room.named.set(ref, number);
}

/** One task that the list must show, and one that it must not. */
async function seedList(room: Room, wanted: Wanted): Promise<{ shown: number; hidden: number }> {
  const { assignee, due, priority, status, text } = wanted as Record<string, string | null | undefined>;
  const who = assignee === 'me' ? room.speaker : assignee === 'anyone' ? undefined : assignee;
  const day = due ? (due.includes('T') ? '2026-11-10' : due) : '2026-11-18';
  const shown = await seed(
    room,
    text ? `Alpha ${text}` : 'Alpha',
    {
      ...(who ? { assignee: who } : {}),
      ...(day ? { dueAt: `${day}${DAY_END}` } : {}),
      ...(priority ? { priority } : {}),
    },
    ENDS[status ?? ''],
  );
  if (status === 'completed')
    await room.app.core.commands.sendEvent(shown.id, { event: 'complete' }, room.app.api);
  const hidden = await seed(room, 'Beta', {
    assignee: who === 'zoe' ? 'yan' : 'zoe',
    dueAt: `2027-06-01${DAY_END}`,
    priority: 'normal',
  });
  if (status === 'open')
    await room.app.core.commands.sendEvent(hidden.id, { event: 'complete' }, room.app.api);
  return { shown: shown.number, hidden: hidden.number };
}

const tasksOf = async ({ app, channel }: Room): Promise<Task[]> =>
  app.ports.store
    .collection('tasks')
    .find({ placeKey: placeKey({ platform: 'web', channel }) }, { limit: 50, sort: { id: 1 } });

function missesOfMade(room: Room, fresh: readonly Task[], wanted: readonly Wanted[]): string[] {
  const made = wanted.filter(({ action }) => action === 'create');
  if (fresh.length !== made.length)
    return [`made ${JSON.stringify(fresh.map(({ title, runCount }) => [title, runCount]))}`];
  return made.flatMap((one) => {
    const { title, has, due, priority, assignee, run, tags, description } = one as Record<string, unknown>;
    const task = fresh.find((it) =>
      has ? lower(it.title).includes(lower(has)) : lower(it.title) === lower(title),
    );
    if (!task) return [`titles ${JSON.stringify(fresh.map((it) => it.title))}`];
    const who = assignee === 'me' ? room.speaker : assignee;
    const is = (name: string, value: unknown, now: unknown): string[] =>
      value === undefined || lower(value) === lower(now) ? [] : [`${name} is ${String(now)}`];
    return [
      ...is('due', due, localDue(task)),
      ...is('priority', priority, task.priority),
      ...is('assignee', who, task.assignee?.name),
      ...is('started', run === true, task.runCount > 0),
      ...is('tags', tags, task.tags),
      ...(description && !task.description.includes(description as string)
        ? [`description ${task.description}`]
        : []),
    ];
  });
}

async function missesOfChange(room: Room, now: Task, was: Task, wanted: Wanted): Promise<string[]> {
  const { action, status, due, priority, assignee, title, tags, description, text } = wanted as Record<
    string,
    unknown
  >;
  const who = assignee === 'me' ? room.speaker : assignee;
  const is = (name: string, value: unknown, has: unknown): string[] =>
    value === undefined || lower(value) === lower(has) ? [] : [`T ${name} is ${String(has)}`];
  if (action === 'comment') {
    const { items } = await room.app.core.commands.listComments(now.id, { limit: 5 }, room.app.api);
    return items.some((one) => text === undefined || lower(one.text).includes(lower(text)))
      ? []
      : [`comments ${JSON.stringify(items.map((one) => one.text))}`];
  }
  if (action === 'run' || action === 'retry') return now.runCount > was.runCount ? [] : ['not started'];
  if (action === 'archive') return now.isArchived ? [] : ['not archived'];
  const state =
    MOVED[String(action)] ??
    (['completed', 'in_progress', 'cancelled'].includes(String(status)) ? status : undefined);
  return [
    ...is('state', state, now.status),
    ...is('due', due, localDue(now)),
    ...is('priority', priority, now.priority),
    ...is('assignee', who, now.assignee?.name ?? null),
    ...is('title', title, now.title),
    ...is('tags', tags, now.tags),
    ...is('description', description, now.description),
  ];
}

const fixed = ({ status, wait, dueAt, priority, assignee, title, isArchived, runCount }: Task): string =>
  JSON.stringify({ status, wait, dueAt, priority, assignee, title, isArchived, runCount });

let rooms = 0;

/** Says the sentence in the product, and looks at what came of it. */
export async function evaluateUtterance(
  app: TestApp,
  [said, wanted]: Utterance,
): Promise<{ wrong: string[]; reply: string }> {
  rooms += 1;
  const room: Room = { app, channel: `room-${rooms}`, speaker: `pat-${rooms}`, named: new Map() };
  const all: readonly Wanted[] = Array.isArray(wanted) ? (wanted as readonly Wanted[]) : [];
  for (const one of all) await seedRef(room, one as Wanted & { ref?: string });
  const [first] = all;
  const listed = first?.action === 'list' ? await seedList(room, first) : undefined;
  const isOfThread = all.some(({ ref }) => ref === 'it');
  const thread = isOfThread
    ? (await app.say(room.speaker, 'Track the vendor contract', { channel: room.channel })).thread
    : undefined;
  const mine = isOfThread ? (await tasksOf(room)).at(-1) : undefined;
  if (mine) room.named.set('it', mine.number);
  const act = all.find(({ ref }) => ref === 'it')?.action;
  if (mine && act === 'retry')
    await app.ports.store.collection('tasks').update({ id: mine.id }, { $set: { status: 'failed' } });
  if (mine && act === 'resume')
    await app.core.commands.sendEvent(mine.id, { event: 'defer', reason: 'later' }, app.api);
  await app.settle();
  const before = await tasksOf(room);
  const told = (await app.botTexts(room.speaker, room.channel)).length;
  await app.say(room.speaker, numbered(said, room), { channel: room.channel, ...(thread ? { thread } : {}) });
  const reply = (await app.botTexts(room.speaker, room.channel)).slice(told).join('\n');
  // What changes several tasks is asked about first: the answer is yes.
  const isAsked = (await app.read(room.speaker, room.channel)).some(({ card }) =>
    card?.buttons.some(({ action }) => action === 'confirm'),
  );
  if (isAsked && all.length > 1) await app.press(room.speaker, 'confirm', { channel: room.channel });
  const after = await tasksOf(room);
  const fresh = after.filter(({ id }) => !before.some((task) => task.id === id));
  const wrong: string[] = [];
  if (wanted === 'no task')
    return { wrong: fresh.length ? [`made ${fresh.map(({ title }) => title).join('; ')}`] : [], reply };
  wrong.push(...missesOfMade(room, fresh, all));
  for (const was of before) {
    const now = after.find(({ id }) => id === was.id) ?? was;
    const own = all.find(({ ref }) => typeof ref === 'string' && room.named.get(ref) === was.number);
    const isLook =
      !own ||
      ['get', 'why', 'pause'].includes(own.action) ||
      own.status === 'pending' ||
      own.status === 'needs_input';
    if (own && isLook && !new RegExp(`T-${was.number}\\b`).test(reply))
      wrong.push(`says nothing of ${was.title}`);
    if (own?.action === 'resume' && !reply.includes(`T-${was.number}`)) wrong.push('says nothing');
    if (isLook) {
      if (own?.action !== 'pause' && fixed(now) !== fixed(was) && own?.status === undefined)
        wrong.push(`changed ${was.title}`);
    } else wrong.push(...(await missesOfChange(room, now, was, own)));
  }
  if (listed) {
    if (!new RegExp(`T-${listed.shown}\\b`).test(reply)) wrong.push('does not show');
    const narrows = ['assignee', 'due', 'priority', 'status', 'text'].some(
      (name) => first?.[name] !== undefined && first[name] !== 'anyone',
    );
    if (narrows && new RegExp(`T-${listed.hidden}\\b`).test(reply)) wrong.push('shows too much');
  }
  return { wrong, reply };
}

/** The numbers of the sentence are those of the tasks that stand for them. */
const numbered = (text: string, { named }: Room): string =>
  text.replace(/(T-|任务|task |#)(\d+)/g, (whole, lead: string, digits: string) => {
    const number = named.get(`T-${digits}`);
    return number === undefined ? whole : `${lead}${number}`;
  });
