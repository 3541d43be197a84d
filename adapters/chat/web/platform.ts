import { z } from 'zod';
import { BUILT_IN_PLATFORM } from '../../../src/domain/person.ts';
import { definePlatform } from '../../../src/shared/define-platform.ts';
import { createWebChat } from './index.ts';

/** The built-in chat: there in every installation, and drawn by the console. */
export const web = definePlatform({
  name: BUILT_IN_PLATFORM,
  variables: z.object({}),
  setUp: () => ({
    async open(deps) {
      const chat = createWebChat(deps);
      return { chat, webChat: chat };
    },
  }),
});
