import type { ChatActionInput } from '../../../src/contract/chat.ts';
import type { Button } from '../../../src/domain/card.ts';
import { AppError, invalidInWords } from '../../../src/domain/errors.ts';
import type { Sender } from '../../../src/domain/message.ts';
import type { ChatMessage } from '../../../src/domain/records.ts';
import type { Store } from '../../../src/ports/store.ts';
import { checkValues, type Values } from './values.ts';
import { sayProblem } from './words.ts';

/** The form goes with this one; see `Card.fields`. */
const isFormButton = ({ action }: Button): boolean => action === 'answer';

/** The card's own button: the client says which, never what it means. */
function findButton(message: ChatMessage, { action, value }: ChatActionInput, locale: string): Button {
  const named = (message.card?.buttons ?? []).filter((button) => button.action === action);
  const chosen = value === undefined ? named : named.filter((button) => button.value === value);
  const [button] = chosen;
  if (!button) throw new AppError('not_found', { kind: 'action', id: action });
  if (chosen.length > 1) throw invalidInWords('value', sayProblem('whichButton', locale));
  return button;
}

interface Click {
  message: ChatMessage;
  button: Button;
  values: Values;
}

/** What a click is about, read from the card as it is stored and as this person may see it. */
export function createReadClick({ store }: { store: Pick<Store, 'collection'> }) {
  const messages = store.collection('chat_messages');

  return async function readClick(input: ChatActionInput, sender: Sender): Promise<Click> {
    const { messageId: id } = input;
    const message = await messages.get(id);
    const isSeen = message?.touches === null && (message.onlyFor === null || message.onlyFor === sender.id);
    if (!isSeen) throw new AppError('not_found', { kind: 'message', id });

    const locale = sender.locale ?? 'en';
    const button = findButton(message, input, locale);
    const fields = message.card?.fields ?? [];
    return { message, button, values: checkValues(fields, input.values ?? {}, isFormButton(button), locale) };
  };
}
