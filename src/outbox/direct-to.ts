import type { App } from '../app.ts';
import { platformOf, type ThreadRef } from '../domain/person.ts';

/** The conversation of a person alone with the bot; undefined where they have none. */
export const directTo = ({ chats }: Pick<App, 'chats'>, personId: string): ThreadRef | undefined =>
  chats.get(platformOf(personId))?.directTo?.(personId);
