import { expect, it } from 'vitest';

import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import type { Mail, Mailer } from '../../src/ports/mailer.ts';
import { createSecretBox } from '../../src/shared/seal.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFrailStore, liveUntilDead } from '../fakes/frail-store.ts';
import { createFakeLog } from '../fakes/log.ts';

const HOUR = 3_600_000;
/** Longer than any lease. */
const LATER_MS = 5 * 60_000;
/** Of the first process, from the end of the run on; more than it makes. */
const MOST_WRITES = 60;

/**
 * A task that is completed by somebody's hand at 22:30, in quiet hours that end at 8; the first process dies after so many writes, at the end or as the mail leaves.
 * Answers with the mails.
 */
async function live(
  dies: 'at the end' | 'as it leaves',
  writes: number,
): Promise<{ mails: Mail[]; hasDied: boolean }> {
  const log = createFakeLog();
  const clock = createFakeClock(new Date('2031-01-06T14:30:00Z'));
  const inner = await openEmbeddedStore({
    dataDir: null,
    log,
    clock,
    onFatal: (error) => expect.unreachable(String(error)),
  });
  const frail = createFrailStore(inner);
  const mails: Mail[] = [];
  const mailer: Mailer = { send: async (mail) => void mails.push(mail), close() {} };
  await inner.collection('preferences').insert({
    id: 'web:ana',
    mail: {
      sealed: createSecretBox('the secret of a test').seal('ana@people.example'),
      shown: 'a…@people.example',
      confirmedAt: clock.now(),
      refusedAt: null,
    },
    pending: null,
    codes: { day: '', count: 0 },
    cells: {},
    quiet: { hours: { from: '22:00', to: '08:00' }, timeZone: 'Asia/Shanghai', workDays: ['mon', 'tue'] },
    version: 1,
    updatedAt: clock.now(),
  });
  const first = await startApp({ store: frail, clock, mailer });
  const as = { ...first.api, person: { id: 'web:ana', name: 'ana' } };
  const { number } = await first.core.commands.createTask({ title: 'Count the boxes' }, as);
  const bo = { ...first.api, person: { id: 'web:bo', name: 'bo' } };
  const end = (app: TestApp) => app.core.commands.sendEvent(number, { event: 'complete', reason: '42' }, bo);
  const pass = async (app: TestApp, ms: number): Promise<void> => {
    await clock.leap(ms);
    await app.settle();
    await app.core.mailSender.sweep();
  };
  const morning = 10 * HOUR;

  if (dies === 'at the end') frail.dieAfter(writes);
  await liveUntilDead(frail, async () => {
    await end(first);
    await pass(first, 10_000);
  });
  expect(mails).toEqual([]);
  if (dies === 'as it leaves') frail.dieAfter(writes);
  if (!frail.isDead()) await liveUntilDead(frail, () => pass(first, morning));
  const hasDied = frail.isDead();
  const second = await startApp({ store: inner, clock, mailer });
  // Who has no answer says it again.
  await end(second).catch(() => undefined);
  await pass(second, LATER_MS);
  await pass(second, morning);
  await second.stop();
  return { mails, hasDied };
}

it.each(['at the end', 'as it leaves'] as const)(
  'N22 F145 a process that dies %s loses no mail that waits for the morning, and sends none twice but under one Message-ID',
  async (dies) => {
    const counts: number[] = [];
    for (let writes = 1; writes <= MOST_WRITES; writes += 1) {
      const { mails, hasDied } = await live(dies, writes);
      expect([writes, mails.length >= 1 && mails.length <= 2]).toEqual([writes, true]);
      expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1);
      counts.push(mails.length);
      if (!hasDied) break;
    }
    // Twice only where the mail server took it and nobody lived to note that.
    expect(counts.filter((count) => count > 1).length).toBeLessThanOrEqual(dies === 'at the end' ? 0 : 1);
  },
);
