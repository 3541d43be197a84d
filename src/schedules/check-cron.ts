import { fault } from '../domain/errors.ts';
import type { CodedFault } from '../domain/error-facts.ts';
import { openCron } from './next-times.ts';

const FIELDS = ['minute', 'hour', 'day', 'month', 'weekday'] as const;
const LETTERS = /^[\d*,\-/?LW#+A-Z]+$/;

/** What is wrong with an expression; nothing where it has five fields that each can be meant. */
export function checkCron(typed: string, path: string): CodedFault[] {
  const words = typed.normalize('NFKC').trim().toUpperCase();
  // Nicknames, dates and lines of more fields are read by the library, and mean something else than people think.
  if (/[\r\n]/.test(words)) return [fault(path, 'cron_fields', '2')];
  const fields = words.split(/[ \t]+/).filter(Boolean);
  if (fields.length !== FIELDS.length) return [fault(path, 'cron_fields', String(fields.length))];
  const strange = fields.find((field) => !LETTERS.test(field));
  if (strange !== undefined) return [fault(path, 'cron_field', strange)];
  if (isCron(fields)) return [];
  const wrong = fields.find((field, at) => !isCron(FIELDS.map((_, other) => (other === at ? field : '*'))));
  return [fault(path, 'cron_field', wrong ?? fields.join(' '))];
}

function isCron(fields: readonly string[]): boolean {
  try {
    openCron(fields.join(' '), 'UTC');
    return true;
  } catch {
    // The library says no by throwing; which field it is, is found out above.
    return false;
  }
}
