import type { SchedulePreview, ScheduleView, TickView } from '../contract/schedules.ts';
import { scheduleLabel, type Schedule, type Tick, type TimeRule } from '../domain/schedule.ts';
import { LOCALES } from '../words/index.ts';
import { readAloud } from './read-aloud.ts';
import { upcoming } from './reckon.ts';

const NEXT = 5;

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export const readsOf = (rules: readonly TimeRule[], timeZone: string): SchedulePreview['reads'] =>
  Object.fromEntries(
    LOCALES.map((locale) => [locale, readAloud(rules, timeZone, locale)]),
  ) as SchedulePreview['reads']; // one for each

export const showRule = (rule: TimeRule): ScheduleView['rules'][number] => {
  if (rule.kind === 'once') return { kind: 'once', at: rule.at.toISOString() };
  if (rule.kind === 'cron') return rule;
  return rule.unit === 'days' ? rule : { ...rule, anchor: rule.anchor.toISOString() };
};

/** A schedule as it is read outside. */
export function showSchedule(schedule: Schedule, now: Date): ScheduleView {
  const { why, makes, proposal, rules, timeZone } = schedule;
  const isToCome = schedule.state === 'active' || schedule.state === 'proposed';
  return {
    id: schedule.id,
    number: scheduleLabel(schedule),
    name: schedule.name,
    state: schedule.state,
    why: why && { reason: why.reason, by: why.by, at: why.at.toISOString() },
    rules: rules.map(showRule),
    timeZone,
    reads: readsOf(rules, timeZone),
    next: isToCome ? upcoming(schedule, now, NEXT).map((at) => at.toISOString()) : [],
    nextAt: iso(schedule.nextAt),
    lastAt: iso(schedule.lastAt),
    startsAt: iso(schedule.startsAt),
    endsAt: iso(schedule.endsAt),
    makes: {
      title: makes.title,
      instructions: makes.description,
      definitionId: makes.definitionId,
      parameters: makes.parameters,
      agentId: makes.agentId,
      tags: makes.tags,
      isReviewRequired: makes.isReviewRequired,
    },
    home: schedule.home,
    owner: schedule.owner,
    overlap: schedule.overlap,
    missed: schedule.missed,
    missedWithinMinutes: Math.round(schedule.missedWithinMs / 60_000),
    spreadMinutes: schedule.spreadMinutes,
    pauseAfterFailures: schedule.pauseAfterFailures,
    failures: schedule.failures,
    skips: schedule.skips.map((at) => at.toISOString()),
    proposal: proposal && {
      number: proposal.number,
      reads: readsOf(proposal.terms.rules ?? rules, proposal.terms.timeZone ?? timeZone),
      by: proposal.by,
      endsAt: proposal.endsAt.toISOString(),
    },
    revisions: schedule.revisions.map(({ version, by, at, changes }) => ({
      version,
      by,
      at: at.toISOString(),
      changes,
    })),
    version: schedule.version,
    createdAt: schedule.createdAt.toISOString(),
    updatedAt: schedule.updatedAt.toISOString(),
  };
}

/** @param task - the label of its task. */
export const showTick = (tick: Tick, task: string | null): TickView => ({
  id: tick.id,
  at: tick.at.toISOString(),
  state: tick.state,
  outcome: tick.outcome,
  reason: tick.reason,
  detail: tick.detail,
  task,
  lateMs: tick.lateMs,
  count: tick.count,
  by: tick.by,
  recordedAt: tick.recordedAt.toISOString(),
});
