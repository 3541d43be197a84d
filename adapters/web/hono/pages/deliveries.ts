import { html } from 'hono/html';

import type { DeliveryView } from '../../../../src/contract/deliveries.ts';
import type { SetAsideView } from '../../../../src/contract/set-aside.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import { time } from './parts.ts';

/** What is undelivered, and why, with the one thing that can be done about it. */
export function deliveriesPage(
  page: PageContext,
  deliveries: readonly DeliveryView[],
  aside: readonly SetAsideView[],
): Html {
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
          aside.length > 0
            ? html`<h2>${say('setAside')}</h2>
                <p class="muted">${say('setAsideHelp')}</p>
                ${aside.map((one) => asidePanel(page, one))}`
            : ''
        }
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

function asidePanel({ say }: PageContext, one: SetAsideView): Html {
  const { kind, id, about, taskNumber, person, platform, channel, deaths, at } = one;
  return html`<article class="card">
    <header>
      <h2>${about}</h2>
      <span class="badge bad">${say('endedWorkers', { n: deaths })}</span>
    </header>
    <p>${[person, platform, channel].filter((part) => part !== null).join(' · ')}</p>
    <div class="row buttons">
      <button type="button" data-aside="${kind}" data-id="${id}">${say('tryAgain')}</button>
    </div>
    <p class="hint">
      ${taskNumber ? html`<a href="/tasks/${taskNumber}">${taskNumber}</a> ·` : ''} ${time(at)}
    </p>
  </article>`;
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
