import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { en } from '../../src/words/en/index.ts';

const ROOT = new URL('../../', import.meta.url);

/** The product without its words, and what is sent to the browser. */
const code = ['src', 'adapters']
  .flatMap((folder) =>
    readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file.replaceAll('\\', '/')}`,
    ),
  )
  .filter((file) => /\.[jt]s$/.test(file) && !file.startsWith('src/words/'))
  .map((file) => readFileSync(new URL(file, ROOT), 'utf8'))
  .join('\n');

/** Read as `.key`, as `'key'`, or taken out of its table by name. */
const isRead = (key: string): boolean => new RegExp(`(?:\\.|['"\`]|[{,]\\s*)${key}\\b`).test(code);

/** These are read by the names that people type or see, as whole tables: a key is a member of a union. */
const isTable = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The catalogues of one surface each, all of whose keys are read one by one. */
const SURFACES = [
  'console',
  'consoleTables',
  'http',
  'slack',
  'wecom',
  'webChat',
  'doctor',
  'seed',
  'dataDirectory',
  'why',
  'whyTyped',
  'samples',
];

const keys = Object.entries(en).flatMap(([key, value]) =>
  SURFACES.includes(key) && isTable(value)
    ? [key, ...Object.keys(value).map((inner) => `${key}.${inner}`)]
    : [key],
);

it('knows the surfaces', () => {
  expect(SURFACES.filter((name) => !Object.hasOwn(en, name))).toEqual([]);
});

it('has no word that no code reads', () => {
  expect(keys.filter((path) => !isRead(path.split('.').at(-1) ?? ''))).toEqual([]);
});
