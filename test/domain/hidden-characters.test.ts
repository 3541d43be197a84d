import { describe, expect, it } from 'vitest';
import { hasHidden, showHidden } from '../../src/domain/hidden-characters.ts';

describe('characters that people do not see', () => {
  it.each([
    ['pay 100\u200B\u202E000 1\u202C', 'pay 100⟨U+200B⟩⟨U+202E⟩000 1⟨U+202C⟩'],
    ['a\u2066b\u2069', 'a⟨U+2066⟩b⟨U+2069⟩'],
    ['to \u{E0061}Ana', 'to ⟨U+E0061⟩Ana'],
    ['so\u00ADft', 'so⟨U+00AD⟩ft'],
    ['\uFEFFbegin', '⟨U+FEFF⟩begin'],
    ['a\u200Db', 'a⟨U+200D⟩b'],
    ['a\uFE0Fb', 'a⟨U+FE0F⟩b'],
    ['blank\u3164\u2800', 'blank⟨U+3164⟩⟨U+2800⟩'],
    ['line\u2028next', 'line⟨U+2028⟩next'],
    ['bell\u0007', 'bell⟨U+0007⟩'],
    ['half\uD83D', 'half⟨U+D83D⟩'],
    ['葛\u{E0100}', '葛⟨U+E0100⟩'],
    ['\u{1F3F4}\u{E0061}\u{E0062}\u{E007F}', '🏴⟨U+E0061⟩⟨U+E0062⟩⟨U+E007F⟩'],
  ])('are written out: %j', (text, shown) => {
    expect(showHidden(text)).toBe(shown);
    expect(hasHidden(text)).toBe(true);
  });

  it.each([
    'plain words, 您好，全角！',
    'two\nlines\tand a tab\r\n',
    '👩‍👩‍👧 👁️‍🗨️ 🏳️‍🌈 🧑🏽‍💻 ❤️ ❤️‍🔥 ☎︎ 1️⃣ 👍🏿',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇨🇳',
    'می‌خواهم',
    'क्‍ष',
    'مرحبا שלום',
  ])('are left alone where they are part of what is seen: %j', (text) => expect(showHidden(text)).toBe(text));

  it('are found in time that grows with the text', () => {
    for (const text of ['\u200D'.repeat(100_000), '👩\u200D'.repeat(50_000), '🏴'.repeat(50_000)]) {
      const from = performance.now();
      showHidden(text);
      expect(performance.now() - from).toBeLessThan(1000);
    }
  });
});
