import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Bus } from '../../src/ports/bus.ts';
import type { FakeLog } from '../fakes/log.ts';

export interface BusBench {
  bus: Bus;
  log: FakeLog;
}

/** What every bus does within its own process. */
export function busContract(kind: string, open: () => Promise<BusBench>): void {
  describe(`the ${kind} bus`, () => {
    let bus: Bus;
    let log: FakeLog;

    beforeEach(async () => {
      ({ bus, log } = await open());
    });
    afterEach(() => bus.close());

    it('hands a hint to every handler of its topic at once, and to no other', () => {
      const first: unknown[] = [];
      const second: unknown[] = [];
      const other: unknown[] = [];
      bus.subscribe('run_signal', (event) => first.push(event));
      bus.subscribe('run_signal', (event) => second.push(event));
      bus.subscribe('inbox', (event) => other.push(event));
      bus.publish('run_signal', { runId: 'r1' });
      expect(first).toEqual([{ runId: 'r1' }]);
      expect(second).toEqual([{ runId: 'r1' }]);
      expect(other).toEqual([]);
    });

    it('keeps the order of the hints', () => {
      const seen: string[] = [];
      bus.subscribe('inbox', ({ threadKey }) => seen.push(threadKey));
      for (const threadKey of ['a', 'b', 'c']) bus.publish('inbox', { threadKey });
      expect(seen).toEqual(['a', 'b', 'c']);
    });

    it('hands on the optional parts of a hint', () => {
      const seen: unknown[] = [];
      const event = { kind: 'ask', id: 'a1', placeKey: 'web:general', taskId: 't1' } as const;
      bus.subscribe('changed', (changed) => seen.push(changed));
      bus.publish('changed', event);
      bus.publish('changed', { kind: 'task', id: 't1' });
      expect(seen).toEqual([event, { kind: 'task', id: 't1' }]);
    });

    it('logs a handler that throws, and serves the others', () => {
      const seen: string[] = [];
      bus.subscribe('inbox', () => {
        throw new Error('broken');
      });
      bus.subscribe('inbox', ({ threadKey }) => seen.push(threadKey));
      bus.publish('inbox', { threadKey: 'a' });
      expect(seen).toEqual(['a']);
      expect(log.messages('error')).toEqual(['a handler of the bus threw']);
    });

    it('stops with the answer of the subscription, for that handler alone', () => {
      const seen: string[] = [];
      const handle = ({ threadKey }: { threadKey: string }): void => void seen.push(threadKey);
      const stop = bus.subscribe('inbox', handle);
      bus.subscribe('inbox', handle);
      stop();
      stop();
      bus.publish('inbox', { threadKey: 'a' });
      expect(seen).toEqual(['a']);
    });

    it('needs nobody to listen', () => {
      expect(() => bus.publish('outbox', { orderKey: 'x' })).not.toThrow();
    });

    it('takes hundreds of handlers without a warning', () => {
      const warn = vi.spyOn(process, 'emitWarning');
      let count = 0;
      for (let i = 0; i < 300; i++) bus.subscribe('inbox', () => count++);
      bus.publish('inbox', { threadKey: 'a' });
      expect(count).toBe(300);
      expect(warn).not.toHaveBeenCalled();
      warn.mockRestore();
    });

    it('is silent once it is closed, and may be closed twice', async () => {
      const seen: unknown[] = [];
      bus.subscribe('inbox', (event) => seen.push(event));
      await bus.close();
      await bus.close();
      bus.publish('inbox', { threadKey: 'a' });
      expect(seen).toEqual([]);
    });
  });
}
