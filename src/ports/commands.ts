import type { AimView, ListAimsQuery } from '../contract/aims.ts';
import type {
  CreateDefinitionInput,
  DefinitionView,
  ListDefinitionsQuery,
  TeachInput,
  UpdateDefinitionInput,
} from '../contract/definitions.ts';
import type { AskView, DecisionInput, ListAsksQuery } from '../contract/asks.ts';
import type { FiguresQuery, FiguresView } from '../contract/figures.ts';
import type { ImportIssuesInput, ImportView } from '../contract/imports.ts';
import type { DeliveryView, ListDeliveriesQuery } from '../contract/deliveries.ts';
import type {
  ListNotificationsQuery,
  NotificationView,
  ReadNotificationsInput,
} from '../contract/notifications.ts';
import type {
  MailAddressInput,
  MailCodeInput,
  PreferencesInput,
  PreferencesView,
} from '../contract/preferences.ts';
import type { MailedType } from '../domain/notification.ts';
import type { SetAsideView, TryAgainInput } from '../contract/set-aside.ts';
import type { DeliverableView, RunView, StepView } from '../contract/runs.ts';
import type {
  CreatePushGroupInput,
  NotificationSettingsView,
  PushGroupView,
  PushTestView,
  UpdatePushGroupInput,
} from '../contract/settings.ts';
import type {
  CommentInput,
  CommentView,
  CreatedTaskView,
  CreateTaskInput,
  HistoryView,
  MovedTaskView,
  ListHistoryQuery,
  ListTasksQuery,
  TaskEventInput,
  TaskView,
  UpdateTaskInput,
} from '../contract/tasks.ts';
import type { WhyView } from '../contract/tasks.ts';
import type {
  CreateScheduleInput,
  ListSchedulesQuery,
  ListTicksQuery,
  PreviewScheduleInput,
  ScheduleEventInput,
  SchedulePreview,
  ScheduleView,
  TickView,
  UpdateScheduleInput,
} from '../contract/schedules.ts';
import type { StopInput, StopView } from '../contract/stops.ts';
import type {
  CreateTriggerInput,
  HookAnswerView,
  HookDeliveryView,
  ListHookDeliveriesQuery,
  ListTriggersQuery,
  NewTriggerView,
  RotateTriggerInput,
  TestTriggerInput,
  TriggerTestView,
  TriggerView,
  UpdateTriggerInput,
  WholeHookDeliveryView,
} from '../contract/triggers.ts';
import type {
  CreateWebhookInput,
  ListWebhookTriesQuery,
  NewWebhookView,
  ResendEventsInput,
  RotateWebhookInput,
  UpdateWebhookInput,
  WebhookTryView,
  WebhookView,
} from '../contract/webhooks.ts';
import type {
  AgentKeyView,
  CreateAgentKeyInput,
  NewAgentKeyView,
  WebTriggerInput,
  WebTriggerView,
} from '../contract/agent-keys.ts';
import type { AimKind } from '../domain/aim.ts';
import type { BusEvents } from './bus.ts';
import type { Vocabulary } from '../domain/vocabularies.ts';
import type { SourceKind } from '../domain/task.ts';
import type { PersonRef, ThreadRef } from '../domain/person.ts';

