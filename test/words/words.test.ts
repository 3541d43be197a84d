import { describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode } from '../../src/domain/errors.ts';
import { en } from '../../src/words/en.ts';
import { LOCALES, toLocale, wordsFor } from '../../src/words/index.ts';
import { zhCN } from '../../src/words/zh-cn.ts';

const HAN = /\p{Script=Han}/u;
/** Some words are only what was given, set as the language sets it. */
const CHINESE = /[\p{Script=Han}：，。；（）“”…]/u;

/** Every leaf of a catalogue with its path; lists are one leaf. */
function leaves(value: unknown, path = ''): [string, unknown][] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
}

/** What a function says of sample arguments: texts that are no words, and numbers. */
const SAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  error: ['internal', {}],
  faults: [[{ field: 'title', code: 'required', facts: [] }]],
};
const said = (path: string, leaf: unknown): unknown =>
  typeof leaf === 'function'
    ? (leaf as (...args: unknown[]) => unknown)(...(SAMPLES[path] ?? ['1', '2', '3', '4']))
    : leaf;

/** What is only what was given, in any language. */
const PASSED_ON = new Set(['resultIs', 'commandFailed']);

describe('the words', () => {
  it('are the same in both languages, to the last nested one', () => {
    const paths = (words: object) =>
      leaves(words)
        .map(([path, leaf]) => `${path}: ${typeof leaf}`)
        .toSorted();
    expect(paths(zhCN)).toEqual(paths(en));
  });

  it.each(leaves(zhCN).filter(([path]) => !PASSED_ON.has(path)))(
    'are Chinese in Chinese: %s',
    (path, leaf) => {
      expect(JSON.stringify(said(path, leaf))).toMatch(CHINESE);
    },
  );

  it.each(leaves(en))('are not Chinese in English: %s', (path, leaf) => {
    expect(JSON.stringify(said(path, leaf))).not.toMatch(HAN);
  });

  it.each(leaves(en).filter(([path]) => path !== 'error'))(
    'take as much in Chinese as in English: %s',
    (path, leaf) => {
      const other = new Map(leaves(zhCN)).get(path);
      if (typeof leaf !== 'function') return;
      const marks = ['«1»', '«2»', '«3»', '«4»'].slice(0, leaf.length);
      const shown = (words: unknown) => {
        const text = JSON.stringify((words as (...args: unknown[]) => unknown)(...marks));
        return marks.filter((mark) => text.includes(mark));
      };
      expect(shown(other)).toEqual(shown(leaf));
    },
  );

  it('are English for a language that there are none for', () => {
    expect(wordsFor('fr')).toBe(en);
    expect(wordsFor('')).toBe(en);
    expect(['zh', 'zh-Hans', 'zh_CN', 'ZH-tw'].map(toLocale)).toEqual(['zh-CN', 'zh-CN', 'zh-CN', 'zh-CN']);
  });
});

describe('every way in which the product says no', () => {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  const details = {
    faults: [{ field: 'title', problem: 'is required' }],
    max: 10,
    what: 'task',
    ref: 'T-9',
    count: 2,
    task: 'T-1',
    status: 'backlog',
    wait: null,
    event: 'pause',
    legal: ['queue'],
    agent: 'ghost',
    ask: 'A-1',
    state: 'expired',
    by: 'bo',
    people: ['bo'],
    groups: [],
    asks: ['A-1', 'A-2'],
    expected: 1,
    actual: 2,
    limit: 'time',
    reason: 'host_not_allowed',
  };

  it.each(LOCALES.flatMap((locale) => codes.map((code) => [locale, code] as const)))(
    'has words in %s: %s',
    (locale, code) => {
      const { title, detail } = wordsFor(locale).error(code, details);
      for (const text of [title, detail]) {
        expect(text.length).toBeGreaterThan(1);
        expect(text).not.toMatch(/undefined|null|NaN|\[object|\$\{/);
        expect((locale === 'en' ? HAN : CHINESE).test(text)).toBe(locale === 'zh-CN');
      }
    },
  );

  it.each(LOCALES.flatMap((locale) => codes.map((code) => [locale, code] as const)))(
    'has words in %s though no facts came along: %s',
    (locale, code) => {
      const { title, detail } = wordsFor(locale).error(code, {});
      expect(`${title} ${detail}`).not.toMatch(/\[object|\$\{/);
    },
  );
});
