import { z } from 'zod';
import type { App } from '../app.ts';
import type { CallEntry, JournalEntry } from '../domain/journal.ts';
import { placeKey, type ThreadRef } from '../domain/person.ts';
import { touchCard } from '../outbox/enqueue.ts';

/** Longer words say more than that work has begun. */
const MAX_WORDS = 200;

const asked = z.looseObject({ action: z.literal('create'), run: z.literal(true) });
const started = z.looseObject({
  ok: z.literal(true),
  tasks: z.array(z.looseObject({ number: z.string(), deduplicated: z.undefined().optional() })).min(1),
});

/**
 * Whether a turn did nothing but create tasks and start them. Their cards stand in the thread already and tell the same, perhaps even
 * that they have ended.
 */
export function onlyStarted(entries: readonly JournalEntry[], said = ''): boolean {
  const calls = entries.filter((entry) => entry.kind === 'call');
  return calls.length > 0 && said.length <= MAX_WORDS && calls.every((call) => startedBy(call).length > 0);
}

/** The numbers of the tasks that a call has created and started; none for a call that did anything else. */
function startedBy({ args, result }: CallEntry): number[] {
  const { data } = started.safeParse(parse(result));
  if (!data || !asked.safeParse(args).success) return [];
  return data.tasks.map(({ number }) => Number(number.replace(/\D/g, '')));
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined; // what a tool refuses is told in words
  }
}

/** What would have been said of the start stands on the first card while its run goes on. False where there is no card to tell it. */
export async function tellOnCard(
  app: App,
  entries: readonly JournalEntry[],
  said: string,
  place: ThreadRef,
): Promise<boolean> {
  const numbers = entries.flatMap((entry) => (entry.kind === 'call' ? startedBy(entry) : []));
  const tasks = await app.store
    .collection('tasks')
    .find({ number: { $in: numbers } }, { sort: { number: 1 }, limit: numbers.length, omit: ['history'] });
  const [first] = tasks;
  const isHere = tasks.every(
    ({ home, runCount }) => home && runCount > 0 && placeKey(home) === placeKey(place),
  );
  if (!first || !isHere) return false;
  const [run] = await app.store
    .collection('runs')
    .find({ taskId: first.id }, { sort: { number: 1 }, limit: 1, omit: ['journal'] });
  if (!run) return false;
  await app.store.collection('runs').update({ id: run.id }, { $set: { said } });
  await touchCard(app, { kind: 'run', id: run.id });
  return true;
}
