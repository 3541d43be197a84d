import { structuredPatch } from 'diff';
import { newestVersions, type Deliverable } from '../domain/run.ts';
import type { Ports } from '../ports/index.ts';
import { savedFiles } from '../shared/saved-files.ts';
import { shorten } from '../shared/text.ts';
import type { Words } from '../words/index.ts';

/** As much as a card takes without burying the question. */
const MAX_FILES = 3;
const MAX_LINES = 30;
const MAX_LINE = 200;
/** Of texts with more changed lines than these it is only said that they differ: comparing takes the square of it. */
const MAX_EDITS = 2000;

/**
 * What a run has changed in files that an earlier run of the task had made, for whoever reviews it: for each file a line that
 * sums it up, and below it the changed lines with one around them.
 */
export async function readReviewChanges(
  ports: Pick<Ports, 'store'>,
  { taskId, runId }: { taskId: string; runId: string },
  words: Words,
): Promise<string[]> {
  const deliverables = ports.store.collection('deliverables');
  const made = await savedFiles(ports, { runId });
  const lines: string[] = [];
  for (const { id, name } of newestVersions(made).slice(0, MAX_FILES)) {
    const now = await deliverables.get(id);
    const [before] = await deliverables.find(
      { taskId, name, runId: { $ne: runId } },
      { sort: { version: -1 }, limit: 1 },
    );
    if (now && before) lines.push(...compare(before, now, words));
  }
  return lines;
}

function compare(before: Deliverable, now: Deliverable, words: Words): string[] {
  const patch = structuredPatch(before.name, now.name, before.content, now.content, undefined, undefined, {
    context: 1,
    maxEditLength: MAX_EDITS,
  });
  if (!patch) return [words.fileDiffers(now.name, before.version, now.version)];
  const changed = patch.hunks
    .flatMap(({ lines }) => lines)
    .filter((line) => !line.startsWith('\\') && line.trim() !== '');
  const count = (sign: string) => changed.filter((line) => line.startsWith(sign)).length;
  const sum = words.fileChanged(now.name, before.version, now.version, count('+'), count('-'));
  const more = changed.length - MAX_LINES;
  return [
    sum,
    ...changed.slice(0, MAX_LINES).map((line) => shorten(line, MAX_LINE)),
    ...(more > 0 ? [words.moreLines(more)] : []),
  ];
}
