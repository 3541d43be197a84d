import { createOfflineModel } from '../../adapters/model/offline/index.ts';
import type { Task } from '../../src/domain/task.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { NOW, ZONE } from '../fixtures/utterances.ts';
import { inChat } from '../fakes/callers.ts';
import type { Seed } from './board.ts';
import type { Made, Sentence, Standing, Wanted } from './wanted.ts';

/** The end of work, where a day without an hour is due. */
const END_OF_DAY = 'T10:00:00.000Z';
const HOME = { platform: 'web', channel: 'general', thread: 'before' };

/** A product with the offline model whose board holds the tasks, in their order. */
export async function startBoard(seeds: readonly Seed[]): Promise<TestApp> {
  const app = await startApp({
    model: createOfflineModel(),
    clock: createFakeClock(NOW),
    config: `time_zone: ${ZONE}`,
  });
  for (const { title, assignee, due, priority, status } of seeds) {
    const dueAt = due && `${due}${END_OF_DAY}`;
    const { id } = await app.core.commands.createTask(
      {
        title,
        home: HOME,
        ...(assignee && { assignee }),
        ...(dueAt === undefined ? {} : { dueAt }),
        ...(priority && { priority }),
      },
      inChat('dana', { channel: HOME.channel, thread: HOME.thread }),
    );
    if (status === 'deferred')
      await app.core.commands.sendEvent(id, { event: 'defer', reason: 'later' }, app.api);
    else if (status === 'completed') await app.core.commands.sendEvent(id, { event: 'complete' }, app.api);
    else if (status) await app.ports.store.collection('tasks').update({ id }, { $set: { status } });
  }
  return app;
}

async function standings(app: TestApp): Promise<Map<number, Standing>> {
  const tasks = await app.ports.store.collection('tasks').find({ isArchived: false }, { limit: 200 });
  const all = new Map<number, Standing>();
  for (const task of tasks) all.set(task.number, await standingOf(app, task));
  return all;
}

async function standingOf(app: TestApp, task: Task): Promise<Standing> {
  const local = task.dueAt && new Date(task.dueAt.getTime() + 8 * 3_600_000).toISOString();
  const due = local?.endsWith('T18:00:00.000Z') ? local.slice(0, 10) : local?.replace('.000Z', '+08:00');
  const { items } = await app.core.commands.listComments(task.id, { limit: 20 }, app.api);
  return {
    state: task.status,
    assignee: task.assignee?.name ?? null,
    due: due ?? null,
    priority: task.priority,
    title: task.title,
    tags: task.tags.join(','),
    isStarted: task.runCount > 0,
    comments: items.map(({ text }) => text).join('\n'),
  };
}

const lower = (value: unknown): string => String(value).toLowerCase();
/** How much longer than what was asked for a title may be, in characters. */
const MORE = { en: 22, zh: 10 };

function misses(now: Standing, wanted: Partial<Standing>): string[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const has = now[name as keyof Standing];
    const isMet = name === 'comments' ? lower(has).includes(lower(value)) : lower(has) === lower(value);
    return isMet ? [] : [`${name} is ${JSON.stringify(has)}`];
  });
}

function missesOfMade(fresh: readonly Standing[], wanted: readonly Made[], language: 'en' | 'zh'): string[] {
  if (fresh.length !== wanted.length)
    return [`made ${JSON.stringify(fresh.map(({ title, isStarted }) => [title, isStarted]))}`];
  return wanted.flatMap(({ title, ...others }) => {
    const named = fresh.find((task) => lower(task.title).includes(lower(title)));
    if (!named) return [`titles ${JSON.stringify(fresh.map((task) => task.title))}`];
    const isLong = named.title.length > title.length + MORE[language];
    return [...(isLong ? [`long title ${named.title}`] : []), ...misses(named, others)];
  });
}

/** What the reply asks to be confirmed or chosen. */
const ASKING = /\?|？|请点|请回复|Press|Did you mean/;

/** Why the sentence did not lead to what was wanted; empty where it did. */
function judge(
  before: ReadonlyMap<number, Standing>,
  after: ReadonlyMap<number, Standing>,
  reply: string,
  { made: tasks = [], changed = {}, says: parts = [], asks: numbers }: Wanted,
  language: 'en' | 'zh',
): string[] {
  const fresh = [...after].flatMap(([number, task]) => (before.has(number) ? [] : [task]));
  const wrong = missesOfMade(fresh, tasks, language);
  for (const [number, was] of before) {
    const now = after.get(number);
    const wanted = { ...was, ...changed[number] };
    // A result of work that was begun says nothing of the order.
    const isRun = changed[number]?.isStarted && !changed[number]?.state;
    if (!now) wrong.push(`T-${number} is gone`);
    else
      wrong.push(
        ...misses(now, isRun ? { ...wanted, state: now.state } : wanted).map((one) => `T-${number} ${one}`),
      );
  }
  for (const part of parts) if (!reply.includes(part)) wrong.push(`does not say ${part}`);
  for (const number of numbers ?? [])
    if (!new RegExp(String.raw`\bT-${number}\b`).test(reply)) wrong.push(`does not ask of T-${number}`);
  if (numbers && !ASKING.test(reply)) wrong.push('does not ask');
  return wrong;
}

export interface Verdict {
  said: string;
  /** Empty where it is right. */
  wrong: string[];
  reply: string;
}

/** Says the sentence to a product with that board, and looks at what came of it. */
export async function evaluate(
  [said, ...wanted]: Sentence,
  seeds: readonly Seed[],
  language: 'en' | 'zh' = /\p{Script=Han}/u.test(said) ? 'zh' : 'en',
): Promise<Verdict> {
  const app = await startBoard(seeds);
  try {
    const before = await standings(app);
    await app.say('ana', said);
    const after = await standings(app);
    const reply = (await app.botTexts()).join('\n');
    const verdicts = wanted.map((one) => judge(before, after, reply, one, language));
    // What changes several tasks is asked about first: the answer is yes.
    const isAsked = (await app.read()).some(({ card }) =>
      card?.buttons.some(({ action }) => action === 'confirm'),
    );
    if (isAsked && wanted.some(({ changed = {} }) => Object.keys(changed).length > 1)) {
      await app.press('ana', 'confirm');
      const confirmed = await standings(app);
      verdicts.push(...wanted.map((one) => judge(before, confirmed, reply, one, language)));
    }
    const best = verdicts.toSorted((a, b) => a.length - b.length)[0] ?? [];
    return { said, wrong: best, reply };
  } finally {
    await app.stop();
  }
}
