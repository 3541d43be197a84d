import type { App } from '../app.ts';
import { post } from '../outbox/enqueue.ts';
import { askLabel, namedDeciders, type Ask, type AskPlace } from '../domain/ask.ts';
import { placeKey } from '../domain/person.ts';
import { subjectOfAsk } from '../asks/subject-of-ask.ts';
import { momentInZone } from '../shared/time.ts';
import { zoneOf } from '../settings.ts';
import { wordsFor } from '../words/index.ts';

/** One line wherever it was asked, half way to the end of an ask that is still open, and whenever a review waits on. */
export async function remind(app: App, ask: Ask): Promise<void> {
  const { id, home, locale, expiresAt, alsoIn = [] } = ask;
  const key = `reminder:${id}:${expiresAt.getTime()}`;
  if (home) await say(app, key, { ...home, locale }, ask);
  for (const place of alsoIn) await say(app, `${key}@${placeKey(place)}`, place, ask);
}

async function say(
  app: App,
  key: string,
  { platform, channel, thread, locale }: AskPlace,
  ask: Ask,
): Promise<void> {
  const words = wordsFor(locale);
  const task = await app.store.collection('tasks').get(ask.taskId);
  const what = `${words.calls[ask.kind] ?? ''}${subjectOfAsk(ask, task?.title ?? '')}`;
  const text = words.reminder(
    what,
    momentInZone(ask.expiresAt, zoneOf(app.settings, ask.home), locale),
    askLabel(ask),
  );
  const message = { text, news: text, locale, mentions: namedDeciders(ask.policy, ask.requester) };
  await post(app, { key, target: { platform, channel, thread }, message, priority: 0, orTo: ask.requester });
}
