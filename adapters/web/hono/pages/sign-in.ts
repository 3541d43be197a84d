import { html } from 'hono/html';

import type { PersonRef } from '../../../../src/domain/person.ts';
import { barePage, type Html, type PageContext } from './layout.ts';

export function signInPage(page: PageContext, publicUrl: string, next: string, isWrong: boolean): Html {
  const { say } = page;
  return barePage(
    page,
    say('signIn'),
    html`<div class="sign-in card">
      <h1><img src="/assets/icon.svg" alt="" width="36" height="36" /> Errand</h1>
      ${isWrong ? html`<p class="fault" role="alert">${say('wrongToken')}</p>` : ''}
      <p>${say('signInByChat')}</p>
      <p>${say('signInHelp')}</p>
      <p><code>${publicUrl}/sign-in?token=…</code></p>
      <form method="post" action="/sign-in">
        <p id="token-help">${say('signInFile')}</p>
        <label for="token">${say('token')}</label>
        <input
          id="token"
          name="token"
          type="password"
          required
          autocomplete="current-password"
          aria-describedby="token-help"
        />
        <input type="hidden" name="next" value="${next}" />
        <button class="primary">${say('signIn')}</button>
      </form>
    </div>`,
  );
}

/** Whom the link signs in, so that nobody who was sent another's is signed in unawares. */
export function enterPage(page: PageContext, link: string, person: PersonRef, now?: PersonRef): Html {
  const { say } = page;
  return barePage(
    page,
    say('signIn'),
    html`<div class="sign-in card">
      <h1>${say('enterAs', { name: person.name })}</h1>
      <p><code>${person.id}</code></p>
      ${now && now.id !== person.id ? html`<p class="fault">${say('enterInstead', { name: now.name })}</p>` : ''}
      <form method="post" action="/enter/${link}" class="row">
        <button class="primary" name="answer" value="enter">${say('enterGo')}</button>
        <button name="answer" value="refuse">${say('notMe')}</button>
      </form>
    </div>`,
  );
}

export const spentPage = (page: PageContext): Html =>
  messagePage(page, page.say('linkSpent'), page.say('linkSpentHelp'));

/** For addresses and troubles of people rather than programs. */
export const messagePage = (page: PageContext, title: string, text: string): Html =>
  barePage(
    page,
    title,
    html`<div class="sign-in card">
      <h1>${title}</h1>
      <p>${text}</p>
      <p><a href="/chat">${page.say('chat')}</a> · <a href="/board">${page.say('board')}</a></p>
    </div>`,
  );
