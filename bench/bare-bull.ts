// A worker with nothing but Bull: it tells when it begins a job, and would work on it for a minute.
import { setTimeout as sleep } from 'node:timers/promises';
import Bull from 'bull';

const { BULL_URL = '', BULL_LOCK_MS = '5000' } = process.env;
const lockMs = Number(BULL_LOCK_MS);
const settings = { lockDuration: lockMs, stalledInterval: lockMs, maxStalledCount: 10 };
const bull = new Bull('bare', BULL_URL, { settings });
void bull.process(1, async () => {
  process.send?.('began');
  await sleep(60_000);
});
await bull.isReady();
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
