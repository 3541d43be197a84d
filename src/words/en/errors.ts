import type { Standing } from '../../domain/task-moves.ts';
import type { CodedFault, Fault, LimitName, Thing } from '../../domain/error-facts.ts';
import type { FetchTrouble } from '../../domain/doubt.ts';
import { isAsked, type SendableEvent } from '../../domain/sendable.ts';
import { wordFaults, wordGuard, type ErrorCatalogue, type GuardCatalogue } from '../error-words.ts';
import { enLabels } from './labels.ts';
import { enActions, enEventsOnIt } from './actions.ts';
import { enFaults } from './faults.ts';
import { plural } from './plural.ts';
import { enScheduleErrors } from './schedule-errors.ts';

const REASONS: Record<FetchTrouble, string> = {
  address_not_allowed: 'that address is not allowed',
  unreachable: 'the address cannot be reached',
  timeout: 'the address did not answer in time',
  too_many_redirects: 'the address sends on too often',
  bad_url: 'that is no address that can be used',
  bad_headers: 'the headers cannot be sent',
  aborted: 'it was interrupted',
  broken: 'the connection broke before the answer was complete',
  unreadable: 'the answer cannot be read',
};

const faults = (items: readonly (Fault | CodedFault)[]): string =>
  wordFaults(items, enFaults)
    // The one thing that was said needs no name.
    .map(({ field, problem }) => (field === 'value' || field === 'note' ? problem : `${field}: ${problem}`))
    .join('; ');
const list = (items: readonly string[]): string => items.join(', ');

const THINGS: Record<Thing, string> = {
  'task': 'task',
  'run': 'run',
  'ask': 'question',
  'definition': 'definition',
  'deliverable': 'result',
  'delivery': 'delivery',
  'schedule': 'schedule',
  'push group': 'group',
  'thread': 'thread',
  'message': 'message',
  'button': 'button',
  'installation': 'installation',
  'page': 'page',
};

/** "T-1 is in progress and waits for an answer". */
const stands = (task: string, { status, wait }: Standing): string =>
  `${task} is ${enLabels.labels[status]}${wait ? ` and waits for ${enActions.waits[wait]}` : ''}`;
const possible = (legal: readonly SendableEvent[]): string =>
  `Possible: ${list(legal.map((event) => enActions.events[event])) || 'nothing'}.`;
/** `T-4`, and `the definition "weekly-report"`. */
const nameOf = (what: Thing, ref: string): string => (what === 'task' ? ref : `The ${THINGS[what]} "${ref}"`);
/** What was wanted of the task; what nobody can ask for has no name. */
const notPossible = (event: string): string =>
  isAsked(event) ? `it is not possible to ${enEventsOnIt[event]}` : `there is no event "${event}" to send`;

/** Why a rule of the table lets a move through no more than this. */
const GUARDS: GuardCatalogue = {
  own_tasks: () => 'an agent may only change the task that it works on and those that it made for it',
  reason: () => 'say why',
  unclaimed: (d) => `${d.holder} has it; it must be released first`,
  decision: (d) => `nobody has decided that${d.ask ? ` (${d.ask})` : ''}`,
  definition_active: (d) => `its definition "${d.definition}" is not active`,
  start_approval: () => 'it must be approved before it starts',
  open_blockers: (d) =>
    `it waits for ${list(d.blockers)}, which ${d.blockers.length === 1 ? 'is' : 'are'} not completed`,
  review: () => 'it must be reviewed before it is completed',
  review_kept: () =>
    'only whoever asked for it may waive its review, and not where its definition requires one',
};

const LIMITS: Record<LimitName, string> = {
  model_calls: 'the number of times the model may be asked',
  tool_calls: 'the number of tool calls',
  tokens: 'the number of tokens',
  time: 'the working time',
  idle: 'the time without any progress',
};

