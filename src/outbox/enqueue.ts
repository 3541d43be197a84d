import type { App } from '../app.ts';
import { AppError } from '../domain/errors.ts';
import type { SubjectKind } from '../domain/card.ts';
import { scheduleIdOf } from '../domain/schedule.ts';
import type { OutgoingMessage, PostedRef } from '../domain/message.ts';
import { placeKey, threadKey, type PersonRef, type ThreadRef } from '../domain/person.ts';
import type { OutboxBody, OutboxRow } from '../domain/records.ts';
import { ISSUE_TARGET, nameOfRepository, type ImportedIssue } from '../domain/github.ts';
import type { Deliverable } from '../domain/run.ts';
import type { Task } from '../domain/task.ts';
import { MAIL_TARGET } from '../domain/preferences.ts';
import { WEBHOOK_TARGET } from '../domain/webhook.ts';
import { nextSeq } from '../shared/sequence.ts';

/** What of the product the outbox needs. */
export type OutboxApp = Pick<App, 'store' | 'clock' | 'bus'>;

export interface CardSubject {
  kind: SubjectKind;
  id: string;
}

/** A text to be shown once, under a key that is the same on each try. */
export interface TextPost {
  key: string;
  target: ThreadRef;
  message: OutgoingMessage;
  /** A message that grew while this was thought of, and becomes it. */
  inPlaceOf?: PostedRef;
  /** Who is told directly where the place takes nothing. */
  orTo?: PersonRef | undefined;
  notBefore?: Date | undefined;
  priority: OutboxRow['priority'];
}

export const cardKey = ({ kind, id }: CardSubject): string => `card:${kind}:${id}`;

/** How often a row may be changed by others between two looks at it. */
const MAX_TRIES = 10;

/** Written once, whoever writes it; a sender hears of it. */
async function put({ store, bus }: OutboxApp, row: OutboxRow): Promise<void> {
  if (await store.collection('outbox').insertIfAbsent(row)) bus.publish('outbox', { orderKey: row.orderKey });
}

/** Nothing leaves but through here: a row is written, and a sender finds it. */
export async function post(
  app: OutboxApp,
  { key, target, priority, orTo, notBefore, ...shown }: TextPost,
): Promise<void> {
  const row: OutboxRow = {
    ...makeRow(app, key, target, { kind: 'text', ...shown }, priority),
    ...(orTo ? { orTo } : {}),
  };
  await put(app, held(row, notBefore));
}

/** A private link into the console, drawn when it is sent: what opens it stands nowhere unsealed. */
export interface SignInPost {
  key: string;
  target: ThreadRef;
  body: Extract<OutboxBody, { kind: 'sign_in' }>;
  orTo?: PersonRef;
}

export async function postSignIn(app: OutboxApp, { key, target, body, orTo }: SignInPost): Promise<void> {
  await put(app, { ...makeRow(app, key, target, body, 1), ...(orTo ? { orTo } : {}) });
}

/** Something that one webhook is told, under an id that its receiver sees. */
export interface EventPost {
  webhookId: string;
  /** Where it goes, as people are told. */
  host: string;
  eventId: string;
  type: string;
  taskId: string | null;
  body: string;
}

export const eventKey = ({ webhookId, eventId }: Pick<EventPost, 'webhookId' | 'eventId'>): string =>
  `event:${webhookId}:${eventId}`;

/** An event goes alone: none waits for another. */
export async function postEvent(app: OutboxApp, event: EventPost): Promise<void> {
  const { webhookId, host, eventId, type, taskId, body } = event;
  const target = { platform: WEBHOOK_TARGET, channel: webhookId, thread: eventId };
  const message = { text: body, locale: 'en' };
  const row = makeRow(app, eventKey(event), target, { kind: 'event', type, host, taskId, message }, 1);
  await put(app, row);
}

/** Something that one person is told by mail. */
export interface MailPost {
  key: string;
  personId: string;
  type: Extract<OutboxBody, { kind: 'mail' }>['type'];
  locale: string;
  text: string;
  taskId?: string;
  /** The run whose files go with it. */
  runId?: string | undefined;
  /** What it tells: not told any more where that is settled. */
  notificationId?: string;
  notBefore?: Date;
}

/** The mails of one task leave in order, for each person. */
export async function postMail(app: OutboxApp, mail: MailPost): Promise<void> {
  const { key, personId, type, locale, text, taskId = null, runId = null, notificationId, notBefore } = mail;
  const target = { platform: MAIL_TARGET, channel: personId, thread: taskId ?? type };
  const message = { text, locale };
  const about = notificationId ? { notificationId } : {};
  const row = makeRow(app, key, target, { kind: 'mail', type, taskId, runId, locale, ...about, message }, 1);
  await put(app, held(row, notBefore));
}

/** Something that one person is told where they talk alone with the bot; drawn when it leaves. */
export interface NotificationPost {
  /** Of the notification. */
  id: string;
  target: ThreadRef;
  locale: string;
  notBefore: Date;
}

export async function postNotification(app: OutboxApp, told: NotificationPost): Promise<void> {
  const { id, target, locale, notBefore } = told;
  const row = makeRow(app, `direct:${id}`, target, { kind: 'notification', id, locale }, 1);
  await put(app, held(row, notBefore));
}

/** What waits for its time keeps nothing waiting that comes after it and may leave before. */
const held = (row: OutboxRow, notBefore: Date = row.nextAt): OutboxRow =>
  notBefore > row.nextAt ? { ...row, nextAt: notBefore, orderKey: `${row.orderKey}:held` } : row;

