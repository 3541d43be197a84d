import type { MessageMetadata } from '@slack/types';
import { z } from 'zod';

import type { ThreadRef } from '../../../src/domain/person.ts';
import type { Clock } from '../../../src/ports/system.ts';
import type { Api } from './api.ts';
import { readChannel } from './places.ts';
import type { Workspace } from './workspaces.ts';

/** Stands in each message, unseen, so that one whose answer was lost is found again. */
const EVENT_TYPE = 'errand_post';

/** Which part of which post a message is. */
export interface Mark {
  key: string;
  part: number;
  parts: number;
}

const marked = z.object({
  ts: z.string(),
  metadata: z.object({
    event_type: z.literal(EVENT_TYPE),
    event_payload: z.object({ key: z.string(), part: z.number(), parts: z.number() }),
  }),
});

export const writeMark = (mark: Mark): MessageMetadata => ({
  event_type: EVENT_TYPE,
  event_payload: { ...mark },
});

/** How far a search goes back, and through how many pages of 200 messages: tries for one post follow each other soon. */
const SEARCH_MS = 24 * 3_600_000;
const MAX_PAGES = 10;

/**
 * Goes over what stands in the thread, or at the top of the channel, page by page until `look` has seen enough. What only
 * one person sees is kept nowhere and never found.
 * @param look - answers whether the page was the last it needs.
 */
export async function search(
  api: Api,
  clock: Clock,
  ref: ThreadRef,
  look: (messages: readonly unknown[], home: Workspace) => boolean,
): Promise<void> {
  const { workspace, channel } = readChannel(ref.channel);
  const oldest = String((clock.now().getTime() - SEARCH_MS) / 1000);
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = { channel, oldest, limit: 200, include_all_metadata: true, ...(cursor ? { cursor } : {}) };
    const isEnough = await api.call(workspace, 'patient', async (client, home) => {
      const { messages = [], response_metadata: more } = ref.thread
        ? await client.conversations.replies({ ...query, ts: ref.thread })
        : await client.conversations.history(query);
      cursor = more?.next_cursor;
      return look(messages, home);
    });
    if (isEnough || !cursor) return;
  }
}

/**
 * Looks for what a post has shown.
 * @returns the timestamps by part, and how many parts the post has.
 */
export async function findParts(
  api: Api,
  clock: Clock,
  ref: ThreadRef,
  key: string,
): Promise<{ parts: number; found: ReadonlyMap<number, string> }> {
  const found = new Map<number, string>();
  let parts = 1;
  await search(api, clock, ref, (messages) => {
    for (const message of messages) {
      const { data } = marked.safeParse(message);
      if (data?.metadata.event_payload.key !== key) continue;
      parts = data.metadata.event_payload.parts;
      found.set(data.metadata.event_payload.part, data.ts);
    }
    return found.size >= parts;
  });
  return { parts, found };
}
