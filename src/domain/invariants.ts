/** What must hold of everything that is stored, at any moment. In words it stands in `src/words`. */
export const INVARIANTS = [
  'lease_ends',
  'queued_is_dispatched',
  'waiting_has_reason',
  'ended_is_free',
  'journal_is_whole',
  'effects_are_settled',
  'task_shows_run',
  'task_state_is_legal',
  'history_is_whole',
  'asks_are_wanted',
  'settled_is_woken',
  'outbox_moves',
  'inbox_moves',
  'none_set_aside',
  'schedules_come',
  'schedules_keep_rules',
  'ticks_are_settled',
  'ticks_have_tasks',
  'hooks_are_settled',
  'hooks_have_tasks',
] as const;
export type Invariant = (typeof INVARIANTS)[number];
