import type { App } from '../app.ts';
import { AppError } from '../domain/errors.ts';
import type { Usage } from '../domain/journal.ts';
import { placeKey, type PersonRef, type ThreadRef } from '../domain/person.ts';
import { SPENDERS, type Spending, type SpenderKind, type Spent } from '../domain/spending.ts';
import { addDays, instantOf, readingAt } from '../shared/zoned-time.ts';

const MINUTE_MS = 60_000;

/** On whose account the model works. */
export interface Spender {
  person: PersonRef;
  place: Pick<ThreadRef, 'platform' | 'channel'> | null;
}

const ID_OF: Record<SpenderKind, (spender: Spender) => string | null> = {
  person: ({ person }) => `person:${person.id}`,
  channel: ({ place }) => place && `channel:${placeKey(place)}`,
  everyone: () => 'everyone',
};

/** What is left of the day, and what is taken from it. */
export interface Purse {
  /** The first bound that leaves nothing for another answer of the model. */
  reached(): Promise<Spent | undefined>;
  count(usage: Usage): Promise<void>;
}

/**
 * The bounds of those on whose account the model works. It is looked at before each answer and counted after it: what is under way
 * is never cut off, and may go beyond the bound by one answer of each turn and run.
 */
export function openPurse(app: App, spender: Spender): Purse {
  const { store, clock, model, settings } = app;
  const spending = store.collection('spending');
  const bounds = SPENDERS.flatMap((of) => {
    const id = ID_OF[of](spender);
    const limit = settings.spending[of];
    return id === null || limit === null || model.isFree ? [] : [{ of, id, limit }];
  });
  const today = (): string => readingAt(clock.now(), settings.timeZone).date;

  return {
    async reached() {
      const day = today();
      const rows = await Promise.all(bounds.map(({ id }) => spending.get(id)));
      const found = bounds.find(({ limit }, at) => rows[at]?.window === day && rows[at].amount >= limit);
      const until = () => instantOf(addDays(day, 1), '00:00', settings.timeZone, 'ends');
      return found && { of: found.of, limit: found.limit, until: until() };
    },
    async count({ inputTokens, outputTokens }) {
      const day = today();
      await Promise.all(bounds.map(({ id }) => add(app, id, day, inputTokens + outputTokens)));
    },
  };
}

/**
 * Takes one of the messages that a person may put to the model in a minute.
 * @throws AppError `messages.too_many` with the time until the next one.
 */
export async function takeMessage(app: App, person: PersonRef): Promise<void> {
  const { clock, model, settings } = app;
  const { messages } = settings.spending;
  if (messages === null || model.isFree) return;
  const now = clock.now();
  const minute = now.toISOString().slice(0, 16);
  const { amount } = await add(app, `messages:${person.id}`, minute, 1);
  if (amount <= messages) return;
  throw new AppError('messages.too_many', {
    limit: messages,
    retryAfterMs: MINUTE_MS - (now.getTime() % MINUTE_MS),
  });
}

/** Adds to what was spent in the window; of several windows that processes see at once the latest is kept. */
async function add(app: App, id: string, window: string, amount: number): Promise<Spending> {
  const spending = app.store.collection('spending');
  const updatedAt = app.clock.now();
  const more = { $set: { updatedAt }, $inc: { amount } };
  const counted =
    (await spending.update({ id, window }, more)) ??
    (await spending.update({ id, window: { $lt: window } }, { $set: { window, amount, updatedAt } }));
  if (counted) return counted;
  const first = { id, window, amount, updatedAt };
  if (await spending.insertIfAbsent(first)) return first;
  // Somebody else was first, or is in a later window already.
  return (await spending.update({ id }, more)) ?? first;
}
