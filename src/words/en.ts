import type { AskState, Decision } from '../domain/ask.ts';
import type { ErrorCode, ErrorDetails, Fault } from '../domain/errors.ts';
import type { Outcome, Priority } from '../domain/task.ts';

interface ErrorWords {
  title: string;
  detail: string;
}

const list = (items: unknown): string => (Array.isArray(items) ? items.join(', ') : '');
const faults = (items: unknown): string =>
  Array.isArray(items) ? (items as Fault[]).map(({ field, problem }) => `${field}: ${problem}`).join('; ') : '';
const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

const LIMITS: Record<string, string> = {
  model_calls: 'the number of times the model may be asked',
  tool_calls: 'the number of tool calls',
  tokens: 'the number of tokens',
  time: 'the working time',
};

/** Why each thing is refused. The words are for people: what is wrong, and what would mend it. */
const errors: Record<ErrorCode, (details: ErrorDetails) => ErrorWords> = {
  'input.invalid': (d) => ({ title: 'Something in the input is not right', detail: `${faults(d.faults)}.` }),
  'input.too_large': (d) => ({ title: 'Too large', detail: `At most ${d.max} bytes are taken.` }),
  'auth.missing': () => ({
    title: 'Please sign in',
    detail: 'Send the token as "Authorization: Bearer …", or open the sign-in link that Errand printed at its start.',
  }),
  'access.refused': (d) => ({
    title: 'Not allowed',
    detail:
      d.reason === 'agents_never_decide'
        ? 'Only people decide. Press the button, or type for example "approve A-9".'
        : 'You may not do this here.',
  }),
  'not_found': (d) => ({ title: 'Not found', detail: `There is no ${d.what ?? 'such thing'} "${d.ref ?? ''}" that you can see.` }),
  'task.ambiguous': (d) => ({
    title: 'More than one task fits',
    detail: `"${d.ref}" fits ${plural(Number(d.count ?? 0), 'task')}. Say which one by its number.`,
  }),
  'task.illegal_event': (d) => ({
    title: 'Not possible now',
    detail: `${d.task} is ${d.wait ? `${d.status} (waiting: ${d.wait})` : d.status}, so "${d.event}" is not possible. Possible: ${list(d.legal) || 'nothing'}.`,
  }),
  'task.archived': (d) => ({ title: 'Archived', detail: `${d.task} is archived. Restore it first.` }),
  'task.no_agent': (d) => ({ title: 'No such agent', detail: `${d.task} is for the agent "${d.agent}", which is not configured.` }),
  'task.busy': (d) => ({ title: 'Somebody else was quicker', detail: `${d.task} is being changed by others. Look at it again, then try once more.` }),
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
  'ask.ambiguous': (d) => ({ title: 'Which question?', detail: `Several questions are open: ${list(d.asks)}. Start your answer with its number.` }),
  'ask.not_yours': (d) => ({
    title: 'Not yours to decide',
    detail: `${d.ask} can be decided by ${list([...(d.people as string[]), ...(d.groups as string[])]) || 'nobody here'}.`,
  }),
  'ask.void': (d) => ({
    title: 'The action has changed',
    detail: d.reason === 'may_not_edit' ? `${d.ask} may be approved or rejected, but not changed.` : `${d.ask} was for another action.`,
  }),
  'version.stale': (d) => ({ title: 'Changed meanwhile', detail: `You saw version ${d.expected}, but it is now ${d.actual}. Read it again.` }),
  'idempotency.mismatch': () => ({ title: 'Key used before', detail: 'This Idempotency-Key came with another request before. Use a new one.' }),
  'store.duplicate': () => ({ title: 'It is there already', detail: 'Something with this key exists.' }),
  'store.unavailable': () => ({ title: 'The database does not answer', detail: 'Nothing was lost. Try again in a moment.' }),
  'store.refused': () => ({ title: 'Something went wrong', detail: 'The fault is ours and is in the log.' }),
  'queue.unavailable': () => ({ title: 'The queue does not answer', detail: 'Nothing was lost; work starts when it is back.' }),
  'chat.rate_limited': () => ({ title: 'The chat platform asks us to wait', detail: 'It goes out in a moment.' }),
  'chat.unavailable': () => ({ title: 'The chat platform does not answer', detail: 'It is sent when it is back.' }),
  'chat.unknown': () => ({ title: 'Perhaps sent', detail: 'The chat platform did not say whether it has the message.' }),
  'chat.refused': () => ({ title: 'Refused by the chat platform', detail: 'The message cannot be shown there.' }),
  'chat.gone': () => ({ title: 'The message is gone', detail: 'It can no longer be changed.' }),
  'model.unavailable': () => ({ title: 'The model does not answer', detail: 'The model could not be reached. Try again in a moment.' }),
  'model.rate_limited': () => ({ title: 'The model is busy', detail: 'The model takes no more requests at the moment. Try again in a minute.' }),
  'model.timeout': () => ({ title: 'The model took too long', detail: 'The model did not answer in time. Try again.' }),
  'model.refused': () => ({ title: 'The model refused the request', detail: 'Key, model name or request is wrong; whoever runs Errand finds the reason in the log.' }),
  'model.too_long': () => ({ title: 'Too long for the model', detail: 'There is more text than the model can take. Begin a new thread, or shorten the task.' }),
  'model.nonsense': () => ({ title: 'The model answered nonsense', detail: 'The model said nothing that can be used. Try again.' }),
  'tool.failed': (d) => ({ title: 'A tool failed', detail: `It did not work: ${String(d.reason ?? 'unknown').replaceAll('_', ' ')}.` }),
  'limit.reached': (d) => ({ title: 'A limit was reached', detail: `The limit on ${LIMITS[String(d.limit)] ?? 'this'} was reached.` }),
  'stopped': () => ({ title: 'Stopped', detail: 'It was stopped.' }),
  'internal': () => ({ title: 'Something went wrong', detail: 'The fault is ours and is in the log.' }),
};

