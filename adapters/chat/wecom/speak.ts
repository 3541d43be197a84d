import type { Card } from '../../../src/domain/card.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { OutgoingFile, OutgoingMessage, PostedRef } from '../../../src/domain/message.ts';
import type { PersonRef, ThreadRef } from '../../../src/domain/person.ts';
import type { WeComCard, WeComWindow } from './records.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { wordsFor } from '../../../src/words/index.ts';
import { cardMarkdown } from './card-text.ts';
import type { Clicks } from './clicks.ts';
import { isOutOfReach, refused } from './errors.ts';
import { toUpload } from './files.ts';
import type { Place } from './outlets.ts';
import type { Manner, Sayer } from './say.ts';
import { subjectOf, type Cards } from './sent-cards.ts';
import { defuse, honestLinks } from './text.ts';
import { appChannel, isAlone, PLATFORM, readChannel, singleChannel } from './wire.ts';
import { stableId, type Windows } from './windows.ts';

export interface Speaker {
  post(thread: ThreadRef, message: OutgoingMessage, key: string): Promise<PostedRef>;
  edit(posted: PostedRef, message: OutgoingMessage): Promise<void>;
}

/**
 * Posting and editing where almost nothing can be edited.
 *
 * **Texts and asks.** A reply goes into the oldest open bubble of the conversation and seals it; without one it is sent
 * as a message of its own. A card with buttons is sent as a template card, after whatever it is too small to say.
 * Such a card can be changed only in the seconds after a click: other edits end in `chat.gone`, so that it is posted
 * anew. Where each message of people pays for one of ours, a settled ask is not: the next question needs the message.
 *
 * **The card of a run** lives in the bubble of the message that asked for it: progress is drawn into it, and it is
 * sealed when the run ends or waits for people (that may take days, a bubble minutes). A run without a bubble, or
 * after its bubble, says once that it has begun and stays silent: edits return without showing anything until it ends, or shows an ask of its own
 * (`askId`), and that state is sent as a message. A run's end is shown once; what is edited after it is dropped.
 *
 * **A conversation's own id is its thread.** What is for one person alone is told on the card that they have just
 * clicked, else sent to their conversation with the bot. Many have never begun one, and then the bot may not: what is
 * no secret is said in the group with their name, of what is they learn there how to hear it.
 */
