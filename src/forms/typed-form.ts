import type { Field, FieldKind } from '../domain/ask.ts';
import { foldName } from '../domain/person.ts';

type Typed = Pick<Field, 'kind' | 'options'>;

/** The option that is meant: by its words in any case, else by the number that it stands under. */
function pick({ options = [] }: Typed, text: string): string {
  const byWords = options.find((option) => foldName(option) === foldName(text));
  return byWords ?? (/^\d{1,3}$/.test(text) ? options[Number(text) - 1] : undefined) ?? text;
}

const YES_OR_NO: ReadonlyMap<string, boolean> = new Map([
  ['是', true],
  ['否', false],
]);

/** What people type for a value, where it is not the value itself. */
const READ: Partial<Record<FieldKind, (text: string, field: Typed) => unknown>> = {
  boolean: (text) => YES_OR_NO.get(text) ?? text,
  choice: (text, field) => pick(field, text),
  choices: (text, field) => text.split(/[,，、]/).map((one) => pick(field, one.trim())),
};

/** A value as it was typed, in the shape that its field's check takes. */
export const readTyped = (field: Typed, text: string): unknown =>
  READ[field.kind]?.(text.trim(), field) ?? text;

/**
 * A form that was typed: `<label or name>: <value>`, one after the other, on lines of their own or with `;` between them. A
 * form of one field is its value. What is typed before the first label is nobody's, and the form's check says what is missing.
 */
export function readTypedForm(fields: readonly Field[], text: string): Record<string, unknown> {
  const given = new Map<Field, string>();
  for (const part of text.split(/\n|[;；]/)) {
    const colon = part.search(/[:：]/);
    const label = part.slice(0, Math.max(0, colon)).trim();
    const value = part.slice(colon + 1).trim();
    const field = fields.find((one) =>
      [one.label, one.name].some((name) => foldName(name) === foldName(label)),
    );
    if (field && label) given.set(field, value);
  }
  const [only, second] = fields;
  if (only && !second && given.size === 0) given.set(only, text.trim());
  return Object.fromEntries([...given].map(([field, value]) => [field.name, readTyped(field, value)]));
}
