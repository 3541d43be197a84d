import { describe, expect, it } from 'vitest';
import { hostOf, hostsIn } from '../../src/shared/hosts.ts';

describe('the hosts that a text names', () => {
  it.each([
    ['Read https://example.com/prices?x=1 and docs.example.org/a.', ['example.com', 'docs.example.org']],
    ['www.Example.com, (http://other.test:8080/), <a.test>', ['example.com', 'other.test:8080', 'a.test']],
    ['看看 example.com/价格，以及 https://示例.公司/x。', ['example.com', 'xn--fsq092h.xn--55qx5d']],
    ['the wiki:8080 and 10.0.0.7:3000', ['wiki:8080', '10.0.0.7:3000']],
    ['see:https://a.test/x', ['a.test']],
    ['It is done. At 10:30, I think; ok?', []],
    ['-bad.test a..b https://', []],
  ])('%s', (text, hosts) => {
    expect(hostsIn(text)).toEqual(hosts);
  });

  it('are read in a time that grows with the text', () => {
    const started = performance.now();
    for (const piece of ['.', 'a.', 'http://', 'a:1', '，', '<']) hostsIn(piece.repeat(200_000));
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('are one for an address with www., another case or the usual port', () => {
    expect(
      ['https://www.example.com/', 'https://EXAMPLE.com:443/x', 'https://user:password@example.com./'].map(
        hostOf,
      ),
    ).toEqual(['example.com', 'example.com', 'example.com']);
    expect(hostOf('no address')).toBe('');
  });
});
