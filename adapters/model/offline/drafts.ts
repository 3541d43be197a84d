import type { SaveDeliverableInput } from '../../../src/contract/tools.ts';
import type { Plan } from './plan.ts';
import { plainText } from './text.ts';
import type { Locale } from './text.ts';
import { wordsOf } from './words.ts';

export interface Fact {
  label: string;
  value: string;
}

/** What a run has come to know, for what it writes. */
interface Material {
  answers: readonly Fact[];
  read: readonly Fact[];
  notes: readonly string[];
  open: readonly string[];
}

const EXCERPT = 1500;
const MAX_CONTENT = 100_000;
const TYPES: Record<string, SaveDeliverableInput['contentType']> = {
  md: 'text/markdown',
  txt: 'text/plain',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
};

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length ? ['', `## ${title}`, '', ...lines] : [];
const quote = (text: string): string =>
  text
    .slice(0, EXCERPT)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function markdown(
  plan: Plan,
  said: string,
  { answers, read, notes, open }: Material,
  locale: Locale,
): string {
  const words = wordsOf(locale).run;
  return [
    `# ${plan.title || said}`,
    '',
    `> ${words.honest}`,
    ...section(words.task, [said]),
    ...section(words.expected, plan.expected ? [plan.expected] : []),
    ...section(
      words.answers,
      answers.map(({ label, value }) => `- ${label}: ${value}`),
    ),
    ...section(
      words.feedback,
      plan.feedback.map((text) => `- ${text}`),
    ),
    ...section(
      words.notes,
      notes.map((text) => `- ${text}`),
    ),
    ...section(
      words.read,
      read.flatMap(({ label, value }) => [label, '', quote(value)]),
    ),
    ...section(
      words.steps,
      open.map((text) => `- [ ] ${text}`),
    ),
    '',
  ].join('\n');
}

const WRITERS: Record<string, (plan: Plan, said: string, material: Material, locale: Locale) => string> = {
  json: (plan, said, { answers, read, notes }, locale) =>
    JSON.stringify(
      {
        title: plan.title,
        note: wordsOf(locale).run.honest,
        task: said,
        answers,
        read: read.map((fact) => ({ ...fact, value: fact.value.slice(0, EXCERPT) })),
        notes,
      },
      null,
      2,
    ),
  csv: (plan, said, { answers, read }) =>
    [
      ['title', plan.title],
      ['task', said],
      ...answers.map((fact) => [fact.label, fact.value]),
      ...read.map((fact) => [fact.label, fact.value.slice(0, EXCERPT)]),
    ]
      .map((row) => row.map((text) => cell(text ?? '')).join(','))
      .join('\r\n'),
  html: (...args) => `<!doctype html>\n<meta charset="utf-8">\n<pre>${escape(markdown(...args))}</pre>\n`,
};

function fileName(wanted: string | undefined, plan: Plan, locale: Locale): string {
  if (wanted) return /\.\w+$/.test(wanted) ? wanted : `${wanted}.md`;
  const base = plan.title
    .replace(/https?:\S+/g, '')
    .replace(/[\\/:*?"<>|]+|\p{Cc}/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
  return `${base.replace(/[.…\s]+$/, '') || wordsOf(locale).run.outlineName}.md`;
}

/** A deliverable put together from what is known; it says of itself that it is an outline. */
export function draft(
  plan: Plan,
  step: { said: string; name: string | undefined },
  material: Material,
  locale: Locale,
): SaveDeliverableInput {
  const name = fileName(step.name, plan, locale);
  const ending = name.split('.').at(-1) ?? 'md';
  const content = plainText((WRITERS[ending] ?? markdown)(plan, step.said, material, locale), MAX_CONTENT);
  return { name, content, contentType: TYPES[ending] ?? 'text/markdown' };
}
