import { randomInt } from 'node:crypto';

import type { App } from '../app.ts';
import type {
  MailAddressInput,
  MailCodeInput,
  PreferencesInput,
  PreferencesView,
} from '../contract/preferences.ts';
import { AppError, invalid } from '../domain/errors.ts';
import { NOTIFICATION_TYPES, type MailedType } from '../domain/notification.ts';
import { idsOf } from '../domain/person.ts';
import { cellOf, type Preferences } from '../domain/preferences.ts';
import type { QuietTimes } from '../domain/quiet.ts';
import { directTo } from '../outbox/direct-to.ts';
import { postMail } from '../outbox/enqueue.ts';
import type { Caller } from '../ports/commands.ts';
import { isTimeZone } from '../shared/time.ts';

const CODE_MS = 30 * 60_000;
const MAX_CODES_A_DAY = 3;
const MAX_TRIES = 5;
/** How often somebody else may be quicker. */
const MAX_LOOKS = 5;

/** Where a person's preferences are kept: whoever holds the token is one, however they come. */
export const preferencesId = (personId: string): string => idsOf(personId)[0] ?? personId;

type PreferencesApp = Pick<App, 'store' | 'clock' | 'bus'>;
type Kept = Pick<Preferences, 'mail' | 'pending' | 'codes' | 'cells' | 'quiet'>;

export const readPreferences = async (
  { store, clock }: Pick<App, 'store' | 'clock'>,
  personId: string,
): Promise<Preferences> =>
  (await store.collection('preferences').get(preferencesId(personId))) ?? {
    id: preferencesId(personId),
    mail: null,
    pending: null,
    codes: { day: '', count: 0 },
    cells: {},
    quiet: 'usual',
    version: 0,
    updatedAt: clock.now(),
  };

/** Changes them as they were read; whoever was slower looks again. */
async function change(
  app: PreferencesApp,
  personId: string,
  decide: (now: Preferences) => Partial<Kept>,
): Promise<Preferences> {
  const { store, clock, bus } = app;
  const preferences = store.collection('preferences');
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const now = await readPreferences(app, personId);
    const next = { ...now, ...decide(now), version: now.version + 1, updatedAt: clock.now() };
    const { id, ...set } = next;
    const isKept =
      now.version === 0
        ? await preferences.insertIfAbsent(next)
        : await preferences.update({ id, version: now.version }, { $set: set });
    if (!isKept) continue;
    bus.publish('changed', { kind: 'settings', id });
    return next;
  }
  throw new AppError('store.unavailable', { reason: 'changes_too_fast', at: personId });
}

/** `a…@example.com`. */
const mask = (address: string): string => `${address.slice(0, 1)}…${address.slice(address.lastIndexOf('@'))}`;

/** When the person is not to be disturbed: as they have said, else as the configuration says. */
export const quietOf = (
  { settings }: Pick<App, 'settings'>,
  { quiet }: Pick<Preferences, 'quiet'>,
): QuietTimes | null => (quiet === 'usual' ? settings.quiet : quiet);

function show(app: App, preferences: Preferences, { person }: Pick<Caller, 'person'>): PreferencesView {
  const { mail, pending, quiet } = preferences;
  const cells = NOTIFICATION_TYPES.map((type) => [type, cellOf(preferences, type)] as const);
  return {
    hasMail: app.mailer !== undefined,
    hasDirect: directTo(app, person.id) !== undefined,
    mail: mail && { address: mail.shown, isRefused: mail.refusedAt !== null },
    pending: pending?.shown ?? null,
    cells: Object.fromEntries(cells) as PreferencesView['cells'],
    quiet: quietOf(app, preferences),
    isQuietUsual: quiet === 'usual',
  };
}

/** As it was, with what is given instead. */
const withCells = (now: Preferences, cells: PreferencesInput['cells'] = {}): Preferences['cells'] =>
  Object.fromEntries(
    NOTIFICATION_TYPES.map((type) => [type, { ...now.cells[type], ...cells[type] }] as const),
  );

