import type { NewTask } from './acts.ts';
import { takeAttributes } from './attributes.ts';
import type { Moment } from './dates.ts';
import { BODY_VERBS, DO_VERBS, hasHan } from './lexicon.ts';

const MAX_TITLE_SHOWN = 100;
const LEAD =
  /^(?:(?:remember to|remember that|note that|make sure to|be sure to|really need to|really have to|really|definitely|probably|the|a|an|that|this|to|about|some|also|and|for|is|as|up|new task|task|todo|of|on)\s|[\s,，:：、;；。.*•·-]|["'“「](?=[^"'”」]*$)|一下|下(?![个周月午半])|我(?=要|得|需要|去)|我们(?=要|得|需要|去)|(?:需?要|得)(?!求|点|闻|素|么|物|重)|(?:跟进|跟踪|关注|记录)一下|的(?!确|士)|一[台套批辆间张](?=[\p{Script=Han}]{3}))+/iu;
const TAIL =
  /(?:[\s,，:：、;；。.!！-]|\s(?:and|with|is|it'?s|due|to|which|that|but|as well|too|please|right now|now|for me|by|on|at|or|this is|in)|[,，、]\s*别忘记?|(?:并且?|然后|而且|同时|这个事情?|这件事|这事儿?|的事儿?|的事情|一下|了|吧|哦|啊|呀|啦))+$/iu;
const QUOTED = /^["'“「《](?<inner>[^"”」》]+)["'”」》]$/;
const IS_VERB = new RegExp(`^(?:${DO_VERBS}|${BODY_VERBS})\\b`, 'i');

/** "the quarterly report, " becomes "Quarterly report". A first word such as iOS or v2 keeps its case. */
function cleanTitle(text: string): string {
  const trimmed = text.replace(/\s+/g, ' ').trim();
  const inner = QUOTED.exec(trimmed)?.groups?.inner ?? trimmed;
  const bare = inner
    .replace(LEAD, '')
    .replace(TAIL, '')
    .replace(/\s+([,.;:])/g, '$1');
  const [first = ''] = bare.split(' ', 1);
  const isPlainWord = /^\p{Ll}[\p{Ll}'’-]*[,:]?$/u.test(first) && !/^(?:npm|git)$/.test(first);
  return isPlainWord ? first.charAt(0).toUpperCase() + bare.slice(1) : bare;
}

/** Cut at a word, with an ellipsis, when too long for a board. */
export function shorten(title: string): string {
  if (title.length <= MAX_TITLE_SHOWN) return title;
  const part = title.slice(0, MAX_TITLE_SHOWN).replace(/[\ud800-\udbff]$/, '');
  const space = part.lastIndexOf(' ');
  return `${space > MAX_TITLE_SHOWN / 2 ? part.slice(0, space) : part}…`;
}

const isEmptyTitle = (piece: string, at: Moment): boolean =>
  !cleanTitle(takeAttributes(piece, at, false).rest);

/** Pieces that are only a date, a name or an urgency belong to their neighbour. */
function joinValues(pieces: readonly string[], at: Moment): string[] {
  const joined: string[] = [];
  let lead = '';
  for (const piece of pieces) {
    if (!isEmptyTitle(piece, at)) {
      joined.push(lead ? `${lead}, ${piece}` : piece);
      lead = '';
    } else if (joined.length) joined.push(`${joined.pop() ?? ''}, ${piece}`);
    else lead = lead ? `${lead}, ${piece}` : piece;
  }
  return lead ? [...joined, lead] : joined;
}

const isProse = (piece: string): boolean =>
  /^(?:which|who|because|so|but|since|then|as|it|they|he|she|we|i|that|if|when|while|including|ideally|preferably|e\.g)\b/i.test(
    piece,
  ) || piece.split(/\s+/).length > 9;

/** "A, B and C" is three tasks; "sales and marketing budget" is one. */
function splitEnglish(text: string, isMany: boolean, at: Moment): string[] {
  const pieces = joinValues(
    text.split(/\s*,\s*(?:and\s+|also\s+)?|\s*;\s*|\s+(?:and|plus|&)\s+(?:also\s+)?(?=\S)/i).filter(Boolean),
    at,
  );
  if (pieces.length < 2) return [text];
  if (isMany) return pieces;
  const listed = joinValues(text.split(/\s*,\s*(?:and\s+)?|\s*;\s*/i).filter(Boolean), at);
  if (listed.length > 1 && pieces.length > 2) return pieces.some(isProse) ? [text] : pieces;
  const [one = '', two = ''] = pieces;
  const isPair =
    pieces.length === 2 &&
    ([one, two].every((piece) => /^(?:the|our|my|an?) \S+/i.test(piece)) ||
      [one, two].every((piece) => IS_VERB.test(piece) && / /.test(piece)));
  return isPair ? pieces : [text];
}

function splitChinese(text: string, isMany: boolean, at: Moment): string[] {
  const marked = /、|；/.test(text);
  const separators = isMany
    ? /\s*[、；;，,]\s*|(?:以及|还有|和)/
    : marked
      ? /\s*[、；;]\s*(?:和|以及)?/
      : /[，,]\s*/;
  const pieces = joinValues(
    text.split(separators).filter((piece) => piece.trim()),
    at,
  );
  if (marked)
    return pieces
      .flatMap((piece, index) =>
        index === pieces.length - 1 ? piece.split(/(?:以及|还有|和|与|及)(?=\S)/) : [piece],
      )
      .filter(Boolean);
  if (isMany) return pieces;
  const pair = pieces.length === 1 ? text.split(/(?:以及|还有|和)/) : [];
  return pair.length === 2 &&
    pair.every((piece) => cleanTitle(takeAttributes(piece, at, false).rest).length >= 4)
    ? pair
    : [text];
}

/** A title with what belongs to it; `text` may say more after a colon or a dash. */
function toTask(text: string, at: Moment, isForAgent: boolean): NewTask | undefined {
  const [, head = text, detail] =
    /^(?<head>[^:：]{4,90})(?<!\b(?:re|fw|attn|cc))[:：]\s*(?<detail>(?!\/\/).{8,})$/su.exec(text) ?? [];
  const { rest, attributes } = takeAttributes(head, at, isForAgent);
  const later = detail === undefined ? undefined : takeAttributes(detail, at, isForAgent);
  const { status: _, ...own } = { ...attributes, ...later?.attributes };
  const title = shorten(cleanTitle(rest));
  if (!/[\p{L}\p{N}]/u.test(title)) return undefined;
  const { assignee, ...others } = own;
  const whose = assignee ? { assignee } : {};
  const description = later?.rest.trim();
  return { title, ...(description ? { description } : {}), ...others, ...whose };
}

/**
 * The tasks to be written down. An owner or a date given once, at the end, is meant for all of them.
 * @param isMany - the words before said "tasks", so that every comma and "and" begins another.
 */
export function trackedTasks(text: string, at: Moment, isMany: boolean): NewTask[] {
  const texts = hasHan(text) ? splitChinese(text, isMany, at) : splitEnglish(text, isMany, at);
  const tasks = texts.flatMap((piece) => toTask(piece, at, false) ?? []);
  const last = tasks.at(-1);
  const isShared = tasks
    .slice(0, -1)
    .every((task) => !task.due && !task.priority && !task.assignee && !task.tags);
  if (!last || !isShared) return tasks;
  const { title: _, description: __, ...shared } = last;
  return tasks.map((task) => ({ ...task, ...shared }));
}

/** A heading as a title, with what it says of date, owner and urgency. */
export function titleOf(head: string, at: Moment): NewTask | undefined {
  const { rest, attributes } = takeAttributes(head, at, true);
  const { status: _, assignee, ...others } = attributes;
  const title = shorten(cleanTitle(rest));
  if (!/\p{L}/u.test(title)) return undefined;
  return { title, ...others, ...(assignee ? { assignee } : {}) };
}

/** Work for an agent: a short title, and all that was said as its instructions. */
export function workTask(text: string, said: string, at: Moment): NewTask | undefined {
  const { rest, attributes } = takeAttributes(text, at, true);
  const { status: _, assignee, ...others } = attributes;
  const full = cleanTitle(rest);
  const [first = full] = full.split(
    /(?<=[^\d])[,，;；:：](?!\/\/)|\s+-\s+|\s+(?:and then|then)\s+|然后|并且/,
    1,
  );
  const isShort = full.length <= 60;
  const title = shorten(isShort || first.length < 6 ? full : cleanTitle(first));
  if (title.replace(/[^\p{L}\p{N}]/gu, '').length < 2) return undefined;
  return { title, description: said, ...others, ...(assignee ? { assignee } : {}) };
}
