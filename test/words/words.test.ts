import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/domain/errors.ts';
import type { ErrorCode, ErrorFacts, GuardFact, GuardFacts } from '../../src/domain/error-facts.ts';
import { SENDABLE } from '../../src/domain/sendable.ts';
import { GUARDS, type GuardName } from '../../src/domain/task-moves.ts';
import { en } from '../../src/words/en/index.ts';
import type { ErrorWords } from '../../src/words/error-words.ts';
import { LOCALES, toLocale, wordsFor } from '../../src/words/index.ts';
import { zhCN } from '../../src/words/zh-CN/index.ts';

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
  'error': ['internal', {}],
  'faults': [[{ field: 'title', code: 'required', facts: [] }]],
  'seed.task': [{ number: 'T-1', title: '1', state: '2' }],
  'webChat.kinds.choice': [['1', '2']],
  'webChat.kinds.choices': [['1', '2']],
  'schedules.onDays': [[1, 4]],
  'schedules.onDates': [[1, 'last', 'near_15']],
  'schedules.inMonths': [[1, 7]],
  'schedules.atTimes': [['09:00', '14:00']],
  'schedules.ways': [['1', '2']],
  'schedules.stateLine': ['paused', 'person', '1'],
  'schedules.policies': ['skip', 'once', '1'],
};
const said = (path: string, leaf: unknown): unknown =>
  typeof leaf === 'function'
    ? (leaf as (...args: unknown[]) => unknown)(...(SAMPLES[path] ?? ['1', '2', '3', '4']))
    : leaf;

/** What is only what was given, in any language. */
const PASSED_ON = new Set([
  'resultIs',
  'commandFailed',
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
      expect(JSON.stringify(said(path, leaf))).toMatch(CHINESE);
    },
  );

  it.each(leaves(en).filter(([path]) => !IN_THE_OTHER.has(path)))(
    'are not Chinese in English: %s',
    (path, leaf) => {
      expect(JSON.stringify(said(path, leaf))).not.toMatch(HAN);
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

const state = { status: 'in_progress', wait: 'input' } as const;
const guarded = { task: 'T-1', event: 'queue', state } as const;

/** Facts for every error: the compiler asks for those of a new one. */
const FACTS: { [C in ErrorCode]: ErrorFacts[C] } = {
  'input.invalid': { faults: [{ field: 'title', code: 'required', facts: [] }] },
  'input.too_large': { maxBytes: 1000 },
  'auth.missing': {},
  'access.refused': { reason: 'admins_only' },
  'not_found': { what: 'task', ref: 'T-1' },
  'definition.inactive': { definition: 'weekly' },
  'definition.in_use': { definition: 'weekly' },
  'push.off': { group: 'Leads', reason: 'disabled' },
  'draft.over': {},
  'schedule.illegal_event': { schedule: 'S-1', event: 'resume', state: 'active', legal: ['pause'] },
  'schedule.settled': { schedule: 'S-1' },
  'schedule.not_yours': { schedule: 'S-1', owner: 'Ana' },
  'schedule.by_people': {},
  'schedule.ambiguous': { labels: ['S-1', 'S-2'] },
  'task.ambiguous': {
    ref: 'report',
    candidates: [{ id: 't1', number: 'T-1', title: 'Report', status: 'backlog' }],
    count: 3,
  },
  'task.illegal_event': { task: 'T-1', event: 'pause', state, legal: ['queue'] },
  'task.guarded': { ...guarded, guard: 'open_blockers', blockers: ['T-2', 'T-3'] },
  'task.archived': { task: 'T-1', guard: 'archived', state: { status: 'completed', wait: null } },
  'task.no_agent': { task: 'T-1', agent: 'ghost' },
  'task.busy': { what: 'definition', ref: 'weekly' },
  'run.illegal_event': { runId: 'r1' },
  'run.fenced': { id: 'r1', epoch: 2 },
  'ask.settled': { ask: 'A-1', state: 'expired' },
  'ask.ambiguous': { asks: ['A-1', 'A-2'] },
  'ask.not_yours': { ask: 'A-1', who: ['bo'] },
  'ask.void': { ask: 'A-1' },
  'version.stale': { expected: 1, actual: 2, guard: 'version' },
  'idempotency.mismatch': {},
  'store.duplicate': { collection: 'tasks', index: 'number' },
  'store.unavailable': { reason: 'slow' },
  'store.index': { at: 'tasks.number', isUnique: true },
  'store.denied': {},
  'worker.ended': {},
  'store.newer': { found: 3, known: 1 },
  'store.refused': { problem: 'no such operator' },
  'clock.skewed': { seconds: 9, maxSeconds: 7.5 },
  'queue.unavailable': {},
  'chat.rate_limited': { platform: 'slack', retryAfterMs: 1000 },
  'chat.unavailable': { platform: 'slack' },
  'chat.unknown': { platform: 'slack' },
  'chat.refused': { platform: 'slack' },
  'chat.gone': { platform: 'slack' },
  'model.unavailable': {},
  'model.rate_limited': {},
  'model.timeout': { timeoutMs: 1000 },
  'model.refused': { reason: 'content' },
  'model.too_long': {},
  'model.nonsense': {},
  'tool.failed': { reason: 'address_not_allowed' },
  'limit.reached': { limit: 'time' },
  'stopped': { by: 'person' },
  'internal': {},
};
const GUARDED: { [G in GuardName]: GuardFacts[G] } = {
  own_tasks: {},
  reason: {},
  unclaimed: { holder: 'Bo' },
  decision: { ask: 'A-1' },
  definition_active: { definition: 'weekly' },
  start_approval: {},
  open_blockers: { blockers: ['T-2'] },
  review: {},
  review_kept: {},
};

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
