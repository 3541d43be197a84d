import { invalid } from '../domain/errors.ts';
import { BUILT_IN_PLATFORM, foldName, namedPersonId } from '../domain/person.ts';
import type { Assignee } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import type { Ports } from '../ports/index.ts';
import type { Settings } from '../settings.ts';

type AssigneeInput = string | { kind: 'person' | 'agent'; id: string; name?: string | undefined };

/**
 * Reads who is to do the work: `me`, `agent:<name>`, a person's id, or a name as the caller's platform knows it.
 * A name that nobody has borne yet is kept as it is, so that work can be given to people who never wrote to the bot.
 *
 * @throws AppError `input.invalid` for an agent that is not configured and a name that two people bear.
 */
export async function readAssignee(
  input: AssigneeInput,
  caller: Caller,
  { store }: Pick<Ports, 'store'>,
  { agents }: Pick<Settings, 'agents'>,
): Promise<Assignee> {
  const { kind, id, name } = typeof input === 'string' ? parse(input) : input;
  if (kind === 'agent') {
    if (!agents.has(id)) throw invalid('assignee', 'no_agent', id, [...agents.keys()]);
    return { kind, id, name: id };
  }
  if (/^(?:me|myself|我|我自己|自己)$/i.test(id)) return { kind, ...caller.person };
  const people = store.collection('people');
  const known = await people.get(id);
  if (known) return { kind, id: known.id, name: known.name };
  const platform = caller.place?.platform ?? BUILT_IN_PLATFORM;
  const [first, second] = await people.find({ platform, nameKey: foldName(id) }, { limit: 2 });
  if (second) throw invalid('assignee', 'two_people', id);
  if (first) return { kind, id: first.id, name: first.name };
  return { kind, id: id.includes(':') ? id : namedPersonId(id), name: name ?? id };
}

function parse(input: string): { kind: 'person' | 'agent'; id: string; name?: string } {
  const agent = /^agent:(.+)$/i.exec(input);
  if (agent) return { kind: 'agent', id: agent[1] ?? '' };
  return { kind: 'person', id: input.replace(/^@/, '') };
}

/** @throws AppError `input.invalid` for an agent that is not configured. */
export function readAgent(id: string, { agents }: Pick<Settings, 'agents'>): string {
  if (agents.has(id)) return id;
  throw invalid('agentId', 'no_agent', id, [...agents.keys()]);
}

/** The agent that a task is assigned to, null when it is with a person or nobody. */
export const agentOf = (assignee: Assignee | null): string | null =>
  assignee?.kind === 'agent' ? assignee.id : null;
