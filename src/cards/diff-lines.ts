import { structuredPatch } from 'diff';
import { shorten } from '../shared/text.ts';

/** Of texts with more changed lines than these it is only said that they differ: comparing takes the square of it. */
const MAX_EDITS = 2000;
const MAX_LINES = 30;
const MAX_LINE = 400;

/** What has become different, a line each: `-` what is gone, `+` what has come. Of long texts the beginning. */
export function diffLines(before: string, now: string): string[] {
  const patch = structuredPatch('', '', before, now, undefined, undefined, {
    context: 0,
    maxEditLength: MAX_EDITS,
  });
  const changed = patch
    ? patch.hunks.flatMap(({ lines }) => lines).filter((line) => !line.startsWith('\\'))
    : [`-${before}`, `+${now}`];
  const shown = changed.slice(0, MAX_LINES).map((line) => shorten(line, MAX_LINE));
  return changed.length > MAX_LINES ? [...shown, '…'] : shown;
}
