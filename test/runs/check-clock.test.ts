import { describe, expect, it } from 'vitest';
import { checkClock, watchClock } from '../../src/runs/check-clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { wordsFor } from '../../src/words/index.ts';
import { AppError } from '../../src/domain/errors.ts';
import { createFakeLog } from '../fakes/log.ts';

const SETTINGS = { leaseMs: 30_000 };
const storeAhead = (offsetMs: number) => ({ clockOffsetMs: async () => offsetMs }) as unknown as Store;

describe('the clock of a machine', () => {
  it.each([0, 7400, -7400])('may be %d ms off the database’s', async (offsetMs) => {
    await expect(checkClock({ store: storeAhead(offsetMs) }, SETTINGS)).resolves.toBeUndefined();
  });

  it.each([7600, -7600, 60_000])('keeps the process from starting when it is %d ms off', async (offsetMs) => {
    const checked = checkClock({ store: storeAhead(offsetMs) }, SETTINGS);
    await expect(checked).rejects.toMatchObject({
      code: 'clock.skewed',
      details: { seconds: offsetMs / 1000, maxSeconds: 7.5 },
    });
    const error = await checked.catch((thrown: unknown) => AppError.from(thrown));
    const { details } = error as AppError<'clock.skewed'>;
    expect(wordsFor('en').error('clock.skewed', details).detail).toContain(`differ by ${offsetMs / 1000} s`);
    expect(wordsFor('zh-CN').error('clock.skewed', details).detail).toContain(`相差 ${offsetMs / 1000} 秒`);
  });

  it('is shown in the metrics, and cried out when it goes off later', async () => {
    const log = createFakeLog();
    const seen: number[] = [];
    const metrics = { count() {}, observe() {}, gauge: (_: string, value: number) => void seen.push(value) };
    await watchClock({ store: storeAhead(500), log, metrics, settings: SETTINGS });
    expect(log.messages('error')).toEqual([]);
    await watchClock({ store: storeAhead(-9000), log, metrics, settings: SETTINGS });
    expect(log.messages('error')).toHaveLength(1);
    expect(seen).toEqual([0.5, -9]);
  });
});
