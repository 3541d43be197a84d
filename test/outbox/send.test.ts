import { describe, expect, it } from 'vitest';
import { createMemoryBus } from '../../adapters/bus/memory/index.ts';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import type { Ask } from '../../src/domain/ask.ts';
import type { ThreadRef } from '../../src/domain/person.ts';
import type { OutboxRow } from '../../src/domain/records.ts';
import { post, touchCard, type CardSubject, type TextPost } from '../../src/outbox/enqueue.ts';
import { createSender, type DrawBody } from '../../src/outbox/sender.ts';
import { createFakeChat } from '../fakes/chat.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFrailStore } from '../fakes/frail-store.ts';
import { createFakeLog } from '../fakes/log.ts';
import { gate } from '../fakes/work.ts';

const place = (thread: string): ThreadRef => ({ platform: 'fake', channel: 'c', thread });
const quiet = { count() {}, gauge() {}, observe() {} };

async function open({ canFind = true, canEdit = true } = {}) {
  const clock = createFakeClock();
  const log = createFakeLog();
  const store = await openEmbeddedStore({ dataDir: null, log, clock, onFatal: () => {} });
  const bus = createMemoryBus({ log });
  const chat = createFakeChat({ canFind, canEdit });
  const cards = new Map<string, string>();
  const settings = { maxDeaths: 2 };
  const ports = { store, clock, bus, log, metrics: quiet, settings, chats: new Map([['fake', chat]]) };
  const draw: DrawBody = async (body) => {
    const text = body.kind === 'card' ? cards.get(body.subject.id) : undefined;
    return text === undefined ? undefined : { text, locale: 'en' };
  };
  const sender = createSender(ports, draw, 'one', async () => {});
  const outbox = {
    post: (text: TextPost) => post(ports, text),
    touchCard: (subject: CardSubject) => touchCard(ports, subject),
  };
  let made = 0;

  return {
    clock,
    log,
    store,
    chat,
    ports,
    draw,
    sender,
    cards,
    outbox,
    rows: (): Promise<OutboxRow[]> => store.collection('outbox').find({}, { sort: { seq: 1 }, limit: 100 }),
    say: (text: string, thread = 't', priority: OutboxRow['priority'] = 1) =>
      outbox.post({
        key: `k${(made += 1)}`,
        target: place(thread),
        message: { text, locale: 'en' },
        priority,
      }),
    /** An ask whose card lives in the thread. */
    async card(id: string, text: string, thread = 't') {
      cards.set(id, text);
      const ask = {
        id,
        number: (made += 1),
        home: place(thread),
        locale: 'en',
        state: 'open',
        createdAt: clock.now(),
      };
      // The card is drawn by the test: of the ask, only its home matters here.
      await store.collection('asks').insertIfAbsent(ask as unknown as Ask);
      await outbox.touchCard({ kind: 'ask', id });
    },
  };
}

