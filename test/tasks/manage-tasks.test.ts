import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { call } from '../fakes/scripted-model.ts';
import { startWork, stored } from '../fakes/work.ts';

interface Told {
  ok: boolean;
  error?: string;
  count?: number;
  more?: boolean;
  text?: string;
  tasks?: {
    number: string;
    title: string;
    label: string;
    deduplicated?: boolean;
    assignee?: string;
    due?: string;
    description?: string;
  }[];
  candidates?: { number: string; title: string }[];
}

/** What the model is told when it calls the tool for ana. */
async function manage(
  app: TestApp,
  args: object,
  { person = 'ana', thread = 'thread-1', channel = 'general' } = {},
): Promise<Told> {
  app.model.script({ turn: [call('manage_tasks', args), 'Said.'] });
  const key = `m${app.model.requests.length}-${JSON.stringify(args)}`;
  const place = { platform: 'web', channel, thread };
  const at = app.clock.now();
  const sender = { id: `web:${person}`, name: person };
  await app.core.receive({
    kind: 'message',
    key,
    platform: 'web',
    place,
    sender,
    at,
    text: 'please',
    messageId: key,
    isToBot: true,
    isReply: true,
  });
  await app.settle();
  const last = app.model.requests.at(-1)?.messages.at(-1);
  const text = last?.role === 'tool' ? last.text : '{"ok":false}';
  return (text.startsWith('{') ? JSON.parse(text) : { ok: false, error: text }) as Told;
}

const add = (app: TestApp, title: string, more: object = {}, caller = inChat('ana')) =>
  app.core.commands.createTask({ title, ...more }, caller);

