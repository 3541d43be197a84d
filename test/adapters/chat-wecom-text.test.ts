import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byteLength,
  cutBytes,
  defuse,
  honestLinks,
  splitMarkdown,
  stripMention,
} from '../../adapters/chat/wecom/text.ts';

const withoutNumber = (part: string): string => part.replace(/^\(\d+\/\d+\)\n/, '');
const fences = (part: string): number => part.split('\n').filter((line) => line.startsWith('```')).length;

describe('cutting text for WeCom', () => {
  it('leaves a text that fits as it is, and makes nothing of a blank one', () => {
    expect(splitMarkdown('# hello', 4096)).toEqual(['# hello']);
    expect(splitMarkdown(' \n ', 4096)).toEqual([]);
  });

  it('cuts 60 KB without breaking a character or leaving a code fence open', () => {
    const code = [
      '```ts',
      ...Array.from({ length: 600 }, (_, line) => `const 变量${line} = '🙂${line}';`),
      '```',
    ];
    const prose = Array.from({ length: 120 }, (_, line) => `第${line}段：${'汉字'.repeat(40)}。`);
    const text = [...prose, '', ...code, '', ...prose].join('\n');
    expect(byteLength(text)).toBeGreaterThan(60_000);

    const parts = splitMarkdown(text, 20_480);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      expect(byteLength(part)).toBeLessThanOrEqual(20_480);
      expect(part).not.toContain('\uFFFD');
      expect(fences(part) % 2).toBe(0);
    }
    const all = parts.map(withoutNumber).join('\n');
    for (const line of [...prose, ...code.slice(1, -1)]) expect(all).toContain(line);
    expect(parts[0]).toMatch(/^\(1\/\d+\)\n/);
  });

  it('begins a table again with its head', () => {
    const rows = Array.from({ length: 200 }, (_, row) => `| ${row} | ${'x'.repeat(30)} |`);
    const parts = splitMarkdown(['| no | name |', '| --- | --- |', ...rows].join('\n'), 2048);
    for (const part of parts) expect(withoutNumber(part)).toMatch(/^\| no \| name \|\n\| --- \| --- \|\n/);
  });

  it('cuts a long line after a sentence', () => {
    const text = '这是一个句子。'.repeat(400);
    for (const part of splitMarkdown(text, 2048)) expect(part).toMatch(/。$/);
  });

  it('keeps every part within its bytes, and every word, whatever the text', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom('```', '|a|b|', '|---|---|', '', '```js'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 400 }), fc.integer({ min: 600, max: 3_000 }), (lines, max) => {
        const parts = splitMarkdown(lines.join('\n'), max);
        for (const part of parts) expect(byteLength(part)).toBeLessThanOrEqual(max);
        const letters = (text: string): string => text.replace(/[\s`|-]|js/g, '');
        const all = letters(parts.map(withoutNumber).join('\n'));
        for (const line of lines) expect(all).toContain(letters(line).slice(0, 100));
      }),
    );
  });

  it('cuts bytes between two characters', () => {
    expect(cutBytes('a汉🙂', 5)).toBe('a汉');
    expect(cutBytes('a汉🙂', 8)).toBe('a汉🙂');
    expect(cutBytes('汉', 2)).toBe('');
  });
});

describe('text that is not ours', () => {
  it('cannot name people, open a thinking area or colour', () => {
    expect(defuse('<think>x</think> <@zhang> <FONT color="warning">')).not.toMatch(
      /<(think|\/think|@|font)/i,
    );
    expect(defuse('1 < 2 and <b>')).toBe('1 < 2 and <b>');
  });

  it('cannot hide where a link leads', () => {
    expect(honestLinks('[https://bank.example](https://evil.example)')).toBe(
      'https://bank.example (https://evil.example)',
    );
    expect(honestLinks('[the report](https://files.example/r)')).toBe(
      '[the report](https://files.example/r)',
    );
    expect(honestLinks('[https://a.example](https://a.example)')).toBe(
      '[https://a.example](https://a.example)',
    );
  });
});

describe('the mention in what people type', () => {
  it.each([
    ['@Errand approve A-9', undefined, 'approve A-9'],
    ['@Errand\u2005同意 A-9', undefined, '同意 A-9'],
    ['批准 @Errand', undefined, '批准'],
    ['@My Bot list', 'My Bot', 'list'],
    ['please @My Bot list', 'My Bot', 'please list'],
    ['mail ana@example.com', undefined, 'mail ana@example.com'],
    ['@Errand\nfirst line\nsecond', undefined, 'first line\nsecond'],
  ])('is taken out of %j', (text, name, left) => {
    expect(stripMention(text, name)).toBe(left);
  });
});
