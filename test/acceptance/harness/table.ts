import { STATES, type Row } from './behaviours.ts';

const TEXT_WIDTH = 76;

const shorten = (text: string): string =>
  text.length <= TEXT_WIDTH ? text : `${text.slice(0, TEXT_WIDTH - 1)}…`;

function resultOf({ tests }: Row): string {
  if (tests.length === 0) return 'no test';
  const red = tests.filter(({ isGreen }) => !isGreen).length;
  return red === 0 ? 'green' : `${red} red`;
}

/** One line for each behaviour: id, state, number of tests, result, words; and under a partial one what is missing. */
export function drawRows(rows: readonly Row[]): string {
  const lines = rows.flatMap((row) => {
    const { id, state, text, lacks, tests } = row;
    const cells = [
      id.padEnd(5),
      state.padEnd(8),
      String(tests.length).padStart(3),
      resultOf(row).padEnd(8),
      shorten(text),
    ];
    return [cells.join(' '), ...(lacks ? [`${' '.repeat(27)} missing: ${lacks}`] : [])];
  });
  return ['id    state   tests result   behaviour', ...lines].join('\n');
}

/** How many behaviours of each state there are, and how many of them have green tests only. */
export function drawSummary(rows: readonly Row[]): string {
  return STATES.map((state) => {
    const all = rows.filter((row) => row.state === state);
    const green = all.filter((row) => resultOf(row) === 'green').length;
    return `${state}: ${all.length}${state === 'missing' ? '' : `, ${green} with green tests`}`;
  }).join(' · ');
}
