import { enEvidence } from './evidence.ts';
import type { TaskStatus } from '../../domain/task.ts';
import type { Standing } from '../../domain/task-moves.ts';
import type {
  AccessReason,
  BrowserProblem,
  CodedFault,
  ErrorFacts,
  Fault,
  LimitName,
  Thing,
} from '../../domain/error-facts.ts';
import type { FetchTrouble } from '../../domain/doubt.ts';
import { isAsked, type SendableEvent } from '../../domain/sendable.ts';
import {
  nameField,
  wordFaults,
  wordGuard,
  type ErrorCatalogue,
  type ErrorWords,
  type GuardCatalogue,
} from '../parts/error-words.ts';
import { enActions, enActionsOnIt } from './actions.ts';
import { enList } from './list.ts';
import { enFields } from './fields.ts';
import { enFaults } from './faults.ts';
import { lower } from './lower.ts';
import { plural } from './plural.ts';
import { enSpending } from './spending.ts';
import { enScheduleErrors } from './schedule-errors.ts';
import { enHookErrors } from './trigger-errors.ts';

const KEPT_OUT: Record<NonNullable<ErrorFacts['ask.not_yours']['because']>, string> = {
  asked_for_it: 'You asked for it',
  accepted_before: 'You have accepted an earlier stage',
  own_work: 'It is your own work',
};
const deciders = ({ who, isOpen }: ErrorFacts['ask.not_yours']): string =>
  enList([...who, ...(isOpen ? ['people in its channel'] : [])]);

const REASONS: Record<FetchTrouble, string> = {
  address_not_allowed: 'the address is not allowed',
  unreachable: 'the address cannot be reached',
  timeout: 'the address did not answer in time',
  too_many_redirects: 'the address redirects too often',
  bad_url: 'the address is not valid',
  bad_headers: 'the headers cannot be sent',
  aborted: 'it was interrupted',
  broken: 'the connection broke before the answer was complete',
  unreadable: 'the answer cannot be read',
};

const BROWSER: Record<BrowserProblem, (path: string) => string> = {
  not_installed: (path) =>
    `No browser is installed at ${path}. An administrator must install Chromium and set CHROMIUM_PATH to where it is.`,
  no_sandbox: () =>
    'Chromium cannot start its sandbox here. An administrator must start Errand as a user other than root, in a container that allows user namespaces, or turn the sandbox off with CHROMIUM_SANDBOX=off.',
  does_not_start: (path) =>
    `The browser${path ? ` at ${path}` : ''} does not start. See the log of the worker.`,
  no_look: () => 'The page does not respond. Open it again.',
};

const faults = (items: readonly (Fault | CodedFault)[]): string =>
  wordFaults(items, enFaults)
    // The one thing that was said needs no name.
    .map(({ field, problem }) =>
      field === 'value' || field === 'note' ? problem : `${nameField(field, enFields)}: ${problem}`,
    )
    .join('; ');

const THINGS: Record<Thing, string> = {
  'task': 'task',
  'run': 'run',
  'ask': 'question',
  'definition': 'definition',
  'deliverable': 'result',
  'delivery': 'delivery',
  'schedule': 'schedule',
  'trigger': 'trigger',
  'agent': 'agent',
  'key': 'key',
  'session': 'session',
  'token': 'token',
  'webhook': 'webhook',
  'push group': 'group',
  'thread': 'thread',
  'message': 'message',
  'button': 'button',
  'installation': 'installation',
  'page': 'page',
};

/** How a task stands, after its number. */
const STANDS: Record<TaskStatus, string> = {
  backlog: 'has not started',
  pending: 'is queued',
  in_progress: 'is in progress',
  awaiting_review: 'is awaiting review',
  completed: 'is done',
  failed: 'has failed',
  cancelled: 'is cancelled',
  deferred: 'is deferred',
};

/** "T-1 is in progress and waiting for an answer". */
const stands = (task: string, { status, wait }: Standing): string =>
  `${task} ${STANDS[status]}${wait ? ` and is waiting for ${enActions.waits[wait]}` : ''}`;
const possible = (legal: readonly SendableEvent[]): string =>
  legal.length > 0
    ? `You can: ${enList(legal.map((event) => lower(enActions.actions[event])))}.`
    : 'Nothing can be done with it now.';
