import { importIssuesInput, importView } from '../../../../src/contract/imports.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import type { Define } from '../route.ts';

export function importRoutes(define: Define, commands: Commands): void {
  define(
    {
      method: 'post',
      path: '/imports/github',
      scope: 'tasks',
      summary:
        'Create a task from each issue of a repository; what was imported before is skipped, or follows its issue',
      body: importIssuesInput,
      answer: importView,
    },
    ({ body, caller }) => commands.importIssues(body, caller),
  );
}
