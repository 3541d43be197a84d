import { askLabel, type Ask } from '../domain/ask.ts';
import type { PostText } from '../outbox/enqueue.ts';
import type { Settings } from '../settings.ts';
import { formatMoment } from '../shared/time.ts';
import { wordsFor } from '../words/index.ts';
import { namedDeciders } from './who-may.ts';

/** One line in the thread, half way to the end of an ask that is still open. */
export function createRemind({ timeZone }: Pick<Settings, 'timeZone'>, post: PostText) {
  return async function remind(ask: Ask): Promise<void> {
    if (!ask.home) return;
    const { platform, channel, thread } = ask.home;
    const moment = formatMoment(ask.expiresAt, timeZone, ask.locale);
    const text = wordsFor(ask.locale).reminder(askLabel(ask), ask.question, moment);
    const message = { text, locale: ask.locale, mentions: namedDeciders(ask.policy, ask.requester) };
    await post({ key: `reminder:${ask.id}`, target: { platform, channel, thread }, message, priority: 0 });
  };
}
