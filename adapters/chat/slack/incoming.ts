import { z } from 'zod';

import type {
  IncomingAction,
  IncomingCommand,
  IncomingMessage,
  Sender,
} from '../../../src/domain/message.ts';
import type { PersonRef } from '../../../src/domain/person.ts';
import { readActionId } from './blocks.ts';
import type { People } from './people.ts';
import { isDirect, linkToMessage, NO_THREAD, PLATFORM, placeOf, timeOf, writePerson } from './places.ts';
import { mentionedIds, readFiles, readText } from './text-in.ts';
import type { Workspace } from './workspaces.ts';

/** What each kind of payload must have for us to act on it; whatever else is in there is left alone. */
const id = z.string().min(1).max(40);
const ts = z.string().regex(/^\d{1,12}\.\d{1,8}$/);
const isRef = z.object({ id });

const messageShape = z.object({
  subtype: z.string().optional(),
  user: id.optional(),
  bot_id: z.string().nullish(),
  text: z.string().nullish(),
  ts,
  thread_ts: ts.optional(),
  files: z.array(z.unknown()).optional(),
});
const eventMessage = messageShape.extend({ type: z.string(), channel: id, channel_type: z.string().optional() });
export type SlackMessage = z.infer<typeof messageShape>;

const commandShape = z.object({ user_id: id, channel_id: id, text: z.string().default(''), trigger_id: z.string() });

const clickShape = z.object({
  user: isRef,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  container: z.object({ message_ts: ts, channel_id: id, thread_ts: ts.optional() }),
  message: z.object({ thread_ts: ts.optional() }).optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        action_ts: z.string(),
        value: z.string().optional(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
});

const shortcutShape = z.object({
  user: isRef,
  channel: isRef,
  response_url: z.string().optional(),
  message: messageShape,
});

const reactionShape = z.object({
  user: id,
  reaction: z.string(),
  item: z.object({ type: z.literal('message'), channel: id, ts }),
});
export type Reaction = z.infer<typeof reactionShape>;

const stopShape = z.object({
  user: id,
  channel: id,
  thread_ts: ts.optional(),
  streaming_message_ts: z.array(ts).default([]),
  event_ts: ts,
});

/** What a form is about; people can change it, so that it decides nothing by itself. */
const aboutShape = z.object({
  action: z.string(),
  value: z.string(),
  channel: z.string(),
  thread: z.string(),
  messageId: z.string(),
});
export type FormAbout = z.infer<typeof aboutShape>;

const submissionShape = z.object({
  user: isRef,
  view: z.object({ id, hash: z.string(), private_metadata: z.string(), state: z.unknown() }),
});

/** A message that a person wrote; joins, edits, deletions and what bots write are other subtypes. */
const WRITTEN: readonly (string | undefined)[] = [undefined, 'file_share', 'thread_broadcast', 'me_message'];

export interface Click {
  user: string;
  triggerId: string;
  responseUrl: string | undefined;
  about: FormAbout;
  key: string;
}

/** The click on one of our buttons, or undefined for anything else. */
export function readClick(body: unknown): Click | undefined {
  const { data } = clickShape.safeParse(body);
  const [pressed] = data?.actions ?? [];
  const action = pressed && readActionId(pressed.action_id);
  if (!data || !pressed || !action) return undefined;
  const { container, user, trigger_id: triggerId, response_url: responseUrl, message } = data;
  const thread = container.thread_ts ?? message?.thread_ts ?? container.message_ts;
  return {
    user: user.id,
    triggerId,
    responseUrl,
    about: {
      action,
      value: pressed.selected_option?.value ?? pressed.value ?? '',
      channel: container.channel_id,
      thread,
      messageId: container.message_ts,
    },
    key: [user.id, container.message_ts, pressed.action_id, pressed.action_ts].join(':'),
  };
}

export interface Submission {
  user: string;
  about: FormAbout;
  state: unknown;
  key: string;
}

export function readSubmission(body: unknown): Submission | undefined {
  const { data } = submissionShape.safeParse(body);
  if (!data) return undefined;
  const about = aboutShape.safeParse(parseJson(data.view.private_metadata));
  if (!about.success) return undefined;
  const { user, view } = data;
  return { user: user.id, about: about.data, state: view.state, key: ['form', view.id, view.hash].join(':') };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // written by somebody else: no form of ours
  }
}

export const readReaction = (event: unknown): Reaction | undefined => reactionShape.safeParse(event).data;

export const readShortcut = (body: unknown) => shortcutShape.safeParse(body).data;

