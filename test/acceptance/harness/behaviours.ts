import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const STATES = ['holds', 'partial', 'missing'] as const;
type State = (typeof STATES)[number];

export interface Behaviour {
  id: string;
  state: State;
  text: string;
  /** What a partial line lacks. */
  lacks: string | undefined;
  file: string;
}

export const ID = /^[A-Z]{1,2}\d{1,3}$/;
/** `- **F12** (partial) What it does. _Missing:_ what it does not do.` */
const LINE = /^- \*\*([A-Z]{1,2}\d{1,3})\*\* \((\w+)\) (.+)$/;
const MISSING = ' _Missing:_ ';

const isState = (word: string): word is State => STATES.some((state) => state === word);

/** The lines of one file; what is wrong with it goes into `faults`. */
export function readBehaviours(file: string, text: string, faults: string[]): Behaviour[] {
  return text.split('\n').flatMap((line, at) => {
    if (!line.startsWith('- **')) return [];
    const where = `${file}:${at + 1}`;
    const [, id = '', state = '', rest = ''] = LINE.exec(line) ?? [];
    if (!isState(state)) {
      faults.push(`${where}: not "- **F12** (${STATES.join('|')}) …"`);
      return [];
    }
    const cut = rest.indexOf(MISSING);
    const lacks = cut === -1 ? undefined : rest.slice(cut + MISSING.length);
    if (state === 'partial' && !lacks)
      faults.push(`${where}: ${id} is partial and does not say "_Missing:_ …"`);
    if (state !== 'partial' && lacks) faults.push(`${where}: ${id} ${state}, and yet something is missing`);
    return [{ id, state, text: cut === -1 ? rest : rest.slice(0, cut), lacks, file }];
  });
}

/** All lines of the folder, in the order of the files. */
export function loadBehaviours(folder: string, faults: string[]): Behaviour[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .toSorted();
  const all = files.flatMap((name) => readBehaviours(name, readFileSync(join(folder, name), 'utf8'), faults));
  const seen = new Map<string, string>();
  for (const { id, file } of all) {
    const twin = seen.get(id);
    if (twin) faults.push(`${file}: ${id} stands in ${twin} too`);
    seen.set(id, file);
  }
  return all;
}

export interface Result {
  name: string;
  file: string;
  isGreen: boolean;
  ids: string[];
}

/** The ids with which a title begins: those of its groups count as well. */
export function idsIn(titles: readonly string[]): string[] {
  const ids = titles.flatMap((title) => {
    const words = title.split(/[\s:,]+/);
    const end = words.findIndex((word) => !ID.test(word));
    return end === -1 ? words : words.slice(0, end);
  });
  return [...new Set(ids)];
}

export interface Row extends Behaviour {
  tests: Result[];
}

const isProven = ({ tests }: Row): boolean => tests.some(({ isGreen }) => isGreen);

/** Each behaviour with its tests, and what does not fit between the two. */
export function match(
  behaviours: readonly Behaviour[],
  results: readonly Result[],
): { rows: Row[]; faults: string[] } {
  const known = new Set(behaviours.map(({ id }) => id));
  const rows = behaviours.map((one) => ({
    ...one,
    tests: results.filter(({ ids }) => ids.includes(one.id)),
  }));
  const faults = [
    ...results.flatMap(({ name, file, ids }) => {
      if (ids.length === 0) return [`${file}: "${name}" names no behaviour`];
      return ids
        .filter((id) => !known.has(id))
        .map((id) => `${file}: "${name}" names ${id}, which no line of docs/behaviours has`);
    }),
    ...rows.flatMap((row) => {
      const { id, state, file } = row;
      if (state === 'holds' && !isProven(row))
        return [`${file}: ${id} is said to hold, and no green test proves it`];
      if (state === 'missing' && isProven(row))
        return [`${file}: ${id} is said to be missing, and has a green test: say what holds`];
      return [];
    }),
  ];
  return { rows, faults };
}