/** On whose behalf something is asked: the rights are this person's, whoever types for them. */
export interface Caller {
  person: PersonRef;
  /** Their other accounts, where some are proven to be the same person's. */
  also?: readonly string[];
  /** A guest, or from another organisation: served only by name. */
  isStranger?: true;
  /** Sees and may do everything but decide in another's place. */
  isAdmin: boolean;
  /** Where the request came in: a platform, `api`, `console`. */
  via: string;
  /** The agent that asks for the person. It may do what the person may, but never decide an ask. */
  agentId: string | null;
  /** It comes with a token that decides nothing. */
  mayNotDecide?: true;
  /** What the person has just said to the agent, whose turn this is: the only words that it may pass on as their answer. */
  said?: string;
  /** The agent works by itself, in a run: only the moves that the table gives to agents. */
  isAutonomous: boolean;
  /** The task whose run the agent works in. */
  taskId?: string;
  /** The agents that passed on the work which this one does, the first one first. */
  delegators?: readonly string[];
  /** The agent has read text from outside: what it writes down may be somebody else's idea. */
  isTainted?: boolean;
  /** The thread of the conversation, null outside chat. */
  place: ThreadRef | null;
  /** Nobody else hears the conversation. */
  isAlone?: true;
  locale: string;
  timeZone: string;
  /** What opens a form to the person at once: see `IncomingCommand`. */
  trigger?: string;
  /** Where what is created is said to come from, unless the input says it. */
  source: SourceKind;
  /** The same on each repeat of one request or tool call: what it did before is found, not done again. */
  key?: string;
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** A delivery to a trigger, from whoever knows its address. */
export interface HookRequest {
  /** Undefined where it is missing. */
  header: (name: string) => string | undefined;
  /** The bytes as they came, which signatures cover. @throws AppError `input.too_large`. */
  body: () => Promise<Uint8Array>;
  /** Where the connection comes from. */
  address: string;
  locale: string;
}

/** A program that shows a key of an agent. */
export interface KeyRequest {
  shown: string | undefined;
  /** The same on each repeat. */
  key: string | undefined;
  address: string;
}

/** 202 for what is new, 200 for what was there already; or the text that a sender wants to hear before it sends anything. */
export type HookAnswer = { status: 200 | 202; body: HookAnswerView } | { status: 200; text: string };

/** What the outside may ask of the product. Every method checks the caller's rights and the input's meaning. */
export interface Commands {
  createTask(input: CreateTaskInput, caller: Caller): Promise<CreatedTaskView>;
  listTasks(query: ListTasksQuery, caller: Caller): Promise<Page<TaskView>>;
  getTask(ref: string, caller: Caller, view?: Vocabulary): Promise<TaskView>;
  updateTask(ref: string, patch: UpdateTaskInput, caller: Caller, version?: number): Promise<TaskView>;
  /** One door for every move of the transition table. */
  sendEvent(ref: string, input: TaskEventInput, caller: Caller): Promise<MovedTaskView>;
  comment(ref: string, input: CommentInput, caller: Caller): Promise<CommentView>;
  /** Who may be told that something has changed: what one may not read is no hint either. */
  readsChange(change: BusEvents['changed']): Promise<(caller: Caller) => boolean>;
  listComments(
    ref: string,
    query: { limit: number; cursor?: string },
    caller: Caller,
  ): Promise<Page<CommentView>>;
  listHistory(ref: string, query: ListHistoryQuery, caller: Caller): Promise<Page<HistoryView>>;
  listRuns(ref: string, query: { limit: number; cursor?: string }, caller: Caller): Promise<Page<RunView>>;
  getRun(id: string, caller: Caller): Promise<RunView>;
  /** All steps of a run, the first one first. */
  listSteps(id: string, query: { limit: number; cursor?: string }, caller: Caller): Promise<Page<StepView>>;
  listAsks(query: ListAsksQuery, caller: Caller): Promise<Page<AskView>>;
  /** By id or number (`A-9`). */
  getAsk(ref: string, caller: Caller): Promise<AskView>;
  decideAsk(ref: string, input: DecisionInput, caller: Caller): Promise<AskView>;
  listDeliverables(ref: string, caller: Caller): Promise<DeliverableView[]>;
  getDeliverable(id: string, caller: Caller): Promise<DeliverableView & { content: string }>;
  /** The one true sentence on why the task does not move, and the one event that would move it. */
  why(ref: string, caller: Caller): Promise<WhyView>;
  /** What the caller was told of, whatever else told them. */
  listNotifications(query: ListNotificationsQuery, caller: Caller): Promise<Page<NotificationView>>;
  /** Counted up to a hundred. */
  countUnread(caller: Caller): Promise<number>;
  readNotifications(input: ReadNotificationsInput, caller: Caller): Promise<{ unread: number }>;
  /** How the caller wants to be told, beside the console. */
  getPreferences(caller: Caller): Promise<PreferencesView>;
  /** Sends a code there; the address counts once that is typed back. */
  setMailAddress(input: MailAddressInput, caller: Caller): Promise<PreferencesView>;
  confirmMailAddress(input: MailCodeInput, caller: Caller): Promise<PreferencesView>;
  removeMailAddress(caller: Caller): Promise<PreferencesView>;
  updatePreferences(input: PreferencesInput, caller: Caller): Promise<PreferencesView>;
  /** What the link of a mail would stop, and stopping it; undefined for a link that is none of ours. */
  readUnsubscribe(token: string): MailedType | undefined;
  unsubscribe(token: string): Promise<MailedType | undefined>;
  /** What left for chat; for administrators. */
  listDeliveries(query: ListDeliveriesQuery, caller: Caller): Promise<Page<DeliveryView>>;
  /** Tries once more what did not arrive, or may not have. */
  /** What has ended its worker too often, and waits for somebody to try it again. */
  listSetAside(caller: Caller): Promise<{ items: SetAsideView[] }>;
  trySetAsideAgain(input: TryAgainInput, caller: Caller): Promise<void>;
  resend(id: string, caller: Caller): Promise<DeliveryView>;
  createDefinition(input: CreateDefinitionInput, caller: Caller): Promise<DefinitionView>;
  listDefinitions(query: ListDefinitionsQuery): Promise<Page<DefinitionView>>;
  /** A definition of what a run did in its browser; for administrators. */
  teach(runId: string, input: TeachInput, caller: Caller): Promise<DefinitionView>;
  /** By id or key. */
  getDefinition(ref: string): Promise<DefinitionView>;
  updateDefinition(
    ref: string,
    patch: UpdateDefinitionInput,
    caller: Caller,
    version?: number,
  ): Promise<DefinitionView>;
  /** Only one that no task was made from. */
  deleteDefinition(ref: string, caller: Caller, version?: number): Promise<DefinitionView>;
  /** The groups that only listen, with their addresses masked. This and what follows on them: for administrators. */
  getNotificationSettings(caller: Caller): Promise<NotificationSettingsView>;
  createPushGroup(input: CreatePushGroupInput, caller: Caller): Promise<PushGroupView>;
  updatePushGroup(
    id: string,
    patch: UpdatePushGroupInput,
    caller: Caller,
    version?: number,
  ): Promise<PushGroupView>;
  deletePushGroup(id: string, caller: Caller, version?: number): Promise<PushGroupView>;
  /** Sends one message there, by the outbox. */
  testPushGroup(id: string, caller: Caller): Promise<PushTestView>;
  /** Waits to be confirmed, unless an administrator confirms with it. */
  createSchedule(input: CreateScheduleInput, caller: Caller): Promise<ScheduleView>;
  listSchedules(query: ListSchedulesQuery, caller: Caller): Promise<Page<ScheduleView>>;
  /** By id or number (`S-3`). */
  getSchedule(ref: string, caller: Caller): Promise<ScheduleView>;
  updateSchedule(
    ref: string,
    patch: UpdateScheduleInput,
    caller: Caller,
    version?: number,
  ): Promise<ScheduleView>;
  /** One door for what people do with a schedule. With `run`, the label of the task that it made. */
  sendScheduleEvent(
    ref: string,
    input: ScheduleEventInput,
    caller: Caller,
    version?: number,
  ): Promise<ScheduleView & { task?: string }>;
  /** How times read and when they come, without a schedule. */
  previewSchedule(input: PreviewScheduleInput, caller: Caller): Promise<SchedulePreview>;
  /** What became of its times, the newest first. */
  listTicks(ref: string, query: ListTicksQuery, caller: Caller): Promise<Page<TickView>>;
  /** Whether everything is stopped. */
  /** What of the tasks that the caller may see stands where, and how long they take and wait. */
  getFigures(query: FiguresQuery, caller: Caller): Promise<FiguresView>;
  getStop(caller: Caller): Promise<StopView>;
  /** This and its release: for administrators. */
  stopAll(input: StopInput, caller: Caller): Promise<StopView>;
  releaseAll(input: StopInput, caller: Caller): Promise<StopView>;
  /** Makes a task of each issue of a repository; imported again, nothing twice. */
  importIssues(input: ImportIssuesInput, caller: Caller): Promise<ImportView>;
  /** A door for one sender. With its secret, once. This and what follows on triggers: for administrators. */
  createTrigger(input: CreateTriggerInput, caller: Caller): Promise<NewTriggerView>;
  listTriggers(query: ListTriggersQuery, caller: Caller): Promise<Page<TriggerView>>;
  getTrigger(id: string, caller: Caller): Promise<TriggerView>;
  updateTrigger(
    id: string,
    patch: UpdateTriggerInput,
    caller: Caller,
    version?: number,
  ): Promise<TriggerView>;
  /** The tasks that it made stay. */
  deleteTrigger(id: string, caller: Caller, version?: number): Promise<TriggerView>;
  /** A new secret; the old one is taken beside it for some hours. */
  rotateTrigger(
    id: string,
    input: RotateTriggerInput,
    caller: Caller,
    version?: number,
  ): Promise<NewTriggerView>;
  /** What a body becomes; with `make`, the task too. */
  testTrigger(id: string, input: TestTriggerInput, caller: Caller): Promise<TriggerTestView>;
  /** What came, and what became of it, the newest first. */
  listHookDeliveries(
    triggerId: string,
    query: ListHookDeliveriesQuery,
    caller: Caller,
  ): Promise<Page<HookDeliveryView>>;
  getHookDelivery(triggerId: string, deliveryId: string, caller: Caller): Promise<WholeHookDeliveryView>;
  /** The same body once more, for a task of its own. */
  sendHookAgain(triggerId: string, deliveryId: string, caller: Caller): Promise<HookDeliveryView>;
  /** The door itself: what is sent proves itself. */
  receiveHook(triggerId: string, request: HookRequest): Promise<HookAnswer>;
  /** Another system that is told, with its secret, once. This and what follows on webhooks: for administrators. */
  createWebhook(input: CreateWebhookInput, caller: Caller): Promise<NewWebhookView>;
  listWebhooks(caller: Caller): Promise<{ items: WebhookView[] }>;
  getWebhook(id: string, caller: Caller): Promise<WebhookView>;
  updateWebhook(
    id: string,
    patch: UpdateWebhookInput,
    caller: Caller,
    version?: number,
  ): Promise<WebhookView>;
  deleteWebhook(id: string, caller: Caller, version?: number): Promise<WebhookView>;
  rotateWebhook(
    id: string,
    input: RotateWebhookInput,
    caller: Caller,
    version?: number,
  ): Promise<NewWebhookView>;
  /** Tells it that it can be told. */
  testWebhook(id: string, caller: Caller): Promise<{ event: string }>;
  /** Each try, the newest first. */
  listWebhookTries(id: string, query: ListWebhookTriesQuery, caller: Caller): Promise<Page<WebhookTryView>>;
  /** One event once more, or all that did not arrive. */
  resendEvents(id: string, input: ResendEventsInput, caller: Caller): Promise<{ count: number }>;
  /** With the key and the secret of its callbacks, once. This and the next two: for administrators. */
  createAgentKey(agentId: string, input: CreateAgentKeyInput, caller: Caller): Promise<NewAgentKeyView>;
  listAgentKeys(agentId: string, caller: Caller): Promise<{ items: AgentKeyView[] }>;
  revokeAgentKey(agentId: string, id: string, caller: Caller): Promise<AgentKeyView>;
  /** A program starts work, with a key in place of a caller. */
  startByKey(
    agentId: string,
    request: KeyRequest,
    read: () => Promise<WebTriggerInput>,
  ): Promise<WebTriggerView>;
  readStarted(agentId: string, request: KeyRequest, ref: string): Promise<WebTriggerView>;
  /** Counts by label of the default vocabulary; stops at 1 000 each. */
  /** Projects or goals by name, each with how far its tasks are. */
  listAims(kind: AimKind, query: ListAimsQuery, caller: Caller): Promise<Page<AimView>>;
  countTasks(caller: Caller): Promise<Record<string, number>>;
}
