import type { SaveDeliverableInput } from '../../../src/contract/tools.ts';
import type { Plan } from './plan.ts';
import { plainText } from './text.ts';
import type { Say } from './words.ts';

export interface Fact {
  label: string;
  value: string;
}

/** What a run has come to know, for what it writes. */
export interface Material {
  answers: readonly Fact[];
  read: readonly Fact[];
  notes: readonly string[];
  open: readonly string[];
}

type Writer = (plan: Plan, task: string, material: Material, say: Say) => string;

const MAX_CONTENT = 100_000;
const excerpt = (text: string): string => text.slice(0, 1500);
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const markdown: Writer = ({ title, expected, feedback }, task, { answers, read, notes, open }, say) => {
  const quote = ({ label, value }: Fact) => `${label}\n\n${excerpt(value).replace(/^/gm, '> ')}`;
  const item = (text: string) => `- ${text}`;
  const sections = [
    ['task', [task]],
    ['expected', expected ? [expected] : []],
    ['answers', answers.map(({ label, value }) => item(`${label}: ${value}`))],
    ['feedback', feedback.map(item)],
    ['notes', notes.map(item)],
    ['read', read.map(quote)],
    ['open', open.map((text) => item(`[ ] ${text}`))],
  ] as const;
  const told = sections.flatMap(([head, lines]) =>
    lines.length ? [`## ${say(head)}`, lines.join('\n')] : [],
  );
  return `${[`# ${title || task}`, `> ${say('honest')}`, ...told].join('\n\n')}\n`;
};

/** Every kind of file, by its ending. */
const FILES: Readonly<Record<string, readonly [SaveDeliverableInput['contentType'], Writer]>> = {
  md: ['text/markdown', markdown],
  txt: ['text/plain', markdown],
  html: [
    'text/html',
    (...all) => {
      const text = markdown(...all).replace(/[&<>]/g, (mark) => ESCAPES[mark] ?? mark);
      return `<!doctype html>\n<meta charset="utf-8">\n<pre>${text}</pre>\n`;
    },
  ],
  csv: [
    'text/csv',
    ({ title }, task, { answers, read }) =>
      [{ label: 'title', value: title }, { label: 'task', value: task }, ...answers, ...read]
        .map(({ label, value }) => `${cell(label)},${cell(excerpt(value))}`)
        .join('\r\n'),
  ],
  json: [
    'application/json',
    ({ title }, task, { answers, read, notes }, say) => {
      const pages = read.map((fact) => ({ ...fact, value: excerpt(fact.value) }));
      return JSON.stringify({ title, note: say('honest'), task, answers, read: pages, notes }, null, 2);
    },
  ],
};

function fileName(wanted: string | undefined, { title }: Plan, say: Say): string {
  if (wanted) return /\.\w+$/.test(wanted) ? wanted : `${wanted}.md`;
  const base = title.replace(/https?:\S+/g, '').replace(/[\\/:*?"<>|\s\p{Cc}]+/gu, ' ');
  return `${
    base
      .trim()
      .slice(0, 80)
      .replace(/[.…\s]+$/, '') || say('outlineName')
  }.md`;
}

/** A deliverable put together from what is known; it says of itself that it is an outline. */
export function writeOutline(
  plan: Plan,
  step: { said: string; name: string | undefined },
  material: Material,
  say: Say,
): SaveDeliverableInput {
  const name = fileName(step.name, plan, say);
  const [contentType, write] = FILES[name.split('.').at(-1) ?? ''] ?? ['text/markdown', markdown];
  return { name, content: plainText(write(plan, step.said, material, say), MAX_CONTENT), contentType };
}
