// What there is room for and nothing takes yet. Each stands here with the open issue that brings its first taker, and goes from
// here when it does; `test/announced-rooms.test.ts` holds the list against the code. What no issue brings is cut instead.

const BROWSER = 'issue 13: executors, steps in a browser';
const WORKFLOWS = 'issue 15: workflows, staged reviews';

export type RoomKind = 'rows' | 'states' | 'outcomes' | 'effects' | 'faults';

export const ANNOUNCED: Readonly<Record<RoomKind, Readonly<Record<string, string>>>> = {
  rows: {
    blocker_cancel: WORKFLOWS,
    no_executor: BROWSER,
    executor_ready: BROWSER,
    target_changed: BROWSER,
    skip_step: BROWSER,
    take_over_step: BROWSER,
    reset_stage: WORKFLOWS,
  },
  states: { 'pending.executor': BROWSER },
  outcomes: {},
  faults: {},
  effects: { idempotent: 'issue 12: tools whose other side takes a key' },
};
