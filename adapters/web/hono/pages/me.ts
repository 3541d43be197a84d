import { html } from 'hono/html';

import type { NewTokenView, SessionView, TokenView } from '../../../../src/contract/sessions.ts';
import { SCOPES } from '../../../../src/domain/scope.ts';
import type { Visitor } from '../env.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import { section, time } from './parts.ts';

/** Who one is here, where one is signed in, and the tokens that one has made. */
export interface Account {
  visitor: Visitor;
  sessions: readonly SessionView[];
  tokens: readonly TokenView[];
  /** Just now: its secret is shown this once. */
  made?: NewTokenView;
}

export function mePage(page: PageContext, account: Account): Html {
  const { say } = page;
  const { visitor, sessions } = account;
  const { person, also = [] } = visitor;
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
          ${sessions.map((one) => sessionPanel(page, one))}
          ${
            sessions.length > 1
              ? html`<form method="post" action="/me/sessions/end">
                  <button class="danger">${say('endOthers')}</button>
                </form>`
              : ''
          }`,
      )}
      ${section(say('apiTokens'), tokenSection(page, account))}
    </div>`,
  });
}

function sessionPanel(
  { say }: PageContext,
  { id, isCurrent, agent, address, createdAt, seenAt }: SessionView,
): Html {
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

function tokenSection(page: PageContext, { visitor, tokens, made }: Account): Html {
  const { say } = page;
  const isPerson = visitor.session?.person != null;
  // What would have no effect is not offered.
  const scopes = SCOPES.filter(
    (scope) => (scope !== 'decide' || isPerson) && (scope !== 'admin' || visitor.isAdmin),
  );
  return html`<p class="muted">${say(isPerson ? 'tokensHelp' : 'tokensOfPrograms')}</p>
    ${
      made
        ? html`<div class="card" role="status">
            <h3>${made.name}</h3>
            <p>${say('tokenOnce')}</p>
            <p><code>${made.secret}</code></p>
          </div>`
        : ''
    }
    ${tokens.map((one) => tokenPanel(page, one))}
    <details>
      <summary>${say('newToken')}</summary>
      <form method="post" action="/me/tokens" class="ask-form">
        <p class="field">
          <label for="token-name">${say('tokenName')}</label>
          <input id="token-name" name="name" required maxlength="200" />
        </p>
        <fieldset class="field">
          <legend>${say('tokenScopes')}</legend>
          ${scopes.map(
            (scope) =>
              html`<label class="row"
                ><input type="checkbox" name="scopes" value="${scope}" /> <code>${scope}</code></label
              >`,
          )}
        </fieldset>
        <p class="field">
          <label for="token-days">${say('tokenDays')} (${say('tokenForever')})</label>
          <input id="token-days" name="days" type="number" min="1" max="3660" />
        </p>
        <p><button class="primary">${say('makeToken')}</button></p>
      </form>
    </details>`;
}

function tokenPanel(
  { say, words }: PageContext,
  { id, name, token, scopes, createdAt, lastUsedAt, endsAt }: TokenView,
): Html {
  return html`<article class="card">
    <h3>${name}</h3>
    <p class="muted">
      <code>${token}</code> · ${words.list(scopes)} · ${say('tokenMade')} ${time(createdAt)} ·
      ${lastUsedAt ? html`${say('lastUsed')} ${time(lastUsedAt)}` : say('neverUsed')}
      ${endsAt ? html`· ${say('tokenEnds')} ${time(endsAt)}` : ''}
    </p>
    <form method="post" action="/me/tokens/revoke">
      <input type="hidden" name="token" value="${id}" />
      <button class="danger">${say('revokeToken')}</button>
    </form>
  </article>`;
}
