import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { READ_BY_PEOPLE, RETIRED } from './retired.ts';

const ROOT = new URL('../../', import.meta.url);
const filesOf = (path: string): string[] =>
  statSync(new URL(path, ROOT)).isDirectory()
    ? readdirSync(new URL(path, ROOT), { recursive: true, encoding: 'utf8' })
        .map((file) => `${path}/${file.replaceAll('\\', '/')}`)
        .filter((file) => statSync(new URL(file, ROOT)).isFile())
    : [path];

const read = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8');

/** CONTRIBUTING.md lists the retired words, and nothing else may have them. */
const [before = '', listed = '', after = ''] = read('CONTRIBUTING.md').split(/<!-- \/?retired -->/);

describe('retired words', () => {
  it('are gone from what people read', () => {
    const found = READ_BY_PEOPLE.flatMap(filesOf).flatMap((file) => {
      const text = file === 'CONTRIBUTING.md' ? before + after : read(file);
      return text
        .split('\n')
        .flatMap((line, at) =>
          RETIRED.filter(({ pattern }) => pattern.test(line)).map(
            ({ word, instead }) => `${file}:${at + 1}: "${word}" (write: ${instead}) in: ${line.trim()}`,
          ),
        );
    });
    expect(found).toEqual([]);
  });

  it('are listed in CONTRIBUTING.md with what is written instead', () => {
    const rows = RETIRED.map(({ word, instead }) => `| ${word} | ${instead} |`);
    const shown = listed
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(1)
      .map((line) => line.replaceAll(/ +/g, ' '));
    expect(shown.filter((line) => !line.startsWith('| --'))).toEqual(rows);
  });

  it.each(RETIRED)('"$word" is found by its pattern', ({ word, pattern }) => {
    expect(pattern.test(word)).toBe(true);
  });

  it('are looked for outside of that list', () => {
    expect(Math.min(before.length, after.length, listed.length)).toBeGreaterThan(0);
  });
});
