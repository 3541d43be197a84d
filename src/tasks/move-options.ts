import { accountsOf } from '../access/accounts.ts';
import type { TaskEventInput } from '../contract/tasks.ts';
import type { MoveOptions } from '../moves/move-task.ts';
import type { Caller } from '../ports/commands.ts';
import { actorOf } from './access.ts';

/** What an event says about the move that it asks for. */
export const moveOptions = ({ reason, version, park }: TaskEventInput, caller: Caller): MoveOptions => ({
  actor: actorOf(caller),
  isAdmin: caller.isAdmin,
  accounts: accountsOf(caller),
  note: reason,
  key: caller.key,
  version,
  park,
});
