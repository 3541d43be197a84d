import { ERRORS } from '../../src/domain/errors.ts';
import type {
  CodedFault,
  ErrorCode,
  ErrorFacts,
  FaultCode,
  FaultFacts,
  GuardFact,
  GuardFacts,
} from '../../src/domain/error-facts.ts';
import { GUARDS, type GuardName } from '../../src/domain/task-moves.ts';
import { wordsFor } from '../../src/words/index.ts';

export const state = { status: 'in_progress', wait: 'input' } as const;
export const guarded = { task: 'T-1', event: 'queue', state } as const;

/** Facts for every error: the compiler asks for those of a new one. */
export const FACTS: { [C in ErrorCode]: ErrorFacts[C] } = {
  'input.invalid': { faults: [{ field: 'title', code: 'required', facts: [] }] },
  'input.too_large': { maxBytes: 1000 },
  'auth.missing': {},
  'access.refused': { reason: 'admins_only' },
  'not_found': { what: 'task', ref: 'T-1' },
  'definition.inactive': { definition: 'weekly' },
  'definition.in_use': { definition: 'weekly' },
  'push.off': { group: 'Leads', reason: 'disabled' },
  'draft.over': {},
  'schedule.illegal_event': { schedule: 'S-1', event: 'resume', state: 'active', legal: ['pause'] },
  'schedule.settled': { schedule: 'S-1' },
  'schedule.not_yours': { schedule: 'S-1', owner: 'Ana' },
  'schedule.by_people': {},
  'schedule.ambiguous': { labels: ['S-1', 'S-2'] },
  'task.ambiguous': {
    ref: 'report',
    candidates: [{ id: 't1', number: 'T-1', title: 'Report', status: 'backlog' }],
    count: 3,
  },
  'task.illegal_event': { task: 'T-1', event: 'pause', state, legal: ['queue'] },
  'task.guarded': { ...guarded, guard: 'open_blockers', blockers: ['T-2', 'T-3'] },
  'task.archived': { task: 'T-1', guard: 'archived', state: { status: 'completed', wait: null } },
  'task.no_agent': { task: 'T-1', agent: 'ghost' },
  'task.busy': { what: 'definition', ref: 'weekly' },
  'run.illegal_event': { runId: 'r1' },
  'run.fenced': { id: 'r1', epoch: 2 },
  'ask.settled': { ask: 'A-1', state: 'expired' },
  'ask.ambiguous': { asks: ['A-1', 'A-2'] },
  'ask.not_yours': { ask: 'A-1', who: ['bo'] },
  'ask.void': { ask: 'A-1' },
  'version.stale': { expected: 1, actual: 2, guard: 'version' },
  'idempotency.mismatch': {},
  'store.duplicate': { collection: 'tasks', index: 'number' },
  'store.unavailable': { reason: 'slow' },
  'store.index': { at: 'tasks.number', isUnique: true },
  'store.denied': {},
  'worker.ended': {},
  'store.newer': { found: 3, known: 1 },
  'store.refused': { problem: 'no such operator' },
  'clock.skewed': { seconds: 9, maxSeconds: 7.5 },
  'queue.unavailable': {},
  'chat.rate_limited': { platform: 'slack', retryAfterMs: 1000 },
  'chat.unavailable': { platform: 'slack' },
  'chat.unknown': { platform: 'slack' },
  'chat.refused': { platform: 'slack' },
  'chat.gone': { platform: 'slack' },
  'model.unavailable': {},
  'model.rate_limited': {},
  'model.timeout': { timeoutMs: 1000 },
  'model.refused': { reason: 'content' },
  'model.too_long': {},
  'model.nonsense': {},
  'tool.failed': { reason: 'address_not_allowed' },
  'limit.reached': { limit: 'time' },
  'spending.reached': {
    of: 'person',
    limit: 5_000_000,
    until: '2027-01-05T00:00:00Z',
    again: 'Tue, 5 Jan 2027, 00:00',
  },
  'messages.too_many': { limit: 60, retryAfterMs: 20_000 },
  'stopped': { by: 'person' },
  'internal': {},
};
/** Facts for every guard. */
export const GUARDED: { [G in GuardName]: GuardFacts[G] } = {
  own_tasks: {},
  reason: {},
  unclaimed: { holder: 'Bo' },
  decision: { ask: 'A-1' },
  definition_active: { definition: 'weekly' },
  start_approval: {},
  open_blockers: { blockers: ['T-2'] },
  review: {},
  review_kept: {},
};

/** Facts for every fault. */
export const FAULTED: { [C in FaultCode]: FaultFacts[C] } = {
  empty: [],
  required: [],
  needed_for: ['action'],
  one_of: [['1', '2']],
  some_of: [['1', '2']],
  nothing_to_choose: [],
  which_field: [],
  which_priority: [],
  which_decision: [['approve', 'reject']],
  kind: ['text'],
  too_short: ['min'],
  at_least: ['min'],
  at_most: ['max'],
  items_at_least: ['min'],
  items_at_most: ['max'],
  moment_with_zone: [],
  address: ['example'],
  form: [],
  unknown_field: [],
  unreadable: [],
  rule: ['whole_text'],
  only_yourself: [],
  has_written: [],
  number: [],
  integer: [],
  yes_or_no: [],
  day: [],
  not_in_form: [],
  too_long: ['max'],
  which_task: [],
  why_put_off: [],
  in_the_past: [],
  what_differs: [],
  no_agent: ['id', ['1', '2']],
  no_delegation: ['from', 'to', ['1', '2']],
  in_a_circle: ['chain'],
  too_deep: ['chain'],
  two_people: ['name'],
  no_label: ['label', ['1', '2']],
  not_by_hand: ['status', ['1', '2']],
  cursor: [],
  other_kind: ['kind'],
  unknown_place: ['place', ['1', '2']],
  name_in_use: [],
  twice: [],
  options_needed: [],
  no_definition: ['ref'],
  unknown_tool: ['tool', ['1', '2']],
  no_platform: ['platform', ['1', '2']],
  not_served: ['key'],
  address_in_use: [],
  in_configuration: [],
  too_many: ['max'],
  no_tool: [],
  json: [],
  not_for: ['repeat'],
  not_both: ['other'],
  cron_fields: ['count'],
  cron_field: ['field'],
  moment: [],
  no_zone: ['zone'],
  never_comes: [],
  time_over: ['again'],
  before_start: [],
  too_close: ['minutes', 'least'],
  no_schedule: ['ref'],
  no_time_to_skip: ['day'],
  place_not_served: ['place'],
  in_use_by_schedules: [['1', '2']],
};

/** Everything that is said where something is refused, each with where it comes from. */
export function refusals(locale: string): [string, string][] {
  const words = wordsFor(locale);
  const errors = (Object.keys(ERRORS) as ErrorCode[]).flatMap((code): [string, string][] => {
    const { title, detail } = words.error(code, FACTS[code]);
    return [
      [`${code} title`, title],
      [code, detail],
    ];
  });
  const guards = GUARDS.map((guard): [string, string] => [
    `guard ${guard}`,
    // Each guard stands with its own facts in the table above.
    words.error('task.guarded', { ...guarded, ...({ guard, ...GUARDED[guard] } as GuardFact) }).detail,
  ]);
  const faults = (Object.keys(FAULTED) as FaultCode[]).map((code): [string, string] => [
    `fault ${code}`,
    // Each fault stands with its own facts in the table above.
    words.faults([{ field: 'title', code, facts: FAULTED[code] } as CodedFault])[0]?.problem ?? '',
  ]);
  return [...errors, ...guards, ...faults];
}
