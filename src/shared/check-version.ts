import { AppError } from '../domain/errors.ts';

/** @throws AppError `version.stale` where the change was meant for another version than the one that stands. */
export function checkVersion({ version: actual }: { version: number }, expected: number | undefined): void {
  if (expected !== undefined && expected !== actual)
    throw new AppError('version.stale', { expected, actual, guard: 'version' });
}