/** What became of an imported task, on its issue: one comment, edited when the task ends again. */
export async function touchIssue(
  app: OutboxApp,
  { id, locale, issue }: Pick<Task, 'id' | 'locale'> & { issue: ImportedIssue },
): Promise<void> {
  const key = `issue:${id}`;
  const target = {
    platform: ISSUE_TARGET,
    channel: nameOfRepository(issue),
    thread: String(issue.number),
  };
  await touch(app, key, async () => makeRow(app, key, target, { kind: 'issue', taskId: id, locale }, 1));
}

/** The file of a deliverable, once in each thread. */
export async function postFile(
  app: OutboxApp,
  target: ThreadRef,
  { id }: Pick<Deliverable, 'id'>,
  locale: string,
): Promise<void> {
  const key = `file:${id}:${threadKey(target)}`;
  const row = makeRow(app, key, target, { kind: 'file', deliverableId: id, locale }, 2);
  await put(app, row);
}

/** Shows the card of the subject as it now is: posts it where it has none, edits it where it has. */
export async function touchCard(app: OutboxApp, subject: CardSubject): Promise<void> {
  const { store } = app;
  if (subject.kind !== 'ask') return touchCardAt(app, cardKey(subject), subject, () => homeOf(app, subject));
  const ask = await store.collection('asks').get(subject.id);
  if (!ask) return;
  const { home, locale, alsoIn = [], kind, runId } = ask;
  // Nobody is asked anything by a pause: the card of its run says who paused it, and resumes it.
  if (kind === 'pause' && runId) await touchCard(app, { kind: 'run', id: runId });
  else if (home) await touchCardAt(app, cardKey(subject), subject, async () => ({ home, locale }));
  for (const place of alsoIn) {
    const key = `${cardKey(subject)}@${placeKey(place)}`;
    await touchCardAt(app, key, subject, async () => ({ home: place, locale: place.locale }));
  }
}

/** The same of one that was shown before: one that was not stays unshown. */
export async function touchShown(app: OutboxApp, subject: CardSubject): Promise<void> {
  const touched = await touchRow(app, cardKey(subject));
  if (touched) app.bus.publish('outbox', { orderKey: touched.orderKey });
}

const touchCardAt = (
  app: OutboxApp,
  key: string,
  subject: CardSubject,
  where: () => Promise<{ home: ThreadRef | null; locale: string } | undefined>,
): Promise<void> => touch(app, key, async () => cardRow(app, subject, key, await where()));

/** @param make - the row where there is none yet; nothing where there is no place for it. */
async function touch(app: OutboxApp, key: string, make: () => Promise<OutboxRow | undefined>): Promise<void> {
  const { store, bus } = app;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const known = await touchRow(app, key);
    const row = known ?? (await make());
    if (!row) return;
    if (!known && !(await store.collection('outbox').insertIfAbsent(row))) continue;
    bus.publish('outbox', { orderKey: row.orderKey });
    return;
  }
  throw new AppError('store.unavailable', { reason: 'changes_too_fast', at: key });
}

/**
 * What waits to be sent waits as long as before; what was refused is not tried again by itself. A card in doubt is shown in
 * its newest state, and not again in the one that may have been shown. Each of the two states the row as it must be then: one
 * that is sent in between is found by neither.
 */
async function touchRow(app: OutboxApp, id: string): Promise<OutboxRow | undefined> {
  const { store, clock } = app;
  const outbox = store.collection('outbox');
  const now = clock.now();
  const changed = { $inc: { revision: 1 } } as const;
  const again = { $set: { state: 'pending', nextAt: now, updatedAt: now }, ...changed } as const;
  const isShown = { id, state: { $in: ['sent', 'unknown'] } };
  const isNot = { id, state: { $in: ['pending', 'refused', 'dead'] } };
  return (await outbox.update(isShown, again)) ?? (await outbox.update(isNot, changed));
}

function cardRow(
  app: OutboxApp,
  subject: CardSubject,
  key: string,
  place: { home: ThreadRef | null; locale: string } | undefined,
): OutboxRow | undefined {
  if (!place?.home) return undefined;
  const { platform, channel, thread } = place.home;
  const body: OutboxBody = { kind: 'card', subject, locale: place.locale };
  return makeRow(app, key, { platform, channel, thread }, body, subject.kind === 'run' ? 2 : 0);
}

/** The card of a run goes where its task lives, and a task without a home has none; others where they were asked for. */
async function homeOf(
  app: OutboxApp,
  { kind, id }: CardSubject,
): Promise<{ home: ThreadRef | null; locale: string } | undefined> {
  const { store } = app;
  if (kind === 'draft') {
    const draft = await store.collection('drafts').get(id);
    return draft && { home: draft.place, locale: draft.locale };
  }
  if (kind === 'schedule') {
    const schedule = await store.collection('schedules').get(scheduleIdOf(id));
    return schedule && { home: schedule.cardAt, locale: schedule.locale };
  }
  if (kind === 'task') return store.collection('tasks').get(id);
  const run = await store.collection('runs').get(id);
  const task = run && (await store.collection('tasks').get(run.taskId));
  // What is part of a workflow stands on the workflow's card.
  return task?.part ? undefined : task;
}

function makeRow(
  app: OutboxApp,
  id: string,
  target: ThreadRef,
  body: OutboxBody,
  priority: OutboxRow['priority'],
): OutboxRow {
  const { clock } = app;
  const now = clock.now();
  return {
    id,
    seq: nextSeq(clock),
    orderKey: threadKey(target),
    subjectKey: body.kind === 'card' ? id : '',
    priority,
    target,
    body,
    state: 'pending',
    revision: 1,
    shownHash: null,
    posted: null,
    attempts: 0,
    nextAt: now,
    owner: null,
    leaseUntil: null,
    error: null,
    createdAt: now,
    updatedAt: now,
  };
}
