import type { KnownBlock } from '@slack/types';
import type { ChatPostMessageArguments } from '@slack/web-api';

import { AppError } from '../../../src/domain/errors.ts';
import type { OutgoingMessage, PostedRef } from '../../../src/domain/message.ts';
import type { ThreadRef } from '../../../src/domain/person.ts';
import type { ChatPort } from '../../../src/ports/chat.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import { wordsFor } from '../../../src/words/index.ts';
import type { Api } from './api.ts';
import { createEdits } from './edits.ts';
import { isTooRich, reasonOf } from './errors.ts';
import type { Forms } from './forms.ts';
import { drawMessage, SHAPES, type Draft } from './messages.ts';
import { openAtOnce } from './open-form.ts';
import { POSTS, type Pace } from './pace.ts';
import { isDirect, isPerson, readChannel, readPerson, writeChannel } from './places.ts';
import { findParts, writeMark, type Mark } from './search.ts';

interface Deps {
  api: Api;
  forms: Forms;
  pace: Pace;
  clock: Clock;
  log: Log;
}

type Posting = Pick<ChatPort, 'post'> & Required<Pick<ChatPort, 'edit' | 'findPosted'>>;

/** On every message: nothing in text becomes a mention or a preview by itself. */
const SAFE = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;

/** How long one long answer may take before its rest is left to the next try; the outbox lends 60 s. */
const MAX_POSTING_MS = 40_000;
/** Posts whose parts are remembered. */
const MAX_REMEMBERED = 1_000;

/** A person who cannot be whispered to in the channel is written to directly. */
const NOT_THERE: readonly string[] = [
  'user_not_in_channel',
  'not_in_channel',
  'channel_not_found',
  'is_archived',
];

