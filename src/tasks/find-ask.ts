import type { App } from '../app.ts';
import { readGroups } from '../asks/read-groups.ts';
import { mayDecide } from '../asks/who-may.ts';
import { parseAskLabel, type Ask } from '../domain/ask.ts';
import { AppError } from '../domain/errors.ts';
import type { Caller } from '../ports/commands.ts';
import { maySee } from '../access/may-see.ts';

/** How many open asks one look for a person's own goes through. */
const MAX_OPEN = 500;

/** By id or by number; in the words of one that is not there when the caller may not see its task. */
export async function findAsk(app: App, ref: string, caller: Caller): Promise<Ask> {
  const asks = app.store.collection('asks');
  const number = parseAskLabel(ref);
  const [ask] = number === undefined ? [await asks.get(ref)] : await asks.find({ number }, { limit: 1 });
  const task = ask && (await app.store.collection('tasks').get(ask.taskId));
  if (!ask || !task) throw new AppError('not_found', { what: 'ask', ref });
  const isTheirs = maySee(task, caller) || mayDecide(ask, caller, await readGroups(app, [ask]));
  if (!isTheirs) throw new AppError('not_found', { what: 'ask', ref });
  return ask;
}

/** Everything that waits for the caller, over all places, the oldest first. */
export async function openAsksFor(app: App, caller: Caller): Promise<Ask[]> {
  const asks = app.store.collection('asks');
  const open = await asks.find({ state: 'open' }, { sort: { createdAt: 1, id: 1 }, limit: MAX_OPEN });
  const groups = await readGroups(app, open);
  return open.filter((ask) => mayDecide(ask, caller, groups));
}
