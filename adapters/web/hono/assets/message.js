/** One message of the chat as an element. */
import { drawCard } from './card.js';
import { drawMarkdown } from './markdown.js';
import { api, boot, el, exactTime, say } from './page.js';

/**
 * A message of the chat; what was written here and is on its way has no id of its author yet.
 * @typedef {import('../../../../src/contract/chat.ts').ChatMessageView} Message
 * @typedef {Omit<Message, 'channel' | 'author'> & { author: Omit<Message['author'], 'id'> }} ShownMessage
 */

/** Forms with what was typed in them, by message. @type {Map<string, { fields: string, form: import('./form.js').Form }>} */
const forms = new Map();

/** Cards whose button was pressed and that wait for what comes of it, by message. @type {Map<string, { thread: string, release: () => void }>} */
const pressed = new Map();

/** A refusal changes no card: a person who sees one in the thread may press again. @param {{ thread: string }} refusal */
export function releaseCards({ thread }) {
  for (const [id, card] of pressed)
    if (card.thread === thread) {
      card.release();
      pressed.delete(id);
    }
}

/** @param {string} name */
const colour = (name) =>
  Array.from(name).reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 8, 7);

/** @param {ShownMessage['author']} author */
const avatar = ({ name, isBot }) =>
  isBot
    ? el('img', { class: 'avatar', src: '/assets/icon.svg', alt: '', width: 36, height: 36 })
    : el(
        'span',
        { 'class': `avatar c${colour(name)}`, 'aria-hidden': 'true' },
        Array.from(name)[0]?.toUpperCase() ?? '?',
      );

/** @param {ShownMessage} message */
function drawBody(message) {
  if (!message.card) return drawMarkdown(message.text);
  const fields = JSON.stringify(message.card.fields ?? null);
  const before = forms.get(message.id);
  /** @type {import('./buttons.js').Press} */
  const press = (button, values) => {
    pressed.set(message.id, { thread: message.thread, release });
    return api(
      'POST',
      '/chat/actions',
      {
        messageId: message.id,
        action: button.action,
        value: button.value,
        person: boot.me,
        ...(values ? { values } : {}),
      },
      crypto.randomUUID(),
    );
  };
  const { node, form, release } = drawCard(
    message.card,
    press,
    before?.fields === fields ? before.form : undefined,
  );
  if (form) forms.set(message.id, { fields, form });
  return node;
}

/** Whether the person who looks is to act, and it can be done with the card. @param {ShownMessage} message */
export const needsMe = ({ card, mentions }) =>
  card !== undefined && card.buttons.length > 0 && mentions?.some(({ name }) => name === boot.me) === true;

/** @param {ShownMessage} message @param {Node} [footer] */
export function drawMessage(message, footer) {
  const { author, at: sentAt, editedAt, onlyFor, mentions } = message;
  return el(
    'li',
    { class: `message ${needsMe(message) ? 'for-me' : ''}`, tabindex: '-1' },
    avatar(author),
    el(
      'div',
      { class: 'body' },
      el(
        'p',
        { class: 'who' },
        el('strong', {}, author.name),
        author.isBot ? el('span', { class: 'tag' }, say('bot')) : null,
        exactTime(sentAt, { hour: '2-digit', minute: '2-digit' }),
        editedAt && !message.card ? el('span', { class: 'muted' }, `(${say('edited')})`) : null,
        onlyFor ? el('span', { class: 'muted' }, say('onlyYou')) : null,
      ),
      mentions?.length
        ? el(
            'p',
            { class: 'mentions' },
            mentions.map(({ name }) => el('span', { class: 'mention' }, `@${name}`)),
          )
        : null,
      drawBody(message),
      footer ?? null,
    ),
  );
}
