import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import type { Moment } from './dates.ts';
import type { Topic } from './words.ts';

export type NewTask = NonNullable<ManageTasksInput['tasks']>[number];

/** What one clause asks for. Nothing at all when it was not understood. */
export type Act =
  | { kind: 'create'; task: NewTask; run: boolean }
  | { kind: 'call'; args: ManageTasksInput }
  | { kind: 'say'; topic: Topic };

export interface Clause {
  /** Without politeness and end mark, in the writer's own case. */
  text: string;
  /** As it was written. */
  said: string;
  isQuestion: boolean;
  /** "I need you to …", "… now": the bot itself is to do it, at once. */
  isForBot: boolean;
}

type Groups = Record<string, string | undefined>;

/** One row of the grammar. The act may still say no, and the next row is tried. */
export interface Rule {
  pattern: RegExp;
  act(groups: Groups, clause: Clause, at: Moment): Act[] | null;
  /** Rows that may answer to a question; all others want a statement or a request. */
  mayAsk?: boolean;
}

/** A group that may be missing, as text. */
export const given = (text: string | undefined): string => text ?? '';

export const call = (args: ManageTasksInput): Act[] => [{ kind: 'call', args }];
export const say = (topic: Topic): Act[] => [{ kind: 'say', topic }];

/** The first row that has something to say. */
export function firstAct(rules: readonly Rule[], clause: Clause, at: Moment): Act[] | null {
  for (const rule of rules) {
    if (clause.isQuestion && !rule.mayAsk) continue;
    const match = rule.pattern.exec(clause.text);
    const acts = match && rule.act(match.groups ?? {}, clause, at);
    if (acts) return acts;
  }
  return null;
}
