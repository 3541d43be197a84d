import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../src/ports/system.ts';
import { createScreen, type Screen } from './screen.ts';

const MINUTE_MS = 60_000;

/** Counts what happens under a name, and tells when it is too much. */
export interface Meter {
  /** False when the limit of the minute or hour is reached; then nothing is counted. */
  allow(name: string): boolean;
  /** The most that were counted in any minute. */
  peak(name: string): number;
}

export function createMeter(clock: Clock, perMinute: number, perHour = Infinity): Meter {
  const times = new Map<string, number[]>();
  const peaks = new Map<string, number>();
  return {
    allow(name) {
      const now = clock.monotonicMs();
      const hour = (times.get(name) ?? []).filter((time) => time > now - 60 * MINUTE_MS);
      const minute = hour.filter((time) => time > now - MINUTE_MS);
      if (minute.length >= perMinute || hour.length >= perHour) return false;
      times.set(name, [...hour, now]);
      peaks.set(name, Math.max(peaks.get(name) ?? 0, minute.length + 1));
      return true;
    },
    peak: (name) => peaks.get(name) ?? 0,
  };
}

/** What all ways into the one fake WeCom share. */
export interface World {
  clock: Clock;
  screen: Screen;
  /** Conversations in which people have written to the bot: it may only speak there. */
  chats: Set<string>;
  usedTaskIds: Set<string>;
  /** Files that were handed over, by media id. */
  media: Map<string, { filename: string; data: Buffer; untilMs: number }>;
  /** Replies and messages of a bot, by conversation. */
  meter: Meter;
  nextId(prefix: string): string;
}

export function createWorld(clock: Clock): World {
  let count = 0;
  return {
    clock,
    screen: createScreen(clock),
    chats: new Set(),
    usedTaskIds: new Set(),
    media: new Map(),
    meter: createMeter(clock, 30, 1000),
    nextId: (prefix) => `${prefix}${++count}`,
  };
}

/** @throws Error when the server does not listen on a port. */
export function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}

/** Waits for something that a socket brings. Rejects after 5 s: the test is wrong then, or the product. */
export async function until(isSo: () => unknown, what = isSo.toString()): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
