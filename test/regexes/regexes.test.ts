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

describe('every regular expression of the product', () => {
  it('takes no time that doubles with each further character', async () => {
    const literals = productFiles.flatMap(literalsOf);
    expect(literals.length).toBeGreaterThan(500);
    const built = await builtBy(productFiles.filter((file) => file.startsWith('adapters/model/offline/')));
    expect(built.length).toBeGreaterThan(50);
    expect([...literals, ...built].filter(isExponential)).toEqual([]);
  }, 120_000);
});