export const enErrors: ErrorCatalogue = {
  ...enScheduleErrors,
  'input.invalid': (d) => ({ title: 'Something in the input is not right', detail: `${faults(d.faults)}.` }),
  'input.too_large': (d) => ({ title: 'Too large', detail: `At most ${d.maxBytes} bytes are taken.` }),
  'auth.missing': () => ({
    title: 'Please sign in',
    detail:
      'Send the token as "Authorization: Bearer …", or open the sign-in link that Errand printed at its start.',
  }),
  'access.refused': (d) => ({
    title: 'Not allowed',
    detail:
      d.reason === 'agents_never_decide'
        ? 'Only people decide. Press the button, or type for example "approve A-9".'
        : 'You may not do this here.',
  }),
  'not_found': (d) => ({
    title: 'Not found',
    detail: `There is no ${THINGS[d.what]} "${d.ref}" that you can see.`,
  }),
  'definition.inactive': (d) => ({
    title: 'Not in use',
    detail: `"${d.definition}" is not active: no new tasks can be made from it.`,
  }),
  'definition.in_use': (d) => ({
    title: 'Tasks were made from it',
    detail: `Tasks were made from "${d.definition}", so it stays. Deactivate it instead: no new ones can then be made.`,
  }),
  'push.off': (d) => ({
    title: 'Nothing is sent there',
    detail:
      d.reason === 'inactive'
        ? `"${d.group}" is switched off. Switch it on first.`
        : `The address of "${d.group}" was refused by the platform. Set a new one, or enable it again, first.`,
  }),
  'draft.over': () => ({ title: 'No longer open', detail: 'This is no longer open. Begin once more.' }),
  'task.ambiguous': (d) => ({
    title: 'More than one task fits',
    detail: `"${d.ref}" fits ${plural(d.count, 'task')}. Say which one by its number.`,
  }),
  'task.illegal_event': (d) => ({
    title: 'Not possible now',
    detail: `${stands(d.task, d.state)}: ${notPossible(d.event)}. ${possible(d.legal)}`,
  }),
  'task.guarded': (d) => ({
    title: 'Not possible now',
    detail: `${d.task}: ${wordGuard(d, GUARDS)}.`,
  }),
  'task.archived': (d) => ({ title: 'Archived', detail: `${d.task} is archived. Restore it first.` }),
  'task.no_agent': (d) => ({
    title: 'No such agent',
    detail: `${d.task ? `${d.task} is for` : 'This conversation is with'} the agent "${d.agent}", which is not configured.`,
  }),
  'task.busy': (d) => ({
    title: 'Somebody else was quicker',
    detail: `${nameOf(d.what, d.ref)} is being changed by others. Look at it again, then try once more.`,
  }),
  'run.illegal_event': () => ({ title: 'Not possible now', detail: 'The run has moved on.' }),
  'run.fenced': () => ({ title: 'Taken over', detail: 'Another worker has the run.' }),
  'ask.settled': (d) => ({
    title: 'Already handled',
    detail:
      d.state === 'voted'
        ? `${d.by} has already voted on ${d.ask}.`
        : d.state === 'expired'
          ? `${d.ask} has expired.`
          : d.state === 'withdrawn'
            ? `${d.ask} is no longer needed.`
            : `${d.ask} was already settled${d.by ? ` by ${d.by}` : ''}.`,
  }),
  'ask.ambiguous': (d) => ({
    title: 'Which question?',
    detail: `Several questions are open: ${list(d.asks)}. Start your answer with its number.`,
  }),
  'ask.not_yours': (d) => ({
    title: 'Not yours to decide',
    detail: `${d.ask} can be decided by ${list(d.who) || 'nobody here'}.`,
  }),
  'ask.void': (d) => ({
    title: 'The action has changed',
    detail:
      d.reason === 'may_not_edit'
        ? `${d.ask} may be approved or rejected, but not changed.`
        : `${d.ask} was for another action.`,
  }),
  'version.stale': (d) => ({
    title: 'Changed meanwhile',
    detail: `You saw version ${d.expected}, but it is now ${d.actual}. Read it again.`,
  }),
  'idempotency.mismatch': () => ({
    title: 'Key used before',
    detail: 'This Idempotency-Key came with another request before. Use a new one.',
  }),
  'store.duplicate': () => ({ title: 'It is there already', detail: 'Something with this key exists.' }),
  'store.unavailable': () => ({
    title: 'The database does not answer',
    detail: 'Nothing was lost. Try again in a moment.',
  }),
  'store.refused': () => ({ title: 'Something went wrong', detail: 'The fault is ours and is in the log.' }),
  'store.index': (d) => ({
    title: 'An index cannot be created',
    detail: d.isUnique
      ? `Two documents have the same value where the index ${d.at} allows one of each; the log names the value. Delete or change one of them in the database, then start again.`
      : `The database did not create the index ${d.at}; the log has its answer. Drop that index in the database, or give the user of MONGODB_URI the right to create indexes, then start again.`,
  }),
  'store.denied': () => ({
    title: 'The database refuses access',
    detail:
      'The user of MONGODB_URI may not do this. Check its password, and give it the role readWrite on the database, then start again.',
  }),
  'store.newer': (d) => ({
    title: 'The database is newer than this program',
    detail: `A newer version of Errand has migrated it to layout ${d.found}; this version knows ${d.known}. Start the newer version, or restore the backup from before the upgrade.`,
  }),
  'worker.ended': () => ({
    title: 'Set aside',
    detail:
      'The process that worked on this ended twice, so it is not tried again by itself. An administrator can try it again in the console, under "Did not arrive".',
  }),
  'clock.skewed': (d) => ({
    title: 'The clocks differ',
    detail: `The clock of this machine and that of the database differ by ${d.seconds} s; at most ${d.maxSeconds} s are allowed. Set it, for example by NTP, and start again.`,
  }),
  'queue.unavailable': () => ({
    title: 'The queue does not answer',
    detail: 'Nothing was lost; work starts when it is back.',
  }),
  'chat.rate_limited': () => ({
    title: 'The chat platform asks us to wait',
    detail: 'It goes out in a moment.',
  }),
  'chat.unavailable': () => ({
    title: 'The chat platform does not answer',
    detail: 'It is sent when it is back.',
  }),
  'chat.unknown': () => ({
    title: 'Perhaps sent',
    detail: 'The chat platform did not say whether it has the message.',
  }),
  'chat.refused': () => ({
    title: 'Refused by the chat platform',
    detail: 'The message cannot be shown there.',
  }),
  'chat.gone': () => ({ title: 'The message is gone', detail: 'It can no longer be changed.' }),
  'model.unavailable': () => ({
    title: 'The model does not answer',
    detail: 'The model could not be reached. Try again in a moment.',
  }),
  'model.rate_limited': () => ({
    title: 'The model is busy',
    detail: 'The model takes no more requests at the moment. Try again in a minute.',
  }),
  'model.timeout': () => ({
    title: 'The model took too long',
    detail: 'The model did not answer in time. Try again.',
  }),
  'model.refused': () => ({
    title: 'The model refused the request',
    detail: 'Key, model name or request is wrong; whoever runs Errand finds the reason in the log.',
  }),
  'model.too_long': () => ({
    title: 'Too long for the model',
    detail: 'There is more text than the model can take. Begin a new thread, or shorten the task.',
  }),
  'model.nonsense': () => ({
    title: 'The model answered nonsense',
    detail: 'The model said nothing that can be used. Try again.',
  }),
  'tool.failed': (d) => ({
    title: 'A tool failed',
    detail: `It did not work: ${REASONS[d.reason]}${d.host ? ` (${d.host})` : ''}.`,
  }),
  'limit.reached': (d) => ({
    title: 'A limit was reached',
    detail: `The limit on ${LIMITS[d.limit]} was reached.`,
  }),
  'stopped': () => ({ title: 'Stopped', detail: 'It was stopped.' }),
  'internal': () => ({ title: 'Something went wrong', detail: 'The fault is ours and is in the log.' }),
};
