import { MARKS, type Card } from '../domain/card.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import type { PersonRef } from '../domain/person.ts';
import { toNews } from '../shared/news.ts';

/**
 * A card with what stands in its place where it cannot be drawn: first what a lock screen shows, then all of the card.
 *
 * @param news - what happened or is wanted, written for somebody who sees nothing else.
 */
export function toMessage(
  card: Card,
  news: string,
  locale: string,
  mentions: readonly PersonRef[] = [],
): OutgoingMessage {
  const line = toNews(news);
  return {
    text: [line, wholeText(card)].filter(Boolean).join('\n\n'),
    news: line,
    card,
    locale,
    ...(mentions.length > 0 ? { mentions: [...mentions] } : {}),
  };
}

export const headline = ({ lead, mark, title }: Card): string =>
  [mark ? `${MARKS[mark]} ` : '', lead ?? '', title].join('');

export const dueText = ({ due }: Card): string[] => (due ? [`${due.label} ${due.moment}`] : []);

/** Everything that the card says, a line each. */
function wholeText(card: Card): string {
  const { lines, body = [], facts = [], buttons, fields = [], context, hint } = card;
  const options = fields.length > 0 ? [] : buttons.filter(({ action }) => action === 'answer');
  return [
    headline(card),
    ...lines,
    ...body.map(({ text }) => text),
    ...options.map(({ label }, at) => `${at + 1}. ${label}`),
    [...facts, ...dueText(card)].join(' · '),
    [context ?? '', hint ?? ''].filter(Boolean).join(' · '),
  ]
    .filter(Boolean)
    .join('\n');
}
