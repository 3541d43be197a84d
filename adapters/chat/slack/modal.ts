import type { InputBlock, KnownBlock, ModalView, PlainTextOption, RichTextBlockElement } from '@slack/types';
import { z } from 'zod';

import type { Field, FieldKind } from '../../../src/domain/ask.ts';
import { wordsFor, type SlackWords } from '../../../src/words/index.ts';
import type { SavedForm } from './records.ts';
import { plainText } from './plain-text.ts';
import { clean, cut } from './text.ts';

/** The form's `callback_id`; what it is about travels in `private_metadata`, which people can read and change. */
export const FORM_ID = 'errand:form';

/** Sizes from docs.slack.dev/reference/views and /block-kit (read 2026-11-20). */
const MAX_TITLE = 24;
const MAX_BLOCKS = 100;
const MAX_INPUT = 3_000;
const MAX_LABEL = 2_000;
const MAX_OPTION = 75;
const MAX_OPTIONS = 100;

const ELEMENT = 'value';
const blockId = (index: number): string => `field:${index}`;

const option = (label: string, index: number): PlainTextOption => ({
  text: plainText(label, MAX_OPTION),
  value: String(index),
});

/** Slack wants at least one option and takes at most 100; beyond that the answer is typed and checked. */
const isMenu = ({ options = [] }: Field): boolean => options.length > 0 && options.length <= MAX_OPTIONS;

const initialText = ({ value }: Field): { initial_value?: string } =>
  value === undefined ? {} : { initial_value: cut(clean(String(value)), MAX_INPUT, '') };

const typed = (field: Field, isLong: boolean): InputBlock['element'] => ({
  type: 'plain_text_input',
  action_id: ELEMENT,
  multiline: isLong,
  max_length: MAX_INPUT,
  ...initialText(field),
});

const numeric = (field: Field, hasDecimals: boolean): InputBlock['element'] => ({
  type: 'number_input',
  action_id: ELEMENT,
  is_decimal_allowed: hasDecimals,
  ...initialText(field),
});

function drawDate({ value }: Field): InputBlock['element'] {
  const isDay = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  return { type: 'datepicker', action_id: ELEMENT, ...(isDay ? { initial_date: value } : {}) };
}

function drawBoolean({ value }: Field, words: SlackWords): InputBlock['element'] {
  const options = [option(words.yes, 0), option(words.no, 1)];
  const initial = value === true ? options[0] : value === false ? options[1] : undefined;
  return {
    type: 'radio_buttons',
    action_id: ELEMENT,
    options,
    ...(initial ? { initial_option: initial } : {}),
  };
}

function drawChoice(field: Field, words: SlackWords): InputBlock['element'] {
  if (!isMenu(field)) return typed(field, false);
  const options = (field.options ?? []).map(option);
  const initial = options[(field.options ?? []).indexOf(String(field.value))];
  return {
    type: 'static_select',
    action_id: ELEMENT,
    placeholder: plainText(words.choose, 150),
    options,
    ...(initial ? { initial_option: initial } : {}),
  };
}

function drawChoices(field: Field, words: SlackWords): InputBlock['element'] {
  if (!isMenu(field)) return typed(field, false);
  const chosen: readonly unknown[] = Array.isArray(field.value) ? field.value : [];
  const options = (field.options ?? []).map(option);
  const initial = options.filter((_, at) => chosen.includes(field.options?.[at]));
  return {
    type: 'multi_static_select',
    action_id: ELEMENT,
    placeholder: plainText(words.choose, 150),
    options,
    ...(initial.length > 0 ? { initial_options: initial } : {}),
  };
}

const DRAW: Readonly<Record<FieldKind, (field: Field, words: SlackWords) => InputBlock['element']>> = {
  text: (field) => typed(field, false),
  long_text: (field) => typed(field, true),
  number: (field) => numeric(field, true),
  integer: (field) => numeric(field, false),
  boolean: drawBoolean,
  date: drawDate,
  choice: drawChoice,
  choices: drawChoices,
};

function drawField(field: Field, index: number, words: SlackWords): KnownBlock {
  return {
    type: 'input',
    block_id: blockId(index),
    label: plainText(field.label || field.name, MAX_LABEL),
    optional: !field.isRequired,
    element: DRAW[field.kind](field, words),
    ...(field.help ? { hint: plainText(field.help, MAX_LABEL) } : {}),
  };
}

/** A block of text takes 3 000 characters. */
const MAX_PART = 2_900;

/** What the form is about, and what is to be read before it is sent, all of it. */
function drawAbout({ title, body = [] }: SavedForm): KnownBlock[] {
  const head: RichTextBlockElement = {
    type: 'rich_text_section',
    elements: [{ type: 'text', text: clean(title).trim() || '–', style: { bold: true } }],
  };
  const parts = body.flatMap((text) => partsOf(clean(text) || '–'));
  const code = parts.map((text): KnownBlock => ({
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
  }));
  return [{ type: 'rich_text', elements: [head] }, ...code];
}

