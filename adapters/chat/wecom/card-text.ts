import type { Field } from '../../../src/domain/ask.ts';
import { MARKS as ENDS, type Button, type Card, type CardStep } from '../../../src/domain/card.ts';
import type { WeComWords } from '../../../src/words/index.ts';
import { defuse, honestLinks } from './text.ts';

// prettier-ignore
const MARKS: Readonly<Record<CardStep['status'], string>> = {
  waiting: '○', running: '▶', success: '✓', failure: '✗', abandoned: '–', skipped: '–', unknown: '？',
};
/** The card as Markdown: everything that it says, the news first, and how to answer it by typing. */
export function cardMarkdown(card: Card, words: WeComWords): string {
  const steps = card.steps ?? [];
  const blocks = [
    [`**${plain(headline(card))}**`],
    card.lines.map(plain),
    bodyBlocks(card),
    [
      ...(card.progress ? [plain(card.progress)] : []),
      ...steps.map(({ title, status }) => `${MARKS[status]} ${plain(title)}`),
    ],
    optionLines(card),
    needsFilling(card) ? (card.fields ?? []).map((field) => fieldLine(field, words)) : [],
    factLine(card),
    (card.files ?? []).map(({ name, url }) => `[${plain(name).replace(/[[\]]/g, '')}](${url})`),
    smallPrint(card).map((line) => `> ${plain(line)}`),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** The news with what calls the reader, or the sign of how it ended. */
export const headline = ({ mark, lead, title }: Card): string =>
  [mark ? `${ENDS[mark]} ` : '', lead ?? '', title].join('');

/** Who may, and until when. */
export const factLine = ({ facts = [], due }: Card): string[] => {
  const all = [...facts, ...(due ? [`${due.label} ${due.moment}`] : [])];
  return all.length > 0 ? [plain(all.join(' · '))] : [];
};

export const smallPrint = ({ context, hint }: Card): string[] => [context ?? '', hint ?? ''].filter(Boolean);

const bodyBlocks = ({ body = [] }: Card): string[] =>
  body.map(({ kind, text }) =>
    kind === 'code' ? `\`\`\`\n${fenced(text)}\n\`\`\`` : honestLinks(defuse(text)),
  );

/** Nothing in it ends the block before its end. */
const fenced = (text: string): string => defuse(text).replace(/`{3}/g, '`\u200B``');

const isAnswer = ({ action }: Button): boolean => action === 'answer';

/** The options of a choice, by the numbers that can be typed for them. */
const optionLines = ({ buttons, fields }: Card): string[] =>
  fields?.length ? [] : buttons.filter(isAnswer).map(({ label }, index) => `${index + 1}. ${plain(label)}`);

/** One free text is what one types anyway, and a note is for those who want to give one: both go without saying. */
const needsFilling = ({ buttons, fields = [] }: Card): boolean =>
  buttons.some(isAnswer) && !(fields.length === 1 && fields[0]?.kind === 'long_text');

const fieldLine = (field: Field, words: WeComWords): string => {
  const choices = optionsOf(field, words);
  return `- ${plain(field.label)}${field.isRequired ? ' *' : ''}${choices.length ? `: ${choices.map(plain).join(' / ')}` : ''}`;
};

/** Text that is not ours, with nothing in it that would name people or hide where a link leads. */
const plain = (text: string): string => defuse(text).replaceAll('](', '] (');

/** What can be chosen in a field. */
export const optionsOf = (field: Field, words: WeComWords): string[] =>
  field.kind === 'boolean' ? [words.yes, words.no] : (field.options ?? []);
