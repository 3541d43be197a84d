import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { refusalOf } from '../fakes/refusal.ts';
import { call } from '../fakes/scripted-model.ts';
import { gate, startWork, stored } from '../fakes/work.ts';
import { ANSWERED_OK } from '../fakes/answered.ts';

const ana = inChat('ana');
const ASK = call('ask_people', { kind: 'text', question: 'Which date?' });
const NOD = call('ask_people', { kind: 'approval', question: 'Shall I?' });
const SEND = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: 'go' });
const SAVE = call('save_deliverable', { name: 'plan.md', content: 'one' });

const send = (app: TestApp, event: string, more = {}) =>
  app.core.commands.sendEvent('T-1', { event, ...more }, ana);
const moves = async (app: TestApp) =>
  (await app.core.commands.listHistory('T-1', { limit: 100 }, app.api)).items.map(({ move }) => move);

/** An app whose run of T-1 is in the middle of sending: `open` lets the other side answer. */
async function inFlight(config = 'tools: {http_send: {approval: never}}') {
  const app = await startApp({ config });
  const { opened, open } = gate();
  app.fetcher.answer = async () => {
    await opened;
    return ANSWERED_OK;
  };
  app.model.script({ run: [{ calls: [...SEND.calls, ...SAVE.calls] }, 'Done.'] });
  await app.core.commands.createTask({ title: 'Announce', run: true }, ana);
  await app.clock.settle();
  expect(app.fetcher.sent).toHaveLength(1);
  return { app, open };
}

describe('cancelling', () => {
  it.each([
    ['in the backlog', {}, []],
    ['that waits for an answer', { run: true }, [ASK]],
    ['that waits for a nod', { run: true }, [NOD]],
    ['that waits for a review', { run: true, isReviewRequired: true }, ['A draft.']],
  ])('ends a task %s, for the reason given', async (_, fields, lines) => {
    const app = await startApp();
    await startWork(app, lines, { run: false, ...fields });
    await send(app, 'cancel', { reason: 'no longer needed' });
    await app.settle();
    const task = await stored(app, 'tasks');
    expect(task).toMatchObject({ status: 'cancelled', outcome: 'user', wait: null });
    expect(task.history.at(-1)).toMatchObject({
      move: 'cancel',
      note: 'no longer needed',
      actor: { name: 'ana' },
    });
    const open = await app.ports.store.collection('asks').count({ state: 'open' }, 10);
    expect(open).toBe(0);
  });

  it('ends a task in the queue, and no worker takes it', async () => {
    const app = await startApp();
    await app.ports.queue.pause();
    await app.core.commands.createTask({ title: 'Announce', run: true }, ana);
    await send(app, 'cancel');
    await app.ports.queue.resume();
    await app.settle();
    expect(app.model.requests).toEqual([]);
    expect(await stored(app, 'runs')).toMatchObject({ status: 'cancelled', outcome: 'user' });
  });

  it('ends a run in the middle of a call: nothing follows it', async () => {
    const { app, open } = await inFlight();
    await send(app, 'cancel', { reason: 'stop it' });
    await app.clock.settle();
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'cancelled' });
    open();
    await app.settle();
    expect(app.fetcher.sent).toHaveLength(1);
    expect(await app.core.commands.listDeliverables('T-1', app.api)).toEqual([]);
    expect((await stored(app, 'runs')).status).toBe('cancelled');
    const card = (await app.read()).find(({ card: one }) => one?.kind === 'run')?.card;
    expect(card?.lines[0]).toBe('Stopped by ana: stop it');
    expect(card?.steps?.map(({ status }) => status)).toEqual(['unknown', 'abandoned']);
    expect(card?.lines).toContain('It is not known whether this happened: Send POST to example.test');
  });

  it('breaks off what is under way at once, without waiting for its end', async () => {
    const app = await startApp({ config: 'tools: {http_send: {approval: never}}', run: [SEND] });
    let isBrokenOff = false;
    app.fetcher.answer = ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          isBrokenOff = true;
          reject(signal.reason as Error);
        });
      });
    await app.core.commands.createTask({ title: 'Announce', run: true }, ana);
    await app.clock.settle();
    expect([app.fetcher.sent.length, isBrokenOff]).toEqual([1, false]);
    await send(app, 'cancel');
    await app.clock.settle();
    expect(isBrokenOff).toBe(true);
  });

  it('twice is done once', async () => {
    const app = await startApp();
    await startWork(app, [ASK]);
    await send(app, 'cancel');
    await send(app, 'cancel');
    expect((await moves(app)).filter((move) => move === 'cancel')).toHaveLength(1);
  });

  it('is taken over by no late answer', async () => {
    const app = await startApp();
    await startWork(app, [ASK]);
    const answer = app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'Friday' }, ana);
    const cancel = send(app, 'cancel');
    await Promise.allSettled([answer, cancel]);
    await app.settle();
    expect((await stored(app, 'tasks')).status).toBe('cancelled');
    expect(app.model.requests).toHaveLength(1);
  });
});

