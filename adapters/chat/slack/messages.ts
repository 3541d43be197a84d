import type { KnownBlock, RichTextBlockElement, RichTextElement } from '@slack/types';

import type { OutgoingMessage } from '../../../src/domain/message.ts';
import { wordsFor } from '../../../src/words/index.ts';
import { drawCard, MAX_BLOCKS_SIZE, type Shape } from './blocks.ts';
import { readPerson } from './places.ts';
import { splitRichText } from './rich-text.ts';
import { clean, escapeWithin, size } from './text.ts';

/** One message as Slack takes it: `text` is what notifications, screen readers and old clients show. */
export interface Draft {
  text: string;
  blocks?: KnownBlock[];
}

/** From the most beautiful to the one that cannot be refused. */
export const SHAPES = ['rich', 'plain', 'text'] as const satisfies readonly (Shape | 'text')[];
export type DraftShape = (typeof SHAPES)[number];

/** `chat.update` refuses more (`msg_too_long`); `chat.postMessage` advises the same (docs.slack.dev, read 2026-11-20). */
const MAX_TEXT = 4_000;
/** A question goes to a few people; more would be a broadcast. */
const MAX_MENTIONS = 20;

const nonEmpty = (text: string): string => (text.trim() === '' ? '…' : text);

/** The ids come from the store, not from text: these alone become real mentions. */
const mentionedUsers = ({ mentions = [] }: OutgoingMessage, workspace: string): string[] =>
  [...new Set(mentions.flatMap(({ id }) => readPerson(id, workspace) ?? []))].slice(0, MAX_MENTIONS);

const mentionElements = (users: readonly string[]): RichTextElement[] =>
  users.flatMap((user) => [{ type: 'user', user_id: user } as const, { type: 'text', text: ' ' } as const]);

/**
 * A message as drafts to be posted one after the other: one for a card, as many as it takes for text. `text` is read on lock
 * screens and by screen readers: it begins with the news and has no marks of Markdown in it.
 * @param workspace - where it is shown: only its people are mentioned.
 */
export function drawMessage(message: OutgoingMessage, workspace: string, shape: DraftShape): Draft[] {
  const { card, news } = message;
  const words = wordsFor(message.locale).slack;
  const users = mentionedUsers(message, workspace);
  const escaped = (text: string, max = MAX_TEXT): string => escapeWithin(nonEmpty(clean(text)), max);
  if (shape === 'text') {
    const calls = users.map((user) => `<@${user}> `).join('');
    if (card) return [{ text: calls + escaped(message.text, MAX_TEXT - calls.length) }];
    const parts = splitRichText(message.text, MAX_BLOCKS_SIZE);
    const texts = parts.length > 0 ? parts.map(plainOf) : [message.text];
    return texts.map((text, at) => ({
      text: at === 0 ? calls + escaped(text, MAX_TEXT - calls.length) : escaped(text),
    }));
  }
  const called = mentionElements(users);
  if (card) return [{ text: escaped(message.text), blocks: drawCard(card, shape, words, called) }];
  const lead = (elements: RichTextBlockElement[]): RichTextBlockElement[] => {
    const [first, ...rest] = elements;
    if (called.length === 0) return elements;
    return first?.type === 'rich_text_section'
      ? [{ ...first, elements: [...called, ...first.elements] }, ...rest]
      : [{ type: 'rich_text_section', elements: called }, ...elements];
  };
  const parts = splitRichText(message.text, MAX_BLOCKS_SIZE - size(called) - 200);
  if (parts.length === 0) return [{ text: escaped(message.text) }];
  return parts.map((elements, at) => {
    const plain = plainOf(elements);
    const text = at === 0 && news ? `${news}\n\n${plain}` : plain;
    return {
      text: escaped(text),
      blocks: [{ type: 'rich_text', elements: at === 0 ? lead(elements) : elements }],
    };
  });
}

/** The words of rich text alone, for the notification of a later part. */
function plainOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainOf).join(value.some(isBlock) ? '\n' : '');
  if (typeof value !== 'object' || value === null) return '';
  if ('text' in value && typeof value.text === 'string') return value.text;
  return 'elements' in value ? plainOf(value.elements) : '';
}

const isBlock = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'elements' in value;
