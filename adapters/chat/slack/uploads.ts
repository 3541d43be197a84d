import { z } from 'zod';

import { AppError } from '../../../src/domain/errors.ts';
import type { OutgoingFile, PostedRef } from '../../../src/domain/message.ts';
import type { ThreadRef } from '../../../src/domain/person.ts';
import type { Clock } from '../../../src/ports/system.ts';
import { isSlackHost, type Api } from './api.ts';
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

const UPLOAD_TIMEOUT_MS = 10_000;

/**
 * Puts files into threads. A file's message carries no mark of ours, so it is known by its title: before each upload the
 * thread is looked through for one that the bot has put there. Only the last of the three calls shows anything. Where its
 * answer is lost, Slack may share the file within 15 s; whether it will after that cannot be known.
 */
export function createUploads(api: Api, apiUrl: string, clock: Clock) {
  async function find(ref: ThreadRef, file: OutgoingFile): Promise<PostedRef | undefined> {
    const title = titleOf(file);
    let found: string | undefined;
    await search(api, clock, ref, (messages, home) => {
      for (const message of messages) {
        const { data } = shared.safeParse(message);
        if (data?.user === home.botUserId && data.files.some((one) => one.title === title)) found = data.ts;
      }
      return found !== undefined;
    });
    return found === undefined ? undefined : { ...ref, messageId: found };
  }

  /** Nothing of it is seen: however it fails, it can be made again. @returns Slack's id of the file. */
  function handOver(workspace: string, { name, content }: OutgoingFile): Promise<string> {
    const bytes = new Blob([content]);
    const filename = cut(oneLine(name), MAX_NAME, '');
    return api.call(workspace, 'patient', async (client) => {
      const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
        filename,
        length: bytes.size,
      });
      if (!isSlackHost(new URL(url), apiUrl)) throw new AppError('chat.refused', { reason: 'foreign_host' });
      const body = new FormData();
      body.append('file', bytes, filename);
      const answer = await fetch(url, {
        method: 'POST',
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
      });
      if (!answer.ok) throw new AppError('chat.unavailable', { reason: `upload_${answer.status}` });
      return id;
    });
  }

  async function share(ref: ThreadRef, title: string, id: string): Promise<void> {
    const { workspace, channel } = readChannel(ref.channel);
    const place = ref.thread ? { channel_id: channel, thread_ts: ref.thread } : { channel_id: channel };
    try {
      await api.call(workspace, 'once', (client) =>
        client.files.completeUploadExternal({ ...place, files: [{ id, title }] }),
      );
    } catch (error) {
      if (!AppError.is(error, 'chat.unknown')) throw error;
      throw new AppError('chat.unknown', { ...error.details, retryAfterMs: SHARING_MS });
    }
  }

  return {
    async post(ref: ThreadRef, file: OutgoingFile): Promise<PostedRef> {
      const found = await find(ref, file);
      if (found) return found;
      const id = await handOver(readChannel(ref.channel).workspace, file);
      await share(ref, titleOf(file), id);
      return { ...ref, messageId: id };
    },
    findPosted: async (ref: ThreadRef, file: OutgoingFile): Promise<PostedRef | 'unknown'> =>
      (await find(ref, file)) ?? 'unknown',
  };
}

const titleOf = ({ title }: OutgoingFile): string => cut(oneLine(title), MAX_NAME);
