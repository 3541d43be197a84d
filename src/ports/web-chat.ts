import type {
  ChatActionInput,
  ChatMessageInput,
  ChatMessagesQuery,
  ChatMessageView,
} from '../contract/chat.ts';

import type { PersonRef } from '../domain/person.ts';

/** What the built-in chat offers to whoever draws it: the browser page and clients of the HTTP API. */
export interface WebChat {
  /**
   * Writes the person's message down, shows it to everybody and hands it in; resolves when that is durable.
   * @param key - the same on each try of one sending: the message is then there once.
   * @param as - who speaks, where it is known by more than the name that is said.
   * @throws AppError `not_found` for a thread that the channel does not have, `chat.unavailable` when nobody receives.
   */
  submitMessage(
    input: ChatMessageInput,
    key?: string,
    as?: PersonRef,
  ): Promise<{ messageId: string; thread: string }>;
  /**
   * Presses a button of a card. What the click is about is read from the card as it is stored.
   * @param key - the same on each try of one click.
   * @throws AppError `not_found` when the message or the button is not there, `input.invalid` with a fault for each
   *   value that does not fit the card's form.
   */
  submitAction(input: ChatActionInput, key?: string, as?: PersonRef): Promise<void>;
  /** What was posted or edited after `after`, oldest change first. Nothing is skipped when `next` is handed back. */
  listMessages(query: ChatMessagesQuery, as?: PersonRef): Promise<{ items: ChatMessageView[]; next: number }>;
  /** At most 200, by name. `revision` is the `next` of a reader who has seen everything. */
  listChannels(): Promise<{ name: string; revision: number }[]>;
  /** At most 200, by name. */
  listPeople(): Promise<{ id: string; name: string }[]>;
}
