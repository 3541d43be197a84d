import { html } from 'hono/html';

import type { SessionView } from '../../../../src/contract/sessions.ts';
import type { Visitor } from '../env.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import { section, time } from './parts.ts';

/** Who one is here, and where one is signed in. */
export function mePage(page: PageContext, { person, also = [] }: Visitor, sessions: SessionView[]): Html {
  const { say } = page;
  const others = sessions.filter(({ isCurrent }) => !isCurrent);
  return fullPage(page, {
    title: say('me'),
    active: 'me',
    script: 'console',
    main: html`<div class="page narrow">
      <header class="page-head">
        <h1>${person.name}</h1>
      </header>
      ${section(
        say('accounts'),
        html`<ul>
          ${[person.id, ...also].map((id) => html`<li><code>${id}</code></li>`)}
        </ul>`,
      )}
      ${section(
        say('sessions'),
        html`<p class="muted">${say('sessionsHelp')}</p>
          ${sessions.map((one) => panel(page, one))}
          ${
            others.length > 0
              ? html`<form method="post" action="/me/sessions/end">
                  <button class="danger">${say('endOthers')}</button>
                </form>`
              : ''
          }`,
      )}
    </div>`,
  });
}

function panel(page: PageContext, { id, isCurrent, agent, address, createdAt, seenAt }: SessionView): Html {
  const { say } = page;
  return html`<article class="card">
    <h3>${agent || say('unknownBrowser')}</h3>
    <p class="muted">
      ${address} · ${say('signedInAt')} ${time(createdAt)} · ${say('lastUsed')} ${time(seenAt)}
    </p>
    ${
      isCurrent
        ? html`<p><span class="badge good">${say('thisBrowser')}</span></p>`
        : html`<form method="post" action="/me/sessions/end">
            <input type="hidden" name="session" value="${id}" />
            <button>${say('endSession')}</button>
          </form>`
    }
  </article>`;
}
