import { html } from 'hono/html';

import type { ScheduleView, TickView } from '../../../../src/contract/schedules.ts';
import {
  MISSED_POLICIES,
  OVERLAPS,
  REPEATS,
  WEEKDAYS,
  type ScheduleEvent,
  type ScheduleState,
} from '../../../../src/domain/schedule.ts';
import { formatMoment } from '../../../../src/shared/time.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import { factList, section, time, type Tone } from './parts.ts';

const pathOf = ({ number }: ScheduleView): string => `/schedules/${number}`;

/** The moments in the schedule's own zone, as everywhere. */
const moments = ({ locale }: PageContext, { next, timeZone }: ScheduleView): string[] =>
  next.map((at) => formatMoment(new Date(at), timeZone, locale));

/** The script draws the form: what is shown for a value, and the value. */
const editor = ({ words }: PageContext, schedule: ScheduleView | null): Html => {
  const { repeats, weekdays, overlaps, missed } = words.consoleTables;
  const data = {
    schedule,
    repeats: REPEATS.map((name) => [repeats[name], name]),
    weekdays: WEEKDAYS.map((name) => [weekdays[name], name]),
    overlaps: OVERLAPS.map((name) => [overlaps[name], name]),
    missed: MISSED_POLICIES.map((name) => [missed[name], name]),
  };
  return html`<div class="ask-form" data-schedule-editor="${JSON.stringify(data)}"></div>`;
};

const TONES: Readonly<Record<ScheduleState, Tone>> = {
  ended: 'neutral',
  missed: 'bad',
  archived: 'neutral',
  dropped: 'neutral',
  active: 'good',
  proposed: 'attention',
  paused: 'attention',
};

const stateBadge = ({ words }: PageContext, { state }: ScheduleView): Html =>
  html`<span class="badge ${TONES[state]}">${words.schedules.states[state]}</span>`;

export function schedulesPage(
  page: PageContext,
  schedules: readonly ScheduleView[],
  nextCursor: string | null,
): Html {
  const { say } = page;
  return fullPage(page, {
    title: say('schedules'),
    active: 'schedules',
    script: 'console',
    main: html`<div class="page narrow">
      <header class="page-head">
        <div>
          <h1>${say('schedules')}</h1>
          <p class="muted">${say('schedulesHelp')}</p>
        </div>
      </header>
      <div id="schedules" data-live>
        ${
          schedules.length > 0
            ? html`<ul class="list block">
                ${schedules.map((schedule) => item(page, schedule))}
              </ul>`
            : html`<div class="empty">
                <h2>${say('noSchedules')}</h2>
                <p>${say('noSchedulesText')}</p>
              </div>`
        }
      </div>
      ${nextCursor ? html`<p><a href="/schedules?cursor=${nextCursor}">${say('more')}</a></p>` : ''}
      <details class="block" data-menu="new">
        <summary>${say('newSchedule')}</summary>
        ${editor(page, null)}
      </details>
    </div>`,
  });
}

const item = (page: PageContext, schedule: ScheduleView): Html => {
  const [next] = moments(page, schedule);
  return html`<li>
    <p>
      <a href="${pathOf(schedule)}"><strong>${schedule.name}</strong></a> <code>${schedule.number}</code>
      ${stateBadge(page, schedule)}
    </p>
    <p class="muted">
      ${schedule.reads[page.locale]}
      ${schedule.home ? html`· ${schedule.home.platform}:${schedule.home.channel}` : ''}
      ${next ? html`· ${page.say('nextTime')} ${next}` : ''}
    </p>
  </li>`;
};

/** What may be done in each state, besides changing the terms. */
const EVENTS: Readonly<Record<ScheduleState, readonly ScheduleEvent[]>> = {
  proposed: ['start', 'dismiss'],
  active: ['pause', 'run', 'skip', 'archive'],
  paused: ['resume', 'run', 'archive'],
  ended: ['run', 'archive'],
  missed: ['run', 'archive'],
  archived: ['restore'],
  dropped: [],
};

export function schedulePage(page: PageContext, schedule: ScheduleView, ticks: readonly TickView[]): Html {
  const { say, words } = page;
  const { id, number, name, version, state, makes, why } = schedule;
  const next = moments(page, schedule);
  const names = words.consoleTables.scheduleEvents;
  return fullPage(page, {
    title: `${number} ${name}`,
    active: 'schedules',
    script: 'console',
    main: html`<div class="page">
      <p class="crumbs"><a href="/schedules">${say('schedules')}</a> / ${number}</p>
      <header class="page-head">
        <h1>${name} ${stateBadge(page, schedule)}</h1>
      </header>
      <p>${schedule.reads[page.locale]}</p>
      ${why ? html`<p class="muted">${words.schedules.stateLine(state, why.reason, why.by.name)}</p>` : ''}
      <div class="row actions">
        ${EVENTS[state].map(
          (event) =>
            html`<button
              type="button"
              class="${event === 'archive' ? 'danger' : ''}"
              data-schedule="${id}"
              data-event="${event}"
            >
              ${names[event]}
            </button>`,
        )}
      </div>
      <div class="split">
        <div id="schedule" data-live>
          ${section(say('instructions'), html`<p class="plain">${makes.instructions || makes.title}</p>`)}
          ${
            next.length > 0
              ? section(
                  say('nextTimes'),
                  html`<ul>
                    ${next.map((at) => html`<li>${at}</li>`)}
                  </ul>`,
                )
              : ''
          }
          ${section(say('lastTimes'), ticks.length > 0 ? tickList(page, schedule, ticks) : html`<p class="muted">${say('noTimes')}</p>`)}
          <details class="block" data-menu="edit">
            <summary>${say('edit')}</summary>
            ${editor(page, schedule)}
          </details>
        </div>
        <aside aria-label="${say('facts')}">${facts(page, schedule, version)}</aside>
      </div>
    </div>`,
  });
}

const tickList = (page: PageContext, { timeZone }: ScheduleView, ticks: readonly TickView[]): Html => {
  const { outcomes, tickReasons, held, due } = page.words.schedules;
  return html`<ul class="list">
    ${ticks.map(({ at, outcome, state, reason, detail, task }) => {
      const said = outcome ? outcomes[outcome] : state === 'held' ? held : due;
      const more = tickReasons[reason](detail ?? '');
      return html`<li>
        ${formatMoment(new Date(at), timeZone, page.locale)} ·
        <span
          class="badge ${outcome === 'fired' ? 'good' : outcome === 'failed' || outcome === 'refused' ? 'bad' : ''}"
          >${said}</span
        >
        ${task ? html`<a href="/tasks/${task}">${task}</a>` : ''}
        ${more ? html`<span class="muted">${more}</span>` : ''}
      </li>`;
    })}
  </ul>`;
};

const facts = ({ say, words }: PageContext, schedule: ScheduleView, version: number): Html =>
  factList([
    [say('owner'), schedule.owner.name],
    [say('where'), schedule.home ? `${schedule.home.platform}:${schedule.home.channel}` : '–'],
    [say('timeZone'), schedule.timeZone],
    [say('overlap'), words.consoleTables.overlaps[schedule.overlap]],
    [say('missedPolicy'), words.consoleTables.missed[schedule.missed]],
    ...(schedule.endsAt ? [[say('until'), time(schedule.endsAt)] as [string, Html]] : []),
    [say('version'), String(version)],
  ]);
