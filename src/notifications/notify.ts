import type { App } from '../app.ts';
import { NAMED, platformOf, samePerson } from '../domain/person.ts';
import type { Notification, NotificationType } from '../domain/notification.ts';
import type { Task } from '../domain/task.ts';
import { postMail } from '../outbox/enqueue.ts';
import { plainMarkdown } from '../shared/plain-markdown.ts';
import { shorten } from '../shared/text.ts';
import { toLocale } from '../words/index.ts';
import { preferencesId, readPreferences } from './preferences.ts';

/** The whole stands behind the link. */
const MAX_TEXT = 300;

interface News {
  type: NotificationType;
  /** What it is about, within the task: the same when it is told again. */
  ref: string;
  text: string;
  askId?: string;
  /** Who did it, and knows it. */
  by?: string;
  /** The policy of the task keeps it to the console. */
  isQuiet?: boolean;
  /** The run whose results go with it. */
  runId?: string | undefined;
}

/** Those whose work it is: who asked for it, and the person it was given to. */
export const ownersOf = ({ requester, assignee }: Pick<Task, 'requester' | 'assignee'>): string[] => [
  requester.id,
  ...(assignee?.kind === 'person' ? [assignee.id] : []),
];

/** Notes it for each of the people, once, except for the one who did it, and those who were only ever named. */
export async function notify(
  app: App,
  task: Pick<Task, 'id' | 'placeKey' | 'locale'>,
  people: readonly string[],
  news: News,
): Promise<void> {
  const { store, clock, bus } = app;
  const { type, ref, text, askId, by, isQuiet } = news;
  const told = [...new Set(people)].filter(
    (id) => platformOf(id) !== NAMED && (by === undefined || !samePerson(id, by)),
  );
  for (const personId of told) {
    const row: Notification = {
      id: `${personId}:${type}:${ref}`,
      personId,
      type,
      taskId: task.id,
      askId: askId ?? null,
      text: shorten(plainMarkdown(text), MAX_TEXT),
      at: clock.now(),
      readAt: null,
    };
    if (await store.collection('notifications').insertIfAbsent(row))
      bus.publish('changed', { kind: 'notification', id: task.id, placeKey: task.placeKey });
    if (app.mailer && !isQuiet) await mail(app, task, personId, news);
  }
}

/** By mail too, where the person has an address and wants this type of news there. */
async function mail(
  app: App,
  task: Pick<Task, 'id' | 'locale'>,
  personId: string,
  { type, ref, text, runId }: News,
): Promise<void> {
  const { mail: address, unmailed } = await readPreferences(app, personId);
  if (!address || address.refusedAt || unmailed.includes(type)) return;
  const person = await app.store.collection('people').get(personId);
  const id = preferencesId(personId);
  await postMail(app, {
    key: `mail:${id}:${type}:${ref}`,
    personId: id,
    type,
    locale: toLocale(person?.locale ?? '') ?? task.locale,
    text: plainMarkdown(text),
    taskId: task.id,
    runId,
  });
}