const labels: Record<string, string> = {
  backlog: 'backlog',
  pending: 'queued',
  in_progress: 'in progress',
  needs_input: 'needs an answer',
  paused: 'paused',
  awaiting_review: 'awaiting review',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  deferred: 'deferred',
  waiting: 'waiting',
  queued: 'queued',
  running: 'in progress',
  succeeded: 'done',
};

const decisions: Record<Decision, string> = {
  approve: 'Approve',
  reject: 'Reject',
  answer: 'Answer',
  accept: 'Accept',
  request_changes: 'Request changes',
  resume: 'Resume',
  hand_back: 'Hand back',
  repeat: 'Repeat it',
  skip: 'Skip it',
  stop: 'Stop here',
};

const settled: Record<Exclude<AskState, 'open'>, string> = {
  answered: 'Answered',
  approved: 'Approved',
  rejected: 'Rejected',
  expired: 'Expired',
  withdrawn: 'No longer needed',
};

const priorities: Record<Priority, string> = { low: 'low', normal: 'normal', high: 'high', urgent: 'urgent' };

const outcomes: Record<Outcome, string> = {
  success: 'done',
  partial: 'done in part',
  terminated: 'ended early',
  rejected: 'rejected',
  error: 'failed',
  timeout: 'out of time',
  interrupted: 'interrupted',
  user: 'cancelled',
  schedule_archived: 'cancelled with its schedule',
  superseded: 'replaced',
};

