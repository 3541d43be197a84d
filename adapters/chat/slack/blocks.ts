import type {
  ContainerBlock,
  KnownBlock,
  RichTextBlockElement,
  RichTextElement,
  TaskCardBlock,
} from '@slack/types';

import { MARKS, type Button, type Card, type CardFile, type CardStep } from '../../../src/domain/card.ts';
import type { SlackWords } from '../../../src/words/index.ts';
import { drawActions } from './actions.ts';
import { formOf, readAllOf } from './forms.ts';
import { oneLine, plainText } from './plain-text.ts';
import { splitRichText } from './rich-text.ts';
import { clean, cut, size } from './text.ts';

/** `rich` shows steps as a plan; `plain` keeps to blocks that every Slack takes. */
export type Shape = 'rich' | 'plain';

/**
 * Most characters of JSON in the blocks of one message. Near 13 000 Slack answers `msg_blocks_too_long`; the limit is
 * not in its documentation.
 */
export const MAX_BLOCKS_SIZE = 12_000;

/** A longer body is shown by its ends, and opened to be read. */
const MAX_BODY = 1_200;
const HEAD = 500;
const TAIL = 300;
/** No limit is published for the tasks of a plan; 45 are known to work. */
const MAX_STEPS = 45;
const MAX_FILES = 10;

/** How the size is shared out once what people press has its part. */
const FILES_SIZE = 2_000;
const STEPS_SIZE = 1_500;

type StepLook = readonly [
  status: TaskCardBlock['status'],
  mark: string,
  word?: 'skipped' | 'abandoned' | 'unknown',
];

const STEP: Readonly<Record<CardStep['status'], StepLook>> = {
  waiting: ['pending', '○'],
  running: ['in_progress', '◐'],
  success: ['complete', '●'],
  failure: ['error', '✗'],
  abandoned: ['error', '✗', 'abandoned'],
  skipped: ['complete', '–', 'skipped'],
  unknown: ['error', '?', 'unknown'],
};

function drawFiles(files: readonly CardFile[], words: SlackWords): KnownBlock[] {
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
  if (hidden > 0) shown.push([{ type: 'text', text: words.more(hidden) }]);
  return drawLines(shown);
}

export const drawLines = (lines: readonly RichTextElement[][]): KnownBlock[] =>
  lines.length === 0
    ? []
    : [
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: lines.flatMap((line, at) =>
                at === 0 ? line : [{ type: 'text', text: '\n' } as const, ...line],
              ),
            },
          ],
        },
      ];

/** Lines as literal text, in at most `maxSize` characters of JSON; what is left out is said. */
function drawText(lines: readonly string[], maxSize: number, words: SlackWords): KnownBlock[] {
  const whole = clean(lines.join('\n'));
  const overhead = 200;
  let text = whole;
  while (size(text) > maxSize - overhead) text = cut(text, Math.floor(text.length * 0.9), '');
  const shown = text === whole ? text : `${text}${words.shortened}`;
  return shown.trim() === '' ? [] : drawLines([[{ type: 'text', text: shown }]]);
}

const stepTitle = ({ title, status }: CardStep, words: SlackWords): string => {
  const word = STEP[status][2];
  return cut(oneLine(title), 120) + (word ? ` (${words[word]})` : '');
};

/** The newest steps that fit; older ones are counted. */
function drawSteps(
  { steps = [], progress }: Card,
  shape: Shape,
  maxSize: number,
  words: SlackWords,
): KnownBlock[] {
  if (steps.length === 0) return [];
  const title = cut(oneLine(progress ?? ''), MAX_LEAD) || words.steps;
  const shown: TaskCardBlock[] = [];
  let left = maxSize - 400;
  for (let at = steps.length - 1; at >= 0 && shown.length < MAX_STEPS - 1; at--) {
    const step = steps[at];
    if (!step) break;
    const [status] = STEP[step.status];
    const card: TaskCardBlock = {
      type: 'task_card',
      task_id: `s${at}`,
      title: stepTitle(step, words) || '–',
      status,
    };
    left -= size(card) + 1;
    if (left < 0) break;
    shown.unshift(card);
  }
  const hidden = steps.length - shown.length;
  const earlier = words.earlier(hidden);
  if (shape === 'rich') {
    if (hidden > 0)
      shown.unshift({ type: 'task_card', task_id: 'earlier', title: earlier, status: 'complete' });
    return [{ type: 'plan', title, tasks: shown }];
  }
  const lines = steps.slice(hidden).map((step) => `${STEP[step.status][1]} ${stepTitle(step, words)}`);
  return drawText([title, ...(hidden > 0 ? [earlier] : []), ...lines], maxSize, words);
}

const drawNote = (text: string, max: number): KnownBlock[] =>
  oneLine(text) === '' ? [] : [{ type: 'context', elements: [plainText(text, max)] }];

/** A button that opens a form ends in dots, and sends nothing yet. */
export function nameOpener(button: Button, card: Card, words: SlackWords): Button {
  if (formOf(button, card, words).length === 0) return button;
  const label = button.action === 'answer' ? words.answer : button.label;
  return { ...button, label: `${label.replace(/…$/, '')}…` };
}

/** What can be pressed. Nothing is approved of which a part is not seen: it is opened to be read, and approved there. */
export const pressable = (card: Card, isWhole: boolean, words: SlackWords): Button[] =>
  card.buttons.flatMap((button) => {
    const opener = isWhole ? undefined : readAllOf(button, card, words);
    return opener === null ? [] : [opener ?? nameOpener(button, card, words)];
  });

const isShort = (text: string): boolean => text.length <= MAX_BODY;

