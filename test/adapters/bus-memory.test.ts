import { createMemoryBus } from '../../adapters/bus/memory/index.ts';
import { busContract } from '../contracts/bus.contract.ts';
import { createFakeLog } from '../fakes/log.ts';

busContract('memory', async () => {
  const log = createFakeLog();
  return { bus: createMemoryBus({ log }), log };
});