export const en = {
  labels,
  decisions,
  settled,
  priorities,
  outcomes,
  error: (code: ErrorCode, details: ErrorDetails): ErrorWords => errors[code](details),

  // What the model is told of a tool that failed: a clean sentence, never the raw message.
  toolFailed: (tool: string, detail: string): string => `${tool} failed: ${detail}`,

  // Steps of a run, as people read them.
  stepManageTasks: (action: string, what: string): string => `Tasks: ${action}${what ? ` ${what}` : ''}`,
  stepAsk: (question: string): string => `Ask: ${question}`,
  stepAskApproval: (question: string): string => `Ask for approval: ${question}`,
  stepSave: (name: string): string => `Save ${name}`,
  stepGet: (host: string): string => `Read ${host}`,
  stepSend: (method: string, host: string): string => `Send ${method} to ${host}`,
  stepEndEarly: 'End early',

  // Cards.
  attempt: (count: number): string => `Try ${count}`,
  starting: 'Starts as soon as a worker is free.',
  working: 'At work…',
  pausing: 'Pauses after this step…',
  waitsFor: (question: string): string => `Waits for people: ${question}`,
  resultIs: (text: string): string => text,
  failedBecause: (message: string): string => `It failed: ${message}`,
  cancelledBy: (name: string, note: string | null): string => `Cancelled by ${name}${note ? `: ${note}` : ''}`,
  endedEarly: (reason: string): string => `Ended early: ${reason}`,
  took: (span: string): string => `Took ${span}`,
  moreSteps: (count: number): string => `… and ${plural(count, 'earlier step')}`,
  askBadge: { input: 'Question', approval: 'Approval', pre_approval: 'Approval', review: 'Review', takeover: 'Takeover', pause: 'Paused' },
  whoMayAnswer: (names: string): string => `May decide: ${names}`,
  anyoneHere: 'anyone in this channel',
  nobody: 'nobody yet (name approvers in errand.yaml)',
  votes: (have: number, need: number): string => `${have} of ${need} have approved`,
  expires: (moment: string): string => `Open until ${moment}`,
  actionIs: (tool: string): string => `Action: ${tool}`,
  settledBy: (state: string, name: string, moment: string): string => `${state} by ${name}, ${moment}`,
  answerWas: (text: string): string => `Answer: ${text}`,
  noteWas: (text: string): string => `Note: ${text}`,
  openMoment: 'Open',
  mayHaveHappened: (step: string): string => `"${step}" was begun, but it is not known whether it happened. Repeat it, skip it, or stop here?`,
  stoppedInDoubt: 'Stopped by a person, since it is not known whether a step happened.',
  pausedByPerson: 'Paused by a person.',
  reminder: (ask: string, question: string, moment: string): string => `Still open: ${ask}, ${question} (until ${moment})`,
  hintAnswer: (ask: string): string => `Or type: answer ${ask} …`,
  hintApprove: (ask: string): string => `Or type: approve ${ask} · reject ${ask}`,
  hintDecide: (ask: string, verbs: string): string => `Or type: ${verbs} ${ask}`,
  hintRun: (task: string): string => `Or type: stop ${task}`,
  hintRetry: (task: string): string => `Or type: retry ${task}`,

  buttons: { retry: 'Retry', cancel: 'Stop', pause: 'Pause', resume: 'Resume', rerun: 'Run again', send: 'Send', run: 'Run' },
  confirmCancel: (task: string): string => `Stop ${task}? What is finished stays.`,
  confirmRetry: (task: string): string => `Run ${task} once more?`,

  listening: (link: string): string => `Errand is ready: ${link}`,

  // Replies in the thread.
  turnFailed: (detail: string): string => `I could not answer: ${detail}`,
  doneNothing: 'There is nothing more to say.',
  notServed: 'I am not set up to work here. Ask whoever runs Errand to add this channel or you.',
  commandFailed: (detail: string): string => detail,
  unknownCommand: (given: string, nearest: string | null): string =>
    nearest ? `I do not know "${given}". Did you mean "${nearest}"?` : `I do not know "${given}". Type "task help" for what I know.`,
  help: [
    'You can talk to me in plain words, or type:',
    '- `task new <title>` · `task list` · `task show T-1` · `task run T-1`',
    '- `task assign T-1 <name>` · `task update T-1 <new title>` · `task comment T-1 <text>`',
    '- `task pause T-1` · `task resume T-1` · `task stop T-1` · `task retry T-1`',
    '- `task defer T-1 <reason>` · `task archive T-1` · `task why T-1` · `task inbox`',
    '- `approve A-1` · `reject A-1 <reason>` · `answer A-1 <text>`',
  ].join('\n'),
  ended: (task: string, title: string, label: string, detail: string): string =>
    `**${task} ${title}**: ${label}.${detail ? `\n${detail}` : ''}`,
  created: (task: string, title: string): string => `${task} noted: ${title}`,
  existed: (task: string, title: string): string => `That is ${task} already: ${title}`,
  started: (task: string, title: string): string => `${task} is under way: ${title}`,
  changed: (task: string, title: string, label: string): string => `${task} ${title}: ${label}`,
  deleted: (task: string): string => `${task} is archived.`,
  commented: (task: string): string => `Noted on ${task}.`,
  noTasks: 'No tasks here.',
  moreTasks: (count: number): string => `… and more; ask for them by status or words (${count} shown).`,
  inboxEmpty: 'Nothing waits for you.',
  inboxTitle: (count: number): string => `${plural(count, 'thing waits', 'things wait')} for you:`,
  whichTask: 'Which one do you mean?',
  missing: (what: string, example: string): string => `Please add ${what}, for example: ${example}`,
  taskLine: (number: string, title: string, label: string): string => `${number} ${title} (${label})`,
  dueLine: (moment: string): string => `Due ${moment}`,
  assigneeLine: (name: string): string => `With ${name}`,
  priorityLine: (priority: string): string => `Priority ${priority}`,

  // Why a task does not move.
  why: {
    archived: 'It is archived. Restore it to go on.',
    backlog: 'It stands in the backlog: nobody has started it. Run it, or complete it by hand.',
    preApproval: (who: string): string => `It waits for a nod before it starts, from ${who}.`,
    queued: 'It is in the queue and starts as soon as a worker is free.',
    queuedNoWorker: 'It is in the queue, but no worker has taken it for a while. See that a process with the role "worker" runs.',
    dependency: (tasks: string): string => `It waits for ${tasks}.`,
    executor: 'It waits for an executor that can do it.',
    backoff: (moment: string): string => `It failed and is tried again ${moment}.`,
    running: (step: string): string => `It does move: ${step}.`,
    runningLost: 'Its worker has not been heard of; another takes over in a moment.',
    ask: (ask: string, question: string, who: string): string => `It waits for ${who} to settle ${ask}: ${question}`,
    paused: 'It is paused. Resume it to go on.',
    review: (who: string): string => `The work is done and waits for a review by ${who}.`,
    completed: 'It is done.',
    failed: (reason: string): string => `It failed: ${reason}. Retry it to go on.`,
    cancelled: 'It was cancelled. Run it again to go on.',
    deferred: (reason: string, until: string | null): string => `It is deferred (${reason})${until ? ` until ${until}` : ''}.`,
  },
};
