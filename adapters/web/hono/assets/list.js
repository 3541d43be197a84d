/** Lists that grow at the end and change in the middle, without disturbing who reads or types. */
import { allOf, el, say, zoned } from './page.js';

/**
 * @typedef {{ key: string, sign: string, draw: () => HTMLElement }} Item what a list shows: `sign` changes when the element must
 *   be drawn anew
 * @typedef {Item & { at: string }} DatedItem `at` in ISO 8601
 */

/** Draws what is new or has changed, and leaves the rest alone. @param {HTMLElement} root @param {Item[]} items */
export function drawList(root, items) {
  const old = new Map(allOf(root, ':scope > *').map((node) => [node.dataset.key, node]));
  const { activeElement } = document;
  const active = activeElement instanceof HTMLElement && root.contains(activeElement) ? activeElement : null;
  const nodes = items.map(({ key, sign, draw }) => {
    const before = old.get(key);
    if (before?.dataset.sign === sign) return before;
    const node = draw();
    node.dataset.key = key;
    node.dataset.sign = sign;
    return node;
  });
  nodes.forEach((node, index) => {
    if (root.children[index] !== node) root.insertBefore(node, root.children[index] ?? null);
  });
  while (root.children.length > nodes.length) root.lastElementChild?.remove();
  if (!active || active === document.activeElement) return;
  // What had the focus was drawn anew: the same button if it is still there, else the message it stood in.
  const key = [...old.values()].find((node) => node.contains(active))?.dataset.key;
  const item = nodes.find((node) => node.dataset.key === key);
  const same =
    item && allOf(item, '[data-focus]').find((node) => node.dataset.focus === active.dataset.focus);
  (root.contains(active) ? active : (same ?? item))?.focus({ preventScroll: true });
}

const days = zoned({ dateStyle: 'short' });

/** @param {string | number} at */
const dayKey = (at) => days.format(new Date(at));

/** @param {string} iso */
function dayName(iso) {
  const date = new Date(iso);
  if (dayKey(iso) === dayKey(Date.now())) return say('today');
  if (dayKey(iso) === dayKey(Date.now() - 24 * 3600 * 1000)) return say('yesterday');
  return zoned({ weekday: 'long', month: 'long', day: 'numeric' }).format(date);
}

/** A line with the day before the first message of each. @param {DatedItem[]} items @returns {Item[]} */
export function withDays(items) {
  let last = '';
  return items.flatMap((item) => {
    const day = dayKey(item.at);
    if (day === last) return [item];
    last = day;
    const name = dayName(item.at);
    return [
      { key: `day ${day}`, sign: name, draw: () => el('li', { class: 'day' }, el('span', {}, name)) },
      item,
    ];
  });
}

const NEAR = 80;

/** Whether the end is in sight. @param {Element} box */
export const isAtEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;

/**
 * Stays at the end when it was there.
 * @param {HTMLElement} box @param {() => void} change
 * @returns {boolean} whether something was added out of sight
 */
export function keepEnd(box, change) {
  const before = box.scrollHeight;
  const wasAtEnd = isAtEnd(box);
  change();
  if (wasAtEnd) box.scrollTop = box.scrollHeight;
  return !wasAtEnd && box.scrollHeight > before;
}
