import { expect, it } from 'vitest';
import { runCampaign } from '../faults/campaign.ts';
import { NO_FAULTS } from '../faults/inspect.ts';
import { formatReport } from '../faults/report.ts';

const { MONGODB_URI } = process.env;
if (!MONGODB_URI)
  throw new Error('MONGODB_URI is not set: these tests need a MongoDB, such as mongodb://127.0.0.1:27017/');

// The long form is `npm run chaos`.
it('nothing is lost and nothing is done twice while everything fails', async () => {
  const report = await runCampaign({
    mongoUri: MONGODB_URI,
    errands: 32,
    faults: {
      kills: 8,
      freezes: 3,
      stops: 1,
      redisFlushes: 1,
      redisKills: 1,
      redisOutages: 1,
      redisFailovers: 1,
      storeCuts: 1,
      storeDelays: 1,
      storeSilences: 1,
    },
    seed: 11,
    paceMs: 400,
    settleMs: 120_000,
    isUnfenced: false,
  });
  console.log(formatReport(report));
  expect(report.faults).toEqual(NO_FAULTS);
}, 300_000);
