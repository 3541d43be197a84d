import { manageSchedulesInput, type ManageSchedulesInput } from '../contract/tools.ts';
import { AppError, invalid } from '../domain/errors.ts';
import { scheduleLabel, type Schedule } from '../domain/schedule.ts';
import { taskLabel } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import { createSchedule } from '../schedules/create-schedule.ts';
import { checkByPerson, isHeardHere, listHere, resolveSchedule } from '../schedules/find-schedule.ts';
import { readAloud } from '../schedules/read-aloud.ts';
import { upcoming } from '../schedules/reckon.ts';
import { sendScheduleEvent } from '../schedules/schedule-events.ts';
import { moveTimes, updateSchedule } from '../schedules/update-schedule.ts';
import { prompt } from '../shared/prompts.ts';
import { shorten } from '../shared/text.ts';
import { formatMoment } from '../shared/time.ts';
import {
  answer,
  defineTool,
  refuse,
  whatToFix,
  type Tool,
  type ToolContext,
  type ToolResult,
} from '../agent/tool.ts';

type Action = (args: ManageSchedulesInput, context: ToolContext) => Promise<Record<string, unknown>>;

const READING: readonly string[] = ['list', 'get', 'next'];
const NEXT = 5;
const TICKS = 5;

/** The tool by which agents propose and change schedules for the person they talk to. What they propose is live once a person presses. */
export const manageSchedules: Tool = defineTool<ManageSchedulesInput>({
  name: 'manage_schedules',
  description: prompt('tools/manage-schedules'),
  input: manageSchedulesInput,
  effect: 'own',
  approval: 'when_tainted',
  // Nobody is there to confirm what a run would schedule.
  scopes: ['turn'],
  readsOnly: ({ action }) => READING.includes(action),
  title: ({ action, ref, name, instructions }, words) =>
    words.schedules.step(action, shorten(ref ?? name ?? instructions ?? '', 60)),
  async run(args, context): Promise<ToolResult> {
    try {
      if (!READING.includes(args.action)) checkByPerson(context.caller);
      const result = await ACTIONS[args.action](args, context);
      return answer(JSON.stringify({ ok: true, action: args.action, ...result }));
    } catch (thrown) {
      return refuse(JSON.stringify({ ok: false, error: whatToFix(thrown, context.words) }));
    }
  },
});

const event =
  (name: 'pause' | 'resume' | 'run' | 'archive' | 'skip'): Action =>
  async ({ ref, day }, { app, caller, key }) => {
    const found = await findHeard(app, ref, caller);
    const input = { event: name, ...(name === 'skip' && day ? { day } : {}) };
    const done = await sendScheduleEvent(app, found, input, { ...caller, key });
    return {
      schedule: brief(app, done.schedule, caller.locale),
      ...(done.task ? { task: taskLabel(done.task) } : {}),
      ...(done.cancelled?.length ? { cancelled: done.cancelled } : {}),
      ...(done.skipped ? { skipped: done.skipped.map((at) => at.toISOString()) } : {}),
    };
  };

const ACTIONS: Record<ManageSchedulesInput['action'], Action> = {
  async propose(args, { app, caller, key }) {
    const { rules, ...terms } = termsOf(args);
    if (!rules) throw invalid('rules', 'needed_for', 'propose');
    const options = { isTimeGuessed: args.guessed === true, mayBeLive: true };
    const schedule = await createSchedule(app, { ...terms, rules }, { ...caller, key }, options);
    return told(app, schedule, caller.locale);
  },

  async update(args, { app, caller, key }) {
    const { ref, times, guessed } = args;
    const found = await findHeard(app, ref, caller);
    const own = { ...caller, key };
    const given = termsOf(args);
    if (times && !given.rules) return told(app, await moveTimes(app, found, times, own), caller.locale);
    if (Object.keys(given).length === 0) throw invalid('rules', 'needed_for', 'update');
    const changed = await updateSchedule(app, found, given, own, { isTimeGuessed: guessed === true });
    return told(app, changed, caller.locale);
  },

  async list(_, { app, caller }) {
    const here = await listHere(app, caller);
    return { schedules: here.map((schedule) => brief(app, schedule, caller.locale)), count: here.length };
  },

  async get({ ref }, { app, caller }) {
    const found = await findHeard(app, ref, caller);
    const ticks = await app.store
      .collection('ticks')
      .find({ scheduleId: found.id }, { sort: { at: -1, id: -1 }, limit: TICKS });
    return {
      schedule: { ...brief(app, found, caller.locale), instructions: shorten(found.makes.description, 500) },
      last: ticks.map(({ at, outcome, state, reason }) => ({
        at: at.toISOString(),
        outcome: outcome ?? state,
        reason,
      })),
    };
  },

  async next({ ref }, { app, caller }) {
    const found = await findHeard(app, ref, caller);
    return { schedule: brief(app, found, caller.locale) };
  },

  skip: event('skip'),
  pause: event('pause'),
  resume: event('resume'),
  run: event('run'),
  archive: event('archive'),
};

/** Of the arguments, what the schedule is to be. */
const termsOf = ({
  action: _,
  ref: __,
  times: ___,
  guessed: ____,
  day: _____,
  ...terms
}: ManageSchedulesInput) => terms;

/** What lives in another conversation is not told before everybody here. */
async function findHeard(
  app: ToolContext['app'],
  ref: string | undefined,
  caller: Caller,
): Promise<Schedule> {
  const found = await resolveSchedule(app, ref ?? 'it', caller);
  if (isHeardHere(found, caller)) return found;
  throw new AppError('not_found', { what: 'schedule', ref: ref ?? 'it' });
}

/** What waits for a person is said as what it is, so that nobody is told that it is done. */
function told(app: ToolContext['app'], schedule: Schedule, locale: string): Record<string, unknown> {
  const shown = brief(app, schedule, locale);
  if (schedule.state !== 'proposed' && !schedule.proposal) return { schedule: shown };
  const changed = { ...schedule, ...schedule.proposal?.terms };
  return {
    proposed: scheduleLabel(schedule),
    reads: readAloud(changed.rules, changed.timeZone, locale),
    next: upcoming(changed, app.clock.now(), NEXT).map((at) => formatMoment(at, changed.timeZone, locale)),
    confirm: 'It is not live. The person must press Start on the card.',
  };
}

function brief(app: ToolContext['app'], schedule: Schedule, locale: string): Record<string, unknown> {
  const next = schedule.state === 'active' ? upcoming(schedule, app.clock.now(), NEXT) : [];
  return {
    number: scheduleLabel(schedule),
    name: shorten(schedule.name, 120),
    state: schedule.state,
    reads: readAloud(schedule.rules, schedule.timeZone, locale),
    next: next.map((at) => formatMoment(at, schedule.timeZone, locale)),
  };
}
