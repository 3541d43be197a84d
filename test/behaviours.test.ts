import { join } from 'node:path';
import { expect, it } from 'vitest';

import { idsIn, loadBehaviours, match, readBehaviours } from './acceptance/harness/behaviours.ts';

const FOLDER = join(import.meta.dirname, '../docs/behaviours');
const count = (length: number, letter: string) => Array.from({ length }, (_, at) => `${letter}${at + 1}`);

it('every line of docs/behaviours can be read, and each behaviour has one', () => {
  const faults: string[] = [];
  const ids = loadBehaviours(FOLDER, faults).map(({ id }) => id);
  expect(faults).toEqual([]);
  expect(ids).toEqual(expect.arrayContaining([...count(179, 'F'), ...count(25, 'N')]));
});

it('a line that cannot be read, or is partial without a word on what is missing, is named with its place', () => {
  const text =
    '- **F1** (maybe) It does.\n- **F2** (partial) It does.\n- **F3** (holds) It does. _Missing:_ half.\n- F4 prose';
  const faults: string[] = [];
  const read = readBehaviours('tasks.md', text, faults);
  expect(read.map(({ id }) => id)).toEqual(['F2', 'F3']);
  expect(faults.map((fault) => fault.slice(0, 10))).toEqual(['tasks.md:1', 'tasks.md:2', 'tasks.md:3']);
});

it('ids are what titles and their groups begin with', () => {
  expect(idsIn(['P2 F83 talk of F1', 'F91 F83: starts', 'nothing F2'])).toEqual(['P2', 'F83', 'F91']);
});

it('what holds without a green test, what is missing with one, and ids that nobody knows do not fit', () => {
  const line = (id: string, state: 'holds' | 'missing') => ({
    id,
    state,
    text: '',
    lacks: undefined,
    file: 'x.md',
  });
  const result = (ids: string[], isGreen: boolean) => ({ name: 'it does', file: 'x.test.ts', isGreen, ids });
  const behaviours = [line('F1', 'holds'), line('F2', 'holds'), line('F3', 'missing'), line('F4', 'holds')];
  const results = [result(['F1'], true), result(['F2'], false), result(['F3', 'F9'], true), result([], true)];
  const { faults } = match(behaviours, results);
  expect(faults).toEqual([
    'x.test.ts: "it does" names F9, which no line of docs/behaviours has',
    'x.test.ts: "it does" names no behaviour',
    'x.md: F2 is said to hold, and no green test proves it',
    'x.md: F3 is said to be missing, and has a green test: say what holds',
    'x.md: F4 is said to hold, and no green test proves it',
  ]);
});
