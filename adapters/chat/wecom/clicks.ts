import type { Card } from '../../../src/domain/card.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { IncomingAction } from '../../../src/domain/message.ts';
import { personId } from '../../../src/domain/person.ts';
import type { WeComCard } from './records.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { wordsFor } from '../../../src/words/index.ts';
import { drawCard, drawConfirm, drawNotice, readChoice, type TemplateCard } from './cards.ts';
import { within } from './pace.ts';
import { subjectOf, type Cards } from './sent-cards.ts';
import { PLATFORM, type Click } from './wire.ts';

/** Redraws the clicked card: for everyone, or for one person. Rejects when the platform no longer takes it. */
export type Redraw = (card: TemplateCard, onlyFor?: string) => Promise<void>;

/** A card can be changed for 5 s after a click (document/path/101463), the way there and back included. */
const ANSWER_MS = 3_500;
/** A store that is slower than this is not waited for. */
const LOOKUP_MS = 1_000;
const SUCCESSOR_MS = 500;

export interface Clicks {
  /**
   * Takes a click: looks the card up, says what it means to `receive`, and waits a little for the card to be edited, so
   * that the edit still falls into the time in which the platform takes it. A click that leads to no edit in time shows
   * the newest card about the same; without one it is answered to the one who clicked alone, and the others keep their
   * buttons. Never rejects.
   */
  take(click: Click, redraw: Redraw): Promise<void>;
  /**
   * Shows a new state in a card that has just been clicked.
   * @returns false when no card about that is waiting.
   * @throws AppError `chat.gone` when the platform no longer takes it.
   */
  answer(taskId: string, card: Card, locale: string): Promise<boolean>;
  /**
   * Says something on a card that the person has just clicked, to them alone: the bot may not write to people who never
   * wrote to it.
   * @returns false when no card of theirs is waiting in the conversation, or it does not take it any more.
   */
  tell(channel: string, userId: string, note: string): Promise<boolean>;
}

/** What a clicked card is to show: a new state, or the old one with a note for the one who clicked. */
interface Shown {
  state?: { card: Card; locale: string };
  note: string;
}

interface Waiting {
  record: WeComCard;
  /** Who can be told something on it; nobody where the card can change only once. */
  listener: string | null;
  settle: (shown: Shown) => Promise<void>;
}

