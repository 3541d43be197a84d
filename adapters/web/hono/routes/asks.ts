import { askView, decisionInput, listAsksQuery } from '../../../../src/contract/asks.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import { pageOf, type Define } from '../route.ts';

export function askRoutes(define: Define, commands: Commands): void {
  define(
    {
      method: 'get',
      path: '/asks',
      scope: 'read',
      summary: 'Asks, open ones first',
      query: listAsksQuery,
      answer: pageOf(askView),
    },
    ({ query, caller }) => commands.listAsks(query, caller),
  );

  define(
    { method: 'get', path: '/asks/{ref}', scope: 'read', summary: 'An ask by id or number', answer: askView },
    ({ param, caller }) => commands.getAsk(param('ref'), caller),
  );

  define(
    {
      method: 'post',
      path: '/asks/{ref}/decision',
      scope: 'decide',
      summary: 'Decide: approve, reject, answer, accept, …; with `version` only if it still has that version',
      body: decisionInput,
      answer: askView,
    },
    ({ param, body, caller }) => commands.decideAsk(param('ref'), body, caller),
  );
}
