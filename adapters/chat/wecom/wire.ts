import { z } from 'zod';
import type { Enclosure, EnclosureKind, IncomingMessage } from '../../../src/domain/message.ts';
import { personId } from '../../../src/domain/person.ts';
import type { WeComWords } from '../../../src/words/index.ts';
import type { XmlNode } from './xml.ts';
import { stripMention } from './text.ts';

export const PLATFORM = 'wecom';

/** Conversations as the product names them. WeCom has no threads: one conversation is one thread. */
const groupChannel = (chatId: string): string => `group:${chatId}`;
export const singleChannel = (userId: string): string => `single:${userId}`;
export const appChannel = (userId: string): string => `app:${userId}`;

const KINDS = ['group', 'single', 'app'] as const;

export interface Target {
  kind: (typeof KINDS)[number];
  id: string;
}

/** Reads what the three above wrote. Ids are case-sensitive: WeCom does not know `WR1` as `wr1`. */
export function readChannel(channel: string): Target | undefined {
  const [, name, id = ''] = /^(\w+):(.+)$/s.exec(channel) ?? [];
  const kind = KINDS.find((each) => each === name);
  return kind && { kind, id };
}

/** With the bot alone. */
export const isAlone = (channel: string): boolean => readChannel(channel)?.kind !== 'group';

interface Base {
  /** The same for each delivery of one thing. */
  key: string;
  channel: string;
  userId: string;
  responseUrl: string | null;
}

export type Inbound =
  | (Base & {
      kind: 'message';
      text: string;
      enclosures: readonly Enclosure[];
      isQuoting: boolean;
      quoted?: string;
    })
  | (Base & {
      kind: 'click';
      taskId: string;
      eventKey: string;
      selected: Selected;
      responseCode: string | null;
    })
  | { kind: 'poll'; streamId: string }
  | { kind: 'other'; what: string };

export type Message = Extract<Inbound, { kind: 'message' }>;
export type Click = Extract<Inbound, { kind: 'click' }>;

/** A message as the core knows it. Only what is for the bot reaches it: mentions in groups, everything said to it alone. */
export const toIncoming = (
  { key, channel, userId, text, enclosures, isQuoting, quoted }: Message,
  at: Date,
): IncomingMessage => ({
  kind: 'message',
  key,
  platform: PLATFORM,
  messageId: key,
  at,
  text,
  place: { platform: PLATFORM, channel, thread: channel },
  sender: { id: personId(PLATFORM, userId), name: userId },
  isToBot: true,
  isReply: isQuoting,
  ...(quoted !== undefined && { quoted }),
  ...(enclosures.length > 0 && { enclosures }),
});

/** What is chosen in a card: option ids by question key. */
export type Selected = Readonly<Record<string, readonly string[]>>;

const content = z.object({ content: z.string().optional() });
const short = z.string().max(2_000).optional();
const leafPart = z.object({
  msgtype: z.string(),
  text: content.optional(),
  voice: content.optional(),
  link: z.object({ title: short, description: short, desc: short, url: short }).optional(),
  location: z
    .object({
      name: short,
      label: short,
      address: short,
      latitude: z.union([z.number(), short]),
      longitude: z.union([z.number(), short]),
    })
    .optional(),
});
const part = leafPart.extend({
  mixed: z.object({ msg_item: z.array(leafPart) }).optional(),
  chatrecord: z.object({ item: z.array(leafPart).optional() }).optional(),
});
const chosen = z.object({
  question_key: z.string(),
  option_ids: z.object({ option_id: z.array(z.string()) }).optional(),
});
const cardEvent = z.object({
  event_key: z.string(),
  task_id: z.string(),
  selected_items: z.object({ selected_item: z.array(chosen) }).optional(),
});
const aibotBody = part.extend({
  msgid: z.string().max(200).optional(),
  aibotid: z.string().optional(),
  chatid: z.string().max(200).optional(),
  chattype: z.string().optional(),
  from: z.object({ userid: z.string().max(200) }).optional(),
  response_url: z.string().max(2000).optional(),
  create_time: z.number().optional(),
  quote: part.optional(),
  stream: z.object({ id: z.string().max(200) }).optional(),
  event: z.looseObject({ eventtype: z.string(), template_card_event: cardEvent.optional() }).optional(),
});

