import { lacking, type Check } from './evidence.ts';
import type { PersonRef, ThreadRef } from './person.ts';

export const ASK_KINDS = ['input', 'approval', 'pre_approval', 'review', 'takeover', 'pause'] as const;
export type AskKind = (typeof ASK_KINDS)[number];

export const ASK_STATES = ['open', 'answered', 'approved', 'rejected', 'expired', 'withdrawn'] as const;
export type AskState = (typeof ASK_STATES)[number];

export const DECISIONS = [
  'approve',
  'reject',
  'answer',
  'accept',
  'request_changes',
  'resume',
  'hand_back',
  'repeat',
  'skip',
  'stop',
] as const;
export type Decision = (typeof DECISIONS)[number];

/** Whether the decision only means something with a word of why: also to accept what lacks what has to be there. */
export const needsNote = ({ checks }: Pick<Ask, 'checks'>, decision: Decision): boolean =>
  decision === 'request_changes' || (decision === 'accept' && lacking(checks).length > 0);

/** Which decisions settle an ask of a kind, and the state that each leaves it in. */
// prettier-ignore
export const ASK_DECISIONS = {
  input:        { answer: 'answered', repeat: 'answered', skip: 'answered', stop: 'answered' },
  approval:     { approve: 'approved', reject: 'rejected' },
  pre_approval: { approve: 'approved', reject: 'rejected' },
  review:       { accept: 'approved', request_changes: 'rejected', reject: 'rejected' },
  takeover:     { hand_back: 'answered' },
  pause:        { resume: 'answered' },
} as const satisfies Record<AskKind, Partial<Record<Decision, AskState>>>;

/** What an agent may pass on for the person it talks to, in their own words. Whatever else is decided, people decide themselves. */
export const PASSED_ON: Readonly<Partial<Record<AskKind, Decision>>> = {
  input: 'answer',
  review: 'request_changes',
};

export const FIELD_KINDS = [
  'text',
  'long_text',
  'number',
  'integer',
  'boolean',
  'date',
  'choice',
  'choices',
] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** One field of a form that people fill in. */
export interface Field {
  name: string;
  label: string;
  kind: FieldKind;
  isRequired: boolean;
  options?: string[];
  value?: string | number | boolean | string[];
  help?: string;
}

/** The exact call that an approval is for. `hash` is SHA-256 (hex) over tool and canonical arguments. */
export interface AskAction {
  tool: string;
  title: string;
  arguments: unknown;
  hash: string;
  /** What the agent had asked for, where an approver has changed it since, and who did. */
  original?: unknown;
  editedBy?: PersonRef;
  /** The version of the ask since which it is this action: a press on an older card is for another. */
  since?: number;
  /** Why people are asked about it; absent where it is not their approval that is asked for. */
  why?: ApprovalReason;
}

/**
 * Why a call needs an approval: it always does; text from outside was read before it; or it would be read from a host that nobody
 * named, after such text was; or it was approved before, may have happened, and is to be done again.
 */
export type ApprovalReason = 'always' | 'outside_text' | 'new_host' | 'in_doubt';

/** The work that is to start. `hash` tells whether it is still the same when it does. */
export interface AskWork {
  text: string;
  hash: string;
}

/** Who may decide. Any one match is enough; `quorum` counts different people. */
export interface DecisionPolicy {
  people: string[];
  /** What those of them who are known were called when it was asked, by id. */
  names?: Readonly<Record<string, string>>;
  /** Names of groups of `errand.yaml`; resolved when somebody decides, not when the ask is made. */
  groups: string[];
  /** Further places where it is asked, as `<platform>:<channel>`; whoever is there may do what anyone in the channel may. */
  askIn: string[];
  anyoneInChannel: boolean;
  mayRequesterDecide: boolean;
  /** Whoever holds the API token may decide, and is recorded as such. Absent: no. */
  mayTokenHolderDecide?: true;
  quorum: number;
  mayEdit: boolean;
  onExpiry: 'reject' | 'fail' | 'defer' | 'default';
}

/** One of the stages that finished work passes, one after the other, before it is done. */
export interface ReviewStage {
  title: string;
  policy: DecisionPolicy;
  /** Neither whose work it is or was, nor whoever has accepted it at a stage before. */
  isFourEyes: boolean;
}

