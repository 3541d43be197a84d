import { WEEKDAYS, type RuleInput, type Weekday } from '../../domain/schedule.ts';

/** What was found in a sentence, before it is put together. */
export interface Pieces {
  /** One or two kinds of repetition: "every 15 minutes", "on weekdays". */
  repeats: RuleInput[];
  times: string[];
  except: Weekday[];
  /** Whole hours: "between 9 and 17". */
  between: [from: number, to: number] | null;
  what: string;
  isTimeGuessed: boolean;
  /** Words that say something of when, and that no phrase took. */
  unread: string[];
}

/** A bare hour that may be of the night or of the afternoon, so that people say which: `3: 03:00 / 15:00?`. */
export const bothHalves = (time: string): string =>
  `${Number(time.slice(0, 2))}: ${time} / ${Number(time.slice(0, 2)) + 12}${time.slice(2)}?`;

/** Puts the pieces together as one rule; undefined where they do not make one. */
export function joinPieces({ repeats, times, except, between }: Pieces): RuleInput[] | undefined {
  const short = repeats.find(({ repeat }) => repeat === 'minutes' || repeat === 'hours');
  const day = repeats.find((rule) => rule !== short);
  if (repeats.length > 2 || (repeats.length === 2 && !short)) return undefined;
  if (short) {
    if (times.length > 0) return undefined;
    return day || between || except.length > 0 ? within(short, day, between, except) : [short];
  }
  if (!day || between) return undefined;
  const rule = {
    ...day,
    ...(times.length > 0 ? { times } : {}),
    ...(except.length > 0 ? { exceptWeekdays: except } : {}),
  };
  // "Every Monday to Friday except Wednesday".
  if (day.repeat === 'week' && except.length > 0) {
    const { exceptWeekdays: _, ...kept } = rule;
    const weekdays = day.weekdays?.filter((one) => !except.includes(one)) ?? [];
    return weekdays.length > 0 ? [{ ...kept, weekdays }] : undefined;
  }
  return [rule];
}

/** "Every 15 minutes on weekdays between 9 and 17": only as an expression, where the minutes divide the hour. */
function within(
  { repeat, every = 1 }: RuleInput,
  day: RuleInput | undefined,
  between: Pieces['between'],
  except: readonly Weekday[],
): RuleInput[] | undefined {
  const isEven = repeat === 'minutes' ? 60 % every === 0 : 24 % every === 0;
  if (!isEven || (day?.every ?? 1) > 1) return undefined;
  const all: readonly Weekday[] =
    day === undefined || day.repeat === 'day'
      ? WEEKDAYS
      : day.repeat === 'weekday'
        ? ['mon', 'tue', 'wed', 'thu', 'fri']
        : (day.weekdays ?? []);
  const left = all.filter((one) => !except.includes(one));
  if (left.length === 0) return undefined;
  const days = left.length === 7 ? '*' : left.map((one) => WEEKDAYS.indexOf(one)).join(',');
  // Hourly it comes at the last hour too; in steps of minutes it ends there.
  const last = between && (repeat === 'hours' ? Math.min(between[1], 23) : between[1] - 1);
  const hours = between ? `${between[0]}-${last}` : '*';
  if (between && between[1] <= between[0]) return undefined;
  const clock =
    repeat === 'minutes'
      ? `${every === 1 ? '*' : `*/${every}`} ${hours}`
      : `0 ${between ? (every === 1 ? hours : `${hours}/${every}`) : `*/${every}`}`;
  return [{ repeat: 'cron', cron: `${clock} * * ${days}` }];
}
