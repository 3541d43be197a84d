import type { AskState, Decision } from './ask.ts';
import type { Check } from './evidence.ts';
import type { FetchTrouble } from './doubt.ts';
import type { InputRule } from './input-rules.ts';
import type { Scope } from './scope.ts';
import type { ScheduleEvent, ScheduleState } from './schedule.ts';
import type { SpenderKind } from './spending.ts';
import type { SendableEvent } from './sendable.ts';
import type { GuardName, Standing, TaskEvent } from './task-moves.ts';
import type { TaskStatus } from './task.ts';

/** One thing that is wrong with an input, in words: which field, and what would mend it. */
export interface Fault {
  readonly field: string;
  readonly problem: string;
}

/** What there is to choose from: at least one. */
export type Some = readonly [string, ...string[]];

/** What a value has to be. */
export type ValueKind = 'text' | 'number' | 'integer' | 'yes_or_no' | 'list' | 'object';

/** Why somebody may not do something, where it is not simply somebody else's. */
export type AccessReason =
  'agents_never_decide' | 'own_words' | 'admins_only' | 'scope' | 'as_another' | 'browsers_only';

/**
 * What can be wrong with a value, and the facts that the words of each take, in their order. The words stand in `src/words`,
 * for each reader in their language.
 */
export interface FaultFacts {
  empty: [];
  required: [];
  needed_for: [action: string];
  is_aside: [];
  one_of: [options: Some];
  some_of: [options: Some];
  nothing_to_choose: [];
  no_mail_server: [];
  codes_used_up: [max: string];
  wrong_code: [];
  which_field: [];
  which_priority: [];
  which_decision: [allowed: readonly Decision[]];
  kind: [kind: ValueKind];
  too_short: [min: string];
  at_least: [min: string];
  at_most: [max: string];
  items_at_least: [min: string];
  items_at_most: [max: string];
  moment_with_zone: [];
  address: [example: string];
  form: [];
  unknown_field: [];
  unreadable: [];
  rule: [rule: InputRule];
  begins_with: [prefix: string];
  letters_and_digits: [count: string];
  time_zone: [];
  span: [];
  token_name: [];
  decide_needs_person: [];
  review_stays_open: [];
  too_few_deciders: [];
  no_group: [group: string];
  served_person: [];
  needed_with: [others: readonly string[]];
  needed_unless: [other: string];
  needs_store: [];
  needs_queue: [];
  needs_secret: [];
  roles_need_services: [];
  nothing_pushed: [];
  one_group: [variable: string];
  no_file: [file: string];
  unreadable_file: [file: string, code: string];
  not_yaml: [detail: string];
  token_unset: [name: string];
  secret_unset: [name: string];
  secret_name: [];
  site: [];
  address_below: [];
  same_token: [];
  same_account: [];
  unusable_directory: [directory: string, code: string];
  only_yourself: [];
  has_written: [];
  number: [];
  integer: [];
  yes_or_no: [];
  day: [];
  hours: [];
  no_options: [];
  not_in_form: [];
  too_long: [max: string];
  which_task: [];
  why_put_off: [];
  in_the_past: [];
  what_differs: [];
  why_anyway: [];
  no_agent: [id: string, agents: readonly string[]];
  no_delegation: [from: string, to: string, allowed: readonly string[]];
  in_a_circle: [chain: string];
  too_deep: [chain: string];
  two_people: [name: string];
  no_label: [label: string, labels: readonly string[]];
  not_by_hand: [status: string, statuses: readonly string[]];
  cursor: [];
  other_kind: [kind: string];
  unknown_place: [place: string, known: readonly string[]];
  unknown_part: [key: string, known: readonly string[]];
  braces: [text: string];
  person_or_agent: [];
  no_parts: [];
  no_browser: [];
  not_good: [];
  nothing_recorded: [];
  typed_openly: [field: string];
  too_many_steps: [max: string];
  no_control: [];
  steps_or_parts: [];
  name_in_use: [];
  twice: [];
  options_needed: [];
  no_definition: [ref: string];
  unknown_tool: [tool: string, known: readonly string[]];
  no_platform: [platform: string, known: readonly string[]];
  not_served: [key: string];
  not_your_channel: [];
  address_in_use: [];
  in_configuration: [];
  too_many: [max: string];
  no_tool: [];
  json: [];
  not_for: [repeat: string];
  not_both: [other: string];
  cron_fields: [count: string];
  cron_field: [field: string];
  moment: [];
  no_such_day: [day: string];
  no_such_time: [time: string];
  no_zone: [zone: string];
  never_comes: [];
  time_over: [again: string];
  before_start: [];
  too_close: [minutes: string, least: string];
  no_schedule: [ref: string];
  no_repository: [host: string];
  which_import: [];
  no_time_to_skip: [day?: string];
  place_not_served: [place: string];
  in_use_by_schedules: [labels: readonly string[]];
  callback_off: [];
  callback_refused: [host: string];
  no_body: [];
}
export type FaultCode = keyof FaultFacts;

