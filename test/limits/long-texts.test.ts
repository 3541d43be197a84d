import { expect, it } from 'vitest';
import { runScript } from '../fakes/program.ts';
import { READERS, textsFor } from './long-texts.ts';

/** All texts together take some seconds; one that hangs is found by this. */
const HANGS_MS = 120_000;
/** Of the processor's time, not of the clock's: a busy machine makes little difference to it. */
const MAX_MS = 1000;

it('reads what strangers send at its longest within a second, whatever is repeated in it', async () => {
  const { out, err } = await runScript('test/limits/read-long-texts.ts', HANGS_MS);
  expect(err).toBe('');
  const lines = out.trim().split('\n');
  const texts = READERS.flatMap((reader) => Array.from(textsFor(reader)));
  expect({ lines: lines.length, last: lines.at(-1) }).toEqual({
    lines: 2 * texts.length,
    last: expect.stringMatching(/^\{"ms":\d+\}$/) as unknown,
  });
  const tooLong = lines.flatMap((line, at) => {
    const { ms = 0 } = JSON.parse(line) as { ms?: number };
    return ms > MAX_MS ? [`${lines[at - 1]}: ${ms} ms`] : [];
  });
  expect(tooLong).toEqual([]);
}, 150_000);
