import type { App } from '../app.ts';
import type { PreviewScheduleInput, SchedulePreview } from '../contract/schedules.ts';
import type { RuleInput, TimeRule } from '../domain/schedule.ts';
import type { Caller } from '../ports/commands.ts';
import { formatMoment } from '../shared/time.ts';
import { LOCALES, wordsFor, type Locale } from '../words/index.ts';
import { checkTimes, checkZone } from './check-times.ts';
import { compileRules, readMoment } from './compile-rules.ts';
import { nextTimes } from './next-times.ts';
import { readsOf, showRule } from './show-schedule.ts';

const NEXT = 5;
/** Whoever asks for a time that is further away than this may have meant another. */
const FAR_MS = 366 * 24 * 3600_000;

export interface ReadTimes {
  rules: TimeRule[];
  timeZone: string;
  startsAt: Date | null;
  endsAt: Date | null;
}

interface GivenTimes {
  rules: readonly RuleInput[];
  timeZone?: string | undefined;
  startsAt?: string | null | undefined;
  endsAt?: string | null | undefined;
  home?: { platform: string; channel: string } | null | undefined;
}

/**
 * The times that were given, checked: they exist, are to come, and are not too close.
 * @throws AppError `input.invalid` naming each field.
 */
export function readTimes(app: App, given: GivenTimes, caller: Caller): ReadTimes {
  const timeZone = checkZone(given.timeZone ?? zoneOf(app, given.home ?? null, caller));
  const now = app.clock.now();
  const startsAt = given.startsAt ? readMoment(given.startsAt, timeZone, 'startsAt') : null;
  const endsAt = given.endsAt ? readMoment(given.endsAt, timeZone, 'endsAt') : null;
  const rules = compileRules(given.rules, timeZone, startsAt ?? now);
  const times = { rules, timeZone, startsAt, endsAt };
  checkTimes(times, now, app.settings.schedules.minIntervalMs);
  return times;
}

/** The person's zone; of a program that speaks for nobody in particular, the channel's, else that of the installation. */
function zoneOf({ settings }: App, home: GivenTimes['home'], { place, timeZone }: Caller): string {
  if (place !== null || timeZone !== 'UTC') return timeZone;
  const channel = settings.channels.find(
    (one) => one.platform === home?.platform && one.channel === home.channel,
  );
  return channel?.timeZone ?? settings.timeZone;
}

/** How the times read, when they come next, and what people should look at twice. */
export function previewTimes(app: App, input: PreviewScheduleInput, caller: Caller): SchedulePreview {
  const times = readTimes(app, input, caller);
  const now = app.clock.now();
  return {
    rules: times.rules.map(showRule),
    timeZone: times.timeZone,
    reads: readsOf(times.rules, times.timeZone),
    next: nextTimes(times.rules, times.timeZone, now, NEXT, times).map((at) => at.toISOString()),
    warnings: warningsOf(times, now),
  };
}

/** What is allowed and seldom meant, in both languages. */
export function warningsOf(times: ReadTimes, now: Date): SchedulePreview['warnings'] {
  const warn = (say: (words: ReturnType<typeof wordsFor>['schedules'], locale: Locale) => string) =>
    Object.fromEntries(
      LOCALES.map((locale) => [locale, say(wordsFor(locale).schedules, locale)]),
    ) as SchedulePreview['reads']; // one for each
  const crons = times.rules.flatMap((rule) => (rule.kind === 'cron' ? [rule.cron.split(' ')] : []));
  const isEither = crons.some(
    ([, , date = '*', , weekday = '*']) => !/^[*?]$/.test(date) && !/^[*?+]/.test(weekday),
  );
  const isUneven = crons.some(
    ([, , date = '', month = '']) => /\b(?:29|30|31)\b/.test(date) && month === '*',
  );
  const first = farTime(times, now);
  return [
    ...(isEither ? [warn((words) => words.warnEither)] : []),
    ...(isUneven ? [warn((words) => words.warnUneven)] : []),
    ...(first ? [warn((words, locale) => words.warnFar(formatMoment(first, times.timeZone, locale)))] : []),
  ];
}

/** The first time where it is more than a year away. */
export function farTime({ rules, timeZone, ...span }: ReadTimes, now: Date): Date | null {
  const [first] = nextTimes(rules, timeZone, now, 1, span);
  return first && first.getTime() - now.getTime() > FAR_MS ? first : null;
}
