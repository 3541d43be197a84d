import { z } from 'zod';
import { addressVariable, definePlatform } from '../../../src/shared/define-platform.ts';
import { createHookChat } from './chat.ts';

/**
 * A plain chat over webhooks, as somebody would add it who has never seen the repository: this folder, and one line in the
 * list of platforms.
 */
export const hookchat = definePlatform({
  name: 'hookchat',
  variables: z.object({
    HOOKCHAT_URL: addressVariable(/^https?$/, 'https://chat.example.com').optional(),
    HOOKCHAT_TOKEN: z.string().min(8, 'must have at least 8 characters').optional(),
  }),
  together: [['HOOKCHAT_URL', 'HOOKCHAT_TOKEN']],
  setUp({ HOOKCHAT_URL: url, HOOKCHAT_TOKEN: token }) {
    if (!url || !token) return {};
    return {
      async open({ clock }) {
        const chat = createHookChat({ url, token }, { clock });
        return { chat, doors: [{ path: '/hookchat/events', answer: (request) => chat.handle(request) }] };
      },
    };
  },
});
