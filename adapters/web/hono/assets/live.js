/** Regions that the server draws and that keep up with it: `data-live` with an id. */
import { allOf, showSignedOut } from './page.js';

/** The server's own HTML of each region, since scripts change what stands in the page. @type {Map<string, string>} */
const drawn = new Map([...document.querySelectorAll('[data-live]')].map((node) => [node.id, node.innerHTML]));

/** How to find the same control again after its region was drawn anew. @param {Element} node */
const nameOf = (node) =>
  node.id ||
  [
    node.tagName,
    ...['href', 'data-event', 'data-task', 'aria-label', 'name'].map((name) => node.getAttribute(name) ?? ''),
  ].join('|');

/** @param {Element} details */
const menuName = (details) => details.getAttribute('data-menu');

/** @param {HTMLElement} region @param {HTMLElement} fresh @param {(root: Element) => void} enhance */
function swap(region, fresh, enhance) {
  const { activeElement } = document;
  const active =
    activeElement instanceof HTMLElement && region.contains(activeElement) ? activeElement : null;
  const open = new Set([...region.querySelectorAll('details[data-menu][open]')].map(menuName));

  for (const place of fresh.querySelectorAll('[data-keep]')) {
    const kept = region.querySelector(`[data-keep="${CSS.escape(place.getAttribute('data-keep') ?? '')}"]`);
    if (kept) place.replaceWith(kept);
  }
  region.replaceChildren(...fresh.childNodes);
  for (const details of region.querySelectorAll('details[data-menu]')) {
    details.toggleAttribute('open', open.has(menuName(details)));
  }
  enhance(region);

  if (!active || active === document.activeElement) return;
  const again = region.contains(active)
    ? active
    : allOf(region, 'a, button, summary, input, textarea, select').find(
        (node) => nameOf(node) === nameOf(active),
      );
  (again ?? allOf(region, 'h1, h2, a, button')[0] ?? region).focus();
}

const AGAIN_MS = 2000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let again;

/**
 * Looks at the page again and redraws what has changed. Where the server cannot be reached or is not well, it looks again
 * until it can: the hint that something changed comes only once. @param {(root: Element) => void} enhance
 */
export async function refreshLive(enhance) {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined);
  clearTimeout(again);
  if (!answer || answer.status >= 500) {
    again = setTimeout(() => void refreshLive(enhance), AGAIN_MS);
    return;
  }
  if (answer.redirected && new URL(answer.url).pathname === '/sign-in') showSignedOut();
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const region of allOf(document, '[data-live]')) {
    const fresh = page.getElementById(region.id);
    if (!fresh || drawn.get(region.id) === fresh.innerHTML) continue;
    drawn.set(region.id, fresh.innerHTML);
    swap(region, fresh, enhance);
  }
}
