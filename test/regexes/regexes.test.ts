import { describe, expect, it } from 'vitest';
import { isExponential, isSuperLinear } from './ambiguity.ts';
import { builtBy, literalsOf, productFiles } from './collect.ts';

describe('the judge of regular expressions', () => {
  it.each([
    /^(?:(?:\d+|two)\s*)+x$/,
    /^(a+)+$/,
    /^(?:a|a)*$/,
    /^(?:a|b|ab)*c/,
    /^(?:a?b?)*$/,
    /^(?:x(?:b?|c?))+$/,
    /^(?:\w{2,3})*!/,
    /^(?=(?:a|aa)+$)b/,
    /^(?:K|k)+$/i,
  ])('finds that %s doubles', (pattern) => {
    expect(isExponential(pattern)).toBe(true);
  });

  it.each([/\s+$/, /<[^>]+>/, /^\s*(.*?)\s*$/, /^a*\s*a*!/, /x(?=\s+y)/, /(?<=y\s+)x/])(
    'finds that %s grows with the square, and no faster',
    (pattern) => {
      expect(isExponential(pattern)).toBe(false);
      expect(isSuperLinear(pattern)).toBe(true);
    },
  );

  it.each([/^\d+(?:\s+\d+)*$/, /\s+/, /^(?:a|b)*$/, /^(?:K|k)+$/, /[^<>]*/, /a+$/y, /^\s+$/])(
    'finds nothing wrong with %s',
    (pattern) => {
      expect(isSuperLinear(pattern)).toBe(false);
    },
  );
});

const GRAMMAR = 'adapters/model/offline/';
/** Of the offline model: what reads the answers of tools rather than what people say, and so has no small limit. */
const READS_TOOLS = ['results.ts', 'outline.ts', 'execute.ts'].map((name) => `${GRAMMAR}${name}`);

/** Expressions that may grow with the square of a text, since theirs is short. */
const SHORT: Readonly<Record<string, string>> = {
  [String.raw`\/+$`]: 'PUBLIC_URL, which the operator sets',
  [String.raw`^qwen(?!.*(thinking|coder|vl|mt))`]: 'the name of the model, which the operator sets',
  [String.raw`^kimi-k(2\.[5-9]|[3-9])(?!.*think)`]: 'the name of the model, which the operator sets',
  [String.raw`[*\x60~#>]+|(?<!\w)_+|_+(?!\w)|\[(.+?)\]\(\S+\)`]: '200 characters of a message',
  [String.raw`[.…\s]+$`]: '80 characters of a name for a file',
};

describe('every regular expression of the product', () => {
  const literals = productFiles.flatMap(literalsOf);

  it('takes no time that doubles with each further character', async () => {
    expect(literals.length).toBeGreaterThan(500);
    const built = await builtBy(productFiles.filter((file) => file.startsWith(GRAMMAR)));
    expect(built.length).toBeGreaterThan(20);
    expect([...literals, ...built].filter(isExponential)).toEqual([]);
  }, 120_000);

  it('takes no time that grows with the square of a text, save in the grammar of the offline model', async () => {
    const written = literals.filter(({ file }) => !file.startsWith(GRAMMAR) || READS_TOOLS.includes(file));
    const strict = [...written, ...(await builtBy(['adapters/chat/slack/rich-text.ts']))];
    const slow = strict.filter(isSuperLinear).map(({ source }) => source.replaceAll('`', String.raw`\x60`));
    expect(slow.toSorted()).toEqual(Object.keys(SHORT).toSorted());
  }, 120_000);
});
