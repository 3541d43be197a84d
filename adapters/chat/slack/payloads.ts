import { z } from 'zod';

import { readActionId, readBlockId } from './actions.ts';
import { FORM_ID, formState, type FormState } from './modal.ts';

/** `callback_id` of the message shortcut in the manifest. */
const SHORTCUT_ID = 'task_from_message';

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
  files: z.array(z.unknown()).nullish(),
  attachments: z.array(z.unknown()).nullish(),
  blocks: z.array(z.unknown()).nullish(),
});
const eventMessage = messageShape.extend({
  type: z.string(),
  channel: id,
  channel_type: z.string().optional(),
});
export type SlackMessage = z.infer<typeof messageShape>;

const changedShape = z.object({
  subtype: z.literal('message_changed'),
  channel: id,
  channel_type: z.string().optional(),
  event_ts: ts,
  message: messageShape.extend({ edited: z.object({}).optional() }),
  previous_message: messageShape.optional(),
});
const deletedShape = z.object({
  subtype: z.literal('message_deleted'),
  channel: id,
  channel_type: z.string().optional(),
  event_ts: ts,
  previous_message: messageShape,
});

const commandShape = z.object({
  user_id: id,
  channel_id: id,
  text: z.string().default(''),
  trigger_id: z.string(),
});

const clickShape = z.object({
  user: isRef,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  container: z.union([
    z.object({ message_ts: ts, channel_id: id, thread_ts: ts.optional() }),
    z.object({ type: z.literal('view'), view_id: id }),
  ]),
  message: z.object({ thread_ts: ts.optional() }).optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        block_id: z.string().default(''),
        action_ts: z.string(),
        value: z.string().optional(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
});

const shortcutShape = z.object({
  callback_id: z.literal(SHORTCUT_ID),
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

const stopShape = z.object({
  user: id,
  channel: id,
  thread_ts: ts.optional(),
  streaming_message_ts: z.array(ts).default([]),
  event_ts: ts,
});

const homeShape = z.object({ user: id, tab: z.literal('home') });

const revokedShape = z.object({ tokens: z.object({ bot: z.array(z.string()).min(1) }) });

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
  view: z.object({
    id,
    callback_id: z.literal(FORM_ID),
    hash: z.string(),
    private_metadata: z.string(),
    state: formState,
  }),
});

export interface Click {
  user: string;
  triggerId: string;
  responseUrl: string | undefined;
  about: FormAbout;
  key: string;
}

/** The click on one of our buttons, in a message or on the app's page, or undefined for anything else. */
export function readClick(body: unknown): Click | undefined {
  const { data } = clickShape.safeParse(body);
  const [pressed] = data?.actions ?? [];
  const action = pressed && readActionId(pressed.action_id);
  const place = data && pressed && placeOfClick(data, pressed.block_id);
  if (!data || !pressed || !action || !place) return undefined;
  const { container, user, trigger_id: triggerId, response_url: responseUrl } = data;
  const value = pressed.selected_option?.value ?? pressed.value ?? '';
  const shownIn = 'view_id' in container ? container.view_id : container.message_ts;
  return {
    user: user.id,
    triggerId,
    responseUrl,
    about: { action, value, ...place },
    key: [user.id, shownIn, pressed.action_id, pressed.action_ts].join(':'),
  };
}

function placeOfClick(
  { container, message }: z.infer<typeof clickShape>,
  blockId: string,
): Pick<FormAbout, 'channel' | 'thread' | 'messageId'> | undefined {
  if ('view_id' in container) {
    const place = readBlockId(blockId);
    return place && { ...place, messageId: '' };
  }
  const { channel_id: channel, message_ts: messageId } = container;
  return { channel, thread: container.thread_ts ?? message?.thread_ts ?? messageId, messageId };
}

export interface Submission {
  user: string;
  about: FormAbout;
  state: FormState;
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

export const readEventMessage = (event: unknown) => eventMessage.safeParse(event).data;

/** A message that says something else now, or nothing any more. */
export interface Change {
  channel: string;
  channelType: string | undefined;
  /** As it was, where it is gone; else as it is. */
  message: SlackMessage;
  isGone: boolean;
  /** The timestamp of the change. */
  changedAt: string;
}

/** Slack also speaks of a change when a link gets its preview or a thread a reply: that is none to us. */
export function readChange(event: unknown): Change | undefined {
  const deleted = deletedShape.safeParse(event).data;
  const changed = changedShape.safeParse(event).data;
  const about = deleted ?? changed;
  if (!about) return undefined;
  const { channel, channel_type: channelType, event_ts: changedAt, previous_message: before } = about;
  // A message with replies leaves a stone in its place.
  const isGone = !changed || changed.message.subtype === 'tombstone';
  const message = isGone ? before : changed.message;
  if (!message || (changed && !isGone && (!changed.message.edited || changed.message.text === before?.text)))
    return undefined;
  return { channel, channelType, message, isGone, changedAt };
}

/** Slack's Stop button. */
export const readStop = (event: unknown) => stopShape.safeParse(event).data;

export const readReaction = (event: unknown) => reactionShape.safeParse(event).data;

export const readShortcut = (body: unknown) => shortcutShape.safeParse(body).data;

/** `/task …` as it was typed. */
export const readCommand = (body: unknown) => commandShape.safeParse(body).data;
export type Command = z.infer<typeof commandShape>;

/** The home page was opened; the Messages tab is no home page. */
export const readHomeVisitor = (event: unknown): string | undefined => homeShape.safeParse(event).data?.user;

const goodbyeShape = z.object({ type: z.literal('disconnect'), reason: z.string().max(80).default('') });

/** Why Slack ends a connection of Socket Mode, where a frame says that it does; such frames are short. */
export function readGoodbye(frame: unknown): string | undefined {
  const text = frame instanceof Uint8Array || typeof frame === 'string' ? frame.toString() : '';
  if (text.length > 1_000 || !text.includes('"disconnect"')) return undefined;
  return goodbyeShape.safeParse(parseJson(text)).data?.reason;
}

export const hasRevokedBot = (event: unknown): boolean => revokedShape.safeParse(event).success;

/** A message as Slack gives it back when asked. */
export const readStored = (message: unknown): SlackMessage | undefined =>
  messageShape.safeParse(message).data;
