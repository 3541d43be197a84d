import type { Field } from '../../../src/domain/ask.ts';
import { readSubject, type Button } from '../../../src/domain/card.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { OutgoingMessage } from '../../../src/domain/message.ts';
import type { SavedForm } from '../../../src/domain/records.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Clock } from '../../../src/ports/system.ts';
import { PLATFORM } from './places.ts';
import { wordsFor } from './words.ts';

/** The one field of a question that is answered in free words. */
export const FREE_ANSWER = 'answer';

/** Sends a form, unless it stands for one option of a choice: then pressing it is the whole answer. */
const opensForm = ({ action, value }: Button): boolean =>
  action === 'answer' && readSubject(value)?.option === undefined;

const idOf = (value: string): string => `${PLATFORM}:${value}`;

export interface Forms {
  /** Writes down what the message's button will open. To be done before the button can be pressed. */
  save(message: OutgoingMessage): Promise<void>;
  /** The form behind a button; undefined when pressing it is all there is to do. */
  find(value: string): Promise<SavedForm | undefined>;
}

/** Slack opens a form only once a button is pressed, and tells nothing then but the button's value. */
export function createForms(store: Store, clock: Clock): Forms {
  const saved = store.collection('forms');
  return {
    async save({ card, locale }) {
      const button = card?.buttons.find(opensForm);
      if (!card || !button) return;
      const free: Field = { name: FREE_ANSWER, label: wordsFor(locale).answer, kind: 'long_text', isRequired: true };
      const fields = card.fields?.length ? card.fields : [free];
      const form = { id: idOf(button.value), title: card.title, fields, locale, createdAt: clock.now() };
      try {
        await saved.insertIfAbsent(form);
      } catch (error) {
        // Nothing was shown yet, so the post may be tried again whatever became of the form.
        throw AppError.is(error, 'store.unavailable') ? new AppError('chat.unavailable', {}, error) : error;
      }
    },
    find: (value) => saved.get(idOf(value)),
  };
}
