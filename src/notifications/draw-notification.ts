import type { App } from '../app.ts';
import { maySee } from '../access/may-see.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import { platformOf } from '../domain/person.ts';
import { taskLabel } from '../domain/task.ts';
import { cellOf } from '../domain/preferences.ts';
import { wordsFor } from '../words/index.ts';
import { isNews } from './is-news.ts';
import { readPreferences } from './preferences.ts';

/** What a person is told alone; nothing where it is settled, was read in the console, or is of a task that they may not see any more. */
export async function drawNotification(
  app: App,
  id: string,
  locale: string,
): Promise<OutgoingMessage | undefined> {
  const { store, settings } = app;
  const told = await store.collection('notifications').get(id);
  if (!told || !(await isNews(app, told))) return undefined;
  if (cellOf(await readPreferences(app, told.personId), told.type).direct === 'off') return undefined;
  const words = wordsFor(locale);
  const type = words.consoleTables.notificationTypes[told.type];
  if (told.taskId === null)
    return { text: words.notice('', type, told.text, `${settings.publicUrl}/notifications`), locale };
  const task = await store.collection('tasks').get(told.taskId);
  if (!task) return undefined;
  const person = { id: told.personId, name: '' };
  const looker = {
    person,
    isAdmin: settings.admins.includes(person.id),
    isAutonomous: false,
    place: null,
    via: platformOf(person.id),
  };
  // Whoever is asked may see what is asked.
  if (told.askId === null && !maySee(task, looker)) return undefined;
  const label = taskLabel(task);
  const url = `${settings.publicUrl}/tasks/${label}`;
  return { text: words.notice(`${label} ${task.title}`, type, told.text, url), locale };
}