/** One thing that can be wrong, with its facts. */
export type FaultFact = {
  [C in FaultCode]: { readonly code: C; readonly facts: FaultFacts[C] };
}[FaultCode];

/** A fault that is not yet in words. */
export type CodedFault = FaultFact & { readonly field: string };

/** What can be looked for in vain. */
export type Thing =
  | 'task'
  | 'run'
  | 'ask'
  | 'definition'
  | 'deliverable'
  | 'delivery'
  | 'push group'
  | 'schedule'
  | 'trigger'
  | 'agent'
  | 'key'
  | 'session'
  | 'token'
  | 'webhook'
  | 'thread'
  | 'message'
  | 'button'
  | 'installation'
  | 'page';

/** One of several tasks that fit what was said. */
export interface Candidate {
  id: string;
  number: string;
  title: string;
  status: TaskStatus;
}

/** The limits of a run or a turn. */
export type LimitName = 'model_calls' | 'tool_calls' | 'tokens' | 'time' | 'idle';

/** What a chat platform said, for its adapter and for the log. */
export interface ChatFacts {
  platform?: string;
  /** The platform's own word for it, or the adapter's. */
  reason?: string;
  /** How long the same call would be in vain. */
  retryAfterMs?: number;
  endpoint?: string;
  errcode?: number;
  hint?: string;
  fromIp?: string;
  needed?: string;
  group?: string;
  messageId?: string;
  /** It cannot be looked for later either. */
  isFinal?: true;
}

/** What a model's provider said, for the log. */
interface ModelFacts {
  reason?: string;
  status?: number;
  retryAfterMs?: number;
  timeoutMs?: number;
}

/** No facts: there is nothing to say beside the words. */
type None = object;

/** What each rule of the table has to say where it does not hold. */
export interface GuardFacts {
  own_tasks: None;
  reason: None;
  /** The name of who has the task. */
  unclaimed: { holder: string };
  /** The names of who has it, and of who asked for it. */
  holder: { holder: string; requester: string };
  /** The label of the ask that is open; left out where there is none. */
  decision: { ask?: string };
  /** The label of the review that is accepted, where others come after it. */
  review_stages: { ask: string };
  /** The key of the definition that is switched off. */
  definition_active: { definition: string };
  start_approval: None;
  /** The labels of the tasks that are not completed. */
  open_blockers: { blockers: readonly string[] };
  review: None;
  /** What has to be there and is not; empty where people only have to judge it. */
  evidence: { lacks: readonly Check[] };
  review_kept: None;
  /** Who has stopped everything. */
  stop: { by: string };
}

/** One guard and its facts. */
export type GuardFact = { [G in GuardName]: { guard: G } & GuardFacts[G] }[GuardName];

/** The facts of each error: what its words and its problem body are made of; never secrets or whole bodies. */
/** Why there is no browser, or nothing of it to be seen. */
export type BrowserProblem = 'not_installed' | 'no_sandbox' | 'does_not_start' | 'no_look';

