import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import type { Model } from '../../src/ports/model.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { call } from '../fakes/scripted-model.ts';
import { gate, startWork, stored } from '../fakes/work.ts';
import { requeueAll, sweepDispatch, sweepLeases } from '../../src/runs/recover.ts';

const SAVE = call('save_deliverable', { name: 'plan.md', content: 'one' });
const SEND = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: 'go' });
const FREE = 'tools: {http_send: {approval: never}}';

async function wind(app: TestApp, ms: number): Promise<void> {
  await app.clock.advance(ms);
  await app.settle();
}

/** A model that never answers. */
const hanging = (): Model => ({
  kind: 'hanging',
  complete: ({ signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
});

/** A process that is frozen: its model never answers, and it does not hear that it should stop. */
const frozen = (): Model => ({ kind: 'frozen', complete: () => new Promise(() => {}) });

describe('a run', () => {
  it('is worked on by one of two workers that take it at the same moment', async () => {
    const app = await startApp({ roles: ['chat', 'web'], run: ['Done.', 'Done again.'] });
    const other = await startApp({ beside: app, roles: ['chat', 'web'], model: app.model });
    await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    const { id, attempt } = await stored(app, 'runs');
    const signal = new AbortController().signal;
    await Promise.all([
      app.core.work({ runId: id, attempt }, signal),
      other.core.work({ runId: id, attempt }, signal),
      app.core.work({ runId: id, attempt }, signal),
    ]);
    expect(app.model.requests).toHaveLength(1);
    expect(await stored(app, 'runs')).toMatchObject({ status: 'succeeded', epoch: 1 });
  });

  it('goes to another worker when its own is not heard of, and no finished step is made again', async () => {
    const app = await startApp({ config: FREE });
    const { opened } = gate();
    app.model.script({ run: [SAVE, SEND] });
    const stuck = app.model.complete.bind(app.model);
    app.ports.model.complete = async (request) => {
      if (request.messages.length > 4) await opened;
      return stuck(request);
    };
    await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    await app.clock.settle();
    expect(app.fetcher.sent).toHaveLength(1);

    await app.ports.store.collection('runs').update({ number: 1 }, { $set: { leaseUntil: new Date(0) } });
    const other = await startApp({
      beside: app,
      config: FREE,
      run: ['Done.'],
      roles: ['chat', 'web', 'worker'],
    });
    await sweepLeases(other.core.app);
    await other.settle();
    expect(await stored(app, 'runs')).toMatchObject({
      status: 'succeeded',
      epoch: 2,
      failures: 1,
      result: 'Done.',
    });
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed' });
    expect([...app.fetcher.sent, ...other.fetcher.sent]).toHaveLength(1);
    const { items } = await app.core.commands.listHistory('T-1', { limit: 100 }, app.api);
    expect(items.map(({ move }) => move)).toEqual(['create', 'queue', 'start', 'requeue', 'start', 'finish']);
    expect(await app.core.commands.listDeliverables('T-1', app.api)).toHaveLength(1);
  });

  it('takes no word from a worker that comes back late', async () => {
    const { opened, open } = gate();
    const app = await startApp({ model: frozen() });
    app.ports.model.complete = async () => {
      await opened;
      return { text: 'Late.', calls: [], usage: { inputTokens: 1, outputTokens: 1 }, model: 'late' };
    };
    await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    await app.clock.settle();
    await app.ports.store.collection('runs').update({ number: 1 }, { $set: { leaseUntil: new Date(0) } });
    const other = await startApp({ beside: app, run: ['In time.'], roles: ['worker'] });
    await sweepLeases(other.core.app);
    await other.settle();
    expect((await stored(app, 'runs')).result).toBe('In time.');
    open();
    await app.settle();
    expect(await stored(app, 'runs')).toMatchObject({ result: 'In time.', status: 'succeeded', epoch: 2 });
    expect((await stored(app, 'runs')).journal).toHaveLength(1);
    expect(await stored(app, 'tasks')).toMatchObject({ result: 'In time.' });
    expect((await app.botTexts()).join('\n')).not.toContain('Late.');
  });

  it('takes no word from a worker that comes back while the next one is at the same place', async () => {
    const late = gate();
    const next = gate();
    const says = (text: string, { opened }: { opened: Promise<void> }): Model => ({
      kind: 'slow',
      async complete() {
        await opened;
        return { text, calls: [], usage: { inputTokens: 1, outputTokens: 1 }, model: 'slow' };
      },
    });
    const app = await startApp({ model: says('Late.', late) });
    await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    await app.clock.settle();
    await app.ports.store.collection('runs').update({ number: 1 }, { $set: { leaseUntil: new Date(0) } });
    const other = await startApp({ beside: app, model: says('In time.', next), roles: ['worker'] });
    await sweepLeases(other.core.app);
    await other.clock.settle();
    expect(await stored(app, 'runs')).toMatchObject({ status: 'running', epoch: 2, journalLength: 0 });
    late.open();
    await app.clock.settle();
    expect(await stored(app, 'runs')).toMatchObject({ status: 'running', epoch: 2, journalLength: 0 });
    next.open();
    await other.settle();
    expect(await stored(app, 'runs')).toMatchObject({
      status: 'succeeded',
      result: 'In time.',
      journalLength: 1,
    });
  });

  it('is given up as interrupted when its workers are lost again and again', async () => {
    const config = 'limits: {deaths: 10}';
    const app = await startApp({ model: hanging(), roles: ['chat', 'web'], config });
    await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    const runs = app.ports.store.collection('runs');
    for (let lost = 0; lost < 5; lost += 1) {
      const { attempt, id } = await stored(app, 'runs');
      void app.core.work({ runId: id, attempt }, new AbortController().signal);
      await app.clock.settle();
      await runs.update({ id }, { $set: { leaseUntil: new Date(0) } });
      await sweepLeases(app.core.app);
    }
    expect(await stored(app, 'runs')).toMatchObject({
      status: 'failed',
      outcome: 'interrupted',
      failures: 5,
    });
    const task = await app.core.commands.getTask('T-1', app.api);
    expect(task).toMatchObject({ status: 'failed', outcome: 'interrupted' });
    expect(task.events).toContain('retry');
  });

  it('keeps its lease for as long as its worker lives', async () => {
    const { opened, open } = gate();
    const app = await startApp();
    app.ports.model.complete = async () => {
      await opened;
      return { text: 'Done.', calls: [], usage: { inputTokens: 1, outputTokens: 1 }, model: 'slow' };
    };
    await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    await app.clock.advance(5 * 60_000);
    expect(await stored(app, 'runs')).toMatchObject({ status: 'running', epoch: 1, failures: 0 });
    open();
    await app.settle();
    expect(await stored(app, 'runs')).toMatchObject({ status: 'succeeded', workedMs: 5 * 60_000 });
  });

  it('ends as out of time when it works for longer than it may, and waiting for people does not count', async () => {
    const app = await startApp({ config: 'limits: {run: {time: 2m}}\nquestions: {expires: 1d}' });
    app.model.script({ run: [call('ask_people', { kind: 'text', question: 'Which?' })] });
    await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    await app.settle();
    await app.clock.leap(60 * 60_000);
    await app.settle();
    expect(await stored(app, 'runs')).toMatchObject({ status: 'waiting' });
    app.ports.model.complete = (request) => hanging().complete(request);
    await app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'this' }, inChat('ana'));
    await app.clock.advance(119_000);
    expect(await stored(app, 'runs')).toMatchObject({ status: 'running' });
    await wind(app, 2000);
    expect(await stored(app, 'runs')).toMatchObject({ status: 'failed', outcome: 'timeout' });
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'failed', outcome: 'timeout' });
    expect((await app.botTexts()).at(-1)).toContain('The limit on the working time was reached.');
  });

  it('ends as out of time also when its model makes an error of its own of being cut off', async () => {
    const app = await startApp({
      config: 'limits: {run: {time: 1m}}',
      model: {
        kind: 'own way',
        complete: ({ signal }) =>
          new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(new DOMException('cut off', 'AbortError'))),
          ),
      },
    });
    await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    await app.clock.settle();
    await wind(app, 61_000);
    expect(await stored(app, 'runs')).toMatchObject({ status: 'failed', outcome: 'timeout' });
  });

  it.each([
    ['failed', [422], 'partial', 'done in part'],
    ['failed at first and was made good', [422, 200], 'success', 'done'],
    ['came through', [200], 'success', 'done'],
  ])(
    'says so when what was to reach out %s, whatever the agent says of it',
    async (_, statuses, outcome, label) => {
      const app = await startApp({ config: FREE });
      const left = [...statuses];
      app.fetcher.answer = async () => ({
        kind: 'answered',
        status: left.shift() ?? 200,
        contentType: 'text/plain',
        headers: {},
        text: '',
        isCut: false,
      });
      await startWork(app, [...statuses.map(() => SEND), 'All done.']);
      expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed', outcome });
      expect((await app.botTexts()).join('\n')).toContain(`**: ${label}.`);
    },
  );

  it('is done in part when people declined what was to reach out', async () => {
    const app = await startApp();
    await startWork(app, [SEND, 'Without it.']);
    await app.press('ana', 'reject');
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed', outcome: 'partial' });
  });

  it('ends when nothing moves in it for too long, and not while it moves', async () => {
    const app = await startApp({
      config: 'limits: {run: {idle: 1m, time: 1d}}',
      model: hanging(),
    });
    await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    await app.clock.settle();
    await app.clock.advance(50_000);
    expect((await stored(app, 'runs')).status).toBe('running');
    await wind(app, 30_000);
    expect(await stored(app, 'runs')).toMatchObject({ status: 'failed', outcome: 'timeout' });
    expect((await app.botTexts()).at(-1)).toContain(
      'The limit on the time without any progress was reached.',
    );
  });

  it('does not count the time that it waits for people as time in which nothing moves', async () => {
    const app = await startApp({ config: 'limits: {run: {idle: 1m}}\nquestions: {expires: 1d}' });
    await startWork(app, [call('ask_people', { kind: 'text', question: 'Which date?' }), 'Friday then.']);
    await app.clock.leap(60 * 60_000);
    await app.settle();
    await app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'Friday' }, inChat('ana'));
    await wind(app, 1000);
    expect((await stored(app, 'tasks')).status).toBe('completed');
  });

  it('ends at the limit on calls of the model with words that say so', async () => {
    const app = await startApp({ config: 'limits: {run: {model_calls: 2}}' });
    await startWork(app, [SAVE, call('save_deliverable', { name: 'b.md', content: 'two' })]);
    expect(await stored(app, 'runs')).toMatchObject({
      status: 'failed',
      outcome: 'error',
      error: {
        code: 'limit.reached',
        message: 'The limit on the number of times the model may be asked was reached.',
      },
    });
  });

  it.each([
    ['model.unavailable', 'The model could not be reached. Try again in a moment.'],
    ['model.rate_limited', 'The model accepts no more requests at the moment. Try again in a minute.'],
    ['model.timeout', 'The model did not answer in time. Try again.'],
    [
      'model.refused',
      'The key, the model name or the request is wrong. Your Errand admin can find the reason in the log.',
    ],
    [
      'model.too_long',
      'The text is longer than the model can take. Start a new thread, or shorten the task.',
    ],
    ['model.nonsense', 'The answer of the model could not be used. Try again.'],
  ] as const)('that fails by %s says so in one sentence, and offers another try', async (code, message) => {
    const fail = () => {
      throw new AppError(code, {}, new Error('sk-secret at 10.0.0.1'));
    };
    const app = await startApp();
    await startWork(app, [fail, ...(code === 'model.nonsense' ? [fail] : [])]);
    expect(await stored(app, 'runs')).toMatchObject({ status: 'failed', error: { code, message } });
    const words = (await app.botTexts()).join('\n');
    expect(words).toContain(message);
    expect(words).not.toContain('sk-secret');
    expect((await app.cardWith('retry')).card?.context).toContain('failed');
    expect(app.log.lines.filter(({ fields }) => fields.code === code)).toHaveLength(1);
  });

  it('that ends early by its agent is done, and not a failure', async () => {
    const app = await startApp();
    await startWork(app, [
      {
        calls: [
          ...SAVE.calls,
          { name: 'end_early', args: { reason: 'It is announced already.' } },
          ...SEND.calls,
        ],
      },
    ]);
    const task = await app.core.commands.getTask('T-1', app.api, 'console');
    expect(task).toMatchObject({ status: 'completed', outcome: 'terminated', label: 'terminated' });
    const { steps } = await app.core.commands.getRun(task.currentRunId ?? '', app.api);
    expect(steps.map(({ status }) => status)).toEqual(['success', 'success', 'abandoned']);
    expect((await app.botTexts()).join('\n')).toContain('Ended early: It is announced already.');
    expect(app.fetcher.sent).toEqual([]);
  });

  it('can call nothing that its agent was not given, whatever the model names', async () => {
    const app = await startApp({
      config: 'default_agent: writer\nagents: {writer: {tools: [save_deliverable]}}',
    });
    await startWork(app, [SEND, 'It is not there.']);
    expect(app.fetcher.sent).toEqual([]);
    const run = await stored(app, 'runs');
    expect(run.journal[1]).toMatchObject({
      state: 'failed',
      result: 'There is no tool "http_send" here. Available: save_deliverable.',
    });
  });

  it('asks before it reaches out once it has read something from outside', async () => {
    const app = await startApp({ config: 'tools: {http_send: {approval: when_tainted}}' });
    const get = call('http_get', { url: 'https://example.test/page' });
    await startWork(app, [
      SEND,
      get,
      call('http_send', { method: 'POST', url: 'https://example.test/2' }),
      'Done.',
    ]);
    const asks = await app.ports.store.collection('asks').find({}, { limit: 10 });
    expect(asks).toMatchObject([
      { kind: 'approval', action: { arguments: { url: 'https://example.test/2' } } },
    ]);
    expect(app.fetcher.sent.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  it('keeps what it was made with, whatever the configuration says later', async () => {
    const app = await startApp({ config: 'agents: {assistant: {model: first}}' });
    await startWork(app, ['Done.']);
    const agent = app.settings.agents.get('assistant');
    if (agent) agent.model = 'second';
    expect((await stored(app, 'runs')).config).toMatchObject({ agentId: 'assistant', model: 'first' });
    await startWork(app, ['Done.'], { title: 'Another' });
    expect(app.model.requests.map(({ model }) => model)).toEqual(['first', 'second']);
  });
});

describe('what a crash or a lost queue left behind', () => {
  it('is found: a queued run whose hint was lost is taken, once', async () => {
    const app = await startApp({ roles: ['chat', 'web'] });
    await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    const worker = await startApp({ beside: app, run: ['Done.'], roles: [] });
    await sweepDispatch(worker.core.app);
    expect((await stored(app, 'runs')).dispatch).toBe(0);
    await app.clock.advance(11_000);
    await Promise.all([sweepDispatch(worker.core.app), sweepDispatch(worker.core.app)]);
    expect((await stored(app, 'runs')).dispatch).toBe(1);
    await worker.ports.queue.work((hint, signal) => worker.core.work(hint, signal), {
      concurrency: 1,
      onError: () => {},
    });
    await worker.settle();
    expect((await stored(app, 'tasks')).status).toBe('completed');
  });

  it('goes back to the queue within seconds of the end of an outage of it, however long that was', async () => {
    const app = await startApp({ roles: ['chat', 'web'] });
    await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    const worker = await startApp({ beside: app, run: ['Done.'], roles: [] });
    const { queue } = worker.ports;
    const enqueue = queue.enqueue.bind(queue);
    queue.enqueue = () => Promise.reject(new Error('Connection is closed.'));
    const look = async (ms: number) => {
      await app.clock.advance(ms);
      await sweepDispatch(worker.core.app);
    };
    for (let half = 0; half < 120; half += 1) await look(30_000);
    queue.enqueue = enqueue;
    await look(6000);
    await queue.work((hint, signal) => worker.core.work(hint, signal), { concurrency: 1, onError: () => {} });
    await worker.settle();
    expect((await stored(app, 'tasks')).status).toBe('completed');
  });

  it('is found at the start of a process whose queue is empty', async () => {
    const app = await startApp({ roles: ['chat', 'web'] });
    for (const title of ['One', 'Two', 'Three'])
      await app.core.commands.createTask({ title, run: true }, inChat('ana'));
    const worker = await startApp({ beside: app, run: ['1', '2', '3'], roles: ['worker'] });
    await worker.settle();
    const done = await app.ports.store.collection('tasks').count({ status: 'completed' }, 10);
    expect(done).toBe(3);
  });

  it('F120 of low priority is overtaken by the urgent for an hour and a half, and not for ever', async () => {
    const app = await startApp({ roles: ['chat', 'web'] });
    const order = (title: string, priority: 'low' | 'urgent') =>
      app.core.commands.createTask({ title, priority, run: true }, inChat('ana'));
    await order('Low and old', 'low');
    await app.clock.advance(100 * 60_000);
    await order('Low and new', 'low');
    await app.clock.advance(80 * 60_000);
    await order('Urgent', 'urgent');
    const worker = await startApp({ beside: app, run: ['1', '2', '3'], roles: [] });
    await requeueAll(worker.core.app);
    const hint = (...[one, signal]: Parameters<typeof worker.core.work>) => worker.core.work(one, signal);
    await worker.ports.queue.work(hint, { concurrency: 1, onError: () => {} });
    await worker.settle();
    const told = worker.model.requests.map(({ messages }) => JSON.stringify(messages));
    const titles = ['Low and old', 'Low and new', 'Urgent'];
    expect(told.flatMap((text) => titles.filter((title) => text.includes(title)))).toEqual([
      'Low and old',
      'Urgent',
      'Low and new',
    ]);
  });

  it('F107 of an agent that may work on one is claimed by one of two processes, and the other goes on when that ends', async () => {
    const config = 'agents: {assistant: {concurrency: 1}}';
    const app = await startApp({ config, roles: ['chat', 'web'], run: ['Done.', 'Done too.'] });
    const other = await startApp({ beside: app, config, roles: ['chat', 'web'], model: app.model });
    const { opened, open } = gate();
    const complete = app.model.complete.bind(app.model);
    let atOnce = 0;
    let most = 0;
    app.model.complete = async (request) => {
      most = Math.max(most, (atOnce += 1));
      await opened;
      atOnce -= 1;
      return complete(request);
    };
    for (const title of ['One', 'Two'])
      await app.core.commands.createTask({ title, run: true }, inChat('ana'));
    const runs = await app.ports.store.collection('runs').find({}, { limit: 2 });
    const { signal } = new AbortController();
    const working = runs.flatMap(({ id: runId, attempt }) =>
      [app, other].map(({ core }) => core.work({ runId, attempt }, signal)),
    );
    await app.clock.settle();
    expect(await app.ports.store.collection('runs').count({ status: 'running' }, 10)).toBe(1);
    open();
    await Promise.all(working);
    const [left] = await app.ports.store.collection('runs').find({ status: 'queued' }, { limit: 1 });
    await other.core.work({ runId: left?.id ?? '', attempt: left?.attempt ?? 0 }, signal);
    expect(await app.ports.store.collection('runs').count({ status: 'succeeded' }, 10)).toBe(2);
    expect(most).toBe(1);
  });

  it('is not a task in the backlog: nobody starts that', async () => {
    const app = await startApp();
    await app.core.commands.createTask({ title: 'Later' }, inChat('ana'));
    await wind(app, 60_000);
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'backlog' });
    expect(app.model.requests).toEqual([]);
  });
});

describe('a process that is told to stop', () => {
  it('hands its run back, and the next process goes on with it at once', async () => {
    const app = await startApp({ config: FREE });
    app.model.script({ run: [SEND] });
    const told = app.model.complete.bind(app.model);
    app.ports.model.complete = (request) =>
      request.messages.length > 2 ? hanging().complete(request) : told(request);
    await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    await app.clock.settle();
    expect(app.fetcher.sent).toHaveLength(1);
    const stopped = app.stop();
    await app.clock.advance(2000);
    await stopped;
    expect(await stored(app, 'runs')).toMatchObject({ status: 'queued', failures: 0, owner: null });
    const next = await startApp({ store: app.ports.store, clock: app.clock, config: FREE, run: ['Done.'] });
    await next.settle();
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed', result: 'Done.' });
    expect(next.fetcher.sent).toEqual([]);
  });
});
