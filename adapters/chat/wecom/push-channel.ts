import type { PushChannel } from '../../../src/ports/push-channel.ts';
import { PUSH_PLATFORM, readPushKey } from './push-key.ts';
import { wordsFor } from '../../../src/words/index.ts';

/** Groups by the webhook of a message push bot. @param apiUrl - only for tests: where the calls go instead. */
export const createPushChannel = ({ apiUrl }: { apiUrl?: string | undefined } = {}): PushChannel => ({
  name: PUSH_PLATFORM,
  adoptsOldGroups: true,
  readAddress: readPushKey,
  addressRule: (locale) => wordsFor(locale).wecom.pushAddressRule,
  async open(addresses, { clock }) {
    const { createWeComPush } = await import('./push.ts');
    return createWeComPush({ addresses, ...(apiUrl ? { apiUrl } : {}) }, { clock });
  },
});
