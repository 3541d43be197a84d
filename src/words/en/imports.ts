import { plural } from './plural.ts';

/** What is said of an import. */
export const enImports = {
  none: (repository: string): string => `No issues in ${repository} match.`,
  nothingNew: (repository: string): string => `Nothing new in ${repository}.`,
  created: (repository: string, count: number): string =>
    `Imported ${plural(count, 'issue')} from ${repository}:`,
  more: (count: number): string => `… and ${count} more.`,
  updated: (tasks: string): string => `Updated: ${tasks}.`,
  known: (count: number): string => `${plural(count, 'issue was', 'issues were')} imported before.`,
  changedHere: (tasks: string): string => `Changed here, so left alone: ${tasks}.`,
  ended: (state: string, link: string): string => `**${state}**: ${link}`,
  isTruncated: 'There are more. To import them too, type a higher limit, for example: limit=100',
};
export type ImportWords = typeof enImports;
