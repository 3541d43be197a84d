import { expect, it } from 'vitest';
import type { IncomingChange, IncomingMessage } from '../../src/domain/message.ts';
import { startApp } from '../fakes/app.ts';
import { gate } from '../fakes/work.ts';

const place = { platform: 'web', channel: 'general', thread: 'thread-1' };
const base = {
  platform: 'web',
  place,
  sender: { id: 'web:ana', name: 'ana' },
  isToBot: true,
  isReply: false,
};

const message = (key: string, text: string): IncomingMessage => ({
  ...base,
  kind: 'message',
  key,
  at: new Date('2026-01-05T09:00:00Z'),
  text,
  messageId: key,
});
const change = (of: string, text: string | null, second: number): IncomingChange => ({
  ...base,
  kind: 'change',
  key: `${of}:${second}`,
  of,
  at: new Date(Date.UTC(2026, 0, 5, 9, 0, second)),
  text,
});

it('a message that waits for its turn is taken in its newest words, and not at all when it was taken back', async () => {
  const { opened, open } = gate();
  const app = await startApp();
  const asked: string[] = [];
  app.ports.model.complete = async ({ messages }) => {
    const text = messages.at(-1)?.text ?? '';
    asked.push(text);
    if (text === 'first') await opened;
    return { text: `said ${text}`, calls: [], usage: { inputTokens: 1, outputTokens: 1 }, model: 'm' };
  };
  const { receive } = app.core;
  await receive(message('m1', 'first'));
  await receive(message('m2', 'secnod'));
  await receive(message('m3', 'third'));
  await receive(change('m2', 'second', 2));
  await receive(change('m2', 'secod', 1));
  await receive(change('m3', null, 3));
  await receive(change('m3', 'third!', 2));
  open();
  await app.settle();
  expect(asked).toEqual(['first', 'second']);
  expect(await app.botTexts()).toEqual(['said first', 'said second']);
  expect(await app.ports.store.collection('inbox').count({ state: 'done' }, 10)).toBe(5);
});

it('a change that comes in while an earlier one is followed is followed too', async () => {
  const app = await startApp();
  const inbox = app.ports.store.collection('inbox');
  await app.core.receive(change('m1', 'one', 1));
  const [row] = await inbox.find({ id: 'web:m1:changed' }, { limit: 1 });
  expect(row?.state).toBe('new');
  await inbox.update({ id: 'web:m1:changed' }, { $set: { state: 'working', epoch: 7 } });
  await app.core.receive(change('m1', 'two', 2));
  // Whoever followed the first writes its end, and finds that there is more.
  const ended = await inbox.update(
    { id: 'web:m1:changed', epoch: 7, state: 'working' },
    { $set: { state: 'done' } },
  );
  expect(ended).toBeUndefined();
  await app.settle();
  expect(await inbox.get('web:m1:changed')).toMatchObject({ state: 'done', incoming: { text: 'two' } });
});
