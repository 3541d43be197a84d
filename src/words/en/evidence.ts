import type { EvidenceKind } from '../../domain/evidence.ts';

const WANTED: Readonly<Record<EvidenceKind, (wanted: string) => string>> = {
  result: (count) => `a result of at least ${count} characters`,
  file_count: (count) => `at least ${count} ${count === '1' ? 'file' : 'files'}`,
  file: (name) => (name.startsWith('*.') ? `a file ${name}` : `the file ${name}`),
  call: (tool) => `a successful call of ${tool}`,
  criterion: (text) => text,
};

/** What has to be there before work counts as done, and what was found. */
export const enEvidence = {
  wanted: WANTED,
  characters: (count: string): string => `${count} characters`,
  acceptAnyway: 'Accept anyway',
  saysNext: 'Now reply with why it is accepted anyway: your next message is taken as that.',
  doneWhen: 'It counts as done only when all of this is there:',
  stillLacks: (items: string): string =>
    `This cannot count as done yet. It lacks ${items}. Add what is missing and finish again; if it cannot be had, say so and why.`,
  lacks: (items: string): string => `It lacks ${items}; accepting it anyway needs a reason.`,
  judge: (items: string): string => `By accepting it you confirm: ${items}.`,
  checked: (items: string): string => `Checked: ${items}.`,
  acceptedAnyway: (who: string, items: string, note: string): string =>
    `${who} accepted it without ${items}: ${note}`,
};
export type EvidenceWords = typeof enEvidence;