describe('manage_tasks create', () => {
  it('writes down several tasks in one call, as the person who asked', async () => {
    const app = await startApp();
    const told = await manage(app, {
      action: 'create',
      tasks: [
        { title: 'Book a room', priority: 'high', due: '2026-01-09', assignee: 'Bo', tags: ['launch'] },
        { title: 'Write the invitation', description: 'friendly', assignee: 'me' },
        { title: 'Order cake' },
      ],
    });
    expect(told).toMatchObject({ ok: true, count: 3 });
    expect(told.tasks?.map(({ number, assignee }) => [number, assignee])).toEqual([
      ['T-1', 'Bo'],
      ['T-2', 'ana'],
      ['T-3', undefined],
    ]);
    expect(await stored(app, 'tasks', 1)).toMatchObject({
      requester: { id: 'web:ana' },
      source: { kind: 'chat' },
      priority: 'high',
      tags: ['launch'],
      status: 'backlog',
      home: { channel: 'general', thread: 'thread-1' },
    });
  });

  it('gives back the live task of the same title, however it is written, and makes no second', async () => {
    const app = await startApp();
    await manage(app, { action: 'create', tasks: [{ title: 'Book a room' }] });
    const told = await manage(app, {
      action: 'create',
      tasks: [{ title: ' BOOK  a room! ' }, { title: 'Other' }],
    });
    expect(told.tasks).toMatchObject([{ number: 'T-1', deduplicated: true }, { number: 'T-2' }]);
    expect(told.tasks?.[1]).not.toHaveProperty('deduplicated');
  });

  it('makes a new one beside a namesake that is over, elsewhere, or with somebody else', async () => {
    const app = await startApp();
    await manage(app, { action: 'create', tasks: [{ title: 'Book a room' }] });
    await app.core.commands.sendEvent('T-1', { event: 'cancel' }, app.api);
    expect(
      (await manage(app, { action: 'create', tasks: [{ title: 'Book a room' }] })).tasks?.[0]?.number,
    ).toBe('T-2');
    expect(
      (await manage(app, { action: 'create', tasks: [{ title: 'Book a room' }] }, { channel: 'other' }))
        .tasks?.[0]?.number,
    ).toBe('T-3');
    expect(
      (await manage(app, { action: 'create', tasks: [{ title: 'Book a room', assignee: 'Bo' }] })).tasks?.[0]
        ?.number,
    ).toBe('T-4');
  });

  it('makes a new one under the old name of a task that was renamed', async () => {
    const app = await startApp();
    await manage(app, { action: 'create', tasks: [{ title: 'Weekly report' }] });
    await manage(app, { action: 'update', ref: 'T-1', title: 'Monthly report' });
    const told = await manage(app, { action: 'create', tasks: [{ title: 'Weekly report' }] });
    expect(told.tasks?.[0]).toMatchObject({ title: 'Weekly report' });
    expect(told.tasks?.[0]).not.toHaveProperty('deduplicated');
  });

  it('makes one task when two people ask for the same at the same moment', async () => {
    const app = await startApp();
    app.model.script({ turn: [] });
    app.ports.model.complete = async ({ messages }) => ({
      text: messages.at(-1)?.role === 'tool' ? 'Noted.' : '',
      calls:
        messages.at(-1)?.role === 'tool'
          ? []
          : [
              {
                id: 'x',
                name: 'manage_tasks',
                args: { action: 'create', tasks: [{ title: 'Book a room' }] },
              },
            ],
      usage: { inputTokens: 1, outputTokens: 1 },
      model: 'm',
    });
    await Promise.all(
      ['ana', 'bo', 'cy'].map((person) =>
        app.web.submitMessage({ channel: 'general', person, text: 'book a room' }),
      ),
    );
    await app.settle();
    expect(await app.ports.store.collection('tasks').count({}, 10)).toBe(1);
  });

  it('starts an agent when it is told to', async () => {
    const app = await startApp({ run: ['Booked.'] });
    await manage(app, { action: 'create', run: true, tasks: [{ title: 'Book a room' }] });
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed', result: 'Booked.' });
  });

  it.each([
    [{ action: 'create' }, /tasks: is needed for create/],
    [{ action: 'create', tasks: [{ title: '' }] }, /tasks\[0\]\.title|→ at tasks/],
    [{ action: 'create', tasks: [{ title: 'x', id: 'mine' }] }, /id/],
    [{ action: 'destroy' }, /action/],
    [{ action: 'create', tasks: [{ title: 'x', due: 'tomorrow' }] }, /due/],
    [
      { action: 'create', tasks: [{ title: 'x', assignee: 'agent:nobody' }] },
      /there is no agent "nobody"; there are: assistant/,
    ],
    [{ action: 'update', ref: 'T-1' }, /a field to change: is needed for update/],
    [{ action: 'get' }, /say which task: T-42 or words of its title/],
    [{ action: 'defer', ref: 'T-1' }, /say why it is deferred/],
    [{ action: 'comment', ref: 'T-1' }, /text: is needed for comment/],
    [{ action: 'approve', ref: 'A-1' }, /action/],
  ])('is told what to mend: %j', async (args, told) => {
    const app = await startApp();
    await add(app, 'Book a room');
    const answer = await manage(app, args);
    expect(answer.ok).toBe(false);
    expect(answer.error).toMatch(told);
    expect(await app.ports.store.collection('tasks').count({}, 10)).toBe(1);
  });
});