function partsOf(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const part = cut(text.slice(at, at + MAX_PART + 1), MAX_PART, '');
    parts.push(part);
    at += part.length;
  }
  return parts;
}

/** @param about - comes back with what was filled in; at most 3 000 characters. */
export function drawForm(form: SavedForm, about: string): ModalView {
  const { fields, locale, verb } = form;
  const words = wordsFor(locale).slack;
  const head = drawAbout(form);
  const inputs = fields.map((field, index) => drawField(field, index, words));
  return {
    type: 'modal',
    callback_id: FORM_ID,
    title: plainText(verb ?? words.answer, MAX_TITLE),
    submit: plainText(verb ?? words.send, MAX_TITLE),
    close: plainText(words.close, MAX_TITLE),
    private_metadata: about,
    blocks: [...head, ...inputs].slice(0, MAX_BLOCKS),
  };
}

const optionValue = z.object({ value: z.string() });
const input = z.object({
  value: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_option: optionValue.nullish(),
  selected_options: z.array(optionValue).nullish(),
});
type Input = z.infer<typeof input>;

/** What people filled in, by block and element. */
export const formState = z.object({ values: z.record(z.string(), z.record(z.string(), input)) });
export type FormState = z.infer<typeof formState>;

type Reading = { value: unknown } | { problem: 'number' | 'integer' | 'date' | 'choice' };

function readNumber(text: string, isWhole: boolean): Reading {
  const value = Number(text.trim());
  if (text.trim() === '' || !Number.isFinite(value)) return { problem: isWhole ? 'integer' : 'number' };
  return isWhole && !Number.isSafeInteger(value) ? { problem: 'integer' } : { value };
}

function readDay(text: string): Reading {
  const day = new Date(`${text}T00:00:00Z`);
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
  return isDay ? { value: text } : { problem: 'date' };
}

function readOptions(field: Field, answer: Input): string[] {
  const all = field.options ?? [];
  const chosen = answer.selected_options ?? (answer.selected_option ? [answer.selected_option] : []);
  if (isMenu(field)) return chosen.map(({ value }) => all[Number(value)] ?? '');
  const words = (answer.value ?? '')
    .split(field.kind === 'choices' ? /[,，、\n]/ : '\n')
    .map((word) => word.trim());
  return words
    .filter(Boolean)
    .map((word) => all.find((each) => each.toLowerCase() === word.toLowerCase()) ?? '');
}

const ANSWERS: Readonly<Record<FieldKind, (answer: Input, field: Field) => Reading | undefined>> = {
  text: ({ value }) => (value?.trim() ? { value } : undefined),
  long_text: ({ value }) => (value?.trim() ? { value } : undefined),
  number: ({ value }) => (value?.trim() ? readNumber(value, false) : undefined),
  integer: ({ value }) => (value?.trim() ? readNumber(value, true) : undefined),
  boolean: ({ selected_option: chosen }) => (chosen ? { value: chosen.value === '0' } : undefined),
  date: ({ selected_date: day }) => (day ? readDay(day) : undefined),
  choice(answer, field) {
    const [chosen] = readOptions(field, answer);
    if (chosen === undefined) return undefined;
    return chosen === '' ? { problem: 'choice' } : { value: chosen };
  },
  choices(answer, field) {
    const chosen = readOptions(field, answer);
    if (chosen.length === 0) return undefined;
    return chosen.includes('') ? { problem: 'choice' } : { value: chosen };
  },
};

/**
 * Reads what was filled in, each value in the type of its field.
 * @returns the values of the fields that were filled in, or the errors by block, as Slack shows them beside the inputs.
 */
export function readForm(
  { fields, locale }: SavedForm,
  { values }: FormState,
): { values: Record<string, unknown> } | { errors: Record<string, string> } {
  const words = wordsFor(locale).slack;
  const read: [string, unknown][] = [];
  const errors: [string, string][] = [];
  for (const [index, field] of fields.slice(0, MAX_BLOCKS).entries()) {
    const answer = values[blockId(index)]?.[ELEMENT];
    const reading = answer && ANSWERS[field.kind](answer, field);
    if (!reading) {
      if (field.isRequired) errors.push([blockId(index), words.required]);
    } else if ('problem' in reading) errors.push([blockId(index), words[reading.problem]]);
    else read.push([field.name, reading.value]);
  }
  return errors.length > 0 ? { errors: Object.fromEntries(errors) } : { values: Object.fromEntries(read) };
}

/** A refusal of the whole form, shown at its first input. */
export const formError = (text: string): Record<string, string> => ({ [blockId(0)]: text });