export function createPosting({ api, forms, pace, clock, log }: Deps): Posting {
  const { update, turnInto } = createEdits({ api, pace });
  /** The parts that each post has shown, by their order. */
  const shown = new Map<string, string[]>();
  /** Workspaces whose Slack has refused a plan, or something folded. */
  const withoutPlans = new Set<string>();

  const memoryKey = ({ channel, thread }: ThreadRef, key: string): string => `${channel} ${thread} ${key}`;

  function remember(id: string): string[] {
    const known = shown.get(id) ?? [];
    shown.delete(id);
    shown.set(id, known);
    const [oldest] = shown.keys();
    if (shown.size > MAX_REMEMBERED && oldest !== undefined) shown.delete(oldest);
    return known;
  }

  const wait = (ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve));

  /** Hands in the most beautiful drawing that Slack takes. A refused one was certainly not shown. */
  async function inShapes<R>(
    message: OutgoingMessage,
    workspace: string,
    send: (drafts: Draft[]) => Promise<R>,
  ): Promise<R> {
    const isRich = Boolean(message.card?.steps?.length || message.card?.folded);
    const shapes = SHAPES.filter((shape) => shape !== 'rich' || (isRich && !withoutPlans.has(workspace)));
    for (const shape of shapes) {
      try {
        const result = await send(drawMessage(message, workspace, shape));
        if (shape === 'plain' && shapes.includes('rich')) withoutPlans.add(workspace);
        return result;
      } catch (error) {
        if (!isTooRich(error) || shape === 'text') throw error;
        log.warn({ workspace, err: error, shape }, 'Slack refused the drawing; a plainer one follows');
      }
    }
    throw new AppError('chat.refused', { reason: 'invalid_blocks' });
  }

  async function postPart(
    workspace: string,
    channel: string,
    thread: string,
    draft: Draft,
    mark: Mark,
  ): Promise<string> {
    const request: ChatPostMessageArguments = {
      channel,
      text: draft.text,
      ...(draft.blocks ? { blocks: draft.blocks } : {}),
      ...(thread ? { thread_ts: thread } : {}),
      ...SAFE,
      metadata: writeMark(mark),
    };
    const posted = await pace.run(`${workspace} post ${channel}`, POSTS, () =>
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window that this goes to
      api.call(workspace, 'once', (client) => client.chat.postMessage(request)),
    );
    if (!posted.ts) throw new AppError('chat.unknown', { reason: 'no_ts' });
    return posted.ts;
  }

  /** Parts of one answer belong together: a short limit is waited out between them. */
  async function postNext(send: () => Promise<string>, until: number): Promise<string> {
    for (;;) {
      try {
        return await send();
      } catch (error) {
        const waitMs = AppError.is(error, 'chat.rate_limited')
          ? Number(error.details['retryAfterMs'])
          : Infinity;
        if (clock.monotonicMs() + waitMs > until) throw error;
        await wait(waitMs);
      }
    }
  }

  async function postAll(
    workspace: string,
    channel: string,
    thread: string,
    drafts: Draft[],
    mark: Mark,
    done: string[],
    grown: string | undefined,
  ) {
    const until = clock.monotonicMs() + MAX_POSTING_MS;
    for (let part = done.length; part < drafts.length; part++) {
      const draft = drafts[part] ?? { text: '…' };
      const below = thread || done[0] || '';
      const own = { ...mark, part, parts: drafts.length };
      const send = () => postPart(workspace, channel, below, draft, own);
      try {
        const ts =
          part === 0 && grown ? await turnInto({ workspace, channel, ts: grown }, draft, own) : undefined;
        done.push(ts ?? (part === 0 ? await send() : await postNext(send, until)));
      } catch (error) {
        // The first parts stand there: the post may not simply be tried again.
        if (part > 0 && !isTooRich(error))
          throw new AppError('chat.unknown', { reason: 'partly_shown' }, error);
        throw error;
      }
    }
  }

  async function postIn(
    ref: ThreadRef,
    channel: string,
    message: OutgoingMessage,
    key: string,
    inPlaceOf?: PostedRef,
  ): Promise<PostedRef> {
    const { workspace } = readChannel(ref.channel);
    const done = remember(memoryKey(ref, key));
    const mark = { key, part: 0, parts: 1 };
    await inShapes(message, workspace, (drafts) =>
      postAll(workspace, channel, ref.thread, drafts, mark, done, inPlaceOf?.messageId),
    );
    return { ...ref, thread: ref.thread || (done[0] ?? ''), messageId: done.at(-1) ?? '' };
  }

  async function openDirect(workspace: string, user: string): Promise<string> {
    const opened = await api.call(workspace, 'patient', (client) =>
      client.conversations.open({ users: user }),
    );
    return opened.channel?.id ?? '';
  }

  /** The place itself, or the conversation with the person that it names. */
  async function reach(ref: ThreadRef): Promise<ThreadRef> {
    const { workspace, channel } = readChannel(ref.channel);
    if (!isPerson(channel)) return ref;
    return { ...ref, channel: writeChannel(workspace, await openDirect(workspace, channel)) };
  }

  async function writeDirectly(ref: ThreadRef, user: string, message: OutgoingMessage, key: string) {
    const { workspace } = readChannel(ref.channel);
    const direct = await reach({ ...ref, channel: writeChannel(workspace, user), thread: '' });
    return postIn(direct, readChannel(direct.channel).channel, message, key);
  }

  /** To one person alone: in the channel where they are, as a message that Slack keeps nowhere. */
  async function whisper(
    ref: ThreadRef,
    user: string,
    message: OutgoingMessage,
    key: string,
  ): Promise<PostedRef> {
    const { workspace, channel } = readChannel(ref.channel);
    try {
      return await inShapes(message, workspace, async (drafts) => {
        let messageId = '';
        for (const { text, blocks } of drafts) {
          const base = { channel, user, text, parse: SAFE.parse, link_names: SAFE.link_names };
          const request = {
            ...base,
            ...(blocks ? { blocks } : {}),
            ...(ref.thread ? { thread_ts: ref.thread } : {}),
          };
          const sent = await api.call(workspace, 'once', (client) => client.chat.postEphemeral(request));
          messageId = sent.message_ts ?? '';
        }
        return { ...ref, messageId };
      });
    } catch (error) {
      if (!AppError.is(error, 'chat.refused') || !NOT_THERE.includes(reasonOf(error))) throw error;
      return writeDirectly(ref, user, message, key);
    }
  }

  /** Who is alone with the bot is called by the message itself. */
  const calling = (message: OutgoingMessage, channel: string): OutgoingMessage =>
    isDirect(channel) ? { ...message, mentions: [] } : message;

  return {
    async post(given, said, key, inPlaceOf) {
      const ref = await reach(given);
      const { workspace, channel } = readChannel(ref.channel);
      const message = calling(said, channel);
      await forms.save(message);
      if (!message.onlyFor || isDirect(channel)) {
        const posted = await postIn(ref, channel, message, key, inPlaceOf);
        await openAtOnce({ api, forms, log }, message, posted);
        return posted;
      }
      const user = readPerson(message.onlyFor.id, workspace);
      if (!user) throw new AppError('chat.refused', { reason: 'user_not_found' });
      return whisper(ref, user, message, key);
    },

    async edit({ channel: place, messageId }, said) {
      const { workspace, channel } = readChannel(place);
      const message = calling(said, channel);
      await forms.closeGone(message);
      await forms.save(message);
      await inShapes(message, workspace, async ([first, ...rest]) => {
        const { text, blocks = [] } = first ?? { text: '…' };
        const note = { type: 'plain_text', text: wordsFor(message.locale).slack.shortened } as const;
        const more: KnownBlock[] = rest.length > 0 ? [{ type: 'context', elements: [note] }] : [];
        await update(workspace, { channel, ts: messageId, text, blocks: [...blocks, ...more] });
      });
    },

    async findPosted(given, key, { onlyFor }) {
      const ref = await reach(given);
      // What only one person sees is kept nowhere.
      if (onlyFor && !isDirect(readChannel(ref.channel).channel)) return 'unknown';
      const { parts, found } = await findParts(api, clock, ref, key);
      const done = remember(memoryKey(ref, key));
      done.length = 0;
      for (let part = 0; part < parts; part++) {
        const ts = found.get(part);
        if (!ts) return undefined; // a post with the key goes on from here
        done.push(ts);
      }
      return { ...ref, thread: ref.thread || (done[0] ?? ''), messageId: done.at(-1) ?? '' };
    },
  };
}
