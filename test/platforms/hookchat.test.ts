import { expect, it } from 'vitest';
import type { Incoming } from '../../src/domain/message.ts';
import { PLATFORMS } from '../../src/platforms.ts';
import { startProduct } from '../acceptance/harness/product.ts';
import { call } from '../acceptance/harness/model.ts';
import { createWindingClock } from '../acceptance/harness/clock.ts';
import { chatContract } from '../contracts/chat.contract.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createHookChat } from './hookchat/chat.ts';
import { hookchat } from './hookchat/platform.ts';
import { startHookChatServer } from './hookchat/server.ts';
import { wordsFor } from '../../src/words/index.ts';

const TOKEN = 'a-token-of-the-chat';
const ANA = { id: 'hookchat:ana', name: 'ana' };
const BO = { id: 'hookchat:bo', name: 'bo' };

chatContract('a platform added in one folder and one line', async () => {
  const server = await startHookChatServer(TOKEN);
  const chat = createHookChat({ url: server.url, token: TOKEN }, { clock: createFakeClock() });
  const received: Incoming[] = [];
  await chat.start(async (incoming) => void received.push(incoming));
  server.deliverTo(async (event) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    return (await chat.handle({ headers, rawBody: JSON.stringify(event) })).status;
  });
  const thread = await server.say('ana', 'hall', 'hello');
  received.length = 0;
  return {
    chat,
    thread: { platform: 'hookchat', channel: 'hall', thread },
    people: { ana: ANA, bo: BO },
    received,
    close: () => server.close(),
    seenBy: async ({ name }) =>
      server.seen(name, thread).map(({ id, thread: of, text }) => ({ messageId: id, thread: of, text })),
    write: async ({ name }, text, within) => void (await server.say(name, 'hall', text, within?.thread)),
    redeliver: async () => void (await server.redeliver()),
    press: ({ name }, messageId, action) => server.press(name, messageId, action),
  };
});

it('a platform added in one folder and one line says which of its variables is missing, and how to mend it', () => {
  expect(PLATFORMS).not.toContain(hookchat);
  expect(hookchat.variables).toEqual(['HOOKCHAT_URL', 'HOOKCHAT_TOKEN']);
  expect(wordsFor('en').faults(hookchat.read({ HOOKCHAT_URL: 'chat' }).faults)).toEqual([
    { field: 'HOOKCHAT_URL', problem: 'must be an address such as https://chat.example.com' },
    { field: 'HOOKCHAT_TOKEN', problem: 'is needed with HOOKCHAT_URL' },
  ]);
  expect(hookchat.read({})).toEqual({ faults: [] });
});

it('a message through a platform that was added makes a task, and its card comes back and can be pressed', async () => {
  const server = await startHookChatServer(TOKEN);
  const product = await startProduct(
    {
      platforms: [hookchat],
      config: `
platforms: { hookchat: { channels: ['*'], people: ['*'] } }
tools: { http_send: { approval: always, approvers: { people: ['hookchat:bo'] } } }`,
    },
    {
      env: { HOOKCHAT_URL: server.url, HOOKCHAT_TOKEN: TOKEN },
      clock: createWindingClock(new Date('2031-01-06T09:00:00Z')),
    },
  );
  try {
    server.deliverTo(async (event) => {
      const answer = await fetch(`${product.address()}/hookchat/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify(event),
      });
      return answer.status;
    });
    const { model, sink } = product;
    model.turn('Order the chairs', [
      call('manage_tasks', { action: 'create', tasks: [{ title: 'Order the chairs' }], run: true }),
      'It is under way.',
    ]);
    model.run('Order the chairs', [
      call('http_send', { method: 'POST', url: sink.url('/orders'), body: '{"chairs":4}' }),
      'Four chairs are ordered.',
    ]);
    const thread = await server.say('ana', 'hall', 'Order the chairs');
    await product.settle();
    const [task] = await product.tasks();
    expect(task).toMatchObject({
      title: 'Order the chairs',
      home: { platform: 'hookchat', channel: 'hall' },
      requester: { id: 'hookchat:ana' },
    });
    const card = server
      .seen('bo', thread)
      .find(({ buttons }) => buttons.some(({ action }) => action === 'approve'));
    await server.press('bo', card?.id ?? '', 'approve');
    await product.settle();
    expect(sink.at('/orders')).toHaveLength(1);
    expect((await product.task('T-1')).status).toBe('completed');
    expect(
      server
        .seen('ana', thread)
        .map(({ text }) => text)
        .join('\n'),
    ).toContain('Four chairs are ordered.');
  } finally {
    await product.stop();
    await server.close();
  }
});
