import type { Aim } from '../domain/aim.ts';
import type { AgentKey } from '../domain/agent-key.ts';
import type { Ask } from '../domain/ask.ts';
import type { Definition, Draft } from '../domain/definition.ts';
import type { MadeToken, Session, SignInLink } from '../domain/identity.ts';
import type { Deliverable, Run } from '../domain/run.ts';
import type { Notification } from '../domain/notification.ts';
import type { Person } from '../domain/person.ts';
import type { Preferences } from '../domain/preferences.ts';
import type { PushGroup } from '../domain/push-group.ts';
import type { Schedule, Tick } from '../domain/schedule.ts';
import type { Spending } from '../domain/spending.ts';
import type { HookDelivery, Trigger } from '../domain/trigger.ts';
import type { Stop } from '../domain/stop.ts';
import type { Webhook, WebhookTry } from '../domain/webhook.ts';
import type { Task } from '../domain/task.ts';
import type {
  ChatMessage,
  Comment,
  Counter,
  HistoryPage,
  IdempotencyRecord,
  InboxRow,
  JournalPage,
  Lease,
  OutboxRow,
  ThreadState,
} from '../domain/records.ts';

/** What each collection of the product holds. Adapters that keep something for themselves declare it as an `OwnCollection`. */
export interface Documents {
  definitions: Definition;
  drafts: Draft;
  schedules: Schedule;
  ticks: Tick;
  triggers: Trigger;
  hook_deliveries: HookDelivery;
  webhooks: Webhook;
  agent_keys: AgentKey;
  webhook_tries: WebhookTry;
  tasks: Task;
  aims: Aim;
  history_pages: HistoryPage;
  runs: Run;
  journal_pages: JournalPage;
  asks: Ask;
  comments: Comment;
  deliverables: Deliverable;
  people: Person;
  sign_in_links: SignInLink;
  sessions: Session;
  access_tokens: MadeToken;
  threads: ThreadState;
  inbox: InboxRow;
  outbox: OutboxRow;
  leases: Lease;
  counters: Counter;
  idempotency: IdempotencyRecord;
  chat_messages: ChatMessage;
  push_groups: PushGroup;
  notifications: Notification;
  preferences: Preferences;
  spending: Spending;
  stops: Stop;
}
export type CollectionName = keyof Documents;

export type Scalar = string | number | boolean | null | Date;

/**
 * Tests on one field. A closed subset of MongoDB's, with MongoDB's meaning; anything else is refused with
 * `store.refused` by both adapters. `null` equals a missing field. An array matches when one of its elements does.
 * `$gt … $lte` compare values of one type only (numbers, strings by code point, dates): other types never match.
 */
export interface FieldTest {
  $eq?: Scalar;
  $ne?: Scalar;
  $in?: readonly Scalar[];
  $nin?: readonly Scalar[];
  $gt?: number | string | Date;
  $gte?: number | string | Date;
  $lt?: number | string | Date;
  $lte?: number | string | Date;
  $exists?: boolean;
}

/** Keys are field paths (`wait.kind`, `history.key`); `id` is the document's id. */
export interface Filter {
  [path: string]: Scalar | FieldTest | readonly Filter[] | undefined;
  $and?: readonly Filter[];
  $or?: readonly Filter[];
}

/**
 * Changes to one document. A closed subset of MongoDB's; paths may end in a number to change one element of an array
 * that is there (`journal.3`). No two operators may touch one path. Values are plain data: scalars, dates, arrays, objects.
 */
export interface Update {
  $set?: Readonly<Record<string, unknown>>;
  $unset?: Readonly<Record<string, true>>;
  $inc?: Readonly<Record<string, number>>;
  /** Appends each element; with `$slice: -n` only the last n are kept. */
  $push?: Readonly<Record<string, { $each: readonly unknown[]; $slice?: number }>>;
  /** Takes out every element that equals the scalar. */
  $pull?: Readonly<Record<string, Scalar>>;
}

/** Always-present scalar fields, `id` last where the order must be total; 1 ascending, -1 descending. */
export type Sort = Readonly<Record<string, 1 | -1>>;

export interface FindOptions<Field extends string = string> {
  sort?: Sort;
  /** 1 to 1 000; there is no unbounded find. */
  limit: number;
  /** Top-level fields to leave out, such as a long journal. They are missing in the result, and in its type. */
  omit?: readonly Field[];
}

/** A document as far as it was read: what was left out of it cannot be used. */
export type Without<T, Field extends PropertyKey> = [Field] extends [never] ? T : Omit<T, Field>;