describe('the outbox', () => {
  it('shows what was asked for in the order of each conversation', async () => {
    const box = await open();
    for (const text of ['1', '2', '3']) {
      await box.say(text, 'a');
      await box.say(text, 'b', text === '3' ? 0 : 2);
    }
    await box.sender.sweep();
    expect(box.chat.texts('a')).toEqual(['1', '2', '3']);
    expect(box.chat.texts('b')).toEqual(['1', '2', '3']);
    expect((await box.rows()).every(({ state }) => state === 'sent')).toBe(true);
  });

  it('shows once what was asked for twice under one key', async () => {
    const box = await open();
    const post = {
      key: 'same',
      target: place('t'),
      message: { text: 'once', locale: 'en' },
      priority: 1 as const,
    };
    await Promise.all([box.outbox.post(post), box.outbox.post(post)]);
    await box.sender.sweep();
    await box.outbox.post(post);
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['once']);
  });

  it('edits a card into its newest state, however often it was touched', async () => {
    const box = await open();
    await box.card('A', 'first');
    await box.sender.sweep();
    for (const text of ['second', 'third', 'fourth']) await box.card('A', text);
    await box.sender.sweep();
    expect(box.chat.screen).toMatchObject([{ text: 'fourth', edits: 1 }]);
  });

  it('does not edit a card that looks as it did', async () => {
    const box = await open();
    await box.card('A', 'same');
    await box.sender.sweep();
    await box.card('A', 'same');
    await box.sender.sweep();
    expect(box.chat.tries).toEqual(['post same']);
    expect(await box.rows()).toMatchObject([{ state: 'sent' }]);
  });

  it('shows the newer state of a card that was touched while it was being posted', async () => {
    const box = await open();
    const { opened, open: go } = gate();
    box.chat.during = () => opened;
    await box.card('A', 'old');
    const sweep = box.sender.sweep();
    await box.clock.settle();
    box.chat.during = async () => {};
    await box.card('A', 'new');
    go();
    await sweep;
    await box.sender.sweep();
    expect(box.chat.screen).toMatchObject([{ text: 'new' }]);
    expect(await box.rows()).toMatchObject([{ state: 'sent' }]);
  });

  it('has one of two processes show each message', async () => {
    const box = await open();
    for (let index = 0; index < 10; index += 1) await box.say(String(index), `t${index % 3}`);
    const other = createSender(box.ports, box.draw, 'two', async () => {});
    await Promise.all([box.sender.sweep(), other.sweep(), box.sender.sweep()]);
    await box.clock.advance(70_000);
    await Promise.all([box.sender.sweep(), other.sweep()]);
    expect(box.chat.texts().toSorted()).toEqual(Array.from({ length: 10 }, (_, index) => String(index)));
    for (const thread of ['t0', 't1', 't2'])
      expect(box.chat.texts(thread)).toEqual(box.chat.texts(thread).toSorted());
  });

  it('posts a card anew when its message is gone', async () => {
    const box = await open();
    await box.card('A', 'first');
    await box.sender.sweep();
    box.chat.remove('m1');
    await box.card('A', 'second');
    await box.sender.sweep();
    expect(box.chat.screen).toMatchObject([{ text: 'second', messageId: 'm2' }]);
    await box.card('A', 'third');
    await box.sender.sweep();
    expect(box.chat.screen).toMatchObject([{ text: 'third', messageId: 'm2' }]);
  });

  it('posts each state of a card anew where a platform cannot edit', async () => {
    const box = await open({ canEdit: false });
    await box.card('A', 'first');
    await box.sender.sweep();
    await box.card('A', 'second');
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['first', 'second']);
  });
});

describe('a platform that asks to wait', () => {
  it('is given the time it asks for, and nothing of the conversation overtakes', async () => {
    const box = await open();
    box.chat.fail({ code: 'chat.rate_limited', details: { retryAfterMs: 30_000 } });
    await box.say('first');
    await box.say('second', 't', 0);
    await box.sender.sweep();
    await box.say('elsewhere', 'other');
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['elsewhere']);
    await box.clock.advance(29_000);
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['elsewhere']);
    await box.clock.advance(2000);
    await box.sender.sweep();
    expect(box.chat.texts('t')).toEqual(['first', 'second']);
  });

  it('is not asked sooner because the card has changed meanwhile', async () => {
    const box = await open();
    await box.card('A', 'first');
    await box.sender.sweep();
    box.chat.fail({ code: 'chat.rate_limited', details: { retryAfterMs: 30_000 } });
    await box.card('A', 'second');
    await box.sender.sweep();
    for (let second = 0; second < 10; second += 1) {
      await box.card('A', `progress ${second}`);
      await box.clock.advance(1000);
      await box.sender.sweep();
    }
    expect(box.chat.tries).toHaveLength(2);
    await box.clock.advance(25_000);
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['progress 9']);
  });

  it('may ask again and again: what waits is never given up for it', async () => {
    const box = await open();
    await box.say('patient');
    for (let time = 0; time < 20; time += 1) {
      box.chat.fail({ code: 'chat.rate_limited', details: { retryAfterMs: 1000 } });
      await box.sender.sweep();
      await box.clock.advance(5 * 60_000 + 1000);
    }
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['patient']);
  });
});

