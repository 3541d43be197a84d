import { AppError } from '../domain/errors.ts';
import type { Caller } from '../ports/commands.ts';

/**
 * What is set up for everybody, only administrators look at and change, and no agent for them.
 * @throws AppError `access.refused`.
 */
export function checkAdmin({ isAdmin, agentId }: Pick<Caller, 'isAdmin' | 'agentId'>): void {
  if (!isAdmin || agentId !== null) throw new AppError('access.refused', { reason: 'admins_only' });
}
