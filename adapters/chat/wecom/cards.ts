import type { Button, Card } from '../../../src/domain/card.ts';
import type { WeComWords } from '../../../src/words/index.ts';
import { plainMarkdown } from '../../../src/shared/plain-markdown.ts';
import { cardMarkdown, headline, optionsOf } from './card-text.ts';
import { caption, countCharacters } from './text.ts';
import type { Selected } from './wire.ts';

/** A template card as it goes over the wire. */
export interface TemplateCard {
  card_type: 'text_notice' | 'button_interaction' | 'vote_interaction' | 'multiple_interaction';
  task_id: string;
  main_title: { title: string; desc?: string };
  sub_title_text?: string;
  [field: string]: unknown;
}

// Bounds of template cards: developer.work.weixin.qq.com/document/path/101032, read 2026-11-20. Texts over theirs are
// cut by the client without a sign; the counts are refused.
const MAX_TITLE = 26;
const MAX_DESC = 30;
const MAX_SUBTITLE = 112;
const MAX_BUTTON = 10;
const MAX_OPTION = 11;
const MAX_SELECT_TITLE = 13;
const MAX_BUTTONS = 6;
const MAX_VOTE_OPTIONS = 20;
const MAX_SELECTS = 3;
const MAX_SELECT_OPTIONS = 10;

const PICK = 'pick';
const BACK = 'back';
const pressKey = ({ action, value }: Button): string => `press|${action}|${value}`;
const sureKey = ({ action, value }: Button): string => `sure|${action}|${value}`;

export interface Drawing {
  card: TemplateCard;
  /** What the card is too small for: to be said right before it, as Markdown. */
  context: string | null;
}

/**
 * A card with something to press, or undefined when there is nothing, so that Markdown says it better.
 * Up to 6 buttons stay buttons, up to 20 become a vote of one; a form of choices becomes a vote or up to 3 selections.
 * Free text cannot be typed into a card: such a form is answered in the chat, as the card's hint says.
 */
export function drawCard(
  card: Card,
  taskId: string,
  words: WeComWords,
  publicUrl?: string,
): Drawing | undefined {
  const parts = formParts(card, words) ?? buttonParts(pressable(card));
  if (!parts) return undefined;
  const { legend, ...fields } = parts;

  const quoted = plainMarkdown((card.body ?? []).map(({ text }) => text).join('\n'));
  const lines = [...card.lines, ...legend, ...(card.facts ?? [])];
  const said = [...lines, card.hint ?? ''].filter((line) => line !== '').join('\n');
  const small = isShort(headline(card)) ? said : `${headline(card)}\n${said}`;
  const isSmall =
    countCharacters(small) <= MAX_SUBTITLE &&
    countCharacters(quoted) <= MAX_QUOTE &&
    !card.steps?.length &&
    !card.files?.length;
  const buttons = card.fields?.length ? card.buttons : []; // options stand on the card itself
  const told = { ...card, lines: [...card.lines, ...legend], buttons };
  const context = isSmall ? null : cardMarkdown(told, words);
  const subtitle = isSmall ? small : caption(card.hint ?? small, MAX_SUBTITLE);
  return {
    card: {
      ...fields.card,
      task_id: taskId,
      source: { desc: SOURCE },
      main_title: mainTitle(card),
      ...(quoted !== '' && { quote_area: { type: 0, quote_text: caption(quoted, MAX_QUOTE) } }),
      ...(subtitle !== '' && { sub_title_text: subtitle }),
      ...dueOf(card),
      ...(publicUrl && { jump_list: [{ type: 1, title: words.open, url: pageOf(card, publicUrl) }] }),
    },
    context,
  };
}

const isShort = (title: string): boolean => countCharacters(title) <= MAX_TITLE;

const SOURCE = 'Errand';
const MAX_QUOTE = 120;
const MAX_KEY = 5;
const MAX_VALUE = 26;

