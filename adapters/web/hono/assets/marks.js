/**
 * What pages and scripts draw alike: the server takes it from here, too.
 * @type {Readonly<Record<import('../../../../src/contract/runs.ts').StepView['status'], string>>}
 */
export const ICONS = {
  waiting: '○',
  running: '…',
  success: '✓',
  failure: '✕',
  abandoned: '–',
  skipped: '»',
  unknown: '?',
};

const UNITS = ['B', 'kB', 'MB'];

/** `2.5 MB`. @param {number} bytes */
export function sizeText(bytes) {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${Number((bytes / 1000 ** power).toFixed(1))} ${UNITS[power]}`;
}