describe('a platform that does not answer', () => {
  it('is tried again after longer and longer times, and given up after the twelfth', async () => {
    const box = await open();
    await box.say('lost');
    const waits: number[] = [];
    let since = box.clock.now().getTime();
    for (let round = 0; round < 12; round += 1) {
      box.chat.fail({ code: 'chat.unavailable' });
      await box.sender.sweep();
      const [row] = await box.rows();
      if (row?.state !== 'pending') break;
      waits.push(row.nextAt.getTime() - since);
      await box.clock.advance(row.nextAt.getTime() - box.clock.now().getTime());
      since = box.clock.now().getTime();
    }
    expect(box.chat.tries).toHaveLength(12);
    expect(waits.slice(0, 5)).toEqual([1000, 2000, 4000, 8000, 16_000]);
    expect(Math.max(...waits)).toBe(5 * 60_000);
    expect(await box.rows()).toMatchObject([{ state: 'dead', error: { code: 'chat.unavailable' } }]);
    await box.say('next');
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['next']);
  });

  it('is answered in order once it is back', async () => {
    const box = await open();
    box.chat.fail({ code: 'chat.unavailable' });
    await box.say('first');
    await box.say('second');
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual([]);
    await box.clock.advance(1500);
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['first', 'second']);
  });
});

describe('a post that may have been shown', () => {
  it('is looked for, and not shown twice where it is found', async () => {
    const box = await open();
    box.chat.fail({ code: 'chat.unknown', isShown: true });
    await box.say('maybe');
    await box.sender.sweep();
    await box.clock.advance(1500);
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['maybe']);
    expect(await box.rows()).toMatchObject([{ state: 'sent', posted: { messageId: 'm1' } }]);
  });

  it('is shown again where it is looked for and not found', async () => {
    const box = await open();
    box.chat.fail({ code: 'chat.unknown' });
    await box.say('maybe');
    await box.sender.sweep();
    await box.clock.advance(1500);
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['maybe']);
  });

  it('stays to be seen where a platform cannot look for it, and holds up nothing', async () => {
    const box = await open({ canFind: false });
    box.chat.fail({ code: 'chat.unknown', isShown: true });
    await box.say('maybe');
    await box.say('next');
    await box.sender.sweep();
    await box.clock.advance(60 * 60_000);
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['maybe', 'next']);
    expect(await box.rows()).toMatchObject([{ state: 'unknown' }, { state: 'sent' }]);
  });

  it('is found by the next process when the one that posted it died before it could say so', async () => {
    for (let at = 1; at <= 3; at += 1) {
      const box = await open();
      await box.say('first');
      await box.say('second');
      const frail = createFrailStore(box.store);
      frail.dieAfter(at);
      const dying = createSender({ ...box.ports, store: frail }, box.draw, 'dying', async () => {});
      await Promise.race([dying.sweep(), frail.died]);
      await box.clock.advance(61_000);
      await box.sender.sweep();
      expect(box.chat.texts()).toEqual(['first', 'second']);
    }
  });
});

it('a delivery that has ended its sender twice is set aside, listed, and sent again only when somebody says so', async () => {
  const box = await open();
  await box.say('poison');
  for (const owner of ['first', 'second']) {
    const frail = createFrailStore(box.store);
    frail.dieAfter(1);
    const dying = createSender({ ...box.ports, store: frail }, box.draw, owner, async () => {});
    await Promise.race([dying.sweep(), frail.died]);
    await box.clock.advance(61_000);
  }
  await box.sender.sweep();
  expect(box.chat.texts()).toEqual([]);
  expect(await box.rows()).toMatchObject([
    { state: 'dead', error: { code: 'set_aside' }, deaths: { count: 2 } },
  ]);
  await box.store
    .collection('outbox')
    .update({ state: 'dead' }, { $set: { state: 'pending', attempts: 1, deaths: null } });
  await box.sender.sweep();
  expect(box.chat.texts()).toEqual(['poison']);
});