const dueOf = ({ due }: Card) =>
  due && {
    horizontal_content_list: [
      { keyname: caption(due.label, MAX_KEY), value: caption(due.moment, MAX_VALUE) },
    ],
  };

/** What it is about says more than what is wanted, where there is no room for both: the buttons say that as well. */
const mainTitle = (card: Card): TemplateCard['main_title'] => ({
  title: caption(isShort(headline(card)) ? headline(card) : card.title, MAX_TITLE) || '…',
  ...(card.context && { desc: caption(card.context, MAX_DESC) }),
});

interface Parts {
  card: Omit<TemplateCard, 'task_id' | 'main_title'> & { card_type: TemplateCard['card_type'] };
  /** Choices in full, where the card shows only their beginnings. */
  legend: string[];
}

/** Without a form that can be drawn, there is nothing that its button could send, nor one that needs a long text. */
function pressable({ fields = [], buttons }: Card): Button[] {
  const isLong = (name: string | undefined): boolean =>
    fields.some((field) => field.name === name && field.kind === 'long_text');
  const kept = buttons.filter(({ needs }) => !isLong(needs));
  return fields.length > 0 ? kept.filter(({ action }) => action !== 'answer') : kept;
}

function buttonParts(buttons: readonly Button[]): Parts | undefined {
  if (buttons.length === 0) return undefined;
  if (buttons.length > MAX_BUTTONS) {
    const { texts, legend } = captions(
      buttons.slice(0, MAX_VOTE_OPTIONS).map(({ label }) => label),
      MAX_OPTION,
    );
    return { card: vote(PICK, texts, 0, '✓', PICK), legend };
  }
  const { texts, legend } = captions(
    buttons.map(({ label }) => label),
    MAX_BUTTON,
  );
  const styles = { primary: 1, danger: 2 };
  const list = buttons.map((button, index) => ({
    text: texts[index],
    style: button.style ? styles[button.style] : 3,
    key: pressKey(button),
  }));
  return { card: { card_type: 'button_interaction', button_list: list }, legend };
}

const vote = (
  questionKey: string,
  texts: readonly string[],
  mode: 0 | 1,
  submit: string,
  key: string,
): Parts['card'] => ({
  card_type: 'vote_interaction',
  checkbox: { question_key: questionKey, mode, option_list: options(texts) },
  submit_button: { text: submit, key },
});

const options = (texts: readonly string[]): { id: string; text: string }[] =>
  texts.map((text, index) => ({ id: `o${index}`, text }));

/** Long captions are numbered, and stand in full in the legend. */
function captions(labels: readonly string[], max: number): { texts: string[]; legend: string[] } {
  if (labels.every((label) => countCharacters(label) <= max)) return { texts: [...labels], legend: [] };
  const numbered = labels.map((label, index) => `${index + 1}. ${label}`);
  return { texts: numbered.map((label) => caption(label, max)), legend: numbered };
}

function formParts(card: Card, words: WeComWords): Parts | undefined {
  const submit = card.buttons.find(({ action }) => action === 'answer');
  const fields = card.fields ?? [];
  const [first] = fields;
  if (!submit || !first || fields.some((field) => !['choice', 'choices', 'boolean'].includes(field.kind)))
    return undefined;

  const counts = fields.map((field) => optionsOf(field, words).length);
  if (counts.includes(0)) return undefined;
  const label = caption(submit.label, MAX_BUTTON);
  if (fields.length === 1 && Math.max(...counts) <= MAX_VOTE_OPTIONS) {
    const { texts, legend } = captions(optionsOf(first, words), MAX_OPTION);
    return { card: vote('f0', texts, first.kind === 'choices' ? 1 : 0, label, pressKey(submit)), legend };
  }
  const isSelectable = fields.length <= MAX_SELECTS && fields.every(({ kind }) => kind !== 'choices');
  if (!isSelectable || Math.max(...counts) > MAX_SELECT_OPTIONS) return undefined;
  const drawn = fields.map((field) => captions(optionsOf(field, words), MAX_OPTION));
  const selects = fields.map((field, index) => ({
    question_key: `f${index}`,
    title: caption(field.label, MAX_SELECT_TITLE),
    option_list: options(drawn[index]?.texts ?? []),
  }));
  return {
    card: {
      card_type: 'multiple_interaction',
      select_list: selects,
      submit_button: { text: label, key: pressKey(submit) },
    },
    legend: drawn.flatMap(({ legend }, index) =>
      legend.length ? [fields[index]?.label ?? '', ...legend] : [],
    ),
  };
}

