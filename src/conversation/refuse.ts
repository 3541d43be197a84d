import type { Incoming } from '../domain/message.ts';
import type { PostText } from '../outbox/enqueue.ts';
import type { Ports } from '../ports/index.ts';
import type { Settings } from '../settings.ts';
import { wordsFor } from '../words/index.ts';
import { audience } from './hearing.ts';
import { callerFor } from './speaker.ts';

/** Tells somebody who is not served so, once a day, to them alone. No model hears of it. */
export function createRefuse(ports: Pick<Ports, 'store' | 'clock'>, settings: Settings, post: PostText) {
  return async function refuse(incoming: Incoming): Promise<void> {
    const { locale, person } = await callerFor(incoming, ports, settings);
    const day = ports.clock.now().toISOString().slice(0, 10);
    const message = { text: wordsFor(locale).notServed, locale, ...audience(person) };
    await post({ key: `refusal:${person.id}:${day}`, target: incoming.place, message, priority: 2 });
  };
}