describe('a pause', () => {
  it('takes effect after the step under way, shows until then that it will, and goes on with what people said', async () => {
    const { app, open } = await inFlight();
    await send(app, 'pause', { reason: 'wait for the price' });
    await app.clock.advance(1100);
    expect((await app.read()).find(({ card }) => card?.kind === 'run')?.card?.lines).toContain(
      'Pauses after this step…',
    );
    open();
    await app.settle();
    const paused = await app.core.commands.getTask('T-1', app.api);
    expect(paused).toMatchObject({ status: 'in_progress', wait: { kind: 'pause' }, label: 'paused' });
    expect(app.model.requests).toHaveLength(1);
    await send(app, 'resume', { value: 'The price is 5.' });
    await app.settle();
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed', result: 'Done.' });
    expect(app.fetcher.sent).toHaveLength(1);
    const told = app.model.requests.at(-1)?.messages ?? [];
    expect(told.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool', 'user']);
    expect(told.filter(({ text }) => text.includes('The price is 5.'))).toHaveLength(1);
  });

  it('may end without a word', async () => {
    const { app, open } = await inFlight();
    await send(app, 'pause');
    open();
    await app.settle();
    await app.press('ana', 'resume');
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed' });
    expect(app.model.requests.at(-1)?.messages.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'tool',
    ]);
  });

  it('does not hold back a run that has said its last word', async () => {
    const app = await startApp();
    const { opened, open } = gate();
    app.ports.model.complete = async () => {
      await opened;
      return { text: 'Done.', calls: [], usage: { inputTokens: 1, outputTokens: 1 }, model: 'm' };
    };
    await app.core.commands.createTask({ title: 'Announce', run: true }, ana);
    await app.clock.settle();
    await send(app, 'pause');
    open();
    await app.settle();
    expect((await stored(app, 'tasks')).status).toBe('completed');
  });

  it('that was asked for is not forgotten when the run first comes to wait for an answer', async () => {
    const app = await startApp({ config: 'tools: {http_send: {approval: never}}' });
    const { opened, open } = gate();
    app.fetcher.answer = async () => {
      await opened;
      return ANSWERED_OK;
    };
    app.model.script({ run: [{ calls: [...SEND.calls, ...ASK.calls] }, 'Done.'] });
    await app.core.commands.createTask({ title: 'Announce', run: true }, ana);
    await app.clock.settle();
    await send(app, 'pause');
    open();
    await app.settle();
    expect((await stored(app, 'tasks')).wait?.kind).toBe('input');
    await app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'Friday' }, ana);
    await app.settle();
    expect((await stored(app, 'tasks')).wait?.kind).toBe('pause');
    expect(app.model.requests).toHaveLength(1);
  });

  it('is refused where nothing runs', async () => {
    const app = await startApp();
    await app.core.commands.createTask({ title: 'Announce' }, ana);
    await expect(send(app, 'pause')).rejects.toMatchObject({ code: 'task.illegal_event' });
  });
});

