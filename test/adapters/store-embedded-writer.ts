/**
 * A process that writes until it is killed: `node --import tsx store-embedded-writer.ts <dir> <round>`. Says `open`
 * once it has the store, then the number of each write that it was told is durable, a line each.
 */
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { loose } from '../contracts/store-documents.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLog } from '../fakes/log.ts';

const [dir = '', round = ''] = process.argv.slice(2);
const store = await openEmbeddedStore({ dataDir: dir, log: createFakeLog(), clock: createFakeClock() });
const things = loose(store, 'leases');
const say = (line: string) => process.stdout.write(`${line}\n`);
say('open');

/** Ten writers side by side, so that some share a transaction. */
const MAX_WRITES = 20_000;
let next = 0;
async function write(): Promise<void> {
  while (next < MAX_WRITES) {
    const n = next++;
    await things.insert({ id: `${round}.${n}`, n, text: 'x'.repeat(n % 500) });
    await things.update({ id: `${round}.${n}` }, { $set: { isUpdated: true } });
    say(String(n));
  }
}
await Promise.all(Array.from({ length: 10 }, write));
