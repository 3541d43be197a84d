import { html } from 'hono/html';

import type { FiguresView } from '../../../../src/contract/figures.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import { section } from './parts.ts';

/** How many days can be looked back. */
export const FIGURE_DAYS = [1, 7, 30, 90, 365] as const;

/** How many tasks stand where, and how long they take and wait. */
export function figuresPage(page: PageContext, figures: FiguresView, days: number): Html {
  const { say, words } = page;
  const labels: Readonly<Record<string, string>> = words.labels;
  const { states, ended, successRate, isTruncated } = figures;
  const rate = successRate === null ? '–' : `${Math.round(successRate * 100)} %`;
  const spans = [
    [say('cycleTime'), figures.cycleMs],
    [say('workedTime'), figures.workedMs],
    [say('queuedTime'), figures.queuedMs],
    [say('peopleTime'), figures.peopleMs],
  ] as const;
  return fullPage(page, {
    title: say('figures'),
    active: 'board',
    script: 'console',
    main: html`<div class="page narrow">
      <header class="page-head">
        <div>
          <h1>${say('figures')}</h1>
          <p class="muted">${say('figuresHelp')}</p>
        </div>
        <form class="row filters" method="get">
          <label for="days">${say('lastDays')}</label>
          <select id="days" name="days" data-submit>
            ${FIGURE_DAYS.map((one) => html`<option value="${one}" ${one === days ? 'selected' : ''}>${one}</option>`)}
          </select>
        </form>
      </header>
      ${section(
        say('tasksNow'),
        table(Object.entries(states).map(([label, count]) => [labels[label] ?? label, String(count)])),
      )}
      ${section(
        say('tasksEnded', { days }),
        html`${table([
          [words.labels.completed, String(ended.completed)],
          [words.labels.failed, String(ended.failed)],
          [words.labels.cancelled, String(ended.cancelled)],
          [say('successRate'), rate],
        ])}
        ${isTruncated ? html`<p class="hint">${say('figuresCut')}</p>` : ''}`,
      )}
      ${section(
        say('howLong'),
        html`<div class="table">
          <table>
            <thead>
              <tr>
                <th></th>
                <th>${say('halfWithin')}</th>
                <th>${say('mostWithin')}</th>
                <th>${say('tasksCounted')}</th>
              </tr>
            </thead>
            <tbody>
              ${spans.map(
                ([name, span]) =>
                  html`<tr>
                    <th scope="row">${name}</th>
                    <td>${span ? words.span(span.p50) : '–'}</td>
                    <td>${span ? words.span(span.p90) : '–'}</td>
                    <td>${span?.count ?? 0}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`,
      )}
    </div>`,
  });
}

const table = (rows: readonly (readonly [name: string, value: string])[]): Html =>
  html`<div class="table">
    <table>
      <tbody>
        ${rows.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${value}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
