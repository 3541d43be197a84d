import type { PersonRef } from './person.ts';

/** What has to be there before work counts as done. */
export interface EvidenceRules {
  /** The result is at least so long. */
  minResultChars: number;
  minFiles: number;
  /** A file of each name, such as `report.md`, or of each ending, such as `*.csv`. */
  files: string[];
  /** Of each of these tools a call has come through. */
  calls: string[];
  /** What people must find to be so, by accepting the work: the word of whoever did it does not count. */
  criteria: string[];
}

export const EVIDENCE_KINDS = ['result', 'file_count', 'file', 'call', 'criterion'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** One thing that was looked at. */
export interface Check {
  kind: EvidenceKind;
  /** A number, a name, or words, as the kind has it. */
  wanted: string;
  /** The evidence: what was found in place of it, such as the files. */
  found: string[];
  holds: boolean;
  /** Who looked. */
  by: string;
}

/** What was looked at before a task was done, or came to its review, and who let it pass. */
export interface Verification {
  at: Date;
  runId: string | null;
  checks: Check[];
  accepted?: { by: PersonRef; note?: string; isOverride: boolean };
}

/** What is to be judged by people; the rest are facts. */
export const isJudged = ({ kind }: Pick<Check, 'kind'>): boolean => kind === 'criterion';

/** The facts that are not so. */
export const lacking = (checks: readonly Check[] = []): Check[] =>
  checks.filter((check) => !check.holds && !isJudged(check));

/** What the rules want, one by one. */
export const wantedBy = (rules: EvidenceRules): Pick<Check, 'kind' | 'wanted'>[] => [
  ...(rules.minResultChars > 0 ? [{ kind: 'result' as const, wanted: String(rules.minResultChars) }] : []),
  ...(rules.minFiles > 0 ? [{ kind: 'file_count' as const, wanted: String(rules.minFiles) }] : []),
  ...rules.files.map((wanted) => ({ kind: 'file' as const, wanted })),
  ...rules.calls.map((wanted) => ({ kind: 'call' as const, wanted })),
  ...rules.criteria.map((wanted) => ({ kind: 'criterion' as const, wanted })),
];

const both = (one: readonly string[], other: readonly string[]): string[] => [...new Set([...one, ...other])];

/** What either wants: nobody takes from what the other asks for. Undefined where nothing is wanted. */
export function joinEvidence(...all: (EvidenceRules | null | undefined)[]): EvidenceRules | undefined {
  const joined = all.reduce<EvidenceRules>(
    (sum, rules) =>
      rules
        ? {
            minResultChars: Math.max(sum.minResultChars, rules.minResultChars),
            minFiles: Math.max(sum.minFiles, rules.minFiles),
            files: both(sum.files, rules.files),
            calls: both(sum.calls, rules.calls),
            criteria: both(sum.criteria, rules.criteria),
          }
        : sum,
    { minResultChars: 0, minFiles: 0, files: [], calls: [], criteria: [] },
  );
  return wantedBy(joined).length > 0 ? joined : undefined;
}