/** Whether all that would be decided on stands in the message. */
export const isWhole = ({ body = [] }: Card): boolean =>
  body.every(({ kind, text }) => kind !== 'code' || isShort(text));

const text = (words: string): RichTextElement[] => (words === '' ? [] : [{ type: 'text', text: words }]);

/** What calls the reader, the news, and what goes with it. */
export function drawHead(card: Card, called: readonly RichTextElement[]): RichTextElement[] {
  const { mark, lead, title, lines } = card;
  return [
    ...called,
    ...text(`${mark ? `${MARKS[mark]} ` : ''}${cut(clean(lead ?? ''), MAX_LEAD)}`),
    { type: 'text', text: cut(oneLine(title), MAX_TITLE) || '–', style: { bold: true } },
    ...lines.flatMap((line) => text(line.trim() === '' ? '' : `\n${clean(line)}`)),
  ];
}

function drawBody({ body = [] }: Card, words: SlackWords): RichTextBlockElement[] {
  return body.flatMap(({ kind, text: whole }): RichTextBlockElement[] => {
    if (whole.trim() === '') return [];
    if (kind === 'markdown') return splitRichText(whole, MAX_MARKDOWN)[0] ?? [];
    const shown = clean(isShort(whole) ? whole : ends(whole, words)) || '–';
    return [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: shown }] }];
  });
}

/** Characters of JSON for a result in a card. */
const MAX_MARKDOWN = 4_000;

/** The beginning and the end, and how much stands between. */
function ends(whole: string, words: SlackWords): string {
  const head = cut(whole, HEAD, '');
  const tail = whole.slice(-TAIL).toWellFormed();
  return [head, words.between(whole.length - HEAD - TAIL), tail].join('\n');
}

/** More than the product writes. */
const MAX_LEAD = 100;
const MAX_TITLE = 400;
const MAX_FACTS = 600;

/** Who may, and until when in the reader's own zone. */
export function drawFacts({ facts = [], due }: Card): RichTextElement[] {
  const said = cut(facts.map(oneLine).join(' · '), MAX_FACTS);
  if (!due) return text(said);
  const timestamp = Math.floor(Date.parse(due.at) / 1000);
  return [
    ...text(`${said}${said ? ' · ' : ''}${cut(oneLine(due.label), MAX_LEAD)} `),
    {
      type: 'date',
      timestamp,
      format: '{date_short_pretty} {time}',
      fallback: cut(oneLine(due.moment), MAX_LEAD) || '–',
    },
  ];
}

function drawFolded({ folded }: Card, shape: Shape): KnownBlock[] {
  if (!folded || shape !== 'rich') return [];
  const shown = cut(clean(folded.text), MAX_FOLDED) || '–';
  const inside: ContainerBlock['child_blocks'] = [
    {
      type: 'rich_text',
      elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: shown }] }],
    },
  ];
  return [
    {
      type: 'container',
      title: plainText(folded.title, 150),
      child_blocks: inside,
      is_collapsible: true,
      default_collapsed: true,
    },
  ];
}

const MAX_FOLDED = 2_000;

/**
 * A card as blocks, within every limit of Slack whatever the card holds. Nothing in it is read as markup: text stands
 * in plain or rich text elements, where Slack takes it literally. The news come first, numbers last.
 * @param called - mentions that stand before the news.
 */
export function drawCard(
  card: Card,
  shape: Shape,
  words: SlackWords,
  called: readonly RichTextElement[],
): KnownBlock[] {
  const isForm = (card.fields ?? []).length > 1;
  const small = [card.context ?? '', ...(card.kind === 'run' || isForm ? [] : [card.hint ?? ''])];
  const context = drawNote(small.filter(Boolean).join(' · '), 500);
  const whole = drawBody(card, words);
  // What cannot be shown even by its ends is opened to be read as well.
  const body = size(whole) <= BODY_SIZE ? whole : [];
  const isSeen = body === whole && isWhole(card);
  const actions = drawActions(pressable(card, isSeen, words), words);
  const below = section(drawFacts(card));

  let left = MAX_BLOCKS_SIZE - size([...context, ...actions, ...below, ...body]) - 400;
  const reserved = (card.steps ?? []).length > 0 ? STEPS_SIZE : 0;
  const head = section(shrink(drawHead(card, called), left - reserved, words));
  left -= size(head);
  const steps = drawSteps(card, shape, left, words);
  left -= size(steps);
  const more: KnownBlock[] = [];
  for (const block of [...drawFiles(card.files ?? [], words), ...drawFolded(card, shape)]) {
    left -= size(block) + 1;
    if (left >= 0) more.push(block);
  }
  const news: KnownBlock = { type: 'rich_text', elements: [...head, ...body, ...below] };
  return [news, ...steps, ...more, ...actions, ...context];
}

/** Characters of JSON for all that a decision is about. */
const BODY_SIZE = 4_500;

const section = (elements: readonly RichTextElement[]): RichTextBlockElement[] =>
  elements.length === 0 ? [] : [{ type: 'rich_text_section', elements: [...elements] }];

/** The last text is cut until all of it fits; what is left out is said. */
function shrink(elements: RichTextElement[], maxSize: number, words: SlackWords): RichTextElement[] {
  if (size(elements) <= maxSize) return elements;
  const last = elements.at(-1);
  const rest = elements.slice(0, -1);
  if (last?.type !== 'text' || elements.length === 1) return elements;
  for (let shown = last.text; shown.length > 50;) {
    shown = cut(shown, Math.floor(shown.length * 0.9), '');
    const short = [...rest, { ...last, text: `${shown}${words.shortened}` }];
    if (size(short) <= maxSize) return short;
  }
  return shrink(rest, maxSize, words);
}
