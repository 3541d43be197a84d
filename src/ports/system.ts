/** Wall-clock time for what is stored, monotonic time for how long something took, and timers that tests can wind. */
export interface Clock {
  now(): Date;
  /** Milliseconds since some fixed moment of this process; never jumps. */
  monotonicMs(): number;
  /** Runs `handle` once after `ms`; the answer cancels it. Does not keep the process alive. */
  after(ms: number, handle: () => void): () => void;
}

export interface Ids {
  /** A new id: 36 characters, sortable by the time it was made. */
  next(): string;
}

/** Keeps secrets that must be stored: what `seal` gives back can be kept anywhere, and only `open` reads it. */
export interface SecretBox {
  seal(text: string): string;
  /** @throws AppError `internal` for what was sealed with another key, or changed since. */
  open(sealed: string): string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Object first, message second. Bodies of messages and secrets never go in. */
export interface Log {
  debug(fields: Fields, message: string): void;
  info(fields: Fields, message: string): void;
  warn(fields: Fields, message: string): void;
  error(fields: Fields, message: string): void;
}

/** Figures for `/metrics`. Names are `errand_…`; labels are few and closed. */
export interface Metrics {
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  gauge(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
  observe(name: string, seconds: number, labels?: Readonly<Record<string, string>>): void;
}