/** Slack's payloads in the words of the product. What is not for us becomes undefined. */
export function createReader(people: People) {
  async function readWords(home: Workspace, text: string): Promise<{ text: string; mentions: PersonRef[] }> {
    const ids = mentionedIds(text).filter((each) => each !== home.botUserId);
    const mentions = await people.names(home, ids);
    const names = new Map(mentions.map(({ id, name }) => [id, name]));
    const byUser = new Map(ids.map((each) => [each, names.get(writePerson(home.id, each)) ?? each]));
    return { text: readText(text, home.botUserId, byUser), mentions };
  }

  const takeAction = (home: Workspace, about: FormAbout, sender: Sender, key: string, at: Date): IncomingAction => ({
    kind: 'action',
    key: [home.id, key].join(':'),
    platform: PLATFORM,
    place: placeOf(home.id, about.channel, about.thread),
    sender,
    at,
    action: about.action,
    value: about.value,
    messageId: about.messageId,
  });

  return {
    /**
     * A message written to the bot or in a thread. One mention arrives as `app_mention` and as `message`, in either
     * order: both become the same, so that it does not matter which copy is dropped. Talk at the top of a channel that
     * does not mention the bot is not ours to keep.
     */
    async message(home: Workspace, event: unknown): Promise<IncomingMessage | undefined> {
      const { data } = eventMessage.safeParse(event);
      if (!data?.user || data.bot_id || data.user === home.botUserId) return undefined;
      if (!WRITTEN.includes(data.subtype)) return undefined;
      const { channel, ts, thread_ts: thread = ts, user } = data;
      const raw = data.text ?? '';
      const isMention = data.type === 'app_mention' || new RegExp(`<@${home.botUserId}[|>]`).test(raw);
      const isToBot = isMention || data.channel_type === 'im' || isDirect(channel);
      const isReply = thread !== ts;
      if (!isToBot && !isReply) return undefined;
      const [sender, words] = await Promise.all([people.get(home, user), readWords(home, raw)]);
      const files = readFiles(data.files ?? []);
      return {
        kind: 'message',
        key: [home.id, channel, ts].join(':'),
        platform: PLATFORM,
        place: placeOf(home.id, channel, thread),
        sender,
        at: timeOf(ts),
        text: words.text,
        messageId: ts,
        isToBot,
        isReply,
        ...(words.mentions.length > 0 ? { mentions: words.mentions } : {}),
        permalink: linkToMessage(home.site, channel, ts, thread),
        ...(files.length > 0 ? { files } : {}),
      };
    },

    async command(home: Workspace, body: unknown, at: Date): Promise<IncomingCommand | undefined> {
      const { data } = commandShape.safeParse(body);
      if (!data) return undefined;
      const [sender, { text, mentions }] = await Promise.all([
        people.get(home, data.user_id),
        readWords(home, data.text),
      ]);
      return {
        kind: 'command',
        key: [home.id, 'command', data.trigger_id].join(':'),
        platform: PLATFORM,
        place: placeOf(home.id, data.channel_id, NO_THREAD),
        sender,
        at,
        text,
        ...(mentions.length > 0 ? { mentions } : {}),
      };
    },

    async action(home: Workspace, { user, about, key }: Click | Submission, at: Date): Promise<IncomingAction> {
      return takeAction(home, about, await people.get(home, user), key, at);
    },

    /** Somebody pressed Slack's own Stop button: a wish to cancel what runs in the thread. */
    async stop(home: Workspace, event: unknown): Promise<IncomingAction | undefined> {
      const { data } = stopShape.safeParse(event);
      if (!data) return undefined;
      const thread = data.thread_ts ?? NO_THREAD;
      const messageId = data.streaming_message_ts[0] ?? thread;
      const about = { action: 'cancel', value: '', channel: data.channel, thread, messageId };
      const key = ['stop', data.channel, thread, data.event_ts].join(':');
      return takeAction(home, about, await people.get(home, data.user), key, timeOf(data.event_ts));
    },

    /**
     * Somebody wants a message to become a task, by shortcut or reaction. They are the sender; who wrote the message
     * stands in the values: `{text, author, permalink, files}`. The same person twice gives the same key.
     */
    async makeTask(home: Workspace, user: string, channel: string, message: SlackMessage, at: Date) {
      const { ts, thread_ts: thread = ts, text, user: writer } = message;
      const [sender, words, author] = await Promise.all([
        people.get(home, user),
        readWords(home, text ?? ''),
        writer ? people.get(home, writer) : null,
      ]);
      const about = { action: 'make_task', value: '', channel, thread, messageId: ts };
      const values = {
        text: words.text,
        author: author && { id: author.id, name: author.name },
        permalink: linkToMessage(home.site, channel, ts, thread),
        files: readFiles(message.files ?? []),
      };
      return { ...takeAction(home, about, sender, ['make_task', channel, ts, user].join(':'), at), values };
    },
  };
}
export type Reader = ReturnType<typeof createReader>;
