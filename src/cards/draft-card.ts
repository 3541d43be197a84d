import type { Field } from '../domain/ask.ts';
import { writeSubject, type Card } from '../domain/card.ts';
import type { Draft } from '../domain/definition.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import { wordsFor, type Words } from '../words/index.ts';
import { toMessage } from './to-message.ts';

/** The form of a task that is being made; once it is made, which one it became. */
export function drawDraft({
  id,
  title,
  person,
  fields,
  state,
  taskLabel,
  locale,
  version,
  trigger,
}: Draft): OutgoingMessage {
  const words = wordsFor(locale);
  const isOpen = state === 'open';
  const line = isOpen
    ? words.draftFor(person.name)
    : taskLabel
      ? words.draftDone(taskLabel)
      : words.draftCancelled(title);
  const card: Card = {
    kind: 'task',
    title,
    tone: isOpen ? 'attention' : taskLabel ? 'good' : 'neutral',
    lines: [line],
    buttons: isOpen
      ? [
          {
            action: 'answer',
            label: words.actions.send,
            value: writeSubject({ kind: 'draft', id, version }),
            style: 'primary',
          },
        ]
      : [],
    ...(isOpen ? { fields } : {}),
    draftId: id,
  };
  const message = toMessage(card, words.labelled(title, line), locale, isOpen ? [person] : []);
  return { ...message, ...(isOpen && trigger ? { trigger } : {}) };
}

/** The next question of a talk, with what would be an answer. */
export function askFor(
  { title }: Pick<Draft, 'title'>,
  [field, ...more]: readonly Field[],
  words: Words,
): string {
  if (!field) return '';
  const { label, help, options } = field;
  return [
    words.draftAsks(title, label, words.fieldKinds[field.kind], more.length),
    ...(help ? [help] : []),
    ...(options ?? []).map((option, at) => `${at + 1}. ${option}`),
    words.draftHowToCancel,
  ].join('\n');
}
