import { allowedDecisions } from '../asks/show-ask.ts';
import { askLabel, type Ask } from '../domain/ask.ts';
import type { Caller } from '../ports/commands.ts';
import { wordsFor, type Words } from '../words/index.ts';
import type { Reply } from './typed-commands.ts';

/** What can be typed to settle the ask: the words of its buttons with its number. */
export function typedForms(ask: Ask, words: Words): string[] {
  return allowedDecisions(ask).map((decision) => {
    const typed = `${words.actions[decision].toLowerCase()} ${askLabel(ask)}`;
    return decision === 'answer' || decision === 'request_changes' ? `${typed} …` : typed;
  });
}

/** One line for each ask, to the person alone: what was said decided nothing, and this would. */
export function howToDecide(asks: readonly Ask[], { locale }: Caller): Reply {
  const words = wordsFor(locale);
  const lines = asks.map((ask) => words.howToDecide(askLabel(ask), typedForms(ask, words).join(' · ')));
  return { text: lines.join('\n'), isPrivate: true };
}