export interface ReadOptions {
  /** The bot we are; things meant for another are refused. */
  botId?: string | undefined;
  botName?: string | undefined;
  words: WeComWords;
}

/**
 * What a smart bot is told, by callback or by the long connection. Unknown kinds are `other`, since new ones come
 * without notice.
 *
 * @throws ZodError when the body has not the documented shape; Error when it is meant for another bot.
 */
export function readAibot(body: unknown, { botId, botName, words }: ReadOptions): Inbound {
  const read = aibotBody.parse(body);
  if (botId && read.aibotid !== undefined && read.aibotid !== botId) throw new Error('meant for another bot');
  if (read.msgtype === 'stream')
    return read.stream ? { kind: 'poll', streamId: read.stream.id } : other('stream');

  const userId = read.from?.userid ?? '';
  const isGroup = read.chattype === 'group' || (read.chattype === undefined && read.chatid !== undefined);
  if (userId === '' || userId === 'sys' || (isGroup && !read.chatid)) return other('nobody');
  const channel = isGroup ? groupChannel(read.chatid ?? '') : singleChannel(userId);
  const base = { channel, userId, responseUrl: read.response_url ?? null };

  if (read.msgtype === 'event') return readEvent(read, base);
  if (!read.msgid) return other(read.msgtype);
  const { text: typed, enclosures } = readPart(read);
  const text = isGroup ? stripMention(typed, botName) : typed.trim();
  const quoted = read.quote && describePart(read.quote, words);
  return {
    kind: 'message',
    key: read.msgid,
    ...base,
    text: withQuote(text, quoted),
    enclosures,
    isQuoting: !!read.quote,
    ...(quoted !== undefined && { quoted }),
  };
}

const other = (what: string): Inbound => ({ kind: 'other', what });

/** The documentation nests what was clicked; the typings of the SDK have it flat. Both are taken. */
function readEvent(read: z.infer<typeof aibotBody>, base: Omit<Base, 'key'>): Inbound {
  const { event } = read;
  if (event?.eventtype !== 'template_card_event') return other(event?.eventtype ?? 'event');
  const click = cardEvent.parse(event.template_card_event ?? event);
  const items = click.selected_items?.selected_item ?? [];
  return {
    kind: 'click',
    key: read.msgid ?? `${click.task_id}:${base.userId}:${read.create_time ?? 0}:${click.event_key}`,
    ...base,
    taskId: click.task_id,
    eventKey: click.event_key,
    selected: Object.fromEntries(items.map((item) => [item.question_key, item.option_ids?.option_id ?? []])),
    responseCode: null,
  };
}

/** Kinds that people send in WeCom; new ones come without notice, and are `other`. */
const KIND_OF_TYPE: Readonly<Record<string, EnclosureKind>> = {
  image: 'image',
  voice: 'voice',
  file: 'file',
  video: 'video',
  location: 'location',
  card: 'contact',
  emotion: 'sticker',
  vote: 'poll',
  meeting: 'call',
  voiptext: 'call',
};

interface Content {
  text: string;
  enclosures: Enclosure[];
}

type Leaf = z.infer<typeof leafPart>;
type Part = z.infer<typeof part>;

/** The words of one kind, where it has some. */
const WORDS_OF: Readonly<Record<string, (leaf: Leaf) => string | undefined>> = {
  text: ({ text }) => text?.content,
  voice: ({ voice }) => voice?.content,
  link: ({ link }) => link && lines(link.title ?? '', link.description ?? link.desc ?? '', link.url ?? ''),
  location: ({ location }) =>
    location &&
    whereabouts(
      lines(location.name ?? location.label ?? '', location.address ?? ''),
      location.latitude,
      location.longitude,
    ),
};

/** A place by its name, else by where it lies. */
const whereabouts = (name: string, latitude: unknown, longitude: unknown): string =>
  name || [latitude, longitude].filter((one) => one !== undefined && one !== '').join(', ');

function readLeaf(leaf: Leaf): Content {
  const { msgtype } = leaf;
  const text = WORDS_OF[msgtype]?.(leaf)?.trim() ?? '';
  const isText = msgtype === 'text' || text !== '';
  return { text, enclosures: isText ? [] : [{ kind: KIND_OF_TYPE[msgtype] ?? 'other' }] };
}

