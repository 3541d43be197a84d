import type { App } from '../app.ts';
import { post } from '../outbox/enqueue.ts';
import type { Incoming } from '../domain/message.ts';
import { wordsFor } from '../words/index.ts';
import { audience } from './hearing.ts';
import { callerFor } from './speaker.ts';

/** Tells somebody who is not served so, once a day, to them alone. No model hears of it. */
export async function refuseStranger(app: App, incoming: Incoming): Promise<void> {
  const { clock, settings } = app;
  const { locale, person } = await callerFor(incoming, app, settings);
  const day = clock.now().toISOString().slice(0, 10);
  const message = { text: wordsFor(locale).notServed, locale, ...audience(person) };
  await post(app, { key: `refusal:${person.id}:${day}`, target: incoming.place, message, priority: 2 });
}
