import type { PersonRef } from './person.ts';

/** That agents may not work, or may again. One row for everything. */
export interface Stop {
  id: typeof EVERYTHING;
  isOn: boolean;
  by: PersonRef;
  reason: string;
  at: Date;
  /** What was done, the newest last; the oldest leave it. */
  log: StopEntry[];
}

export const EVERYTHING = 'everything';

/** Who stopped or released everything, when, where and why. */
export interface StopEntry {
  move: 'stop_all' | 'release_all';
  by: PersonRef;
  at: Date;
  via: string;
  reason: string;
}
