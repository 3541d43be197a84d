import type { SpenderKind } from '../../domain/spending.ts';

const tokens = (limit: number): string => `${limit.toLocaleString('en')} tokens a day`;

const usedUp: Record<SpenderKind, (limit: number, name: string | null) => string> = {
  person: (limit, name) => `${name ? `${name} has` : 'you have'} used up ${tokens(limit)}`,
  channel: (limit) => `the ${tokens(limit)} of this channel are used up`,
  everyone: (limit) => `the ${tokens(limit)} for everybody are used up`,
};

/** Bounds on what the model is asked for. */
export const enSpending = {
  usedUp,
  held: (what: string, moment: string): string => `On hold: ${what}. It continues by itself: ${moment}.`,
  heldTask: (task: string, title: string, held: string): string => `**${task} ${title}**: ${held}`,
};
export type SpendingWords = typeof enSpending;
