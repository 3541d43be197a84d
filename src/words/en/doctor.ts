import type { Invariant } from '../../domain/invariants.ts';
import { plural } from './plural.ts';

/** What must hold of everything that is stored. */
const mustHold: Record<Invariant, string> = {
  lease_ends: 'a run under way has a worker whose lease is valid or expired only recently',
  queued_is_dispatched: 'a queued run is put in the queue again before long',
  waiting_has_reason: 'a waiting run has an open ask, or one whose answer is on its way',
  ended_is_free: 'an ended run has no owner and no lease, and says when it ended',
  journal_is_whole: 'a journal has every call of every answer once, in order',
  effects_are_settled:
    'an effect that was begun is finished, in doubt before people, or of a run that was cancelled',
  task_shows_run: 'a task matches its current run',
  task_state_is_legal: 'a task is in a state of the table',
  history_is_as_written: 'an entry of a history is as it was written, and follows the one before it',
  history_is_whole: 'a history has one entry for each version, and ends where the task is',
  asks_are_wanted: 'an open ask belongs to a run or task that waits',
  settled_is_woken: 'a settled ask has woken what waited for it',
  outbox_moves: 'what is to be sent is sent, or tried again before long',
  inbox_moves: 'incoming messages are handled promptly',
  none_set_aside: 'nothing has ended its worker so often that it was set aside; try it again in the console',
  schedules_come: 'an active schedule has a next time, which is to come or was due a moment ago',
  schedules_keep_rules: 'the next time of a schedule is one that its rules give',
  ticks_are_settled:
    'a time that was due is settled before long, unless it waits for the task of the one before',
  ticks_have_tasks: 'a time that fired has its task, and the task of a schedule its time',
  hooks_are_settled: 'what a trigger has accepted becomes a task, or is settled with a reason, before long',
  hooks_have_tasks: 'a delivery that made a task has it',
};

/** What the doctor says at the command line. */
export const enDoctor = {
  looksAt: (where: string) => `Checking ${where}.`,
  healthy: 'Everything is in order.',
  broken: (count: number) => `${plural(count, 'problem')} found:`,
  mustHold,
  stopFirst: 'Only one process at a time can use the data files: stop Errand first, then run this again.',
  cannotLook: 'The check could not run:',
};
export type DoctorWords = typeof enDoctor;
