import { html } from 'hono/html';

import type { NotificationView } from '../../../../src/contract/notifications.ts';
import type { Page } from '../../../../src/ports/commands.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import { time } from './parts.ts';

/** What the visitor was told of, each with the way to it. */
export function notificationsPage(page: PageContext, { items, nextCursor }: Page<NotificationView>): Html {
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
    </div>`,
  });
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
