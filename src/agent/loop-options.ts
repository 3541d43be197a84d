import type { Ask, AskAction } from '../domain/ask.ts';
import type { DoubtReason } from '../domain/doubt.ts';
import type { CallEntry, NoteEntry } from '../domain/journal.ts';
import type { LoopLimits } from '../domain/run.ts';
import type { Model, ModelHints, ModelMessage } from '../ports/model.ts';
import type { Clock, Log } from '../ports/system.ts';
import type { Stop } from '../domain/stop.ts';
import type { Spent } from '../domain/spending.ts';
import type { Words } from '../words/index.ts';
import type { GuardRules } from './guard.ts';
import type { Journal } from './journal.ts';
import type { Purse } from './spending.ts';
import type { AskDraft, Finish, ToolContext } from './tool.ts';

/** What a call needs to hear from people: what its tool asks, an approval, or whether it is to be repeated. */
export type DeskDraft =
  AskDraft | { kind: 'approval'; action: AskAction } | { kind: 'doubt'; why: DoubtReason; action: AskAction };

/** Puts questions to people, for one run. The id of an ask follows from the call, so that a replay finds it again. */
export interface AskDesk {
  /** Inserts the ask unless it is there. */
  put(entry: CallEntry, ask: DeskDraft): Promise<Ask>;
  get(askId: string): Promise<Ask>;
  /** Takes an ask back whose call will not be made; nothing happens to one that is settled. */
  withdraw(askId: string): Promise<void>;
}

export interface LoopOptions {
  journal: Journal;
  model: Model;
  modelName: string | null;
  system: string;
  /** What stands before the journal: the talk so far, or the task's instructions. */
  opening: readonly ModelMessage[];
  rules: GuardRules;
  hints: ModelHints;
  limits: LoopLimits;
  purse: Purse;
  /** Absent where people cannot be asked: in a turn of the conversation, they are the ones talking. */
  desk?: AskDesk;
  /**
   * What the calls of one answer are to each other. The steps of a plan: none is made while one before it waits for people, and
   * when one fails the rest are abandoned. The wishes of people: each is made whatever became of the others.
   */
  callsAre: 'steps' | 'wishes';
  context: (entry: CallEntry, signal: AbortSignal) => ToolContext;
  words: Words;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  /** Read before the model is asked: what people have said since, which goes into the journal. */
  news?: () => Promise<NoteEntry[]>;
  /** Looked at before each step: everything is stopped. */
  stopped?: () => Promise<Stop | undefined>;
  /** Looked at between two steps; true ends the loop as `paused`. */
  mustPause?: () => Promise<boolean>;
  onText?: (delta: string) => void;
}

export type LoopEnd =
  | { kind: 'answered'; text: string }
  /**
   * At least one call waits for people, or waited in vain and is not to go on without them; everything that could be done
   * without them is done.
   */
  | { kind: 'waiting' }
  | { kind: 'paused' }
  | { kind: 'stopped'; stop: Stop }
  /** Nothing is left of the day for another answer of the model. */
  | { kind: 'spent'; spent: Spent }
  /** The agent said how the work came out, or it or a person asked in doubt ended the work before its goal. */
  | { kind: 'ended'; reason: string; by: 'agent' | 'person'; outcome?: Finish }
  /** `text`: what the model said of what it has, when it was asked once more. */
  | { kind: 'limit'; limit: 'model_calls' | 'tool_calls' | 'tokens'; text?: string };
