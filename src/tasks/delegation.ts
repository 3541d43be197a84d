import { invalid } from '../domain/errors.ts';
import type { Caller } from '../ports/commands.ts';
import type { Settings } from '../settings.ts';

/** So many agents may stand between whoever asked for the work and whoever does it. */
const MAX_DEPTH = 5;

/**
 * Whether an agent may give work to another one. In a conversation it does what a person says, so that without a list of its own it
 * may give work to any agent; by itself, in a run, only to those that its list names. Nobody's list leads in a circle.
 *
 * @param field - of the input, for the error.
 * @throws AppError `input.invalid`.
 */
export function checkDelegation(
  target: string,
  { agentId, isAutonomous, delegators = [] }: Caller,
  { agents }: Pick<Settings, 'agents'>,
  field: string,
): void {
  if (agentId === null) return;
  if (isAutonomous && delegators.length >= MAX_DEPTH)
    throw invalid(field, 'too_deep', [...delegators, agentId].join(' → '));
  if (target === agentId) return;
  const allowed = agents.get(agentId)?.delegatesTo ?? (isAutonomous ? [] : ['*']);
  if (!allowed.includes('*') && !allowed.includes(target))
    throw invalid(field, 'no_delegation', agentId, target, allowed);
  if (delegators.includes(target))
    throw invalid(field, 'in_a_circle', [...delegators, agentId, target].join(' → '));
}
