import { z } from 'zod';
import type { ApprovalReason } from '../domain/ask.ts';
import { reachesOut, type JournalEntry, type ToolCall } from '../domain/journal.ts';
import { hasBroughtIn, hasReadOutside } from '../domain/taint.ts';
import type { ToolPolicy } from '../settings.ts';
import { hashAction } from '../shared/hash-action.ts';
import { hostsIn } from '../shared/hosts.ts';
import { effectOf, type Tool } from './tool.ts';

/** The tools that this agent, this task and this person may use here; what is not in it cannot be called by naming it. */
export type Grants = ReadonlyMap<string, Tool>;

export type Verdict =
  | {
      kind: 'run';
      tool: Tool;
      args: unknown;
      /** Why people must approve it first; absent where they need not. */
      why?: ApprovalReason;
      hash: string;
      /** Of a tool that reads from hosts: those that it may be sent on to. */
      mayReach?: (host: string) => boolean;
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
  /** Text from outside is before the model from the first call on. */
  startsTainted?: boolean;
  /** The hosts that people named: they may be read. */
  namedHosts?: ReadonlySet<string>;
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
  const parsed = readArgs(tool, call.args ?? {});
  if (!parsed.success) {
    return {
      kind: 'refuse',
      text: `Correct the arguments of ${call.name}:\n${z.prettifyError(parsed.error).slice(0, 800)}`,
    };
  }
  const made = entries.filter((entry) => entry.kind === 'call');
  const isOut = reachesOut({ effect: effectOf(tool, parsed.data) });
  const identity = isOut ? identityOf(tool, parsed.data) : undefined;
  if (identity !== undefined && made.some(({ isSkipped, hash }) => isSkipped && hash === identity)) {
    const text =
      'It is not known whether exactly this has happened, and people chose not to repeat it. Do not try it again; go on without it.';
    return { kind: 'refuse', text };
  }
  const why = whyAsk(tool, parsed.data, rules, entries);
  const declined = made.map(({ rejectedHash }) => rejectedHash);
  const mustHash = why !== undefined || declined.some((hash) => hash !== undefined);
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
    hash,
    mayHaveHappened,
    ...(why === undefined ? {} : { why }),
    ...(tool.host ? { mayReach: reachFrom(tool, tool.host(parsed.data), rules, entries) } : {}),
    ...(identity === undefined ? {} : { identity }),
  };
}

/** As they were sent; where that is refused, without the nulls and empty texts that some models write for what they leave out. */
function readArgs({ input }: Tool, args: unknown): z.ZodSafeParseResult<unknown> {
  const asSent = input.safeParse(args);
  const blanks = (asSent.error?.issues ?? []).filter(({ path }) => {
    const value = path.reduce<unknown>(inside, args);
    return path.length > 0 && (value === null || value === '');
  });
  if (blanks.length === 0) return asSent;
  const rest = structuredClone(args);
  for (const { path } of blanks) {
    const holder = path.slice(0, -1).reduce<unknown>(inside, rest);
    const key = path.at(-1) ?? '';
    if (typeof holder === 'object' && holder !== null && !Array.isArray(holder))
      Reflect.deleteProperty(holder, key);
  }
  const read = input.safeParse(rest);
  return read.success ? read : asSent;
}

const inside = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

function whyAsk(
  tool: Tool,
  args: unknown,
  rules: GuardRules,
  entries: readonly JournalEntry[],
): ApprovalReason | undefined {
  const { approval } = rules.policyOf(tool.name);
  if (approval === 'always') return 'always';
  if (approval === 'never' || !isTainted(entries, rules)) return undefined;
  if (tool.effect !== 'read') return tool.readsOnly?.(args) ? undefined : 'outside_text';
  return !tool.host || isKnown(tool.host(args), rules, entries) ? undefined : 'new_host';
}

/** Whether something from outside has been read: what the model does then may be somebody else's idea. */
export const isTainted = (
  entries: readonly JournalEntry[],
  { grants, startsTainted = false }: Pick<GuardRules, 'grants' | 'startsTainted'>,
): boolean =>
  startsTainted ||
  hasReadOutside({ journal: entries }) ||
  entries.some(
    (entry) => entry.kind === 'call' && hasBroughtIn(entry) && grants.get(entry.tool)?.taints === true,
  );

/** A host that people named, before the work or in the middle of it, or that has answered already. */
function isKnown(
  host: string,
  { namedHosts }: Pick<GuardRules, 'namedHosts'>,
  entries: readonly JournalEntry[],
): boolean {
  if (namedHosts?.has(host)) return true;
  return entries.some((entry) => {
    if (entry.kind === 'call' && entry.host === host && hasBroughtIn(entry)) return true;
    const said =
      entry.kind === 'note' ? entry.text : entry.kind === 'call' && entry.isAnswered ? entry.result : null;
    return said !== null && hostsIn(said).includes(host);
  });
}

/** Where nothing is asked about single hosts, every one; else those that need no approval, and the one that was approved. */
function reachFrom(
  { name }: Tool,
  own: string,
  rules: GuardRules,
  entries: readonly JournalEntry[],
): (host: string) => boolean {
  const { approval } = rules.policyOf(name);
  const isFree = approval === 'never' || (approval === 'when_tainted' && !isTainted(entries, rules));
  return (host) => isFree || host === own || (approval !== 'always' && isKnown(host, rules, entries));
}

/** Equal for two calls that are the same thing to the other side, however they were written. */
const identityOf = (tool: Tool, args: unknown): string =>
  hashAction(tool.name, tool.identity ? tool.identity(args) : args);
