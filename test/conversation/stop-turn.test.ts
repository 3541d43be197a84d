import { expect, it } from 'vitest';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import type { IncomingAction, IncomingMessage } from '../../src/domain/message.ts';
import type { Model } from '../../src/ports/model.ts';
import { startApp } from '../fakes/app.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLog } from '../fakes/log.ts';

const base = {
  platform: 'web',
  place: { platform: 'web', channel: 'general', thread: 'thread-1' },
  sender: { id: 'web:ana', name: 'ana' },
  at: new Date('2026-01-05T09:00:00Z'),
};
const message = (key: string): IncomingMessage => ({
  ...base,
  kind: 'message',
  key,
  text: 'think about it',
  messageId: key,
  isToBot: true,
  isReply: false,
});
const stop = (key: string): IncomingAction => ({
  ...base,
  kind: 'action',
  key,
  action: 'cancel',
  value: '',
  messageId: 'm1',
});

/** A model that never ends by itself; one that is deaf does not hear that it was stopped either. */
const hanging = (isDeaf = false): Model & { asked: number } => ({
  kind: 'hanging',
  asked: 0,
  complete({ signal }) {
    this.asked += 1;
    return new Promise((_, reject) => {
      if (!isDeaf) signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  },
});

it('a turn that was stopped ends, though the hint of it was lost', async () => {
  const app = await startApp({ model: hanging() });
  const { bus } = app.ports;
  const publish = bus.publish.bind(bus);
  bus.publish = (topic, event) => void (topic === 'turn_stop' || publish(topic, event));
  await app.core.receive(message('m1'));
  await app.clock.advance(100);
  await app.core.receive(stop('s1'));
  await app.clock.advance(1000);
  expect(await app.botTexts()).toEqual([]);
  await app.clock.advance(1000);
  await app.settle();
  expect(await app.botTexts()).toEqual(['Stopped.']);
});

it('a turn that was stopped before its process died is not taken up again, but said to be stopped', async () => {
  const clock = createFakeClock();
  const store = await openEmbeddedStore({ dataDir: null, log: createFakeLog(), clock, onFatal: () => {} });
  const first = await startApp({ store, clock, model: hanging(true) });
  await first.core.receive(message('m1'));
  await clock.advance(100);
  await first.core.receive(stop('s1'));
  await clock.advance(100);
  const model = hanging();
  const later = createFakeClock(clock.now().getTime() + 120_000);
  const next = await startApp({ store, clock: later, model });
  await later.advance(4000);
  await next.settle();
  expect(await next.botTexts()).toEqual(['Stopped.']);
  expect(model.asked).toBe(0);
});

it('a press that is handled twice stops one turn, not the one that has begun since', async () => {
  const app = await startApp({ model: hanging() });
  await app.core.receive(message('m1'));
  await app.core.receive(message('m2'));
  await app.clock.advance(100);
  await app.core.receive(stop('s1'));
  await app.clock.advance(100);
  const inbox = app.ports.store.collection('inbox');
  // As if the process had died before it could say that the press was handled.
  const again = { state: 'new', leaseUntil: null } as const;
  await inbox.update({ lane: 'click' }, { $set: again });
  await app.clock.advance(10_000);
  expect(await app.botTexts()).toEqual(['Stopped.']);
  expect(await inbox.count({ lane: 'turn', state: 'working' }, 5)).toBe(1);
  expect(await inbox.count({ lane: 'click', state: 'done' }, 5)).toBe(1);
});