/** What people sent: the words in it, and what is no words. */
function readPart(sent: Part): Content {
  const items = { mixed: sent.mixed?.msg_item, chatrecord: sent.chatrecord?.item }[sent.msgtype];
  const contents = items && items.length > 0 ? items.map(readLeaf) : [readLeaf(sent)];
  return {
    text: lines(...contents.map(({ text }) => text)),
    enclosures: contents.flatMap(({ enclosures }) => enclosures),
  };
}

/** What somebody replies to, in words: a picture by saying that it is one. */
function describePart(sent: Part, words: WeComWords): string {
  const { text, enclosures } = readPart(sent);
  const named: Partial<Record<EnclosureKind, string>> = words;
  return lines(text, ...enclosures.flatMap(({ kind }) => named[kind] ?? []));
}

const MAX_QUOTE = 1000;

/** What a person replies to stands below what they wrote, so that a command stays the first line. */
function withQuote(text: string, quoted: string | undefined): string {
  if (!quoted) return text;
  const lines = quoted.slice(0, MAX_QUOTE).split('\n');
  return `${text}\n\n${lines.map((line) => `> ${line}`).join('\n')}`;
}

const leaf = (node: XmlNode | XmlNode[] | undefined): string => (typeof node === 'string' ? node : '');
const list = (node: XmlNode | XmlNode[] | undefined): XmlNode[] => (node === undefined ? [] : [node].flat());
const inner = (node: XmlNode | XmlNode[] | undefined): Record<string, XmlNode | XmlNode[]> =>
  typeof node === 'object' && !Array.isArray(node) ? node : {};

/**
 * What a self-built app is told. Apps hear people one by one, never groups.
 *
 * @throws Error when it is meant for another app.
 */
export function readApp(xml: Record<string, XmlNode | XmlNode[]>, agentId: number): Inbound {
  if (leaf(xml['AgentID']) !== String(agentId)) throw new Error('meant for another app');
  const userId = leaf(xml['FromUserName']);
  const type = leaf(xml['MsgType']);
  if (userId === '' || userId === 'sys') return other('nobody');
  const base = { channel: appChannel(userId), userId, responseUrl: null };

  if (type === 'event' && leaf(xml['Event']) === 'template_card_event') return readAppClick(xml, base);
  if (type === 'event' || leaf(xml['MsgId']) === '') return other(leaf(xml['Event']) || type);
  const { text, enclosures } = readLeaf({
    msgtype: type,
    text: { content: leaf(xml['Content']) },
    voice: { content: leaf(xml['Recognition']) },
    link: { title: leaf(xml['Title']), description: leaf(xml['Description']), url: leaf(xml['Url']) },
    location: {
      label: leaf(xml['Label']),
      latitude: leaf(xml['Location_X']),
      longitude: leaf(xml['Location_Y']),
    },
  });
  return { kind: 'message', key: leaf(xml['MsgId']), ...base, text, enclosures, isQuoting: false };
}

const lines = (...texts: string[]): string => texts.filter((text) => text !== '').join('\n');

/** Events have no id of their own: who, when and what stand for one. */
function readAppClick(xml: Record<string, XmlNode | XmlNode[]>, base: Omit<Base, 'key'>): Inbound {
  const [taskId, eventKey] = [leaf(xml['TaskId']), leaf(xml['EventKey'])];
  const items = list(inner(xml['SelectedItems'])['SelectedItem']).map(inner);
  return {
    kind: 'click',
    key: [base.userId, leaf(xml['CreateTime']), taskId, eventKey].join(':'),
    ...base,
    taskId,
    eventKey,
    selected: Object.fromEntries(
      items.map((item) => [leaf(item['QuestionKey']), list(inner(item['OptionIds'])['OptionId']).map(leaf)]),
    ),
    responseCode: leaf(xml['ResponseCode']) || null,
  };
}

/** Why something from outside was not taken: never its content. */
export function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError)
    return `shape: ${error.issues.map(({ path }) => path.join('.')).join(', ')}`;
  return error instanceof Error ? error.message : 'unknown';
}
