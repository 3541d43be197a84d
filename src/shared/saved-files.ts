import type { DeliverableSummary } from '../domain/run.ts';
import type { Ports } from '../ports/index.ts';

/** Versions that are looked at. Of more, the oldest are left out. */
const MAX_VERSIONS = 200;

/** The versions of files that a task's runs or one run have saved, the oldest first, without their content. */
export async function savedFiles(
  { store }: { store: Pick<Ports['store'], 'collection'> },
  of: { taskId: string } | { runId: string },
): Promise<DeliverableSummary[]> {
  const newestFirst = await store
    .collection('deliverables')
    .find(of, { sort: { createdAt: -1, id: -1 }, limit: MAX_VERSIONS, omit: ['content'] });
  return newestFirst.toReversed();
}
