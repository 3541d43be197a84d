// `npm run chaos -- --kills 200 --seed 7`: a campaign with the given numbers; exit code 1 when anything was lost or done twice.
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { countFaults } from './inspect.ts';
import { formatReport } from './report.ts';

// prettier-ignore
const { values } = parseArgs({
  options: {
    'errands':         { type: 'string', default: '500' },
    'kills':           { type: 'string', default: '200' },
    'freezes':         { type: 'string', default: '40' },
    'stops':           { type: 'string', default: '20' },
    'redis-flushes':   { type: 'string', default: '12' },
    'redis-kills':     { type: 'string', default: '8' },
    'redis-outages':   { type: 'string', default: '4' },
    'redis-failovers': { type: 'string', default: '4' },
    'store-cuts':      { type: 'string', default: '8' },
    'store-delays':    { type: 'string', default: '6' },
    'store-silences':  { type: 'string', default: '4' },
    'pace':            { type: 'string', default: '900' },
    'settle':          { type: 'string', default: '180' },
    'seed':            { type: 'string', default: String(Date.now() % 100_000) },
    'mutate-epoch':    { type: 'boolean', default: false },
  },
});

const { MONGODB_URI } = process.env;
if (!MONGODB_URI) {
  console.error(
    'MONGODB_URI is not set: this needs a MongoDB, such as mongodb://127.0.0.1:27017/, and redis-server.',
  );
  process.exit(2);
}
const report = await runCampaign({
  mongoUri: MONGODB_URI,
  errands: Number(values.errands),
  faults: {
    kills: Number(values.kills),
    freezes: Number(values.freezes),
    stops: Number(values.stops),
    redisFlushes: Number(values['redis-flushes']),
    redisKills: Number(values['redis-kills']),
    redisOutages: Number(values['redis-outages']),
    redisFailovers: Number(values['redis-failovers']),
    storeCuts: Number(values['store-cuts']),
    storeDelays: Number(values['store-delays']),
    storeSilences: Number(values['store-silences']),
  },
  seed: Number(values.seed),
  paceMs: Number(values.pace),
  settleMs: Number(values.settle) * 1000,
  isUnfenced: values['mutate-epoch'],
});
console.log(`seed ${values.seed}`);
console.log(formatReport(report));
process.exit(countFaults(report) > 0 ? 1 : 0);
