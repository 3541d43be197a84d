import { deliveryView, listDeliveriesQuery, resendInput } from '../../../../src/contract/deliveries.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import { pageOf, type Define } from '../route.ts';

export function deliveryRoutes(define: Define, commands: Commands): void {
  define(
    {
      method: 'get',
      path: '/deliveries',
      summary: 'What left for chat, newest first; without a state, what did not arrive',
      query: listDeliveriesQuery,
      answer: pageOf(deliveryView),
    },
    ({ query, caller }) => commands.listDeliveries(query, caller),
  );

  define(
    {
      method: 'post',
      path: '/deliveries/resend',
      summary: 'Try once more what was refused, given up, or may not have arrived',
      body: resendInput,
      answer: deliveryView,
    },
    ({ body, caller }) => commands.resend(body.id, caller),
  );
}
