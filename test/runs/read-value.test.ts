import { expect, it } from 'vitest';

import { readValue } from '../../src/browser/read-value.ts';
import type { PageNode } from '../../src/ports/browser.ts';

const node = (role: string, text: string, ...children: PageNode[]): PageNode => ({
  role,
  text,
  states: [],
  children,
});

// prettier-ignore
it.each<[string, 'text' | 'number', PageNode[], string | number | undefined]>([
  ['Total: *',   'text',   [node('paragraph', '', node('text', 'Total:'), node('strong', '42 EUR'))], '42 EUR'],
  ['Total: *',   'number', [node('text', 'Total: 1,234.50 €')],                                       1234.5],
  ['Total: *',   'number', [node('text', 'Total: 1.234,50 €')],                                       undefined],
  ['Order * is', 'text',   [node('main', '', node('heading', 'Order 17 is saved')), node('text', 'Order 17 is saved')], '17'],
  ['Order * is', 'text',   [node('text', 'Order 17 is saved'), node('text', 'Order 18 is saved')],    undefined],
  ['Order * is', 'text',   [node('text', 'No order')],                                                undefined],
])('what stands in the place of * in “%s” is read as %s, where it is one thing', (words, kind, nodes, value) => {
  const found = readValue(words, kind, nodes);
  expect('value' in found ? found.value : undefined).toBe(value);
});
