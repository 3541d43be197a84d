import { drawButtons } from './buttons.js';
import { buildForm } from './form.js';
import { drawMarkdown } from './markdown.js';
import { ICONS, sizeText } from './marks.js';
import { el, say } from './page.js';

/** @type {Readonly<Record<string, string>>} */
const MARKS = { done: '✅', partial: '◐', failed: '❌', rejected: '✋', expired: '⌛', paused: '⏸' };
const TONES = ['neutral', 'active', 'attention', 'good', 'bad'];

/** @typedef {import('../../../../src/contract/chat.ts').CardView} Card */

/** @param {string} name */
const stepWord = (name) => say(`steps.${name}`);

/** @param {string} status */
const iconOf = (status) => Object.entries(ICONS).find(([known]) => known === status)?.[1] ?? '•';

/** Links of cards stay on this server or go to the web, never to a script. @param {string} url */
const isSafe = (url) => /^(?:https?:\/\/|\/(?!\/))/i.test(url);

/** @param {NonNullable<Card['steps']>[number]} step */
const drawStep = ({ title, status }) =>
  el(
    'li',
    { class: 'step' },
    el('span', { 'class': `mark ${status}`, 'aria-hidden': 'true' }, iconOf(status)),
    el('span', { class: 'sr' }, `${stepWord(status)}: `),
    el('span', { class: 'step-title' }, title),
  );

/** @param {NonNullable<Card['files']>[number]} file */
const drawFile = ({ name, url, sizeBytes }) =>
  el(
    'li',
    {},
    isSafe(url)
      ? el(
          'a',
          { class: 'file', href: url, download: name },
          el('span', { 'aria-hidden': 'true' }, '↓ '),
          name,
        )
      : name,
    el('span', { class: 'muted' }, ` ${sizeText(sizeBytes)}`),
  );

/** @param {Card} card */
const drawLines = ({ lines }) => lines.map((line) => el('p', { class: 'line' }, line));

/**
 * A card with its form and buttons.
 * @param {Card} card
 * @param {import('./buttons.js').Press} press
 * @param {import('./form.js').Form} [filledIn] the form of the same card before an edit, with what was typed
 * @returns {{ node: HTMLElement, form?: import('./form.js').Form, release: () => void }} `release` lets the buttons be pressed
 *   again
 */
export function drawCard(card, press, filledIn) {
  const form = filledIn ?? (card.fields?.length ? buildForm(card.fields) : undefined);

  const { row, release } = drawButtons(card.buttons, form, press);

  const place = `/tasks/${card.taskNumber}`;
  const mark = MARKS[card.mark ?? ''];
  const node = el(
    'div',
    {
      'class': `card ${TONES.includes(card.tone) ? card.tone : 'neutral'}`,
      'role': 'group',
      'aria-label': card.title,
    },
    el(
      'p',
      { class: 'card-title' },
      mark ? el('span', { 'aria-hidden': 'true' }, `${mark} `) : null,
      card.lead ?? null,
      el('strong', {}, card.title),
    ),
    drawLines(card),
    card.body?.map(drawBody),
    card.progress ? el('p', { class: 'line muted' }, card.progress) : null,
    card.steps?.length ? el('ol', { class: 'steps' }, card.steps.map(drawStep)) : null,
    drawFacts(card),
    card.files?.length ? el('ul', { class: 'files' }, card.files.map(drawFile)) : null,
    card.folded ? el('details', {}, el('summary', {}, card.folded.title), drawCode(card.folded.text)) : null,
    form?.node ?? null,
    row,
    drawSmall(card, place),
  );
  return { node, form, release };
}

/** @param {{ kind: string, text: string }} part */
const drawBody = ({ kind, text }) => (kind === 'code' ? drawCode(text) : drawMarkdown(text));

/** @param {string} text */
const drawCode = (text) => el('div', { class: 'text' }, el('pre', { tabindex: '0' }, el('code', {}, text)));

/** Who may, and until when. @param {Card} card */
function drawFacts({ facts = [], due }) {
  const all = [...facts, ...(due ? [`${due.label} ${due.moment}`] : [])];
  return all.length > 0 ? el('p', { class: 'line muted' }, all.join(' · ')) : null;
}

/** The last line; in it the number of the task is a link. @param {Card} card @param {string} place */
function drawSmall({ context = '', hint = '', taskNumber }, place) {
  const text = [context, hint].filter(Boolean).join(' · ');
  if (!text) return null;
  const at = taskNumber ? text.indexOf(taskNumber) : -1;
  if (at < 0 || !taskNumber) return el('p', { class: 'hint' }, text);
  const link = el('a', { href: place }, taskNumber);
  return el('p', { class: 'hint' }, text.slice(0, at), link, text.slice(at + taskNumber.length));
}
