import type { PushFault } from '../domain/push-group.ts';

/** The addresses of groups that only listen, for whoever sends there: looked up anew for each message. */
export interface PushAddresses {
  /**
   * @returns the key of the group's address, and what tells this address from an earlier or later one.
   * @throws AppError `chat.refused` {reason: `group_removed`, `group_inactive` or `group_disabled`}.
   */
  open(groupId: string): Promise<{ key: string; fingerprint: string }>;
  /** The platform takes nothing for this address any more. A newer address of the group stays in use. */
  disable(groupId: string, fingerprint: string, reason: PushFault): Promise<void>;
}
