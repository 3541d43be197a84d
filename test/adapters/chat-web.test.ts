import { describe, expect, it } from 'vitest';

import { createMemoryBus } from '../../adapters/bus/memory/index.ts';
import { createWebChat } from '../../adapters/chat/web/index.ts';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { createIds } from '../../adapters/system/node/index.ts';
import type { Field } from '../../src/domain/ask.ts';
import type { Card } from '../../src/domain/card.ts';
import { AppError, faultsOf as errorFaults } from '../../src/domain/errors.ts';
import type { Incoming } from '../../src/domain/message.ts';
import type { PersonRef } from '../../src/domain/person.ts';
import type { Store } from '../../src/ports/store.ts';
import { chatContract } from '../contracts/chat.contract.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLog } from '../fakes/log.ts';

const MESSAGE = { text: 'hello', locale: 'en' };

async function open({ store: given }: { store?: Store } = {}) {
  const clock = createFakeClock();
  const log = createFakeLog();
  const bus = createMemoryBus({ log });
  const store = given ?? (await openEmbeddedStore({ dataDir: null, log, clock }));
  const chat = createWebChat({ store, bus, clock, ids: createIds(), log, publicUrl: 'http://errand.test' });
  const received: Incoming[] = [];
  await chat.start(async (incoming) => void received.push(incoming));
  const all = async (person?: string) =>
    (await chat.listMessages({ channel: 'general', after: 0, limit: 200, ...(person ? { person } : {}) }))
      .items;
  return { chat, store, bus, clock, received, all, close: () => store.close() };
}

const ana = { id: 'web:ana', name: 'ana' };
const bo = { id: 'web:bo', name: 'bo' };

chatContract('web', async () => {
  const { chat, received, close } = await open();
  const began = await chat.submitMessage({ channel: 'general', person: 'ana', text: 'hello' });
  received.length = 0;
  return {
    chat,
    thread: { platform: 'web', channel: 'general', thread: began.thread },
    people: { ana, bo },
    received,
    close,
    async seenBy({ name }: PersonRef) {
      const query = { channel: 'general', thread: began.thread, person: name, after: 0, limit: 200 };
      const { items } = await chat.listMessages(query);
      return items.map(({ id, thread, text, card }) => ({
        messageId: id,
        thread,
        text: [text, card?.title, ...(card?.lines ?? [])].join('\n'),
      }));
    },
    async write({ name }, text, thread) {
      await chat.submitMessage({
        channel: 'general',
        person: name,
        text,
        ...(thread ? { thread: thread.thread } : {}),
      });
    },
    async press({ name }, messageId, action) {
      await chat.submitAction({ messageId, action, person: name });
    },
  };
});

const field = (changes: Partial<Field>): Field => ({
  name: 'x',
  label: 'X',
  kind: 'text',
  isRequired: false,
  ...changes,
});

const card = (changes: Partial<Card> = {}): Card => ({
  kind: 'ask',
  title: 'Which region?',
  tone: 'attention',
  lines: [],
  buttons: [{ action: 'answer', label: 'Send', value: 'ask~a1~1' }],
  ...changes,
});

async function withCard(given: Card) {
  const bench = await open();
  const { thread } = await bench.chat.submitMessage({ channel: 'general', person: 'ana', text: 'deploy' });
  const posted = await bench.chat.post(
    { platform: 'web', channel: 'general', thread },
    { text: '?', card: given, locale: 'en' },
    'k',
  );
  const press = (values?: Record<string, unknown>, more: object = {}) =>
    bench.chat.submitAction({
      messageId: posted.messageId,
      action: 'answer',
      person: 'ana',
      ...(values ? { values } : {}),
      ...more,
    });
  return { ...bench, posted, press };
}

const faultsOf = (press: Promise<void>) =>
  press.then(
    () => [],
    (error: unknown) => errorFaults(AppError.from(error)).map(({ field }) => field),
  );

