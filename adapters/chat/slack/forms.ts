import type { Field } from '../../../src/domain/ask.ts';
import { readSubject } from '../../../src/domain/card.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { OutgoingMessage } from '../../../src/domain/message.ts';
import type { SavedForm } from '../../../src/domain/records.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Clock } from '../../../src/ports/system.ts';
import { PLATFORM } from './places.ts';
import { wordsFor, type Words } from './words.ts';

/** The one field of an action that needs words, where the card has no fields of its own. */
const ONE_FIELD: Readonly<Record<string, (words: Words) => Field>> = {
  answer: (words) => ({ name: 'value', label: words.answer, kind: 'long_text', isRequired: true }),
  request_changes: (words) => ({ name: 'note', label: words.changes, kind: 'long_text', isRequired: true }),
};

const idOf = (action: string, value: string): string => `${PLATFORM}:${action}:${value}`;

export interface Forms {
  /** Writes down what the message's buttons will open. To be done before they can be pressed. */
  save(message: OutgoingMessage): Promise<void>;
  /** The form behind a button; undefined when pressing it is all there is to do. */
  find(action: string, value: string): Promise<SavedForm | undefined>;
}

/** Slack opens a form only once a button is pressed, and tells nothing then but the button's value. */
export function createForms(store: Store, clock: Clock): Forms {
  const saved = store.collection('forms');

  async function insert(form: SavedForm): Promise<void> {
    try {
      await saved.insertIfAbsent(form);
    } catch (error) {
      // Nothing was shown yet, so the post may be tried again whatever became of the form.
      throw AppError.is(error, 'store.unavailable') ? new AppError('chat.unavailable', {}, error) : error;
    }
  }

  return {
    async save({ card, locale }) {
      const words = wordsFor(locale);
      for (const { action, value } of card?.buttons ?? []) {
        const oneField = ONE_FIELD[action];
        // A button for one option of a choice is the whole answer.
        if (!card || !oneField || readSubject(value)?.option !== undefined) continue;
        const fields = action === 'answer' && card.fields?.length ? card.fields : [oneField(words)];
        await insert({ id: idOf(action, value), title: card.title, fields, locale, createdAt: clock.now() });
      }
    },
    async find(action, value) {
      return ONE_FIELD[action] && saved.get(idOf(action, value));
    },
  };
}
