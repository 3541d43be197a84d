import type { Card } from '../../../src/domain/card.ts';
import { wordsFor } from '../../../src/words/index.ts';
import type { WeComWindow } from './records.ts';
import { MAX_BUBBLE_BYTES, type Bubbles } from './bubbles.ts';
import { cardMarkdown } from './card-text.ts';
import { drawCard } from './cards.ts';
import { refused } from './errors.ts';
import type { Outlet, Place } from './outlets.ts';
import { splitMarkdown } from './text.ts';
import type { Target } from './wire.ts';
import { stableId } from './windows.ts';

/** How we speak in one kind of conversation. */
export interface Voice {
  outlet: Outlet;
  /** Absent where replies cannot change, as in an app's conversations. */
  bubbles?: Bubbles;
  /** Begins a bubble for a run's card under a message that came in shortly before. */
  beginBubble?: (channel: string, holder: string, text: string) => Promise<WeComWindow | undefined>;
  /** Whether a card may be shown while its run goes on, where no bubble is left for it. */
  mayAnnounce: boolean;
}

/** Where and how one thing is said. */
export interface Manner {
  place: Place;
  locale: string;
  /** The same on each try. */
  key: string;
  /** For one person alone: no bubble of the conversation is the place for it. */
  isPrivate: boolean;
}

/** Steps of posts that were done in this process, so that a second try goes on where the first stopped. */
const REMEMBERED_STEPS = 2_000;

export interface Sayer {
  voiceFor(place: Place): Voice;
  /** The bubble that waits for a reply, unless an earlier try of the same has filled it. */
  freeBubble(manner: Manner): Promise<WeComWindow | undefined>;
  /**
   * Says it in the window's bubble as far as it fits, the rest after it; all of it in messages of its own when there is
   * no window, or its bubble is gone.
   */
  say(text: string, manner: Manner, window?: WeComWindow, holder?: string | null): Promise<void>;
  /** A text of its own: into the bubble that waits for it, else above the run that has taken that bubble. */
  reply(text: string, manner: Manner): Promise<void>;
  /** Shows a card as a message of its own. @param id - of its record, which is there before it can be clicked. */
  showCard(card: Card, id: string, manner: Manner): Promise<void>;
}

export function createSayer(voiceOf: (target: Target) => Voice | undefined, publicUrl?: string): Sayer {
  const done = new Set<string>();

  /** Does a step of a post once, however often the post is tried. */
  async function once(step: string, act: () => Promise<void>): Promise<void> {
    if (done.has(step)) return;
    await act();
    note(step);
  }

  function note(step: string): void {
    done.add(step);
    const [oldest] = done;
    if (done.size > REMEMBERED_STEPS && oldest !== undefined) done.delete(oldest);
  }

  function voiceFor(place: Place): Voice {
    const voice = voiceOf(place.target);
    if (!voice) throw refused('post', 'no_way_to_speak_there');
    return voice;
  }

  const sealing = ({ key }: Manner): string => stableId('seal', key);

  async function freeBubble(manner: Manner): Promise<WeComWindow | undefined> {
    const { place, isPrivate } = manner;
    return isPrivate || done.has(sealing(manner)) ? undefined : voiceFor(place).bubbles?.free(place.channel);
  }

  /** In as many messages as it takes. Each try goes on after the last one that was sent. */
  async function send(text: string, { place, locale, key }: Manner): Promise<void> {
    const { outlet } = voiceFor(place);
    for (const [index, part] of outlet.split(text, locale).entries()) {
      await once(stableId('part', key, String(index), part), () => outlet.sendMarkdown(place, part));
    }
  }

  async function say(text: string, manner: Manner, window?: WeComWindow, holder: string | null = null) {
    const { bubbles } = voiceFor(manner.place);
    const [first = '', ...rest] = splitMarkdown(text, MAX_BUBBLE_BYTES);
    const wasSealed = done.has(sealing(manner));
    const isSealed = wasSealed || (window && (await bubbles?.seal(window, holder, first)));
    if (!isSealed) return send(text, manner);
    note(sealing(manner));
    for (const part of rest) await send(part, manner);
  }

  async function reply(text: string, manner: Manner): Promise<void> {
    const { channel } = manner.place;
    const prefacing = stableId('preface', manner.key);
    if (done.has(prefacing)) return;
    const window = await freeBubble(manner);
    const isOwn = window || manner.isPrivate || done.has(sealing(manner));
    if (!isOwn && (await voiceFor(manner.place).bubbles?.addPreface?.(channel, text))) return note(prefacing);
    await say(text, manner, window);
  }

  async function showCard(card: Card, id: string, manner: Manner): Promise<void> {
    const { place, key, locale } = manner;
    const words = wordsFor(locale).wecom;
    const { outlet, bubbles } = voiceFor(place);
    const text = cardMarkdown(card, words);
    const window = await freeBubble(manner);
    const drawing = drawCard(card, id, words, publicUrl);
    if (drawing && window && (await bubbles?.sealWithCard?.(window, text, drawing.card))) return;
    const isDrawn = drawing && outlet.sendCard && outlet.takesCard(place, drawing);
    if (!isDrawn) return say(text, manner, window);

    // A bubble that waits for a reply has it in this; left open it would show work that nobody does.
    if (window || done.has(sealing(manner))) await say(text, manner, window);
    else if (drawing.context !== null) await send(drawing.context, manner);
    await once(stableId('card', key, id), async () => outlet.sendCard?.(place, drawing.card));
  }

  return { voiceFor, freeBubble, say, reply, showCard };
}