describe('the built-in chat', () => {
  it('writes a message down before it hands it in', async () => {
    const { chat, all } = await open();
    await chat.stop();
    await chat.start(async () => expect((await all()).map(({ text }) => text)).toEqual(['hello']));
    await chat.submitMessage({ channel: 'general', person: 'ana', text: 'hello' });
  });

  it('begins a thread with a message and goes on in it with a reply', async () => {
    const { chat, received } = await open();
    const { thread, messageId } = await chat.submitMessage({
      channel: 'general',
      person: 'ana',
      text: 'hello',
    });
    expect(thread).toBe(messageId);
    await chat.submitMessage({ channel: 'general', person: 'bo', text: 'me too', thread });
    expect(received).toMatchObject([
      { place: { thread }, isReply: false },
      { place: { thread }, isReply: true, sender: bo },
    ]);
  });

  it('takes the mention of the bot out, for there is nobody else to write to', async () => {
    const { chat, received, all } = await open();
    await chat.submitMessage({ channel: 'general', person: 'ana', text: '@Errand: list my tasks' });
    await chat.submitMessage({ channel: 'general', person: 'ana', text: '@errands are many' });
    expect(received).toMatchObject([{ text: 'list my tasks' }, { text: '@errands are many' }]);
    expect((await all())[0]?.text).toBe('@Errand: list my tasks');
  });

  it('refuses a thread of another channel', async () => {
    const { chat } = await open();
    const { thread } = await chat.submitMessage({ channel: 'general', person: 'ana', text: 'hello' });
    const stray = chat.submitMessage({ channel: 'random', person: 'ana', text: 'x', thread });
    await expect(stray).rejects.toMatchObject({ code: 'not_found' });
  });

  it('says that nobody receives rather than losing a message', async () => {
    const { chat, all } = await open();
    await chat.stop();
    const lost = chat.submitMessage({ channel: 'general', person: 'ana', text: 'x' });
    await expect(lost).rejects.toMatchObject({ code: 'chat.unavailable' });
    expect(await all()).toEqual([]);
  });

  it('shows a message once when storing what it asks for failed and it is sent again', async () => {
    const { chat, all } = await open();
    let isDown = true;
    const received: string[] = [];
    await chat.start(async ({ key }) => {
      if (isDown) throw new AppError('store.unavailable');
      received.push(key);
    });
    const send = () => chat.submitMessage({ channel: 'general', person: 'ana', text: 'hello' }, 'try-1');
    await expect(send()).rejects.toMatchObject({ code: 'store.unavailable' });
    isDown = false;
    const { messageId } = await send();
    expect(received).toEqual([messageId]);
    expect(await all()).toHaveLength(1);
  });

  it('keeps keys of people apart from each other and from those of posts', async () => {
    const { chat, all } = await open();
    const { thread } = await chat.submitMessage({ channel: 'general', person: 'ana', text: 'one' }, 'k');
    await chat.submitMessage({ channel: 'general', person: 'bo', text: 'two' }, 'k');
    await chat.post({ platform: 'web', channel: 'general', thread }, { text: 'three', locale: 'en' }, 'k');
    await chat.post({ platform: 'web', channel: 'general', thread }, { text: 'three', locale: 'en' }, 'k');
    expect((await all()).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  });

  it('knows one person by one name, however it was typed', async () => {
    const { chat, received } = await open();
    await chat.submitMessage({ channel: 'caf\u00e9', person: 'Zo\u00eb 🙂/..', text: 'x', locale: 'zh-CN' });
    await chat.submitMessage({ channel: 'cafe\u0301', person: 'Zoe\u0308 🙂/..', text: 'y' });
    expect(await chat.listPeople()).toEqual([{ id: 'web:Zo\u00eb 🙂/..', name: 'Zo\u00eb 🙂/..' }]);
    expect(await chat.listChannels()).toEqual([{ name: 'caf\u00e9', revision: 2 }]);
    expect(received.map(({ sender }) => sender.locale)).toEqual(['zh-CN', 'zh-CN']);
  });

  it('begins a thread where the bot has none to answer in', async () => {
    const { chat, all } = await open();
    const posted = await chat.post(
      { platform: 'web', channel: 'cafe\u0301', thread: '' },
      { text: 'Hi', locale: 'en' },
      'k',
    );
    expect(posted).toMatchObject({ channel: 'caf\u00e9', thread: posted.messageId });
    expect(await chat.findPosted?.({ platform: 'web', channel: 'café', thread: '' }, 'k', MESSAGE)).toEqual(
      posted,
    );
    await chat.edit?.(posted, { text: 'Hi again', locale: 'en' });
    await chat.submitMessage({ channel: 'caf\u00e9', person: 'ana', text: 'hello', thread: posted.thread });
    expect(await all()).toEqual([]);
  });

  it('never takes a person for the bot', async () => {
    const { chat, all } = await open();
    await chat.submitMessage({ channel: 'general', person: 'errand', text: 'x' });
    expect((await all())[0]?.author).toEqual({ id: 'web:errand', name: 'errand', isBot: false });
  });

  it('tells of an edit by a new number, so that a reader who was up to date sees it', async () => {
    const { chat, posted } = await withCard(card());
    const { next } = await chat.listMessages({ channel: 'general', after: 0, limit: 200 });
    await chat.edit?.(posted, { text: 'Answered by ana.', locale: 'en' });
    const news = await chat.listMessages({ channel: 'general', after: next, limit: 200 });
    expect(news.items).toMatchObject([{ id: posted.messageId, text: 'Answered by ana.' }]);
    expect(news.items[0]?.card).toBeUndefined();
    expect(news.items[0]?.editedAt).toBeDefined();
  });

  it('keeps one trace of a message that is edited for hours, and a late reader sees what it has become', async () => {
    const { chat, posted, clock, store } = await withCard(card());
    const { next } = await chat.listMessages({ channel: 'general', after: 0, limit: 200 });
    for (let hour = 1; hour <= 5; hour++) {
      await clock.advance(2 * 3600 * 1000);
      await chat.edit?.(posted, { text: `hour ${hour}`, locale: 'en' });
    }
    expect(await store.collection('chat_messages').count({ touches: posted.messageId }, 10)).toBe(1);
    const news = await chat.listMessages({ channel: 'general', after: next, limit: 200 });
    expect(news.items).toMatchObject([{ id: posted.messageId, text: 'hour 5' }]);
    const whole = await chat.listMessages({ channel: 'general', after: 0, limit: 200 });
    expect(whole.items.map(({ text }) => text)).toEqual(['deploy', 'hour 5']);
  });

  it('pages through a long channel without losing or repeating anything', async () => {
    const { chat } = await open();
    for (let n = 0; n < 25; n++)
      await chat.submitMessage({ channel: 'general', person: 'ana', text: `m${n}` });
    const seen: string[] = [];
    for (let after = 0, isMore = true; isMore;) {
      const { items, next } = await chat.listMessages({ channel: 'general', after, limit: 10 });
      seen.push(...items.map(({ text }) => text));
      isMore = items.length > 0;
      after = next;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => `m${n}`));
  });

  it('lets a reader miss nothing while several processes post and edit at once', async () => {
    const one = await open();
    const two = await open({ store: slow(one.store) });
    const three = await open({ store: slow(one.store) });
    const writers = [one, two, three].map(({ chat }) => chat);
    const place = { platform: 'web', channel: 'general', thread: 't' };

    const seen = new Map<string, string>();
    let after = 0;
    const look = async () => {
      const { items, next } = await one.chat.listMessages({ channel: 'general', after, limit: 200 });
      for (const { id, text } of items) seen.set(id, text);
      after = next;
    };

    const state = { isWriting: true };
    const work = Promise.all(
      writers.map(async (chat, writer) => {
        for (let n = 0; n < 15; n++) {
          const posted = await chat.post(place, { text: `${writer}.${n}`, locale: 'en' }, `${writer}.${n}`);
          await chat.edit?.(posted, { text: `${writer}.${n} half`, locale: 'en' });
          await Promise.all([
            chat.edit?.(posted, { text: `${writer}.${n} done`, locale: 'en' }),
            chat.post(place, { text: `${writer}.${n} aside`, locale: 'en' }, `${writer}.${n}.aside`),
          ]);
        }
      }),
    ).finally(() => (state.isWriting = false));
    while (state.isWriting) {
      await look();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await work;
    await look();

    const rows = await one.store.collection('chat_messages').find({}, { sort: { rev: 1 }, limit: 1000 });
    expect(rows.map(({ rev }) => rev)).toEqual(Array.from({ length: 180 }, (_, n) => n + 1));
    const posts = rows.filter(({ touches }) => touches === null);
    expect(new Map(posts.map(({ id, text }) => [id, text]))).toEqual(seen);
    expect([...seen.values()].filter((text) => text.endsWith('done'))).toHaveLength(45);
  });
});

/** The store as another process sees it: every answer takes a moment in which others may write. */
function slow(store: Store): Store {
  const late = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (_, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          await new Promise((resolve) => setImmediate(resolve));
          return (value as (...all: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  return { ...store, collection: (name) => late(store.collection(name)) };
}

describe('a card in the built-in chat', () => {
  it('is pressed with its own value, whatever the client says', async () => {
    const { press, received } = await withCard(card());
    await expect(press(undefined, { value: 'ask~other~1' })).rejects.toMatchObject({ code: 'not_found' });
    await press();
    expect(received.at(-1)).toMatchObject({ kind: 'action', value: 'ask~a1~1' });
  });

  it('needs to be told which of several buttons of one action', async () => {
    const buttons = [0, 1].map((option) => ({
      action: 'answer',
      label: `${option}`,
      value: `ask~a1~1~${option}`,
    }));
    const { press, received } = await withCard(card({ buttons }));
    expect(await faultsOf(press())).toEqual(['value']);
    await press(undefined, { value: 'ask~a1~1~1' });
    expect(received.at(-1)).toMatchObject({ value: 'ask~a1~1~1' });
  });

  it('has one key for one click, however often it is sent', async () => {
    const { chat, posted, received } = await withCard(card());
    const click = (key: string) =>
      chat.submitAction({ messageId: posted.messageId, action: 'answer', person: 'ana' }, key);
    await click('c1');
    await click('c1');
    await click('c2');
    expect(new Set(received.filter(({ kind }) => kind === 'action').map(({ key }) => key)).size).toBe(2);
  });

  it('takes no press from a person whom it is not for', async () => {
    const { chat, posted, all } = await withCard(card());
    await chat.edit?.(posted, { text: '?', card: card(), locale: 'en', onlyFor: ana });
    const press = chat.submitAction({ messageId: posted.messageId, action: 'answer', person: 'bo' });
    await expect(press).rejects.toMatchObject({ code: 'not_found' });
    expect(await all('ana')).toHaveLength(2);
    expect(await all('bo')).toHaveLength(1);
    expect(await all()).toHaveLength(1);
  });

  it.each([
    ['text', 7, 'x'],
    ['long_text', 'x'.repeat(20_001), 'x\ny'],
    ['number', '7', 7.5],
    ['integer', 7.5, 7],
    ['boolean', 'true', false],
    ['date', '2026-02-30', '2026-02-28'],
    ['choice', 'north', 'eu'],
    ['choices', ['eu', 'north'], ['eu', 'us']],
  ] as const)('takes only what fits a field of kind %s', async (kind, bad, good) => {
    const { press, received } = await withCard(card({ fields: [field({ kind, options: ['eu', 'us'] })] }));
    expect(await faultsOf(press({ x: bad }))).toEqual(['values.x']);
    expect(received).toHaveLength(1);
    await press({ x: good });
    expect(received.at(-1)).toMatchObject({ values: { x: good } });
  });

  it('names every field that is missing or unknown, in the language of the person', async () => {
    const fields = [field({ name: 'region', isRequired: true }), field({ name: 'note' })];
    const { press } = await withCard(card({ fields }));
    expect(await faultsOf(press({ regoin: 'eu', region: ' ' }))).toEqual(['values.regoin', 'values.region']);
    const zh = press({}, { locale: 'zh-CN' });
    await expect(zh).rejects.toMatchObject({
      details: { faults: [{ field: 'values.region', problem: '必须填写' }] },
    });
    expect(await faultsOf(press({ __proto__: null, constructor: 'x', region: 'eu' }))).toEqual([
      'values.constructor',
    ]);
  });

  it('asks for the whole form only of the button that sends it', async () => {
    const buttons = [...card().buttons, { action: 'reject', label: 'No', value: 'ask~a1~1' }];
    const fields = [field({ name: 'region', isRequired: true }), field({ name: 'note' })];
    const { press, received } = await withCard(card({ fields, buttons }));
    await press({ note: 'too late' }, { action: 'reject' });
    expect(received.at(-1)).toMatchObject({ action: 'reject', values: { note: 'too late' } });
  });
});
