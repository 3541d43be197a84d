import { canUndo, type BulkChange } from '../domain/bulk-change.ts';
import { writeSubject, type Button, type Card } from '../domain/card.ts';
import type { Draft } from '../domain/definition.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import { toMessage } from './to-message.ts';
import { isAsked } from '../domain/sendable.ts';
import { wordsFor, type Words } from '../words/index.ts';

const MARKS: Record<BulkChange['outcome'], string> = { waiting: '', done: '✓ ', failed: '✗ ', undone: '↺ ' };

/** The exact list of what one request would change, each with what is to become of it, and one button for all of it. */
export function drawBulk({ id, version, person, changes = [], state, locale }: Draft): OutgoingMessage {
  const words = wordsFor(locale);
  const lines = changes.map((change) => lineOf(change, words));
  const title = words.bulk.title[state](changes.length);
  const value = writeSubject({ kind: 'draft', id, version });
  const offered: Record<Draft['state'], Button[]> = {
    open: [
      { action: 'confirm', label: words.bulk.confirm(changes.length), value, style: 'primary' },
      { action: 'discard', label: words.bulk.discard, value },
    ],
    done: changes.some(canUndo) ? [{ action: 'undo', label: words.bulk.undo, value }] : [],
    cancelled: [],
  };
  const card: Card = {
    kind: 'tasks',
    title,
    tone: state === 'open' ? 'attention' : state === 'done' ? 'good' : 'neutral',
    lines: [...(state === 'open' ? [words.bulkFor(person.name)] : []), ...lines],
    buttons: offered[state],
    draftId: id,
  };
  return toMessage(card, title, locale, state === 'open' ? [person] : []);
}

function lineOf({ label, title, event, outcome, problem }: BulkChange, words: Words): string {
  const what = isAsked(event) ? words.actions[event].toLowerCase() : event;
  const line = `${MARKS[outcome]}${words.bulk.line(label, title, what)}`;
  return problem ? words.labelled(line, problem) : line;
}
