import type {
  ActionsBlock,
  ActionsBlockElement,
  KnownBlock,
  PlainTextElement,
  RichTextElement,
  TaskCardBlock,
} from '@slack/types';

import type { Button, Card, CardFile, CardStep } from '../../../src/domain/card.ts';
import { clean, cut, size } from './text.ts';
import { fill, type Words } from './words.ts';

/** `rich` shows steps as a plan; `plain` keeps to blocks that every Slack takes. */
export type Shape = 'rich' | 'plain';

/**
 * Most characters of JSON in the blocks of one message. Near 13 000 Slack answers `msg_blocks_too_long`; the limit is
 * not in its documentation.
 */
export const MAX_BLOCKS_SIZE = 12_000;

/** Sizes of parts from docs.slack.dev/reference/block-kit (read 2026-11-20). */
const MAX_HEADER = 150;
const MAX_LABEL = 75;
const MAX_OPTION_VALUE = 75;
const MAX_ELEMENTS = 25;
const MAX_OPTIONS = 100;
/** `action_id` takes 255 and a button's `value` 2 000, but all of them share the message's size. */
const MAX_ACTION = 200;
const MAX_VALUE = 300;
/** No limit is published for the tasks of a plan; 45 are known to work. */
const MAX_STEPS = 45;
const MAX_FILES = 10;
/** Buttons of one action beyond this become one menu. */
const MAX_CHOICE_BUTTONS = 5;

/** How the size is shared out: what people press first, then the words, then the steps. */
const ACTIONS_SIZE = 4_500;
const FILES_SIZE = 2_000;
const STEPS_SIZE = 1_500;

const TONE: Readonly<Record<Card['tone'], string>> = {
  neutral: '',
  active: '⏳ ',
  attention: '🔔 ',
  good: '✅ ',
  bad: '❌ ',
};

type StepLook = readonly [status: TaskCardBlock['status'], mark: string, word?: 'skipped' | 'abandoned'];

const STEP: Readonly<Record<CardStep['status'], StepLook>> = {
  waiting: ['pending', '○'],
  running: ['in_progress', '◐'],
  success: ['complete', '●'],
  failure: ['error', '✗'],
  abandoned: ['error', '✗', 'abandoned'],
  skipped: ['complete', '–', 'skipped'],
};

const oneLine = (text: string): string => clean(text).replace(/\s+/g, ' ').trim();

export const plainText = (text: string, max: number): PlainTextElement => ({
  type: 'plain_text',
  text: cut(oneLine(text), max) || '–',
  emoji: false,
});

/** A click's `action_id`; the number keeps it unique in its message, as Slack wants. */
export const writeActionId = (action: string, number: number): string => `errand:${number}:${action}`;

export const readActionId = (id: string): string | undefined => /^errand:\d+:(.+)$/s.exec(id)?.[1];

function drawButton({ action, label, value, style, confirm }: Button, number: number, words: Words): ActionsBlockElement {
  return {
    type: 'button',
    action_id: writeActionId(action, number),
    text: plainText(label, MAX_LABEL),
    value,
    ...(style ? { style } : {}),
    ...(confirm ? { confirm: drawConfirm(confirm, words) } : {}),
  };
}

const drawConfirm = (question: string, words: Words) => ({
  title: plainText(words.sure, 100),
  text: plainText(question, 300),
  confirm: plainText(words.yes, 30),
  deny: plainText(words.no, 30),
});

function drawMenu(
  buttons: readonly Button[],
  number: number,
  maxSize: number,
  words: Words,
): ActionsBlockElement | undefined {
  const question = buttons.find(({ confirm }) => confirm)?.confirm;
  const options: { text: PlainTextElement; value: string }[] = [];
  let left = maxSize - 1_000; // what stands around the options, with a long question in it
  for (const { label, value } of buttons.slice(0, MAX_OPTIONS)) {
    const option = { text: plainText(label, MAX_LABEL), value };
    left -= size(option) + 1;
    if (left < 0) break;
    options.push(option);
  }
  const [first] = buttons;
  if (!first || options.length === 0) return undefined;
  return {
    type: 'static_select',
    action_id: writeActionId(first.action, number),
    placeholder: plainText(words.choose, MAX_HEADER),
    options,
    ...(question ? { confirm: drawConfirm(question, words) } : {}),
  };
}

/** What comes back with a click may not be cut or cleaned: it is left out when it does not fit. */
const isWord = (text: string, max: number): boolean =>
  text.length > 0 && text.length <= max && clean(text) === text;

function drawActions(buttons: readonly Button[], words: Words): ActionsBlock[] {
  const fitting = buttons.filter(({ action, value }) => isWord(action, MAX_ACTION) && isWord(value, MAX_VALUE));
  const elements: ActionsBlockElement[] = [];
  let left = ACTIONS_SIZE;
  function add(element: ActionsBlockElement | undefined): void {
    if (!element) return;
    left -= size(element) + 1;
    if (left >= 0 && elements.length < MAX_ELEMENTS) elements.push(element);
  }
  for (const name of new Set(fitting.map(({ action }) => action))) {
    const group = fitting.filter(({ action }) => action === name);
    const choices = group.filter(({ value }) => value.length <= MAX_OPTION_VALUE);
    if (choices.length > MAX_CHOICE_BUTTONS) add(drawMenu(choices, elements.length, left, words));
    else for (const button of group) add(drawButton(button, elements.length, words));
  }
  return elements.length > 0 ? [{ type: 'actions', elements }] : [];
}

