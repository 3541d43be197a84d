/** One of several changes that wait for one word: the exact call, and what became of it. */
export interface BulkChange {
  /** The key of the call: added and made once. */
  key: string;
  taskId: string;
  /** `T-42`. */
  label: string;
  title: string;
  /** What is asked of the task: see `AskedEvent`. */
  event: string;
  /** Arguments of the tool, with the id of the task in place of words. */
  args: Readonly<Record<string, unknown>>;
  /** What was changed, as it stood before: what an undo writes back. */
  before?: Readonly<Record<string, unknown>>;
  outcome: 'waiting' | 'done' | 'failed' | 'undone';
  /** Why it failed, for the one who confirmed. */
  problem?: string;
}

/** The events that take an event back, where the table has a way. */
export const WAY_BACK: Partial<Record<string, 'restore' | 'archive' | 'resume_deferred'>> = {
  archive: 'restore',
  restore: 'archive',
  defer: 'resume_deferred',
};

export const canUndo = ({ event, before, outcome }: BulkChange): boolean =>
  outcome === 'done' && (WAY_BACK[event] !== undefined || before !== undefined);
