import type { Invariant } from '../domain/invariants.ts';
import type { HookDelivery } from '../domain/trigger.ts';
import type { Ports } from '../ports/index.ts';
import { pagesOf } from '../shared/pages.ts';

/** Longer than any sweep needs to finish what a crash left behind. */
const GRACE_MS = 2 * 60_000;
const PAGE = 200;

/** What must hold of what came to triggers. Reads only. */
export async function checkHooks(
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  depth: 'live' | 'all',
  report: (invariant: Invariant, id: string, detail: string) => void,
): Promise<void> {
  const now = clock.now().getTime();
  for await (const page of pagesOf(store, 'hook_deliveries', { state: 'accepted' }, PAGE))
    for (const { id, receivedAt } of page)
      if (now - receivedAt.getTime() > GRACE_MS) report('hooks_are_settled', id, 'state=accepted');
  if (depth === 'all')
    for await (const page of pagesOf(store, 'hook_deliveries', { state: 'made' }, PAGE))
      await checkMade(page);

  async function checkMade(page: readonly HookDelivery[]): Promise<void> {
    const wanted = page.flatMap(({ taskId }) => taskId ?? []);
    const found = await store
      .collection('tasks')
      .find({ id: { $in: wanted } }, { limit: PAGE, omit: ['history'] });
    const tasks = new Set(found.map(({ id }) => id));
    for (const { id, taskId } of page)
      if (!tasks.has(taskId ?? '')) report('hooks_have_tasks', id, `task=${taskId}`);
  }
}
