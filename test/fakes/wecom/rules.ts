import { drawn, record, text } from './read.ts';

/** What WeCom checks in what a bot or an app sends. */
export interface Rules {
  maxMarkdownBytes: number;
  maxTextBytes: number;
  /** Kinds of messages that the way out takes. */
  types: readonly string[];
  /** Cards that can be pressed. */
  takesButtons: boolean;
}

const CARD_TYPES = [
  'text_notice',
  'news_notice',
  'button_interaction',
  'vote_interaction',
  'multiple_interaction',
];
const OK = 0;

type Body = Readonly<Record<string, unknown>>;

/** The errcode of a message body; 0 when it is fine. */
export function checkBody(body: Body, rules: Rules, usedTaskIds: ReadonlySet<string>): number {
  const type = text(body['msgtype']);
  if (!rules.types.includes(type)) return 40008;
  if (type === 'template_card') return checkCard(body['template_card'], rules, usedTaskIds);
  const { content } = record(body[type]);
  if (type === 'markdown' || type === 'markdown_v2') return checkText(content, rules.maxMarkdownBytes);
  if (type === 'text') return checkText(content, rules.maxTextBytes);
  return OK;
}

export function checkText(content: unknown, maxBytes: number): number {
  if (typeof content !== 'string' || content.trim() === '') return 44004;
  if (content.includes('\uFFFD')) return 40035;
  return Buffer.byteLength(content) > maxBytes ? 45002 : OK;
}

/** @param usedTaskIds - that were used before: an update passes none, since it repeats the card's own. */
export function checkCard(
  card: unknown,
  { takesButtons }: Pick<Rules, 'takesButtons'>,
  usedTaskIds: ReadonlySet<string>,
): number {
  const parts = drawn(card);
  const { card_type: type = '', task_id: taskId, main_title, sub_title_text } = parts;
  if (!CARD_TYPES.includes(type)) return 40008;
  const isNotice = type.endsWith('_notice');
  if (!isNotice && !takesButtons) return 40008;
  if (taskId === undefined ? !isNotice : !/^[0-9A-Za-z_@-]{1,128}$/.test(taskId)) return 42014;
  if (taskId !== undefined && usedTaskIds.has(taskId)) return 42014;
  if (!main_title?.title && !(type === 'text_notice' && sub_title_text)) return 40058;
  return isNotice ? checkAction(parts) : checkChoices(type, parts);
}

const checkAction = ({ card_action }: ReturnType<typeof drawn>): number =>
  card_action?.type === 1 && card_action.url?.startsWith('http') ? OK : 40058;

function checkChoices(
  type: string,
  { button_list, checkbox, select_list, submit_button }: ReturnType<typeof drawn>,
): number {
  if (type === 'button_interaction') {
    return checkKeys(
      button_list.map(({ key }) => key),
      6,
      40016,
    );
  }
  const isVote = type === 'vote_interaction';
  const lists = isVote ? [checkbox] : select_list;
  if (lists.length < 1 || lists.length > 3 || !submit_button?.key) return 40058;
  const codes = lists.map((list) =>
    checkKeys(list?.option_list.map(({ id }) => id) ?? [], isVote ? 20 : 10, 40058),
  );
  return codes.find((code) => code !== OK) ?? OK;
}

function checkKeys(keys: readonly string[], max: number, errcode: number): number {
  const isCounted = keys.length >= 1 && keys.length <= max && new Set(keys).size === keys.length;
  return isCounted && keys.every((key) => Buffer.byteLength(key) <= 1024) ? OK : errcode;
}
