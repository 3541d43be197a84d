import { z } from 'zod';

import { deliveryView, listDeliveriesQuery, resendInput } from '../../../../src/contract/deliveries.ts';
import { setAsideView, tryAgainInput } from '../../../../src/contract/set-aside.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import { pageOf, type Define } from '../route.ts';

export function deliveryRoutes(define: Define, commands: Commands): void {
  define(
    {
      method: 'get',
      path: '/deliveries',
      scope: 'admin',
      summary: 'Messages to chat platforms, newest first; without a state, the undelivered ones',
      query: listDeliveriesQuery,
      answer: pageOf(deliveryView),
    },
    ({ query, caller }) => commands.listDeliveries(query, caller),
  );

  define(
    {
      method: 'post',
      path: '/deliveries/resend',
      scope: 'admin',
      summary: 'Send a message again that was refused, given up, or may not have been delivered',
      body: resendInput,
      answer: deliveryView,
    },
    ({ body, caller }) => commands.resend(body.id, caller),
  );

  define(
    {
      method: 'get',
      path: '/set-aside',
      scope: 'admin',
      summary:
        'Messages and runs that have ended their worker too often, and are not begun again by themselves',
      answer: z.object({ items: z.array(setAsideView) }),
    },
    ({ caller }) => commands.listSetAside(caller),
  );

  define(
    {
      method: 'post',
      path: '/set-aside/retry',
      scope: 'admin',
      summary: 'Try once more what was set aside; answers with what still is',
      body: tryAgainInput,
      answer: z.object({ items: z.array(setAsideView) }),
    },
    async ({ body, caller }) => {
      await commands.trySetAsideAgain(body, caller);
      return commands.listSetAside(caller);
    },
  );
}
