import { z } from 'zod';
import type { CallEntry, JournalEntry, ToolCall } from '../domain/journal.ts';
import type { ToolPolicy } from '../settings.ts';
import { hashAction } from '../shared/hash-action.ts';
import type { Tool } from './tool.ts';

/** The tools that this agent, this task and this person may use here; what is not in it cannot be called by naming it. */
export type Grants = ReadonlyMap<string, Tool>;

export type Verdict =
  | { kind: 'run'; tool: Tool; args: unknown; needsApproval: boolean; hash: string }
  | { kind: 'refuse'; text: string };

export interface GuardRules {
  grants: Grants;
  policyOf: (tool: string) => ToolPolicy;
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
  const needsApproval = mustAsk(tool, rules, entries);
  const declined = entries.flatMap((entry) => (entry.kind === 'call' ? [entry.rejectedHash] : []));
  const mustHash = needsApproval || declined.some((hash) => hash !== undefined);
  const hash = mustHash ? hashAction(tool.name, parsed.data) : '';
  if (mustHash && declined.includes(hash)) {
    const text =
      'People have declined exactly this action in this run. Do not ask again; change it or go on without.';
    return { kind: 'refuse', text };
  }
  return { kind: 'run', tool, args: parsed.data, needsApproval, hash };
}

function mustAsk(tool: Tool, { grants, policyOf }: GuardRules, entries: readonly JournalEntry[]): boolean {
  const { approval } = policyOf(tool.name);
  if (approval !== 'when_tainted') return approval === 'always';
  const reachesOut = tool.effect === 'effect' || tool.effect === 'idempotent';
  return reachesOut && isTainted(entries, grants);
}

/** Whether something from outside has been read: what the model does then may be somebody else's idea. */
function isTainted(entries: readonly JournalEntry[], grants: Grants): boolean {
  return entries.some(
    (entry) => entry.kind === 'call' && hasBroughtIn(entry) && grants.get(entry.tool)?.taints,
  );
}

/** A call that was made has its result before the model, also when that is an error page. */
const hasBroughtIn = ({ state, startedAt }: CallEntry): boolean =>
  state === 'done' || (state === 'failed' && startedAt !== null);