describe('several questions at once', () => {
  const BOTH = {
    calls: [
      ...ASK.calls,
      { name: 'ask_people', args: { kind: 'choice', question: 'Where?', options: ['eu', 'us'] } },
      ...SAVE.calls,
    ],
  };

  it.each([
    [
      ['A-1', 'A-2'],
      ['Friday', 'us'],
    ],
    [
      ['A-2', 'A-1'],
      ['us', 'Friday'],
    ],
  ])('are answered in any order: %s', async (order, values) => {
    const app = await startApp();
    await startWork(app, [BOTH, 'Done.']);
    for (const [at, ref] of order.entries()) {
      expect((await stored(app, 'tasks')).wait?.kind).toBe('input');
      await app.core.commands.decideAsk(ref, { decision: 'answer', value: values[at] }, ana);
      await app.settle();
    }
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed', result: 'Done.' });
    const results = app.model.requests
      .at(-1)
      ?.messages.filter(({ role }) => role === 'tool')
      .map(({ text }) => text);
    expect(results?.slice(0, 2)).toEqual(['Answer from ana: Friday', 'Answer from ana: us']);
    expect(app.model.requests).toHaveLength(2);
    expect(await app.core.commands.listDeliverables('T-1', app.api)).toHaveLength(1);
  });

  it('are answered while a worker has the run, and none is lost', async () => {
    const app = await startApp();
    await startWork(app, [BOTH, 'Done.']);
    await Promise.all([
      app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'Friday' }, ana),
      app.core.commands.decideAsk('A-2', { decision: 'answer', value: 'eu' }, ana),
    ]);
    await app.settle();
    await app.clock.advance(12_000);
    await app.settle();
    expect((await stored(app, 'tasks')).status).toBe('completed');
    const pending = await app.ports.store.collection('asks').count({ isWakePending: true }, 10);
    expect(pending).toBe(0);
  });

  it('keep the task on the one that is still open', async () => {
    const app = await startApp();
    await startWork(app, [BOTH]);
    await app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'Friday' }, ana);
    await app.settle();
    const task = await app.core.commands.getTask('T-1', app.api);
    const ask = await app.core.commands.getAsk('A-2', app.api);
    expect(task.wait).toMatchObject({ kind: 'input', askId: ask.id });
    expect(task.label).toBe('needs_input');
  });

  it('that come one after the other notify again', async () => {
    const app = await startApp();
    await startWork(app, [ASK, ASK, 'Done.']);
    await app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'Friday' }, ana);
    await app.settle();
    const cards = (await app.read()).filter(({ card }) => card?.kind === 'ask');
    expect(cards.map(({ card }) => card?.buttons.length)).toEqual([0, 1]);
    expect(cards[1]?.mentions?.map(({ name }) => name)).toEqual(['ana']);
  });
});

