import type { Field } from '../../../src/domain/ask.ts';
import { EDIT, readSubject, writeSubject, type Button, type Card } from '../../../src/domain/card.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { OutgoingMessage } from '../../../src/domain/message.ts';
import { FORMS, type SavedForm } from './records.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Clock } from '../../../src/ports/system.ts';
import { wordsFor, type SlackWords } from '../../../src/words/index.ts';
import { PLATFORM } from './places.ts';

type Read = (fields: readonly Field[], words: SlackWords) => readonly Field[];

const oneField = (name: string, label: string): Field[] => [
  { name, label, kind: 'long_text', isRequired: true },
];

/**
 * What each action that takes words along asks for, given the card's fields; nothing means that pressing is all there is to
 * do. An approval takes a note along as well, but must stay one press.
 */
const FIELDS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['answer', (fields, words) => (fields.length > 0 ? fields : oneField('value', words.answer))],
  ['request_changes', (_, words) => oneField('note', words.changes)],
  ['reject', (fields) => fields.filter(({ name }) => name === 'note')],
  ['resume', (fields) => fields],
  [EDIT, (fields) => fields.filter(({ name }) => name === 'arguments')],
]);

const idOf = (action: string, value: string): string => `${PLATFORM}:${action}:${value}`;

/** The fields that open when the button is pressed. A button for one option of a choice is the whole answer. */
export function formOf(
  { action, value }: Pick<Button, 'action' | 'value'>,
  { fields = [] }: Pick<Card, 'fields'>,
  words: SlackWords,
): Field[] {
  if (readSubject(value)?.option !== undefined) return [];
  return [...(FIELDS.get(action)?.(fields, words) ?? [])];
}

export interface Forms {
  /** Writes down what the message's buttons will open. To be done before they can be pressed. */
  save(message: OutgoingMessage): Promise<void>;
  /** Closes the forms of the message's ask whose buttons are no longer on it. */
  closeGone(message: OutgoingMessage): Promise<void>;
  /** The form behind a button; undefined when pressing it is all there is to do. */
  find(action: string, value: string): Promise<SavedForm | undefined>;
}

/** Slack opens a form only once a button is pressed, and tells nothing then but the button's value. */
export function createForms(store: Store, clock: Clock): Forms {
  const saved = store.own(FORMS);

  /** Nothing was shown yet, so the message may be tried again whatever became of the form. */
  async function write<R>(work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (error) {
      throw AppError.is(error, 'store.unavailable') ? new AppError('chat.unavailable', {}, error) : error;
    }
  }

  return {
    async save({ card, locale }) {
      const words = wordsFor(locale).slack;
      for (const button of card?.buttons ?? []) {
        const fields = card ? formOf(button, card, words) : [];
        if (!card || fields.length === 0) continue;
        const id = idOf(button.action, button.value);
        const form = { id, title: card.title, fields, locale, createdAt: clock.now() };
        await write(() => saved.insertIfAbsent(form));
      }
    },
    async closeGone({ card }) {
      if (!card?.askId) return;
      const offered = card.buttons.map(({ action }) => action);
      for (const action of [...FIELDS.keys()].filter((each) => !offered.includes(each))) {
        // Each version of the ask may have left one.
        const start = idOf(action, writeSubject({ kind: 'ask', id: card.askId, version: 0 }).slice(0, -1));
        const open = { id: { $gte: start, $lt: `${start}\uffff` }, closedAt: null };
        const change = { $set: { closedAt: clock.now() } };
        while (await write(() => saved.update(open, change)));
      }
    },
    async find(action, value) {
      return FIELDS.has(action) ? saved.get(idOf(action, value)) : undefined;
    },
  };
}
