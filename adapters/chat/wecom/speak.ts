import type { Card } from '../../../src/domain/card.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { OutgoingMessage, PostedRef } from '../../../src/domain/message.ts';
import type { ThreadRef } from '../../../src/domain/person.ts';
import type { WeComCard, WeComWindow } from '../../../src/domain/records.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { MAX_BUBBLE_BYTES, type Bubbles } from './bubbles.ts';
import { cardMarkdown, drawCard } from './cards.ts';
import { subjectOf, type Cards, type Clicks } from './clicks.ts';
import { refused } from './errors.ts';
import type { Outlet, Place } from './outlets.ts';
import { defuse, honestLinks, splitMarkdown } from './text.ts';
import { appChannel, PLATFORM, readChannel, singleChannel, type Target } from './wire.ts';
import { stableId, type Windows } from './windows.ts';
import { wordsFor } from './words.ts';

/** How we speak in one kind of conversation. */
export interface Voice {
  outlet: Outlet;
  /** Absent where replies cannot change, as in an app's conversations. */
  bubbles?: Bubbles;
  /** Begins a bubble for a run's card under a message that came in shortly before. */
  beginBubble?(channel: string, holder: string, text: string): Promise<WeComWindow | undefined>;
  /** Whether a card may be shown while its run goes on, where no bubble is left for it. */
  mayAnnounce: boolean;
}

/** One thing to say. `key` is the same on each try. */
interface Saying {
  place: Place;
  text: string;
  locale: string;
  key: string;
}

/** Steps of posts that were done in this process, so that a second try goes on where the first stopped. */
const REMEMBERED_STEPS = 2_000;

export interface Speaker {
  post(thread: ThreadRef, message: OutgoingMessage, key: string): Promise<PostedRef>;
  edit(posted: PostedRef, message: OutgoingMessage): Promise<void>;
}

/**
 * Posting and editing where almost nothing can be edited.
 *
 * **Texts and asks.** A reply goes into the oldest open bubble of the conversation and seals it; without one it is sent
 * as a message of its own. A card with buttons is sent as a template card, after whatever it is too small to say.
 * Such a card can be changed only in the seconds after a click: other edits end in `chat.gone`.
 *
 * **The card of a run** lives in the bubble of the message that asked for it: progress is drawn into it, and it is
 * sealed when the run ends or waits for people (that may take days, a bubble minutes). A run without a bubble, or
 * after its bubble, stays silent: edits return without showing anything until it ends, or shows an ask of its own
 * (`askId`), and that state is sent as a message. A run's end is shown once; what is edited after it is dropped.
 *
 * **A conversation's own id is its thread.** What is for one person alone is sent to their conversation with the bot.
 */
