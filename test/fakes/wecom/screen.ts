import { drawn, record, text } from './read.ts';
import type { Clock } from '../../../src/ports/system.ts';

/** One thing that people see in a conversation. */
interface Item {
  chat: string;
  /** `bubble`, `card`, or the type of the message. */
  kind: string;
  content: string;
  at: Date;
  streamId?: string;
  isSealed?: boolean;
  openedMs?: number;
  taskId?: string;
  card?: Card;
  /** What single people see in the card's place. */
  views?: Map<string, Card>;
}

export type Card = Readonly<Record<string, unknown>>;

/** Everything that is shown, oldest first: what tests look at. */
export interface Screen {
  readonly items: readonly Item[];
  add(item: Omit<Item, 'at'>): Item;
  in(chat: string): Item[];
  bubble(streamId: string): Item | undefined;
  card(taskId: string): Item | undefined;
  /** All texts that a person sees in the conversation, cards with all that stands on them. */
  texts(chat: string, person?: string): string[];
  /** Bubbles that still show that work goes on. The platform itself ends them after 10 minutes. */
  spinning(): Item[];
}

const BUBBLE_LIFE_MS = 600_000;

export function createScreen(clock: Clock): Screen {
  const items: Item[] = [];
  const seen = (item: Item, person?: string): string => {
    const card = (person && item.views?.get(person)) || item.card;
    return card ? cardText(card) : item.content;
  };
  return {
    items,
    add(item) {
      const added = { ...item, at: clock.now() };
      items.push(added);
      return added;
    },
    in: (chat) => items.filter((item) => item.chat === chat),
    bubble: (streamId) => items.find((item) => item.streamId === streamId),
    card: (taskId) => items.findLast((item) => item.taskId === taskId),
    texts: (chat, person) => items.filter((item) => item.chat === chat).map((item) => seen(item, person)),
    spinning: () =>
      items.filter(
        ({ kind, isSealed, openedMs = 0 }) =>
          kind === 'bubble' && !isSealed && clock.monotonicMs() - openedMs < BUBBLE_LIFE_MS,
      ),
  };
}

function cardText(card: Card): string {
  const { main_title, sub_title_text, button_list, checkbox, select_list } = drawn(card);
  const { quote_text } = record(record(card)['quote_area']);
  const facts = listOf(record(card)['horizontal_content_list']).map((one) => {
    const { keyname, value } = record(one);
    return `${text(keyname)} ${text(value)}`;
  });
  const options = [checkbox, ...select_list]
    .flatMap((list) => list?.option_list ?? [])
    .map(({ text }) => text);
  const buttons = button_list.map(({ text }) => `[${text}]`);
  return [
    main_title?.title,
    main_title?.desc,
    text(quote_text),
    sub_title_text,
    ...facts,
    ...options,
    ...buttons,
  ]
    .filter(Boolean)
    .join('\n');
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