/**
 * A card without anything to press. Taking the buttons away by an empty list is refused (40016), so a card is closed
 * by turning it into a notice, which must lead somewhere when it is touched.
 */
export function drawNotice(
  card: Card,
  taskId: string,
  publicUrl: string | undefined,
  note?: string,
): TemplateCard {
  const text = caption([note ?? '', ...card.lines].filter((line) => line !== '').join(' '), MAX_SUBTITLE);
  return {
    card_type: 'text_notice',
    task_id: taskId,
    main_title: mainTitle(card),
    ...(text !== '' && { sub_title_text: text }),
    card_action: { type: 1, url: pageOf(card, publicUrl) },
  };
}

function pageOf({ taskId, runId }: Card, publicUrl: string | undefined): string {
  if (!publicUrl) return 'https://work.weixin.qq.com/';
  const page = runId ? `/runs/${runId}` : taskId ? `/tasks/${taskId}` : '/';
  return publicUrl.replace(/\/$/, '') + page;
}

/** Asks the person who pressed a button that wants it whether they mean it. */
export const drawConfirm = (card: Card, button: Button, taskId: string, words: WeComWords): TemplateCard => ({
  card_type: 'button_interaction',
  task_id: taskId,
  main_title: { title: words.sure, desc: caption(headline(card), MAX_DESC) },
  sub_title_text: caption(button.confirm ?? '', MAX_SUBTITLE),
  button_list: [
    { text: caption(button.label, MAX_BUTTON), style: 2, key: sureKey(button) },
    { text: words.back, style: 3, key: BACK },
  ],
});

export type Choice =
  | { kind: 'press'; button: Button; values?: Record<string, unknown> }
  | { kind: 'confirm'; button: Button }
  | { kind: 'back' };

/**
 * What a click on the card means. The key is only looked up in the card as we keep it: what comes in is no command.
 * Undefined when the card has no such thing.
 */
export function readChoice(
  card: Card,
  eventKey: string,
  selected: Selected,
  words: WeComWords,
): Choice | undefined {
  if (eventKey === BACK) return { kind: 'back' };
  if (eventKey === PICK) return pressed(card.buttons[optionIndex(selected[PICK]?.[0])]);
  const sure = card.buttons.find((button) => sureKey(button) === eventKey);
  if (sure) return { kind: 'press', button: sure };
  const choice = pressed(card.buttons.find((each) => pressKey(each) === eventKey));
  if (choice?.kind !== 'press') return choice;
  const values = readValues(card, selected, words);
  return values ? { ...choice, values } : choice;
}

function pressed(button: Button | undefined): Choice | undefined {
  if (!button) return undefined;
  return button.confirm ? { kind: 'confirm', button } : { kind: 'press', button };
}

const optionIndex = (id: string | undefined): number => (id && /^o\d+$/.test(id) ? Number(id.slice(1)) : -1);

function readValues(card: Card, selected: Selected, words: WeComWords): Record<string, unknown> | undefined {
  if (Object.keys(selected).length === 0 || !card.fields) return undefined;
  const values = card.fields.map((field, index) => {
    const indexes = (selected[`f${index}`] ?? []).map(optionIndex);
    const chosen = indexes.map((at) => optionsOf(field, words)[at]).filter((text) => text !== undefined);
    if (field.kind === 'choices') return [field.name, chosen] as const;
    return [
      field.name,
      field.kind === 'boolean' && chosen[0] !== undefined ? chosen[0] === words.yes : chosen[0],
    ] as const;
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}
