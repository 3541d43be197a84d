import { afterEach, describe, expect, it } from 'vitest';
import { openProgram } from '../fakes/open-program.ts';
import { freshFolder, stopPrograms } from '../fakes/program.ts';

afterEach(stopPrograms);

/** What froze the product that nobody has given a model: it is read by a grammar. */
const FREEZING = [
  'track 9400111202555842332669 00340434161094042557',
  `track ${'12345678901234567890 '.repeat(150)}`,
  `thanks${' for'.repeat(900)}?`,
  `完成 T-1 ${'延后到'.repeat(900)}x`,
  `新建任务${'，：内容是'.repeat(700)}`,
];

describe('nothing that strangers send holds the only thread', () => {
  it('S1 the product answers messages of many numbers or fillers, and everything else meanwhile', async () => {
    const product = await openProgram(freshFolder());
    for (const [index, text] of FREEZING.entries()) {
      expect((await product.say('ana', text)).status).toBe(202);
      expect((await product.request('GET', '/healthz')).status).toBe(200);
      await expect.poll(async () => (await product.botTexts()).length, { timeout: 30_000 }).toBe(index + 1);
    }
    product.child.kill('SIGTERM');
    expect((await product.ended).code).toBe(0);
  }, 180_000);
});
