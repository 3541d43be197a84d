/** Whose tokens of a day are counted together, the narrowest first. */
export const SPENDERS = ['person', 'channel', 'everyone'] as const;
export type SpenderKind = (typeof SPENDERS)[number];

/** A bound that was reached. */
export interface Spent {
  of: SpenderKind;
  /** The tokens of a day that it allows. */
  limit: number;
  /** When it is free again. */
  until: Date;
}

/** What was spent in a window of time, such as a day; a later window begins with nothing. */
export interface Spending {
  /** `person:<id>`, `channel:<place>`, `everyone`, or `messages:<person>`. */
  id: string;
  /** `2027-01-04`, or a minute of it. Later ones are greater. */
  window: string;
  amount: number;
  updatedAt: Date;
}
