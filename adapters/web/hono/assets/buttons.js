/** The buttons under a form: of a card in the chat, and of an ask in the console. */
import { askToConfirm, el, Problem, toast } from './page.js';

/**
 * @typedef {import('../../../../src/contract/chat.ts').CardView['buttons'][number]} Button
 * @typedef {(button: Button, values?: import('./form.js').Values) => Promise<unknown>} Press
 */

/** Long enough for the card to be drawn anew, or for a refusal; buttons that are still there then may be tried again. */
const SETTLE_MS = 8000;

/**
 * @param {readonly Button[]} buttons
 * @param {import('./form.js').Form | undefined} form what is filled in goes with each press
 * @param {Press} press
 * @returns {{ row: HTMLElement | null, release: () => void }} `release` lets the buttons be pressed again
 */
export function drawButtons(buttons, form, press) {
  /** @param {Button} button */
  async function onPress(button) {
    /** @param {import('./form.js').Field} field */
    const isNeeded = ({ name, isRequired }) =>
      button.action === 'answer' ? isRequired : name === button.needs;
    const values = form?.read(isNeeded);
    if (form && !values) return;
    if (button.confirm && !(await askToConfirm(button.confirm, button.label))) return;
    setBusy(true);
    try {
      await press(button, values);
      setTimeout(() => setBusy(false), SETTLE_MS);
    } catch (error) {
      setBusy(false);
      if (!(error instanceof Problem && form?.showFaults(error.faults))) toast(error);
    }
  }

  const nodes = buttons.map((button) =>
    el(
      'button',
      {
        'type': 'button',
        'class': button.style,
        'data-focus': `${button.action} ${button.value}`,
        'onclick': () => onPress(button),
      },
      button.label,
    ),
  );
  const row = nodes.length > 0 ? el('div', { class: 'row buttons' }, nodes) : null;

  /** In the console what has `data-keep` outlives a drawing anew of all around it. @param {boolean} isBusy */
  function setBusy(isBusy) {
    for (const node of nodes) node.disabled = isBusy;
    row?.closest('[data-keep], .card')?.setAttribute('aria-busy', String(isBusy));
  }

  return { row, release: () => setBusy(false) };
}
