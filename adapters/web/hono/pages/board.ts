import { html, raw } from 'hono/html';

import type { TaskView } from '../../../../src/contract/tasks.ts';
import { AIM_KINDS, type AimKind } from '../../../../src/domain/aim.ts';
import { targetOf, type SendableEvent } from '../../../../src/domain/sendable.ts';
import {
  stateLabelIn,
  VOCABULARIES,
  type AnyLabel,
  type Vocabulary,
} from '../../../../src/domain/vocabularies.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import { eventButtons, labelText, time, toneOf, waitBadge } from './parts.ts';

export interface Column {
  label: AnyLabel;
  items: TaskView[];
  /** Where the column goes on. */
  next: string | null;
  /** What is shown does not begin with the newest. */
  isLater: boolean;
}

export interface BoardQuery {
  view: Vocabulary;
  text: string;
  isArchived: boolean;
  /** The project or the goal that is shown alone. */
  aims: Partial<Record<AimKind, string>>;
}

const NOT_ON_THE_BOARD = ['begin', 'claim', 'release'];

function taskCard({ say, words }: PageContext, task: TaskView, view: Vocabulary): Html {
  const columns = columnsOf(task, view);
  const buttons = eventButtons(
    words,
    task,
    task.events.filter((event) => !NOT_ON_THE_BOARD.includes(event)),
    (event) => columns.get(event),
  );
  const isUrgent = task.priority === 'high' || task.priority === 'urgent';
  return html`<li
    class="task"
    id="task-${task.id}"
    data-number="${task.number}"
    ${columns.size > 0 ? raw('draggable="true"') : ''}
  >
    <a class="task-title" href="/tasks/${task.number}">${task.title}</a>
    <p class="muted">
      ${task.number}${isUrgent ? html` · <strong class="priority">${words.priorities[task.priority]}</strong>` : ''}${
        task.assignee ? html` · ${task.assignee.name}` : ''
      }
      · ${time(task.updatedAt)}
    </p>
    ${task.wait ? html`<p>${waitBadge({ say, words }, task)}</p>` : ''}
    ${task.dueAt ? html`<p class="muted">${say('due')} ${time(task.dueAt)}</p>` : ''}
    ${
      buttons.length > 0
        ? html`<details class="move" data-menu="move ${task.id}">
            <summary aria-label="${say('moveTask', { number: task.number })}">${say('move')}</summary>
            <div class="menu">${buttons}</div>
          </details>`
        : ''
    }
  </li>`;
}

/** The column that each event leads to; those that leave the task where it is have none. */
function columnsOf(
  { events, status, wait, archivedAt }: TaskView,
  view: Vocabulary,
): Map<SendableEvent, AnyLabel> {
  const standing = {
    status,
    wait: wait && { kind: wait.kind, since: new Date(wait.since) },
    archivedAt: archivedAt === null ? null : new Date(archivedAt),
  };
  return new Map(
    events.flatMap((event) => {
      const target = targetOf(event, standing);
      return target ? [[event, stateLabelIn(view, target)] as const] : [];
    }),
  );
}

/** The same board, with one column from there on. */
function address({ view, text, isArchived, aims }: BoardQuery, more: Record<string, string> = {}): string {
  const filters = { ...(text ? { text } : {}), ...(isArchived ? { archived: 'true' } : {}) };
  return `?${new URLSearchParams({ view, ...filters, ...aims, ...more }).toString()}`;
}

const column = (page: PageContext, { label, items, next, isLater }: Column, query: BoardQuery): Html =>
  html`<section
    class="column ${items.length === 0 ? 'is-empty' : ''}"
    aria-labelledby="column-${label}"
    data-column="${label}"
    data-name="${labelText(page.words, label)}"
  >
    <h2 id="column-${label}">
      <span class="dot ${toneOf(label)}" aria-hidden="true"></span>${labelText(page.words, label)}
      <span class="count">${items.length}${next === null ? '' : '+'}</span>
    </h2>
    <ul>
      ${items.map((task) => taskCard(page, task, query.view))}
    </ul>
    ${isLater ? html`<p><a href="${address(query)}">${page.say('fromNewest')}</a></p>` : ''}
    ${next === null ? '' : html`<p><a href="${address(query, { column: label, from: next })}">… ${page.say('more')}</a></p>`}
  </section>`;

export function boardPage(page: PageContext, columns: readonly Column[], query: BoardQuery): Html {
  const { say, words } = page;
  const { view, text, isArchived, aims } = query;
  const chosen = AIM_KINDS.flatMap((kind) => (aims[kind] === undefined ? [] : [[kind, aims[kind]] as const]));
  const isEmpty = columns.every(({ items }) => items.length === 0);
  return fullPage(page, {
    title: say('board'),
    active: 'board',
    script: 'console',
    main: html`<header class="page-head">
        <div>
          <h1>${say('board')}</h1>
          <p class="muted">${say('boardHelp')} <a href="/figures">${say('figures')}</a></p>
        </div>
        <form class="row filters" method="get">
          ${chosen.map(
            ([kind, name]) =>
              html`<input type="hidden" name="${kind}" value="${name}" />
                <span class="badge"><span class="sr">${say(kind)} </span>${name}</span>`,
          )}
          ${chosen.length > 0 ? html`<a href="/board">${say('allTasks')}</a>` : html`<a href="/goals">${say('aims')}</a>`}
          <label for="find">${say('find')}</label
          ><input id="find" name="text" type="search" maxlength="200" value="${text}" />
          <label for="view">${say('vocabulary')}</label>
          <select id="view" name="view" data-submit>
            ${VOCABULARIES.map((name) => html`<option value="${name}" ${name === view ? raw('selected') : ''}>${words.vocabularies[name]}</option>`)}
          </select>
          <label class="row"
            ><input
              type="checkbox"
              name="archived"
              value="true"
              ${isArchived ? raw('checked') : ''}
              data-submit
            />${say('archived')}</label
          >
        </form>
      </header>
      <form class="row new-task" id="new-task" data-aims="${JSON.stringify(aims)}">
        <label class="sr" for="title">${say('taskTitle')}</label>
        <input
          id="title"
          name="title"
          required
          maxlength="256"
          placeholder="${say('taskTitle')}"
          autocomplete="off"
        />
        <button class="primary" value="add">${say('add')}</button>
        <button value="start">${say('addAndStart')}</button>
      </form>
      <div class="columns" id="columns" data-live tabindex="0" role="region" aria-label="${say('board')}">
        ${
          isEmpty
            ? html`<p class="empty">
                ${text || chosen.length > 0 ? say('nothingFound') : say('emptyBoard')}
              </p>`
            : columns.map((each) => column(page, each, query))
        }
      </div>`,
  });
}