/**
 * Documents of one kind. Everything returned is the caller's own copy. Every method rejects with
 * `store.unavailable` when the database cannot be reached (a write is then in doubt) and `store.refused` for a filter
 * or update outside the subset.
 */
export interface Collection<T extends { id: string }> {
  /** @throws AppError `store.duplicate` {collection, index} when the id or a unique field is taken. */
  insert(document: T): Promise<void>;
  /** Inserts unless the id is there; tells whether it did. */
  insertIfAbsent(document: T): Promise<boolean>;
  get(id: string): Promise<T | undefined>;
  /** Options that stand in a variable are `as const`: without the names of the fields the result has no type. */
  find<Field extends Exclude<keyof T & string, 'id'> = never>(
    filter: Filter,
    options: FindOptions<Field>,
  ): Promise<Without<T, Field>[]>;
  /** Counts matches, but no further than `limit`. */
  count(filter: Filter, limit: number): Promise<number>;
  /**
   * Changes the one document that matches (the first by `sort`), atomically: of two callers with one filter that the
   * change itself makes false, one wins. Answers with the changed document, or undefined when none matched.
   * @throws AppError `store.duplicate` {collection, index} when the change takes a unique field that is taken.
   */
  update(filter: Filter, update: Update, sort?: Sort): Promise<T | undefined>;
  deleteMany(filter: Filter): Promise<number>;
}

export interface IndexSpec {
  readonly name: string;
  /** Equality fields first, then the sort fields. */
  readonly keys: Sort;
  readonly unique?: true;
  /** Documents go this long after the date in the index's one field. Only tidying up: may lag for minutes. */
  readonly expireAfterSeconds?: number;
}

/**
 * A collection that an adapter keeps for itself: declared once, beside what it holds, and known to nobody else. No name of the
 * product's collections, and none that another adapter has.
 */
export interface OwnCollection<T extends { id: string } = { id: string }> {
  readonly name: string;
  readonly indexes: readonly IndexSpec[];
  /** Never there: it carries the type of the documents. */
  readonly holds?: T;
}

/** Truth. One folder in adapters/store; all held to test/contracts/store.contract.ts. */
export interface Store {
  readonly kind: string;
  /** No other process can have it open: whatever a former one held is free. */
  readonly isExclusive: boolean;
  collection<N extends CollectionName>(name: N): Collection<Documents[N]>;
  /** @throws AppError `store.refused` for a collection that `migrate` was not given. */
  own<T extends { id: string }>(collection: OwnCollection<T>): Collection<T>;
  /**
   * Creates the collections and all indexes, those of `INDEXES` and those that adapters keep, for one process at a time: see
   * `migrateStore`. Rejects with `store.index` when one cannot be made: the start must stop.
   */
  migrate(own?: readonly OwnCollection[]): Promise<void>;
  /** Rejects with `store.unavailable` when the database does not answer in time. */
  ping(): Promise<void>;
  /** How far the database's clock is ahead of ours, in milliseconds; 0 where they are one. */
  clockOffsetMs(): Promise<number>;
  close(): Promise<void>;
}

/**
 * The index behind every list and every unique key. Created by `Store.migrate`, never by the way.
 * Equality, then sort, then range; a list whose filter has more fields narrows the rest by looking at the documents.
 */
