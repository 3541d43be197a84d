import type { Clock } from '../../../src/ports/system.ts';

/** Calls a minute and workspace (docs.slack.dev/apis/web-api/rate-limits), with the burst that is tolerated. */
const TIERS = { one: 1, two: 20, three: 50, four: 100 } as const;

const METHOD_TIERS: Record<string, keyof typeof TIERS> = {
  'chat.update': 'three',
  'chat.delete': 'three',
  'chat.postEphemeral': 'four',
  'chat.startStream': 'two',
  'chat.appendStream': 'four',
  'chat.stopStream': 'two',
  'files.getUploadURLExternal': 'four',
  'files.completeUploadExternal': 'four',
  'conversations.open': 'three',
  'conversations.history': 'three',
  'conversations.replies': 'three',
  'users.info': 'four',
  'usergroups.users.list': 'two',
  'views.open': 'four',
  'views.update': 'four',
  'views.publish': 'four',
  'agents.sessions.setStatus': 'three',
  'assistant.threads.setStatus': 'four',
};

export interface Rates {
  /** @returns seconds to wait, 0 when the call is allowed. */
  take(workspace: string, method: string, channel: string): number;
}

export function createRates(clock: Clock): Rates {
  const buckets = new Map<string, { left: number; at: number }>();

  function draw(key: string, perMinute: number, burst: number): number {
    const now = clock.monotonicMs();
    const bucket = buckets.get(key) ?? { left: burst, at: now };
    const left = Math.min(burst, bucket.left + ((now - bucket.at) * perMinute) / 60_000);
    if (left < 1 - 1e-9) {
      buckets.set(key, { left, at: now });
      return Math.max(1, Math.ceil(((1 - left) * 60) / perMinute));
    }
    buckets.set(key, { left: left - 1, at: now });
    return 0;
  }

  return {
    take(workspace, method, channel) {
      if (method === 'chat.postMessage') return draw(`${workspace} ${method} ${channel}`, 60, 4);
      const tier = METHOD_TIERS[method];
      return tier ? draw(`${workspace} ${method}`, TIERS[tier], TIERS[tier]) : 0;
    },
  };
}