describe('a post that cannot be looked for', () => {
  /** The process dies after so many writes of sending; another takes up what it left. */
  async function dieAt(at: number) {
    const box = await open({ canFind: false });
    await box.say('pay the rent');
    const frail = createFrailStore(box.store);
    frail.dieAfter(at);
    const dying = createSender({ ...box.ports, store: frail }, box.draw, 'dying', async () => {});
    await Promise.race([dying.sweep(), frail.died]);
    await box.clock.advance(61_000);
    await box.sender.sweep();
    await box.clock.advance(60 * 60_000);
    await box.sender.sweep();
    return box;
  }

  it('is shown once and stays to be seen when its process died in the moment of sending', async () => {
    const box = await dieAt(2);
    expect(box.chat.texts().length).toBeLessThanOrEqual(1);
    expect(await box.rows()).toMatchObject([
      { state: 'unknown', error: { code: 'chat.unknown', message: 'may_have_been_shown' } },
    ]);
  });

  it('is shown by the next process when the one before had not begun to send it', async () => {
    const box = await dieAt(1);
    expect(box.chat.texts()).toEqual(['pay the rent']);
    expect(await box.rows()).toMatchObject([{ state: 'sent' }]);
  });

  it('is tried again after an answer that says it was not shown', async () => {
    const box = await open({ canFind: false });
    box.chat.fail({ code: 'chat.unavailable' }, { code: 'chat.rate_limited', details: { retryAfterMs: 10 } });
    await box.say('pay the rent');
    for (let tries = 0; tries < 3; tries += 1) {
      await box.sender.sweep();
      await box.clock.advance(5_000);
    }
    expect(box.chat.texts()).toEqual(['pay the rent']);
  });

  it('is shown in a newer state, where it is a card, and in none that may have been shown', async () => {
    const box = await open({ canFind: false });
    box.chat.fail({ code: 'chat.unknown', isShown: true });
    await box.card('a', 'Which day?');
    await box.sender.sweep();
    await box.outbox.touchCard({ kind: 'ask', id: 'a' });
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['Which day?']);
    expect(await box.rows()).toMatchObject([{ state: 'unknown' }]);
    box.cards.set('a', 'Answered: Friday');
    await box.outbox.touchCard({ kind: 'ask', id: 'a' });
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['Which day?', 'Answered: Friday']);
    expect(await box.rows()).toMatchObject([{ state: 'sent' }]);
  });
});

describe('a card that is changed in the very moment in which it has been sent', () => {
  it('is shown in its newest state', async () => {
    const box = await open();
    await box.card('a', 'one');
    await box.sender.sweep();
    box.cards.set('a', 'two');
    await box.outbox.touchCard({ kind: 'ask', id: 'a' });
    // Whoever touches the row looks at it while it waits, and writes once it is sent.
    const raced: typeof box.store = {
      ...box.store,
      collection(name) {
        const inner = box.store.collection(name);
        if (name !== 'outbox') return inner;
        let looks = 0;
        return {
          ...inner,
          async update(filter, update) {
            if ((looks += 1) === 2) {
              await box.sender.sweep();
              box.cards.set('a', 'three');
            }
            return inner.update(filter, update);
          },
        };
      },
    };
    await touchCard({ ...box.ports, store: raced }, { kind: 'ask', id: 'a' });
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['three']);
  });
});

describe('a post that is refused', () => {
  it('is kept with its reason and holds up nothing', async () => {
    const box = await open();
    box.chat.fail({ code: 'chat.refused', details: { reason: 'channel_is_archived' } });
    await box.say('never');
    await box.say('next');
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['next']);
    expect(await box.rows()).toMatchObject([
      { state: 'refused', error: { code: 'chat.refused', message: 'channel_is_archived' } },
      { state: 'sent' },
    ]);
    expect(box.log.messages('warn')).toEqual(['not sent']);
    expect(box.log.text()).not.toContain('never');
  });

  it('is one to a platform that is not configured', async () => {
    const box = await open();
    const target = { platform: 'gone', channel: 'c', thread: 't' };
    await box.outbox.post({ key: 'x', target, message: { text: 'hello', locale: 'en' }, priority: 1 });
    await box.sender.sweep();
    expect(await box.rows()).toMatchObject([
      { state: 'refused', error: { message: 'platform_not_configured' } },
    ]);
  });

  it('is one that cannot be drawn, and the others go on', async () => {
    const box = await open();
    await box.card('A', 'first');
    box.cards.delete('A');
    await box.say('next');
    await box.sender.sweep();
    expect(box.chat.texts()).toEqual(['next']);
  });
});

describe('very much to say', () => {
  it('in one conversation does not keep the others waiting', async () => {
    const box = await open();
    for (let index = 0; index < 120; index += 1) await box.say(String(index), 'busy');
    await box.clock.advance(1);
    await box.say('hello', 'other');
    box.chat.fail(
      ...Array.from({ length: 1 }, () => ({
        code: 'chat.rate_limited' as const,
        details: { retryAfterMs: 60_000 },
      })),
    );
    await box.sender.sweep();
    expect(box.chat.texts('other')).toEqual(['hello']);
  });
});
