import type { Ask } from '../domain/ask.ts';
import { showHidden } from '../domain/hidden-characters.ts';
import { diffLines } from './diff-lines.ts';
import type { Words } from '../words/index.ts';

type Action = Pick<Ask, 'action'>;

/** The exact call that is asked for, as people read it: where it goes, then what is sent. Nothing of it is left out. */
export function payloadOf({ action }: Action): string {
  if (!action) return '';
  const { url, method, body, contentType, ...rest } = toObject(action.arguments);
  const isRequest = typeof url === 'string' && (body === undefined || typeof body === 'string');
  if (!isRequest) return argumentLines(action.arguments).join('\n');
  const type = contentType === undefined ? '' : ` (${textOf(contentType)})`;
  const target = [...(method === undefined ? [] : [textOf(method)]), url].join(' ') + type;
  return [showHidden(target), ...argumentLines(rest), ...(body ? [showHidden(body)] : [])].join('\n');
}

/** What is asked for cannot be undone. */
export const isDeletion = ({ action }: Action): boolean => toObject(action?.arguments)['method'] === 'DELETE';

/** What an approver has changed, with a sign before what was taken away and what came. */
export function editLines({ action }: Action, words: Words): string[] {
  if (!action?.editedBy || action.original === undefined) return [];
  const was = new Map(entriesOf(action.original));
  const is = new Map(entriesOf(action.arguments));
  const names = [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name));
  const changes = names.flatMap((name) =>
    diffLines(`${name}: ${was.get(name) ?? ''}`, `${name}: ${is.get(name) ?? ''}`),
  );
  return changes.length > 0 ? [words.changedFrom(action.editedBy.name), ...changes] : [];
}

const toObject = (given: unknown): Record<string, unknown> => ({ ...(given as Record<string, unknown>) });

const entriesOf = (given: unknown): [name: string, text: string][] =>
  Object.entries(toObject(given)).map(([name, value]) => [name, showHidden(textOf(value))]);

const argumentLines = (given: unknown): string[] =>
  entriesOf(given).map(([name, text]) => `${name}: ${text}`);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