export function createClicks(
  { publicUrl }: { publicUrl?: string | undefined },
  deps: Pick<Ports, 'clock' | 'log'> & { cards: Cards; receive: (action: IncomingAction) => Promise<void> },
): Clicks {
  const { clock, log, cards, receive } = deps;
  const waiting = new Set<Waiting>();

  async function press(
    click: Click,
    record: WeComCard,
    action: IncomingAction,
    redraw: Redraw,
  ): Promise<void> {
    const words = wordsFor(record.locale).wecom;
    const show = async ({ state, note }: Shown): Promise<void> => {
      // No edit comes when the core has shown its newest state before, in a card that was posted after this one.
      const newest = state ?? (await within(clock, SUCCESSOR_MS, successorOf(record)));
      if (newest) return redraw(drawState(newest.card, record.id, newest.locale));
      // An app may still change its card when the core gets to it, but only once: not worth spending on a note.
      if (click.responseCode) return cards.change(record.id, { responseCode: click.responseCode });
      return redraw(drawState(record.card, record.id, record.locale, note), click.userId);
    };
    await new Promise<void>((resolve, reject) => {
      const entry: Waiting = {
        record,
        listener: click.responseCode ? null : click.userId,
        async settle(shown) {
          if (!waiting.delete(entry)) return;
          cancel();
          const showing = show(shown);
          showing.then(resolve, reject);
          await showing;
        },
      };
      // The caller that settles hears of a failure by `reject`.
      const settle = (note: string): void => void entry.settle({ note }).catch(() => undefined);
      const cancel = clock.after(ANSWER_MS, () => settle(words.checking));
      waiting.add(entry);
      receive(action).catch((error: unknown) => {
        log.error({ err: error, thread: record.channel }, 'a click could not be stored');
        settle(words.notKept);
      });
    });
  }

  const successorOf = (record: WeComCard): Promise<WeComCard | undefined> =>
    cards.successor(record).catch((error: unknown) => {
      log.warn({ err: error }, 'the state of a clicked card could not be looked up');
      return undefined;
    });

  /** The card as it is: with its buttons when it has any, else closed. */
  function drawState(card: Card, taskId: string, locale: string, note?: string): TemplateCard {
    const drawing = drawCard(
      note ? { ...card, hint: note } : card,
      taskId,
      wordsFor(locale).wecom,
      publicUrl,
    );
    return drawing?.card ?? drawNotice(card, taskId, publicUrl, note);
  }

  async function take(click: Click, redraw: Redraw): Promise<void> {
    const looked = cards.get(click.taskId).then(
      (found) => found ?? 'missing',
      (error: unknown) => {
        log.warn({ err: error }, 'a clicked card could not be looked up');
        return undefined;
      },
    );
    const found = (await within(clock, LOOKUP_MS, looked)) ?? cards.remembered(click.taskId);
    if (found === undefined || found === 'missing') {
      log.warn({ thread: click.channel, card: click.taskId, found }, 'a card was clicked that is not known');
      return redraw(unknownCard(click, found ? 'tooOld' : 'notKept'), click.userId);
    }
    const record = found;
    const words = wordsFor(record.locale).wecom;
    if (record.channel !== click.channel) {
      log.warn({ thread: click.channel, card: record.id }, 'a card was clicked outside its conversation');
      return redraw(drawNotice(record.card, record.id, publicUrl, words.notHere), click.userId);
    }
    const choice = readChoice(record.card, click.eventKey, click.selected, words);
    if (!choice || choice.kind === 'back')
      return redraw(drawState(record.card, record.id, record.locale), click.userId);
    if (choice.kind === 'confirm')
      return redraw(drawConfirm(record.card, choice.button, record.id, words), click.userId);
    return press(click, record, toAction(click, record, choice, clock.now()), redraw);
  }

  /** Nothing is known of the one who clicked either, so it speaks both languages. */
  function unknownCard({ taskId }: Click, why: 'tooOld' | 'notKept'): TemplateCard {
    const [title, line] = [wordsFor('zh-CN').wecom[why], wordsFor('en').wecom[why]];
    return drawNotice(
      { kind: 'notice', title, tone: 'neutral', lines: [line], buttons: [] },
      taskId,
      publicUrl,
    );
  }

  return {
    take: (click, redraw) =>
      take(click, redraw).catch((error: unknown) => {
        log.warn(
          { err: error, thread: click.channel, card: click.taskId },
          'a clicked card could not be redrawn',
        );
      }),
    async answer(taskId, card, locale) {
      const subject = subjectOf(card);
      const matching = [...waiting].filter(
        ({ record }) => record.id === taskId || (subject !== null && record.subject === subject),
      );
      if (matching.length === 0) return false;
      const shown = await Promise.allSettled(
        matching.map(({ settle }) => settle({ state: { card, locale }, note: '' })),
      );
      if (shown.every(({ status }) => status === 'rejected'))
        throw new AppError('chat.gone', { platform: PLATFORM });
      await Promise.all(matching.map(({ record }) => cards.change(record.id, { card, locale })));
      return true;
    },
    async tell(channel, userId, note) {
      const matching = [...waiting].filter(
        ({ record, listener }) => record.channel === channel && listener === userId,
      );
      const shown = await Promise.allSettled(matching.map(({ settle }) => settle({ note })));
      return shown.some(({ status }) => status === 'fulfilled');
    },
  };
}

function toAction(
  click: Click,
  record: WeComCard,
  { button, values }: Extract<ReturnType<typeof readChoice>, { kind: 'press' }>,
  at: Date,
): IncomingAction {
  const { channel } = record;
  return {
    kind: 'action',
    key: click.key,
    platform: PLATFORM,
    place: { platform: PLATFORM, channel, thread: channel },
    sender: { id: personId(PLATFORM, click.userId), name: click.userId },
    at,
    action: button.action,
    value: button.value,
    messageId: record.id,
    ...(values && { values }),
  };
}
