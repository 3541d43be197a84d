import { html } from 'hono/html';

import type { AskView } from '../../../../src/contract/asks.ts';
import type { DeliverableView, RunView } from '../../../../src/contract/runs.ts';
import type { CommentView, HistoryView, TaskView } from '../../../../src/contract/tasks.ts';
import { AIM_KINDS } from '../../../../src/domain/aim.ts';
import { DECISIONS } from '../../../../src/domain/ask.ts';
import type { Page } from '../../../../src/ports/commands.ts';
import { isMove } from '../../../../src/domain/task-moves.ts';
import { lacking } from '../../../../src/domain/evidence.ts';
import { toText } from '../../../../src/domain/definition.ts';
import type { Words } from '../../../../src/words/index.ts';
import type { TaskData } from '../script-types.ts';
import { fullPage, type Html, type PageContext } from './layout.ts';
import {
  aimLink,
  askPanel,
  checkList,
  taskBadges,
  eventButtons,
  upper,
  factList,
  fileLink,
  runLine,
  section,
  time,
} from './parts.ts';

export interface TaskPageData {
  task: TaskView;
  /** What it is a part of and what it waits for, as far as the reader may see them; by id. */
  related: ReadonlyMap<string, TaskView>;
  /** Of a workflow: the tasks that it consists of, the first one first. */
  parts: readonly TaskView[];
  why: { sentence: string; event: string | null };
  asks: AskView[];
  runs: RunView[];
  comments: CommentView[];
  /** The newest first. */
  history: Page<HistoryView>;
  files: DeliverableView[];
}

/** Decisions are taken with the ask, where what is decided can be read. */
const isNoDecision = (event: string): boolean => !(DECISIONS as readonly string[]).includes(event);

/** The chat page shows its own channels alone. */
const homeLink = ({ say }: PageContext, { home }: TaskView): Html | string | null => {
  if (!home) return null;
  if (home.platform !== 'web') return `${home.platform} · ${home.channel}`;
  const query = new URLSearchParams({ channel: home.channel, thread: home.thread }).toString();
  return html`<a href="/chat?${query}">${say('openThread')}</a>`;
};

const taskLinks = (
  { words }: PageContext,
  ids: readonly string[],
  related: TaskPageData['related'],
): Html[] =>
  ids.map((id) => {
    const task = related.get(id);
    return html`<p>
      ${task ? html`<a href="/tasks/${task.number}">${task.number}</a> · ${task.title}` : words.console.unseenTask}
    </p>`;
  });

const facts = (page: PageContext, { task, related }: Pick<TaskPageData, 'task' | 'related'>): Html => {
  const { say, words } = page;
  return factList([
    [say('priority'), words.priorities[task.priority]],
    [say('due'), task.dueAt && time(task.dueAt)],
    [say('assignee'), task.assignee?.name ?? say('nobody')],
    [say('requester'), task.requester.name],
    [say('agent'), task.agentId],
    [
      say('definition'),
      task.definitionId &&
        html`<a href="/definitions/${encodeURIComponent(task.definitionId)}">v${task.definitionVersion}</a>`,
    ],
    ...Object.entries(task.parameters).map(([name, value]) => [name, toText(value)] as const),
    [say('home'), homeLink(page, task)],
    [say('notifications'), words.notifyPolicies[task.notify]],
    [say('tags'), words.list(task.tags)],
    ...AIM_KINDS.map((kind) => [say(kind), task[kind] && aimLink(kind, task[kind])] as const),
    [say('parent'), task.parentId && html`${taskLinks(page, [task.parentId], related)}`],
    [say('blockedBy'), task.blockedBy.length > 0 ? html`${taskLinks(page, task.blockedBy, related)}` : null],
    [say('blocks'), task.blocks.length > 0 ? html`${taskLinks(page, task.blocks, related)}` : null],
    [say('source'), upper(words.sources[task.source.kind])],
    [say('created'), time(task.createdAt)],
    [say('updated'), time(task.updatedAt)],
  ]);
};

/** What happened; a move that the table no longer has keeps its name. */
const moveText = ({ moves }: Words, move: string): string =>
  isMove(move) ? moves[move] : move.replaceAll('_', ' ');

function historyLine({ words }: PageContext, { move, from, to, actor, at, note }: HistoryView): Html {
  const { states } = words;
  const change = from === to ? '' : `${from ? `${upper(states[from])} → ` : ''}${upper(states[to])}`;
  return html`<li>
    <span>${upper(moveText(words, move))}</span>
    <span class="muted">${change}</span>
    <span class="muted">· ${actor.name} · ${time(at)}</span>
    ${note ? html`<p>${note}</p>` : ''}
  </li>`;
}

const waiting = (page: PageContext, head: 'waitingFor' | 'waitingForOthers', asks: AskView[]): Html | '' =>
  asks.length > 0 ? section(page.say(head), html`${asks.map((ask) => askPanel(page, ask))}`) : '';

const feedbackItem = (
  { words }: PageContext,
  { author, content, at, status }: TaskView['feedback'][number],
): Html =>
  html`<li>
    <p class="muted">
      <strong>${author.name}</strong> · ${time(at)} · ${words.consoleTables.feedbackStates[status]}
    </p>
    <p class="plain">${content}</p>
  </li>`;

