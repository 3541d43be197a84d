/** One message of the chat as an element. */
import { drawCard } from './card.js';
import { drawMarkdown } from './markdown.js';
import { api, boot, el, exactTime, say } from './page.js';

/** Forms with what was typed in them, by message. @type {Map<string, { fields: string, form: any }>} */
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

const avatar = ({ name, isBot }) =>
  isBot
    ? el('img', { class: 'avatar', src: '/assets/icon.svg', alt: '', width: 36, height: 36 })
    : el(
        'span',
        { 'class': `avatar c${colour(name)}`, 'aria-hidden': 'true' },
        [...name][0]?.toUpperCase() ?? '?',
      );

function drawBody(message) {
  if (!message.card) return drawMarkdown(message.text);
  const fields = JSON.stringify(message.card.fields ?? null);
  const before = forms.get(message.id);
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

/** @param {any} message as the API shows it @param {Node} [footer] */
export function drawMessage(message, footer) {
  const { author, at: sentAt, editedAt, onlyFor, mentions } = message;
  const isForMe = mentions?.some(({ name }) => name === boot.me);
  return el(
    'li',
    { class: `message ${isForMe && message.card?.buttons.length > 0 ? 'for-me' : ''}`, tabindex: '-1' },
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
      mentions?.length > 0
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
