import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/domain/errors.ts';
import type { ErrorCode, GuardFact } from '../../src/domain/error-facts.ts';
import { SENDABLE } from '../../src/domain/sendable.ts';
import { GUARDS } from '../../src/domain/task-moves.ts';
import { en } from '../../src/words/en/index.ts';
import type { ErrorWords } from '../../src/words/parts/error-words.ts';
import { LOCALES, toLocale, wordsFor } from '../../src/words/index.ts';
import { zhCN } from '../../src/words/zh-CN/index.ts';
import { FACTS, GUARDED, guarded, state } from './every-refusal.ts';
import { leaves, said, SAMPLES } from './leaves.ts';

const HAN = /\p{Script=Han}/u;
/** Some words are only what was given, set as the language sets it. */
const CHINESE = /[\p{Script=Han}：，、。；（）“”…]/u;

/** What is only what was given, in any language. */
const PASSED_ON = new Set([
  'resultIs',
  'evidence.wanted.criterion',
  'schedules.rule',
  'schedules.atTimes',
  'schedules.before',
  'schedules.after',
  'schedules.zones.UTC',
  'schedules.tickReasons.on_time',
  'schedules.tickReasons.replaced',
  'schedules.tickReasons.error',
]);
/** The link to the other language is written in it. */
const IN_THE_OTHER = new Set(['console.language']);

describe('the words', () => {
  it('are the same in both languages, to the last nested one', () => {
    const paths = (words: object) =>
      leaves(words)
        .map(([path, leaf]) => `${path}: ${typeof leaf}`)
        .toSorted();
    expect(paths(zhCN)).toEqual(paths(en));
  });

  it.each(leaves(zhCN).filter(([path]) => !PASSED_ON.has(path) && !IN_THE_OTHER.has(path)))(
    'are Chinese in Chinese: %s',
    (path, leaf) => {
      expect(said(path, leaf)).toMatch(CHINESE);
    },
  );

  it.each(leaves(en).filter(([path]) => !IN_THE_OTHER.has(path)))(
    'are not Chinese in English: %s',
    (path, leaf) => {
      expect(said(path, leaf)).not.toMatch(HAN);
    },
  );

  it.each(leaves(en).filter(([path]) => path !== 'error'))(
    'take as much in Chinese as in English: %s',
    (path, leaf) => {
      const other = new Map(leaves(zhCN)).get(path);
      // What takes no texts is gone through by itself, below.
      if (typeof leaf !== 'function' || path in SAMPLES) return;
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

function checkWords(locale: string, { title, detail }: ErrorWords): void {
  for (const text of [title, detail]) {
    expect(text.length).toBeGreaterThan(1);
    expect(text).not.toMatch(/undefined|null|NaN|\[object|\$\{|""|“”/);
    expect((locale === 'en' ? HAN : CHINESE).test(text)).toBe(locale === 'zh-CN');
  }
}

describe('every way in which the product says no', () => {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  it.each(LOCALES.flatMap((locale) => codes.map((code) => [locale, code] as const)))(
    'has words in %s: %s',
    (locale, code) => {
      expect.hasAssertions();
      checkWords(locale, wordsFor(locale).error(code, FACTS[code]));
    },
  );

  it.each(LOCALES.flatMap((locale) => GUARDS.map((guard) => [locale, guard] as const)))(
    'says in %s which rule of the table it is: %s',
    (locale, guard) => {
      expect.hasAssertions();
      // Each guard stands with its own facts in the table above.
      const fact = { guard, ...GUARDED[guard] } as GuardFact;
      checkWords(locale, wordsFor(locale).error('task.guarded', { ...guarded, ...fact }));
    },
  );

  it.each(LOCALES)('has a name in %s for all that an event of a person can be', (locale) => {
    expect.hasAssertions();
    for (const event of [...SENDABLE, 'edit', '__proto__', 'constructor'])
      checkWords(
        locale,
        wordsFor(locale).error('task.illegal_event', { task: 'T-1', event, state, legal: [...SENDABLE] }),
      );
  });
});