describe('manage_tasks and who a task is meant by', () => {
  async function board() {
    const app = await startApp();
    await add(app, 'Prepare the quarterly report', {}, inChat('ana', { thread: 'a' }));
    await add(app, 'Send the quarterly newsletter', {}, inChat('ana', { thread: 'b' }));
    await add(app, '准备季度报告', {}, inChat('ana', { thread: 'c' }));
    return app;
  }

  it.each([
    ['T-2', 'T-2'],
    ['t2', 'T-2'],
    ['#2', 'T-2'],
    ['the newsletter', 'T-2'],
    ['preparing the report', 'T-1'],
    ['quarterly newsletters', 'T-2'],
    ['季度报告', 'T-3'],
    ['task T-3 please', 'T-3'],
  ])('knows it by %s', async (ref, number) => {
    const app = await board();
    expect((await manage(app, { action: 'get', ref })).tasks?.[0]?.number).toBe(number);
  });

  it('names the candidates instead of guessing', async () => {
    const app = await board();
    const told = await manage(app, { action: 'cancel', ref: 'quarterly' });
    expect(told.ok).toBe(false);
    expect(told.candidates?.map(({ number }) => number).toSorted()).toEqual(['T-1', 'T-2']);
    const live = await app.ports.store.collection('tasks').count({ status: 'backlog' }, 10);
    expect(live).toBe(3);
  });

  it.each(['it', 'that', 'this task', '它', '这个任务'])(
    'means the task of the thread by %s',
    async (ref) => {
      const app = await board();
      expect((await manage(app, { action: 'cancel', ref }, { thread: 'b' })).tasks?.[0]?.number).toBe('T-2');
      expect((await stored(app, 'tasks', 1)).status).toBe('backlog');
    },
  );

  it('means nothing by "it" where a thread has two, unless one was just spoken of', async () => {
    const app = await board();
    await add(app, 'Another', {}, inChat('ana', { thread: 'b' }));
    const told = await manage(app, { action: 'cancel', ref: 'it' }, { thread: 'b' });
    expect(told.candidates).toHaveLength(2);
    app.model.script({ turn: ['T-4 is still open.'] });
    await app.core.receive({
      kind: 'message',
      key: 'q',
      platform: 'web',
      place: { platform: 'web', channel: 'general', thread: 'b' },
      sender: { id: 'web:ana', name: 'ana' },
      at: app.clock.now(),
      text: 'and the other?',
      messageId: 'q',
      isToBot: true,
      isReply: true,
    });
    await app.settle();
    expect((await manage(app, { action: 'cancel', ref: 'it' }, { thread: 'b' })).tasks?.[0]?.number).toBe(
      'T-4',
    );
  });

  it('prefers what is alive', async () => {
    const app = await startApp();
    await add(app, 'Report');
    await app.core.commands.sendEvent('T-1', { event: 'cancel' }, app.api);
    await add(app, 'Report');
    expect((await manage(app, { action: 'get', ref: 'report' })).tasks?.[0]?.number).toBe('T-2');
  });

  it.each(['T-1', 'the secret plan', 'it'])(
    'finds no task of another channel by %s, nor says that it is there',
    async (ref) => {
      const app = await startApp();
      await add(app, 'The secret plan', {}, inChat('bo', { channel: 'board' }));
      const told = await manage(app, { action: 'cancel', ref });
      expect(told.error).toBe(`There is no task "${ref}" that you can see.`);
      expect((await stored(app, 'tasks')).status).toBe('backlog');
      expect((await manage(app, { action: 'list', assignee: 'anyone', text: 'secret' })).count).toBe(0);
    },
  );

  it('finds a task of another channel that was given to the person', async () => {
    const app = await startApp();
    await app.say('ana', 'help', { channel: 'lobby' });
    await add(app, 'The plan', { assignee: 'ana' }, inChat('bo', { channel: 'board' }));
    expect((await manage(app, { action: 'get', ref: 'T-1' })).ok).toBe(true);
  });

  it('finds no task of another channel by bearing the name that it was given to', async () => {
    const app = await startApp();
    await add(app, 'The plan', { assignee: 'The Boss' }, inChat('bo', { channel: 'board' }));
    expect((await manage(app, { action: 'get', ref: 'T-1' }, { person: 'The Boss' })).ok).toBe(false);
  });
});

