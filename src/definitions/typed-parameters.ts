import { foldName } from '../domain/person.ts';
import type { Definition } from '../domain/definition.ts';
import { readTyped } from '../forms/typed-form.ts';

/** `name=value`; a value goes on to the next name, or stands in quotation marks. */
const PAIR =
  /([^\s=＝"“]+)[=＝](?:"([^"]*)"|“([^”]*)”|「([^」]*)」|([\s\S]*?))(?=\s+[^\s=＝"“]+[=＝]|\s*$)\s*/gy;

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
  const given = [...text.trim().matchAll(PAIR)].map(([, label = '', ...values]) => {
    const value = values.find((one) => one !== undefined) ?? '';
    const parameter = parameters.find(({ name, label: shown }) =>
      [name, shown].some((one) => foldName(one) === foldName(label)),
    );
    return parameter ? [parameter.name, readTyped(parameter, value)] : [label, value];
  });
  return Object.fromEntries(given) as Record<string, unknown>;
}
