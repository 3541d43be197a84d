// The program with a model that never comes to an end over the word "poison", as a bad rule or a library would.
import { createOfflineModel } from '../../adapters/model/offline/index.ts';
import { createLog } from '../../adapters/system/node/log.ts';
import { startWatchdog } from '../../adapters/system/node/watchdog.ts';
import { compose } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/config.ts';
import { PLATFORMS } from '../../src/platforms.ts';
import type { Model } from '../../src/ports/model.ts';

const offline = createOfflineModel();
const model: Model = {
  kind: 'poisoned',
  complete(request) {
    // eslint-disable-next-line no-empty -- this is the fault
    while (request.messages.some(({ text }) => text.includes('poison'))) {}
    return offline.complete(request);
  },
};
const config = loadConfig(process.env, process.cwd(), PLATFORMS);
const log = createLog({ level: config.logLevel });
const { port } = await compose(config, { log, model, onFatal: () => process.exit(1) });
startWatchdog(config.watchdogSeconds, log);
process.stdout.write(`It is ready: http://127.0.0.1:${port}/\n`);
