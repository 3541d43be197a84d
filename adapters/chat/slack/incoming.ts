import type {
  Enclosure,
  IncomingAction,
  IncomingChange,
  IncomingCommand,
  IncomingMessage,
  Sender,
} from '../../../src/domain/message.ts';
import type { PersonRef } from '../../../src/domain/person.ts';
import type { Change, Click, Command, FormAbout, SlackMessage, Submission } from './payloads.ts';
import { actionOf } from './forms.ts';
import { readChange, readEventMessage, readStop } from './payloads.ts';
import {
  kindOfSubtype,
  readEnclosures,
  readFileLinks,
  readShared,
  readTranscripts,
  textOfBlocks,
} from './enclosed.ts';
import type { People } from './people.ts';
import { isDirect, linkToMessage, NO_THREAD, PLATFORM, placeOf, timeOf, writePerson } from './places.ts';
import { mentionedIds, readText } from './text-in.ts';
import type { Workspace } from './workspaces.ts';

/** What Slack itself says, in the name of the person who did it. */
const SAID_BY_SLACK: RegExp =
  /^(?:assistant_app_thread|bot_|channel_|group_|ekm_|joiner_|message_|pinned_|unpinned_|reminder_|reply_|slackbot_|tombstone)/;

/** A message that a person wrote. */
const WRITTEN: readonly (string | undefined)[] = [undefined, 'file_share', 'thread_broadcast', 'me_message'];

const quote = (author: string, text: string): string[] =>
  text === ''
    ? []
    : [
        `${author && `${author}: `}${text}`
          .split('\n')
          .map((line) => `> ${line}`)
          .join('\n'),
      ];

/** What came beside the words; a message without either is of a kind by itself. */
function enclosuresOf({ subtype, files, attachments }: SlackMessage, text: string): Enclosure[] {
  const sent = [...(files ?? []), ...readShared(attachments ?? []).flatMap((shared) => shared.files)];
  const enclosures = readEnclosures(sent);
  const isBare =
    enclosures.length === 0 && text === '' && subtype !== undefined && !WRITTEN.includes(subtype);
  return isBare ? [{ kind: kindOfSubtype(subtype) }] : enclosures;
}

const keyOf = (home: Workspace, channel: string, ts: string): string => [home.id, channel, ts].join(':');

/** Slack's payloads in the words of the product. What is not for us becomes undefined. */
export function createReader(people: People) {
  async function readWords(home: Workspace, text: string): Promise<{ text: string; mentions: PersonRef[] }> {
    const ids = mentionedIds(text).filter((each) => each !== home.botUserId);
    const mentions = await people.names(home, ids);
    const names = new Map(mentions.map(({ id, name }) => [id, name]));
    const byUser = new Map(ids.map((each) => [each, names.get(writePerson(home.id, each)) ?? each]));
    return { text: readText(text, home.botUserId, byUser), mentions };
  }

  /** With what is said in clips, and with the words of others that are passed on, below their own. */
  async function readAll(home: Workspace, raw: string, { files, attachments }: SlackMessage) {
    const spoken = [raw, ...readTranscripts(files ?? [])].filter((text) => text.trim() !== '').join('\n');
    const shared = readShared(attachments ?? []);
    const [own, ...others] = await Promise.all([
      readWords(home, spoken),
      ...shared.map(({ text }) => readWords(home, text)),
    ]);
    const passedOn = others.flatMap(({ text }, at) => quote(shared[at]?.author ?? '', text));
    return { mentions: own.mentions, text: [own.text, ...passedOn].filter(Boolean).join('\n\n') };
  }

  const mentionsBot = (home: Workspace, text: string): boolean =>
    new RegExp(`<@${home.botUserId}[|>]`).test(text);

  /** What a person has changed or taken back; the bot's own edits come by here too and go no further. */
  async function takeChange(home: Workspace, change: Change): Promise<IncomingChange | undefined> {
    const { channel, channelType, message, isGone, changedAt } = change;
    const { ts, thread_ts: thread = ts, user, bot_id: botId } = message;
    if (!user || botId || user === home.botUserId || !WRITTEN.includes(message.subtype)) return undefined;
    const raw = message.text ?? '';
    const [sender, words] = await Promise.all([people.get(home, user), readWords(home, raw)]);
    const of = keyOf(home, channel, ts);
    return {
      kind: 'change',
      key: [of, changedAt].join(':'),
      of,
      platform: PLATFORM,
      place: placeOf(home.id, channel, thread),
      sender,
      at: timeOf(changedAt),
      text: isGone ? null : words.text,
      isToBot: channelType === 'im' || isDirect(channel) || mentionsBot(home, raw),
      isReply: thread !== ts,
    };
  }

  const takeAction = (
    home: Workspace,
    about: FormAbout,
    sender: Sender,
    key: string,
    at: Date,
  ): IncomingAction => ({
    kind: 'action',
    key: [home.id, key].join(':'),
    platform: PLATFORM,
    place: placeOf(home.id, about.channel, about.thread),
    sender,
    at,
    action: actionOf(about.action),
    value: about.value,
    messageId: about.messageId,
  });

  return {
    /**
     * A message written to the bot or in a thread, or what became of it. One mention arrives as `app_mention` and as `message`, in either
     * order: both become the same, so that it does not matter which copy is dropped. Talk at the top of a channel that
     * does not mention the bot is not ours to keep.
     */
    async message(home: Workspace, event: unknown): Promise<IncomingMessage | IncomingChange | undefined> {
      const change = readChange(event);
      if (change) return takeChange(home, change);
      const data = readEventMessage(event);
      if (!data?.user || data.bot_id || data.user === home.botUserId) return undefined;
      if (SAID_BY_SLACK.test(data.subtype ?? '')) return undefined;
      const { channel, ts, thread_ts: thread = ts, user } = data;
      const raw = data.text?.trim() ? data.text : textOfBlocks(data.blocks ?? []);
      const isMention = data.type === 'app_mention' || mentionsBot(home, raw);
      const isToBot = isMention || data.channel_type === 'im' || isDirect(channel);
      const isReply = thread !== ts;
      if (!isToBot && !isReply) return undefined;
      const [sender, words] = await Promise.all([people.get(home, user), readAll(home, raw, data)]);
      const enclosures = enclosuresOf(data, words.text);
      return {
        kind: 'message',
        key: keyOf(home, channel, ts),
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
        ...(enclosures.length > 0 ? { enclosures } : {}),
      };
    },

    async command(home: Workspace, typed: Command, at: Date): Promise<IncomingCommand> {
      const [sender, { text, mentions }] = await Promise.all([
        people.get(home, typed.user_id),
        readWords(home, typed.text),
      ]);
      return {
        kind: 'command',
        key: [home.id, 'command', typed.trigger_id].join(':'),
        platform: PLATFORM,
        place: placeOf(home.id, typed.channel_id, NO_THREAD),
        sender,
        at,
        text,
        trigger: typed.trigger_id,
        ...(mentions.length > 0 ? { mentions } : {}),
      };
    },

    async action(
      home: Workspace,
      { user, about, key }: Click | Submission,
      at: Date,
    ): Promise<IncomingAction> {
      return takeAction(home, about, await people.get(home, user), key, at);
    },

    /** Somebody pressed Slack's own Stop button: a wish to cancel what runs in the thread. */
    async stop(home: Workspace, event: unknown): Promise<IncomingAction | undefined> {
      const data = readStop(event);
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
        files: readFileLinks(message.files ?? []),
      };
      return { ...takeAction(home, about, sender, ['make_task', channel, ts, user].join(':'), at), values };
    },
  };
}
export type Reader = ReturnType<typeof createReader>;
