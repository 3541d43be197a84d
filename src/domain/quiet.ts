import type { NotificationType } from './notification.ts';
import type { Weekday } from './schedule.ts';
import type { Priority } from './task.ts';

/** When a person is not to be disturbed: hours of each day, and whole days on which they do not work. */
export interface QuietTimes {
  /** `22:00` and `08:00`; null where only days are quiet. */
  hours: { from: string; to: string } | null;
  timeZone: string;
  /** At least one. */
  workDays: Weekday[];
}

/** Days of the calendar that are other than their weekday says, the same for everybody. */
export interface CalendarDays {
  holidays: readonly string[];
  /** Worked though their weekday is free. */
  extraWorkDays: readonly string[];
}

/** What is known of something that people are told while they are not to be disturbed. */
export interface Pressing {
  type: NotificationType;
  priority: Priority;
  /** When what is asked expires. */
  expiresAt: Date | null;
}

const HOUR_MS = 3_600_000;

/** What does not wait for the end of quiet times. One that holds is enough. */
export const PASSES: readonly {
  types: readonly NotificationType[];
  if: (told: Pressing, until: Date) => boolean;
}[] = [
  // Who hears of it in the morning has an hour left, or it was too late.
  {
    types: ['needs_you'],
    if: ({ expiresAt }, until) => expiresAt !== null && expiresAt.getTime() < until.getTime() + HOUR_MS,
  },
  { types: ['needs_you', 'awaiting_review', 'failed'], if: ({ priority }) => priority === 'urgent' },
];

export const passesQuiet = (told: Pressing, until: Date): boolean =>
  PASSES.some((rule) => rule.types.includes(told.type) && rule.if(told, until));
