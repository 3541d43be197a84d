import type { CapabilityStep, RunOutput } from './capability.ts';

/**
 * What a tool call does to the world, which decides what a resume may do with a call that was begun:
 * `read` changes nothing and may be made again; `own` changes our store and finds its own earlier effect by key;
 * `idempotent` sends the key along; an `effect` is never repeated without a person's word.
 */
export const EFFECTS = ['read', 'own', 'idempotent', 'effect'] as const;
export type Effect = (typeof EFFECTS)[number];

export interface ToolCall {
  /** The provider's id. Not unique with every provider: never a key. */
  id: string;
  name: string;
  args: unknown;
  /** The provider sent arguments that are not JSON: this is what it sent, and `args` is null. */
  malformed?: string;
}

export interface Usage {
  inputTokens: number;
  outputTokens: number;
}

/** The model's answer: text, tool calls, or both. */
export interface ModelEntry {
  kind: 'model';
  text: string;
  calls: ToolCall[];
  /** What the model thought, where its provider wants it handed back with the calls. People never see it. */
  reasoning?: string;
  usage: Usage;
  model: string;
  at: Date;
}

export const CALL_STATES = ['planned', 'started', 'waiting', 'done', 'failed', 'abandoned'] as const;
export type CallState = (typeof CALL_STATES)[number];

/** How far a call is, as people are shown it. `unknown`: it was begun, and nobody will learn any more whether it happened. */
export const STEP_STATUSES = [
  'waiting',
  'running',
  'success',
  'failure',
  'abandoned',
  'skipped',
  'unknown',
] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** One tool call of the model's answer before it. */
export interface CallEntry {
  kind: 'call';
  /** `<index of the model entry>.<ordinal>`: with the run's or turn's id it names this call for ever. */
  key: string;
  callId: string;
  tool: string;
  /** What people read while it happens. */
  title: string;
  args: unknown;
  effect: Effect;
  state: CallState;
  /** The ask that it waits for, or waited for last. */
  askId: string | null;
  /** What the model is shown. */
  result: string | null;
  /** What a call that reaches out was begun with: a repeat is of exactly this. */
  approvedArgs?: unknown;
  /** What a call that reached out was, for telling that another one is the same: see `identityOf`. */
  hash?: string;
  /** It has certainly not happened: nothing of it was taken by the other side. */
  isUnsent?: boolean;
  /** What the model is shown of it was written by strangers. */
  hasOutside?: true;
  /** What the model is shown of it lives in another conversation: the turn's answer is for the person alone. */
  isForOne?: true;
  /** What the model is shown in place of its result once there is a later call that has this too. */
  brief?: string;
  /** The steps by which the same can be done again without a model. */
  recorded?: CapabilityStep[];
  /** The address of the page that it showed at its end. */
  page?: string;
  /** What it read for the result of the work. */
  output?: RunOutput;
  /** The host that it turned to, see `hostOf`. */
  host?: string;
  /** Its result is what people answered, and no default. */
  isAnswered?: true;
  /** Hash of the action that people declined: the same one is not put to them again. */
  rejectedHash?: string;
  /** It is not known whether it happened, and people chose not to have it repeated. */
  isSkipped?: true;
  startedAt: Date | null;
  endedAt: Date | null;
}

/** Calls of these classes can be noticed outside of the product. */
export const reachesOut = ({ effect }: { effect: Effect }): boolean =>
  effect === 'effect' || effect === 'idempotent';

/** Begun, and nobody knows whether it happened; people who did not want it repeated have not changed that. */
export const isInDoubt = ({ state, approvedArgs, isSkipped, isUnsent }: CallEntry): boolean =>
  !isUnsent &&
  (state === 'started' || (approvedArgs !== undefined && (state === 'waiting' || isSkipped === true)));

/** Something that people said to a run while it was under way; the model sees it once, at this place. */
export interface NoteEntry {
  kind: 'note';
  key: string;
  text: string;
  from: string;
  at: Date;
}

/** What a turn or a run wrote down: what people see as progress, what the model is shown, what a resume goes on from. */
export type JournalEntry = ModelEntry | CallEntry | NoteEntry;

/** What the entries come to that have been moved out of a journal's holder, for readers that need no more of them. */
export interface EarlierEntries {
  entries: number;
  calls: number;
  usage: Usage;
  /** Something that strangers wrote was read. */
  hasOutside: boolean;
  /** More was begun than reading. */
  hasActed: boolean;
  /** People were asked something. */
  hasAsked: boolean;
}

/** More than reading was begun with it. */
export const hasActed = (entry: JournalEntry): boolean =>
  entry.kind === 'call' && entry.effect !== 'read' && entry.startedAt !== null && !entry.isUnsent;

/** People were asked something about it, or by it. */
export const hasAsked = (entry: JournalEntry): boolean => entry.kind === 'call' && entry.askId !== null;
