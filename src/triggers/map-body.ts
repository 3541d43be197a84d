import { MAX_TEXT, MAX_TITLE } from '../contract/common.ts';
import { toText, type Definition } from '../domain/definition.ts';
import type { HookMakes, HookTest } from '../domain/trigger.ts';
import { readPointer } from '../shared/json-pointer.ts';
import { cut, shorten } from '../shared/text.ts';
import { wordsFor } from '../words/index.ts';

/** A body, or one value of it, goes into a task's words up to here. */
const MAX_SHOWN = 12_000;

/** Whether all tests hold. */
export const passes = (filter: readonly HookTest[], body: unknown): boolean =>
  filter.every((test) => {
    const value = readPointer(body, test.at);
    if ('exists' in test) return (value !== undefined && value !== null) === test.exists;
    if ('is' in test) return value === test.is;
    if ('in' in test) return test.in.some((other) => other === value);
    return value !== undefined && matches(toText(value), test.matches);
  });

/** Words with `*`, in one pass from left to right. */
export function matches(text: string, pattern: string): boolean {
  const folded = text.toLowerCase();
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const last = rest.pop();
  if (last === undefined) return folded === first;
  if (!folded.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = folded.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return folded.length - last.length >= at && folded.endsWith(last);
}

/** Puts values of the body where the text has `{/pointer}`; one that is not there leaves nothing. */
const fill = (text: string, body: unknown): string =>
  text.replace(/\{(\/[^{}]*)\}/g, (_, pointer: string) => {
    const value = readPointer(body, pointer);
    return value === undefined || value === null ? '' : clean(asWritten(value));
  });

const asWritten = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2);

/** As texts of people are: whole characters, no control characters, and no longer than is read. */
const clean = (text: string): string => {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  const plain = text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
  return plain.length > MAX_SHOWN ? `${cut(plain, MAX_SHOWN)}…` : plain;
};

export interface Mapped {
  title: string;
  description: string;
  parameters: Record<string, unknown>;
  /** Required parameters that have no value in the body. */
  missing: string[];
}

/** What a body becomes: values for the definition's parameters, and the words of the task. */
export function mapBody(
  { parameters: places, title, description }: HookMakes,
  definition: Pick<Definition, 'parameters'> | null,
  body: unknown,
  { name, locale }: { name: string; locale: string },
): Mapped {
  const given = Object.entries(places).map(
    ([field, place]) => [field, 'at' in place ? readPointer(body, place.at) : place.value] as const,
  );
  const kinds = new Map(definition?.parameters.map((one) => [one.name, one.kind]));
  const parameters = Object.fromEntries(
    given.flatMap(([field, value]) =>
      value === undefined || value === null ? [] : [[field, forKind(kinds.get(field), value)]],
    ),
  );
  const missing = (definition?.parameters ?? [])
    .filter(({ name: field, isRequired }) => isRequired && !Object.hasOwn(parameters, field))
    .map(({ name: field }) => field);
  const whole = description === '' && definition === null;
  return {
    title: shorten(fill(title, body).replaceAll(/\s+/g, ' ').trim() || name, MAX_TITLE),
    description: whole ? showBody(body, locale) : cut(fill(description, body), MAX_TEXT),
    parameters,
    missing,
  };
}

/** What is no text, and is wanted as one, is written as JSON; so is what has fields of its own. */
function forKind(kind: string | undefined, value: unknown): unknown {
  if (typeof value === 'string') return clean(value);
  const isText = kind === 'text' || kind === 'long_text';
  return isText || (typeof value === 'object' && !Array.isArray(value))
    ? clean(JSON.stringify(value))
    : value;
}

/** JSON has no line breaks within its texts: nothing that was sent can end the block. */
const showBody = (body: unknown, locale: string): string =>
  `${wordsFor(locale).triggers.wasSent}\n\n\`\`\`json\n${clean(JSON.stringify(body, null, 2))}\n\`\`\``;
