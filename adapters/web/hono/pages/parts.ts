import { html, raw } from 'hono/html';

import type { AimKind } from '../../../../src/domain/aim.ts';
import type { AskView } from '../../../../src/contract/asks.ts';
import type { DeliverableView, RunView } from '../../../../src/contract/runs.ts';
import type { TaskView } from '../../../../src/contract/tasks.ts';
import { escapeHidden, showHidden } from '../../../../src/domain/hidden-characters.ts';
import type { StepStatus } from '../../../../src/domain/journal.ts';
import type { SendableEvent } from '../../../../src/domain/sendable.ts';
import type { BadgeLabel } from '../../../../src/domain/vocabularies.ts';
import { WAIT_KINDS } from '../../../../src/domain/task.ts';
import type { Words } from '../../../../src/words/index.ts';
import { checkLines } from '../../../../src/words/check-lines.ts';
import { ICONS, sizeText } from '../assets/marks.js';
import type { Html, PageContext } from './layout.ts';

export type Tone = 'neutral' | 'active' | 'attention' | 'good' | 'bad';

/** How a label of any vocabulary, or a run's status, is coloured. */
const TONES: Readonly<Record<Lowercase<BadgeLabel>, Tone>> = {
  backlog: 'neutral',
  todo: 'neutral',
  pending: 'neutral',
  queued: 'neutral',
  deferred: 'neutral',
  cancelled: 'neutral',
  stopped: 'neutral',
  aborted: 'neutral',
  terminated: 'neutral',
  archived: 'neutral',
  in_progress: 'active',
  running: 'active',
  doing: 'active',
  needs_input: 'attention',
  waiting: 'attention',
  paused: 'attention',
  blocked: 'attention',
  awaiting_review: 'attention',
  awaiting_validation: 'attention',
  completed: 'good',
  success: 'good',
  succeeded: 'good',
  done: 'good',
  failed: 'bad',
  failure: 'bad',
};

const lower = (label: BadgeLabel): Lowercase<BadgeLabel> => label.toLowerCase() as Lowercase<BadgeLabel>;

export const toneOf = (label: BadgeLabel): Tone => TONES[lower(label)];

/** `in progress` as it stands alone; nothing changes in Chinese. */
export const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A label of any vocabulary, or a run's status, in words. */
export const labelText = ({ labels }: Words, label: BadgeLabel): string => upper(labels[lower(label)]);

/** What people have to do, or what else has to happen first, where the label does not say it. */
const TOLD_BY_WAIT: readonly string[] = ['approval', 'pre_approval', 'takeover', 'dependency', 'backoff'];

/** How the task stands, and what it waits for. */
export const taskBadges = ({ say, words }: PageContext, task: TaskView): Html =>
  html`${task.archivedAt ? badge(words, 'archived') : ''}${badge(words, task.label)}${waitBadge({ say, words }, task)}`;

/** Nothing where it does not wait, or the label tells it. */
export function waitBadge({ say, words }: Pick<PageContext, 'say' | 'words'>, { wait }: TaskView): Html | '' {
  const kind = WAIT_KINDS.find((one) => one === wait?.kind);
  if (!kind || !TOLD_BY_WAIT.includes(kind)) return '';
  return html` <span class="badge attention">${say('waitsFor', { what: words.waits[kind] })}</span>`;
}

export const badge = (words: Words, label: BadgeLabel): Html =>
  html`<span class="badge ${toneOf(label)}">${labelText(words, label)}</span>`;

