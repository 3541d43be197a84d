import { html } from 'hono/html';

import type { NotificationSettingsView, PushGroupView } from '../../../../src/contract/settings.ts';
import { PUSH_NEWS } from '../../../../src/domain/push-group.ts';
import type { GroupEditorData } from '../script-types.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import { factList, section, time } from './parts.ts';
import type { Say } from './say.ts';

/** The script draws the form: what is shown for a piece of news, and its name. */
function editor({ words }: PageContext, group: PushGroupView | null): Html {
  const data: GroupEditorData = {
    group,
    news: PUSH_NEWS.map((name) => [words.consoleTables.news[name], name]),
  };
  const keep = group ? `${group.id}-${group.version}` : 'new';
  return html`<div class="ask-form" data-group-editor="${JSON.stringify(data)}" data-keep="${keep}"></div>`;
}

export function settingsPage(page: PageContext, { groups }: NotificationSettingsView): Html {
  const { say } = page;
  return fullPage(page, {
    title: say('settings'),
    active: 'settings',
    script: 'console',
    main: html`<div class="page narrow">
      <header class="page-head">
        <h1>${say('settings')}</h1>
      </header>
      ${section(
        say('emergencyStop'),
        html`<p class="muted">${say('emergencyStopHelp')}</p>
          <div id="stop" data-live>
            <button
              type="button"
              class="${page.stop ? '' : 'danger'}"
              data-stop="${page.stop ? '/stop/release' : '/stop'}"
            >
              ${say(page.stop ? 'releaseAll' : 'stopAll')}
            </button>
          </div>`,
      )}
      ${section(
        say('pushGroups'),
        html`<p class="muted">${say('pushGroupsHelp')}</p>
          <div id="groups" data-live>
            ${
              groups.length > 0
                ? groups.map((group) => panel(page, group))
                : html`<div class="empty"><p>${say('noPushGroups')}</p></div>`
            }
          </div>`,
      )}
      <details class="block" data-menu="new">
        <summary>${say('newPushGroup')}</summary>
        ${editor(page, null)}
      </details>
    </div>`,
  });
}

const isConfigured = ({ origin }: PushGroupView): boolean => origin === 'configuration';

function state(say: Say, { isActive, disabled }: PushGroupView): Html {
  if (disabled) return html`<span class="badge bad">${say('pushDisabled')}</span>`;
  return isActive
    ? html`<span class="badge good">${say('active')}</span>`
    : html`<span class="badge">${say('inactive')}</span>`;
}

function panel(page: PageContext, group: PushGroupView): Html {
  const { say, words } = page;
  const { id, name, address, from, on, disabled, updatedAt } = group;
  const news = PUSH_NEWS.filter((one) => on.includes(one)).map((one) => words.consoleTables.news[one]);
  return html`<article class="card ${disabled ? 'bad' : ''}" aria-labelledby="group-${id}">
    <header>
      <h3 id="group-${id}">${name}</h3>
      ${state(say, group)}
    </header>
    ${
      disabled
        ? html`<p>
            ${words.consoleTables.pushFaults[disabled.reason]} · ${time(disabled.at)}<br />${say(
              isConfigured(group) ? 'pushFixConfigured' : 'pushFix',
            )}
          </p>`
        : ''
    }
    ${factList([
      [say('pushAddress'), html`<code>${address}</code>`],
      [say('pushFrom'), from.includes('*') ? say('everywhere') : words.list(from)],
      [say('pushNews'), words.list(news)],
      [say('updated'), time(updatedAt)],
    ])}
    <div class="row buttons">${buttons(say, group)}</div>
    ${
      isConfigured(group)
        ? html`<p class="hint">${say('fromConfiguration')}</p>`
        : html`<details data-menu="${id}">
            <summary>${say('edit')}</summary>
            ${editor(page, group)}
          </details>`
    }
  </article>`;
}

/** What can be done with the group as it now is. */
function buttons(say: Say, group: PushGroupView): Html[] {
  const { id, name, version, isActive, disabled } = group;
  const button = (act: string, text: string, style = ''): Html =>
    html`<button
      type="button"
      class="${style}"
      aria-label="${text}: ${name}"
      data-group="${id}"
      data-version="${version}"
      data-group-act="${act}"
    >
      ${text}
    </button>`;
  return [
    ...(disabled ? [button('enable', say('enableAgain'), 'primary')] : []),
    ...(isActive && !disabled ? [button('test', say('sendTest'))] : []),
    ...(isConfigured(group)
      ? []
      : [
          isActive ? button('deactivate', say('deactivate')) : button('activate', say('activate'), 'primary'),
          button('remove', say('remove'), 'danger'),
        ]),
  ];
}
