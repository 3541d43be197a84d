import { foldName } from '../domain/person.ts';
import type { Definition } from '../domain/definition.ts';
import { readTyped } from '../forms/typed-form.ts';

const NAME = /([^\s=＝"“]+)[=＝]/y;
const NEXT_NAME = /\s[^\s=＝"“]+[=＝]/g;
const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['“', '”'],
  ['「', '」'],
]);

/** The values with their names: a value goes on to the next name, or stands in quotation marks. */
function pairsOf(text: string): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (NAME.lastIndex = 0; ;) {
    const name = NAME.exec(text)?.[1];
    if (name === undefined) return pairs;
    const from = NAME.lastIndex;
    const quoted = quotedAt(text, from);
    NEXT_NAME.lastIndex = quoted?.end ?? from;
    const end = NEXT_NAME.exec(text)?.index ?? text.length;
    const rest = text.slice(quoted?.end ?? from, end).trim();
    pairs.push([name, quoted && rest === '' ? quoted.value : text.slice(from, end).trim()]);
    NAME.lastIndex = end + 1;
  }
}

function quotedAt(text: string, from: number): { value: string; end: number } | undefined {
  const closing = QUOTES.get(text.charAt(from));
  const end = closing ? text.indexOf(closing, from + 1) : -1;
  return end === -1 ? undefined : { value: text.slice(from + 1, end), end: end + 1 };
}

/** Whether the text is nothing, or begins like a list of values: all else is words. */
export const areParameters = (text: string): boolean =>
  text.trim() === '' || /^\s*[^\s=＝"“]+[=＝]/.test(text);

/**
 * Reads `week=47 region=South China`, by names or labels, each value as people type its kind. What bears no known name is
 * kept under the name it was given, for the check to refuse.
 */
export function readTypedParameters(
  { parameters }: Pick<Definition, 'parameters'>,
  text: string,
): Record<string, unknown> {
  const given = pairsOf(text.trim()).map(([label, value]) => {
    const parameter = parameters.find(({ name, label: shown }) =>
      [name, shown].some((one) => foldName(one) === foldName(label)),
    );
    return parameter ? [parameter.name, readTyped(parameter, value)] : [label, value];
  });
  return Object.fromEntries(given) as Record<string, unknown>;
}
