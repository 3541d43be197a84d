/** Dragging on the board: a column takes a card where one of the card's own buttons leads to it. */
import { allOf, say, toast } from './page.js';

/** @param {EventTarget | null} target @param {string} selector */
const closest = (target, selector) => {
  const found = target instanceof Element ? target.closest(selector) : null;
  return found instanceof HTMLElement ? found : null;
};

/** What leads from the card to the column; the first of several. @param {HTMLElement} card @param {HTMLElement} column */
const buttonTo = (card, column) =>
  /** @type {HTMLButtonElement | undefined} */ (
    allOf(card, 'button[data-to]').find(({ dataset }) => dataset.to === column.dataset.column)
  );

/** What the card's buttons say, for those who drop it where none of them leads. @param {HTMLElement} card */
const movesOf = (card) =>
  allOf(card, 'button[data-event]')
    .map((button) => (button.textContent ?? '').trim())
    .join(' · ');

/** @type {string | undefined} the id of the card that is being dragged */
let dragged;

/** While somebody drags, the board must not be drawn anew: the browser would drop the card. */
export const isDragging = () => dragged !== undefined;

/**
 * @param {(button: HTMLButtonElement) => Promise<void>} send does what the button does
 * @param {() => void} onEnd
 */
export function setUpDragging(send, onEnd) {
  const board = document.getElementById('columns');
  const cardNow = () => (dragged === undefined ? null : document.getElementById(dragged));

  /** @param {HTMLElement | null} over */
  const mark = (over) => {
    const card = cardNow();
    for (const column of allOf(document, '.column[data-column]')) {
      column.classList.toggle('takes', card !== null && buttonTo(card, column) !== undefined);
      column.classList.toggle('is-over', column === over);
    }
  };

  board?.addEventListener('dragstart', (event) => {
    const card = closest(event.target, '.task');
    if (!card || !event.dataTransfer) return;
    dragged = card.id;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', card.querySelector('.task-title')?.textContent ?? '');
    mark(null);
  });
  board?.addEventListener('dragover', (event) => {
    const column = closest(event.target, '.column[data-column]');
    if (dragged === undefined || !column) return;
    event.preventDefault(); // which says that it may be dropped here: where it may not, the drop says why
    mark(column);
  });
  board?.addEventListener('drop', (event) => {
    const card = cardNow();
    const column = closest(event.target, '.column[data-column]');
    if (!card || !column || column.contains(card)) return;
    event.preventDefault();
    const button = buttonTo(card, column);
    if (button) return void send(button);
    const name = column.dataset.name ?? '';
    toast(say('notThere', { task: card.dataset.number ?? '', column: name, moves: movesOf(card) }));
  });
  document.addEventListener('dragend', () => {
    if (dragged === undefined) return;
    dragged = undefined;
    mark(null);
    onEnd();
  });
}
