import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CARD_KINDS } from '../src/domain/card.ts';
import { ASK_KINDS, FIELD_KINDS } from '../src/domain/ask.ts';
import { ERRORS } from '../src/domain/errors.ts';
import { EFFECTS } from '../src/domain/journal.ts';
import { PUSH_FAULTS, PUSH_NEWS } from '../src/domain/push-group.ts';
import { GUARDS, MOVE_NAMES, taskMove } from '../src/domain/task-moves.ts';
import { TASK_STATES } from '../src/domain/task-states.ts';
import { OUTCOMES, TASK_STATUSES, WAIT_KINDS } from '../src/domain/task.ts';
import { environment, ROLES } from '../src/config/config-environment.ts';
import { TOOLS } from '../src/tools/all-tools.ts';
import { FAULTED } from './words/every-refusal.ts';
import { ANNOUNCED, type RoomKind } from './announced-rooms.ts';

const ROOT = new URL('../', import.meta.url);
const sources = new Map(
  ['src', 'adapters'].flatMap((folder) =>
    readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
      // Words are there for everything that there is, so they take nothing.
      .filter((file) => /\.[jt]s$/.test(file) && !file.startsWith('src/words/'))
      .map((file) => [file, readFileSync(new URL(file, ROOT), 'utf8')] as const),
  ),
);

/** Whether the word stands as a string, or as the key of a table, outside of where it is declared. */
function isTaken(word: string, home: string): boolean {
  const key = /^\w+$/.test(word) ? `\n  ${word}:` : `'${word}':`;
  return [...sources].some(
    ([file, source]) => !file.startsWith(home) && (source.includes(`'${word}'`) || source.includes(key)),
  );
}

/** Rows that stand in for others where a guard does not hold. */
const STAND_INS = new Set(MOVE_NAMES.flatMap((name) => Object.values(taskMove(name).guards ?? {})));
const TAKEN_ROWS = MOVE_NAMES.filter(
  (name) => STAND_INS.has(name) || isTaken(name, 'src/domain/task-moves.ts'),
);
const REACHED: ReadonlySet<string> = new Set(TAKEN_ROWS.map((name) => taskMove(name).to));
const ENDED: ReadonlySet<string | undefined> = new Set(TAKEN_ROWS.map((name) => taskMove(name).outcome));
const DECLARED: ReadonlySet<string> = new Set(Array.from(TOOLS.values(), ({ effect }) => effect));

/** What nothing takes, of each kind of room. */
const EMPTY: Readonly<Record<RoomKind, readonly string[]>> = {
  rows: MOVE_NAMES.filter((name) => !TAKEN_ROWS.includes(name)),
  states: TASK_STATES.filter((state) => !REACHED.has(state)),
  outcomes: OUTCOMES.filter((outcome) => !ENDED.has(outcome) && !isTaken(outcome, 'src/domain/')),
  faults: Object.keys(FAULTED).filter((code) => !isTaken(code, 'src/domain/error-facts.ts')),
  effects: EFFECTS.filter((effect) => !DECLARED.has(effect)),
};

describe('rooms that are announced', () => {
  it.each(Object.keys(EMPTY) as RoomKind[])(
    'are the ones that nothing takes yet, each with what brings its taker: %s',
    (kind) => {
      expect(EMPTY[kind].toSorted()).toEqual(Object.keys(ANNOUNCED[kind]).toSorted());
    },
  );

  // prettier-ignore
  it.each<[string, readonly string[], string]>([
    ['an error',                  Object.keys(ERRORS), 'src/domain/errors.ts'],
    ['a guard',                   GUARDS,              'src/domain/task-moves.ts'],
    ['a status',                  TASK_STATUSES,       'src/domain/task.ts'],
    ['a kind of wait',            WAIT_KINDS.filter((kind) => kind !== 'executor'), 'src/domain/task.ts'],
    ['a kind of ask',             ASK_KINDS,           'src/domain/ask.ts'],
    ['a kind of parameter',       FIELD_KINDS,         'src/domain/ask.ts'],
    ['a kind of card',            CARD_KINDS,          'src/domain/card.ts'],
    ['news that groups are told', PUSH_NEWS,           'src/domain/push-group.ts'],
    ['a fault of a push address', PUSH_FAULTS,         'src/domain/push-group.ts'],
    ['a role of a process',       ROLES,               'src/config/config-environment.ts'],
  ])('are none where nobody may wait for one: %s', (_, words, home) => {
    expect(words.length).toBeGreaterThan(1);
    expect(words.filter((word) => !isTaken(word, home))).toEqual([]);
  });

  it('are no variables of the environment: each is read', () => {
    const reader = sources.get('src/config/config.ts') ?? '';
    const unread = Object.keys(environment.shape).filter((name) => !new RegExp(`\\.${name}\\b`).test(reader));
    expect(unread).toEqual([]);
  });

  it('are no options of errand.yaml: each is read', () => {
    const schema = sources.get('src/config/config-file.ts') ?? '';
    const body = schema.slice(schema.indexOf('const decide'), schema.indexOf('.check((context)'));
    const options = Array.from(body.matchAll(/(?:^ +|\{ |, )([a-z_]+): /gm), ([, name = '']) => name);
    const readers = ['config.ts', 'config-settings.ts'].map((file) => sources.get(`src/config/${file}`));
    const text = readers.join('\n');
    expect(options).toEqual(expect.arrayContaining(['delegates_to', 'on_expiry', 'allow_hosts', 'retries']));
    const unread = options.filter((name) => !new RegExp(`\\.${name}\\b|[{,] ?${name}\\b`).test(text));
    // Names of zod's own.
    expect(unread.filter((name) => !['path', 'message'].includes(name))).toEqual([]);
  });

  it('are no packages: what only tests use is installed for tests alone', () => {
    const { dependencies } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    // Held at one version for `langchain`, which brings them.
    const pinned = ['@langchain/langgraph', '@langchain/langgraph-checkpoint'];
    const unused = Object.keys(dependencies).filter(
      (name) =>
        !pinned.includes(name) && ![...sources.values()].some((source) => source.includes(`'${name}`)),
    );
    expect(unused).toEqual([]);
  });
});
