import { html } from 'hono/html';

import type { AimView } from '../../../../src/contract/aims.ts';
import { AIM_KINDS, type AimKind } from '../../../../src/domain/aim.ts';
import type { Page } from '../../../../src/ports/commands.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import { aimLink, section } from './parts.ts';

const TITLES = { project: 'projects', goal: 'goals' } as const satisfies Record<AimKind, string>;

/** What tasks are done for, each with how far it is. */
export function aimsPage(page: PageContext, aims: Readonly<Record<AimKind, Page<AimView>>>): Html {
  const { say } = page;
  const isEmpty = AIM_KINDS.every((kind) => aims[kind].items.length === 0);
  return fullPage(page, {
    title: say('aims'),
    active: 'board',
    script: 'console',
    main: html`<div class="page narrow">
      <header class="page-head">
        <div>
          <h1>${say('aims')}</h1>
          <p class="muted">${say('aimsHelp')}</p>
        </div>
      </header>
      <div id="aims" data-live>
        ${isEmpty ? html`<p class="empty">${say('aimsEmpty')}</p>` : AIM_KINDS.map((kind) => list(page, kind, aims[kind]))}
      </div>
    </div>`,
  });
}

const list = (page: PageContext, kind: AimKind, { items, nextCursor }: Page<AimView>): Html | '' =>
  items.length === 0
    ? ''
    : section(
        page.say(TITLES[kind]),
        html`<ul class="aims">
            ${items.map((aim) => row(page, kind, aim))}
          </ul>
          ${
            nextCursor === null
              ? ''
              : html`<p>
                  <a href="?${new URLSearchParams({ [kind]: nextCursor }).toString()}"
                    >… ${page.say('more')}</a
                  >
                </p>`
          }`,
      );

const row = ({ say }: PageContext, kind: AimKind, { name, tasks, completed, percent }: AimView): Html =>
  html`<li>
    ${aimLink(kind, name)}
    <meter min="0" max="100" value="${percent}" aria-hidden="true"></meter>
    <span class="muted">${say('aimProgress', { completed, tasks, percent })}</span>
  </li>`;
