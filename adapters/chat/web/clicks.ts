import type { ChatActionInput } from '../../../src/contract/chat.ts';
import { readSubject, subjectOf, writeSubject, type Button, type Card } from '../../../src/domain/card.ts';
import { AppError, invalidInWords } from '../../../src/domain/errors.ts';
import type { Sender } from '../../../src/domain/message.ts';
import type { ChatMessage } from '../../../src/domain/records.ts';
import type { Store } from '../../../src/ports/store.ts';
import { wordsFor } from '../../../src/words/index.ts';
import { checkValues, type Values } from './values.ts';

/** What of a button counts once it was pressed. */
type Pressed = Pick<Button, 'action' | 'value' | 'needs'>;

/** The card's own button: the client says which, never what it means. */
function findButton(card: Card | null, { action, value }: ChatActionInput, locale: string): Pressed {
  const named = (card?.buttons ?? []).filter((button) => button.action === action);
  const chosen = value === undefined ? named : named.filter((button) => button.value === value);
  const [button] = chosen;
  if (chosen.length > 1) throw invalidInWords('value', wordsFor(locale).webChat.whichButton);
  const pressed = button ?? (card && formerButton(card, { action, value }));
  if (!pressed) throw new AppError('not_found', { what: 'button', ref: action });
  return pressed;
}

/**
 * A button that the card had before its last change, which the page of the person who pressed it has not caught up with. What the
 * press means now is for the product to say: it knows who settled it, or that the vote still counts.
 */
function formerButton(
  card: Card,
  { action, value }: Pick<ChatActionInput, 'action' | 'value'>,
): Pressed | undefined {
  const subject = subjectOf(card);
  if (!subject) return undefined;
  if (value === undefined) {
    return card.buttons.length === 0 ? { action, value: writeSubject(subject) } : undefined;
  }
  const meant = readSubject(value);
  const isSame = meant?.kind === subject.kind && meant.id === subject.id;
  return isSame ? { action, value: writeSubject(meant) } : undefined;
}

/** What was filled in, as far as the card still has a form to hold it against. */
function readValues(card: Card | null, values: Values, { action, needs }: Pressed, locale: string): Values {
  if (!card?.fields && card?.buttons.length === 0) return {};
  const isForm = action === 'answer';
  return checkValues(
    card?.fields ?? [],
    values,
    ({ name, isRequired }) => (isForm ? isRequired : name === needs),
    locale,
  );
}

interface Click {
  message: ChatMessage;
  button: Pressed;
  values: Values;
}

/** What a click is about, read from the card as it is stored and as this person may see it. */
export function createReadClick({ store }: { store: Pick<Store, 'collection'> }) {
  const messages = store.collection('chat_messages');

  return async function readClick(input: ChatActionInput, sender: Sender): Promise<Click> {
    const { messageId: id } = input;
    const message = await messages.get(id);
    const isSeen = message?.touches === null && (message.onlyFor === null || message.onlyFor === sender.id);
    if (!isSeen) throw new AppError('not_found', { what: 'message', ref: id });

    const locale = sender.locale ?? 'en';
    const button = findButton(message.card, input, locale);
    return { message, button, values: readValues(message.card, input.values ?? {}, button, locale) };
  };
}
