import { WINDOWS, type WeComWindow } from './records.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { isChinese } from '../../../src/shared/text.ts';
import type { Click, Message } from './wire.ts';
import { sha256 } from '../../../src/shared/sha256.ts';

/** Keeps secrets unreadable in the store. */
export interface SecretBox {
  seal(text: string): string;
  /** @throws Error when the text was not sealed by this box. */
  open(sealed: string): string;
}

/** An id that is the same for the same parts; 34 characters of those that WeCom takes in ids. */
export const stableId = (prefix: string, ...parts: readonly string[]): string =>
  `${prefix}_${sha256(JSON.stringify(parts)).slice(0, 32)}`;

/** One reply can be sent to a message's address for an hour (document/path/101138); a minute is left for the way. */
const RESPONSE_URL_MS = 59 * 60_000;

export interface TakenUrl {
  windowId: string;
  url: string;
}

/** The messages that can still be replied to. The store holds them, since another process may have to reply. */
export interface Windows {
  /** Writes a message down unless it is there; answers with what is. */
  note(window: WeComWindow): Promise<WeComWindow>;
  get(id: string): Promise<WeComWindow | undefined>;
  ofStream(streamId: string): Promise<WeComWindow | undefined>;
  /** The oldest message of the conversation since then with an open bubble that no run's card lives in. */
  oldestOpen(channel: string, since: Date): Promise<WeComWindow | undefined>;
  /** The newest message of the conversation whose open bubble a run's card lives in. */
  newestHeld(channel: string): Promise<WeComWindow | undefined>;
  /** The newest message of the conversation since then whose bubble is in one of the states. */
  newest(
    channel: string,
    bubbles: readonly WeComWindow['bubble'][],
    since: Date,
  ): Promise<WeComWindow | undefined>;
  /** All open or unfetched bubbles of one way in, oldest first. */
  unfinished(via: WeComWindow['via']): Promise<WeComWindow[]>;
  /** Changes the window unless its bubble is sealed. Undefined when it was, or somebody else holds it. */
  change(id: string, change: Partial<WeComWindow>, holder: string | null): Promise<WeComWindow | undefined>;
  /** Begins a new bubble under a message that has none open. Undefined when somebody else was first. */
  begin(id: string, streamId: string, holder: string | null): Promise<WeComWindow | undefined>;
  fetched(id: string): Promise<void>;
  /**
   * Takes the address for one reply: of two callers one gets it. Undefined when the conversation has none left, or
   * the one message that is asked for.
   */
  takeResponseUrl(channel: string, now: Date, id?: string): Promise<TakenUrl | undefined>;
  /** Gives an address back that was certainly not used. */
  giveBack(taken: TakenUrl): Promise<void>;
}

export function createWindows({ store }: Pick<Ports, 'store'>, secrets: SecretBox): Windows {
  const windows = store.own(WINDOWS);
  const first = async (
    filter: Parameters<typeof windows.find>[0],
    direction: 1 | -1,
  ): Promise<WeComWindow | undefined> =>
    (await windows.find(filter, { sort: { receivedAt: direction, id: direction }, limit: 1 }))[0];

  return {
    async note(window) {
      const isNew = await windows.insertIfAbsent(window);
      return isNew ? window : ((await windows.get(window.id)) ?? window);
    },
    get: (id) => windows.get(id),
    ofStream: (streamId) => first({ streamId }, 1),
    oldestOpen: (channel, since) =>
      first({ channel, bubble: 'open', holder: null, receivedAt: { $gt: since } }, 1),
    newestHeld: (channel) => first({ channel, bubble: 'open', holder: { $ne: null } }, -1),
    newest: (channel, bubbles, since) =>
      first({ channel, bubble: { $in: [...bubbles] }, receivedAt: { $gt: since } }, -1),
    async unfinished(via) {
      const states = [{ bubble: 'open' }, { bubble: 'sealed', isFetched: false }];
      return windows.find({ via, $or: states }, { sort: { receivedAt: 1, id: 1 }, limit: 1000 });
    },
    change: (id, change, holder) =>
      windows.update(
        { id, bubble: { $ne: 'sealed' }, holder: { $in: [null, holder] } },
        { $set: { ...change } },
      ),
    begin: (id, streamId, holder) =>
      windows.update(
        { id, bubble: { $ne: 'open' } },
        { $set: { bubble: 'open', streamId, holder, content: '' } },
      ),
    async fetched(id) {
      await windows.update({ id }, { $set: { isFetched: true } });
    },
    async takeResponseUrl(channel, now, id) {
      const since = new Date(now.getTime() - RESPONSE_URL_MS);
      const isUsable = { channel, responseUrl: { $ne: null }, receivedAt: { $gt: since }, ...(id && { id }) };
      for (;;) {
        // The one that ends first; of two callers with the same one, only one finds its address still there.
        const candidate = await first(isUsable, 1);
        if (!candidate?.responseUrl) return undefined;
        const { responseUrl } = candidate;
        const isMine = await windows.update(
          { id: candidate.id, responseUrl },
          { $set: { responseUrl: null } },
        );
        if (isMine) return { windowId: candidate.id, url: secrets.open(responseUrl) };
      }
    },
    async giveBack({ windowId, url }) {
      await windows.update({ id: windowId }, { $set: { responseUrl: secrets.seal(url) } });
    },
  };
}

/** The bubble of a message: the same for each delivery of it. */
export const streamOf = (messageId: string): string => stableId('s', messageId);

/** People are answered in the language they wrote in, as far as it shows. */
export const localeOf = (text: string, fallback: string): string => (isChinese(text) ? 'zh-CN' : fallback);

/**
 * What came in, as it can be replied to before anything has been said. By callback a message's bubble is open from the
 * start; a click has none, but may bring an address.
 */
export const newWindow = (
  { key, channel, kind, ...rest }: Message | Click,
  via: WeComWindow['via'],
  receivedAt: Date,
  locale: string,
): WeComWindow => ({
  id: key,
  channel,
  via,
  reqId: null,
  bubble: kind === 'click' ? 'sealed' : via === 'callback' ? 'open' : 'none',
  streamId: streamOf(key),
  content: '',
  preface: '',
  attachment: null,
  holder: null,
  isFetched: kind === 'click',
  responseUrl: null,
  locale: 'text' in rest ? localeOf(rest.text, locale) : locale,
  receivedAt,
});
