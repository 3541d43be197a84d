import { AppError } from '../../../src/domain/errors.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { wordsFor } from '../../../src/words/index.ts';
import type { AppApi } from './app-api.ts';
import type { Drawing, TemplateCard } from './cards.ts';
import type { Connection } from './connection.ts';
import { isErrcode, notSent, notYet } from './errors.ts';
import type { UploadFile } from './files.ts';
import type { Api } from './http.ts';
import type { Quota, Urgency } from './pace.ts';
import { byteLength, cutBytes, splitMarkdown } from './text.ts';
import type { Target } from './wire.ts';
import type { TakenUrl, Windows } from './windows.ts';

/** One way of speaking first into a conversation. Errors are those of `ChatPort.post`. */
export interface Outlet {
  /** The messages that a text makes; each is sent by itself. */
  split(text: string, locale: string): string[];
  sendMarkdown(place: Place, content: string): Promise<void>;
  /** Absent where a card with buttons cannot be sent, so that its text has to do. A card sent twice is shown once. */
  sendCard?(place: Place, card: TemplateCard): Promise<void>;
  /** Absent where files cannot be sent, so that their links have to do. */
  sendFile?(place: Place, file: UploadFile): Promise<void>;
  /** Whether a card may be sent to this place together with what has to be said before it. */
  takesCard(place: Place, drawing: Drawing): boolean;
}

export interface Place {
  channel: string;
  target: Target;
}

// Sizes of Markdown in bytes: document/path/101463 for bots, 90236 for apps, read 2026-11-20.
const MAX_BOT_BYTES = 20_480;
const MAX_APP_BYTES = 2_048;

/** Takes one from the conversation's quota, or says how long to wait. */
function takeOne(quota: Quota, channel: string, urgency: Urgency = 'must'): void {
  const retryAfterMs = quota.take(channel, urgency);
  if (retryAfterMs > 0) throw new AppError('chat.rate_limited', { platform: 'wecom', retryAfterMs });
}

/** The id of a card is good once, so that a card whose fate is in doubt can be sent again: a refusal means it is there. */
async function shownOnce(send: () => Promise<void>): Promise<void> {
  for (const isSecond of [false, true]) {
    try {
      return await send();
    } catch (error) {
      if (isErrcode(error, 42014)) return;
      if (!AppError.is(error, 'chat.unknown')) throw error;
      if (isSecond) throw notSent('template_card', 'no_ack');
    }
  }
}

/** When WeCom itself says that it is too much, nothing is tried in the conversation for as long as it wants. */
export function blockIfLimited(quota: Quota, channel: string, error: unknown): void {
  if (isErrcode(error, 45009, 45033)) quota.block(channel, error.details.retryAfterMs ?? 0);
}

async function blocking<T>(quota: Quota, channel: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    blockIfLimited(quota, channel, error);
    throw error;
  }
}

/** What all conversations together may hand over: 30 files a minute and 1 000 an hour, as messages in one of them. */
const UPLOADS = 'uploads';

/**
 * A file is no question and no end, so it leaves their part of the quota free. Nothing of an upload is seen: however it
 * fails, it can be made again.
 */
async function shareFile(
  quota: Quota,
  channel: string,
  upload: () => Promise<string>,
  send: (body: { msgtype: 'file'; file: { media_id: string } }) => Promise<void>,
): Promise<void> {
  takeOne(quota, channel, 'progress');
  takeOne(quota, UPLOADS);
  const mediaId = await blocking(quota, UPLOADS, upload).catch((error: unknown) => {
    throw AppError.is(error, 'chat.unknown') ? notSent('upload', 'no_answer') : error;
  });
  await blocking(quota, channel, () => send({ msgtype: 'file', file: { media_id: mediaId } }));
}

/** By the long connection, in the order of the conversation's lane. */
export function createSocketOutlet(deps: {
  connection: Connection;
  quota: Quota;
  inLane: <T>(channel: string, task: () => Promise<T>) => Promise<T>;
}): Outlet {
  const { connection, quota, inLane } = deps;
  const send = ({ channel, target }: Place, body: object): Promise<void> =>
    inLane(channel, async () => {
      connection.checkIsUp('aibot_send_msg');
      takeOne(quota, channel);
      await blocking(quota, channel, () => connection.send(target.id, target.kind === 'group', body));
    });
  return {
    split: (text) => splitMarkdown(text, MAX_BOT_BYTES),
    sendMarkdown: (place, content) => send(place, { msgtype: 'markdown', markdown: { content } }),
    sendCard: (place, card) =>
      shownOnce(() => send(place, { msgtype: 'template_card', template_card: card })),
    async sendFile({ channel, target }, file) {
      connection.checkIsUp('aibot_upload_media');
      // Outside of the lane: what else is to be said does not wait for an upload.
      await shareFile(
        quota,
        channel,
        () => connection.upload(file),
        (body) => inLane(channel, () => connection.send(target.id, target.kind === 'group', body)),
      );
    },
    takesCard: () => true,
  };
}

