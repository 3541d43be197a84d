import { html } from 'hono/html';

import type { AskView } from '../../../../src/contract/asks.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import { askPanel } from './parts.ts';

/** What does not reach people. */
interface Trouble {
  undelivered: number;
  /** Names of groups whose address the platform refused. */
  deafGroups: readonly string[];
}

export function inboxPage(
  page: PageContext,
  asks: readonly AskView[],
  { undelivered, deafGroups }: Trouble,
): Html {
  const { say, words } = page;
  return fullPage(page, {
    title: say('inbox'),
    active: 'inbox',
    script: 'console',
    main: html`<div class="page narrow">
      <header class="page-head">
        <div>
          <h1>${say('inbox')}</h1>
          <p class="muted">${say('inboxHelp')}</p>
          ${undelivered > 0 ? html`<p><a href="/deliveries">${say('undelivered', { n: undelivered })}</a></p>` : ''}
          ${deafGroups.length > 0 ? html`<p><a href="/settings">${say('deafGroups', { names: words.list(deafGroups) })}</a></p>` : ''}
        </div>
      </header>
      <div id="asks" data-live>
        ${
          asks.length > 0
            ? asks.map((ask) => askPanel(page, ask, 'h2'))
            : html`<div class="empty">
                <h2>${say('inboxEmpty')}</h2>
                <p>${say('inboxEmptyText')}</p>
              </div>`
        }
      </div>
    </div>`,
  });
}