export interface ErrorFacts {
  'input.invalid': { faults: readonly (Fault | CodedFault)[] };
  'input.too_large': { maxBytes: number };
  'auth.missing': None;
  /** `scope`: that which the token lacks. */
  'access.refused': { reason?: AccessReason; scope?: Scope };
  'not_found': { what: Thing; ref: string; faults?: readonly CodedFault[] };
  'definition.inactive': { definition: string };
  'definition.in_use': { definition: string };
  'push.off': { group: string; reason: 'inactive' | 'disabled' };
  'draft.over': None;
  /** `legal`: what may be done with it as it stands. */
  'schedule.illegal_event': {
    schedule: string;
    event: ScheduleEvent;
    state: ScheduleState;
    legal: readonly ScheduleEvent[];
  };
  'schedule.settled': { schedule: string };
  'schedule.not_yours': { schedule: string; owner: string };
  /** An agent wants to change schedules, in a run or after it has read text from outside. */
  'schedule.by_people': None;
  'schedule.ambiguous': { labels: readonly string[] };
  /** A delivery without proof of its sender; which check it failed, the deliveries say. */
  'hook.unverified': None;
  'hook.off': { trigger: string };
  'hook.content_type': None;
  'hook.too_many': { retryAfterMs: number };
  'task.ambiguous': { ref: string; candidates: readonly Candidate[]; count: number };
  /** `event` as it was sent, which may be none of the table. */
  'task.illegal_event': { task: string; event: string; state: Standing; legal: readonly SendableEvent[] };
  'task.guarded': { task: string; event: TaskEvent; state: Standing } & GuardFact;
  'task.archived': { task: string; guard: 'archived'; state: Standing };
  /** The labels from the task over what it would wait for back to the task. */
  'task.cycle': { task: string; path: readonly string[] };
  /** `needs`: the key of the task of the workflow whose result is not there. */
  'task.no_result': { task: string; needs: string };
  /** `task` is left out where it is a conversation that the agent was to have. */
  'task.no_agent': { task?: string; agent: string };
  /** `what` others are changing, by the name that people know it by. */
  'task.busy': {
    what: Extract<Thing, 'task' | 'definition' | 'push group' | 'schedule' | 'trigger' | 'webhook'>;
    ref: string;
  };
  'run.illegal_event': { runId: string };
  'run.fenced': { id: string; epoch?: number; problem?: string };
  'ask.settled': { ask: string; state: AskState | 'voted'; by?: string; at?: string };
  'ask.ambiguous': { asks: readonly string[] };
  /** `isOpen`: also whoever is in its channel. `because`: what keeps out somebody who might have been one of them. */
  'ask.not_yours': {
    ask: string;
    who: readonly string[];
    isOpen?: boolean;
    because?: 'asked_for_it' | 'accepted_before' | 'own_work';
  };
  'ask.void': { ask: string; reason?: 'may_not_edit' };
  'version.stale': { expected: number; actual: number; guard: 'version' };
  'idempotency.mismatch': None;
  'store.duplicate': { collection: string; index: string };
  'store.unavailable': { reason?: 'closed' | 'slow' | 'changes_too_fast'; at?: string };
  'store.refused': { problem: string; at?: string };
  /** `at`: collection and index. */
  'store.index': { at: string; isUnique: boolean };
  'store.denied': None;
  /** The layout of the documents, and the newest that this program knows. */
  'store.newer': { found: number; known: number };
  'clock.skewed': { seconds: number; maxSeconds: number };
  'queue.unavailable': None;
  'chat.rate_limited': ChatFacts;
  'chat.unavailable': ChatFacts;
  'chat.unknown': ChatFacts;
  'chat.refused': ChatFacts;
  'chat.gone': ChatFacts;
  'model.unavailable': ModelFacts;
  'model.rate_limited': ModelFacts;
  'model.timeout': ModelFacts;
  'model.refused': ModelFacts;
  'model.too_long': ModelFacts;
  'model.nonsense': ModelFacts;
  /** Not there, or not for the token, or not for who asks. */
  'github.not_found': { repository: string };
  'github.denied': { reason: 'token' | 'single_sign_on' | 'forbidden' };
  /** `until`: ISO 8601; `again`: the same as the reader's clock shows it. */
  'github.rate_limited': { until: string; again?: string };
  'github.unavailable': { host: string; status?: number };
  'tool.failed': { reason: FetchTrouble; host?: string };
  'browser.unavailable': { problem: BrowserProblem; path: string };
  /** It has ended its worker too often. */
  'worker.ended': None;
  /** The tokens of the day are used up; `again`: when they are free again, as the reader's clock shows it. */
  'spending.reached': { of: SpenderKind; limit: number; until: string; again: string };
  'messages.too_many': { limit: number; retryAfterMs: number };
  'limit.reached': { limit: LimitName; ms?: number };
  'stopped': { by?: 'person' | 'shutdown' };
  /** Whatever helps to find the fault: it is in the log, and told to nobody. */
  'internal': Readonly<Record<string, unknown>>;
}

export type ErrorCode = keyof ErrorFacts;
export type ChatCode = Extract<ErrorCode, `chat.${string}`>;
export type ModelCode = Extract<ErrorCode, `model.${string}`>;
