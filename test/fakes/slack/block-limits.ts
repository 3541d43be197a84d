/**
 * Slack's own checks of blocks, as far as they are known: docs.slack.dev/reference/block-kit and field reports. Written
 * apart from the adapter's drawing, so that one holds the other.
 */
type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

class Refusal extends Error {}

function must(condition: boolean, problem: string): void {
  if (!condition) throw new Refusal(problem);
}

function string(value: unknown, min: number, max: number, what: string): string {
  must(typeof value === 'string', `${what} is not a string`);
  const text = String(value);
  must(text.length >= min && text.length <= max, `${what} has ${text.length} characters`);
  must(text.isWellFormed(), `${what} has half a character`);
  return text;
}

function object(value: unknown, what: string): Json {
  must(isObject(value), `${what} is not an object`);
  return value as Json;
}

function textObject(value: unknown, max: number, what: string, kinds = ['plain_text', 'mrkdwn']): void {
  const text = object(value, what);
  must(kinds.includes(String(text['type'])), `${what} is ${String(text['type'])}`);
  string(text['text'], 1, max, what);
}

const plain = (value: unknown, max: number, what: string): void =>
  textObject(value, max, what, ['plain_text']);

function confirm(value: unknown): void {
  if (value === undefined) return;
  const dialog = object(value, 'confirm');
  plain(dialog['title'], 100, 'confirm title');
  textObject(dialog['text'], 300, 'confirm text');
  plain(dialog['confirm'], 30, 'confirm yes');
  plain(dialog['deny'], 30, 'confirm no');
}

function options(value: unknown, max: number): void {
  const all = listOf(value);
  must(all.length >= 1 && all.length <= max, `${all.length} options`);
  for (const each of all) {
    const option = object(each, 'option');
    plain(option['text'], 75, 'option');
    string(option['value'], 1, 75, 'option value');
  }
}

const ELEMENTS: Record<string, (element: Json) => void> = {
  button(element) {
    plain(element['text'], 75, 'button');
    string(element['value'] ?? '', 0, 2000, 'button value');
    must([undefined, 'primary', 'danger'].includes(element['style'] as string | undefined), 'button style');
    confirm(element['confirm']);
  },
  static_select(element) {
    plain(element['placeholder'], 150, 'placeholder');
    options(element['options'], 100);
    confirm(element['confirm']);
  },
  multi_static_select(element) {
    plain(element['placeholder'], 150, 'placeholder');
    options(element['options'], 100);
  },
  radio_buttons: (element) => options(element['options'], 10),
  checkboxes: (element) => options(element['options'], 10),
  datepicker(element) {
    const initial = element['initial_date'];
    must(
      initial === undefined || (typeof initial === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(initial)),
      'initial date',
    );
  },
  number_input: (element) => must(typeof element['is_decimal_allowed'] === 'boolean', 'is_decimal_allowed'),
  plain_text_input(element) {
    const initial = element['initial_value'];
    if (initial !== undefined) string(initial, 0, Number(element['max_length'] ?? 3000), 'initial value');
  },
};

function element(value: unknown, allowed: readonly string[]): void {
  const found = object(value, 'element');
  const type = String(found['type']);
  must(allowed.includes(type), `element ${type}`);
  string(found['action_id'], 1, 255, 'action_id');
  ELEMENTS[type]?.(found);
}

const RICH: Record<string, (part: Json) => void> = {
  text: (part) => void string(part['text'], 1, 40_000, 'rich text'),
  link: (part) => must(/^(?:https?|mailto):/.test(string(part['url'], 1, 3000, 'link')), 'link scheme'),
  user: (part) => must(/^[UW][A-Z0-9]+$/.test(String(part['user_id'])), 'user id'),
  broadcast: () => undefined,
  date(part) {
    must(Number.isInteger(part['timestamp']), 'date timestamp');
    must(
      /\{\w+\}/.test(string(part['format'], 1, 200, 'date format')),
      'date format names no part of a date',
    );
    string(part['fallback'], 1, 200, 'date fallback');
  },
};

function richParts(value: unknown): void {
  for (const each of listOf(value)) {
    const part = object(each, 'rich text part');
    const check = RICH[String(part['type'])];
    must(check !== undefined, `rich text part ${String(part['type'])}`);
    check?.(part);
  }
}

