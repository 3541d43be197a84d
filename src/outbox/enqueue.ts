import type { SubjectKind } from '../domain/card.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import { threadKey, type ThreadRef } from '../domain/person.ts';
import type { OutboxBody, OutboxRow } from '../domain/records.ts';
import type { Ports } from '../ports/index.ts';
import { nextSeq } from '../shared/sequence.ts';

type EnqueuePorts = Pick<Ports, 'store' | 'clock' | 'bus'>;

export interface CardSubject {
  kind: SubjectKind;
  id: string;
}

/** Shows the card of the subject as it now is: posts it where it has none, edits it where it has. */
export type TouchCard = (subject: CardSubject) => Promise<void>;

/** A text to be shown once, under a key that is the same on each try. */
export interface TextPost {
  key: string;
  target: ThreadRef;
  message: OutgoingMessage;
  priority: OutboxRow['priority'];
}

export const cardKey = ({ kind, id }: CardSubject): string => `card:${kind}:${id}`;

/** Nothing leaves but through here: a row is written, and whoever sends finds it. */
export function createOutbox({ store, clock, bus }: EnqueuePorts) {
  const outbox = store.collection('outbox');

  async function post({ key, target, message, priority }: TextPost): Promise<void> {
    const row = makeRow(key, target, { kind: 'text', message }, priority);
    if (await outbox.insertIfAbsent(row)) bus.publish('outbox', { orderKey: row.orderKey });
  }

  async function touchCard(subject: CardSubject): Promise<void> {
    const key = cardKey(subject);
    const now = clock.now();
    const changed = { $inc: { revision: 1 } } as const;
    // What waits to be sent waits as long as before; what was refused, or is in doubt, is not tried again by itself.
    const touched =
      (await outbox.update(
        { id: key, state: 'sent' },
        { $set: { state: 'pending', nextAt: now, updatedAt: now }, ...changed },
      )) ??
      (await outbox.update({ id: key }, changed)) ??
      (await createCard(subject, key));
    if (touched) bus.publish('outbox', { orderKey: touched.orderKey });
  }

  /** The card goes where its task lives; a task without a home has none. */
  async function createCard(subject: CardSubject, key: string): Promise<OutboxRow | undefined> {
    const place = await homeOf(subject);
    if (!place?.home) return undefined;
    const { platform, channel, thread } = place.home;
    const body: OutboxBody = { kind: 'card', subject, locale: place.locale };
    const row = makeRow(key, { platform, channel, thread }, body, subject.kind === 'run' ? 2 : 0);
    await outbox.insertIfAbsent(row);
    return row;
  }

  async function homeOf({
    kind,
    id,
  }: CardSubject): Promise<{ home: ThreadRef | null; locale: string } | undefined> {
    if (kind === 'ask') return store.collection('asks').get(id);
    if (kind === 'draft') {
      const draft = await store.collection('drafts').get(id);
      return draft && { home: draft.place, locale: draft.locale };
    }
    const run = await store.collection('runs').get(id);
    return run && store.collection('tasks').get(run.taskId);
  }

  function makeRow(
    id: string,
    target: ThreadRef,
    body: OutboxBody,
    priority: OutboxRow['priority'],
  ): OutboxRow {
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

  return { post, touchCard };
}

export type PostText = ReturnType<typeof createOutbox>['post'];
