import { figuresQuery, figuresView } from '../../../../src/contract/figures.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import type { Define } from '../route.ts';

export function figureRoutes(define: Define, commands: Commands): void {
  define(
    {
      method: 'get',
      path: '/figures',
      scope: 'read',
      summary:
        'How many of the tasks that the caller may see stand where, and how long those that ended took and waited',
      query: figuresQuery,
      answer: figuresView,
    },
    ({ query, caller }) => commands.getFigures(query, caller),
  );
}
