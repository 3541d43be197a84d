import { mayEnter } from '../access/is-served.ts';
import { makeSignInLink } from '../access/sign-in.ts';
import type { App } from '../app.ts';
import { BUILT_IN_PLATFORM } from '../domain/person.ts';
import { postSignIn } from '../outbox/enqueue.ts';
import type { Caller } from '../ports/commands.ts';
import { wordsFor } from '../words/index.ts';

/** A way into the console as the caller, told to them alone: nothing else is said. */
export async function sendConsoleLink(
  app: App,
  caller: Caller,
): Promise<{ text: string; isPrivate: boolean }> {
  const { place, person, locale, via, key, isStranger = false } = caller;
  // Whoever writes there is there.
  if (!place || via === BUILT_IN_PLATFORM) return { text: wordsFor(locale).consoleIsHere, isPrivate: true };
  if (!mayEnter(app.settings, { person, isStranger }))
    return { text: wordsFor(locale).consoleIsClosed, isPrivate: true };
  const sealed = app.secrets.seal(await makeSignInLink(app, person, isStranger));
  const body = { kind: 'sign_in', sealed, person, locale } as const;
  await postSignIn(app, { key: `sign-in:${key ?? app.ids.next()}`, target: place, body, orTo: person });
  return { text: '', isPrivate: true };
}
