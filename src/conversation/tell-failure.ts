import type { App } from '../app.ts';
import type { AppError } from '../domain/errors.ts';
import type { InboxRow } from '../domain/records.ts';
import { wordsFor } from '../words/index.ts';
import { audience, explain } from './hearing.ts';
import { reply } from './reply.ts';
import { callerFor } from './speaker.ts';

/** Tells the person that what they asked for did not work, and why. Answers with what was said. */
export async function tellFailure(app: App, row: InboxRow, error: AppError): Promise<string> {
  const { locale, place, person } = await callerFor(row.incoming, app, app.settings);
  const text = wordsFor(locale).turnFailed(explain(error, locale));
  const isPrivate = row.incoming.kind !== 'message';
  const message = { text, locale, ...(isPrivate && audience(person)) };
  if (place) await reply(app, row, place, message, person);
  return text;
}
