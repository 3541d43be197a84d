import { describe, expect, it } from 'vitest';

import { toRichText } from '../../adapters/chat/slack/rich-text.ts';
import { ADDRESS, endAddress } from '../../src/shared/bare-address.ts';

const script = new URL('../../adapters/web/hono/assets/address.js', import.meta.url).href;
// The same rule, written for the browser.
const page = (await import(script)) as typeof import('../../src/shared/bare-address.ts');

const A = 'https://example.test/a/12';

/** A text, and the addresses that people see in it. */
const CASES: readonly [text: string, ...addresses: string[]][] = [
  [`见 ${A}，涵盖四个方面。See more`, A],
  [`见${A}。下一句`, A],
  [`（见 ${A}）`, A],
  [`《${A}》、“${A}”`, A, A],
  [`(see ${A})`, A],
  [`(see ${A}).`, A],
  [`${A}_(b) is there`, `${A}_(b)`],
  [`(${A}_(b))`, `${A}_(b)`],
  [`Is it ${A}?`, A],
  [`${A}?q=1&r=(2), and`, `${A}?q=1&r=(2)`],
  [`'${A}' "${A}"`, A, A],
  ['https://zh.example.test/wiki/中国', 'https://zh.example.test/wiki/中国'],
  [`${A}#top; ${A}!`, `${A}#top`, A],
];

describe('an address in a text', () => {
  it.each(CASES)('ends in “%s” where people end it', (text, ...addresses) => {
    const found = [...text.matchAll(new RegExp(ADDRESS, 'gu'))].map(([one]) => endAddress(one));
    expect(found).toEqual(addresses);
    const onThePage = [...text.matchAll(new RegExp(page.ADDRESS, 'gu'))].map(([one]) => page.endAddress(one));
    expect(onThePage).toEqual(addresses);
    const linked = [...JSON.stringify(toRichText(text)).matchAll(/"type":"link","url":"([^"]*)"/g)];
    expect(linked.map(([, url]) => decodeURI(url ?? ''))).toEqual(addresses);
  });

  it.each([
    [`[a page](${A}_(b))`, `${A}_(b)`],
    [`[a page](${A} "its title")`, A],
    [`<${A},b>`, `${A},b`],
  ])('stands in “%s” whole', (text, address) => {
    const drawn = JSON.stringify(toRichText(text));
    expect(drawn).toContain(`"url":"${address}"`);
    expect(drawn).not.toContain('title');
  });

  it('of nothing but punctuation is ended in time that grows with its length', () => {
    const long = `${A}${'('.repeat(900)}${')'.repeat(1_000)}`;
    expect(endAddress(long)).toBe(`${A}${'('.repeat(900)}${')'.repeat(900)}`);
  });
});
