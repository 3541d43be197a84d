import type { FieldKind } from '../../domain/ask.ts';

const text = (): string => 'must be text of at most 20000 characters';

/** What is wrong with a value that does not fit its kind. */
const kinds: Record<FieldKind, (options: readonly string[]) => string> = {
  text,
  long_text: text,
  number: () => 'must be a number',
  integer: () => 'must be a whole number',
  boolean: () => 'must be true or false',
  date: () => 'must be a date such as 2026-12-01',
  choice: (options) => `must be one of: ${options.join(', ')}`,
  choices: (options) => `must be a list of: ${options.join(', ')}`,
};

/** What is said when a form or a click does not fit its card. */
export const enWebChat = {
  required: 'must be filled in',
  unknown: 'is not a field of this form',
  kinds,
  whichButton: 'several buttons do this: name one by its value',
};
export type WebChatWords = typeof enWebChat;
