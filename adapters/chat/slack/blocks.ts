import type { KnownBlock, RichTextElement, TaskCardBlock } from '@slack/types';

import type { Button, Card, CardFile, CardStep } from '../../../src/domain/card.ts';
import type { SlackWords } from '../../../src/words/index.ts';
import { drawActions } from './actions.ts';
import { formOf } from './forms.ts';
import { oneLine, plainText } from './plain-text.ts';
import { clean, cut, size } from './text.ts';

/** `rich` shows steps as a plan; `plain` keeps to blocks that every Slack takes. */
export type Shape = 'rich' | 'plain';

/**
 * Most characters of JSON in the blocks of one message. Near 13 000 Slack answers `msg_blocks_too_long`; the limit is
 * not in its documentation.
 */
export const MAX_BLOCKS_SIZE = 12_000;

/** Sizes of parts from docs.slack.dev/reference/block-kit (read 2026-11-20). */
const MAX_HEADER = 150;
/** No limit is published for the tasks of a plan; 45 are known to work. */
const MAX_STEPS = 45;
const MAX_FILES = 10;

/** How the size is shared out once what people press has its part. */
const FILES_SIZE = 2_000;
const STEPS_SIZE = 1_500;

const TONE: Readonly<Record<Card['tone'], string>> = {
  neutral: '',
  active: '⏳ ',
  attention: '🔔 ',
  good: '✅ ',
  bad: '❌ ',
};

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
  steps: readonly CardStep[],
  shape: Shape,
  maxSize: number,
  words: SlackWords,
): KnownBlock[] {
  if (steps.length === 0) return [];
  const ended = steps.filter(({ status }) => status !== 'waiting' && status !== 'running').length;
  const title = words.steps(ended, steps.length);
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

/**
 * A card as blocks, within every limit of Slack whatever the card holds. Nothing in it is read as markup: text stands
 * in plain or rich text elements, where Slack takes it literally.
 * @param room - characters of JSON that the caller adds itself.
 */
export function drawCard(card: Card, shape: Shape, words: SlackWords, room: number): KnownBlock[] {
  const number = card.taskNumber === undefined ? '' : `T-${card.taskNumber}`;
  const header: KnownBlock = {
    type: 'header',
    text: plainText(TONE[card.tone] + oneLine(card.title), MAX_HEADER),
  };
  const state = drawNote([number, card.badge ?? ''].filter(Boolean).join(' · '), 200);
  const hint = drawNote(card.hint ?? '', 500);
  const files = drawFiles(card.files ?? [], words);
  const actions = drawActions(
    card.buttons.map((button) => nameOpener(button, card, words)),
    words,
  );
  const steps = card.steps ?? [];

  let left = MAX_BLOCKS_SIZE - room - size([header, ...state, ...hint, ...files, ...actions]) - 10;
  const text = drawText(card.lines, left - (steps.length > 0 ? STEPS_SIZE : 0), words);
  left -= size(text);
  return [header, ...state, ...text, ...drawSteps(steps, shape, left, words), ...files, ...hint, ...actions];
}
