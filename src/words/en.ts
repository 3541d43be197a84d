import type { ApprovalReason, AskState, Decision, FieldKind } from '../domain/ask.ts';
import type { DoubtReason } from '../domain/doubt.ts';
import type { CodedFault, ErrorCode, ErrorFacts, Fault } from '../domain/error-facts.ts';
import type { OutputType } from '../domain/definition.ts';
import type { Outcome, Priority } from '../domain/task.ts';
import { enLabels } from './labels.ts';
import { enErrors, enFaults } from './en-errors.ts';
import { wordFaults, type ErrorWords } from './error-words.ts';

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

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

/** What was decided, as a card says it of the one who did. */
const decided: Record<Decision, string> = {
  approve: 'Approved',
  reject: 'Rejected',
  answer: 'Answered',
  accept: 'Accepted',
  request_changes: 'Changes requested',
  resume: 'Resumed',
  hand_back: 'Handed back',
  repeat: 'To be repeated',
  skip: 'Skipped',
  stop: 'Stopped',
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

const fieldKinds: Record<FieldKind, string> = {
  text: 'a few words',
  long_text: 'as much as you like',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'yes or no',
  date: 'a day such as 2026-12-01',
  choice: 'one of these',
  choices: 'some of these, with commas between them',
};

const outputTypes: Record<OutputType, string> = {
  freeform: 'as it comes',
  report: 'report',
  summary: 'summary',
  list: 'list',
  data: 'data',
};

/** What whoever does the work is told to hand in. */
const expectedOutputs: Record<Exclude<OutputType, 'freeform'>, string> = {
  report: 'A report in Markdown with headings, saved as a deliverable.',
  summary: 'A summary of at most ten sentences.',
  list: 'A list with one line for each thing.',
  data: 'The data as a CSV or JSON file, saved as a deliverable.',
};

/** Why a call needs an approval; nothing where the configuration asks for it each time. */
const askedBecause: Record<Exclude<ApprovalReason, 'always'>, string> = {
  outside_text: 'Asked because this work has read text from outside, which may have had its own ideas.',
  new_host:
    'Asked because this work has read text from outside, and nobody named this host. What stands in the address is told to it.',
};

/** Why people are asked whether something is to be done again. */
const mayHaveHappened: Record<DoubtReason, (step: string) => string> = {
  died: (step) =>
    `"${step}" was begun, but it is not known whether it happened. Repeat it, skip it, or stop here?`,
  no_answer: (step) =>
    `"${step}" was sent, but the connection broke before the whole answer came. It may have happened. Repeat it, skip it, or stop here?`,
  timeout: (step) =>
    `"${step}" was sent, but no answer came in time. It may have happened. Repeat it, skip it, or stop here?`,
  unreadable: (step) =>
    `"${step}" was sent, but the answer cannot be read. It may have happened. Repeat it, skip it, or stop here?`,
  server_error: (step) =>
    `"${step}" was sent, and the other system answered with an error. It may have happened. Repeat it, skip it, or stop here?`,
  fault: (step) =>
    `"${step}" was begun and broke off. It may have happened. Repeat it, skip it, or stop here?`,
  earlier_try: (step) =>
    `An earlier attempt at this task began "${step}". It may have happened already. Repeat it, skip it, or stop here?`,
};

export const en = {
  labels: enLabels,
  decisions,
  decided,
  settled,
  priorities,
  outcomes,
  fieldKinds,
  outputTypes,
  expectedOutputs,
  error: <C extends ErrorCode>(code: C, facts: ErrorFacts[C]): ErrorWords => enErrors[code](facts),
  faults: (items: readonly (Fault | CodedFault)[]): Fault[] => wordFaults(items, enFaults),

  // What the model is told of a tool that failed: a clean sentence, never the raw message.
  toolFailed: (tool: string, detail: string): string => `${tool} failed: ${detail}`,

  // Steps of a run, as people read them.
  stepManageTasks: (action: string, what: string): string => `Tasks: ${action}${what ? ` ${what}` : ''}`,
  stepAsk: (question: string): string => `Ask: ${question}`,
  stepAskApproval: (question: string): string => `Ask for approval: ${question}`,
  stepTakeover: (what: string): string => `For a person's hands: ${what}`,
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
  triedAgain: (moment: string): string => `It is tried again ${moment}.`,
  cancelledBy: (name: string, note: string | null): string =>
    `Cancelled by ${name}${note ? `: ${note}` : ''}`,
  endedEarly: (reason: string): string => `Ended early: ${reason}`,
  took: (span: string): string => `Took ${span}`,
  moreSteps: (count: number): string => `… and ${plural(count, 'earlier step')}`,
  askBadge: {
    input: 'Question',
    approval: 'Approval',
    pre_approval: 'Approval',
    review: 'Review',
    takeover: 'Takeover',
    pause: 'Paused',
  },
  fileChanged: (name: string, from: number, to: number, added: number, removed: number): string =>
    `${name}, v${from} → v${to}: ${plural(added, 'line')} added, ${removed} removed`,
  fileDiffers: (name: string, from: number, to: number): string =>
    `${name}, v${from} → v${to}: too much has changed to show it here`,
  moreLines: (count: number): string => `… and ${plural(count, 'more line')}`,
  whoMayAnswer: (names: string): string => `May decide: ${names}`,
  anyoneHere: 'anyone in this channel',
  nobody: 'nobody yet (name approvers in errand.yaml)',
  votes: (have: number, need: number): string => `${have} of ${need} have approved`,
  expires: (moment: string): string => `Open until ${moment}`,
  actionIs: (tool: string): string => `Action: ${tool}`,
  askedBecause,
  settledBy: (state: string, name: string, moment: string): string => `${state} by ${name}, ${moment}`,
  decidedChanged: (what: string): string => `${what} with changes`,
  decidedBefore: (line: string): string => `${line} (before it was changed)`,
  nobodyDecided: 'Nobody decided in time, so it was not done.',
  nobodyAnsweredInTime: 'Nobody answered in time.',
  defaultCounts: (answer: string): string => `Nobody answered in time, so this counts: ${answer}`,
  changedFrom: (name: string): string =>
    `Changed by ${name} before approval; "-" is what the agent asked for:`,
  quorumShort: (need: number, names: string): string =>
    `${need} approvals are needed, but only these people may approve: ${names || 'nobody'}. Ask whoever runs Errand to name more.`,
  answerWas: (text: string): string => `Answer: ${text}`,
  noteWas: (text: string): string => `Note: ${text}`,
  approveChanged: 'Approve with changes',
  argumentsLabel: 'What is sent (change it before you approve)',
  noteLabel: 'Note (optional)',
  noteForReview: 'Note',
  noteHelp: 'Required to request changes.',
  tellAgent: 'What the agent should know (if anything)',
  mayHaveHappened,
  // Of a try that has ended.
  inDoubt: (step: string): string => `Nobody knows whether this happened: ${step}`,
  nobodyAnswered: (question: string): string => `Nobody answered in time: ${question}`,
  stoppedInDoubt: 'Stopped by a person, since it is not known whether a step happened.',
  pausedByPerson: 'Paused by a person.',
  reminder: (ask: string, question: string, moment: string): string =>
    `Still open: ${ask}, ${question} (until ${moment})`,
  hintAnswer: (ask: string): string => `Or type: answer ${ask} …`,
  hintOther: (ask: string): string => `Or another answer: answer ${ask} …`,
  hintForm: (ask: string, form: string): string => `Or type: answer ${ask} ${form}`,
  hintApprove: (ask: string): string => `Or type: approve ${ask} · reject ${ask}`,
  hintDecide: (ask: string, verbs: string): string => `Or type: ${verbs} ${ask}`,
  hintRun: (task: string): string => `Or type: stop ${task}`,
  hintRetry: (task: string): string => `Or type: retry ${task}`,

  buttons: {
    retry: 'Retry',
    cancel: 'Stop',
    pause: 'Pause',
    resume: 'Resume',
    rerun: 'Run again',
    send: 'Send',
    run: 'Run',
  },
  confirmCancel: (task: string): string => `Stop ${task}? What is finished stays.`,
  confirmRetry: (task: string): string => `Run ${task} once more?`,

  noDatabase: 'The database at MONGODB_URI does not answer. See that it runs and that the address is right.',
  listening: (link: string): string => `Errand is ready: ${link}`,

  // Replies in the thread.
  turnFailed: (detail: string): string => `I could not answer: ${detail}`,
  turnStopped: 'Stopped.',
  howToDecide: (ask: string, typed: string): string =>
    `That decides nothing about ${ask}. To decide, press a button on its card, or type only: ${typed}`,
  howToStop: (task: string): string => `That stops nothing. Type: stop ${task}`,
  howToPause: (task: string): string => `That pauses nothing. Type: pause ${task}`,
  optionOrControl: (ask: string, task: string, said: string): string =>
    `"${said}" may be an answer or an order. Type: answer ${ask} ${said} · stop ${task}`,
  takenAsAnswer: (ask: string, text: string): string => `Taken as the answer to ${ask}: ${text}`,
  doneNothing: 'There is nothing more to say.',
  notServed: 'I am not set up to work here. Ask whoever runs Errand to add this channel or you.',
  commandFailed: (detail: string): string => detail,
  unknownCommand: (given: string, nearest: string | null): string =>
    nearest
      ? `I do not know "${given}". Did you mean "${nearest}"?`
      : `I do not know "${given}". Type "task help" for what I know.`,
  help: [
    'You can talk to me in plain words, or type:',
    '- `task new <title>` · `task list` · `task show T-1` · `task run T-1`',
    '- `task definitions` · `task new weekly-report week=47` · `task run weekly-report week=47`',
    '- `task assign T-1 <name>` · `task update T-1 <new title>` · `task update T-1 priority=high` · `task comment T-1 <text>`',
    '- `task pause T-1` · `task resume T-1` · `task stop T-1` · `task retry T-1`',
    '- `task skip T-1` (go on without what it waits for)',
    '- `task defer T-1 until 2027-01-31 <reason>` · `task archive T-1` · `task restore T-1` · `task why T-1` · `task inbox`',
    '- `approve A-1` · `reject A-1 <reason>` · `answer A-1 <text>`',
  ].join('\n'),
  waitsForPeople: (task: string, title: string, ask: string, question: string): string =>
    `**${task} ${title}** waits for people. ${ask}: ${question}`,
  pushTest: (group: string): string => `A test: what happens in Errand is told here, in **${group}**.`,
  ended: (task: string, title: string, label: string, detail: string): string =>
    `**${task} ${title}**: ${label}.${detail ? `\n${detail}` : ''}`,
  created: (task: string, title: string): string => `${task} noted: ${title}`,
  existed: (task: string, title: string): string => `That is ${task} already: ${title}`,
  started: (task: string, title: string): string => `${task} is under way: ${title}`,
  changed: (task: string, title: string, label: string): string => `${task} ${title}: ${label}`,
  deleted: (task: string): string => `${task} is archived.`,
  commented: (task: string): string => `Noted on ${task}.`,
  noDefinitions: 'There are no definitions yet. Administrators write them in the console.',
  definitionLine: (key: string, what: string, parameters: string): string =>
    `- \`${key}\` ${what}${parameters ? ` (${parameters})` : ''}`,
  draftFor: (name: string): string => `${name}, please fill this in.`,
  draftDone: (task: string): string => `It is ${task} now.`,
  draftCancelled: (title: string): string => `Left: ${title}. Nothing was made.`,
  draftAsks: (title: string, label: string, kind: string, more: number): string =>
    `**${title}**: ${label}? (${kind}${more > 0 ? `; ${more} more after this` : ''})`,
  draftWrong: (label: string, problem: string): string => `${label} ${problem}.`,
  draftHowToCancel: 'To leave it, say: cancel',
  noTasks: 'No tasks here.',
  moreTasks: (count: number): string => `… and more; ask for them by status or words (${count} shown).`,
  inboxEmpty: 'Nothing waits for you.',
  inboxTitle: (count: number): string => `${plural(count, 'thing waits', 'things wait')} for you:`,
  whichTask: 'Which one do you mean?',
  missing: (what: string, example: string): string => `Please add ${what}, for example: ${example}`,
  /** What a command lacks, and how it is typed. */
  samples: {
    new: ['a title', 'task new Prepare the quarterly report'],
    update: [
      'T-… and what to change',
      'task update T-1 New title · task update T-1 priority=high due=2027-01-31',
    ],
    assign: ['T-… and a name', 'task assign T-1 Bo'],
    comment: ['T-… and what to note', 'task comment T-1 Waiting for Ana'],
    defer: ['T-… and a reason', 'task defer T-1 until 2027-01-31 waiting for the budget'],
    approve: ['the number of what you approve', 'approve A-1'],
    reject: ['the number of what you reject', 'reject A-1 too early'],
    accept: ['the number of what you accept', 'accept A-1'],
    answer: ['the number of the question and your answer', 'answer A-1 Friday'],
  } satisfies Record<string, [what: string, example: string]>,
  deferredUntil: (moment: string): string => `Until ${moment}`,
  taskLine: (number: string, title: string, label: string): string => `${number} ${title} (${label})`,
  dueLine: (moment: string): string => `Due ${moment}`,
  assigneeLine: (name: string): string => `With ${name}`,
  priorityLine: (priority: string): string => `Priority ${priority}`,

  /** What to type for the event that would move a task; `#` is the number of the ask or the task. */
  whyTyped: {
    queue: 'task run #',
    skip_blocker: 'task skip #',
    approve: 'approve #',
    answer: 'answer # …',
    resume: 'resume #',
    hand_back: 'hand back #',
    accept: 'accept #',
    retry: 'retry #',
    rerun: 'task run #',
    resume_deferred: 'task resume #',
  },
  whyNext: (typed: string): string => `What would move it: ${typed}`,

  // Why a task does not move.
  why: {
    archived: 'It is archived. Restore it to go on.',
    backlog: 'It stands in the backlog: nobody has started it. Run it, or complete it by hand.',
    preApproval: (who: string): string => `It waits for a nod before it starts, from ${who}.`,
    queued: 'It is in the queue and starts as soon as a worker is free.',
    queuedNoWorker:
      'It is in the queue, but no worker has taken it for a while. See that a process with the role "worker" runs.',
    dependency: (tasks: string): string => `It waits for ${tasks}.`,
    executor: 'It waits for an executor that can do it.',
    backoff: (moment: string): string => `It failed and is tried again ${moment}.`,
    running: (step: string): string => `It does move: ${step}.`,
    runningLost: 'Its worker has not been heard of; another takes over in a moment.',
    ask: (ask: string, question: string, who: string): string =>
      `It waits for ${who} to settle ${ask}: ${question}`,
    notShown: (reason: string): string => `It could not be shown in chat (${reason}).`,
    paused: 'It is paused. Resume it to go on.',
    review: (who: string): string => `The work is done and waits for a review by ${who}.`,
    completed: 'It is done.',
    failed: (reason: string): string => `It failed: ${reason}. Retry it to go on.`,
    cancelled: 'It was cancelled. Run it again to go on.',
    deferred: (reason: string, until: string | null): string =>
      `It is deferred (${reason})${until ? ` until ${until}` : ''}.`,
  },
};

/** Everything that people read, in one language. */
export type Words = typeof en;
