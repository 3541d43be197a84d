import type { KnownBlock, RichTextElement } from '@slack/types';

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

const mentionBlocks = (users: readonly string[]): KnownBlock[] =>
  users.length === 0
    ? []
    : [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: mentionElements(users) }] }];

/**
 * A message as drafts to be posted one after the other: one for a card, as many as it takes for text.
 * @param workspace - where it is shown: only its people are mentioned.
 */
export function drawMessage(message: OutgoingMessage, workspace: string, shape: DraftShape): Draft[] {
  const words = wordsFor(message.locale).slack;
  const users = mentionedUsers(message, workspace);
  const calls = users.map((user) => `<@${user}> `).join('');
  const fallback = (text: string): string =>
    calls + escapeWithin(nonEmpty(clean(text)), MAX_TEXT - calls.length);

  const lead = mentionBlocks(users);
  const whole = { text: fallback(message.text) };
  if (message.card) {
    if (shape === 'text') return [whole];
    return [{ ...whole, blocks: [...lead, ...drawCard(message.card, shape, words, size(lead))] }];
  }
  const parts = splitRichText(message.text, MAX_BLOCKS_SIZE - size(lead) - 100);
  if (parts.length === 0) return [whole];
  return parts.map((elements, at) => {
    const text = at === 0 ? whole.text : escapeWithin(nonEmpty(plainOf(elements)), MAX_TEXT);
    return shape === 'text'
      ? { text }
      : { text, blocks: [...(at === 0 ? lead : []), { type: 'rich_text', elements }] };
  });
}

/** The words of rich text alone, for the notification of a later part. */
function plainOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainOf).join('');
  if (typeof value !== 'object' || value === null) return '';
  if ('text' in value && typeof value.text === 'string') return value.text;
  return 'elements' in value ? plainOf(value.elements) : '';
}
