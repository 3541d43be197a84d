import type { App } from '../app.ts';
import { isRunEnded } from '../domain/run.ts';

/** Closes the browsers of this process whose run has ended, or goes on in another, while it waited here. */
export async function tendBrowsers({ store, browsers, owner }: App): Promise<void> {
  const ids = browsers.runIds();
  if (ids.length === 0) return;
  const runs = await store
    .collection('runs')
    .find({ id: { $in: ids } }, { limit: ids.length, omit: ['journal'] });
  const mine = runs.filter((run) => !isRunEnded(run) && (run.status !== 'running' || run.owner === owner));
  const kept = new Set(mine.map(({ id }) => id));
  await Promise.all(ids.filter((id) => !kept.has(id)).map(browsers.end));
}
