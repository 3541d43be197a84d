import { drawButtons } from './buttons.js';
import { buildForm } from './form.js';
import { ICONS, sizeText } from './marks.js';
import { el, say } from './page.js';

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

  // The number is a link of its own.
  const ahead = `${card.taskNumber} · `;
  const title = card.title.startsWith(ahead) ? card.title.slice(ahead.length) : card.title;
  const place = `/tasks/${card.taskNumber}`;
  const node = el(
    'div',
    {
      'class': `card ${TONES.includes(card.tone) ? card.tone : 'neutral'}`,
      'role': 'group',
      'aria-label': card.title,
    },
    el(
      'header',
      {},
      el(
        'p',
        { class: 'card-title' },
        card.taskNumber ? el('a', { class: 'muted', href: place }, card.taskNumber) : null,
        card.taskNumber ? ' ' : null,
        el('strong', {}, title),
      ),
      card.badge ? el('span', { class: `badge ${card.tone}` }, card.badge) : null,
    ),
    drawLines(card),
    card.steps?.length ? el('ol', { class: 'steps' }, card.steps.map(drawStep)) : null,
    card.files?.length ? el('ul', { class: 'files' }, card.files.map(drawFile)) : null,
    form?.node ?? null,
    row,
    card.hint ? el('p', { class: 'hint' }, card.hint) : null,
  );
  return { node, form, release };
}
