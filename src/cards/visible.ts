import type { Card } from '../domain/card.ts';
import { showHidden } from '../domain/hidden-characters.ts';
import type { OutgoingMessage } from '../domain/message.ts';

/** The message with every character written out that people would not see. What buttons and forms send back stays as it is. */
export function visible(message: OutgoingMessage): OutgoingMessage {
  const { text, card, file } = message;
  return {
    ...message,
    text: showHidden(text),
    ...(card && { card: visibleCard(card) }),
    ...(file && { file: { ...file, name: showHidden(file.name), title: showHidden(file.title) } }),
  };
}

function visibleCard(card: Card): Card {
  const { title, badge, lines, steps, files, buttons, fields, hint } = card;
  return {
    ...card,
    title: showHidden(title),
    ...(badge !== undefined && { badge: showHidden(badge) }),
    lines: lines.map(showHidden),
    ...(steps && { steps: steps.map((step) => ({ ...step, title: showHidden(step.title) })) }),
    ...(files && { files: files.map((file) => ({ ...file, name: showHidden(file.name) })) }),
    buttons: buttons.map((button) => ({ ...button, label: showHidden(button.label) })),
    ...(fields && { fields: fields.map((field) => ({ ...field, label: showHidden(field.label) })) }),
    ...(hint !== undefined && { hint: showHidden(hint) }),
  };
}
