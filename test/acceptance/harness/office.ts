import type { AskView } from '../../../src/contract/asks.ts';
import type { ChatMessageView } from '../../../src/contract/chat.ts';
import type { DeliverableView, RunView } from '../../../src/contract/runs.ts';
import type { CommentView, HistoryView, TaskView } from '../../../src/contract/tasks.ts';
import { tokenOf } from './environment.ts';

/** An answer of the API as it came, refused or not. */
export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

interface Doors {
  address: () => string;
  settle: () => Promise<void>;
  until: Office['until'];
}

interface SendOptions {
  /** Who it is done as: embedded the caller says so, on services by a token of their own. */
  person?: string;
  headers?: Record<string, string>;
  /** Sent as it stands instead of JSON. */
  raw?: string;
}

export interface Place {
  channel?: string;
  thread?: string;
}

interface Press extends Place {
  /** Which of several buttons. */
  label?: string;
  /** What stands in the form of the card. */
  values?: Record<string, unknown>;
  /** The door refuses it: the answer is looked at. */
  refused?: boolean;
  /** On this message instead of the newest that has such a button. */
  on?: ChatMessageView;
}

/** Whatever a person or a program can do from outside: the web chat and the REST API. */
export interface Office {
  /** Until nothing is under way and everything has been said, winding the clock where that waits. */
  settle(): Promise<void>;
  /** Looks again and again, with time going on for the product between, until there is something; rejects after 30 s. */
  until<T>(what: string, look: () => Promise<T | undefined | false> | T | undefined | false): Promise<T>;

  /** One request to `/api/v1`, with its answer whatever it is. Things go on after it: `settle` when it matters. */
  send<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    options?: SendOptions,
  ): Promise<Answer<T>>;
  /** As `send`, for what must work: the body. Rejects with the answer when it was refused. */
  ask<T>(method: string, path: string, body?: unknown, options?: SendOptions): Promise<T>;

  /** Makes a task, for ana in #general unless it says otherwise, and lets everything settle. */
  create(input: Record<string, unknown>, options?: SendOptions): Promise<TaskView>;
  task(ref: string, query?: string): Promise<TaskView>;
  tasks(query?: string): Promise<TaskView[]>;
  /** One event of the move table; then everything settles. */
  event(
    ref: string,
    event: string,
    more?: Record<string, unknown>,
    options?: SendOptions,
  ): Promise<Answer<TaskView>>;
  history(ref: string): Promise<HistoryView[]>;
  comments(ref: string): Promise<CommentView[]>;
  /** The runs of a task, oldest first, each with its steps. */
  runs(ref: string): Promise<RunView[]>;
  asks(ref?: string): Promise<AskView[]>;
  /** A decision, of ana's unless it says otherwise; then everything settles. */
  decide(
    ask: string,
    decision: string,
    more?: Record<string, unknown>,
    options?: SendOptions,
  ): Promise<Answer<AskView>>;
  deliverables(ref: string): Promise<DeliverableView[]>;

  /** Somebody writes in a channel of the web chat (`general`), in a thread when one is given; then everything settles. */
  say(person: string, text: string, place?: Place): Promise<{ messageId: string; thread: string }>;
  /** What stands in the channel as the person sees it, oldest first. */
  read(person: string, place?: Place): Promise<ChatMessageView[]>;
  /** The texts of the bot there. */
  heard(person: string, place?: Place): Promise<string[]>;
  /** The newest message whose card has such a button, as the person sees it. Rejects when there is none. */
  cardWith(person: string, action: string, place?: Place): Promise<ChatMessageView>;
  /** The newest card of that kind (`run`, `ask`), as the person sees it. Rejects when there is none. */
  card(
    person: string,
    kind: string,
    place?: Place,
  ): Promise<ChatMessageView & { card: NonNullable<ChatMessageView['card']> }>;
  /** Presses a button of the web chat; then everything settles. Rejects when the door refuses the press, unless it is to be `refused`. */
  press(person: string, action: string, press?: Press): Promise<Answer>;
}

export const CHANNEL = 'general';

let threads = 0;
/** A place in the web chat for a task, in a thread of its own. */
export const home = (channel = CHANNEL, thread = `thread-${++threads}`) => ({
  platform: 'web',
  channel,
  thread,
});