export function createSpeaker(
  deps: Pick<Ports, 'clock'> & {
    cards: Cards;
    clicks: Pick<Clicks, 'answer' | 'tell'>;
    windows: Windows;
    sayer: Sayer;
    /** Changes a card by the right that its last click gave; false when there is none. */
    updateLate: (record: WeComCard, card: Card, locale: string) => Promise<boolean>;
  },
): Speaker {
  const { clock, cards, clicks, windows, sayer, updateLate } = deps;

  const recordOf = (id: string, card: Card, { place, locale }: Manner): WeComCard => ({
    id,
    channel: place.channel,
    card,
    subject: subjectOf(card),
    locale,
    windowId: null,
    hasShownEnd: false,
    responseCode: null,
    createdAt: clock.now(),
  });

  /** Writes the card down, then shows it: a click finds it however early it comes. */
  async function postCard(card: Card, id: string, manner: Manner): Promise<void> {
    await cards.remember(recordOf(id, card, manner));
    await sayer.showCard(card, id, manner);
  }

  async function postRun(card: Card, id: string, manner: Manner): Promise<void> {
    const { locale } = manner;
    const earlier = await cards.get(id);
    if (earlier?.windowId) return void (await showRun(earlier, card, locale));
    const isOver = hasEnded(card);
    const window = isOver
      ? undefined
      : await holdBubble(id, cardMarkdown(card, wordsFor(locale).wecom), manner);
    const record = recordOf(id, card, manner);
    await cards.remember({ ...record, windowId: window?.id ?? null, hasShownEnd: isOver });
    if (window) {
      // A try before this one may have written the card down without a bubble.
      if (earlier) await cards.change(id, { windowId: window.id });
      if (card.tone === 'attention') await showRun({ ...record, windowId: window.id }, card, locale);
      return;
    }
    if (isOver) return sayer.showCard(card, id, manner);
    // What cannot be edited does not say how far it has come, and has nothing to press that would stay.
    const { mayAnnounce } = sayer.voiceFor(manner.place);
    const begun = { ...card, steps: [], buttons: [], progress: '', context: '' };
    if (mayAnnounce) await sayer.say(cardMarkdown(begun, wordsFor(locale).wecom), manner);
  }

  async function holdBubble(id: string, text: string, manner: Manner): Promise<WeComWindow | undefined> {
    const { bubbles, beginBubble } = sayer.voiceFor(manner.place);
    const open = await sayer.freeBubble(manner);
    if (!open || !bubbles) return beginBubble?.(manner.place.channel, id, text);
    const mine = await windows.change(open.id, { holder: id }, null);
    if (mine) await bubbles.show(mine, id, text);
    return mine;
  }

  /** The settled card is a message of its own here, but for conversations that have none to spare for it. */
  async function isToldByCard({ channel }: ThreadRef, { isOnCardOf }: OutgoingMessage): Promise<boolean> {
    if (!isOnCardOf || !sayer.voiceFor(placeOf(channel)).mayAnnounce) return false;
    return cards.isKnown(isOnCardOf, channel);
  }

  async function postTo(channel: string, given: OutgoingMessage, key: string): Promise<PostedRef> {
    // Who is alone with the bot is called by the message itself.
    const message = isAlone(channel) ? { ...given, mentions: [] } : given;
    const { locale, onlyFor } = message;
    const card = message.card && withMentions(message.card, message);
    // With what it shows, since a card that could not be edited may be posted anew by the same key.
    const id = stableId('t', key, JSON.stringify(card ?? message.text));
    const manner = { place: placeOf(channel), locale, key: id, isPrivate: onlyFor !== undefined };
    if (!card) await sayer.reply(textOf(message), manner);
    else if (card.kind === 'run' && !onlyFor) await postRun(card, id, manner);
    else await postCard(card, id, manner);
    return { platform: PLATFORM, channel, thread: channel, messageId: id };
  }

  /** Where a file cannot be sent, the link on the card of its run has to do. */
  async function postFile(thread: ThreadRef, file: OutgoingFile, key: string): Promise<PostedRef> {
    const place = placeOf(thread.channel);
    const upload = toUpload(file);
    if (upload) await sayer.voiceFor(place).outlet.sendFile?.(place, upload);
    return { ...thread, messageId: stableId('f', key) };
  }

  /** The rule for the card of a run, as it stands above. */
  async function editRun(old: WeComCard, card: Card, locale: string): Promise<void> {
    const isClicked = await clicks.answer(old.id, card, locale);
    if (!isClicked) {
      if (old.hasShownEnd || !(await showRun(old, card, locale))) return;
    }
    if (hasEnded(card)) await cards.change(old.id, { hasShownEnd: true });
  }

  /** @returns whether the state is now there to be seen for good. */
  async function showRun(old: WeComCard, card: Card, locale: string): Promise<boolean> {
    const key = stableId('t', old.id, card.mark ?? card.tone, card.askId ?? '');
    const manner = { place: placeOf(old.channel), locale, key, isPrivate: false };
    const isOver = hasEnded(card);
    const { bubbles } = sayer.voiceFor(manner.place);
    const window = old.windowId ? await windows.get(old.windowId) : undefined;
    if (bubbles && window?.holder === old.id && window.bubble === 'open') {
      const text = cardMarkdown(card, wordsFor(locale).wecom);
      const isLast = isOver || card.tone === 'attention';
      await (isLast ? sayer.say(text, manner, window, old.id) : bubbles.show(window, old.id, text));
      return isLast;
    }
    if (!isOver && !(card.tone === 'attention' && card.askId)) return false;
    await postCard(card, key, manner);
    return true;
  }

  return {
    async post(thread, message, key) {
      const { onlyFor } = message;
      if (await isToldByCard(thread, message)) return { ...thread, messageId: stableId('t', key) };
      if (message.file) return postFile(thread, message.file, key);
      if (!onlyFor) return postTo(thread.channel, message, key);
      const isTold = !message.card && (await clicks.tell(thread.channel, userOf(onlyFor), message.text));
      if (isTold) return { ...thread, messageId: stableId('t', key) };
      const alone = privateChannel(thread.channel, userOf(onlyFor));
      try {
        return await postTo(alone, message, key);
      } catch (error) {
        if (alone === thread.channel || !isOutOfReach(error)) throw error;
        return postTo(thread.channel, aloud(message, onlyFor), key);
      }
    },
    async edit(posted, { card: given, text, locale }) {
      const old = await cards.get(posted.messageId);
      if (!old) throw new AppError('chat.gone', { platform: PLATFORM });
      const card = given ?? textCard(old.card, text);
      if (old.card.kind === 'run') return editRun(old, card, locale);
      if (await clicks.answer(old.id, card, locale)) return;
      if (await updateLate(old, card, locale)) return;
      const { mayAnnounce } = sayer.voiceFor(placeOf(old.channel));
      if (mayAnnounce || card.buttons.length > 0) throw new AppError('chat.gone', { platform: PLATFORM });
    },
  };
}

/** A card that gives way to a text: its title stays, so that people know what it was about. */
const textCard = ({ kind, title, tone, taskId, runId, askId }: Card, text: string): Card => ({
  kind,
  title,
  tone,
  lines: [text],
  buttons: [],
  ...(taskId && { taskId }),
  ...(runId && { runId }),
  ...(askId && { askId }),
});

/** The card of a run is `active` while it goes on and `attention` while it waits for people: anything else is its end. */
const hasEnded = ({ tone }: Card): boolean => tone !== 'active' && tone !== 'attention';

function placeOf(channel: string): Place {
  const target = readChannel(channel);
  if (!target) throw refused('post', 'unknown_channel');
  return { channel, target };
}

const userOf = ({ id }: PersonRef): string => id.slice(`${PLATFORM}:`.length);

/** An app's people are reached by the app, a bot's by the bot. */
function privateChannel(channel: string, userId: string): string {
  return readChannel(channel)?.kind === 'app' ? appChannel(userId) : singleChannel(userId);
}

/** What was for one person alone, as the others may hear it. */
const aloud = ({ text, locale, mayBeOverheard }: OutgoingMessage, person: PersonRef): OutgoingMessage => ({
  text: mayBeOverheard ? text : wordsFor(locale).wecom.forYouAlone,
  locale,
  mentions: [person],
});

/** Nobody is notified by a name here, but everybody sees who is meant. */
const namesOf = ({ mentions = [] }: OutgoingMessage): string =>
  mentions.map(({ name }) => `@${name}`).join(' ');

/** @throws AppError `chat.refused` when there is nothing to say: WeCom would not take it. */
function textOf(message: OutgoingMessage): string {
  if (message.text.trim() === '') throw refused('post', 'empty');
  return honestLinks(defuse(`${namesOf(message)} ${message.text}`.trim()));
}

/** Who must act is named in what the card says, where others read it as well. */
const withMentions = (card: Card, message: OutgoingMessage): Card =>
  message.mentions?.length ? { ...card, lines: [namesOf(message), ...card.lines] } : card;
