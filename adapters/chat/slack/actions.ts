import type { ActionsBlock, ActionsBlockElement, PlainTextElement } from '@slack/types';

import type { Button } from '../../../src/domain/card.ts';
import type { SlackWords } from '../../../src/words/index.ts';
import { plainText } from './plain-text.ts';
import { clean, size } from './text.ts';

/** Sizes from docs.slack.dev/reference/block-kit (read 2026-11-20). */
const MAX_LABEL = 75;
const MAX_OPTION_VALUE = 75;
const MAX_ELEMENTS = 25;
const MAX_OPTIONS = 100;
const MAX_PLACEHOLDER = 150;
/** `action_id` takes 255 and a button's `value` 2 000, but all of them share the message's size. */
const MAX_ACTION = 200;
const MAX_VALUE = 300;
/** Buttons of one action beyond this become one menu. */
const MAX_CHOICE_BUTTONS = 5;

/** Most characters of JSON for all that can be pressed. */
const ACTIONS_SIZE = 4_500;

/** A click's `action_id`; the number keeps it unique in its message, as Slack wants. */
const writeActionId = (action: string, number: number): string => `errand:${number}:${action}`;

export const readActionId = (id: string): string | undefined => /^errand:\d+:(.+)$/s.exec(id)?.[1];

/** A press on the app's page tells of no channel: the block says where the thing was asked. The number keeps it unique. */
export const writeBlockId = (place: { channel: string; thread: string }, number: number): string =>
  `home:${place.channel}:${place.thread}:${number}`;

export function readBlockId(id: string): { channel: string; thread: string } | undefined {
  const match = /^home:([CDG][A-Z0-9]+):([\d.]*):\d+$/.exec(id);
  return match ? { channel: match[1] ?? '', thread: match[2] ?? '' } : undefined;
}

function drawButton(
  { action, label, value, style, confirm }: Button,
  number: number,
  words: SlackWords,
): ActionsBlockElement {
  return {
    type: 'button',
    action_id: writeActionId(action, number),
    text: plainText(label, MAX_LABEL),
    value,
    ...(style ? { style } : {}),
    ...(confirm ? { confirm: drawConfirm(confirm, label, words) } : {}),
  };
}

/** Its buttons are the verb and a way back, not yes and no. */
const drawConfirm = (question: string, verb: string, words: SlackWords) => ({
  title: plainText(words.sure, 100),
  text: plainText(question, 300),
  confirm: plainText(verb, 30),
  deny: plainText(words.back, 30),
});

function drawMenu(
  buttons: readonly Button[],
  number: number,
  maxSize: number,
  words: SlackWords,
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
    placeholder: plainText(words.choose, MAX_PLACEHOLDER),
    options,
    ...(question ? { confirm: drawConfirm(question, first.label, words) } : {}),
  };
}

/** What comes back with a click may not be cut or cleaned: it is left out when it does not fit. */
const isWord = (text: string, max: number): boolean =>
  text.length > 0 && text.length <= max && clean(text) === text;

/** What can be pressed: buttons, and menus where one action has many. What does not fit is left to the typed hint. */
export function drawActions(buttons: readonly Button[], words: SlackWords): ActionsBlock[] {
  const fitting = buttons.filter(
    ({ action, value }) => isWord(action, MAX_ACTION) && isWord(value, MAX_VALUE),
  );
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
