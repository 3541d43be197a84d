import { AppError } from '../../../src/domain/errors.ts';
import type { ChatPort } from '../../../src/ports/chat.ts';
import type { Ports } from '../../../src/ports/index.ts';
import { createQuota, type Pacer } from './pace.ts';
import { defuse } from './text.ts';
import { createWeComWebhook, type WeComWebhookOptions } from './webhook.ts';

const PREFIX = 'wecom:';

/**
 * One WeCom group by its push address, as a place to post to: nothing comes in from there. Below the limit of the address
 * (20 a minute) a post is refused with the time to wait, which its sender does: a post that waited here would outlive its lease.
 */
export function createWeComPush(
  options: Pick<WeComWebhookOptions, 'url' | 'apiUrl'>,
  deps: Pick<Ports, 'clock' | 'log'>,
): ChatPort {
  const quota = createQuota(deps.clock);
  const pacer: Pacer = async (send) => {
    const retryAfterMs = quota.take('group', 'progress');
    if (retryAfterMs > 0) throw new AppError('chat.rate_limited', { retryAfterMs });
    return send();
  };
  const webhook = createWeComWebhook({ ...options, pacer }, deps);
  return {
    platform: 'wecom-push',
    start: async () => {},
    async post(thread, { text, mentions = [] }, key) {
      const names = mentions
        .filter(({ id }) => id.startsWith(PREFIX))
        .map(({ id }) => `<@${id.slice(PREFIX.length)}>`);
      await webhook.sendMarkdown([defuse(text), names.join(' ')].filter(Boolean).join('\n'));
      return { ...thread, messageId: key };
    },
    stop: async () => {},
  };
}