describe('the next run', () => {
  const fail = () => {
    throw new AppError('model.unavailable');
  };

  it('of a failed task is made by a retry, and the card of the last one loses its buttons', async () => {
    const app = await startApp();
    await startWork(app, [fail]);
    app.model.script({ run: ['Done.'] });
    await app.press('ana', 'retry');
    expect(await stored(app, 'tasks')).toMatchObject({
      status: 'completed',
      outcome: 'success',
      runCount: 2,
      error: null,
    });
    expect(await stored(app, 'runs', 1)).toMatchObject({ status: 'failed', outcome: 'error' });
    expect(await stored(app, 'runs', 2)).toMatchObject({ status: 'succeeded', cause: 'retry' });
    const cards = (await app.read()).filter(({ card }) => card?.kind === 'run').map(({ card }) => card);
    expect(cards).toHaveLength(2);
    expect(cards[0]?.buttons).toEqual([]);
  });

  it('is made once by two who ask for it at the same moment', async () => {
    const app = await startApp();
    await startWork(app, [fail]);
    app.model.script({ run: ['Done.'] });
    const tries = await Promise.allSettled([
      send(app, 'retry'),
      app.core.commands.sendEvent('T-1', { event: 'retry' }, inChat('bo')),
    ]);
    await app.settle();
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await app.ports.store.collection('runs').count({}, 10)).toBe(2);
    expect(app.model.left()).toBe(0);
  });

  it('is made once by one request that comes twice, at once or later', async () => {
    const app = await startApp();
    await startWork(app, [fail]);
    app.model.script({ run: ['Done.'] });
    const caller = { ...ana, key: 'request-7' };
    await Promise.all([1, 2].map(() => app.core.commands.sendEvent('T-1', { event: 'retry' }, caller)));
    await app.settle();
    await app.core.commands.sendEvent('T-1', { event: 'retry' }, caller);
    expect(await app.ports.store.collection('runs').count({}, 10)).toBe(2);
  });

  it('does not begin by an old card: it says what is, and the card is drawn anew', async () => {
    const app = await startApp();
    await startWork(app, [fail]);
    const old = await app.cardWith('retry');
    const button = old.card?.buttons.find(({ action }) => action === 'retry');
    app.model.script({ run: [fail] });
    await send(app, 'retry');
    await app.settle();
    const place = { platform: 'web', channel: 'general', thread: 'thread-1' };
    await app.core.receive({
      kind: 'action',
      key: 'late click',
      platform: 'web',
      place,
      sender: { id: 'web:ana', name: 'ana' },
      at: app.clock.now(),
      action: 'retry',
      value: button?.value ?? '',
      messageId: old.id,
    });
    await app.settle();
    expect(await app.ports.store.collection('runs').count({}, 10)).toBe(2);
  });

  it('takes along what people said of the last result, in their order', async () => {
    const app = await startApp();
    await startWork(app, ['First.']);
    app.model.script({ run: [fail, 'Second.'] });
    await send(app, 'feedback', { reason: 'shorter' });
    await app.settle();
    expect((await stored(app, 'tasks')).feedback.map(({ status }) => status)).toEqual(['pending']);
    await send(app, 'feedback', { reason: 'and friendlier' });
    await app.settle();
    const asked = app.model.requests.at(-1)?.messages[0]?.text ?? '';
    expect(asked).toMatch(/Feedback from ana: shorter[\s\S]*Feedback from ana: and friendlier/);
    const task = await stored(app, 'tasks');
    expect(task.feedback).toMatchObject([
      { content: 'shorter', status: 'processed', author: { name: 'ana' }, runId: task.currentRunId },
      { content: 'and friendlier', status: 'processed', runId: task.currentRunId },
    ]);
    expect(task).toMatchObject({ status: 'completed', result: 'Second.' });
  });

  it('does not hear again of what it has heard', async () => {
    const app = await startApp();
    await startWork(app, ['First.']);
    app.model.script({ run: ['Second.', 'Third.'] });
    await send(app, 'feedback', { reason: 'shorter' });
    await app.settle();
    await send(app, 'rerun');
    await app.settle();
    expect(app.model.requests.at(-1)?.messages[0]?.text).not.toContain('shorter');
    expect((await stored(app, 'tasks')).runCount).toBe(3);
  });
});

describe('a review', () => {
  async function drafted() {
    const app = await startApp();
    await startWork(app, ['A draft.'], { isReviewRequired: true });
    return app;
  }

  it('is asked for when the work is done, and accepting it completes the task', async () => {
    const app = await drafted();
    const task = await app.core.commands.getTask('T-1', app.api, 'kanban');
    expect(task).toMatchObject({
      status: 'awaiting_review',
      label: 'AWAITING_VALIDATION',
      wait: { kind: 'review' },
    });
    expect(task.wait?.askId).toBe((await app.core.commands.getAsk('A-1', app.api)).id);
    await app.press('ana', 'accept');
    expect(await stored(app, 'tasks')).toMatchObject({
      status: 'completed',
      outcome: 'success',
      result: 'A draft.',
    });
    const card = (await app.read()).find(({ card: one }) => one?.kind === 'run')?.card;
    expect(card?.context).toBe('T-1 · done');
  });

  it('that wants changes says which, and the next run hears of them', async () => {
    const app = await drafted();
    const bare = await refusalOf(app.core.commands.decideAsk('A-1', { decision: 'request_changes' }, ana));
    expect(bare).toMatchObject({ code: 'input.invalid', details: { faults: [{ field: 'note' }] } });
    app.model.script({ run: ['A better draft.'] });
    await app.core.commands.decideAsk('A-1', { decision: 'request_changes', note: 'name the date' }, ana);
    await app.settle();
    expect(app.model.requests.at(-1)?.messages[0]?.text).toContain('Feedback from ana: name the date');
    expect(await stored(app, 'tasks')).toMatchObject({
      status: 'awaiting_review',
      result: 'A better draft.',
    });
    expect(await stored(app, 'asks', 2)).toMatchObject({ kind: 'review', state: 'open' });
    await app.press('ana', 'accept');
    expect((await stored(app, 'tasks')).status).toBe('completed');
    expect(await moves(app)).toEqual([
      'create',
      'queue',
      'start',
      'finish_for_review',
      'request_changes',
      'start',
      'finish_for_review',
      'accept',
    ]);
  });

  it('that is refused fails the task', async () => {
    const app = await drafted();
    await app.press('ana', 'reject');
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'failed', outcome: 'rejected' });
  });

  it('leaves no gap in the history', async () => {
    const app = await drafted();
    await app.press('ana', 'accept');
    const { items } = await app.core.commands.listHistory('T-1', { limit: 100 }, app.api);
    expect(items.map(({ version }) => version)).toEqual(items.map((_, index) => index + 1));
    expect((await stored(app, 'tasks')).version).toBe(items.length);
  });

  it('is needed for work that its agent ended early too', async () => {
    const app = await startApp();
    await startWork(app, [call('end_early', { reason: 'not needed' })], { isReviewRequired: true });
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'awaiting_review' });
    await app.press('ana', 'accept');
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed', outcome: 'terminated' });
  });
});

