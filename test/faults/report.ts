import type { CampaignReport } from './campaign.ts';
import { FAULT_KINDS } from './inspect.ts';

const MAX_EXAMPLES = 8;
const MAX_LINES = 15;

/** The campaign as a table: what was done to it, how everything ended, and what must be zero. */
export function formatReport({ done, faults, facts, fencedWrites, lines, seconds }: CampaignReport): string {
  const row = (name: string, value: number | string) => `  ${name.padEnd(28)} ${String(value).padStart(6)}`;
  const mustBeZero = FAULT_KINDS.flatMap((kind) => [
    row(kind, faults[kind].length),
    ...faults[kind].slice(0, MAX_EXAMPLES).map((example) => `      ${example}`),
  ]);
  return [
    `faults (in ${seconds.toFixed(0)} s)`,
    ...Object.entries(done).map(([name, count]) => row(name, count)),
    'how it went',
    ...Object.entries(facts).map(([name, count]) => row(name, count)),
    row('writes fenced', fencedWrites),
    'must be zero',
    ...mustBeZero,
    'what the workers logged most',
    ...lines.slice(0, MAX_LINES).map(([line, count]) => row(String(count), line.slice(0, 140))),
  ].join('\n');
}
