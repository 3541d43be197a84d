// `npm run doctor`: looks at everything that is stored and says what does not hold. Exit code 0: all is well; 1: it is not,
// or could not be looked at; 2: the configuration has faults.
import { createClock } from '../adapters/system/node/index.ts';
import { createLog } from '../adapters/system/node/log.ts';
import { openStore } from './compose.ts';
import { ConfigError, loadConfig, type Config } from './config/config.ts';
import { checkInvariants, type Violation } from './doctor/check-invariants.ts';
import { AppError } from './domain/errors.ts';
import type { CodedFault, Fault } from './domain/error-facts.ts';
import { PLATFORMS } from './platforms.ts';
import { wordsFor } from './words/index.ts';

const EXIT_BROKEN = 1;
const EXIT_CONFIG = 2;

const say = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);

/** The language that was asked for, also where nothing else of the configuration can be used. */
const spoken = wordsFor(process.env['ERRAND_LOCALE'] ?? 'en');

function fail(title: string, faults: readonly (Fault | CodedFault)[]): never {
  process.stderr.write(
    `${[title, ...spoken.faults(faults).map(({ field, problem }) => `  ${spoken.labelled(field, problem)}`)].join('\n')}\n`,
  );
  process.exit(EXIT_CONFIG);
}

function read(): Config {
  try {
    return loadConfig(process.env, process.cwd(), PLATFORMS);
  } catch (error) {
    if (error instanceof ConfigError) fail(spoken.doctor.cannotLook, error.faults);
    throw error;
  }
}

async function look(config: Config): Promise<Violation[]> {
  const log = createLog({ level: 'silent' });
  const clock = createClock();
  const store = await openStore(config, clock, log, (error) => {
    throw error;
  });
  try {
    return await checkInvariants({ store, clock }, 'all');
  } finally {
    await store.close();
  }
}

const config = read();
const words = spoken.doctor;
try {
  say(words.looksAt(config.mongoUri ? 'MongoDB' : config.dataDir));
  const violations = await look(config);
  if (violations.length === 0) say(words.healthy);
  else
    say(
      words.broken(violations.length),
      ...violations.map(({ invariant, id, detail }) => `  ${id}: ${words.mustHold[invariant]} (${detail})`),
    );
  process.exitCode = violations.length === 0 ? 0 : EXIT_BROKEN;
} catch (thrown) {
  const error = AppError.from(thrown);
  const title = config.mongoUri ? words.cannotLook : words.stopFirst;
  if (AppError.is(error, 'input.invalid')) fail(title, error.details.faults);
  process.stderr.write(`${words.cannotLook} ${spoken.error(error.code, error.details).detail}\n`);
  process.exitCode = EXIT_BROKEN;
}
