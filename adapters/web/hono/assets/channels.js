/** The channels at the side, with a dot where something has not been seen in this browser. */
import { el } from './page.js';

const SEEN = 'errand-seen';
/** @returns {Record<string, number>} */
const seen = () => JSON.parse(localStorage.getItem(SEEN) ?? '{}');

/** @param {string} name @param {number} number up to which this browser has shown the channel */
export function markSeen(name, number) {
  localStorage.setItem(SEEN, JSON.stringify({ ...seen(), [name]: number }));
}

/** @param {HTMLElement} list @param {import('../script-types.ts').ChatData['channels']} known @param {string} channel the open one */
export function drawChannels(list, known, channel) {
  const names = [...new Set([...known.map(({ name }) => name), channel])].toSorted((a, b) =>
    a.localeCompare(b),
  );
  list.replaceChildren(
    ...names.map((name) => {
      const isUnread =
        name !== channel && (known.find((each) => each.name === name)?.revision ?? 0) > (seen()[name] ?? 0);
      return el(
        'li',
        {},
        el(
          'a',
          {
            'href': `/chat?${new URLSearchParams({ channel: name })}`,
            'aria-current': name === channel ? 'page' : undefined,
            'class': isUnread ? 'unread' : undefined,
          },
          el('span', { 'aria-hidden': 'true' }, '# '),
          name,
          isUnread ? el('span', { class: 'dot attention' }, el('span', { class: 'sr' }, '•')) : null,
        ),
      );
    }),
  );
}