const verified = (
  { words }: PageContext,
  { checks, accepted, at }: NonNullable<TaskView['verification']>,
): Html => {
  const lacks = words.list(lacking(checks).map(({ kind, wanted }) => words.evidence.wanted[kind](wanted)));
  const anyway =
    accepted?.isOverride && words.evidence.acceptedAnyway(accepted.by.name, lacks, accepted.note ?? '');
  return html`<div id="evidence">
    ${checkList(words, checks)} ${anyway ? html`<p class="why">${anyway}</p>` : ''}
    <p class="muted">${words.list([...new Set(checks.map(({ by }) => by).filter(Boolean))])} · ${time(at)}</p>
  </div>`;
};

const commentItem = ({ say }: PageContext, { author, text, isAside, createdAt }: CommentView): Html =>
  html`<li>
    <p class="muted">
      <strong>${author.name}</strong> · ${time(createdAt)}
      ${isAside ? html`<span class="badge">${say('aside')}</span>` : ''}
    </p>
    <p class="plain">${text}</p>
  </li>`;

const partItem = (page: PageContext, part: TaskView): Html =>
  html`<li class="row">
    <a href="/tasks/${part.number}">${part.number}</a> ${part.title} ${taskBadges(page, part)}
    ${part.assignee ? html`<span class="muted">${part.assignee.name}</span>` : ''}
  </li>`;

export function taskPage(page: PageContext, data: TaskPageData): Html {
  const { say, words } = page;
  const { task, related, parts, why, asks, runs, comments, history, files } = data;
  return fullPage(page, {
    title: `${task.number} ${task.title}`,
    active: 'board',
    script: 'console',
    data: { taskId: task.id } satisfies TaskData,
    main: html`<div class="page">
      <div id="task-top" data-live>
        <p class="crumbs"><a href="/board">${say('backToBoard')}</a> / ${task.number}</p>
        <header class="page-head">
          <h1>${task.title} ${taskBadges(page, task)}</h1>
        </header>
        ${why.sentence ? html`<p class="why">${why.sentence}</p>` : ''}
        <div class="row actions">${eventButtons(words, task, task.events.filter(isNoDecision))}</div>
        ${
          task.error
            ? html`<div class="card bad">
                <h2>${say('error')}</h2>
                <p class="plain">${task.error.message}</p>
              </div>`
            : ''
        }
      </div>
      <div id="task-asks" data-live>
        ${waiting(
          page,
          'waitingFor',
          asks.filter(({ isYours }) => isYours),
        )}
        ${waiting(
          page,
          'waitingForOthers',
          asks.filter(({ isYours }) => !isYours),
        )}
      </div>
      <div class="split">
        <div>
          <div id="task-body" data-live>
            ${
              parts.length > 0
                ? section(
                    say('workflowTasks'),
                    html`<ol class="list">
                      ${parts.map((part) => partItem(page, part))}
                    </ol>`,
                  )
                : ''
            }
            ${task.result ? section(say('result'), html`<p class="plain" data-markdown>${task.result}</p>`) : ''}
            ${task.verification ? section(say('evidence'), verified(page, task.verification)) : ''}
            ${
              task.feedback.length > 0
                ? section(
                    say('feedback'),
                    html`<ul class="list" id="feedback">
                      ${task.feedback.map((said) => feedbackItem(page, said))}
                    </ul>`,
                  )
                : ''
            }
            ${task.instructions ? section(say('instructions'), html`<p class="plain">${task.instructions}</p>`) : ''}
            ${task.description ? section(say('description'), html`<p class="plain">${task.description}</p>`) : ''}
            ${task.expectedOutput ? section(say('expectedOutput'), html`<p class="plain">${task.expectedOutput}</p>`) : ''}
            ${
              files.length > 0
                ? section(
                    say('deliverables'),
                    html`<ul class="list">
                      ${files.map(fileLink)}
                    </ul>`,
                  )
                : ''
            }
            ${section(
              say('runs'),
              runs.length > 0
                ? html`<ul class="list">
                    ${runs.map((run) => runLine(page, run))}
                  </ul>`
                : html`<p class="muted">${say('noRuns')}</p>`,
            )}
          </div>
          <section class="block">
            <h2>${say('comments')}</h2>
            <ul class="list" id="comments" data-live>
              ${comments.length > 0 ? comments.map((one) => commentItem(page, one)) : html`<li class="muted">${say('noComments')}</li>`}
            </ul>
            <form id="comment" data-task="${task.id}">
              <label class="sr" for="comment-text">${say('comment')}</label>
              <textarea
                id="comment-text"
                name="text"
                rows="3"
                required
                maxlength="20000"
                placeholder="${say('comment')}"
              ></textarea>
              <button>${say('addComment')}</button>
            </form>
          </section>
        </div>
        <aside id="task-facts" data-live aria-label="${say('facts')}">
          ${facts(page, { task, related })}
          <details class="block" data-menu="history">
            <summary>${say('history')}</summary>
            <ol class="list history">
              ${history.items.map((entry) => historyLine(page, entry))}
            </ol>
            ${history.nextCursor === null ? '' : html`<p><a href="?history=${history.nextCursor}">${say('olderMoves')}</a></p>`}
          </details>
        </aside>
      </div>
    </div>`,
  });
}
