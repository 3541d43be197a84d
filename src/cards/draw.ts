import type { App } from '../app.ts';
import { LINK_MINUTES } from '../domain/identity.ts';
import { drawBulk } from './bulk-card.ts';
import { drawDraft } from './draft-card.ts';
import { visible } from './visible.ts';
import type { Ask } from '../domain/ask.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import type { DrawBody } from '../outbox/sender.ts';
import { taskLabel } from '../domain/task.ts';
import { drawIssue } from '../notifications/write-back.ts';
import { drawNotification } from '../notifications/draw-notification.ts';
import { zoneOf } from '../settings.ts';
import { readStop } from '../moves/read-stop.ts';
import { wordsFor, type Words } from '../words/index.ts';
import { readParts } from '../workflows/make-parts.ts';
import { drawAskCard } from './ask-card.ts';
import { readReviewChanges } from './read-review-changes.ts';
import { drawOfferCard } from './offer-card.ts';
import { drawRunCard, isBehind } from './run-card.ts';
import { drawScheduleCard } from './schedule-card.ts';

type SignInBody = Extract<Parameters<DrawBody>[0], { kind: 'sign_in' }>;

/** Draws a card, or a file, from the truth as it is now: a card is never out of date, only not yet sent. */
export async function draw(app: App, body: Parameters<DrawBody>[0]): Promise<OutgoingMessage | undefined> {
  const message = await drawBody(app, body);
  return message && visible(message);
}

async function drawBody(app: App, body: Parameters<DrawBody>[0]): Promise<OutgoingMessage | undefined> {
  const { store, settings } = app;
  if (body.kind === 'file') return drawFile(app, body.deliverableId, body.locale);
  if (body.kind === 'sign_in') return drawSignIn(app, body);
  if (body.kind === 'issue') return drawIssue(app, body.taskId, body.locale);
  if (body.kind === 'notification') return drawNotification(app, body.id, body.locale);
  const { subject, locale } = body;
  const words = wordsFor(locale);
  if (subject.kind === 'ask') {
    const ask = await store.collection('asks').get(subject.id);
    const task = ask && (await store.collection('tasks').get(ask.taskId));
    if (!task) return undefined;
    const changes = await changesFor(app, ask, words);
    return drawAskCard(
      { ask: { ...ask, locale }, task, timeZone: zoneOf(settings, ask.home), changes },
      words,
    );
  }
  if (subject.kind === 'draft') {
    const draft = await store.collection('drafts').get(subject.id);
    return draft && (draft.changes ? drawBulk(draft) : drawDraft(draft));
  }
  if (subject.kind === 'task') {
    const task = await store.collection('tasks').get(subject.id);
    return task && drawOfferCard(task, locale);
  }
  if (subject.kind === 'schedule') return drawScheduleCard(app, subject.id, locale);
  return drawRun(app, subject.id, locale);
}

/** Never aloud: where the person cannot be told alone, they are told that there is something for them. */
function drawSignIn({ settings, secrets }: App, { sealed, person, locale }: SignInBody): OutgoingMessage {
  const link = `${settings.publicUrl}/enter/${secrets.open(sealed)}`;
  return { text: wordsFor(locale).signInLink(link, LINK_MINUTES), locale, onlyFor: person };
}

async function drawFile(app: App, id: string, locale: string): Promise<OutgoingMessage | undefined> {
  const { store } = app;
  const deliverable = await store.collection('deliverables').get(id);
  const task = deliverable && (await store.collection('tasks').get(deliverable.taskId));
  if (!task) return undefined;
  const { name, version, content } = deliverable;
  const title = `${name} · ${taskLabel(task)} · v${version}`;
  return { text: title, locale, file: { name, title, content } };
}

/** Whoever reviews sees what has become different since the last time. */
async function changesFor(app: App, { kind, state, runId, taskId }: Ask, words: Words): Promise<string[]> {
  const { store } = app;
  return kind === 'review' && state === 'open' && runId
    ? readReviewChanges({ store }, { taskId, runId }, words)
    : [];
}

async function drawRun(app: App, id: string, locale: string): Promise<OutgoingMessage | undefined> {
  const { store, settings } = app;
  const run = await store.collection('runs').get(id);
  const task = run && (await store.collection('tasks').get(run.taskId));
  if (!task) return undefined;
  const chat = app.chats.get(task.home?.platform ?? '');
  // An end that cannot be edited is told once the task has heard of it: it may be a review that is waited for.
  const isAlone = chat?.tellsEndsOnCards === true;
  if (isAlone && task.currentRunId === id && isBehind(task, run)) return undefined;
  const parts = task.definition?.workflow ? await readParts(app, task, task.definition.workflow) : [];
  const [asks, deliverables] = await Promise.all([
    store.collection('asks').find({ runId: id, state: 'open' }, { sort: { createdAt: 1, id: 1 }, limit: 1 }),
    store
      .collection('deliverables')
      .find({ runId: id }, { sort: { createdAt: 1, id: 1 }, limit: 20, omit: ['content'] }),
  ]);
  return drawRunCard(
    {
      task,
      run,
      ask: asks[0],
      deliverables,
      parts,
      stop: await readStop(store),
      isAlone,
      now: app.clock.now(),
      publicUrl: settings.publicUrl,
      timeZone: zoneOf(settings, task.home),
    },
    wordsFor(locale),
  );
}
