import type { Field } from '../../../src/domain/ask.ts';
import type { Button, Card, CardStep } from '../../../src/domain/card.ts';
import type { WeComWords } from '../../../src/words/index.ts';
import { defuse } from './text.ts';

// prettier-ignore
const MARKS: Readonly<Record<CardStep['status'], string>> = {
  waiting: '○', running: '▶', success: '✓', failure: '✗', abandoned: '–', skipped: '–', unknown: '？',
};
/** Steps before these are only counted: a bubble is no log. */
const MAX_STEPS = 12;

/** The card as Markdown: everything that it says, and how to answer it by typing. */
export function cardMarkdown(card: Card, words: WeComWords): string {
  const steps = card.steps ?? [];
  const left = steps.length - MAX_STEPS;
  const blocks = [
    [`**${plain(card.title)}**${card.badge ? ` · ${plain(card.badge)}` : ''}`],
    card.lines.map(plain),
    [
      ...(left > 0 ? [`… +${left}`] : []),
      ...steps.slice(-MAX_STEPS).map(({ title, status }) => `${MARKS[status]} ${plain(title)}`),
    ],
    optionLines(card),
    needsFilling(card) ? (card.fields ?? []).map((field) => fieldLine(field, words)) : [],
    (card.files ?? []).map(({ name, url }) => `[${plain(name).replace(/[[\]]/g, '')}](${url})`),
    card.hint ? [`> ${plain(card.hint)}`] : [],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

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