export function preferenceCommands(app: App) {
  const { clock, secrets } = app;
  return {
    getPreferences: async (caller: Caller) => show(app, await readPreferences(app, caller.person.id), caller),

    /** Sends a code there: until it is typed back, nothing else goes to the address. */
    async setMailAddress({ address }: MailAddressInput, caller: Caller): Promise<PreferencesView> {
      const { person, locale } = caller;
      if (!app.mailer) throw invalid('address', 'no_mail_server');
      const code = String(randomInt(1_000_000)).padStart(6, '0');
      const at = clock.now();
      const day = at.toISOString().slice(0, 10);
      const changed = await change(app, person.id, ({ codes }) => {
        const count = codes.day === day ? codes.count + 1 : 1;
        if (count > MAX_CODES_A_DAY) throw invalid('address', 'codes_used_up', String(MAX_CODES_A_DAY));
        return {
          pending: {
            sealed: secrets.seal(address),
            shown: mask(address),
            sealedCode: secrets.seal(code),
            triesLeft: MAX_TRIES,
            expiresAt: new Date(at.getTime() + CODE_MS),
          },
          codes: { day, count },
        };
      });
      const { id, version } = changed;
      await postMail(app, {
        key: `mail:${id}:code:${version}`,
        personId: id,
        type: 'code',
        locale,
        text: '',
      });
      return show(app, changed, caller);
    },

    async confirmMailAddress({ code }: MailCodeInput, caller: Caller): Promise<PreferencesView> {
      let isRight = false;
      const changed = await change(app, caller.person.id, ({ pending }) => {
        const at = clock.now();
        if (!pending || pending.expiresAt <= at || pending.triesLeft === 0)
          throw invalid('code', 'wrong_code');
        const { sealed, shown, triesLeft } = pending;
        isRight = secrets.open(pending.sealedCode) === code;
        return isRight
          ? { mail: { sealed, shown, confirmedAt: at, refusedAt: null }, pending: null }
          : { pending: { ...pending, triesLeft: triesLeft - 1 } };
      });
      if (!isRight) throw invalid('code', 'wrong_code');
      return show(app, changed, caller);
    },

    removeMailAddress: async (caller: Caller) =>
      show(app, await change(app, caller.person.id, () => ({ mail: null, pending: null })), caller),

    updatePreferences: (input: PreferencesInput, caller: Caller) => updatePreferences(app, input, caller),

    /** What a link in a mail stops; undefined for a link that is none of ours. */
    async unsubscribe(token: string): Promise<MailedType | undefined> {
      const found = readUnsubscribeToken(app, token);
      if (!found) return undefined;
      const { personId, type } = found;
      await change(app, personId, (now) => {
        const stopped =
          type === 'digest' ? NOTIFICATION_TYPES.filter((one) => cellOf(now, one).mail === 'digest') : [type];
        const off = Object.fromEntries(stopped.map((one) => [one, { mail: 'off' as const }]));
        return { cells: withCells(now, off) };
      });
      return type;
    },
    readUnsubscribe: (token: string): MailedType | undefined => readUnsubscribeToken(app, token)?.type,
  };
}

/** Changes what is given, and tells the whole. `usual`: the quiet times of the configuration again. */
export async function updatePreferences(
  app: App,
  { cells, quiet }: PreferencesInput,
  caller: Caller,
): Promise<PreferencesView> {
  if (quiet && quiet !== 'usual') checkQuiet(quiet);
  const changed = await change(app, caller.person.id, (now) => ({
    cells: withCells(now, cells),
    ...(quiet === undefined ? {} : { quiet }),
  }));
  return show(app, changed, caller);
}

function checkQuiet({ hours, timeZone }: QuietTimes): void {
  if (!isTimeZone(timeZone)) throw invalid('quiet.timeZone', 'time_zone');
  if (hours && hours.from === hours.to) throw invalid('quiet.hours', 'hours');
}

export type PreferenceCommands = ReturnType<typeof preferenceCommands>;

/** Sealed, so that nobody else can make one, and nobody learns from it who reads the mail. */
export const unsubscribeToken = (
  { secrets }: Pick<App, 'secrets'>,
  personId: string,
  type: MailedType,
): string => secrets.seal(`${type} ${personId}`);

function readUnsubscribeToken(
  { secrets }: Pick<App, 'secrets'>,
  token: string,
): { personId: string; type: MailedType } | undefined {
  let opened = '';
  try {
    opened = secrets.open(token);
  } catch (thrown) {
    if (!AppError.is(thrown, 'internal')) throw thrown;
  }
  const [, word = '', personId = ''] = /^(\w{1,30}) (.{1,300})$/s.exec(opened) ?? [];
  const type = ([...NOTIFICATION_TYPES, 'digest'] as const).find((one) => one === word);
  return type && { type, personId };
}

/** The server takes nothing for the address any more: nothing else is tried until it is confirmed again. */
export const noteRefusal = (app: PreferencesApp, personId: string): Promise<Preferences> =>
  change(app, personId, ({ mail }) => ({ mail: mail && { ...mail, refusedAt: app.clock.now() } }));
