import { z } from 'zod';
import { reachesOut, type CallEntry, type JournalEntry, type ToolCall } from '../domain/journal.ts';
import type { ToolPolicy } from '../settings.ts';
import { hashAction } from '../shared/hash-action.ts';
import type { Tool } from './tool.ts';

/** The tools that this agent, this task and this person may use here; what is not in it cannot be called by naming it. */
export type Grants = ReadonlyMap<string, Tool>;

export type Verdict =
  | {
      kind: 'run';
      tool: Tool;
      args: unknown;
      needsApproval: boolean;
      hash: string;
      /** `identityOf` a call that reaches out. */
      identity?: string;
      /** An earlier try of the task may have done exactly this. */
      mayHaveHappened: boolean;
    }
  | { kind: 'refuse'; text: string };

export interface GuardRules {
  grants: Grants;
  policyOf: (tool: string) => ToolPolicy;
  /** `identityOf` what earlier tries of the task began without learning whether it happened. */
  doubts?: ReadonlySet<string>;
}

/** Every call passes here before it is made. */
export function examine(
  call: Pick<ToolCall, 'name' | 'args' | 'malformed'>,
  rules: GuardRules,
  entries: readonly JournalEntry[],
): Verdict {
  const tool = rules.grants.get(call.name);
  if (!tool) {
    const names = [...rules.grants.keys()].join(', ') || 'none';
    return { kind: 'refuse', text: `There is no tool "${call.name}" here. Available: ${names}.` };
  }
  if (call.malformed !== undefined) {
    return {
      kind: 'refuse',
      text: `The arguments of ${call.name} were not valid JSON. Send them again, complete.`,
    };
  }
  const parsed = tool.input.safeParse(call.args ?? {});
  if (!parsed.success) {
    return {
      kind: 'refuse',
      text: `Mend the arguments of ${call.name}:\n${z.prettifyError(parsed.error).slice(0, 800)}`,
    };
  }
  const made = entries.filter((entry) => entry.kind === 'call');
  const identity = reachesOut(tool) ? identityOf(tool, parsed.data) : undefined;
  if (identity !== undefined && made.some(({ isSkipped, hash }) => isSkipped && hash === identity)) {
    const text =
      'It is not known whether exactly this has happened, and people chose not to repeat it. Do not try it again; go on without it.';
    return { kind: 'refuse', text };
  }
  const needsApproval = mustAsk(tool, rules, made);
  const declined = made.map(({ rejectedHash }) => rejectedHash);
  const mustHash = needsApproval || declined.some((hash) => hash !== undefined);
  const hash = mustHash ? hashAction(tool.name, parsed.data) : '';
  if (mustHash && declined.includes(hash)) {
    const text =
      'People have declined exactly this action in this run. Do not ask again; change it or go on without.';
    return { kind: 'refuse', text };
  }
  const isSettled = made.some((entry) => entry.hash === identity && entry.state === 'done');
  const mayHaveHappened = identity !== undefined && !isSettled && (rules.doubts?.has(identity) ?? false);
  return {
    kind: 'run',
    tool,
    args: parsed.data,
    needsApproval,
    hash,
    mayHaveHappened,
    ...(identity === undefined ? {} : { identity }),
  };
}

function mustAsk(tool: Tool, { grants, policyOf }: GuardRules, made: readonly CallEntry[]): boolean {
  const { approval } = policyOf(tool.name);
  if (approval !== 'when_tainted') return approval === 'always';
  return reachesOut(tool) && isTainted(made, grants);
}

/** Whether something from outside has been read: what the model does then may be somebody else's idea. */
const isTainted = (made: readonly CallEntry[], grants: Grants): boolean =>
  made.some((entry) => hasBroughtIn(entry) && grants.get(entry.tool)?.taints);

/** A call that was made has its result before the model, also when that is an error page. */
const hasBroughtIn = ({ state, startedAt, isUnsent }: CallEntry): boolean =>
  state === 'done' || (state === 'failed' && startedAt !== null && !isUnsent);

/** Equal for two calls that are the same thing to the other side, however they were written. */
const identityOf = (tool: Tool, args: unknown): string =>
  hashAction(tool.name, tool.identity ? tool.identity(args) : args);