/** Written as a date here; the script turns it into "5 minutes ago". */
export const time = (iso: string): Html =>
  html`<time datetime="${iso}" data-relative>${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;

export const stepMark = ({ consoleTables }: Words, status: StepStatus): Html =>
  html`<span class="mark ${status}" aria-hidden="true">${ICONS[status]}</span
    ><span class="sr">${consoleTables.steps[status]}: </span>`;

export const fileLink = ({ id, name, version, sizeBytes }: DeliverableView): Html =>
  html`<li>
    <a class="file" href="/api/v1/deliverables/${encodeURIComponent(id)}/content" download
      ><span aria-hidden="true">↓</span> ${showHidden(name)}</a
    >
    <span class="muted">${version > 1 ? `v${version} · ` : ''}${sizeText(sizeBytes)}</span>
  </li>`;

/** The stages of a review that are passed, and the one that it is at. */
const stageText = (words: Words, { number, of, title, passed }: NonNullable<AskView['stage']>): string =>
  [
    ...passed.map((one) => words.stagePassed(one.title, words.list(one.by.map(({ name }) => name)))),
    words.stage(number, of, title),
  ].join(' · ');

/** What was looked at, and what was found. */
export const checkList = (words: Words, checks: NonNullable<AskView['checks']>): Html =>
  html`<ul class="list">
    ${checkLines(checks, words).map((line) => html`<li>${line}</li>`)}
  </ul>`;

/** The script draws the ask's form: the same one as in the chat. */
export function askPanel({ say, words }: PageContext, ask: AskView, level: 'h2' | 'h3' = 'h3'): Html {
  const { mayDecide } = ask;
  const isReview = ask.kind === 'review';
  const title = isReview ? say('reviewOf') : ask.question;
  const names = [
    ...mayDecide.people.map(({ name }) => name),
    ...mayDecide.groups,
    ...(mayDecide.anyoneInChannel ? [say('anyone')] : []),
  ];
  return html`<article class="ask card attention" aria-labelledby="ask-${ask.id}">
    <header>
      ${level === 'h2' ? html`<h2 id="ask-${ask.id}">${title}</h2>` : html`<h3 id="ask-${ask.id}">${title}</h3>`}
      <span class="muted">${ask.number}</span>
    </header>
    ${ask.stage ? html`<p class="muted">${stageText(words, ask.stage)}</p>` : ''}
    ${
      ask.shortOf
        ? html`<p class="why">
            ${(isReview ? words.reviewersShort : words.quorumShort)(
              mayDecide.quorum,
              words.list(ask.shortOf.map(({ name }) => name)),
            )}
          </p>`
        : ''
    }
    ${isReview ? html`<p class="plain" data-markdown>${ask.question}</p>` : ''}
    ${ask.checks ? checkList(words, ask.checks) : ''}
    ${
      ask.action
        ? html`<p>${say('exactAction')} <strong>${showHidden(ask.action.title)}</strong></p>
            <pre tabindex="0">${escapeHidden(JSON.stringify(ask.action.arguments, null, 2))}</pre>`
        : ''
    }
    <div class="ask-form" data-ask="${JSON.stringify(ask)}" data-keep="${ask.id}-${ask.version}"></div>
    <p class="hint">
      <a href="/tasks/${ask.taskNumber}">${ask.taskNumber}</a> · ${say('expires')} ${time(ask.expiresAt)}
      ${names.length > 0 ? html`· ${words.labelled(say('mayDecide'), words.list(names))}` : ''}
      ${mayDecide.quorum > 1 ? html`· ${say('quorum', { n: mayDecide.quorum })}` : ''}
    </p>
  </article>`;
}

/** Events that need a word of explanation. */
const NEEDS_REASON = ['defer', 'request_changes', 'reject', 'feedback'];

/** Events that say something of other tasks, or are given with an ask: no button alone means them. */
const NEEDS_MORE = ['answer', 'link', 'unlink'];

/** Events that cannot be taken back. */
const NEEDS_CONFIRMATION = ['cancel'];

const attribute = (name: string, value: string | undefined): Html | '' =>
  value === undefined ? '' : html`${raw(name)}="${value}"`;

/**
 * What a person may do with the task now, as buttons; decisions on asks are taken with the ask.
 * @param columnOf - the column of the board that an event leads to, where there is a board.
 */
export const eventButtons = (
  words: Words,
  task: TaskView,
  events: readonly SendableEvent[] = task.events,
  columnOf: (event: SendableEvent) => string | undefined = () => undefined,
): Html[] =>
  events.flatMap((event) => {
    if (NEEDS_MORE.includes(event)) return [];
    return html`<button
      type="button"
      class="${event === 'cancel' ? 'danger' : ''}"
      data-event="${event}"
      data-task="${task.id}"
      data-version="${task.version}"
      ${attribute('data-to', columnOf(event))}
      ${NEEDS_REASON.includes(event) ? 'data-reason' : ''}
      ${NEEDS_CONFIRMATION.includes(event) ? 'data-confirm' : ''}
    >
      ${words.actions[event]}
    </button>`;
  });

export const runLine = ({ say, words }: PageContext, run: RunView): Html =>
  html`<li class="row">
    <a href="/runs/${encodeURIComponent(run.id)}">${say('run', { n: run.number })}</a>
    ${badge(words, run.status)} <span class="muted">${time(run.startedAt ?? run.createdAt)}</span>
  </li>`;

export const factList = (facts: readonly (readonly [string, Html | string | null])[]): Html =>
  html`<dl class="facts">
    ${facts
      .filter(([, value]) => value !== null && value !== '')
      .map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>`;

/** The board of what is done for it. */
export const aimLink = (kind: AimKind, name: string): Html =>
  html`<a href="/board?${new URLSearchParams({ [kind]: name }).toString()}">${name}</a>`;

export const section = (title: string, body: Html | string): Html =>
  html`<section class="block">
    <h2>${title}</h2>
    ${body}
  </section>`;
