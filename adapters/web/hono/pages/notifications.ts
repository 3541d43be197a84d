import { html } from 'hono/html';

import type { NotificationView } from '../../../../src/contract/notifications.ts';
import type { PreferencesView } from '../../../../src/contract/preferences.ts';
import { NOTIFICATION_TYPES, type NotificationType } from '../../../../src/domain/notification.ts';
import { WAY_NAMES, WAYS, type Way } from '../../../../src/domain/preferences.ts';
import { WEEKDAYS } from '../../../../src/domain/schedule.ts';
import type { Page } from '../../../../src/ports/commands.ts';
import { sayQuiet } from '../../../../src/words/say-quiet.ts';
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
      ${howTold(page, preferences)} ${preferences.hasMail ? byMail(page, preferences) : ''}
    </div>`,
  });
}

/** Each type with its ways, and the times without either. */
function howTold({ say, words, timeZone }: PageContext, preferences: PreferencesView): Html {
  const { cells, hasMail, hasDirect, quiet, isQuietUsual } = preferences;
  const said = words.preferences;
  const ways = WAY_NAMES.filter((way) => (way === 'mail' ? hasMail : hasDirect));
  const select = (type: NotificationType, way: Way): Html =>
    html`<select
      data-cell="${type}"
      data-way="${way}"
      aria-label="${words.consoleTables.notificationTypes[type]}: ${said.ways[way]}"
    >
      ${WAYS[way].map(
        (when) =>
          html`<option value="${when}" ${cells[type][way] === when ? 'selected' : ''}>
            ${said.whens[when]}
          </option>`,
      )}
    </select>`;
  return html`<section class="block" id="how-told">
    <h2>${say('howTold')}</h2>
    <div data-live id="matrix">
      <div class="table">
        <table>
          <thead>
            <tr>
              <th>${say('notificationType')}</th>
              <th>${say('inConsole')}</th>
              ${ways.map((way) => html`<th>${said.ways[way]}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${NOTIFICATION_TYPES.map(
              (type) =>
                html`<tr>
                  <th scope="row">${words.consoleTables.notificationTypes[type]}</th>
                  <td>${say('always')}</td>
                  ${ways.map((way) => html`<td>${select(type, way)}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <p class="muted">${say('howToldHelp')}</p>
    </div>
    <form id="quiet" class="stack">
      <h3>${say('quietTimes')}</h3>
      <p class="muted">${say('quietHelp')}</p>
      <div data-live id="quiet-times">
        <p>${quiet ? sayQuiet(quiet, isQuietUsual, words) : said.notQuiet}</p>
        <div class="row">
          <label
            >${say('quietFrom')} <input type="time" name="from" value="${quiet?.hours?.from ?? ''}"
          /></label>
          <label>${say('quietTo')} <input type="time" name="to" value="${quiet?.hours?.to ?? ''}" /></label>
          <label
            >${say('timeZone')}
            <input name="timeZone" required maxlength="100" value="${quiet?.timeZone ?? timeZone}"
          /></label>
        </div>
        <fieldset class="row">
          <legend>${say('workDays')}</legend>
          ${WEEKDAYS.map(
            (day) =>
              html`<label
                ><input
                  type="checkbox"
                  name="day"
                  value="${day}"
                  ${!quiet || quiet.workDays.includes(day) ? 'checked' : ''}
                />
                ${words.consoleTables.weekdays[day]}</label
              >`,
          )}
        </fieldset>
        <div class="row buttons">
          <button>${say('save')}</button>
          <button value="none">${say('quietNever')}</button>
          ${isQuietUsual ? '' : html`<button value="usual">${say('quietUsual')}</button>`}
        </div>
      </div>
    </form>
  </section>`;
}

/** Where to. */
function byMail({ say }: PageContext, { mail, pending }: PreferencesView): Html {
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
  </section>`;
}

function panel({ say, words }: PageContext, one: NotificationView): Html {
  const { id, type, task, title, ask, text, isUnread, at } = one;
  return html`<article class="card">
    <header>
      ${task ? html`<h2><a href="/tasks/${task}" ${isUnread ? html`data-read="${id}"` : ''}>${task} · ${title}</a></h2>` : html`<h2>${text}</h2>`}
      <span class="badge ${type === 'failed' || type === 'delivery_trouble' ? 'bad' : ''}"
        >${words.consoleTables.notificationTypes[type]}</span
      >
    </header>
    ${text && task ? html`<p class="plain">${text}</p>` : ''}
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
