import { html, raw } from 'hono/html';

import type { Locale, Words } from '../../../../src/words/index.ts';
import type { StopView } from '../../../../src/contract/stops.ts';
import { clientWords } from './client-words.ts';
import type { Say } from './say.ts';

export type Html = ReturnType<typeof html>;

export interface PageContext {
  locale: Locale;
  /** Of every time on the page. */
  timeZone: string;
  say: Say;
  words: Words;
  /** Path and query of the page, for coming back to it. */
  here: string;
  /** Who the visitor says to be. */
  me: string;
  people: readonly string[];
  mayChangePerson: boolean;
  isAdmin: boolean;
  openAsks: number;
  /** What the visitor was told of and has not read. */
  unread: number;
  /** Everything is stopped. */
  stop: StopView | null;
  /** What definitions can name as tools. */
  tools: readonly string[];
}

interface Page {
  title: string;
  active?: 'me' | 'chat' | 'board' | 'inbox' | 'notifications' | 'definitions' | 'schedules' | 'settings';
  main: Html;
  /** Between the navigation and the person. */
  side?: Html;
  script: 'chat' | 'console' | null;
  /** What the script is to know. */
  data?: unknown;
}

/** JSON that cannot end the script element it stands in. */
const embed = (value: unknown) => raw(JSON.stringify(value).replaceAll('<', '\\u003c'));

function languageLink({ here, locale, say }: PageContext): Html {
  const other = locale === 'en' ? 'zh-CN' : 'en';
  const url = new URL(here, 'http://here');
  url.searchParams.set('lang', other);
  return html`<a class="quiet" href="${url.pathname}${url.search}" lang="${other}" hreflang="${other}"
    >${say('language')}</a
  >`;
}

const navLink = (href: string, name: string, isActive: boolean, count = 0): Html =>
  html`<li>
    <a href="${href}" ${isActive ? raw('aria-current="page"') : ''}
      ><span>${name}</span
      >${count > 0 ? html`<span class="count">${count > 99 ? '99+' : count}</span>` : ''}</a
    >
  </li>`;

function personSwitch({ say, me, people, mayChangePerson }: PageContext): Html {
  if (!mayChangePerson) return html`<p class="person"><a href="/me">${me}</a></p>`;
  const names = [...new Set([me, ...people])].toSorted((a, b) => a.localeCompare(b));
  return html`<div class="person">
    <label for="me">${say('you')}</label>
    <div class="row">
      <select id="me">
        ${names.map((name) => html`<option ${name === me ? raw('selected') : ''}>${name}</option>`)}
      </select>
      <button
        type="button"
        class="icon"
        id="add-person"
        aria-label="${say('addPerson')}"
        title="${say('addPerson')}"
      >
        +
      </button>
    </div>
  </div>`;
}

const head = (title: string, script: string | null): Html =>
  html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
    <meta name="color-scheme" content="light dark" />
    <title>${title} · Errand</title>
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/assets/app.css" />
    ${script ? html`<script type="module" src="/assets/${script}"></script>` : ''}
  </head>`;

/** A page with nothing around it: for visitors who are not known yet. */
export const barePage = (page: PageContext, title: string, main: Html): Html =>
  html`<!doctype html>
    <html lang="${page.locale}">
      ${head(title, null)}
      <body class="bare">
        <main id="main">${main}</main>
        <footer>${languageLink(page)}</footer>
      </body>
    </html>`;

/** On every page: that everything is stopped, and the way to its release. */
const stopLine = ({ stop, words, say }: PageContext): Html | string =>
  stop
    ? html`<p class="why">
        ${words.stops.stopped(stop.by?.name ?? '', stop.reason)}
        <a href="/settings">${say('settings')}</a>
      </p>`
    : '';

export function fullPage(page: PageContext, { title, active, main, side, script, data }: Page): Html {
  const { say, locale, me } = page;
  const { timeZone } = page;
  const boot = { locale, timeZone, me, words: clientWords(locale), ...(data === undefined ? {} : { data }) };
  return html`<!doctype html>
    <html lang="${locale}">
      ${head(title, script ? `${script}.js` : null)}
      <body class="${script ?? 'plain'}">
        <a class="skip" href="#main">${say('skip')}</a>
        <header class="side">
          <div class="brand">
            <a href="/chat"><img src="/assets/icon.svg" alt="" width="28" height="28" />Errand</a>
            <button type="button" class="icon" id="menu" aria-expanded="false" aria-controls="side-body">
              <span class="sr">${say('menu')}</span><span aria-hidden="true">☰</span>
            </button>
          </div>
          <div id="side-body">
            <nav aria-label="${say('navigation')}" id="nav" data-live>
              <ul>
                ${navLink('/chat', say('chat'), active === 'chat')}${navLink('/board', say('board'), active === 'board')}
                ${navLink('/inbox', say('inbox'), active === 'inbox', page.openAsks)}
                ${navLink('/notifications', say('notifications'), active === 'notifications', page.unread)}
                ${navLink('/definitions', say('definitions'), active === 'definitions')}
                ${navLink('/schedules', say('schedules'), active === 'schedules')}
                ${page.isAdmin ? navLink('/settings', say('settings'), active === 'settings') : ''}
              </ul>
            </nav>
            ${side ?? ''}
            <div class="foot">
              ${personSwitch(page)}
              <form method="post" action="/sign-out" class="row">
                ${languageLink(page)}
                ${page.mayChangePerson ? html`<a class="quiet" href="/me">${say('me')}</a>` : ''}
                <button class="quiet">${say('signOut')}</button>
              </form>
            </div>
          </div>
        </header>
        <main id="main" tabindex="-1">
          <div id="stopped" data-live>${stopLine(page)}</div>
          ${main}
        </main>
        <div id="notice" role="status"></div>
        <div id="toast" role="status" aria-live="polite"></div>
        <script type="application/json" id="boot">
          ${embed(boot)}
        </script>
      </body>
    </html>`;
}
