import { plural } from './plural.ts';
import type { FieldKind } from '../../domain/ask.ts';
import type { OutputType } from '../../domain/definition.ts';

const fieldKinds: Record<FieldKind, string> = {
  text: 'a short text',
  long_text: 'text of any length',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'yes or no',
  date: 'a day such as 2026-12-01',
  choice: 'one of these',
  choices: 'one or more of these, separated by commas',
};

const outputTypes: Record<OutputType, string> = {
  freeform: 'any format',
  report: 'report',
  summary: 'summary',
  list: 'list',
  data: 'data',
};

/** What the result of the work should be. */
const expectedOutputs: Record<Exclude<OutputType, 'freeform'>, string> = {
  report: 'A report in Markdown with headings, saved as a deliverable.',
  summary: 'A summary of at most ten sentences.',
  list: 'A list with one line per item.',
  data: 'The data as a CSV or JSON file, saved as a deliverable.',
};

/** Definitions, and the forms that are filled in from them. */
export const enDefinitions = {
  fieldKinds,
  outputTypes,
  expectedOutputs,
  noDefinitions: 'There are no definitions yet. Admins add them in the console.',
  definitionLine: (key: string, what: string, parameters: string): string =>
    `- \`${key}\` ${what}${parameters ? ` (${parameters})` : ''}`,
  /** One request that changes several tasks. */
  bulk: {
    title: {
      open: (count: number): string => `Change ${plural(count, 'task')}?`,
      done: (count: number): string => `Confirmed for ${plural(count, 'task')}`,
      cancelled: (count: number): string => `${plural(count, 'task')} left as before`,
    },
    line: (task: string, title: string, what: string): string => `${task} ${title}: ${what}`,
    confirm: (count: number): string => (count === 1 ? 'Confirm' : `Confirm all ${count}`),
    discard: 'Leave them',
    undo: 'Undo',
  },
  bulkFor: (name: string): string => `${name}, please confirm.`,
  draftFor: (name: string): string => `${name}, please fill this in.`,
  draftDone: (task: string): string => `Created ${task}.`,
  draftCancelled: (title: string): string => `Cancelled: ${title}. Nothing was created.`,
  draftAsks: (title: string, label: string, kind: string, more: number): string =>
    `**${title}**: ${label}? (${kind}${more > 0 ? `; ${more} more after this` : ''})`,
  draftWrong: (label: string, problem: string): string => `${label} ${problem}.`,
  draftHowToCancel: 'To cancel, say: cancel',
};
export type DefinitionWords = typeof enDefinitions;
