import { readFileSync } from 'node:fs';
import { AppError } from '../domain/errors.ts';

const folder = new URL('../../prompts/', import.meta.url);
const texts = new Map<string, string>();

/**
 * A text of `prompts/`, such as `assistant` or `tools/manage-tasks`, with its `{placeholders}` filled in. What is filled in
 * is taken as it is: braces in it mean nothing.
 *
 * @throws AppError `internal` for a placeholder without a value.
 */
export function prompt(name: string, values: Readonly<Record<string, string>> = {}): string {
  return read(name).replace(/\{([a-z_]+)\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw new AppError('internal', { prompt: name, placeholder: key });
    return value;
  });
}

function read(name: string): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`${name}.md`, folder), 'utf8').trim();
  texts.set(name, text);
  return text;
}
