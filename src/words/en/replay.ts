import type { StepFailureRule } from '../../domain/capability.ts';
import { plural } from './plural.ts';

const onFailure: Record<StepFailureRule, string> = {
  stop: 'the work fails',
  skip: 'it is skipped, and the result is partial',
  agent: 'an agent takes over',
};

/** Work that is done step by step, without a model. */
export const enReplay = {
  why: (step: number, count: number, name: string): string => `Step ${step} of ${count} of “${name}”`,
  done: (name: string, count: number): string =>
    `“${name}” is done: ${plural(count, 'step')}, without a model.`,
  ended: (name: string): string => `“${name}” is not done in full.`,
  missed: (step: number, title: string): string => `Step ${step} did not work: ${title}`,
  wasSent: 'Something was sent before that: starting it again would send it again.',
  whatToDo: 'The run shows why. Change the step in the definition, or choose that an agent takes over.',
  ifFails: (what: string): string => `If a step fails: ${what}.`,
  taught: (key: string, count: number, typed: string): string =>
    `Saved as \`${key}\`: ${plural(count, 'step')} that need no model. To use it, type: task run ${typed}`,
  onFailure,
  // The steps of a definition, as people read them.
  open: (url: string): string => `Open ${url}`,
  press: (what: string): string => `Press “${what}”`,
  fill: (field: string, value: string): string => `Fill in “${field}”: ${value}`,
  key: (key: string): string => `Press the key ${key}`,
  read: (name: string, text: string): string => `Read “${name}” in “${text}”`,
  check: {
    text: (words: string): string => `Check that the page says “${words}”`,
    gone: (words: string): string => `Check that the page no longer says “${words}”`,
    page: (page: string): string => `Check that the page is ${page}`,
  },
};
export type ReplayWords = typeof enReplay;
