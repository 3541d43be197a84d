import { html } from 'hono/html';

import type { MailedType } from '../../../../src/domain/notification.ts';
import { barePage, type Html, type PageContext } from './layout.ts';

/** Stops mails of one type, by a button; without a path it has been done. */
export function unsubscribePage(page: PageContext, type: MailedType, path: string | null): Html {
  const { mail, consoleTables } = page.words;
  const word = type === 'digest' ? mail.digest : consoleTables.notificationTypes[type];
  return barePage(
    page,
    mail.stopTitle,
    html`<h1>${mail.stopTitle}</h1>
      ${
        path === null
          ? html`<p>${mail.stopped(word)}</p>`
          : html`<form method="post" action="${path}">
              <button class="primary">${mail.stop(word)}</button>
            </form>`
      }`,
  );
}