/** As an app, to one person. */
export function createAppOutlet(app: AppApi, quota: Quota): Outlet {
  const send = async ({ channel, target }: Place, body: Record<string, unknown>): Promise<void> => {
    takeOne(quota, channel);
    await blocking(quota, channel, () => app.send(target.id, body));
  };
  return {
    split: (text) => splitMarkdown(text, MAX_APP_BYTES),
    sendMarkdown: (place, content) => send(place, { msgtype: 'markdown', markdown: { content } }),
    sendCard: (place, card) =>
      shownOnce(() => send(place, { msgtype: 'template_card', template_card: card })),
    sendFile: ({ channel, target }, file) =>
      shareFile(
        quota,
        channel,
        () => app.upload(file),
        (body) => app.send(target.id, body),
      ),
    takesCard: ({ target }) => target.kind !== 'group',
  };
}

const RESPONSE_HOST = 'https://qyapi.weixin.qq.com';
const RESPONSE_PATH = '/cgi-bin/aibot/response';

/** Whether an address that came with a message is one that we may answer to. @param apiUrl - only for tests. */
export function isResponseUrl(url: string, apiUrl: string = RESPONSE_HOST): boolean {
  if (!URL.canParse(url)) return false;
  const { origin, pathname, username } = new URL(url);
  return (
    (origin === RESPONSE_HOST || origin === new URL(apiUrl).origin) &&
    pathname === RESPONSE_PATH &&
    username === ''
  );
}

/** Somebody has to write before more can be said; until then it waits rather than being given up. */
const nothingLeft = (): AppError => notYet('aibot/response', 'nothing_to_reply_to', 30_000);

/** By the addresses that came with messages: each is good for one message and one hour. */
export function createResponseOutlet(
  { windows, call, clock }: Pick<Ports, 'clock'> & { windows: Windows; call: Api },
  fallback: Outlet | undefined,
): Outlet & { sendFrom(channel: string, windowId: string, content: string): Promise<void> } {
  async function spend(taken: TakenUrl, body: object): Promise<void> {
    try {
      await call({ endpoint: 'aibot/response', path: taken.url, body });
    } catch (error) {
      // Marked as spent before it was, so that a crash in between cannot spend it twice.
      if (AppError.is(error, 'chat.unavailable')) await windows.giveBack(taken);
      throw error;
    }
  }

  const take = async (channel: string, windowId?: string): Promise<TakenUrl> => {
    const taken = await windows.takeResponseUrl(channel, clock.now(), windowId);
    if (!taken) throw nothingLeft();
    return taken;
  };
  const markdown = (content: string): object => ({ msgtype: 'markdown', markdown: { content } });

  return {
    split: (text, locale) => [cutTo(text, locale)],
    async sendMarkdown(place, content) {
      const taken = await windows.takeResponseUrl(place.channel, clock.now());
      if (taken) return spend(taken, markdown(content));
      if (!fallback || place.target.kind === 'group') throw nothingLeft();
      for (const part of fallback.split(content, '')) await fallback.sendMarkdown(place, part);
    },
    async sendCard(place, card) {
      await spend(await take(place.channel), { msgtype: 'template_card', template_card: card });
    },
    // There is one message to say it with, and in groups cards do not always come through this way.
    takesCard: ({ target }, { context }) => target.kind === 'single' && context === null,
    async sendFrom(channel, windowId, content) {
      await spend(await take(channel, windowId), markdown(content));
    },
  };
}

/** One message is all there is: what does not fit is left out, and said to be. */
function cutTo(text: string, locale: string): string {
  if (byteLength(text) <= MAX_BOT_BYTES) return text;
  const note = `\n\n${wordsFor(locale).wecom.cut}`;
  return cutBytes(text, MAX_BOT_BYTES - byteLength(note)) + note;
}
