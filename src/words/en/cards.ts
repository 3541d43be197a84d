import type { ApprovalReason } from '../../domain/ask.ts';
import type { DoubtReason } from '../../domain/doubt.ts';
import { plural } from './plural.ts';

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

/** Cards: runs, their steps, and what is asked of people. */
export const enCards = {
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
  stepTool: (tool: string): string => `Use ${tool}`,
  stepEndEarly: 'End early',
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
  runSetAside:
    'The process that worked on it ended twice at the same step, so it is not tried again by itself. Retry it once the cause is known.',
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
  confirmCancel: (task: string): string => `Stop ${task}? What is finished stays.`,
  confirmRetry: (task: string): string => `Run ${task} once more?`,
};
export type CardWords = typeof enCards;
