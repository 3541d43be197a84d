import { describe, expect, it } from 'vitest';

import { freeLeases } from '../../src/free-leases.ts';
import type { Model } from '../../src/ports/model.ts';
import { startApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { stored } from '../fakes/work.ts';

/** A process that is gone in the middle: its model never answers, and it hears nothing any more. */
const gone = (): Model => ({ kind: 'gone', complete: () => new Promise(() => {}) });

describe('a process that knows that the former one is dead', () => {
  it('takes up its runs and its turns at once, not when their leases are over', async () => {
    const dead = await startApp({ model: gone() });
    await dead.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    await dead.web.submitMessage(
      { channel: 'general', person: 'ana', text: 'What is the news?' },
      'said-once',
    );
    await dead.clock.settle();
    const { leaseUntil } = await stored(dead, 'runs');
    expect(leaseUntil?.getTime()).toBeGreaterThan(dead.clock.now().getTime() + 20_000);

    const next = await startApp({ beside: dead, run: ['Announced.'], turn: ['None.'] });
    await freeLeases(next.core.app);
    expect(await stored(dead, 'runs')).toMatchObject({ failures: 1, owner: null, leaseUntil: null });
    await next.clock.advance(5000);
    await next.settle();
    expect(await stored(dead, 'runs')).toMatchObject({ status: 'succeeded', result: 'Announced.', epoch: 2 });
    expect((await next.botTexts()).join('\n')).toContain('None.');
    expect(next.clock.now().getTime()).toBeLessThan(leaseUntil?.getTime() ?? 0);
  });

  it('frees every one, however many there are', async () => {
    const dead = await startApp({ model: gone(), roles: ['chat', 'web'] });
    for (let made = 0; made < 60; made += 1)
      await dead.core.commands.createTask({ title: `Announce ${made}`, run: true }, inChat('ana'));
    const runs = dead.ports.store.collection('runs');
    const leaseUntil = new Date(dead.clock.now().getTime() + 30_000);
    while (
      await runs.update({ status: 'queued' }, { $set: { status: 'running', owner: 'dead', leaseUntil } })
    );
    await freeLeases(dead.core.app);
    expect(await runs.count({ status: 'queued', failures: 1 }, 100)).toBe(60);
  });
});
