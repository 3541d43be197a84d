import { z } from 'zod';

import type { Enclosure, EnclosureKind } from '../../../src/domain/message.ts';
import { cut } from '../../../src/shared/text.ts';

/** What a message holds beside its text: files, messages of others, and texts that stand in blocks alone. */

const fileShape = z.object({
  name: z.string().nullish(),
  title: z.string().nullish(),
  mimetype: z.string().nullish(),
  subtype: z.string().nullish(),
  url_private: z.string().nullish(),
  /** What Slack has understood of a clip. */
  transcription: z.object({ preview: z.object({ content: z.string() }).nullish() }).nullish(),
});
const readFile = (file: unknown): z.infer<typeof fileShape> => fileShape.safeParse(file).data ?? {};

/** Of a file by its type, before the stroke. */
const KIND_OF_TYPE: Readonly<Record<string, EnclosureKind>> = {
  image: 'image',
  audio: 'voice',
  video: 'video',
};
const KIND_OF_CLIP: Readonly<Record<string, EnclosureKind>> = { slack_audio: 'voice', slack_video: 'video' };

/** Files as people sent them; of one that is hidden or gone Slack tells no more than that it is there. */
export function readEnclosures(files: readonly unknown[]): Enclosure[] {
  return files.map(readFile).map(({ name, mimetype, subtype }) => {
    const kind = KIND_OF_CLIP[subtype ?? ''] ?? KIND_OF_TYPE[mimetype?.split('/')[0] ?? ''] ?? 'file';
    return { kind, ...(name ? { name: cut(name, 200) } : {}) };
  });
}

/** Files that can be opened by people: what each is called, and where it is. */
export function readFileLinks(files: readonly unknown[]): { name: string; url: string }[] {
  return files
    .map(readFile)
    .flatMap(({ name, url_private: url }) => (url ? [{ name: name ?? 'file', url }] : []));
}

/** What is said in clips, as far as Slack has written it down. */
export const readTranscripts = (files: readonly unknown[]): string[] =>
  files.flatMap((file) => readFile(file).transcription?.preview?.content ?? []);

/** What people send by something else than writing. */
const KIND_OF_SUBTYPE: Readonly<Record<string, EnclosureKind>> = {
  huddle_thread: 'call',
  sh_room_created: 'call',
  sh_room_shared: 'call',
  file_mention: 'file',
};

/** A message whose subtype is none of writing, and that has neither text nor files. */
export const kindOfSubtype = (subtype: string): EnclosureKind => KIND_OF_SUBTYPE[subtype] ?? 'other';

const sharedShape = z.object({
  is_share: z.boolean().nullish(),
  is_msg_unfurl: z.boolean().nullish(),
  author_name: z.string().nullish(),
  text: z.string().nullish(),
  fallback: z.string().nullish(),
  files: z.array(z.unknown()).nullish(),
});

const MAX_SHARED = 10;
const MAX_SHARED_TEXT = 4_000;

export interface Shared {
  author: string;
  /** Slack's markup. */
  text: string;
  files: readonly unknown[];
}

/** Messages that a person has passed on. Previews of links look alike, and are nobody's words. */
export function readShared(attachments: readonly unknown[]): Shared[] {
  return attachments.slice(0, MAX_SHARED).flatMap((attachment) => {
    const { data } = sharedShape.safeParse(attachment);
    if (!data?.is_share && !data?.is_msg_unfurl) return [];
    const text = cut(data.text ?? data.fallback ?? '', MAX_SHARED_TEXT);
    return [{ author: data.author_name ?? '', text, files: data.files ?? [] }];
  });
}

const leafShape = z.looseObject({ type: z.string() });
const MAX_DEPTH = 6;

/** The words of blocks, for a message that has no text beside them. */
export function textOfBlocks(blocks: readonly unknown[], depth = 0): string {
  if (depth > MAX_DEPTH) return '';
  return blocks
    .map((block) => {
      const { data } = leafShape.safeParse(block);
      if (!data) return '';
      const { type, text, url, name, user_id: user, elements } = data;
      if (type === 'user' && typeof user === 'string') return `<@${user}>`;
      if (type === 'emoji' && typeof name === 'string') return `:${name}:`;
      if (typeof text === 'string') return text;
      if (type === 'link' && typeof url === 'string') return url;
      if (typeof text === 'object' && text !== null && 'text' in text && typeof text.text === 'string')
        return `${text.text}\n`;
      if (!Array.isArray(elements)) return '';
      return `${textOfBlocks(elements, depth + 1)}${type === 'rich_text' ? '' : '\n'}`;
    })
    .join('')
    .trim();
}