// prettier-ignore
export const INDEXES: { readonly [N in CollectionName]: readonly IndexSpec[] } = {
  definitions: [
    { name: 'key',          keys: { key: 1 }, unique: true },
    { name: 'name',         keys: { nameKey: 1 }, unique: true },
    { name: 'dedupe',       keys: { dedupeKey: 1 }, unique: true },
    { name: 'oldest',       keys: { createdAt: 1, id: 1 } },
    { name: 'active',       keys: { isActive: 1, createdAt: 1, id: 1 } },
  ],
  drafts: [
    { name: 'thread',       keys: { threadKey: 1, 'person.id': 1, createdAt: -1, id: -1 } },
    { name: 'tidy',         keys: { expiresAt: 1 }, expireAfterSeconds: 7 * 24 * 3600 },
  ],
  schedules: [
    { name: 'number',       keys: { number: 1 }, unique: true },
    { name: 'dedupe',       keys: { dedupeKey: 1 }, unique: true },
    { name: 'due',          keys: { state: 1, dueAt: 1, id: 1 } },
    { name: 'place',        keys: { placeKey: 1, state: 1, createdAt: 1, id: 1 } },
    { name: 'owner',        keys: { 'owner.id': 1, state: 1, createdAt: 1, id: 1 } },
    { name: 'oldest',       keys: { state: 1, createdAt: 1, id: 1 } },
    { name: 'check',        keys: { checkAt: 1 } },
    { name: 'tz',           keys: { state: 1, tz: 1 } },
    { name: 'expiry',       keys: { state: 1, expiresAt: 1 } },
    { name: 'definition',   keys: { 'makes.definitionId': 1 } },
    { name: 'tidy',         keys: { expiresAt: 1 }, expireAfterSeconds: 30 * 24 * 3600 },
  ],
  ticks: [
    { name: 'schedule',     keys: { scheduleId: 1, at: -1, id: -1 } },
    { name: 'state',        keys: { state: 1, at: 1, id: 1 } },
    { name: 'tidy',         keys: { recordedAt: 1 }, expireAfterSeconds: 180 * 24 * 3600 },
  ],
  triggers: [
    { name: 'dedupe',       keys: { dedupeKey: 1 }, unique: true },
    { name: 'oldest',       keys: { createdAt: 1, id: 1 } },
  ],
  hook_deliveries: [
    { name: 'body',         keys: { triggerId: 1, bodyKey: 1 }, unique: true },
    { name: 'recent',       keys: { triggerId: 1, receivedAt: -1, id: -1 } },
    { name: 'recent_state', keys: { triggerId: 1, state: 1, receivedAt: -1, id: -1 } },
    { name: 'state',        keys: { state: 1, receivedAt: 1, id: 1 } },
    { name: 'tidy',         keys: { receivedAt: 1 }, expireAfterSeconds: 30 * 24 * 3600 },
  ],
  agent_keys: [
    { name: 'dedupe',       keys: { dedupeKey: 1 }, unique: true },
    { name: 'hash',         keys: { hash: 1 }, unique: true },
    { name: 'agent',        keys: { agentId: 1, createdAt: 1, id: 1 } },
  ],
  webhooks: [
    { name: 'dedupe',       keys: { dedupeKey: 1 }, unique: true },
    { name: 'oldest',       keys: { createdAt: 1, id: 1 } },
  ],
  webhook_tries: [
    { name: 'recent',       keys: { webhookId: 1, at: -1, id: -1 } },
    { name: 'tidy',         keys: { at: 1 }, expireAfterSeconds: 30 * 24 * 3600 },
  ],
  tasks: [
    { name: 'number',       keys: { number: 1 }, unique: true },
    { name: 'dedupe',       keys: { dedupeKey: 1 }, unique: true },
    { name: 'live',         keys: { liveKey: 1 }, unique: true },
    { name: 'board',        keys: { isArchived: 1, updatedAt: -1, id: -1 } },
    { name: 'board_status', keys: { isArchived: 1, status: 1, updatedAt: -1, id: -1 } },
    { name: 'place',        keys: { placeKey: 1, isArchived: 1, status: 1, updatedAt: -1, id: -1 } },
    { name: 'assignee',     keys: { 'assignee.id': 1, isArchived: 1, status: 1, updatedAt: -1, id: -1 } },
    { name: 'requester',    keys: { 'requester.id': 1, isArchived: 1, status: 1, updatedAt: -1, id: -1 } },
    { name: 'source',       keys: { 'source.kind': 1, isArchived: 1, updatedAt: -1, id: -1 } },
    { name: 'reference',    keys: { referenceId: 1, updatedAt: -1, id: -1 } },
    { name: 'project',      keys: { project: 1, status: 1, updatedAt: -1, id: -1 } },
    { name: 'goal',         keys: { goal: 1, status: 1, updatedAt: -1, id: -1 } },
    { name: 'thread',       keys: { placeKey: 1, 'home.thread': 1, updatedAt: -1, id: -1 } },
    { name: 'title',        keys: { titleKey: 1, status: 1, updatedAt: -1, id: -1 } },
    { name: 'parent',       keys: { parentId: 1, number: 1 } },
    { name: 'blocked_by',   keys: { blockedBy: 1, status: 1 } },
    { name: 'definition',   keys: { 'definition.id': 1 } },
    { name: 'definition_done', keys: { 'definition.id': 1, status: 1, completedAt: -1, id: -1 } },
    { name: 'deferred',     keys: { status: 1, 'deferred.until': 1 } },
    { name: 'untold',       keys: { untold: 1 } },
    { name: 'unsettled',    keys: { unsettled: 1 } },
    { name: 'schedule',     keys: { 'source.scheduleId': 1, status: 1 } },
  ],
  aims: [{ name: 'kind', keys: { kind: 1, id: 1 } }],
  runs: [
    { name: 'task',         keys: { taskId: 1, number: -1 }, unique: true },
    { name: 'dispatch',     keys: { status: 1, nextDispatchAt: 1 } },
    { name: 'lease',        keys: { status: 1, leaseUntil: 1 } },
    { name: 'dirty',        keys: { isDirty: 1, updatedAt: 1 } },
    { name: 'recent',       keys: { createdAt: -1, id: -1 } },
  ],
  history_pages: [{ name: 'task', keys: { taskId: 1, from: 1 }, unique: true }],
  journal_pages: [
    { name: 'holder',       keys: { holderId: 1, from: 1 }, unique: true },
    { name: 'tidy',         keys: { receivedAt: 1 }, expireAfterSeconds: 30 * 24 * 3600 },
  ],
  asks: [
    { name: 'number',       keys: { number: 1 }, unique: true },
    { name: 'task',         keys: { taskId: 1, createdAt: 1, id: 1 } },
    { name: 'run',          keys: { runId: 1, createdAt: 1, id: 1 } },
    { name: 'open',         keys: { state: 1, createdAt: 1, id: 1 } },
    { name: 'expiry',       keys: { state: 1, expiresAt: 1 } },
    { name: 'reminder',     keys: { state: 1, reminderAt: 1 } },
    { name: 'wake',         keys: { isWakePending: 1, updatedAt: 1 } },
    { name: 'thread',       keys: { state: 1, 'home.platform': 1, 'home.channel': 1, 'home.thread': 1, createdAt: 1, id: 1 } },
  ],
  comments: [{ name: 'task', keys: { taskId: 1, createdAt: 1, id: 1 } }],
  deliverables: [
    { name: 'run',          keys: { runId: 1, createdAt: 1, id: 1 } },
    { name: 'version',      keys: { taskId: 1, name: 1, version: -1 }, unique: true },
  ],
  sign_in_links: [
    { name: 'person',       keys: { 'person.id': 1, spentAt: 1, createdAt: -1, id: -1 } },
    { name: 'tidy',         keys: { expiresAt: 1 }, expireAfterSeconds: 24 * 3600 },
  ],
  sessions: [
    { name: 'cookie',       keys: { hash: 1 }, unique: true },
    { name: 'former',       keys: { formerHash: 1 } },
    { name: 'person',       keys: { 'person.id': 1, seenAt: -1, id: -1 } },
    { name: 'tidy',         keys: { ends: 1 }, expireAfterSeconds: 24 * 3600 },
  ],
  access_tokens: [
    { name: 'hash',         keys: { hash: 1 }, unique: true },
    { name: 'person',       keys: { 'person.id': 1, createdAt: 1, id: 1 } },
    { name: 'tidy',         keys: { endsAt: 1 }, expireAfterSeconds: 24 * 3600 },
  ],
  people: [{ name: 'name', keys: { platform: 1, nameKey: 1 } }],
  threads: [{ name: 'due', keys: { isBusy: 1, leaseUntil: 1 } }],
  inbox: [
    { name: 'thread',       keys: { threadKey: 1, lane: 1, state: 1, seq: 1 } },
    { name: 'state',        keys: { state: 1, seq: 1 } },
    { name: 'history',      keys: { threadKey: 1, seq: -1 } },
    { name: 'tidy',         keys: { receivedAt: 1 }, expireAfterSeconds: 30 * 24 * 3600 },
  ],
  outbox: [
    { name: 'due',          keys: { state: 1, nextAt: 1, id: 1 } },
    { name: 'order',        keys: { orderKey: 1, state: 1, seq: 1 } },
    { name: 'subject',      keys: { subjectKey: 1, seq: 1 } },
    { name: 'recent',       keys: { state: 1, updatedAt: -1, id: -1 } },
  ],
  leases: [],
  counters: [],
  idempotency: [{ name: 'tidy', keys: { createdAt: 1 }, expireAfterSeconds: 24 * 3600 }],
  chat_messages: [
    { name: 'channel',      keys: { channel: 1, rev: 1 }, unique: true },
    { name: 'thread',       keys: { channel: 1, thread: 1, rev: 1 } },
  ],
  push_groups: [
    { name: 'dedupe',       keys: { dedupeKey: 1 }, unique: true },
    { name: 'address',      keys: { fingerprint: 1 }, unique: true },
    { name: 'oldest',       keys: { createdAt: 1, id: 1 } },
  ],
  notifications: [
    { name: 'person',       keys: { personId: 1, at: -1, id: -1 } },
    { name: 'unread',       keys: { personId: 1, readAt: 1, at: -1, id: -1 } },
    { name: 'tidy',         keys: { at: 1 }, expireAfterSeconds: 90 * 24 * 3600 },
  ],
  stops: [],
  preferences: [],
  spending: [{ name: 'tidy', keys: { updatedAt: 1 }, expireAfterSeconds: 3 * 24 * 3600 }],
};
