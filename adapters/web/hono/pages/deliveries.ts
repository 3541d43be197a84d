import { html } from 'hono/html';

import type { DeliveryView } from '../../../../src/contract/deliveries.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import { time } from './parts.ts';

/** What did not arrive, and why, with the one thing that can be done about it. */
export function deliveriesPage(page: PageContext, deliveries: readonly DeliveryView[]): Html {
  const { say } = page;
  return fullPage(page, {
    title: say('deliveries'),
    active: 'inbox',
    script: 'console',
    main: html`<div class="page narrow">
      <header class="page-head">
        <div>
          <h1>${say('deliveries')}</h1>
          <p class="muted">${say('deliveriesHelp')}</p>
        </div>
      </header>
      <div id="deliveries" data-live>
        ${
          deliveries.length > 0
            ? deliveries.map((delivery) => panel(page, delivery))
            : html`<div class="empty">
                <h2>${say('deliveriesEmpty')}</h2>
              </div>`
        }
      </div>
    </div>`,
  });
}

function panel({ say, words }: PageContext, delivery: DeliveryView): Html {
  const { id, kind, about, taskNumber, platform, channel, state, error, updatedAt } = delivery;
  const { deliveryKinds, deliveryStates } = words.consoleTables;
  return html`<article class="card">
    <header>
      <h2>${about}</h2>
      <span class="badge bad">${deliveryStates[state]}</span>
    </header>
    <p>${platform} · ${channel}${error ? html` · <code>${error.message}</code>` : ''}</p>
    <div class="row buttons">
      <button type="button" data-resend="${id}">${say('resend')}</button>
    </div>
    <p class="hint">
      ${deliveryKinds[kind]} ${taskNumber ? html`· <a href="/tasks/${taskNumber}">${taskNumber}</a>` : ''} ·
      ${time(updatedAt)}
    </p>
  </article>`;
}
