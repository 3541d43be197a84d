import { html } from 'hono/html';

import type { NotificationView } from '../../../../src/contract/notifications.ts';
import type { PreferencesView } from '../../../../src/contract/preferences.ts';
import { NOTIFICATION_TYPES } from '../../../../src/domain/notification.ts';
import type { Page } from '../../../../src/ports/commands.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import { time } from './parts.ts';

/** What the visitor was told of, each with the way to it. */
export function notificationsPage(
  page: PageContext,
  { items, nextCursor }: Page<NotificationView>,
  preferences: PreferencesView,
): Html {
  const { say } = page;
  return fullPage(page, {
    title: say('notifications'),
    active: 'notifications',
    script: 'console',
    main: html`<div class="page narrow">
      <header class="page-head">
        <div>
          <h1>${say('notifications')}</h1>
          <p class="muted">${say('notificationsHelp')}</p>
        </div>
      </header>
      <div id="notifications" data-live>
        ${
          items.some(({ isUnread }) => isUnread)
            ? html`<p><button type="button" data-read="">${say('readAll')}</button></p>`
            : ''
        }
        ${
          items.length > 0
            ? items.map((one) => panel(page, one))
            : html`<div class="empty">
                <h2>${say('notificationsEmpty')}</h2>
              </div>`
        }
        ${nextCursor ? html`<p><a href="?cursor=${encodeURIComponent(nextCursor)}">${say('more')}</a></p>` : ''}
      </div>
      ${preferences.hasMail ? byMail(page, preferences) : ''}
    </div>`,
  });
}

/** Where to, and of what. */
function byMail({ say, words }: PageContext, { mail, pending, mailed }: PreferencesView): Html {
  return html`<section class="block" id="by-mail">
    <h2>${say('byMail')}</h2>
    <div id="mail-state" data-live>
      ${
        mail
          ? html`<p>
              ${mail.address}
              ${mail.isRefused ? html`<span class="badge bad">${say('mailRefused')}</span>` : ''}
              <button type="button" class="quiet" id="forget-mail">${say('forgetMail')}</button>
            </p>`
          : html`<p class="muted">${say('byMailHelp')}</p>`
      }
      ${pending ? html`<p>${say('mailPending', { address: pending })}</p>` : ''}
    </div>
    <form id="mail-address" class="row">
      <label class="sr" for="mail-to">${say('mailAddress')}</label>
      <input
        id="mail-to"
        name="address"
        type="email"
        required
        maxlength="200"
        placeholder="${say('mailAddress')}"
      />
      <button>${say('sendCode')}</button>
    </form>
    <form id="mail-code" class="row">
      <label class="sr" for="mail-code-text">${say('mailCode')}</label>
      <input
        id="mail-code-text"
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        required
        maxlength="20"
        placeholder="${say('mailCode')}"
      />
      <button>${say('confirmCode')}</button>
    </form>
    <div id="mail-types" data-live>
      ${NOTIFICATION_TYPES.map(
        (type) =>
          html`<p>
            <label
              ><input type="checkbox" data-mailed="${type}" ${mailed.includes(type) ? 'checked' : ''} />
              ${words.consoleTables.notificationTypes[type]}</label
            >
          </p>`,
      )}
    </div>
  </section>`;
}

function panel({ say, words }: PageContext, one: NotificationView): Html {
  const { id, type, task, title, ask, text, isUnread, at } = one;
  return html`<article class="card">
    <header>
      <h2><a href="/tasks/${task}" ${isUnread ? html`data-read="${id}"` : ''}>${task} · ${title}</a></h2>
      <span class="badge ${type === 'failed' ? 'bad' : ''}"
        >${words.consoleTables.notificationTypes[type]}</span
      >
    </header>
    ${text ? html`<p class="plain">${text}</p>` : ''}
    <p class="hint">
      ${ask ? `${ask} · ` : ''}${time(at)}
      ${
        isUnread
          ? html`· <strong>${say('unread')}</strong>
              <button type="button" class="quiet" data-read="${id}">${say('markRead')}</button>`
          : ''
      }
    </p>
  </article>`;
}
