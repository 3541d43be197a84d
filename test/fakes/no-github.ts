import { AppError } from '../../src/domain/errors.ts';
import type { GitHub } from '../../src/ports/github.ts';

const away = (): Promise<never> => Promise.reject(new AppError('github.unavailable', { host: 'github.com' }));

/** A GitHub that cannot be reached. */
export const noGitHub: GitHub = {
  host: 'github.com',
  getRepository: away,
  listLabels: away,
  listIssues: away,
  findComment: away,
  addComment: away,
  editComment: away,
  closeIssue: away,
};
