import { drawn, type Card } from './screen.ts';

/** What WeCom checks in what a bot or an app sends. */
export interface Rules {
  maxMarkdownBytes: number;
  maxTextBytes: number;
  /** Kinds of messages that the way out takes. */
  types: readonly string[];
  /** Cards that can be pressed. */
  takesButtons: boolean;
}

const CARD_TYPES = ['text_notice', 'news_notice', 'button_interaction', 'vote_interaction', 'multiple_interaction'];
const OK = 0;

type Body = Readonly<Record<string, unknown>>;

/** The errcode of a message body; 0 when it is fine. */
export function checkBody(body: Body, rules: Rules, usedTaskIds: ReadonlySet<string>): number {
  const type = String(body['msgtype']);
  if (!rules.types.includes(type)) return 40008;
  if (type === 'template_card') return checkCard(body['template_card'] as Card, rules, usedTaskIds);
  const content = (body[type] as { content?: unknown } | undefined)?.content;
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
export function checkCard(card: Card | undefined, { takesButtons }: Pick<Rules, 'takesButtons'>, usedTaskIds: ReadonlySet<string>): number {
  if (!card || !CARD_TYPES.includes(String(card['card_type']))) return 40008;
  const type = String(card['card_type']);
  const isNotice = type.endsWith('_notice');
  if (!isNotice && !takesButtons) return 40008;
  const taskId = card['task_id'];
  if (taskId !== undefined && !/^[0-9A-Za-z_@-]{1,128}$/.test(String(taskId))) return 42014;
  if (!isNotice && taskId === undefined) return 42014;
  if (usedTaskIds.has(String(taskId))) return 42014;

  const { main_title, sub_title_text, button_list, checkbox, select_list, submit_button } = drawn(card);
  if (!main_title?.title && !(type === 'text_notice' && sub_title_text)) return 40058;
  if (isNotice) return hasAction(card) ? OK : 40058;
  if (type === 'button_interaction') return checkKeys(button_list?.map(({ key }) => key) ?? [], 1, 6, 40016);
  const lists = type === 'vote_interaction' ? [checkbox] : (select_list ?? []);
  const max = type === 'vote_interaction' ? 20 : 10;
  if (lists.length < 1 || lists.length > 3 || !submit_button?.key) return 40058;
  return lists.map((list) => checkKeys(list?.option_list.map(({ id }) => id) ?? [], 1, max, 40058)).find((code) => code !== OK) ?? OK;
}

function hasAction(card: Card): boolean {
  const { type, url } = (card['card_action'] ?? {}) as { type?: unknown; url?: unknown };
  return type === 1 && typeof url === 'string' && url.startsWith('http');
}

function checkKeys(keys: readonly string[], min: number, max: number, errcode: number): number {
  const isCounted = keys.length >= min && keys.length <= max;
  return isCounted && new Set(keys).size === keys.length && keys.every((key) => Buffer.byteLength(key) <= 1024) ? OK : errcode;
}
