// `npm run seed`: fills a demo, in an Errand that is running, or else in the store that the environment names. May be repeated.
// Exit code 0: the demo is there; 1: something went wrong; 2: the configuration has faults.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createOfflineModel } from '../adapters/model/offline/index.ts';
import { createLog } from '../adapters/system/node/log.ts';
import { compose } from './compose.ts';
import { ConfigError, loadConfig, type Config } from './config/config.ts';
import { AppError } from './domain/errors.ts';
import type { CodedFault, Fault } from './domain/error-facts.ts';
import { BUILT_IN_PLATFORM } from './domain/person.ts';
import { PLATFORMS } from './platforms.ts';
import { createClient, ApiError } from './seed/client.ts';
import { parseDemo, type Demo } from './seed/demo.ts';
import { fillDemo, type Seeded } from './seed/fill.ts';
import { LOCALES, wordsFor, type Locale } from './words/index.ts';

const EXIT_FAULT = 1;
const EXIT_CONFIG = 2;
/** The longest that one task may take: an agent works on some of them. */
const PATIENCE_MS = 60_000;
const PROBE_MS = 2000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The language that was asked for, also where nothing else of the configuration can be used. */
const spoken = wordsFor(process.env['ERRAND_LOCALE'] ?? 'en');

function fail(title: string, faults: readonly (Fault | CodedFault)[]): never {
  const lines = spoken.faults(faults).map(({ field, problem }) => `  ${spoken.labelled(field, problem)}`);
  process.stderr.write(`${[title, ...lines].join('\n')}\n`);
  process.exit(EXIT_CONFIG);
}

function read(): Config {
  try {
    return loadConfig(process.env, process.cwd(), PLATFORMS);
  } catch (error) {
    if (error instanceof ConfigError) fail(spoken.seed.cannot, error.faults);
    throw error;
  }
}

/** `--locale`, else that of the configuration. */
function localeOf({ settings }: Config): Locale {
  const { values } = parseArgs({ options: { locale: { type: 'string' } } });
  const given = values.locale;
  if (given === undefined) return settings.locale;
  const known = LOCALES.find((locale) => locale === given);
  const words = wordsFor(settings.locale).seed;
  return (
    known ?? fail(words.cannot, [{ field: 'seed', problem: words.badLocale(given, LOCALES.join(', ')) }])
  );
}

function readDemo(locale: Locale): Demo {
  const file = new URL(`../examples/demo.${locale}.yaml`, import.meta.url);
  return parseDemo(readFileSync(file, 'utf8'));
}

/** Whether an Errand runs where the configuration says that it is reached. */
async function isRunning({ publicUrl }: Config): Promise<boolean> {
  try {
    const response = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(PROBE_MS) });
    return response.ok;
  } catch {
    return false; // Nobody answers: that is the answer to the question.
  }
}

const fill = (url: string, config: Config, locale: Locale): Promise<Seeded[]> =>
  fillDemo(createClient({ url, token: config.apiToken.reveal() }), readDemo(locale), {
    locale,
    now: () => new Date(),
    patienceMs: PATIENCE_MS,
  });

/** Everything in this process, reached over loopback: no chat platform is opened, and no model has to be paid. */
async function fillHere(config: Config, locale: Locale): Promise<Seeded[]> {
  const platforms = config.platforms.filter(({ platform }) => platform.name === BUILT_IN_PLATFORM);
  const log = createLog({ level: 'silent' });
  const app = await compose(
    { ...config, host: '127.0.0.1', port: 0, platforms, pushGroup: null },
    {
      log,
      model: createOfflineModel(),
      onFatal: (error) => {
        throw error;
      },
    },
  );
  try {
    return await fill(`http://127.0.0.1:${app.port}`, config, locale);
  } finally {
    await app.stop();
  }
}

const config = read();
const locale = localeOf(config);
const words = wordsFor(locale).seed;
try {
  const isThere = await isRunning(config);
  say(
    isThere ? words.intoRunning(config.publicUrl) : words.into(config.mongoUri ? 'MongoDB' : config.dataDir),
  );
  const seeded = isThere ? await fill(config.publicUrl, config, locale) : await fillHere(config, locale);
  for (const one of seeded) say(`${words.task(one)}${one.isAsPlanned ? '' : ` – ${words.otherwise}`}`);
  say(isThere ? words.doneRunning(`${config.publicUrl}/board`) : words.done);
} catch (thrown) {
  if (thrown instanceof ApiError && thrown.status === 401)
    fail(words.cannot, [{ field: 'ERRAND_API_TOKEN', problem: words.refused(config.publicUrl) }]);
  if (AppError.is(thrown, 'input.invalid')) fail(words.cannot, (thrown.details.faults ?? []) as Fault[]);
  const why =
    thrown instanceof AppError ? wordsFor(locale).error(thrown.code, thrown.details).detail : String(thrown);
  process.stderr.write(`${words.cannot} ${why}\n`);
  process.exitCode = EXIT_FAULT;
}
