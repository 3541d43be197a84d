/** One input, and the statuses that are right for it. */
export interface HostileInput {
  /** Where it comes in, for the table. */
  door: 'rest' | 'auth' | 'web chat' | 'slack' | 'wecom';
  what: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
  /** `refused`: any 4xx. `unsigned`: 400, 401 or 403, or 429 after too many. `harmless`: 2xx or 4xx, and nothing happens but an answer. */
  expects: 'refused' | 'unsigned' | 'harmless';
}

export interface Random {
  /** A whole number from 0 to below `n`. */
  below(n: number): number;
  one<T>(items: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return { below, one: (items) => items[below(items.length)] as (typeof items)[number] };
}

/** Stands in everything that nobody may take: found anywhere afterwards, something was taken. */
export const FORGED = 'forgedbyastranger';
export const JSON_TYPE = { 'content-type': 'application/json' };
export const json = (value: unknown): string => JSON.stringify(value);

/** Values of every kind, few of which fit where they are put. */
export const oddValue = (random: Random): unknown =>
  random.one<() => unknown>([
    () => null,
    () => random.below(2) === 0,
    () => -random.below(1e9),
    () => 1e308,
    () => [],
    () => [[[[]]]],
    () => ({ $gt: '' }),
    () => ({ toString: 'x', constructor: { prototype: {} } }),
    () => `\u0000${FORGED}`,
    () => 'x'.repeat(30_000),
  ])();

export type Make = (random: Random) => Omit<HostileInput, 'door'>;

/** Texts that have once held a thread, or look as if they could. */
export const longText = (random: Random): string => {
  const unit = random.one([
    '9',
    ' ',
    '"',
    '<',
    '\\',
    '*',
    'a ',
    '１',
    '，',
    '@',
    '[',
    '](',
    '- ',
    'T-1 ',
    '二',
    '\n',
    '. ',
    '&amp;',
    '\u202e',
    '😀',
    '`',
    '|',
    '_',
    'и',
  ]);
  const prefix = random.one([
    '',
    'track ',
    'task new ',
    'remind me to ',
    '提醒我',
    '新建任务 ',
    'approve ',
    '/task ',
    'mark ',
    '<@UBOTT01>',
    'stop ',
    'defer T-1 until ',
  ]);
  return prefix + unit.repeat(Math.ceil((1 + random.below(3900)) / unit.length)).slice(0, 3900);
};

export const now = (): number => Math.floor(Date.now() / 1000);
