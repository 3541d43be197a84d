import type { MissedPolicy, Overlap, REPEATS, Weekday } from '../../domain/schedule.ts';
import type { FieldKind } from '../../domain/ask.ts';
import type { NotificationType } from '../../domain/notification.ts';
import type { OutputType } from '../../domain/definition.ts';
import type { PushFault, PushNews } from '../../domain/push-group.ts';
import type { OutboxState } from '../../domain/records.ts';
import type { SubjectKind } from '../../domain/card.ts';
import type { StepStatus } from '../../domain/journal.ts';
import { enScheduleActions } from './schedules.ts';

type DeliveryKind = 'text' | 'file' | 'event' | 'mail' | 'notification' | 'issue' | SubjectKind;

const deliveryKinds: Record<DeliveryKind, string> = {
  text: 'A message',
  file: 'A file',
  run: 'The card of a run',
  ask: 'The card of a question',
  draft: 'A form',
  schedule: 'schedule',
  task: 'A task that was offered',
  event: 'An event for another system',
  mail: 'A mail',
  notification: 'A notification',
  issue: 'A comment on an issue',
};

const notificationTypes: Record<NotificationType, string> = {
  needs_you: 'needs you',
  awaiting_review: 'awaiting review',
  completed: 'done',
  failed: 'failed',
  stopped: 'stopped or put aside',
  delivery_trouble: 'nothing can be delivered',
};

const deliveryStates: Record<OutboxState, string> = {
  refused: 'refused',
  dead: 'given up',
  unknown: 'may have been delivered',
  pending: 'waiting to be sent',
  sent: 'sent',
};

const steps: Record<StepStatus, string> = {
  waiting: 'waiting',
  running: 'running',
  success: 'done',
  failure: 'failed',
  abandoned: 'given up',
  skipped: 'skipped',
  unknown: 'may have happened',
};

const outputTypes: Record<OutputType, string> = {
  freeform: 'Any format',
  report: 'Report',
  summary: 'Summary',
  list: 'List',
  data: 'Data',
};

const fieldKinds: Record<FieldKind, string> = {
  text: 'A line of text',
  long_text: 'Text',
  number: 'Number',
  integer: 'Whole number',
  boolean: 'Yes or no',
  date: 'Day',
  choice: 'Single choice',
  choices: 'Multiple choice',
};

const news: Record<PushNews, string> = {
  asks: 'Questions and approvals',
  awaiting_review: 'Results to review',
  completed: 'Done',
  failed: 'Failed',
};

const pushFaults: Record<PushFault, string> = {
  webhook_invalid: 'WeCom no longer knows this address, or the bot was taken out of the group.',
  bot_disabled: 'The bot is disabled in WeCom.',
  not_in_group: 'The bot is not in the group.',
  unreadable: 'The address cannot be read: it was stored with another ERRAND_SECRET_KEY.',
};

const repeats: Record<(typeof REPEATS)[number], string> = {
  day: 'every day',
  weekday: 'on weekdays',
  week: 'every week',
  month: 'every month',
  quarter: 'every quarter',
  year: 'every year',
  minutes: 'every N minutes',
  hours: 'every N hours',
  cron: 'by an expression',
  once: 'once',
};

const weekdays: Record<Weekday, string> = {
  sun: 'Sunday',
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
};

const overlaps: Record<Overlap, string> = {
  skip: 'skip this time',
  queue: 'wait for it',
  cancel_previous: 'stop it',
  parallel: 'run in parallel',
};

const missed: Record<MissedPolicy, string> = {
  once: 'catch up once',
  skip: 'skip it',
  all: 'catch up on each',
};

/** What the console calls each of what the product knows by a name. */
export const enConsoleTables = {
  deliveryKinds,
  deliveryStates,
  notificationTypes,
  steps,
  outputTypes,
  fieldKinds,
  news,
  pushFaults,
  repeats,
  weekdays,
  overlaps,
  missed,
  feedbackStates: { pending: 'for the next run', processed: 'used' },
  scheduleEvents: enScheduleActions,
};
export type ConsoleTables = typeof enConsoleTables;