/** `T-4`, and `the definition "weekly-report"`. */
const nameOf = (what: Thing, ref: string): string => (what === 'task' ? ref : `The ${THINGS[what]} "${ref}"`);
/** What was wanted of the task; what nobody can ask for has no name. */
const notPossible = (event: string): string =>
  isAsked(event) ? `, so you cannot ${enActionsOnIt[event]}` : `; there is no event "${event}"`;

const ANY_OF = new Intl.ListFormat('en', { type: 'disjunction' });

/** Why a rule of the table lets a move through no more than this. */
const GUARDS: GuardCatalogue = {
  own_tasks: () =>
    'an agent may change only the task that it is working on and the tasks that it created for it',
  reason: () => 'a reason is needed',
  unclaimed: (d) => `${d.holder} has claimed it; it must be released first`,
  holder: (d) => `only ${ANY_OF.format([...new Set([d.holder, d.requester]), 'an admin'])} may release it`,
  decision: (d) => `nobody has made that decision yet${d.ask ? ` (${d.ask})` : ''}`,
  review_stages: (d) => `more stages of its review come after ${d.ask}`,
  definition_active: (d) => `its definition "${d.definition}" is inactive`,
  start_approval: () => 'it must be approved before it starts',
  open_blockers: (d) =>
    `it is waiting for ${enList(d.blockers)}, which ${d.blockers.length === 1 ? 'is' : 'are'} not done yet`,
  stop: (d) => `${d.by} has stopped everything`,
  review: () => 'it must be reviewed first',
  evidence: (d) =>
    d.lacks.length > 0
      ? `it lacks ${enList(d.lacks.map(({ kind, wanted }) => enEvidence.wanted[kind](wanted)))}`
      : 'people must confirm that its criteria are met',
  review_kept: () => 'only the requester may waive its review, and not where its definition requires one',
};

const LIMITS: Record<LimitName, string> = {
  model_calls: 'the number of times the model may be asked',
  tool_calls: 'the number of tool calls',
  tokens: 'the number of tokens',
  time: 'the working time',
  idle: 'the time without any progress',
};

const GITHUB_DENIED: Record<ErrorFacts['github.denied']['reason'], string> = {
  token: 'It does not accept the token: an admin must replace GITHUB_TOKEN.',
  single_sign_on:
    'The organisation wants single sign-on: an admin must authorise the token for it on GitHub.',
  forbidden: 'The token is not allowed to read this: an admin must give it access to the issues.',
};

const BROKEN: ErrorWords = {
  title: 'Something went wrong',
  detail:
    'Something went wrong in Errand, and the details are in the log. Try again; if it keeps happening, tell your Errand admin.',
};

const REFUSED: Record<AccessReason, (scope: string) => string> = {
  agents_never_decide: () => 'Only people decide. Press the button, or type for example "approve A-9".',
  own_words: () => 'Only what the person has just said can be recorded as their answer, in their own words.',
  admins_only: () => 'Only administrators may do this: they stand under "admins" in errand.yaml.',
  as_another: () => 'You can speak only as yourself here.',
  browsers_only: () => 'This is for those who are signed in in a browser.',
  scope: (scope) => `The token does not have the scope "${scope}", which this request needs.`,
};

