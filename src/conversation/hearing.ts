import type { App } from '../app.ts';
import { readGroups } from '../asks/read-groups.ts';
import { mayDecide } from '../asks/who-may.ts';
import type { Ask } from '../domain/ask.ts';
import { AppError } from '../domain/errors.ts';
import { directTo } from '../outbox/direct-to.ts';
import type { IncomingCommand, IncomingMessage, OutgoingMessage } from '../domain/message.ts';
import type { PersonRef } from '../domain/person.ts';
import type { InboxRow } from '../domain/records.ts';
import type { Caller } from '../ports/commands.ts';
import type { Filter } from '../ports/store.ts';
import { wordsFor } from '../words/index.ts';
import type { Reply } from './typed-commands.ts';

/** What people say to be answered. */
export type Heard = IncomingMessage | IncomingCommand;

/** One message with all that is needed to hear what it says. */
export interface Hearing {
  app: App;
  row: InboxRow;
  incoming: Heard;
  /** What was typed, without what a platform quotes below it. */
  text: string;
  caller: Caller;
}

/** A reply that says nothing: it was heard, and a card tells. */
export const SILENCE: Reply = { text: '', isPrivate: false };

/** Whether it was said to the bot rather than overheard between people. */
export const isToBot = ({ incoming }: Hearing): boolean => incoming.kind === 'command' || incoming.isToBot;

export const quotedBy = ({ incoming }: Hearing): string | undefined =>
  incoming.kind === 'message' ? incoming.quoted : undefined;

/** For the person alone; where they cannot be reached alone, what is not secret may be said before the others. */
export const audience = (
  onlyFor: PersonRef,
  isSecret = false,
): Pick<OutgoingMessage, 'onlyFor' | 'mayBeOverheard'> => ({
  onlyFor,
  ...(!isSecret && { mayBeOverheard: true }),
});

/** Its words name tasks that may live elsewhere. */
export const namesOthers = (error: AppError): boolean => AppError.is(error, 'task.ambiguous');

/** An error in words, with the tasks that may have been meant. */
export function explain(error: AppError, locale: string): string {
  const words = wordsFor(locale);
  const { detail } = words.error(error.code, error.details);
  if (!AppError.is(error, 'task.ambiguous')) return detail;
  const lines = error.details.candidates.map(({ number, title }) => `- ${number} ${title}`);
  return [detail, ...lines].join('\n');
}

/** Errors that the person can mend are replies; the others go on to whoever looks after the inbox. */
export async function softly<T>({ locale }: Caller, work: () => Promise<T>): Promise<T | Reply> {
  try {
    return await work();
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (error.kind.tell === 'operator' || error.code === 'stopped') throw thrown;
    return { text: explain(error, locale), isPrivate: true, isSecret: namesOthers(error) };
  }
}

const MAX_OPEN = 50;

/**
 * The open asks that are shown where this was said, the oldest first: in the thread, or alone with the bot in the whole
 * conversation, since a new message there is in a thread of its own.
 */
export async function asksHere({ app, incoming }: Hearing): Promise<Ask[]> {
  const { platform, channel, thread } = incoming.place;
  const within = (path: 'home' | 'alsoIn'): Filter => ({
    [`${path}.platform`]: platform,
    [`${path}.channel`]: channel,
    ...(incoming.isDirect ? {} : { [`${path}.thread`]: thread }),
  });
  const asks = app.store.collection('asks');
  const options = { sort: { createdAt: 1, id: 1 }, limit: MAX_OPEN } as const;
  // What was put to a person alone is known by the person, and not by the conversation that the platform has with them.
  const direct = incoming.isDirect ? directTo(app, incoming.sender.id) : undefined;
  const found = await Promise.all(
    [
      within('home'),
      within('alsoIn'),
      ...(direct ? [{ 'alsoIn.platform': direct.platform, 'alsoIn.channel': direct.channel }] : []),
    ].map((here) => asks.find({ state: 'open', ...here }, options)),
  );
  const open = [...new Map(found.flat().map((ask) => [ask.id, ask])).values()];
  const inThread = open.filter(({ home }) => home?.channel === channel && home.thread === thread);
  return inThread.length > 0 ? inThread : open;
}

/** Those of them that the speaker may decide. */
export async function mineOf({ app, caller }: Hearing, asks: readonly Ask[]): Promise<Ask[]> {
  const groups = await readGroups(app, asks);
  return asks.filter((ask) => mayDecide(ask, caller, groups));
}
