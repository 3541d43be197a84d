import { z } from 'zod';

import { AppError } from '../../../src/domain/errors.ts';
import type { OutgoingFile, PostedRef } from '../../../src/domain/message.ts';
import type { ThreadRef } from '../../../src/domain/person.ts';
import type { Clock } from '../../../src/ports/system.ts';
import type { Api } from './api.ts';
import { oneLine } from './plain-text.ts';
import { readChannel } from './places.ts';
import { search } from './search.ts';
import { cut } from './text.ts';

/** Slack takes far more; this is what is put into a thread rather than linked. */
export const MAX_FILE_BYTES = 1024 * 1024;

const MAX_NAME = 200;
/** Slack shares a file after it has answered, once it has been looked through: before that it cannot be found. */
const SHARING_MS = 15_000;

const shared = z.object({
  ts: z.string(),
  user: z.string(),
  files: z.array(z.object({ title: z.string().nullish() })),
});

/**
 * Puts files into threads. A file's message carries no mark of ours, so it is known by its title: before each upload the
 * thread is looked through for one that the bot has put there. What cannot be known is whether Slack will still share a
 * file whose answer was lost: after 15 s without it, it is uploaded again.
 */
export function createUploads(api: Api, clock: Clock) {
  async function find(ref: ThreadRef, title: string): Promise<string | undefined> {
    let found: string | undefined;
    await search(api, clock, ref, (messages, home) => {
      for (const message of messages) {
        const { data } = shared.safeParse(message);
        if (data?.user === home.botUserId && data.files.some((file) => file.title === title)) found = data.ts;
      }
      return found !== undefined;
    });
    return found;
  }

  async function send(ref: ThreadRef, title: string, { name, content }: OutgoingFile): Promise<string> {
    const { workspace, channel } = readChannel(ref.channel);
    const place = ref.thread ? { channel_id: channel, thread_ts: ref.thread } : { channel_id: channel };
    const filename = cut(oneLine(name), MAX_NAME, '');
    const answer = await api.call(workspace, 'once', (client) =>
      client.filesUploadV2({ ...place, filename, title, file: Buffer.from(content, 'utf8') }),
    );
    return answer.files[0]?.files?.[0]?.id ?? '';
  }

  return async function upload(ref: ThreadRef, file: OutgoingFile): Promise<PostedRef> {
    const title = cut(oneLine(file.title), MAX_NAME);
    const found = await find(ref, title);
    if (found) return { ...ref, messageId: found };
    try {
      return { ...ref, messageId: await send(ref, title, file) };
    } catch (error) {
      if (!AppError.is(error, 'chat.unknown')) throw error;
      throw new AppError('chat.unknown', { ...error.details, retryAfterMs: SHARING_MS });
    }
  };
}
