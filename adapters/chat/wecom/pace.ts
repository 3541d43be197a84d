import type { Clock } from '../../../src/ports/system.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(ms, resolve);
  });

/** What the promise gives, or `undefined` when that takes longer than `ms`. The promise itself goes on. */
export function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve(undefined));
    promise.then(resolve, reject).finally(cancel);
  });
}

/** Lets tasks run one after another; one that fails does not stop the next. */
export type Pacer = <T>(task: () => Promise<T>) => Promise<T>;

function createLane(): Pacer {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}

/** A lane in which at most `perMinute` tasks begin in any minute; the others wait. */
export function createPacer(clock: Clock, perMinute: number): Pacer {
  const lane = createLane();
  const starts: number[] = [];
  return (task) =>
    lane(async () => {
      const oldest = starts.length < perMinute ? undefined : starts.shift();
      if (oldest !== undefined) await pause(clock, Math.max(0, oldest + MINUTE_MS - clock.monotonicMs()));
      starts.push(clock.monotonicMs());
      return task();
    });
}

/**
 * Lanes by name, such as one a conversation. A lane is forgotten as soon as it is empty.
 */
export function createLanes(): <T>(name: string, task: () => Promise<T>) => Promise<T> {
  const lanes = new Map<string, { lane: Pacer; waiting: number }>();
  return async (name, task) => {
    const entry = lanes.get(name) ?? { lane: createLane(), waiting: 0 };
    lanes.set(name, entry);
    entry.waiting += 1;
    try {
      return await entry.lane(task);
    } finally {
      entry.waiting -= 1;
      if (entry.waiting === 0) lanes.delete(name);
    }
  };
}

/** How urgent a message is: what must be said may use all of the quota, progress leaves a part of it free. */
export type Urgency = 'must' | 'progress';

/**
 * What a bot may send into one conversation, replies and messages of its own together: WeCom takes 30 a minute and
 * 1 000 an hour (developer.work.weixin.qq.com/document/path/101463). A little is left for clocks that differ, and
 * progress never takes the last third, so that questions and results are not late because of it.
 */
const LIMITS: Readonly<Record<Urgency, { minute: number; hour: number }>> = {
  must: { minute: 28, hour: 980 },
  progress: { minute: 18, hour: 700 },
};

export interface Quota {
  /** Takes one, and answers 0; or takes none, and answers after how many milliseconds there is one again. */
  take(channel: string, urgency: Urgency): number;
  /** WeCom itself said no: nothing is taken from it for so long. */
  block(channel: string, ms: number): void;
}

export function createQuota(clock: Clock): Quota {
  const sent = new Map<string, number[]>();
  const blocked = new Map<string, number>();

  return {
    take(channel, urgency) {
      const now = clock.monotonicMs();
      const times = (sent.get(channel) ?? []).filter((time) => time > now - HOUR_MS);
      const { minute, hour } = LIMITS[urgency];
      const waits = [
        (blocked.get(channel) ?? now) - now,
        (times.at(-minute) ?? -Infinity) + MINUTE_MS - now,
        (times.at(-hour) ?? -Infinity) + HOUR_MS - now,
      ];
      const waitMs = Math.max(0, ...waits);
      sent.set(channel, waitMs === 0 ? [...times, now] : times);
      return waitMs;
    },
    block(channel, ms) {
      blocked.set(channel, clock.monotonicMs() + ms);
    },
  };
}
