import { createHash } from 'node:crypto';
import { invalidInWords } from '../../../src/domain/errors.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { MAX_FILE_BYTES, MIN_UPLOAD_BYTES, uploadForm, type UploadFile } from './files.ts';
import { createApi, type Answer } from './http.ts';
import { createPacer, type Pacer } from './pace.ts';
import { splitMarkdown } from './text.ts';

// Sizes in bytes: developer.work.weixin.qq.com/document/path/99110, read 2026-11-20.
const MAX_TEXT_BYTES = 2048;
const MAX_MARKDOWN_BYTES = 4096;
const MAX_IMAGE_BYTES = 2 * 1024 * 1024;
const MAX_VOICE_BYTES = 2 * 1024 * 1024;
const MAX_ARTICLES = 8;
/** WeCom takes 20; the rest is for others who use the key. */
const PER_MINUTE = 18;

interface Article {
  title: string;
  url: string;
  description?: string;
  picurl?: string;
}

interface Mentions {
  /** User ids, or `@all`. */
  userIds?: readonly string[];
  mobiles?: readonly string[];
}

/** What a group's own push address takes. It only ever speaks: nothing comes back, nothing can be changed. */
export interface WeComWebhook {
  /** In several messages when it is long; the mentions go with the first. */
  sendText(content: string, mentions?: Mentions): Promise<void>;
  /** In several messages when it is long. `v2` knows tables, lists and code, but neither colours nor mentions. */
  sendMarkdown(content: string, dialect?: 'markdown' | 'markdown_v2'): Promise<void>;
  /** @param image - JPG or PNG of at most 2 MB. */
  sendImage(image: Buffer): Promise<void>;
  /** @param articles - 1 to 8. */
  sendNews(articles: readonly Article[]): Promise<void>;
  sendFile(file: UploadFile): Promise<void>;
  /** @param voice - AMR of at most 2 MB and 60 s. */
  sendVoice(voice: UploadFile): Promise<void>;
  /** @param card - a `text_notice` or `news_notice`: cards with buttons are not taken here. */
  sendTemplateCard(card: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface WeComWebhookOptions {
  /** The key of the address. It is the whole credential: a secret. */
  key: string;
  /** Only for tests: where the calls go instead. */
  apiUrl?: string;
  /** Shared by all senders of one key. Without it, this sender paces itself: 18 a minute, where WeCom takes 20. */
  pacer?: Pacer;
}

/**
 * Pushes into one WeCom group by its webhook. Sends leave one after another, paced below the limit.
 *
 * Errors of every send: those of `createApi`. A send that is told to slow down is a `chat.rate_limited`: the sender waits.
 */
export function createWeComWebhook(
  { key, apiUrl, pacer: sharedPacer }: WeComWebhookOptions,
  { clock }: Pick<Ports, 'clock'>,
): WeComWebhook {
  const call = createApi(apiUrl);
  const pacer = sharedPacer ?? createPacer(clock, PER_MINUTE);

  const post = (path: string, body: object, query: Record<string, string> = {}): Promise<Answer> =>
    call({ endpoint: path, path: `/cgi-bin/webhook/${path}`, query: { key, ...query }, body });

  const send = (msgtype: string, content: unknown): Promise<Answer> =>
    pacer(() => post('send', { msgtype, [msgtype]: content }));

  const upload = async (type: 'file' | 'voice', maxBytes: number, file: UploadFile): Promise<unknown> => {
    checkSize(file.data, MIN_UPLOAD_BYTES, maxBytes);
    const answer = await pacer(() => post('upload_media', uploadForm(file), { type }));
    return answer['media_id'];
  };

  return {
    async sendText(content, { userIds = [], mobiles = [] } = {}) {
      const mentions = { mentioned_list: userIds, mentioned_mobile_list: mobiles };
      for (const [index, part] of splitMarkdown(content, MAX_TEXT_BYTES).entries()) {
        await send('text', { content: part, ...(index === 0 && mentions) });
      }
    },
    async sendMarkdown(content, dialect = 'markdown') {
      for (const part of splitMarkdown(content, MAX_MARKDOWN_BYTES)) await send(dialect, { content: part });
    },
    async sendImage(image) {
      checkSize(image, 1, MAX_IMAGE_BYTES);
      const md5 = createHash('md5').update(image).digest('hex');
      await send('image', { base64: image.toString('base64'), md5 });
    },
    async sendNews(articles) {
      if (articles.length < 1 || articles.length > MAX_ARTICLES)
        throw invalidInWords('articles', 'must be 1 to 8');
      await send('news', { articles });
    },
    async sendFile(file) {
      await send('file', { media_id: await upload('file', MAX_FILE_BYTES, file) });
    },
    async sendVoice(voice) {
      await send('voice', { media_id: await upload('voice', MAX_VOICE_BYTES, voice) });
    },
    async sendTemplateCard(card) {
      await send('template_card', card);
    },
  };
}

function checkSize(data: Buffer, min: number, max: number): void {
  if (data.length < min || data.length > max)
    throw invalidInWords('data', `must have ${min} to ${max} bytes`);
}
