import { deliveryView, listDeliveriesQuery, resendInput } from '../../../../src/contract/deliveries.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import { pageOf, type Define } from '../route.ts';

export function deliveryRoutes(define: Define, commands: Commands): void {
  define(
    {
      method: 'get',
      path: '/deliveries',
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
      summary: 'Send a message again that was refused, given up, or may not have been delivered',
      body: resendInput,
      answer: deliveryView,
    },
    ({ body, caller }) => commands.resend(body.id, caller),
  );
}
