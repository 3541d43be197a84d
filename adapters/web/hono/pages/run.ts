import { html } from 'hono/html';

import type { AskView } from '../../../../src/contract/asks.ts';
import type { RunView, StepView } from '../../../../src/contract/runs.ts';
import { showHidden } from '../../../../src/domain/hidden-characters.ts';
import type { TaskData } from '../script-types.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import { askPanel, badge, factList, fileLink, stepMark, time } from './parts.ts';

/** As people read it: text as it is, everything else as JSON. */
const show = (value: unknown): string =>
  showHidden(typeof value === 'string' ? value : JSON.stringify(value, null, 2));

function step(
  { say, words }: PageContext,
  { index, title, tool, status, startedAt, input, output }: StepView,
): Html {
  const hasMore = output !== undefined || input !== undefined;
  const headline = html`${stepMark(words, status)}<span class="step-title">${title}</span>
    <span class="muted">${tool ?? ''} ${startedAt ? time(startedAt) : ''}</span>`;
  if (!hasMore) return html`<li class="step">${headline}</li>`;
  return html`<li class="step">
    <details data-menu="step ${index}">
      <summary>${headline}</summary>
      ${
        input === undefined
          ? ''
          : html`<h3>${say('input')}</h3>
              <pre tabindex="0">${show(input)}</pre>`
      }
      ${
        output === undefined
          ? ''
          : html`<h3>${say('output')}</h3>
              <pre tabindex="0">${output}</pre>`
      }
    </details>
  </li>`;
}

/** Nothing while no model has answered. */
const tokensOf = ({ say, locale }: PageContext, { usage }: RunView): string | null => {
  const [input, output] = [usage.inputTokens, usage.outputTokens].map((n) => n.toLocaleString(locale));
  return usage.inputTokens + usage.outputTokens > 0
    ? say('tokensUsed', { input: input ?? '', output: output ?? '' })
    : null;
};

/** It ended well, and something was done in a browser. */
const isTeachable = ({ outcome, steps, earlierSteps }: RunView): boolean =>
  outcome === 'success' && (earlierSteps > 0 || steps.some(({ tool }) => tool?.startsWith('browser_')));

/** @param next - where the steps go on, when a part of a long run is shown from its beginning. */
export function runPage(
  page: PageContext,
  run: RunView,
  asks: readonly AskView[],
  next: string | null = null,
): Html {
  const { say, words } = page;
  const title = `${run.taskNumber} · ${say('run', { n: run.number })}`;
  return fullPage(page, {
    title,
    active: 'board',
    script: 'console',
    data: { taskId: run.taskId } satisfies TaskData,
    main: html`<div class="page">
      <div id="run-top" data-live>
        <p class="crumbs">
          <a href="/board">${say('backToBoard')}</a> /
          <a href="/tasks/${run.taskNumber}">${run.taskNumber}</a> / ${say('run', { n: run.number })}
        </p>
        <header class="page-head"><h1>${title} ${badge(words, run.status)}</h1></header>
        ${
          isTeachable(run)
            ? html`<div class="row actions">
                <button type="button" data-teach="${run.id}">${say('teach')}</button>
                <span class="muted">${say('teachHelp')}</span>
              </div>`
            : ''
        }
        ${
          run.error
            ? html`<div class="card bad">
                <h2>${say('error')}</h2>
                <p class="plain">${run.error.message}</p>
              </div>`
            : ''
        }
        ${
          run.result
            ? html`<section class="block">
                <h2>${say('result')}</h2>
                <p class="plain" data-markdown>${run.result}</p>
              </section>`
            : ''
        }
      </div>
      <div id="run-asks" data-live>${asks.map((ask) => askPanel(page, ask, 'h2'))}</div>
      <div class="split" id="run-body" data-live>
        <div>
          <section class="block">
            <h2>${say('steps')}</h2>
            ${
              run.earlierSteps > 0
                ? html`<p><a href="?from=">${say('earlierSteps', { n: run.earlierSteps })}</a></p>`
                : ''
            }
            ${
              run.steps.length > 0
                ? html`<ol class="steps">
                    ${run.steps.map((each) => step(page, each))}
                  </ol>`
                : html`<p class="muted">${say(run.status === 'running' ? 'working' : 'noSteps')}</p>`
            }
            ${next === null ? '' : html`<p><a href="?from=${next}">${say('laterSteps')}</a></p>`}
          </section>
          ${
            run.deliverables.length > 0
              ? html`<section class="block">
                  <h2>${say('deliverables')}</h2>
                  <ul class="list">
                    ${run.deliverables.map(fileLink)}
                  </ul>
                </section>`
              : ''
          }
        </div>
        <aside aria-label="${say('facts')}">
          ${factList([
            [say('agent'), run.agentId],
            [say('model'), run.model],
            [say('started'), run.startedAt && time(run.startedAt)],
            [say('ended'), run.endedAt && time(run.endedAt)],
            [
              say('worked'),
              run.workedMs > 0 ? say('seconds', { n: Math.round(run.workedMs / 100) / 10 }) : null,
            ],
            [say('tokens'), tokensOf(page, run)],
          ])}
        </aside>
      </div>
    </div>`,
  });
}