function richText(block: Json): void {
  const parts = listOf(block['elements']);
  must(parts.length > 0, 'rich text is empty');
  for (const each of parts) {
    const part = object(each, 'rich text');
    if (part['type'] === 'rich_text_list') {
      must(listOf(part['elements']).length > 0, 'list is empty');
      must(Number(part['indent'] ?? 0) <= 8, 'list too deep');
      for (const item of listOf(part['elements'])) richParts(object(item, 'list item')['elements']);
    } else {
      must(
        ['rich_text_section', 'rich_text_preformatted', 'rich_text_quote'].includes(String(part['type'])),
        'rich text',
      );
      richParts(part['elements']);
    }
  }
}

function taskCard(value: unknown): void {
  const card = object(value, 'task card');
  string(card['task_id'], 1, 255, 'task id');
  string(card['title'], 1, 256, 'task title');
  must(['pending', 'in_progress', 'complete', 'error'].includes(String(card['status'])), 'task status');
}

const MESSAGE_ELEMENTS = ['button', 'static_select', 'datepicker', 'overflow'];
const INPUTS = [
  'plain_text_input',
  'number_input',
  'static_select',
  'multi_static_select',
  'radio_buttons',
  'checkboxes',
  'datepicker',
];

const BLOCKS: Record<string, (block: Json) => void> = {
  header: (block) => plain(block['text'], 150, 'header'),
  section: (block) => textObject(block['text'], 3000, 'section'),
  divider: () => undefined,
  context(block) {
    const all = listOf(block['elements']);
    must(all.length >= 1 && all.length <= 10, 'context');
    for (const each of all) textObject(each, 3000, 'context');
  },
  actions(block) {
    const all = listOf(block['elements']);
    must(all.length >= 1 && all.length <= 25, `${all.length} action elements`);
    for (const each of all) element(each, MESSAGE_ELEMENTS);
    const ids = all.map((each) => object(each, 'element')['action_id']);
    must(new Set(ids).size === ids.length, 'action ids repeat');
  },
  rich_text: richText,
  container(block) {
    plain(block['title'], 150, 'container title');
    const inside = listOf(block['child_blocks']);
    must(inside.length >= 1 && inside.length <= 10, `${inside.length} blocks in a container`);
    must(block['default_collapsed'] !== true || block['is_collapsible'] === true, 'cannot be collapsed');
    for (const each of inside) checkBlock(each);
  },
  plan(block) {
    string(block['title'], 1, 256, 'plan title');
    const tasks = listOf(block['tasks']);
    must(tasks.length <= 45, `${tasks.length} tasks in a plan`);
    for (const each of tasks) taskCard(each);
  },
  input(block) {
    plain(block['label'], 2000, 'label');
    if (block['hint'] !== undefined) plain(block['hint'], 2000, 'hint');
    element(block['element'], INPUTS);
  },
};

function check(blocks: unknown, max: number): void {
  must(Array.isArray(blocks), 'blocks are not a list');
  must(listOf(blocks).length <= max, 'too many blocks');
  for (const each of listOf(blocks)) checkBlock(each);
}

function checkBlock(value: unknown): void {
  const block = object(value, 'block');
  if (block['block_id'] !== undefined) string(block['block_id'], 1, 255, 'block_id');
  const test = BLOCKS[String(block['type'])];
  must(test !== undefined, `block ${String(block['type'])}`);
  test?.(block);
}

export interface BlockFault {
  error: string;
  detail: string;
}

function faultOf(test: () => void): BlockFault | undefined {
  try {
    test();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return { error: 'invalid_blocks', detail: error.message };
    throw error;
  }
}

/** What Slack would answer to these blocks in a message, or undefined when it takes them. */
export function findMessageFault(blocks: unknown): BlockFault | undefined {
  const all = listOf(blocks);
  if (all.length > 50) return { error: 'msg_blocks_too_many', detail: `${all.length} blocks` };
  const length = JSON.stringify(blocks).length;
  if (length > 13_000) return { error: 'msg_blocks_too_long', detail: `${length} characters` };
  return faultOf(() => check(blocks, 50));
}

export function findViewFault(view: unknown): BlockFault | undefined {
  return faultOf(() => {
    const found = object(view, 'view');
    const isModal = found['type'] === 'modal';
    if (isModal) {
      plain(found['title'], 24, 'title');
      string(found['callback_id'] ?? '', 0, 255, 'callback_id');
      string(found['private_metadata'] ?? '', 0, 3000, 'private_metadata');
      if (found['submit'] !== undefined) plain(found['submit'], 24, 'submit');
      if (found['close'] !== undefined) plain(found['close'], 24, 'close');
    }
    check(found['blocks'], 100);
    const hasInput = listOf(found['blocks']).some((block) => isObject(block) && block['type'] === 'input');
    must(!hasInput || !isModal || found['submit'] !== undefined, 'submit is missing');
  });
}
