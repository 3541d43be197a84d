import type { Card } from '../domain/card.ts';
import { showHidden } from '../domain/hidden-characters.ts';
import type { OutgoingMessage } from '../domain/message.ts';

/** The message with every character written out that people would not see. What buttons and forms send back stays as it is. */
export function visible(message: OutgoingMessage): OutgoingMessage {
  const { text, card, file } = message;
  return {
    ...message,
    text: showHidden(text),
    ...(message.news !== undefined && { news: showHidden(message.news) }),
    ...(card && { card: visibleCard(card) }),
    ...(file && { file: { ...file, name: showHidden(file.name), title: showHidden(file.title) } }),
  };
}

function visibleCard(card: Card): Card {
  const { title, lines, body, facts, progress, steps, files, buttons, fields, folded, context, hint } = card;
  const seen = (name: 'progress' | 'context' | 'hint', text: string | undefined) =>
    text === undefined ? {} : { [name]: showHidden(text) };
  return {
    ...card,
    title: showHidden(title),
    lines: lines.map(showHidden),
    ...(body && { body: body.map((part) => ({ ...part, text: showHidden(part.text) })) }),
    ...(facts && { facts: facts.map(showHidden) }),
    ...seen('progress', progress),
    ...(steps && { steps: steps.map((step) => ({ ...step, title: showHidden(step.title) })) }),
    ...(files && { files: files.map((file) => ({ ...file, name: showHidden(file.name) })) }),
    buttons: buttons.map((button) => ({ ...button, label: showHidden(button.label) })),
    ...(fields && { fields: fields.map((field) => ({ ...field, label: showHidden(field.label) })) }),
    ...(folded && { folded: { ...folded, text: showHidden(folded.text) } }),
    ...seen('context', context),
    ...seen('hint', hint),
  };
}
