import { readPages } from '../agent/journal-pages.ts';
import type { StepView } from '../contract/runs.ts';
import type { Run } from '../domain/run.ts';
import type { Page } from '../ports/commands.ts';
import type { Store } from '../ports/store.ts';
import { readCount, writeCount } from '../shared/cursor.ts';
import { showSteps } from './show-run.ts';

/** One page of the steps of a run, the first one first. The cursor is how many came before. */
export async function listSteps(
  store: Store,
  run: Run,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<StepView>> {
  const start = cursor === undefined ? 0 : readCount(cursor);
  const found: StepView[] = [];
  const add = (steps: readonly StepView[]) => found.push(...steps.filter(({ index }) => index >= start));
  for await (const pages of readPages(store, run, start)) {
    for (const { entries, callsBefore } of pages) add(showSteps(entries, run, callsBefore));
    if (found.length > limit) break;
  }
  if (found.length <= limit) add(showSteps(run.journal, run, run.earlier?.calls ?? 0));
  const items = found.slice(0, limit);
  return { items, nextCursor: found.length > limit ? writeCount(start + limit) : null };
}
