import { invalid } from '../domain/errors.ts';
import { readAside } from './read-aside.ts';

/**
 * What is said aside is for people: it never goes where agents read, whatever the door.
 * @throws AppError `input.invalid`.
 */
export function checkNoAside(field: string, said: unknown): void {
  if (typeof said === 'string' && readAside(said) !== undefined) throw invalid(field, 'is_aside');
}
