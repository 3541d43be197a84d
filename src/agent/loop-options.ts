import type { Ask, AskAction } from '../domain/ask.ts';
import type { CallEntry } from '../domain/journal.ts';
import type { LoopLimits } from '../domain/run.ts';
import type { Model, ModelHints, ModelMessage } from '../ports/model.ts';
import type { Clock, Log } from '../ports/system.ts';
import type { Words } from '../words/index.ts';
import type { GuardRules } from './guard.ts';
import type { Journal } from './journal.ts';
import type { AskDraft, ToolContext } from './tool.ts';

/** Puts questions to people, for one run. The id of an ask follows from the call, so that a replay finds it again. */
export interface AskDesk {
  /** Inserts the ask unless it is there. */
  put(
    entry: CallEntry,
    ask: AskDraft | { kind: 'approval'; action: AskAction } | { kind: 'doubt' },
  ): Promise<Ask>;
  get(askId: string): Promise<Ask>;
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
  /** Absent where people cannot be asked: in a turn of the conversation, they are the ones talking. */
  desk?: AskDesk;
  context: (entry: CallEntry, signal: AbortSignal) => ToolContext;
  words: Words;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  /** Looked at between two steps; true ends the loop as `paused`. */
  mustPause?: () => Promise<boolean>;
  onText?: (delta: string) => void;
}