/** Where a review stands: which stage it is of, and who let the work pass those before. */
export interface AskStage {
  /** From 1. */
  number: number;
  stages: ReviewStage[];
  passed: { title: string; by: PersonRef[] }[];
}

export interface DecisionRecord {
  decision: Decision;
  by: PersonRef;
  /** The other accounts that were proven to be the same person's then. */
  also?: readonly string[];
  at: Date;
  /** Where it was decided: a platform, `api` or `console`. */
  via: string;
  value?: unknown;
  note?: string;
  /** Hash of the action that was approved: a vote counts for this one and for no other. */
  actionHash?: string;
  /** Who wanted it repeated may approve it alone: their word is the approval too. */
  isApproval?: true;
  /** The request that decided: a repeat of it finds its own decision. */
  key?: string;
}

/** A further place where an ask is shown, in the language of those who are there. */
export interface AskPlace extends ThreadRef {
  locale: string;
}

/** Something put to people by a run or a task: one record, one card, one decision, one resume. */
export interface Ask {
  id: string;
  /** Shown as `A-9`, so that it can be answered in plain text. */
  number: number;
  kind: AskKind;
  taskId: string;
  taskNumber: number;
  runId: string | null;
  /** Journal key of the call that waits for it. */
  callKey: string | null;
  question: string;
  options: string[] | null;
  /** Beside the options an answer in other words counts. */
  takesOther?: true;
  fields: Field[] | null;
  action: AskAction | null;
  /** What a start approval is for. */
  work?: AskWork;
  /** Of a review in stages. */
  stage?: AskStage;
  /** Of a review: what was looked at, and what whoever accepts it finds to be so. */
  checks?: Check[];
  /** Who may not decide, whatever the policy says. */
  barred?: string[];
  /** So few may approve or accept, where that is less than must. */
  shortOf?: PersonRef[];
  /** The ask is about a call that may have happened: the choice is repeat, skip or stop. */
  isInDoubt: boolean;
  defaultAnswer: unknown;
  requester: PersonRef;
  policy: DecisionPolicy;
  home: ThreadRef | null;
  locale: string;
  /** Where else its card is, if anywhere: a decision taken in one place closes it in all. */
  alsoIn?: AskPlace[];
  state: AskState;
  decisions: DecisionRecord[];
  /** What the run goes on with, once settled. */
  value: unknown;
  /** Who has pressed something that wants words, where no form takes them: what they say next are the words. */
  wordsFrom?: { by: string; decision: Decision };
  /** Settled, but the run or task that waits has not been woken yet. */
  isWakePending: boolean;
  reminderAt: Date | null;
  expiresAt: Date;
  version: number;
  createdAt: Date;
  updatedAt: Date;
  settledAt: Date | null;
}

/** Kinds without a row of the task's table for going on, or aside, when nobody came. */
const FAILS_UNANSWERED: readonly AskKind[] = ['takeover', 'pause'];

/**
 * What becomes of the run once the ask has expired: it goes on without an answer, fails, or is put off. A default that was
 * given with the question counts before the policy.
 */
export function expiryOf({
  kind,
  state,
  defaultAnswer,
  policy,
}: Pick<Ask, 'kind' | 'state' | 'defaultAnswer' | 'policy'>): 'go_on' | 'fail' | 'defer' {
  if (state !== 'expired' || defaultAnswer !== null) return 'go_on';
  if (FAILS_UNANSWERED.includes(kind)) return 'fail';
  return policy.onExpiry === 'fail' || policy.onExpiry === 'defer' ? policy.onExpiry : 'go_on';
}

/** `A-9`. */
export const askLabel = ({ number }: Pick<Ask, 'number'>): string => `A-${number}`;

/** Reads `A-9`, `a9`; undefined when the text is no ask number. */
export function parseAskLabel(text: string): number | undefined {
  const match = /^a-?(\d{1,9})$/i.exec(text.trim());
  return match ? Number(match[1]) : undefined;
}

/** The people of a policy whom one can name: for the card, for notices, for mentions. */
export function namedDeciders(policy: DecisionPolicy, requester: PersonRef): PersonRef[] {
  const nameOf = (id: string) => policy.names?.[id] ?? id.slice(id.lastIndexOf(':') + 1);
  const people = policy.people.map((id): PersonRef => ({ id, name: nameOf(id) }));
  const others = people.filter(({ id }) => id !== requester.id);
  return policy.mayRequesterDecide ? [requester, ...others] : others;
}
