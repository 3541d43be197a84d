import { describe, expect, it } from 'vitest';
import { createOfflineModel } from '../../adapters/model/offline/index.ts';
import { startApp } from '../fakes/app.ts';
import { createFakeClock } from '../fakes/clock.ts';
import * as fresh from '../fixtures/utterances.fresh.ts';
import { COLLEAGUES_1 } from '../fixtures/utterances.colleagues-1.ts';
import { COLLEAGUES_2 } from '../fixtures/utterances.colleagues-2.ts';
import { COLLEAGUES_3 } from '../fixtures/utterances.colleagues-3.ts';
import { COLLEAGUES_4 } from '../fixtures/utterances.colleagues-4.ts';
import { JUNK } from '../fixtures/utterances.junk.ts';
import { KNOWN } from '../fixtures/utterances.known.ts';
import { MORE_JUNK } from '../fixtures/utterances.more-junk.ts';
import { NOW, ZONE, type Utterance } from '../fixtures/utterances.ts';
import { evaluateUtterance } from './present.ts';

const start = () =>
  startApp({ model: createOfflineModel(), clock: createFakeClock(NOW), config: `time_zone: ${ZONE}` });

async function missesOf(utterances: readonly Utterance[]): Promise<string[]> {
  const app = await start();
  const misses: string[] = [];
  for (const utterance of utterances) {
    const { wrong } = await evaluateUtterance(app, utterance);
    if (wrong.length > 0) misses.push(`${utterance[0]}: ${wrong.join('; ')}`);
  }
  await app.stop();
  return misses;
}

const COLLECTED = [
  KNOWN,
  ...Object.values(fresh),
  COLLEAGUES_1,
  COLLEAGUES_2,
  COLLEAGUES_3,
  COLLEAGUES_4,
].flat();

describe('collected sentences, judged by what stands in the product afterwards', () => {
  it('at least 95 of 100 do what they ask for', async () => {
    const misses = await missesOf(COLLECTED);
    console.info(`${COLLECTED.length - misses.length} of ${COLLECTED.length}`, misses);
    expect(misses.length / COLLECTED.length).toBeLessThanOrEqual(0.05);
  }, 300_000);

  it('talk that asks for nothing changes nothing', async () => {
    expect(await missesOf([...JUNK, ...MORE_JUNK].map((said): Utterance => [said, 'chat']))).toEqual([]);
  }, 120_000);
});