describe('manage_tasks list', () => {
  it("is one's own by default: two people see different ones", async () => {
    const app = await startApp();
    await add(app, 'Mine');
    await add(app, 'Given to bo', { assignee: 'bo' });
    await add(app, "Bo's", {}, inChat('bo'));
    const titles = async (person: string, args = {}) =>
      (await manage(app, { action: 'list', ...args }, { person })).tasks
        ?.map(({ title }) => title)
        .toSorted();
    expect(await titles('ana')).toEqual(['Mine']);
    expect(await titles('bo')).toEqual(["Bo's", 'Given to bo']);
    expect(await titles('cy')).toEqual([]);
    expect(await titles('cy', { assignee: 'anyone' })).toEqual(["Bo's", 'Given to bo', 'Mine']);
    expect(await titles('cy', { assignee: 'bo' })).toEqual(['Given to bo']);
    expect(await titles('cy', { assignee: null })).toEqual(["Bo's", 'Mine']);
  });

  it('narrows by status, priority, date and words', async () => {
    const app = await startApp();
    await add(app, 'Old', { priority: 'urgent', dueAt: '2026-01-06T00:00:00Z' });
    await add(app, 'New', { description: 'about the launch', dueAt: '2026-02-06T00:00:00Z' });
    await app.clock.advance(10);
    await app.core.commands.sendEvent('T-1', { event: 'complete' }, app.api);
    const numbers = async (args: object) =>
      (await manage(app, { action: 'list', assignee: 'anyone', ...args })).tasks?.map(({ number }) => number);
    expect(await numbers({})).toEqual(['T-2']);
    expect(await numbers({ status: 'completed' })).toEqual(['T-1']);
    expect(await numbers({ status: 'all' })).toEqual(['T-1', 'T-2']);
    expect(await numbers({ status: 'all', priority: 'urgent' })).toEqual(['T-1']);
    expect(await numbers({ status: 'all', due: '2026-01-31' })).toEqual(['T-1']);
    expect(await numbers({ text: 'LAUNCH' })).toEqual(['T-2']);
  });

  it('of five hundred tasks stays small and says how to get more', async () => {
    const app = await startApp();
    for (let index = 0; index < 500; index += 1)
      await add(app, `Task ${index} ${'with a long title '.repeat(10)}`, { description: 'x'.repeat(500) });
    const told = await manage(app, { action: 'list' });
    expect(told).toMatchObject({ ok: true, count: 20, more: true });
    expect(JSON.stringify(told).length).toBeLessThan(8000);
    const most = await manage(app, { action: 'list', limit: 50 });
    expect(JSON.stringify(most).length).toBeLessThan(16_000);
  });
});

