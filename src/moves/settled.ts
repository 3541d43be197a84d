import type { Ask, AskState, DecisionRecord } from '../domain/ask.ts';
import type { MoveName } from '../domain/task-moves.ts';
import { errandAs, type Actor } from '../domain/task.ts';

/** The row of the task's table that tells how an ask was settled. */
export const MOVE_AFTER: Partial<Record<Ask['kind'], Partial<Record<AskState, MoveName>>>> = {
  input: { answered: 'answer', expired: 'input_default' },
  approval: { approved: 'approve', rejected: 'reject', expired: 'approval_expire' },
  takeover: { answered: 'hand_back' },
  pause: { answered: 'resume' },
};

/** The rows by which the task fails or goes aside when nobody settled the ask in time; `show` leads to where they begin. */
export const EXPIRY_MOVES: Partial<Record<Ask['kind'], Record<'fail' | 'defer' | 'show', MoveName>>> = {
  input: { fail: 'input_timeout', defer: 'input_defer', show: 'ask_input' },
  approval: { fail: 'approval_timeout', defer: 'approval_defer', show: 'ask_approval' },
};

/** Who settled it: the last to decide, or time. */
export const settledBy = (decision: DecisionRecord | undefined): Actor =>
  decision ? { kind: 'person', id: decision.by.id, name: decision.by.name } : errandAs('timer');
