import type { PlainTextElement } from '@slack/types';

import { clean, cut } from './text.ts';

export const oneLine = (text: string): string => clean(text).replace(/\s+/g, ' ').trim();

export const plainText = (text: string, max: number): PlainTextElement => ({
  type: 'plain_text',
  text: cut(oneLine(text), max) || '–',
  emoji: false,
});
