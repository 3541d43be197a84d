import { describe, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { IncomingMessage } from '../../src/domain/message.ts';
import type { Model } from '../../src/ports/model.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFrailStore } from '../fakes/frail-store.ts';
import { createFakeLog } from '../fakes/log.ts';
import { call, type Line } from '../fakes/scripted-model.ts';
import { createSteadyModel } from '../fakes/steady-model.ts';
import { gate, privateWords, startWork, stored } from '../fakes/work.ts';

const create = (title: string): Line => call('manage_tasks', { action: 'create', tasks: [{ title }] });
const ASK = call('ask_people', { kind: 'text', question: 'Which date?' });

const message = (key: string, text: string, changes: Partial<IncomingMessage> = {}): IncomingMessage => ({
  kind: 'message',
  key,
  platform: 'web',
  place: { platform: 'web', channel: 'general', thread: 'thread-1' },
  sender: { id: 'web:ana', name: 'ana' },
  at: new Date('2026-01-05T09:00:00Z'),
  text,
  messageId: key,
  isToBot: true,
  isReply: false,
  ...changes,
});

/** What the model was shown beside what people said. */
const digestOf = (app: TestApp): string =>
  app.model.requests.at(-1)?.messages.find(({ role }) => role === 'data')?.text ?? '';
const said = (app: TestApp) =>
  (app.model.requests.at(-1)?.messages ?? []).filter(({ role }) => role !== 'data');

describe('a message', () => {
  it('that is delivered ten times at once makes one task and one reply', async () => {
    const app = await startApp({ turn: [create('Book a room'), 'Noted.'] });
    const incoming = message('m1', 'book a room');
    await Promise.all(Array.from({ length: 10 }, () => app.core.receive(incoming)));
    await app.settle();
    await app.core.receive(incoming);
    await app.clock.advance(10_000);
    await app.settle();
    expect(await app.ports.store.collection('tasks').count({}, 10)).toBe(1);
    expect(await app.botTexts()).toEqual(['Noted.']);
    expect(app.model.requests).toHaveLength(2);
  });

  it('whose turn dies anywhere is answered once, and what it asked for is there once', async () => {
    const faults: string[] = [];
    for (let at = 1; at <= 40; at += 1) {
      const log = createFakeLog();
      const clock = createFakeClock();
      const inner = await openEmbeddedStore({ dataDir: null, log, clock, onFatal: () => {} });
      const frail = createFrailStore(inner);
      const model = createSteadyModel({ turn: () => [create('Book a room'), 'Noted.'] });
      const first = await startApp({ store: frail, clock, model });
      frail.dieAfter(at);
      const incoming = message('m1', 'book a room');
      await Promise.race([first.core.receive(incoming).then(() => first.settle()), frail.died]);
      const isOver = !frail.isDead();
      const next = await startApp({
        store: inner,
        clock: createFakeClock(clock.now().getTime() + 120_000),
        model,
      });
      await next.core.receive(incoming);
      await next.clock.advance(4000);
      await next.settle();
      const tasks = await inner.collection('tasks').count({}, 10);
      const said = await next.botTexts();
      if (tasks !== 1 || said.join() !== 'Noted.')
        faults.push(`after write ${at}: ${tasks} tasks, said ${JSON.stringify(said)}`);
      if (isOver) break;
    }
    expect(faults).toEqual([]);
  });

  it('waits for the one before it in its thread, and for no other thread', async () => {
    const { opened, open } = gate();
    const app = await startApp();
    const order: string[] = [];
    app.ports.model.complete = async ({ messages }) => {
      const text = messages.at(-1)?.text ?? '';
      order.push(`begins ${text}`);
      if (text === 'slow') await opened;
      order.push(`ends ${text}`);
      return { text: `said ${text}`, calls: [], usage: { inputTokens: 1, outputTokens: 1 }, model: 'm' };
    };
    const elsewhere = { platform: 'web', channel: 'general', thread: 'thread-2' };
    await app.core.receive(message('m1', 'slow'));
    await app.core.receive(message('m2', 'second'));
    await app.core.receive(message('m3', 'third'));
    await app.core.receive(message('m4', 'other', { place: elsewhere }));
    await app.clock.settle();
    expect(order).toEqual(['begins slow', 'begins other', 'ends other']);
    open();
    await app.settle();
    expect(order.slice(3)).toEqual([
      'ends slow',
      'begins second',
      'ends second',
      'begins third',
      'ends third',
    ]);
  });

  it('waits for the one before it, though another process has that', async () => {
    const { opened, open } = gate();
    const order: string[] = [];
    const model: Model = {
      kind: 'slow',
      async complete({ messages }) {
        const text = messages.at(-1)?.text ?? '';
        order.push(`begins ${text}`);
        if (text === 'slow') await opened;
        order.push(`ends ${text}`);
        return { text: `said ${text}`, calls: [], usage: { inputTokens: 1, outputTokens: 1 }, model: 'm' };
      },
    };
    const app = await startApp({ model });
    await app.core.receive(message('m1', 'slow'));
    await app.clock.settle();
    const other = await startApp({ beside: app, model });
    await other.core.receive(message('m2', 'second'));
    await other.clock.advance(40_000);
    expect(order).toEqual(['begins slow']);
    open();
    await app.settle();
    await app.clock.advance(5000);
    await other.settle();
    expect(order).toEqual(['begins slow', 'ends slow', 'begins second', 'ends second']);
    expect([...app.log.messages('error'), ...other.log.messages('error')]).toEqual([]);
  });

  it('goes to another process when its own is not heard of', async () => {
    const app = await startApp({ roles: ['chat', 'web'] });
    app.ports.model.complete = () => new Promise(() => {});
    await app.core.receive(message('m1', 'hello'));
    await app.clock.settle();
    await app.ports.store
      .collection('threads')
      .update({ id: 'web:general:thread-1' }, { $set: { leaseUntil: new Date(0) } });
    const other = await startApp({ beside: app, roles: ['chat', 'web'], turn: ['Hello.'] });
    await other.clock.advance(5000);
    await other.clock.settle();
    await other.core.sender.sweep();
    expect(await other.botTexts()).toEqual(['Hello.']);
  });

  it('that always fails its worker is given up with one word to the person', async () => {
    const app = await startApp();
    app.ports.model.complete = async () => {
      throw new Error('a bug of ours');
    };
    await app.say('ana', 'hello');
    const [row] = await app.ports.store.collection('inbox').find({}, { limit: 5 });
    expect(row).toMatchObject({ state: 'failed' });
    expect(await app.botTexts()).toEqual([
      'I could not answer: Something went wrong in Errand, and the details are in the log. Try again; if it keeps happening, tell your Errand admin.',
    ]);
    expect(app.log.messages('error')).toHaveLength(1);
  });
});

describe('a model that fails in a conversation', () => {
  it.each([
    ['model.unavailable', 'I could not answer: The model could not be reached. Try again in a moment.'],
    [
      'model.rate_limited',
      'I could not answer: The model accepts no more requests at the moment. Try again in a minute.',
    ],
    ['model.timeout', 'I could not answer: The model did not answer in time. Try again.'],
    [
      'model.too_long',
      'I could not answer: The text is longer than the model can take. Start a new thread, or shorten the task.',
    ],
  ] as const)('by %s is said in one sentence, and logged', async (code, text) => {
    const app = await startApp({
      turn: [
        () => {
          throw new AppError(code, {}, new Error('sk-secret'));
        },
        'Hello.',
      ],
    });
    const { thread } = await app.say('ana', 'hello');
    expect(await app.botTexts()).toEqual([text]);
    expect(app.log.lines.filter(({ fields }) => fields.code === code)).toHaveLength(1);
    await app.say('ana', 'again', { thread });
    expect(await app.botTexts()).toEqual([text, 'Hello.']);
  });

  it('does not answer in time: the turn ends and says so', async () => {
    const app = await startApp({ config: 'limits: {turn: {time: 30s}}' });
    app.ports.model.complete = ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    await app.web.submitMessage({ channel: 'general', person: 'ana', text: 'hello' });
    await app.clock.advance(31_000);
    await app.settle();
    expect(await app.botTexts()).toEqual(['I could not answer: The limit on the working time was reached.']);
  });

  it('calls tools without end: the turn ends and says so', async () => {
    const app = await startApp({
      config: 'limits: {turn: {model_calls: 3}}',
      turn: Array.from({ length: 5 }, () => call('manage_tasks', { action: 'list' })),
    });
    await app.say('ana', 'hello');
    expect(await app.botTexts()).toEqual([
      'I could not answer: The limit on the number of times the model may be asked was reached.',
    ]);
  });
});

describe('what the model is shown', () => {
  it('holds the tasks of the place, those of the thread first, and none of another channel', async () => {
    const app = await startApp({ turn: ['Hello.'] });
    const title = (name: string) => ({ title: name });
    await app.core.commands.createTask(title('Book a room'), inChat('ana', { thread: 'other' }));
    await app.core.commands.createTask(
      { ...title('Write the invitation'), priority: 'urgent', assignee: 'bo' },
      inChat('ana'),
    );
    await app.core.commands.createTask(title('Secret plan'), inChat('bo', { channel: 'board' }));
    await app.core.receive(message('m1', 'what is pending?'));
    await app.settle();
    expect(digestOf(app)).toContain(
      '- T-2 Write the invitation [backlog, urgent, with bo, this thread]\n- T-1 Book a room [backlog]',
    );
    expect(digestOf(app)).not.toContain('Secret plan');
  });

  it('still holds the tasks when everything that was said is gone', async () => {
    const app = await startApp({ turn: [create('Book a room'), 'Noted.', 'T-1 is open.'] });
    const { thread } = await app.say('ana', 'book a room');
    await app.ports.store.collection('inbox').deleteMany({ state: 'done' });
    await app.say('ana', 'what is pending?', { thread });
    expect(said(app)).toEqual([{ role: 'user', text: 'what is pending?', name: 'ana' }]);
    expect(digestOf(app)).toContain('- T-1 Book a room [backlog, this thread]');
  });

  it('stays small with hundreds of tasks and says that there are more', async () => {
    const app = await startApp({ turn: ['Hello.'] });
    for (let index = 0; index < 120; index += 1) {
      await app.core.commands.createTask({ title: `Task number ${index} ${'x'.repeat(200)}` }, inChat('ana'));
    }
    await app.core.receive(message('m1', 'hello'));
    await app.settle();
    const digest = digestOf(app)
      .split('\n')
      .filter((line) => line.startsWith('- T-'));
    expect(digest.length).toBeLessThanOrEqual(30);
    expect(digestOf(app)).toContain('… and more');
    expect(digestOf(app).length).toBeLessThan(12_000);
  });

  it('is what was said before in the thread, as far as it fits', async () => {
    const app = await startApp({ turn: ['One.', 'Long.', 'Two.', 'Three.'] });
    const { thread } = await app.say('ana', 'first');
    await app.say('bo', 'x'.repeat(24_000), { thread });
    await app.say('bo', 'second', { thread });
    await app.say('cy', 'third', { thread });
    const tokens = said(app).reduce((sum, { text }) => sum + text.length / 4, 0);
    expect(tokens).toBeLessThan(6000);
    expect(said(app)).toEqual([
      { role: 'user', text: 'second', name: 'bo' },
      { role: 'assistant', text: 'Two.', calls: [] },
      { role: 'user', text: 'third', name: 'cy' },
    ]);
  });

  it('is nothing of another thread', async () => {
    const app = await startApp({ turn: ['One.', 'Two.'] });
    await app.say('ana', 'between us');
    await app.say('bo', 'hello');
    expect(JSON.stringify(app.model.requests.at(-1)?.messages)).not.toContain('between us');
  });
});

describe('who is served', () => {
  const config = "platforms: {web: {channels: [general], people: ['web:ana', 'web:bo']}}";

  it('is nobody else: one private word a day, and no call of the model', async () => {
    const app = await startApp({ config, turn: ['Hello.'] });
    await app.say('cy', 'hello');
    await app.say('cy', 'hello?');
    await app.say('ana', 'hello', { channel: 'private' });
    expect(app.model.requests).toEqual([]);
    expect(await privateWords(app, 'cy')).toEqual([
      "I don't work in this channel yet. Ask your Errand admin to add it, or you.",
    ]);
    expect(await app.botTexts('bo')).toEqual([]);
    const tomorrow = createFakeClock('2026-01-06T09:00:00Z');
    const next = await startApp({ config, store: app.ports.store, clock: tomorrow });
    await next.say('cy', 'hello again');
    expect(await privateWords(next, 'cy')).toHaveLength(2);
    expect(await app.ports.store.collection('inbox').count({}, 10)).toBe(0);
  });

  it('is nobody on a platform that the file does not name', async () => {
    const app = await startApp();
    const place = { platform: 'slack', channel: 'C1', thread: '1' };
    await app.core.receive(
      message('m1', 'hello', { platform: 'slack', place, sender: { id: 'slack:U1', name: 'U1' } }),
    );
    await app.settle();
    expect(app.model.requests).toEqual([]);
  });

  it('is not whoever only talks near the bot', async () => {
    const app = await startApp();
    await app.core.receive(message('m1', 'lunch?', { isToBot: false }));
    await app.core.receive(message('m2', 'yes', { isToBot: false, isReply: true }));
    await app.settle();
    expect(await app.ports.store.collection('inbox').count({}, 10)).toBe(0);
    expect(await app.botTexts()).toEqual([]);
  });
});

describe('talk in the thread of a task', () => {
  const said = (key: string, text: string, name = 'bo', isToBot = false): IncomingMessage =>
    message(key, text, { sender: { id: `web:${name}`, name }, isToBot, isReply: true });

  it('is an answer without a mention where a question is open', async () => {
    const app = await startApp();
    await startWork(app, [ASK, 'On Friday.']);
    await app.core.receive(said('m1', 'Friday'));
    await app.settle();
    expect(await stored(app, 'asks')).toMatchObject({
      state: 'answered',
      value: 'Friday',
      decisions: [{ by: { name: 'bo' } }],
    });
    expect(app.model.requests.filter(({ hints }) => hints.task === 'turn')).toEqual([]);
  });

  it('is kept as a comment of the task', async () => {
    const app = await startApp();
    await startWork(app, ['Done.']);
    await app.core.receive(said('m1', 'The room is on the second floor'));
    await app.settle();
    const { items } = await app.core.commands.listComments('T-1', { limit: 10 }, app.api);
    expect(items).toMatchObject([
      { text: 'The room is on the second floor', author: { name: 'bo', kind: 'person' } },
    ]);
    expect(app.model.requests.filter(({ hints }) => hints.task === 'turn')).toEqual([]);
  });

  it('is no answer when somebody says it who may not, but is kept as a comment', async () => {
    const app = await startApp({ config: "questions: {answered_by: {people: ['web:cy']}}" });
    await startWork(app, [ASK]);
    await app.core.receive(said('m1', 'Friday'));
    await app.settle();
    expect((await stored(app, 'asks')).state).toBe('open');
    const { items } = await app.core.commands.listComments('T-1', { limit: 10 }, app.api);
    expect(items.map(({ text }) => text)).toEqual(['Friday']);
  });

  it.each(['stop', 'stop it', 'Cancel!', '停止', '取消', 'please stop, thanks'])(
    'stops the work rather than answers its question: %s',
    async (text) => {
      const app = await startApp();
      await startWork(app, [ASK]);
      await app.core.receive(said('m1', text, 'ana', true));
      await app.settle();
      expect(await stored(app, 'tasks')).toMatchObject({ status: 'cancelled' });
      expect(await stored(app, 'asks')).toMatchObject({ state: 'withdrawn', decisions: [] });
    },
  );

  it.each(['why?', '为什么', 'status'])(
    'asks for news rather than answers its question: %s',
    async (text) => {
      const app = await startApp({ turn: ['All right.'] });
      await startWork(app, [ASK]);
      await app.core.receive(said('m1', text, 'ana', true));
      await app.settle();
      expect((await stored(app, 'asks')).state).toBe('open');
      expect(app.model.requests.at(-1)?.hints.task).toBe('turn');
    },
  );

  it('is told privately that work cannot be paused while it waits', async () => {
    const app = await startApp();
    await startWork(app, [ASK]);
    await app.core.receive(said('m1', 'pause', 'ana', true));
    await app.settle();
    expect((await stored(app, 'asks')).state).toBe('open');
    expect(await privateWords(app, 'ana')).toEqual([expect.stringMatching(/T-1/)]);
  });
});

describe('an answer that dies with its worker', () => {
  it('is taken once, and is not mistaken for something new to talk about', async () => {
    const faults: string[] = [];
    for (let at = 1; at <= 12; at += 1) {
      const log = createFakeLog();
      const clock = createFakeClock();
      const inner = await openEmbeddedStore({ dataDir: null, log, clock, onFatal: () => {} });
      const frail = createFrailStore(inner);
      const model = createSteadyModel({ run: [ASK, 'On Friday.'] });
      const app = await startApp({ store: frail, clock, model });
      await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
      await app.settle();
      frail.dieAfter(at);
      const incoming = message('m1', 'Friday', { isReply: true });
      await Promise.race([app.core.receive(incoming).then(() => app.settle()), frail.died]);
      const next = await startApp({
        store: inner,
        clock: createFakeClock(clock.now().getTime() + 120_000),
        model,
      });
      await next.core.receive(incoming);
      await next.clock.advance(6000);
      await next.settle();
      const turns = model.requests.filter(({ hints }) => hints.task === 'turn').length;
      const ask = await stored(next, 'asks');
      if (turns > 0 || ask.value !== 'Friday')
        faults.push(`after write ${at}: ${turns} turns of the agent, answer ${String(ask.value)}`);
    }
    expect(faults).toEqual([]);
  });
});

describe('a click', () => {
  it('is handled while a turn of its thread hangs', async () => {
    const app = await startApp();
    await startWork(app, [call('ask_people', { kind: 'approval', question: 'Shall I?' }), 'Done.']);
    const told = app.model.complete.bind(app.model);
    app.ports.model.complete = (request) =>
      request.hints.task === 'turn' ? new Promise(() => {}) : told(request);
    await app.core.receive(message('m1', 'hello'));
    await app.clock.settle();
    const card = await app.cardWith('approve');
    await app.web.submitAction({ messageId: card.id, action: 'approve', person: 'ana' });
    await app.clock.advance(100);
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed' });
  });

  it('that takes long is not taken for a failure', async () => {
    const log = createFakeLog();
    const clock = createFakeClock();
    const frail = createFrailStore(await openEmbeddedStore({ dataDir: null, log, clock, onFatal: () => {} }));
    const app = await startApp({ store: frail, clock });
    await startWork(app, [call('ask_people', { kind: 'approval', question: 'Shall I?' }), 'Done.']);
    const card = await app.cardWith('approve');
    const { opened, open } = gate();
    frail.before = async (name, method) => {
      if (name === 'asks' && method === 'get') await opened;
    };
    await app.web.submitAction({ messageId: card.id, action: 'approve', person: 'ana' });
    await app.clock.advance(14_000);
    frail.before = () => {};
    open();
    await app.clock.advance(2000);
    await app.settle();
    expect((await stored(app, 'asks')).decisions).toHaveLength(1);
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed' });
    expect((await app.botTexts()).join('\n')).not.toContain('could not');
  });

  it('with a value that no card of ours carries changes nothing and says so', async () => {
    const app = await startApp();
    await startWork(app, [ASK]);
    const { kind: _, text: __, isToBot: ___, isReply: ____, ...common } = message('m1', '');
    for (const [at, value] of ['task~', 'run~x~1', 'ask~nobody~1', '{"id":1}', 'task~../../x~1'].entries()) {
      await app.core.receive({ ...common, kind: 'action', key: `c${at}`, action: 'cancel', value });
    }
    await app.settle();
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'in_progress' });
    const words = await privateWords(app, 'ana');
    expect(words).toHaveLength(5);
    for (const text of words) expect(text).toMatch(/^There is no (?:button|run|question) /);
  });

  it('that comes with many others of its thread is handled once, as each of them is', async () => {
    const app = await startApp();
    await startWork(app, [ASK]);
    const { kind: _, text: __, isToBot: ___, isReply: ____, ...common } = message('m1', '');
    for (let at = 0; at < 8; at += 1) {
      await app.core.receive({
        ...common,
        kind: 'action',
        key: `c${at}`,
        action: 'pause',
        value: 'task~nobody~1',
      });
    }
    await app.settle();
    const clicks = await app.ports.store.collection('inbox').find({ lane: 'click' }, { limit: 20 });
    expect(clicks.map(({ state, epoch }) => `${state} ${epoch}`)).toEqual(
      Array.from({ length: 8 }, () => 'done 1'),
    );
  });

  it('of somebody from another channel finds nothing', async () => {
    const app = await startApp();
    await startWork(app, [ASK]);
    const button = (await app.cardWith('cancel')).card?.buttons.find(({ action }) => action === 'cancel');
    const place = { platform: 'web', channel: 'other', thread: 'x' };
    const { kind: _, text: __, isToBot: ___, isReply: ____, ...common } = message('m1', '');
    await app.core.receive({
      ...common,
      place,
      sender: { id: 'web:eve', name: 'eve' },
      kind: 'action',
      action: 'cancel',
      value: button?.value ?? '',
    });
    await app.settle();
    expect((await stored(app, 'tasks')).status).toBe('in_progress');
  });
});

describe('the language of a reply', () => {
  it.each([
    ['what was written', '任务 列表', {}, '这里没有任务。'],
    ['the person, where the words do not tell', 'task list', { locale: 'zh-CN' as const }, '这里没有任务。'],
    ['the installation, where nothing tells', 'task list', {}, 'No tasks here.'],
    ['Chinese words even of an English speaker', '任务 列表', { locale: 'en' as const }, '这里没有任务。'],
  ])('is that of %s', async (_, text, more, reply) => {
    const app = await startApp();
    await app.web.submitMessage({ channel: 'general', person: 'ana', text, ...more });
    await app.settle();
    expect(await app.botTexts()).toEqual([reply]);
  });

  it('is that of the channel before all else', async () => {
    const app = await startApp({ config: 'channels: [{platform: web, channel: general, locale: zh-CN}]' });
    await app.say('ana', 'task list');
    expect(await app.botTexts()).toEqual(['这里没有任务。']);
  });
});
