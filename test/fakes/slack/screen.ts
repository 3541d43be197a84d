/** Messages as a person sees them: what blocks and Slack's markup come to on a screen, and whom they ping. */
type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const textOf = (value: unknown): string =>
  isObject(value) && typeof value['text'] === 'string' ? value['text'] : '';

const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function drawRich(part: Json): string {
  const { type } = part;
  if (type === 'text') return textOf(part);
  if (type === 'link') return textOf(part) || String(part['url']);
  if (type === 'date') return String(part['fallback']);
  if (type === 'user') return `@${String(part['user_id'])}`;
  if (type === 'rich_text_list')
    return listOf(part['elements'])
      .map((item) => `• ${drawRich(item)}`)
      .join('\n');
  const inner = listOf(part['elements']).map(drawRich);
  return type === 'rich_text' ? inner.join('\n') : inner.join('');
}

const MARKS: Record<string, string> = { pending: '[ ]', in_progress: '[~]', complete: '[x]', error: '[!]' };

const DRAW: Record<string, (block: Json) => string> = {
  header: (block) => textOf(block['text']),
  section: (block) => textOf(block['text']),
  context: (block) => listOf(block['elements']).map(textOf).join(' '),
  rich_text: drawRich,
  plan: (block) =>
    [
      String(block['title']),
      ...listOf(block['tasks']).map(
        (task) => `${MARKS[String(task['status'])] ?? '?'} ${String(task['title'])}`,
      ),
    ].join('\n'),
  // Folded: its title alone is seen.
  container: (block) => textOf(block['title']),
  actions: () => '',
  input: (block) => textOf(block['label']),
};

export interface SeenButton {
  label: string;
  actionId: string;
  value: string;
  style?: string;
  /** The question asked before the click counts. */
  confirm?: string;
  /** An entry of a menu rather than a button. */
  isOption: boolean;
}

function readElement(element: Json): SeenButton[] {
  const actionId = String(element['action_id']);
  const confirm = isObject(element['confirm']) ? textOf(element['confirm']['text']) : undefined;
  const asked = confirm === undefined ? {} : { confirm };
  if (element['type'] === 'button') {
    const style = typeof element['style'] === 'string' ? { style: element['style'] } : {};
    const button = {
      label: textOf(element['text']),
      actionId,
      value: typeof element['value'] === 'string' ? element['value'] : '',
    };
    return [{ ...button, ...style, ...asked, isOption: false }];
  }
  return listOf(element['options']).map((option) => ({
    label: textOf(option['text']),
    actionId,
    value: String(option['value']),
    ...asked,
    isOption: true,
  }));
}

export const readButtons = (blocks: unknown): SeenButton[] =>
  listOf(blocks)
    .filter(({ type }) => type === 'actions')
    .flatMap((block) => listOf(block['elements']).flatMap(readElement));

export const drawBlocks = (blocks: unknown): string =>
  listOf(blocks)
    .map((block) => DRAW[String(block['type'])]?.(block) ?? '')
    .filter(Boolean)
    .join('\n');

/** Slack reads `<…>` in message text and in every `mrkdwn` text. */
export const drawMarkup = (text: string): string =>
  unescape(text.replace(/<([^<>]*)>/g, (_, token: string) => token.split('|').at(-1) ?? ''));

const pingsIn = (markup: string): string[] =>
  [...markup.matchAll(/<(?:@([UW][A-Z0-9]+)|!(here|channel|everyone)|!subteam\^(\w+))[^>]*>/g)].map(
    ([, user, range, team]) => user ?? range ?? team ?? '',
  );

function pingsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(pingsOf);
  if (!isObject(value)) return [];
  if (value['type'] === 'user') return [String(value['user_id'])];
  if (value['type'] === 'broadcast') return [String(value['range'])];
  if (value['type'] === 'mrkdwn') return pingsIn(textOf(value));
  return Object.values(value).flatMap(pingsOf);
}

/** Whom a message calls: people, groups, or everybody. With `parse: full` or `link_names`, plain `@names` call too. */
export function findPings(text: string, blocks: unknown, isParsed: boolean): string[] {
  const plain = isParsed
    ? [...text.matchAll(/@(here|channel|everyone)\b/g)].map(([, range = '']) => range)
    : [];
  return [...new Set([...pingsIn(text), ...plain, ...pingsOf(blocks)])];
}
