import type { Field, FieldKind } from '../domain/ask.ts';
import { foldName } from '../domain/person.ts';

/** What people type for a value, where it is not the value itself. */
const READ: Partial<Record<FieldKind, (text: string) => unknown>> = {
  boolean: (text) => (text === '是' ? true : text === '否' ? false : text),
  choices: (text) => text.split(/\s*[,，、]\s*/),
};

/**
 * A form that was typed: `<label or name>: <value>`, one after the other, on lines of their own or with `;` between them. A
 * form of one field is its value. What is typed before the first label is nobody's, and the form's check says what is missing.
 */
export function readTypedForm(fields: readonly Field[], text: string): Record<string, unknown> {
  const given = new Map<Field, string>();
  for (const part of text.split(/\n|[;；]/)) {
    const [, label = '', value = ''] = /^\s*([^:：]+?)\s*[:：]\s*(.*?)\s*$/.exec(part) ?? [];
    const field = fields.find((one) =>
      [one.label, one.name].some((name) => foldName(name) === foldName(label)),
    );
    if (field && label) given.set(field, value);
  }
  const [only, second] = fields;
  if (only && !second && given.size === 0) given.set(only, text.trim());
  return Object.fromEntries(
    [...given].map(([{ name, kind }, value]) => [name, READ[kind]?.(value) ?? value]),
  );
}
