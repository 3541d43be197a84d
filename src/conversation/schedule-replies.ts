import type { App } from '../app.ts';
import { scheduleLabel, type Schedule, type Tick } from '../domain/schedule.ts';
import { taskLabel } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import { listHere } from '../schedules/find-schedule.ts';
import { readAloud } from '../schedules/read-aloud.ts';
import { upcoming } from '../schedules/reckon.ts';
import { formatMoment } from '../shared/time.ts';
import { wordsFor } from '../words/index.ts';

/** What is said in return, as typed commands have it. */
export interface SaidReply {
  text: string;
  isPrivate: boolean;
  /** It is told of another conversation. */
  isSecret?: boolean;
}

const NEXT = 5;
const TICKS = 5;

const moment = (at: Date, { timeZone }: Schedule, locale: string): string =>
  formatMoment(at, timeZone, locale);

/** What people read of a schedule where it is typed. */
export const showTyped = {
  moment,

  line(app: App, schedule: Schedule, locale: string): string {
    const words = wordsFor(locale).schedules;
    const [first] = schedule.state === 'active' ? upcoming(schedule, app.clock.now(), 1) : [];
    return words.line(
      scheduleLabel(schedule),
      schedule.name,
      readAloud(schedule.rules, schedule.timeZone, locale),
      words.states[schedule.state],
      first ? moment(first, schedule, locale) : '',
    );
  },

  /** What waits to be confirmed, where its card does not stand in sight. */
  change({ cardAt, proposal, ...schedule }: Schedule, { place, locale }: Caller): string {
    if (!place || (cardAt?.channel === place.channel && cardAt.thread === place.thread)) return '';
    const { rules, timeZone } = { ...schedule, ...proposal?.terms };
    const words = wordsFor(locale).schedules;
    const said = schedule.state === 'proposed' ? words.proposed : words.changeProposed;
    return said(scheduleLabel(schedule), readAloud(rules, timeZone, locale));
  },

  next(app: App, schedule: Schedule, locale: string): string {
    const words = wordsFor(locale).schedules;
    const times = upcoming(schedule, app.clock.now(), NEXT).map((at) => moment(at, schedule, locale));
    return times.length > 0 ? `${scheduleLabel(schedule)} ${words.next(times.join(' · '))}` : words.noNext;
  },

  async whole(app: App, schedule: Schedule, locale: string): Promise<string> {
    const words = wordsFor(locale).schedules;
    const { makes, state, why } = schedule;
    const ticks = await app.store
      .collection('ticks')
      .find({ scheduleId: schedule.id }, { sort: { at: -1, id: -1 }, limit: TICKS });
    const ids = ticks.flatMap(({ taskId }) => taskId ?? []);
    const tasks = await app.store
      .collection('tasks')
      .find({ id: { $in: ids } }, { limit: TICKS, omit: ['history'] });
    const labels = new Map(tasks.map((task) => [task.id, taskLabel(task)]));
    return [
      showTyped.line(app, schedule, locale),
      ...(why ? [words.stateLine(state, why.reason, why.by.name)] : []),
      ...(makes.description && makes.description !== schedule.name ? [makes.description] : []),
      words.ownerIs(schedule.owner.name),
      ...(state === 'active' ? [showTyped.next(app, schedule, locale)] : []),
      ...ticks.map((tick) => tickLine(tick, labels.get(tick.taskId ?? '') ?? '', schedule, locale)),
    ].join('\n');
  },
};

function tickLine(tick: Tick, task: string, schedule: Schedule, locale: string): string {
  const words = wordsFor(locale).schedules;
  const outcome = tick.outcome
    ? words.outcomes[tick.outcome]
    : tick.state === 'held'
      ? words.held
      : words.due;
  const reason = words.tickReasons[tick.reason](tick.detail ?? '');
  return words.tickLine(
    moment(tick.at, schedule, locale),
    outcome,
    wordsFor(locale).list([task, reason].filter(Boolean)),
  );
}

/** The schedules of the place, a line each. */
export async function listTyped(app: App, caller: Caller): Promise<SaidReply> {
  const words = wordsFor(caller.locale).schedules;
  const here = await listHere(app, caller);
  if (here.length === 0) return { text: words.noneHere, isPrivate: false };
  const lines = here.map((schedule) => showTyped.line(app, schedule, caller.locale));
  return { text: lines.join('\n'), isPrivate: false };
}
