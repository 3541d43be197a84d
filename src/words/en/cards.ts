import type { ApprovalReason, AskKind, Decision } from '../../domain/ask.ts';
import type { DoubtReason } from '../../domain/doubt.ts';
import { spanText } from '../parts/span-text.ts';
import { plural } from './plural.ts';

const UNITS = { hours: 'h', minutes: 'min', seconds: 's' };

/** Why a call needs an approval; nothing where the configuration asks for it each time. */
const askedBecause: Record<Exclude<ApprovalReason, 'always'>, string> = {
  outside_text:
    'Approval is needed because this task has read outside text, which may contain instructions from others.',
  new_host:
    'Approval is needed because this task has read outside text, and nobody has named this host. The host sees everything in the address.',
  in_doubt:
    'Approval is needed again because this may have been done already: it was approved and begun, and nobody knows whether it happened.',
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

/** Whom a run waits for, and for what. */
const waitingFor: Record<AskKind, (who: string) => string> = {
  input: (who) => `Waiting for ${who} to answer`,
  approval: (who) => `Waiting for ${who} to approve`,
  pre_approval: (who) => `Waiting for ${who} to approve the start`,
  review: (who) => `Waiting for ${who} to review`,
  takeover: (who) => `Waiting for ${who} to take over`,
  pause: (who) => `Waiting for ${who} to resume it`,
};

/** What the reader of an ask is called to do with the title that follows. A question speaks for itself. */
const calls: Partial<Record<AskKind, string>> = {
  approval: 'Please approve: ',
  pre_approval: 'Please approve the start of: ',
  review: 'Please review: ',
  takeover: 'Your turn: ',
};

const mayDo: Record<AskKind, (who: string) => string> = {
  input: (who) => `${who} may answer`,
  approval: (who) => `${who} may approve`,
  pre_approval: (who) => `${who} may approve`,
  review: (who) => `${who} may review`,
  takeover: (who) => `${who} may take over`,
  pause: (who) => `${who} may resume it`,
};

/** What was decided, and on what; `what` is the title of the ask. */
const news: Record<Decision, (who: string, what: string) => string> = {
  approve: (who, what) => `${who} approved “${what}”`,
  reject: (who, what) => `${who} rejected “${what}”`,
  answer: (who, what) => `${who} answered “${what}”`,
  accept: (who, what) => `${who} accepted “${what}”`,
  request_changes: (who, what) => `${who} asked for changes to “${what}”`,
  resume: (who, what) => `${who} resumed “${what}”`,
  hand_back: (who, what) => `${who} is done with “${what}”`,
  repeat: (who, what) => `${who} chose to repeat it: ${what}`,
  skip: (who, what) => `${who} chose to skip it: ${what}`,
  stop: (who, what) => `${who} stopped it: ${what}`,
};

/** What silence came to. */
const expired: Record<AskKind, (what: string) => string> = {
  input: (what) => `Nobody answered in time: ${what}`,
  approval: (what) => `Nobody approved in time, so it was not done: ${what}`,
  pre_approval: (what) => `Nobody approved in time, so it was not started: ${what}`,
  review: (what) => `Nobody reviewed in time: ${what}`,
  takeover: (what) => `Nobody took over in time: ${what}`,
  pause: (what) => `Nobody resumed it in time: ${what}`,
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
  stepAnswer: (ask: string): string => `Record the answer to ${ask}`,
  stepSave: (name: string): string => `Save ${name}`,
  stepReadFile: (name: string): string => (name ? `Read ${name}` : 'Read a file'),
  stepGet: (place: string): string => `Read ${place}`,
  stepSend: (method: string, host: string): string => `Send ${method} to ${host}`,
  stepOpen: (page: string): string => `Open ${page}`,
  stepGo: { back: 'Go back a page', reload: 'Load the page again' },
  stepLook: 'Look at the page',
  stepFill: (count: number): string => `Fill in ${plural(count, 'field')}`,
  stepPress: (what: string): string => `Press “${what}”`,
  stepKey: (key: string): string => `Press the key ${key}`,
  stepReadValue: (name: string): string => `Read “${name}”`,
  stepWait: 'Wait for the page',
  stepTool: (tool: string): string => `Use ${tool}`,
  stepFinish: 'Finish',
  stepEndEarly: 'End early',
  stepUnclear: 'A step that was not understood',
  partLine: (at: number, title: string, task: string, label: string): string =>
    `${at}. ${title} · ${task} · ${label}`,
  partsDone: (done: number, all: number): string => `${done} of ${all} done`,
  partEnded: (task: string, title: string, reason: string): string => `${task} ${title}: ${reason}`,
  partIsYours: (task: string, title: string, work: string): string =>
    `**${task} ${title}** is yours now.\n\n${work}\n\nWhen it is done, type: task done ${task} <what came of it>`,
  stepThinking: 'Deciding what to do next',
  stepTimes: (title: string, count: number): string => `${title} (${count} times)`,
  stepsRead: (host: string, count: number): string => `Read ${plural(count, 'page')} on ${host}`,
  stepsDone: (count: number): string => `${plural(count, 'step')} done`,
  stepCount: (count: number): string => plural(count, 'step'),
  attempt: (count: number): string => `attempt ${count}`,
  pausing: 'Pauses after this step…',
  waitingFor,
  pausedBy: (name: string, note: string | null): string => `Paused by ${name}${note ? `: ${note}` : ''}`,
  failedBecause: (message: string): string => `Failed: ${message}`,
  triedAgain: (moment: string): string => `Next attempt: ${moment}.`,
  cancelledBy: (name: string, note: string | null): string => `Stopped by ${name}${note ? `: ${note}` : ''}`,
  endedEarly: (reason: string): string => `Ended early: ${reason}`,
  span: (ms: number): string => spanText(ms, UNITS),
  usually: (span: string): string => `usually ${span}`,
  usuallyNow: (span: string, now: string): string => `usually ${span}, now ${now}`,
  took: (ms: number): string => `took ${spanText(ms, UNITS)}`,
  fileChanged: (name: string, from: number, to: number, added: number, removed: number): string =>
    `${name}, v${from} → v${to}: ${plural(added, 'line')} added, ${removed} removed`,
  fileDiffers: (name: string, from: number, to: number): string =>
    `${name}, v${from} → v${to}: too many changes to show here`,
  moreLines: (count: number): string => `… and ${plural(count, 'more line')}`,
  // Asks.
  calls,
  mayDo,
  news,
  expired,
  either: (names: readonly string[]): string =>
    names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : (names[0] ?? ''),
  anyoneHere: 'anyone here',
  anyoneFirst: 'Anyone here',
  nobodyMay: 'Nobody may decide this yet: name approvers in errand.yaml.',
  nobody: 'nobody yet (name approvers in errand.yaml)',
  votes: (have: number, need: number): string => `${have} of ${need} have approved`,
  votesBy: (names: string, have: number, need: number): string => `${names} approved (${have} of ${need})`,
  expires: (moment: string): string => `until ${moment}`,
  until: 'until',
  askedForBy: (name: string, task: string): string => `Asked for by ${name}, for “${task}”`,
  askedBecause,
  settledWith: (settled: string, what: string): string => `${settled}: ${what}`,
  withdrawn: (what: string): string => `No longer needed: ${what}`,
  whatWasAsked: 'What was asked for',
  decidedAt: (what: string, name: string, moment: string): string => `${what} by ${name}, ${moment}`,
  decidedChanged: (what: string): string => `${what} with changes`,
  decidedBefore: (line: string): string => `${line} (before it was changed)`,
  nobodyAnsweredInTime: 'Nobody answered in time.',
  defaultCounts: (answer: string): string => `So this answer was used: ${answer}`,
  changedFrom: (name: string): string =>
    `${name} changed this before approving; "-" marks what the agent asked for:`,
  quorumShort: (need: number, names: string): string =>
    `${need} approvals are needed, but only these people may approve: ${names || 'nobody'}. Ask your Errand admin to add approvers.`,
  reviewersShort: (need: number, names: string): string =>
    `${need} must accept this stage, but only these people may: ${names || 'nobody'}. Ask your Errand admin to add reviewers.`,
  stage: (number: number, of: number, title: string): string => `Stage ${number} of ${of}: ${title}`,
  stagePassed: (title: string, names: string): string => `✓ ${title}: ${names}`,
  fourEyes: 'Only people who neither asked for the work nor did it nor accepted it before may review',
  yesOrNo: (is: boolean): string => (is ? 'yes' : 'no'),
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
  reminder: (what: string, moment: string, ask: string): string =>
    `Still waiting for you, until ${moment}: ${what} (${ask})`,
  // What a lock screen shows.
  lockAbout: (what: string, task: string): string => `${what} (${task})`,
  lockTask: (state: string, task: string, detail: string): string =>
    `${state.charAt(0).toUpperCase()}${state.slice(1)}: ${task}${detail ? `. ${detail}` : ''}`,
  hintAnswer: (ask: string): string => `or type: answer ${ask} …`,
  hintOther: (ask: string): string => `another answer: answer ${ask} …`,
  hintForm: (ask: string, labels: readonly string[]): string =>
    `or type: answer ${ask} ${labels.map((label) => `${label}: …`).join('; ')}`,
  hintApprove: (ask: string): string => `or type: approve ${ask} · reject ${ask} …`,
  hintDecide: (ask: string, verbs: string): string => `or type: ${verbs} ${ask}`,
  hintRun: (task: string): string => `or type: stop ${task}`,
  hintRetry: (task: string): string => `or type: retry ${task}`,
  confirmDeletion: (what: string): string => `${what}? A deletion cannot be undone.`,
  confirmCancel: (task: string): string => `Stop “${task}”? Finished work is kept.`,
};
export type CardWords = typeof enCards;
