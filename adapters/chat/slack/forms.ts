import type { Field } from '../../../src/domain/ask.ts';
import { EDIT, readSubject, writeSubject, type Button, type Card } from '../../../src/domain/card.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { OutgoingMessage } from '../../../src/domain/message.ts';
import { FORMS, type SavedForm } from './records.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Clock } from '../../../src/ports/system.ts';
import { wordsFor, type SlackWords } from '../../../src/words/index.ts';
import { PLATFORM } from './places.ts';

type Read = (fields: readonly Field[], words: SlackWords, needs?: string) => readonly Field[];

const oneField = (name: string, label: string): Field[] => [
  { name, label, kind: 'long_text', isRequired: true },
];

/**
 * What each action that takes words along asks for, given the card's fields; nothing means that pressing is all there is to
 * do. An approval takes a note along as well, but must stay one press.
 */
const FIELDS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['answer', (fields, words) => (fields.length > 0 ? fields : oneField('value', words.answer))],
  ['request_changes', (_, words) => oneField('note', words.changes)],
  ['accept', (_, words, needs) => (needs === 'note' ? oneField('note', words.anyway) : [])],
  ['reject', (fields) => fields.filter(({ name }) => name === 'note')],
  ['resume', (fields) => fields],
  [EDIT, (fields) => fields.filter(({ name }) => name === 'arguments')],
]);

/** Goes before the action of a button that first shows all that would be decided on. */
const READ_ALL = 'all:';
/** A form takes 100 blocks of 3 000 characters. */
const MAX_TO_READ = 250_000;
const DECIDES: readonly string[] = ['approve', 'accept'];

/** What the button does once all is read: the action without what only opens it. */
export const actionOf = (action: string): string =>
  action.startsWith(READ_ALL) ? action.slice(READ_ALL.length) : action;

/**
 * The button that opens all of the card's body, in place of the one that decides on it. Undefined for one that decides nothing,
 * null where it is more than can be opened: that is decided where all of it can be read.
 */
export function readAllOf(button: Button, { body = [] }: Card, words: SlackWords): Button | null | undefined {
  if (!DECIDES.includes(button.action)) return undefined;
  const length = body.reduce((sum, { text }) => sum + text.length, 0);
  if (length > MAX_TO_READ) return null;
  const { confirm: _, ...opens } = button;
  return { ...opens, action: `${READ_ALL}${button.action}`, label: words.readAll };
}

/** Each button that opens something, with what it opens. */
function openedBy(card: Card, words: SlackWords): Pick<SavedForm, 'id' | 'verb' | 'fields' | 'body'>[] {
  return card.buttons.flatMap((button) => {
    const { value, label } = button;
    const fields = formOf(button, card, words);
    const form = { id: idOf(button.action, value), verb: verbOf(button, words), fields, body: [] };
    const all = (card.body ?? []).some(({ kind }) => kind === 'code') && readAllOf(button, card, words);
    if (!all) return fields.length > 0 ? [form] : [];
    const body = (card.body ?? []).map(({ text }) => text);
    const note = button.needs === 'note' ? fields : (card.fields ?? []).filter(({ name }) => name === 'note');
    const read = { id: idOf(all.action, value), verb: label, fields: note, body };
    return fields.length > 0 ? [form, read] : [read];
  });
}

/** A form that only sends says so; any other names what it does. */
const verbOf = ({ action, label }: Button, words: SlackWords): string =>
  action === 'answer' ? words.send : label.replace(/…$/, '');

const idOf = (action: string, value: string): string => `${PLATFORM}:${action}:${value}`;

/** The fields that open when the button is pressed. A button for one option of a choice is the whole answer. */
export function formOf(
  { action, value, needs }: Pick<Button, 'action' | 'value' | 'needs'>,
  { fields = [] }: Pick<Card, 'fields'>,
  words: SlackWords,
): Field[] {
  if (readSubject(value)?.option !== undefined) return [];
  return [...(FIELDS.get(action)?.(fields, words, needs) ?? [])];
}

export interface Forms {
  /** Writes down what the message's buttons will open. To be done before they can be pressed. */
  save(message: OutgoingMessage): Promise<void>;
  /** Closes the forms of the message's ask whose buttons are no longer on it. */
  closeGone(message: OutgoingMessage): Promise<void>;
  /** The form behind a button; undefined when pressing it is all there is to do. */
  find(action: string, value: string): Promise<SavedForm | undefined>;
}

/** Slack opens a form only once a button is pressed, and tells nothing then but the button's value. */
export function createForms(store: Store, clock: Clock): Forms {
  const saved = store.own(FORMS);

  /** Nothing was shown yet, so the message may be tried again whatever became of the form. */
  async function write<R>(work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (error) {
      throw AppError.is(error, 'store.unavailable') ? new AppError('chat.unavailable', {}, error) : error;
    }
  }

  return {
    async save({ card, locale }) {
      const words = wordsFor(locale).slack;
      if (!card) return;
      const title = [card.title, ...card.lines].join('\n');
      for (const opened of openedBy(card, words))
        await write(() => saved.insertIfAbsent({ ...opened, title, locale, createdAt: clock.now() }));
    },
    async closeGone({ card }) {
      if (!card?.askId) return;
      const offered = card.buttons.map(({ action }) => action);
      const openers = [...FIELDS.keys(), ...DECIDES.map((action) => `${READ_ALL}${action}`)];
      for (const action of openers.filter((each) => !offered.includes(actionOf(each)))) {
        // Each version of the ask may have left one.
        const start = idOf(action, writeSubject({ kind: 'ask', id: card.askId, version: 0 }).slice(0, -1));
        const open = { id: { $gte: start, $lt: `${start}\uffff` }, closedAt: null };
        const change = { $set: { closedAt: clock.now() } };
        while (await write(() => saved.update(open, change)));
      }
    },
    async find(action, value) {
      return FIELDS.has(action) || actionOf(action) !== action ? saved.get(idOf(action, value)) : undefined;
    },
  };
}