export const enErrors: ErrorCatalogue = {
  ...enScheduleErrors,
  ...enHookErrors,
  'input.invalid': (d) => ({ title: 'Invalid input', detail: `${faults(d.faults)}.` }),
  'input.too_large': (d) => ({ title: 'Too large', detail: `The limit is ${d.maxBytes} bytes.` }),
  'auth.missing': () => ({
    title: 'Please sign in',
    detail:
      'Send the token as "Authorization: Bearer …", or sign in: write "task console" to Errand in your chat, or open the link that Errand printed when it started.',
  }),
  'access.refused': ({ reason, scope = '' }) => ({
    title: 'Not allowed',
    detail: reason ? REFUSED[reason](scope) : 'You may not do this here.',
  }),
  'not_found': (d) => ({
    title: 'Not found',
    detail: `There is no ${THINGS[d.what]} "${d.ref}" that you can see.`,
  }),
  'definition.inactive': (d) => ({
    title: 'Not in use',
    detail: `"${d.definition}" is inactive, so no new tasks can be created from it.`,
  }),
  'definition.in_use': (d) => ({
    title: 'In use',
    detail: `Tasks were created from "${d.definition}", so it cannot be deleted. Deactivate it instead; then no new tasks can be created from it.`,
  }),
  'push.off': (d) => ({
    title: 'Notifications are off',
    detail:
      d.reason === 'inactive'
        ? `"${d.group}" is inactive. Activate it first.`
        : `The platform refused the address of "${d.group}". Set a new one, or enable the group again, first.`,
  }),
  'draft.over': () => ({
    title: 'No longer open',
    detail: 'This form is no longer open. Please start again.',
  }),
  'task.ambiguous': (d) => ({
    title: 'More than one task matches',
    detail: `${plural(d.count, 'task')} match "${d.ref}". Give the number of the one you mean.`,
  }),
  'task.illegal_event': (d) => ({
    title: 'Not possible now',
    detail: `${stands(d.task, d.state)}${notPossible(d.event)}. ${possible(d.legal)}`,
  }),
  'task.guarded': (d) => ({
    title: 'Not possible now',
    detail: `${d.task}: ${wordGuard(d, GUARDS)}.`,
  }),
  'task.no_result': (d) => ({
    title: 'A result is missing',
    detail: `${d.task} needs the result of "${d.needs}", which is not there. Retry that one first.`,
  }),
  'task.cycle': (d) => ({
    title: 'Would wait for itself',
    detail: `${d.task} would wait for itself: ${d.path.join(' → ')}. Remove one of these links first.`,
  }),
  'task.archived': (d) => ({ title: 'Archived', detail: `${d.task} is archived. Restore it first.` }),
  'task.no_agent': (d) => ({
    title: 'No such agent',
    detail: `${d.task ? `${d.task} is for` : 'This conversation is with'} the agent "${d.agent}", which is not configured.`,
  }),
  'task.busy': (d) => ({
    title: 'Changed by someone else',
    detail: `${nameOf(d.what, d.ref)} is being changed by someone else. Look at it again, then retry.`,
  }),
  'run.illegal_event': () => ({ title: 'Not possible now', detail: 'The run has moved on.' }),
  'run.fenced': () => ({ title: 'Taken over', detail: 'Another worker has taken over the run.' }),
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
    detail: `Several questions are open: ${enList(d.asks)}. Start your answer with the number of one.`,
  }),
  'ask.not_yours': (d) => ({
    title: 'Not yours to decide',
    detail: d.because
      ? `${KEPT_OUT[d.because]}, so somebody else decides ${d.ask}: ${deciders(d) || 'nobody is left'}.`
      : `${d.ask} can be decided by ${deciders(d) || 'nobody yet'}.`,
  }),
  'ask.void': (d) => ({
    title: 'The action has changed',
    detail:
      d.reason === 'may_not_edit'
        ? `${d.ask} may be approved or rejected, but not changed.`
        : `${d.ask} was for another action.`,
  }),
  'version.stale': (d) => ({
    title: 'Changed in the meantime',
    detail: `You saw version ${d.expected}, but it is now ${d.actual}. Read it again.`,
  }),
  'idempotency.mismatch': () => ({
    title: 'Key already used',
    detail: 'This Idempotency-Key was used with a different request. Use a new one.',
  }),
  'store.duplicate': () => ({ title: 'Already exists', detail: 'Something with this key already exists.' }),
  'store.unavailable': () => ({
    title: 'The database does not respond',
    detail: 'Nothing was lost. Try again in a moment.',
  }),
  'store.refused': () => BROKEN,
  'store.index': (d) => ({
    title: 'An index cannot be created',
    detail: d.isUnique
      ? `Two documents have the same value where the index ${d.at} allows one of each; the log names the value. Delete or change one of them in the database, then restart.`
      : `The database did not create the index ${d.at}; the log has its answer. Drop that index in the database, or give the user of MONGODB_URI permission to create indexes, then restart.`,
  }),
  'store.denied': () => ({
    title: 'The database refuses access',
    detail:
      'The user of MONGODB_URI is not permitted to do this. Check its password, and give it the role readWrite on the database, then restart.',
  }),
  'store.newer': (d) => ({
    title: 'The database is newer than this program',
    detail: `A newer version of Errand has migrated it to layout ${d.found}; this version knows ${d.known}. Start the newer version, or restore the backup from before the upgrade.`,
  }),
  'worker.ended': () => ({
    title: 'Set aside',
    detail:
      'The process that worked on this ended twice, so it is not retried automatically. An admin can retry it in the console, under "Undelivered".',
  }),
  'clock.skewed': (d) => ({
    title: 'The clocks differ',
    detail: `The clock of this machine and that of the database differ by ${d.seconds} s; at most ${d.maxSeconds} s are allowed. Set it, for example by NTP, and start again.`,
  }),
  'queue.unavailable': () => ({
    title: 'The queue does not respond',
    detail: 'Nothing was lost; work starts when it is back.',
  }),
  'chat.rate_limited': () => ({
    title: 'The chat platform asks us to wait',
    detail: 'The message will be sent in a moment.',
  }),
  'chat.unavailable': () => ({
    title: 'The chat platform does not respond',
    detail: 'The message will be sent when it is back.',
  }),
  'chat.unknown': () => ({
    title: 'May have been sent',
    detail: 'The chat platform did not confirm the message.',
  }),
  'chat.refused': () => ({
    title: 'Refused by the chat platform',
    detail: 'The message cannot be shown there.',
  }),
  'chat.gone': () => ({ title: 'The message is gone', detail: 'It can no longer be changed.' }),
  'github.not_found': (d) => ({
    title: 'Repository not found',
    detail: `There is no repository ${d.repository}, or it is not open to everybody here. An admin can add it to github.repositories.`,
  }),
  'github.denied': (d) => ({ title: 'GitHub refuses access', detail: GITHUB_DENIED[d.reason] }),
  'github.rate_limited': (d) => ({
    title: 'GitHub asks to wait',
    detail: `GitHub answers no more requests until ${d.again ?? d.until}. Try again then.`,
  }),
  'github.unavailable': (d) => ({
    title: 'GitHub does not respond',
    detail: `${d.host} gave no usable answer${d.status ? ` (status ${d.status})` : ''}. Try again in a moment.`,
  }),
  'model.unavailable': () => ({
    title: 'The model does not respond',
    detail: 'The model could not be reached. Try again in a moment.',
  }),
  'model.rate_limited': () => ({
    title: 'The model is busy',
    detail: 'The model accepts no more requests at the moment. Try again in a minute.',
  }),
  'model.timeout': () => ({
    title: 'The model took too long',
    detail: 'The model did not answer in time. Try again.',
  }),
  'model.refused': () => ({
    title: 'The model refused the request',
    detail:
      'The key, the model name or the request is wrong. Your Errand admin can find the reason in the log.',
  }),
  'model.too_long': () => ({
    title: 'Too long for the model',
    detail: 'The text is longer than the model can take. Start a new thread, or shorten the task.',
  }),
  'model.nonsense': () => ({
    title: 'The model returned nothing usable',
    detail: 'The answer of the model could not be used. Try again.',
  }),
  'tool.failed': (d) => ({
    title: 'A tool failed',
    detail: `It did not work: ${REASONS[d.reason]}${d.host ? ` (${d.host})` : ''}.`,
  }),
  'browser.unavailable': ({ problem, path }) => ({
    title: 'There is no browser',
    detail: BROWSER[problem](path),
  }),
  'limit.reached': (d) => ({
    title: 'A limit was reached',
    detail: `The limit on ${LIMITS[d.limit]} was reached.`,
  }),
  'spending.reached': (d) => ({
    title: 'Used up for today',
    detail: `For now, ${enSpending.usedUp[d.of](d.limit, null)}. Ask again from ${d.again}. Typed commands, such as "task list", still work.`,
  }),
  'messages.too_many': (d) => ({
    title: 'Too many messages',
    detail: `That was more than ${plural(d.limit, 'message')} in a minute. Send it again in ${plural(Math.ceil(d.retryAfterMs / 1000), 'second')}.`,
  }),
  'stopped': () => ({ title: 'Stopped', detail: 'It was stopped.' }),
  'internal': () => BROKEN,
};