export function openOffice({ address, settle, until }: Doors): Office {
  async function send<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    options: SendOptions = {},
  ): Promise<Answer<T>> {
    const { person, headers = {}, raw } = options;
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${address()}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokenOf(person)}`,
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...(person ? { 'errand-person': encodeURIComponent(person) } : {}),
        ...headers,
      },
      ...(payload === undefined ? {} : { body: payload }),
    });
    const text = await response.text();
    // The caller says what is in it; the tests look at it.
    const answered = (text === '' ? undefined : JSON.parse(text)) as T;
    return { status: response.status, headers: response.headers, body: answered };
  }

  async function ask<T>(method: string, path: string, body?: unknown, options?: SendOptions): Promise<T> {
    const answer = await send<T>(method, path, body, options);
    if (answer.status >= 400)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
  const list = async <T>(path: string): Promise<T[]> => (await ask<{ items: T[] }>('GET', path)).items;

  async function read(person: string, { channel = CHANNEL, thread }: Place = {}): Promise<ChatMessageView[]> {
    const query = new URLSearchParams({ channel, person, limit: '200', ...(thread ? { thread } : {}) });
    const items = await list<ChatMessageView>(`/chat/messages?${query.toString()}`);
    return items.toSorted((a, b) => a.at.localeCompare(b.at));
  }

  async function find(
    person: string,
    place: Place | undefined,
    what: string,
    fits: (message: ChatMessageView) => boolean | undefined,
  ): Promise<ChatMessageView> {
    const all = await read(person, place);
    const found = all.findLast(fits);
    if (found) return found;
    const seen = all.map(
      ({ author, text, card }) =>
        `${author.name}: ${text} ${card ? JSON.stringify(card.buttons.map((one) => one.label)) : ''}`,
    );
    throw new Error(`no ${what}; ${person} sees:\n${seen.join('\n')}`);
  }
  const cardWith = (person: string, action: string, place?: Place) =>
    find(person, place, `card with the button "${action}"`, ({ card }) =>
      card?.buttons.some((one) => one.action === action),
    );

  return {
    settle,
    until,
    send,
    ask,
    async create(input, options = { person: 'ana' }) {
      const task = await ask<TaskView>('POST', '/tasks', { home: home(), ...input }, options);
      await settle();
      return task;
    },
    task: (ref, query = '') => ask<TaskView>('GET', `/tasks/${ref}${query}`),
    tasks: (query = '') => list<TaskView>(`/tasks${query}`),
    async event(ref, event, more = {}, options = {}) {
      const answer = await send<TaskView>('POST', `/tasks/${ref}/events`, { event, ...more }, options);
      await settle();
      return answer;
    },
    history: (ref) => list<HistoryView>(`/tasks/${ref}/history`),
    comments: (ref) => list<CommentView>(`/tasks/${ref}/comments`),
    async runs(ref) {
      const all = (await list<RunView>(`/tasks/${ref}/runs`)).toSorted((a, b) => a.number - b.number);
      return Promise.all(all.map(({ id }) => ask<RunView>('GET', `/runs/${id}`)));
    },
    asks: (ref) => list<AskView>(`/asks${ref ? `?task=${ref}` : ''}`),
    async decide(number, decision, more = {}, options = { person: 'ana' }) {
      const answer = await send<AskView>('POST', `/asks/${number}/decision`, { decision, ...more }, options);
      await settle();
      return answer;
    },
    deliverables: (ref) => list<DeliverableView>(`/tasks/${ref}/deliverables`),
    async say(person, text, { channel = CHANNEL, thread } = {}) {
      const said = { channel, person, text, ...(thread ? { thread } : {}) };
      const answer = await ask<{ messageId: string; thread: string }>('POST', '/chat/messages', said);
      await settle();
      return answer;
    },
    read,
    heard: async (person, place) =>
      (await read(person, place)).filter(({ author }) => author.isBot).map(({ text }) => text),
    cardWith,
    async card(person, kind, place) {
      const found = await find(person, place, `card of the kind ${kind}`, ({ card }) => card?.kind === kind);
      if (!found.card) throw new Error('it has no card');
      return { ...found, card: found.card };
    },
    async press(person, action, { label, values, on, refused = false, ...place } = {}) {
      const message = on ?? (await cardWith(person, action, place));
      const button = message.card?.buttons.find(
        (one) => one.action === action && (!label || one.label === label),
      );
      const answer = await send('POST', '/chat/actions', {
        messageId: message.id,
        action,
        person,
        ...(button ? { value: button.value } : {}),
        ...(values ? { values } : {}),
      });
      if (answer.status >= 400 !== refused)
        throw new Error(`${action}: ${answer.status} ${JSON.stringify(answer.body)}`);
      await settle();
      return answer;
    },
  };
}
