import type { Field } from './ask.ts';
import type { StepStatus } from './journal.ts';

export const CARD_KINDS = ['run', 'ask', 'review', 'task', 'tasks', 'notice', 'help'] as const;
export type CardKind = (typeof CARD_KINDS)[number];

/** The action of a button that approves what stands in the form instead of what was asked for. */
export const EDIT = 'edit';

export interface Button {
  /** What pressing means: `approve`, `reject`, `answer`, `retry`, `cancel`, … */
  action: string;
  label: string;
  /** Comes back with the click: see `writeSubject`. */
  value: string;
  style?: 'primary' | 'danger';
  /** Asked before the click counts. */
  confirm?: string;
  /** The field of the card's form without which this press means nothing. */
  needs?: string;
}

export interface CardStep {
  title: string;
  status: StepStatus;
}

export interface CardFile {
  deliverableId: string;
  name: string;
  contentType: string;
  sizeBytes: number;
  url: string;
}

/** The sign of something that is closed or stands still. What is open has none: whom it calls is sign enough. */
export const MARKS = {
  done: '✅',
  partial: '◐',
  failed: '❌',
  rejected: '✋',
  expired: '⌛',
  paused: '⏸',
} as const;
export type Mark = keyof typeof MARKS;

/** What is shown in full: a result as it was written, or what would be sent. */
export interface CardBody {
  kind: 'markdown' | 'code';
  text: string;
}

/**
 * A card in our own words: all wording is decided here, and platforms choose how to draw it. The news comes first and the
 * numbers last. Model and user text in it is not trusted: escape it.
 */
export interface Card {
  kind: CardKind;
  /** What the reader is asked to do with the title, which follows at once: `Please approve: `. */
  lead?: string;
  /** The news, as people say it. */
  title: string;
  mark?: Mark;
  tone: 'neutral' | 'active' | 'attention' | 'good' | 'bad';
  /** Plain text, each line whole in itself. */
  lines: string[];
  /** Nothing is decided from a part of it: who cannot see all of it is not offered to approve. */
  body?: CardBody[];
  /** Who may do it and how far it has come: a line in small print, below the body. */
  facts?: string[];
  /** The end of the facts: until when. `moment` is for platforms that cannot write a time in the reader's own zone. */
  due?: { label: string; at: string; moment: string };
  /** How many steps are done, above the last of them. */
  progress?: string;
  steps?: CardStep[];
  files?: CardFile[];
  buttons: Button[];
  /** A form. What was filled in goes with every button; the one whose action is `answer` needs all required fields. */
  fields?: Field[];
  /** What is of interest to few, once it is settled. */
  folded?: { title: string; text: string };
  /** The last line: numbers, the state, the time that it took. */
  context?: string;
  /** How to do the same by typing, for people and clients without buttons. */
  hint?: string;
  taskNumber?: number;
  taskId?: string;
  runId?: string;
  askId?: string;
  draftId?: string;
  scheduleId?: string;
}

/** What has a card of its own, drawn from the truth whenever it is sent. */
export type SubjectKind = 'run' | 'ask' | 'draft' | 'schedule' | 'task';

/** What a click is about. `version` is that of the thing when the card was drawn; a stale click changes nothing. */
export interface Subject {
  kind: SubjectKind;
  id: string;
  version: number;
  /** Which of several: the option of a choice. */
  option?: number;
}

/** Packs a subject into a button's value. At most 120 characters with ids of 36: some platforms allow 128 bytes. */
export const writeSubject = ({ kind, id, version, option }: Subject): string =>
  [kind, id, version, ...(option === undefined ? [] : [option])].join('~');

/** What the card is about: undefined for one that is about nothing that moves. */
export function subjectOf({ askId, draftId, runId, scheduleId, taskId }: Card): Subject | undefined {
  if (askId) return { kind: 'ask', id: askId, version: 0 };
  if (draftId) return { kind: 'draft', id: draftId, version: 0 };
  if (scheduleId) return { kind: 'schedule', id: scheduleId, version: 0 };
  if (runId) return { kind: 'run', id: runId, version: 0 };
  return taskId ? { kind: 'task', id: taskId, version: 0 } : undefined;
}

/** Reads what `writeSubject` wrote; undefined for anything else. */
export function readSubject(value: string): Subject | undefined {
  const match = /^(run|ask|draft|schedule|task)~([\w.:-]{1,80})~(\d{1,9})(?:~(\d{1,3}))?$/.exec(value);
  if (!match) return undefined;
  const subject: Subject = {
    kind: match[1] as Subject['kind'],
    id: match[2] ?? '',
    version: Number(match[3]),
  };
  return match[4] === undefined ? subject : { ...subject, option: Number(match[4]) };
}
