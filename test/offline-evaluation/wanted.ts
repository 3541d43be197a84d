import type { Priority } from '../../src/domain/task.ts';

/** How one task stands, as far as a sentence can change it. A due day without an hour is its date alone. */
export interface Standing {
  state: string;
  assignee: string | null;
  due: string | null;
  priority: Priority;
  title: string;
  tags: string;
  /** An agent was put to work on it. */
  isStarted: boolean;
  comments: string;
}

/** A task that must have been made: its title holds these words, and not many more. */
export interface Made extends Partial<Omit<Standing, 'title'>> {
  title: string;
}

/** What must be so in the product once the sentence was answered. Tasks that are not named must stand as before. */
export interface Wanted {
  made?: readonly Made[];
  changed?: Readonly<Record<number, Partial<Standing>>>;
  /** Parts of the reply. */
  says?: readonly string[];
  /** The reply asks, with these tasks in it. */
  asks?: readonly number[];
}

/** Several: each of them would be right. */
export type Sentence = readonly [said: string, ...wanted: Wanted[]];

export const made = (title: string, others: Omit<Made, 'title'> = {}): Wanted => ({
  made: [{ isStarted: false, ...others, title }],
});
/** Work that is begun at once. */
export const starts = (title: string, others: Omit<Made, 'title'> = {}): Wanted =>
  made(title, { ...others, isStarted: true });
export const is = (number: number, others: Partial<Standing>): Wanted => ({ changed: { [number]: others } });
export const done = (...numbers: number[]): Wanted => each(numbers, { state: 'completed' });
export const gone = (...numbers: number[]): Wanted => each(numbers, { state: 'cancelled' });
export const runs = (number: number): Wanted => is(number, { isStarted: true });
export const noted = (number: number, comments: string): Wanted => is(number, { comments });
export const says = (...parts: string[]): Wanted => ({ says: parts });
export const asks = (...numbers: number[]): Wanted => ({ asks: numbers });
/** Nothing may change. */
export const nothing: Wanted = {};

const each = (numbers: readonly number[], others: Partial<Standing>): Wanted => ({
  changed: Object.fromEntries(numbers.map((number) => [number, others])),
});

/** All of it together. */
export const both = (...all: Wanted[]): Wanted => ({
  made: all.flatMap(({ made: tasks = [] }) => tasks),
  changed: Object.assign({}, ...all.map(({ changed = {} }) => changed)) as Record<number, Partial<Standing>>,
  says: all.flatMap(({ says: parts = [] }) => parts),
});
