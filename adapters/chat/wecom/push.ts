import { AppError, isChatError } from '../../../src/domain/errors.ts';
import type { PushFault } from '../../../src/domain/push-group.ts';
import type { ChatPort } from '../../../src/ports/chat.ts';
import type { PushAddresses } from '../../../src/ports/push-addresses.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { createQuota, type Pacer } from './pace.ts';
import { PUSH_PLATFORM } from './push-key.ts';
import { defuse } from './text.ts';
import { createWeComWebhook } from './webhook.ts';

const PREFIX = 'wecom:';

/** After these answers every further call to the address would be in vain (document/path/90313). */
const FAULTS: Readonly<Record<number, PushFault>> = {
  93000: 'webhook_invalid',
  93004: 'bot_disabled',
  93008: 'not_in_group',
};

interface WeComPushOptions {
  addresses: PushAddresses;
  /** Only for tests: where the calls go instead. */
  apiUrl?: string;
}

/**
 * WeCom groups by their push addresses, as places to post to: a channel is the id of a group. Below the limit of an address
 * (20 a minute) a post is refused with the time to wait, which its sender does: a post that waited here would outlive its lease.
 */
export function createWeComPush(
  { addresses, apiUrl }: WeComPushOptions,
  { clock }: Pick<Ports, 'clock'>,
): ChatPort {
  const quota = createQuota(clock);

  const paced =
    (fingerprint: string): Pacer =>
    async (send) => {
      const retryAfterMs = quota.take(fingerprint, 'progress');
      if (retryAfterMs > 0) throw new AppError('chat.rate_limited', { retryAfterMs });
      return send();
    };

  return {
    platform: PUSH_PLATFORM,
    start: async () => {},
    async post(thread, { text, mentions = [] }, messageId) {
      const { key, fingerprint } = await addresses.open(thread.channel);
      const pacer = paced(fingerprint);
      const webhook = createWeComWebhook({ key, pacer, ...(apiUrl ? { apiUrl } : {}) }, { clock });
      const names = mentions
        .filter(({ id }) => id.startsWith(PREFIX))
        .map(({ id }) => `<@${id.slice(PREFIX.length)}>`);
      try {
        await webhook.sendMarkdown([defuse(text), names.join(' ')].filter(Boolean).join('\n'));
      } catch (thrown) {
        const fault = isChatError(thrown) ? FAULTS[thrown.details.errcode ?? 0] : undefined;
        if (fault) await addresses.disable(thread.channel, fingerprint, fault);
        throw thrown;
      }
      return { ...thread, messageId };
    },
    stop: async () => {},
  };
}
