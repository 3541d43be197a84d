import type { ApprovalReason } from '../../domain/ask.ts';
import type { DoubtReason } from '../../domain/doubt.ts';
import { spanText } from '../span-text.ts';
import { plural } from './plural.ts';

const UNITS = { hours: 'h', minutes: 'min', seconds: 's' };

/** Why a call needs an approval; nothing where the configuration asks for it each time. */
const askedBecause: Record<Exclude<ApprovalReason, 'always'>, string> = {
  outside_text:
    'Approval is needed because this task has read outside text, which may contain instructions from others.',
  new_host:
    'Approval is needed because this task has read outside text, and nobody has named this host. The host sees everything in the address.',
};

/** Why people are asked whether something is to be done again. */
const mayHaveHappened: Record<DoubtReason, (step: string) => string> = {
  died: (step) =>
    `"${step}" started, but it is not known whether it happened. Repeat it, skip it, or stop here?`,
  no_answer: (step) =>
    `"${step}" was sent, but the connection broke before the full answer arrived. It may have happened. Repeat it, skip it, or stop here?`,
  timeout: (step) =>
    `"${step}" was sent, but there was no answer in time. It may have happened. Repeat it, skip it, or stop here?`,
  unreadable: (step) =>
    `"${step}" was sent, but the answer cannot be read. It may have happened. Repeat it, skip it, or stop here?`,
  server_error: (step) =>
    `"${step}" was sent, and the other system answered with an error. It may have happened. Repeat it, skip it, or stop here?`,
  fault: (step) =>
    `"${step}" started and was cut off. It may have happened. Repeat it, skip it, or stop here?`,
  earlier_try: (step) =>
    `An earlier try at this task started "${step}". It may already have happened. Repeat it, skip it, or stop here?`,
};

/** Cards: runs, their steps, and what is asked of people. */
export const enCards = {
  // What the model is told of a tool that failed: a clean sentence, never the raw message.
  toolFailed: (tool: string, detail: string): string => `${tool} failed: ${detail}`,
  // Steps of a run, as people read them.
  stepManageTasks: (action: string, what: string): string => `Tasks: ${action}${what ? ` ${what}` : ''}`,
  stepAsk: (question: string): string => `Ask: ${question}`,
  stepAskApproval: (question: string): string => `Ask for approval: ${question}`,
  stepTakeover: (what: string): string => `Takeover: ${what}`,
  stepSave: (name: string): string => `Save ${name}`,
  stepReadFile: (name: string): string => (name ? `Read ${name}` : 'Read a file'),
  stepGet: (host: string): string => `Read ${host}`,
  stepSend: (method: string, host: string): string => `Send ${method} to ${host}`,
  stepTool: (tool: string): string => `Use ${tool}`,
  stepFinish: 'Finish',
  stepEndEarly: 'End early',
  attempt: (count: number): string => `Try ${count}`,
  starting: 'Starts as soon as a worker is free.',
  working: 'Working…',
  pausing: 'Pauses after this step…',
  waitsFor: (question: string): string => `Waiting for people: ${question}`,
  resultIs: (text: string): string => text,
  failedBecause: (message: string): string => `Failed: ${message}`,
  triedAgain: (moment: string): string => `Next try: ${moment}.`,
  cancelledBy: (name: string, note: string | null): string =>
    `Cancelled by ${name}${note ? `: ${note}` : ''}`,
  endedEarly: (reason: string): string => `Ended early: ${reason}`,
  span: (ms: number): string => spanText(ms, UNITS),
  took: (ms: number): string => `Took ${spanText(ms, UNITS)}`,
  moreSteps: (count: number): string => `… and ${plural(count, 'earlier step')}`,
  fileChanged: (name: string, from: number, to: number, added: number, removed: number): string =>
    `${name}, v${from} → v${to}: ${plural(added, 'line')} added, ${removed} removed`,
  fileDiffers: (name: string, from: number, to: number): string =>
    `${name}, v${from} → v${to}: too many changes to show here`,
  moreLines: (count: number): string => `… and ${plural(count, 'more line')}`,
  whoMayAnswer: (names: string): string => `May decide: ${names}`,
  anyoneHere: 'anyone here',
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
  defaultCounts: (answer: string): string => `Nobody answered in time, so this answer was used: ${answer}`,
  changedFrom: (name: string): string =>
    `${name} changed this before approving; "-" marks what the agent asked for:`,
  quorumShort: (need: number, names: string): string =>
    `${need} approvals are needed, but only these people may approve: ${names || 'nobody'}. Ask your Errand admin to add approvers.`,
  answerWas: (text: string): string => `Answer: ${text}`,
  yesOrNo: (is: boolean): string => (is ? 'yes' : 'no'),
  noteWas: (text: string): string => `Note: ${text}`,
  approveChanged: 'Approve with changes',
  argumentsLabel: 'What will be sent (you can change it before you approve)',
  noteLabel: 'Note (optional)',
  noteForReview: 'Note',
  noteHelp: 'Required to request changes.',
  tellAgent: 'Note to the agent (optional)',
  mayHaveHappened,
  // Of a try that has ended.
  inDoubt: (step: string): string => `It is not known whether this happened: ${step}`,
  nobodyAnswered: (question: string): string => `Nobody answered in time: ${question}`,
  runSetAside:
    'The process that worked on it ended twice at the same step, so it is not retried automatically. Retry it once the cause is known.',
  stoppedInDoubt: 'Stopped by a person, because it is not known whether a step happened.',
  pausedByPerson: 'Paused by a person.',
  reminder: (ask: string, question: string, moment: string): string =>
    `Still open: ${ask}, ${question} (until ${moment})`,
  hintAnswer: (ask: string): string => `Or type: answer ${ask} …`,
  hintOther: (ask: string): string => `Or another answer: answer ${ask} …`,
  hintForm: (ask: string, labels: readonly string[]): string =>
    `Or type: answer ${ask} ${labels.map((label) => `${label}: …`).join('; ')}`,
  hintApprove: (ask: string): string => `Or type: approve ${ask} · reject ${ask}`,
  hintDecide: (ask: string, verbs: string): string => `Or type: ${verbs} ${ask}`,
  hintRun: (task: string): string => `Or type: stop ${task}`,
  hintRetry: (task: string): string => `Or type: retry ${task}`,
  confirmCancel: (task: string): string => `Stop ${task}? Finished work is kept.`,
};
export type CardWords = typeof enCards;