export function createSpeaker(
  deps: Pick<Ports, 'clock'> & {
    cards: Cards;
    clicks: Pick<Clicks, 'answer'>;
    windows: Windows;
    voiceOf: (target: Target) => Voice | undefined;
    /** Changes a card by the right that its last click gave; false when there is none. */
    updateLate: (record: WeComCard, card: Card, locale: string) => Promise<boolean>;
  },
): Speaker {
  const { clock, cards, clicks, windows, voiceOf, updateLate } = deps;
  const done = new Set<string>();

  /** Does a step of a post once, however often the post is tried. */
  async function once(key: string, step: () => Promise<void>): Promise<void> {
    if (done.has(key)) return;
    await step();
    done.add(key);
    const [oldest] = done;
    if (done.size > REMEMBERED_STEPS && oldest !== undefined) done.delete(oldest);
  }

  function voiceFor(place: Place): Voice {
    const voice = voiceOf(place.target);
    if (!voice) throw refused('post', 'no_way_to_speak_there');
    return voice;
  }

  /** Sends in as many messages as it takes. Each try for one key goes on after the last message that was sent. */
  async function send(place: Place, text: string, locale: string, key: string): Promise<void> {
    const { outlet } = voiceFor(place);
    for (const [index, part] of outlet.split(text, locale).entries()) {
      await once(stableId('p', key, String(index), part), () => outlet.sendMarkdown(place, part));
    }
  }

  /**
   * Says it in the window's bubble as far as it fits, the rest after it; all of it in messages of its own when there is
   * no window, or its bubble is gone.
   */
  async function say(
    { place, text, locale, key }: Saying,
    window?: WeComWindow,
    holder: string | null = null,
  ): Promise<void> {
    const [first = '', ...rest] = splitMarkdown(text, MAX_BUBBLE_BYTES);
    const sealing = sealingOf(key);
    const isSealed =
      done.has(sealing) || (window && (await voiceFor(place).bubbles?.seal(window, holder, first)));
    if (!isSealed) return send(place, text, locale, key);
    await once(sealing, () => Promise.resolve());
    for (const [index, part] of rest.entries()) await send(place, part, locale, `${key}:${index}`);
  }

  /** A text of its own: into the bubble that waits for it, else above the run that has taken that bubble. */
  async function reply(saying: Saying, isPrivate: boolean): Promise<void> {
    const { place, text, key } = saying;
    if (isPrivate) return say(saying);
    const window = await freeBubble(place, key);
    const prefacing = stableId('a', key);
    if (done.has(prefacing)) return;
    if (
      !window &&
      !done.has(sealingOf(key)) &&
      (await voiceFor(place).bubbles?.addPreface?.(place.channel, text))
    ) {
      return once(prefacing, () => Promise.resolve());
    }
    await say(saying, window);
  }

  const sealingOf = (key: string): string => stableId('b', key);

  /** The bubble that waits for a reply, unless this very post has filled it in an earlier try. */
  const freeBubble = async ({ channel, target }: Place, key: string): Promise<WeComWindow | undefined> =>
    voiceOf(target)?.bubbles && !done.has(sealingOf(key)) ? windows.oldestOpen(channel) : undefined;

  /** Shows a card as a message of its own. @param id - of its record, which is there before it can be clicked. */
  async function showCard(
    card: Card,
    id: string,
    { place, locale, key }: Omit<Saying, 'text'>,
    isPrivate: boolean,
  ): Promise<void> {
    const words = wordsFor(locale);
    const { outlet, bubbles } = voiceFor(place);
    const text = cardMarkdown(card, words);
    const window = isPrivate ? undefined : await freeBubble(place, key);
    const drawing = drawCard(card, id, words);
    if (drawing && window && (await bubbles?.sealWithCard?.(window, text, drawing.card))) return;
    const isDrawn = drawing && outlet.sendCard && outlet.takesCard(place, drawing);
    if (!isDrawn) return say({ place, text, locale, key }, window);

    // A bubble that waits for a reply has it in this; left open it would show work that nobody does.
    if (window || done.has(sealingOf(key))) await say({ place, text, locale, key }, window);
    else if (drawing.context !== null) await send(place, drawing.context, locale, key);
    await once(stableId('c', key, id), async () => outlet.sendCard?.(place, drawing.card));
  }

  const record = (
    id: string,
    place: Place,
    card: Card,
    locale: string,
    more: Partial<WeComCard> = {},
  ): WeComCard => ({
    id,
    channel: place.channel,
    card,
    subject: subjectOf(card),
    locale,
    windowId: null,
    hasShownEnd: false,
    responseCode: null,
    createdAt: clock.now(),
    ...more,
  });

  async function postRun(card: Card, id: string, place: Place, locale: string): Promise<void> {
    const voice = voiceFor(place);
    const isOver = hasEnded(card);
    const earlier = await cards.get(id);
    if (earlier?.windowId) return;
    const holding = isOver
      ? undefined
      : await holdBubble(voice, place, id, cardMarkdown(card, wordsFor(locale)));
    await cards.remember(
      record(id, place, card, locale, { windowId: holding?.id ?? null, hasShownEnd: isOver }),
    );
    if (!holding && (isOver || voice.mayAnnounce))
      await showCard(card, id, { place, locale, key: id }, false);
  }

  async function holdBubble(
    voice: Voice,
    place: Place,
    id: string,
    text: string,
  ): Promise<WeComWindow | undefined> {
    const open = await freeBubble(place, id);
    if (!open || !voice.bubbles) return voice.beginBubble?.(place.channel, id, text);
    const mine = await windows.change(open.id, { holder: id }, null);
    if (mine) await voice.bubbles.show(mine, id, text);
    return mine;
  }

  /** The rule for the card of a run, as it stands above. */
  async function editRun(
    place: Place,
    old: WeComCard,
    { card, locale }: { card: Card; locale: string },
  ): Promise<void> {
    if (await clicks.answer(old.id, card, locale)) return noteEnd(old, card);
    if (old.hasShownEnd) return;
    const voice = voiceFor(place);
    const isOver = hasEnded(card);
    const text = cardMarkdown(card, wordsFor(locale));
    const key = `${old.id}:${card.badge ?? card.tone}:${card.askId ?? ''}`;

    const window = old.windowId ? await windows.get(old.windowId) : undefined;
    if (window && voice.bubbles) {
      const isHeld = window.holder === old.id && window.bubble === 'open';
      if (isHeld && !isOver && card.tone !== 'attention') return voice.bubbles.show(window, old.id, text);
      if (isHeld) {
        await say({ place, text, locale, key }, window, old.id);
        return noteEnd(old, card);
      }
    }
    if (!isOver && !(card.tone === 'attention' && card.askId)) return;
    const id = stableId('t', key);
    await cards.remember(record(id, place, card, locale));
    await showCard(card, id, { place, locale, key }, false);
    await noteEnd(old, card);
  }

  async function noteEnd(old: WeComCard, card: Card): Promise<void> {
    if (hasEnded(card)) await cards.change(old.id, { hasShownEnd: true });
  }

  return {
    async post(thread, message, key) {
      const place = placeOf(
        message.onlyFor ? privateChannel(thread.channel, message.onlyFor.id) : thread.channel,
      );
      const { locale } = message;
      const card = message.card && withMentions(message.card, message);
      const isPrivate = message.onlyFor !== undefined;
      // With what it shows, since a card that could not be edited is posted anew by the same key.
      const id = stableId('t', key, JSON.stringify(card ?? message.text));
      if (!card) await reply({ place, text: textOf(message), locale, key: id }, isPrivate);
      else if (card.kind === 'run' && !isPrivate) await postRun(card, id, place, locale);
      else {
        await cards.remember(record(id, place, card, locale));
        await showCard(card, id, { place, locale, key: id }, isPrivate);
      }
      return { platform: PLATFORM, channel: place.channel, thread: place.channel, messageId: id };
    },
    async edit(posted, { card: given, text, locale }) {
      const old = await cards.get(posted.messageId);
      if (!old) throw new AppError('chat.gone', { platform: PLATFORM });
      const card = given ?? textCard(old.card, text);
      if (old.card.kind === 'run') return editRun(placeOf(old.channel), old, { card, locale });
      if (await clicks.answer(old.id, card, locale)) return;
      if (!(await updateLate(old, card, locale))) throw new AppError('chat.gone', { platform: PLATFORM });
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

/** An app's people are reached by the app, a bot's by the bot. */
function privateChannel(channel: string, personId: string): string {
  const userId = personId.slice(`${PLATFORM}:`.length);
  return readChannel(channel)?.kind === 'app' ? appChannel(userId) : singleChannel(userId);
}

/** Nobody is notified by a name here, but everybody sees who is meant. */
const namesOf = ({ mentions = [] }: OutgoingMessage): string =>
  mentions.map(({ name }) => `@${name}`).join(' ');

const textOf = (message: OutgoingMessage): string =>
  honestLinks(defuse(`${namesOf(message)} ${message.text}`.trim()));

const withMentions = (card: Card, message: OutgoingMessage): Card =>
  message.mentions?.length ? { ...card, lines: [namesOf(message), ...card.lines] } : card;
