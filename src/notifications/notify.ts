import type { App } from '../app.ts';
import { NAMED, placeKey, TOKEN_HOLDERS, platformOf, samePerson, type ThreadRef } from '../domain/person.ts';
import type { Notification, NotificationType } from '../domain/notification.ts';
import { cellOf, type Preferences } from '../domain/preferences.ts';
import { passesQuiet } from '../domain/quiet.ts';
import type { Task } from '../domain/task.ts';
import { directTo } from '../outbox/direct-to.ts';
import { postMail, postNotification } from '../outbox/enqueue.ts';
import { plainMarkdown } from '../shared/plain-markdown.ts';
import { shorten } from '../shared/text.ts';
import { addDays, instantOf, readingAt } from '../shared/zoned-time.ts';
import { toLocale } from '../words/index.ts';
import { preferencesId, quietOf, readPreferences } from './preferences.ts';
import { quietUntil } from './quiet-until.ts';

/** The whole stands behind the link. */
const MAX_TEXT = 300;
const DIGEST_TIME = '09:00';
/** What comes just before a digest waits for the next one: that one may be under way. */
const DIGEST_MARGIN_MS = 2 * 60_000;

interface News {
  type: NotificationType;
  /** What it is about, within the task: the same when it is told again. */
  ref: string;
  text: string;
  askId?: string;
  /** When what is asked expires. */
  expiresAt?: Date;
  /** Who did it, and knows it. */
  by?: string;
  /** The policy of the task keeps it to the console. */
  isQuiet?: boolean;
  /** The run whose results go with it. */
  runId?: string | undefined;
  /** Where it stands already: whoever talks there alone with the bot is not told there again. */
  shownIn?: readonly ThreadRef[];
  /** The work lives in the conversation of this person alone with the bot. */
  aloneWith?: string | undefined;
}

/** Those whose work it is: who asked for it, and the person it was given to. */
export const ownersOf = ({ requester, assignee }: Pick<Task, 'requester' | 'assignee'>): string[] => [
  requester.id,
  ...(assignee?.kind === 'person' ? [assignee.id] : []),
];

/** The task, or nothing of it. */
type About = Pick<Task, 'placeKey' | 'locale' | 'priority'> & { id: string | null };

/** Tells those who look after the product: the administrators, and whoever holds the token. */
export async function notifyAdmins(app: App, news: News): Promise<void> {
  const { settings } = app;
  const nothing = { id: null, placeKey: '', locale: settings.locale, priority: 'normal' as const };
  await notify(app, nothing, [...settings.admins, ...TOKEN_HOLDERS.slice(0, 1)], news);
}

/** Notes it for each of the people, once, except for the one who did it, and those who were only ever named. */
export async function notify(app: App, task: About, people: readonly string[], news: News): Promise<void> {
  const { by } = news;
  const told = [...new Set(people)].filter(
    (id) => platformOf(id) !== NAMED && (by === undefined || !samePerson(id, by)),
  );
  for (const personId of told) await notifyOne(app, task, personId, news);
}

/** In the console, and in the ways that the person has chosen, when they are not to be left in peace. */
async function notifyOne(app: App, task: About, personId: string, news: News): Promise<void> {
  const { store, clock, bus } = app;
  const { type, ref, text, askId, isQuiet, shownIn = [] } = news;
  const preferences = await readPreferences(app, personId);
  const cell = cellOf(preferences, type);
  const hasMail = app.mailer !== undefined && preferences.mail !== null && !preferences.mail.refusedAt;
  const isDigested = hasMail && !isQuiet && cell.mail === 'digest';
  const row: Notification = {
    id: `${personId}:${type}:${ref}`,
    personId,
    type,
    taskId: task.id,
    askId: askId ?? null,
    text: shorten(plainMarkdown(text), MAX_TEXT),
    at: clock.now(),
    ...(isDigested ? { digestAt: await digestTime(app, personId, preferences) } : {}),
    readAt: null,
  };
  const notifications = store.collection('notifications');
  const isNew = await notifications.insertIfAbsent(row);
  if (isNew) bus.publish('changed', { kind: 'notification', id: task.id ?? row.id, placeKey: task.placeKey });
  if (isQuiet) return;
  // Noted before by a process that has died: what it chose holds.
  const { digestAt } = (isNew ? undefined : await notifications.get(row.id)) ?? row;
  const person = await store.collection('people').get(personId);
  const locale = toLocale(person?.locale ?? '') ?? task.locale;
  const id = preferencesId(personId);
  const to = { personId: id, locale };
  const notBefore = dueTime(app, preferences, task, news);
  if (digestAt) {
    const key = `mail:${id}:digest:${digestAt.toISOString()}`;
    await postMail(app, { ...to, key, type: 'digest', text: '', notBefore: digestAt });
  } else if (hasMail && cell.mail === 'at_once')
    await postMail(app, {
      ...to,
      key: `mail:${id}:${type}:${ref}`,
      type,
      text: plainMarkdown(text),
      ...(task.id ? { taskId: task.id } : {}),
      runId: news.runId,
      notificationId: row.id,
      notBefore,
    });
  const target = directTo(app, personId);
  if (cell.direct !== 'at_once' || !target || news.aloneWith === personId) return;
  if (!shownIn.some((place) => placeKey(place) === placeKey(target)))
    await postNotification(app, { id: row.id, target, locale, notBefore });
}

/** When the requester of work that lives nowhere is told of it, in their conversation alone with the bot. */
export async function dueForRequester(
  app: App,
  task: Pick<Task, 'requester' | 'placeKey' | 'locale' | 'priority'>,
  type: NotificationType,
): Promise<Date> {
  const preferences = await readPreferences(app, task.requester.id);
  return dueTime(app, preferences, { ...task, id: null }, { type });
}

/** Now, or when the person's quiet time is over, for what can wait so long. */
function dueTime(
  app: App,
  preferences: Preferences,
  { priority }: About,
  { type, expiresAt = null }: Pick<News, 'type'> & { expiresAt?: Date | null },
): Date {
  const now = app.clock.now();
  const quiet = quietOf(app, preferences);
  const until = quiet ? quietUntil(now, quiet, app.settings.calendar) : now;
  return passesQuiet({ type, priority, expiresAt }, until) ? now : until;
}

/** The next morning at nine of the person's clock, or when their quiet time is over. */
async function digestTime(app: App, personId: string, preferences: Preferences): Promise<Date> {
  const { store, clock, settings } = app;
  const quiet = quietOf(app, preferences);
  const timeZone =
    quiet?.timeZone ?? (await store.collection('people').get(personId))?.timeZone ?? settings.timeZone;
  const from = new Date(clock.now().getTime() + DIGEST_MARGIN_MS);
  const { date, time } = readingAt(from, timeZone);
  const day = time < DIGEST_TIME ? date : addDays(date, 1);
  const at = instantOf(day, DIGEST_TIME, timeZone, 'ends');
  return quiet ? quietUntil(at, quiet, settings.calendar) : at;
}