function drawFiles(files: readonly CardFile[], words: Words): KnownBlock[] {
  const shown: RichTextElement[][] = [];
  let left = FILES_SIZE - 200;
  for (const { name, url } of files.slice(0, MAX_FILES)) {
    const text = cut(oneLine(name), 100) || '–';
    const isLink = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
    const line: RichTextElement[] = [
      { type: 'text', text: '📄 ' },
      isLink ? { type: 'link', url: new URL(url).href, text } : { type: 'text', text },
    ];
    left -= size(line) + 1;
    if (left < 0) break;
    shown.push(line);
  }
  const hidden = files.length - shown.length;
  if (hidden > 0) shown.push([{ type: 'text', text: fill(words.more, { count: hidden }) }]);
  return drawLines(shown);
}

const drawLines = (lines: readonly RichTextElement[][]): KnownBlock[] =>
  lines.length === 0
    ? []
    : [
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: lines.flatMap((line, at) => (at === 0 ? line : [{ type: 'text', text: '\n' } as const, ...line])),
            },
          ],
        },
      ];

/** Lines as literal text, in at most `maxSize` characters of JSON; what is left out is said. */
function drawText(lines: readonly string[], maxSize: number, words: Words): KnownBlock[] {
  const whole = clean(lines.join('\n'));
  const overhead = 200;
  let text = whole;
  while (size(text) > maxSize - overhead) text = cut(text, Math.floor(text.length * 0.9), '');
  const shown = text === whole ? text : `${text}${words.shortened}`;
  return shown.trim() === '' ? [] : drawLines([[{ type: 'text', text: shown }]]);
}

const stepTitle = ({ title, status }: CardStep, words: Words): string => {
  const word = STEP[status][2];
  return cut(oneLine(title), 120) + (word ? ` (${words[word]})` : '');
};

/** The newest steps that fit; older ones are counted. */
function drawSteps(steps: readonly CardStep[], shape: Shape, maxSize: number, words: Words): KnownBlock[] {
  if (steps.length === 0) return [];
  const ended = steps.filter(({ status }) => status !== 'waiting' && status !== 'running').length;
  const title = fill(words.steps, { done: ended, all: steps.length });
  const shown: TaskCardBlock[] = [];
  let left = maxSize - 400;
  for (let at = steps.length - 1; at >= 0 && shown.length < MAX_STEPS - 1; at--) {
    const step = steps[at];
    if (!step) break;
    const [status] = STEP[step.status];
    const card: TaskCardBlock = { type: 'task_card', task_id: `s${at}`, title: stepTitle(step, words) || '–', status };
    left -= size(card) + 1;
    if (left < 0) break;
    shown.unshift(card);
  }
  const hidden = steps.length - shown.length;
  const earlier = fill(words.earlier, { count: hidden });
  if (shape === 'rich') {
    if (hidden > 0) shown.unshift({ type: 'task_card', task_id: 'earlier', title: earlier, status: 'complete' });
    return [{ type: 'plan', title, tasks: shown }];
  }
  const lines = steps.slice(hidden).map((step) => `${STEP[step.status][1]} ${stepTitle(step, words)}`);
  return drawText([title, ...(hidden > 0 ? [earlier] : []), ...lines], maxSize, words);
}

const drawNote = (text: string, max: number): KnownBlock[] =>
  oneLine(text) === '' ? [] : [{ type: 'context', elements: [plainText(text, max)] }];

/**
 * A card as blocks, within every limit of Slack whatever the card holds. Nothing in it is read as markup: text stands
 * in plain or rich text elements, where Slack takes it literally.
 * @param room - characters of JSON that the caller adds itself.
 */
export function drawCard(card: Card, shape: Shape, words: Words, room: number): KnownBlock[] {
  const number = card.taskNumber === undefined ? '' : `T-${card.taskNumber}`;
  const header: KnownBlock = { type: 'header', text: plainText(TONE[card.tone] + oneLine(card.title), MAX_HEADER) };
  const state = drawNote([number, card.badge ?? ''].filter(Boolean).join(' · '), 200);
  const hint = drawNote(card.hint ?? '', 500);
  const files = drawFiles(card.files ?? [], words);
  const actions = drawActions(card.buttons, words);
  const steps = card.steps ?? [];

  let left = MAX_BLOCKS_SIZE - room - size([header, ...state, ...hint, ...files, ...actions]) - 10;
  const text = drawText(card.lines, left - (steps.length > 0 ? STEPS_SIZE : 0), words);
  left -= size(text);
  return [header, ...state, ...text, ...drawSteps(steps, shape, left, words), ...files, ...hint, ...actions];
}
