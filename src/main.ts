import { createLog } from '../adapters/system/node/log.ts';
import { startWatchdog } from '../adapters/system/node/watchdog.ts';
import { compose, type RunningErrand } from './compose.ts';
import { ConfigError, loadConfig, type Config } from './config/config.ts';
import { AppError } from './domain/errors.ts';
import type { CodedFault, Fault } from './domain/error-facts.ts';
import { PLATFORMS } from './platforms.ts';
import { wordsFor } from './words/index.ts';

/** A configuration that cannot be used. */
const EXIT_CONFIG = 2;
/** Anything else that keeps the process from going on. */
const EXIT_FAULT = 1;
/** After this time a stop that hangs is cut short. */
const STOP_MS = 25_000;

/** The language that was asked for, also where nothing else of the configuration can be used. */
const words = wordsFor(process.env['ERRAND_LOCALE'] ?? 'en');

function fail(faults: readonly (Fault | CodedFault)[]): never {
  const lines = words.faults(faults).map(({ field, problem }) => `  ${words.labelled(field, problem)}`);
  process.stderr.write(`${words.cannotStart}\n${lines.join('\n')}\n`);
  process.exit(EXIT_CONFIG);
}

function read(): Config {
  try {
    return loadConfig(process.env, process.cwd(), PLATFORMS);
  } catch (error) {
    if (error instanceof ConfigError) fail(error.faults);
    throw error;
  }
}

/** Whoever opens the printed link is signed in; where the token is the operator's own, the link is left to them. */
function greet(config: Config, port: number): void {
  const base = config.publicUrl.replace(/:0$/, `:${port}`);
  const link = config.isEmbedded ? `${base}/sign-in?token=${config.apiToken.reveal()}` : `${base}/chat`;
  process.stdout.write(`${words.listening(link)}\n`);
}

async function main(): Promise<void> {
  const config = read();
  const log = createLog({ level: config.logLevel });
  const onFatal = (error: unknown) => {
    log.error({ err: error }, 'cannot go on');
    process.exit(EXIT_FAULT);
  };
  process.on('unhandledRejection', onFatal);
  process.on('uncaughtException', onFatal);

  const app = await start(config, log, onFatal);
  const endWatchdog = startWatchdog(config.watchdogSeconds, log);
  let isStopping = false;
  const stop = (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(EXIT_FAULT), STOP_MS).unref();
    void endWatchdog();
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => onFatal(error),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (app.port !== null) greet(config, app.port);
}

async function start(
  config: Config,
  log: ReturnType<typeof createLog>,
  onFatal: (error: unknown) => void,
): Promise<RunningErrand> {
  try {
    return await compose(config, { log, onFatal });
  } catch (thrown) {
    if (AppError.is(thrown, 'input.invalid')) fail(thrown.details.faults);
    const error = AppError.from(thrown);
    log.error({ err: thrown, code: error.code }, 'cannot start');
    const { title, detail } = words.error(error.code, error.details);
    const why =
      error.code === 'store.unavailable' && config.mongoUri ? words.noDatabase : `${title}. ${detail}`;
    process.stderr.write(`${words.cannotStart} ${why}\n`);
    process.exit(EXIT_FAULT);
  }
}

await main();