describe('manage_tasks and the life of a task', () => {
  it('goes by the status words to the event that leads there', async () => {
    const app = await startApp({ run: ['Done.'] });
    await add(app, 'One');
    expect(
      (await manage(app, { action: 'update', ref: 'T-1', status: 'completed', text: 'by hand' })).tasks?.[0]
        ?.label,
    ).toBe('completed');
    await add(app, 'Two');
    await manage(app, { action: 'update', ref: 'T-2', status: 'in_progress' });
    expect(await stored(app, 'tasks', 2)).toMatchObject({
      status: 'in_progress',
      wait: { kind: 'person' },
      runCount: 0,
    });
    await add(app, 'Three');
    expect(
      (await manage(app, { action: 'update', ref: 'T-3', status: 'cancelled', text: 'no' })).tasks?.[0]
        ?.label,
    ).toBe('cancelled');
    expect((await manage(app, { action: 'update', ref: 'T-3', status: 'failed' })).error).toContain(
      'cannot be set by hand',
    );
  });

  it('begins the work of a person without an agent, keeps others off it, hands it over and lays it down', async () => {
    const app = await startApp();
    await add(app, 'Mine');
    await manage(app, { action: 'begin', ref: 'T-1' });
    const begun = { status: 'in_progress', wait: { kind: 'person' }, assignee: { name: 'ana' }, runCount: 0 };
    expect(await stored(app, 'tasks')).toMatchObject(begun);
    const taken = await manage(app, { action: 'claim', ref: 'T-1', assignee: 'bo' });
    expect(taken.error).toContain('ana');
    await manage(app, { action: 'update', ref: 'T-1', assignee: 'bo' });
    expect(await stored(app, 'tasks')).toMatchObject({
      status: 'backlog',
      wait: null,
      assignee: { name: 'bo' },
    });
    expect((await manage(app, { action: 'begin', ref: 'T-1', assignee: 'me' })).error).toContain('bo');
    await manage(app, { action: 'begin', ref: 'T-1', assignee: 'bo' });
    await manage(app, { action: 'release', ref: 'T-1' });
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'backlog', wait: null, assignee: null });
    await manage(app, { action: 'begin', ref: 'T-1' });
    await manage(app, { action: 'update', ref: 'T-1', status: 'pending' });
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'backlog', assignee: { name: 'ana' } });
    await manage(app, { action: 'begin', ref: 'T-1' });
    await manage(app, { action: 'update', ref: 'T-1', status: 'completed' });
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed', outcome: 'success' });
  });

  it('completes nothing that waits for a review', async () => {
    const app = await startApp();
    await startWork(app, ['A draft.'], { isReviewRequired: true });
    const told = await manage(app, { action: 'update', ref: 'T-1', status: 'completed' });
    expect(told.ok).toBe(false);
    expect((await stored(app, 'tasks')).status).toBe('awaiting_review');
  });

  it('never decides an ask, whatever it is told to call', async () => {
    const app = await startApp();
    await startWork(app, [call('ask_people', { kind: 'approval', question: 'Shall I?' })]);
    for (const args of [
      { action: 'approve', ref: 'T-1' },
      { action: 'resume', ref: 'T-1' },
      { action: 'update', ref: 'T-1', status: 'in_progress' },
      { action: 'update', ref: 'T-1', status: 'completed' },
      { action: 'run', ref: 'T-1' },
    ]) {
      await manage(app, args);
    }
    expect(await stored(app, 'asks')).toMatchObject({ state: 'open', decisions: [] });
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'in_progress', wait: { kind: 'approval' } });
  });

  it('resumes what the person it talks to asks to resume', async () => {
    const app = await startApp();
    await add(app, 'One');
    await manage(app, { action: 'defer', ref: 'T-1', text: 'no budget', until: '2026-01-09' });
    expect(await stored(app, 'tasks')).toMatchObject({
      status: 'deferred',
      deferred: { until: expect.any(Date) },
    });
    expect((await manage(app, { action: 'resume', ref: 'T-1' })).tasks?.[0]?.label).toBe('pending');
  });

  it('tells why, comments and archives', async () => {
    const app = await startApp();
    await add(app, 'One');
    expect((await manage(app, { action: 'why', ref: 'T-1' })).text).toContain('has not started yet');
    await manage(app, { action: 'comment', ref: 'T-1', text: 'Ask Cy' });
    const { items } = await app.core.commands.listComments('T-1', { limit: 5 }, app.api);
    expect(items).toMatchObject([{ text: 'Ask Cy' }]);
    await manage(app, { action: 'cancel', ref: 'T-1' });
    await manage(app, { action: 'archive', ref: 'T-1' });
    expect((await stored(app, 'tasks')).isArchived).toBe(true);
    expect((await manage(app, { action: 'list', status: 'all', assignee: 'anyone' })).count).toBe(0);
  });

  it('changes what is given, takes away what is null, and tells both in the history by name', async () => {
    const app = await startApp();
    await add(app, 'One', { dueAt: '2026-01-06T00:00:00Z', assignee: 'bo' });
    await manage(app, {
      action: 'update',
      ref: 'T-1',
      title: 'Uno',
      due: null,
      assignee: null,
      priority: 'urgent',
    });
    expect(await stored(app, 'tasks')).toMatchObject({
      title: 'Uno',
      dueAt: null,
      assignee: null,
      priority: 'urgent',
    });
    expect((await stored(app, 'tasks')).history.at(-1)?.changes?.toSorted()).toEqual([
      'assignee',
      'dueAt',
      'priority',
      'title',
    ]);
  });

  it('is not there for an agent that was not given it', async () => {
    const app = await startApp({
      config: 'default_agent: writer\nagents: {writer: {tools: [save_deliverable]}}',
    });
    const told = await manage(app, { action: 'create', tasks: [{ title: 'x' }] });
    expect(told.error).toContain('There is no tool "manage_tasks" here');
    expect(await app.ports.store.collection('tasks').count({}, 10)).toBe(0);
  });
});
