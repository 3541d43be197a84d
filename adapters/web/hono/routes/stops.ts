import { stopInput, stopView } from '../../../../src/contract/stops.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import type { Define } from '../route.ts';

export function stopRoutes(define: Define, commands: Commands): void {
  define(
    {
      method: 'get',
      path: '/stop',
      scope: 'read',
      summary: 'Whether everything is stopped, by whom, and who stopped and released it before',
      answer: stopView,
    },
    ({ caller }) => commands.getStop(caller),
  );

  define(
    {
      method: 'post',
      path: '/stop',
      scope: 'admin',
      summary: 'Stop everything: no run begins, and none takes another step',
      body: stopInput,
      answer: stopView,
    },
    ({ body, caller }) => commands.stopAll(body, caller),
  );

  define(
    {
      method: 'post',
      path: '/stop/release',
      scope: 'admin',
      summary: 'Let everything go on that was stopped',
      body: stopInput,
      answer: stopView,
    },
    ({ body, caller }) => commands.releaseAll(body, caller),
  );
}