describe('putting off', () => {
  it('needs a reason', async () => {
    const app = await startApp();
    await app.core.commands.createTask({ title: 'Announce' }, ana);
    await expect(send(app, 'defer')).rejects.toMatchObject({ details: { faults: [{ field: 'reason' }] } });
    expect((await stored(app, 'tasks')).version).toBe(1);
  });

  it('takes a queued run out of the queue until the moment, and then starts it once', async () => {
    const app = await startApp();
    await app.ports.queue.pause();
    await app.core.commands.createTask({ title: 'Announce', run: true }, ana);
    await app.core.sender.sweep();
    await send(app, 'defer', { reason: 'no budget', until: '2026-01-05T09:10:00Z' });
    await app.ports.queue.resume();
    await app.settle();
    expect(await stored(app, 'tasks')).toMatchObject({
      status: 'deferred',
      deferred: { reason: 'no budget', from: 'pending' },
    });
    expect((await app.read()).flatMap(({ card }) => card?.buttons ?? [])).toEqual([]);
    app.model.script({ run: ['Done.'] });
    await app.clock.advance(9 * 60_000);
    expect((await stored(app, 'tasks')).status).toBe('deferred');
    await app.clock.advance(2 * 60_000);
    await app.settle();
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'completed', deferred: null });
    expect(app.model.requests).toHaveLength(1);
  });

  it('brings a task of the backlog back to the backlog', async () => {
    const app = await startApp();
    await app.core.commands.createTask({ title: 'Announce' }, ana);
    await send(app, 'defer', { reason: 'later', until: '2026-01-05T09:01:00Z' });
    await app.clock.advance(70_000);
    await app.settle();
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'backlog', deferred: null });
  });

  it('of a task whose agent is gone does not hold up the others', async () => {
    const app = await startApp({ config: 'agents: {writer: {}}' });
    const until = '2026-01-05T09:01:00Z';
    for (const title of ['One', 'Two'])
      await app.core.commands.createTask(
        { title, run: title === 'x', agentId: title === 'One' ? 'writer' : 'assistant' },
        ana,
      );
    const tasks = app.ports.store.collection('tasks');
    const deferred = {
      status: 'deferred',
      deferred: { reason: 'later', until: new Date(until), from: 'pending' },
    } as const;
    for (const number of [1, 2]) await tasks.update({ number }, { $set: deferred });
    (app.settings.agents as Map<string, unknown>).delete('writer');
    app.model.script({ run: ['Done.'] });
    await app.clock.advance(80_000);
    await app.settle();
    expect((await stored(app, 'tasks', 2)).status).toBe('completed');
  });

  it('can be ended by hand', async () => {
    const app = await startApp();
    await app.core.commands.createTask({ title: 'Announce' }, ana);
    await send(app, 'defer', { reason: 'later' });
    await send(app, 'resume_deferred');
    expect((await stored(app, 'tasks')).status).toBe('backlog');
  });

  it('takes the card of the dropped run along when a task leaves the queue', async () => {
    const app = await startApp();
    await app.ports.queue.pause();
    await app.core.commands.createTask({ title: 'Announce', run: true }, ana);
    await app.core.sender.sweep();
    expect((await app.cardWith('cancel')).card?.context).toBe('T-1 · queued');
    await send(app, 'unqueue');
    await app.core.sender.sweep();
    expect((await stored(app, 'tasks')).status).toBe('backlog');
    expect((await app.read()).flatMap(({ card }) => card?.buttons ?? [])).toEqual([]);
  });
});
