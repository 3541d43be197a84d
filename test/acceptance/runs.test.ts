import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { call } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';
import { ANYONE } from './harness/states.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ config: `${ANYONE}\nagents: {slow: {model: other-model}}` });
});
afterAll(() => product.stop());

const get = (path: string) => call('http_get', { url: product.sink.url(path) });
const save = (name: string, content: string) => call('save_deliverable', { name, content });
const BROKEN = { status: 400, error: { message: 'the model is broken' } };

describe('how long it usually takes', () => {
  it('N20 the card of work under way says what its definition usually takes, and how long it is by now when that is over', async () => {
    await product.ask('POST', '/definitions', { key: 'n20', name: 'N20', instructions: 'Do N20.' });
    const channel = 'pace';
    const read = {
      calls: [{ name: 'http_get', args: { url: product.sink.url('/n20') } }],
      hang: 'before',
    } as const;
    product.model.run('Do N20.', [read, { text: 'Done.', hang: 'before' }]);
    let begun = 0;
    /** Takes so many seconds, and hangs again. */
    const begin = async (seconds: number): Promise<string> => {
      const { number } = await product.ask<{ number: string }>('POST', '/tasks', {
        definition: 'n20',
        run: true,
        home: home(channel),
      });
      await product.until('a hanging model', () => product.model.openCount() > 0);
      await product.clock.wind(seconds * 1000);
      begun += 1;
      product.model.release();
      await product.until('its step', () => product.sink.at('/n20').length === begun);
      await product.until('a hanging model', () => product.model.openCount() > 0);
      return number;
    };
    const end = async (number: string): Promise<void> => {
      product.model.release();
      await product.until('the end', async () => (await product.task(number)).completedAt !== null);
      await product.settle();
    };
    const context = async () => (await product.card('zoe', 'run', { channel })).card.context ?? '';
    for (let earlier = 0; earlier < 3; earlier += 1) {
      const number = await begin(60);
      expect(await context()).not.toContain('usually');
      await end(number);
    }
    const number = await begin(70);
    expect(await context()).toMatch(/usually 1 min$/);
    await product.clock.wind(60_000);
    await product.clock.wind(40_000);
    await product.until('the card', async () => /usually 1 min, now [23] min$/.test(await context()));
    await end(number);
    expect(await context()).not.toContain('usually');
  });
});

describe('the record of a run', () => {
  it('F42 F43 F53 F6 keeps its definition, values, steps, files, times and usage as they were, whatever is changed later', async () => {
    const definition = await product.ask<{ version: number }>('POST', '/definitions', {
      key: 'f42',
      name: 'Greeting',
      instructions: 'Greet {name} as F42.',
      parameters: [{ name: 'name', kind: 'text', isRequired: true }],
    });
    product.model.run('Greet Ada as F42', [get('/f42'), save('hello.md', 'Hello Ada'), 'Greeted.']);
    const { number } = await product.create({ definition: 'f42', parameters: { name: 'Ada' }, run: true });
    const [before] = await product.runs(number);
    expect(before).toMatchObject({
      number: 1,
      cause: 'start',
      status: 'succeeded',
      definition: { key: 'f42', version: definition.version, parameters: { name: 'Ada' } },
      result: 'Greeted.',
    });
    expect(before?.steps.map(({ tool, status }) => [tool, status])).toEqual([
      ['http_get', 'success'],
      ['save_deliverable', 'success'],
    ]);
    expect(before?.steps[0]?.output).toContain('thanks');
    expect(before?.deliverables.map(({ name }) => name)).toEqual(['hello.md']);
    expect(before?.usage.inputTokens).toBeGreaterThan(0);
    expect(Date.parse(before?.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(before?.startedAt ?? ''));

    await product.ask('PATCH', '/definitions/f42', { instructions: 'Insult {name}.', tools: ['end_early'] });
    await product.event(number, 'rerun');
    const [after, again] = await product.runs(number);
    expect(after).toEqual(before);
    expect(again).toMatchObject({
      number: 2,
      cause: 'rerun',
      definition: { version: definition.version },
      result: 'Greeted.',
    });
    expect(product.model.asked('Insult Ada')).toEqual([]);
  });

  it('F43 a run of a definition begins by typing, by a form and by the API, each with its cause and source', async () => {
    await product.ask('POST', '/definitions', {
      key: 'f43',
      name: 'F43 tidy up',
      instructions: 'Tidy up as F43.',
    });
    await product.create({ definition: 'f43', title: 'F43 by program', run: true });
    await product.say('ana', '/task run f43', { channel: 'f43' });
    const tasks = await product.tasks('?text=F43');
    expect(tasks.map(({ source }) => source.kind).toSorted()).toEqual(['api', 'chat']);
    for (const { number } of tasks)
      expect(await product.runs(number)).toMatchObject([{ cause: 'start', definition: { key: 'f43' } }]);
  });

  it('F48 steps are shown as waiting, running, successful, failed and, when the run is stopped, abandoned', async () => {
    const { sink, model } = product;
    sink.answer('/f48-held', () => undefined);
    model.run('F48 of five', [
      {
        calls: [
          { name: 'http_get', args: { url: sink.url('/f48') } },
          { name: 'http_get', args: { url: 'http://127.0.0.1:1/refused' } },
        ],
      },
      {
        calls: [
          { name: 'http_get', args: { url: sink.url('/f48-held') } },
          { name: 'save_deliverable', args: { name: 'x.md', content: 'x' } },
        ],
      },
      'Done.',
    ]);
    const { number } = await product.create({
      title: 'F48 of five',
      description: 'Reads http://127.0.0.1:1/refused',
      run: true,
      home: home('f48'),
    });
    await product.until('a held call', () => sink.held() > 0);
    const statuses = async () => (await product.runs(number))[0]?.steps.map(({ status }) => status);
    expect(await statuses()).toEqual(['success', 'failure', 'running', 'waiting']);
    await product.until('the same on the card', async () => {
      const { card } = await product.card('ana', 'run', { channel: 'f48' });
      return card.steps?.map((step) => step.status).join(' ') === 'success failure running waiting';
    });
    await product.event(number, 'cancel');
    expect((await statuses())?.slice(0, 2)).toEqual(['success', 'failure']);
    expect((await statuses())?.at(-1)).toBe('abandoned');
    sink.release();
  });

  it('F59 an agent can have a model of its own, which its run records', async () => {
    const { number } = await product.create({ title: 'F59 with another model', run: true, agentId: 'slow' });
    const request = product.model.requests.findLast(({ messages }) =>
      JSON.stringify(messages).includes('F59 with another model'),
    );
    expect(request?.model).toBe('other-model');
    expect(await product.runs(number)).toMatchObject([{ agentId: 'slow', model: 'other-model' }]);
  });

  it('F72 the last message of a run is its output', async () => {
    product.model.run('F72', ['This is the last word.']);
    const { number } = await product.create({ title: 'F72', run: true });
    expect(await product.runs(number)).toMatchObject([
      { outputs: { agent_message: 'This is the last word.' } },
    ]);
  });
});

describe('trying again', () => {
  it('F45 a run that fails before its first effect is tried again by itself, as often as its definition says', async () => {
    await product.ask('POST', '/definitions', {
      key: 'f45',
      name: 'F45',
      instructions: 'Do F45.',
      retries: 2,
    });
    product.model.run('Do F45', [get('/f45'), BROKEN]);
    const { number } = await product.create({ definition: 'f45', run: true });
    expect(await product.task(number)).toMatchObject({ status: 'pending', wait: { kind: 'backoff' } });
    await product.clock.wind(3_600_000);
    await product.settle();
    await product.clock.wind(3_600_000);
    await product.settle();
    const runs = await product.runs(number);
    expect(runs.map(({ status, cause }) => [status, cause])).toEqual([
      ['failed', 'start'],
      ['failed', 'backoff'],
      ['failed', 'backoff'],
    ]);
    expect(await product.task(number)).toMatchObject({ status: 'failed' });
  });

  it('F45 after an effect a failed run is not tried again by itself; people are offered a button', async () => {
    const channel = 'f45';
    await product.ask('POST', '/definitions', {
      key: 'f45-effect',
      name: 'F45 effect',
      instructions: 'Do it as F45 effect.',
      retries: 2,
    });
    product.model.run('as F45 effect', [save('f45.md', 'once'), BROKEN]);
    const { number } = await product.create({ definition: 'f45-effect', run: true, home: home(channel) });
    expect(await product.task(number)).toMatchObject({ status: 'failed', wait: null });
    await product.clock.wind(3_600_000);
    await product.settle();
    expect(await product.runs(number)).toHaveLength(1);
    product.model.run('as F45 effect', ['Better.']);
    await product.press('ana', 'retry', { channel });
    expect(await product.runs(number)).toMatchObject([{}, { cause: 'retry', status: 'succeeded' }]);
  });
});

describe('limits', () => {
  it.each([
    ['calls of the model', 'model_calls: 3'],
    ['calls of tools', 'tool_calls: 3'],
    ['tokens', 'tokens: 1000'],
  ])('F47 a run ends at its limit of %s', async (_what, limit) => {
    const own = await startProduct({ config: `limits: {run: {${limit}}}` });
    onTestFinished(() => own.stop());
    own.model.run(
      'F47',
      Array.from({ length: 20 }, (_, at) => call('http_get', { url: own.sink.url(`/${at}`) })),
    );
    const { number } = await own.create({ title: 'F47', run: true });
    const { status, error } = await own.task(number);
    expect(status).toBe('failed');
    expect(error?.code).toBe('limit.reached');
    expect(own.sink.received.length).toBeGreaterThan(0);
    expect(own.sink.received.length).toBeLessThan(20);
  });

  it.each([
    ['idleness', '{time: 1h, idle: 30s}'],
    ['time', '{time: 30s, idle: 1h}'],
  ])('F47 a run whose model hangs is ended at its limit of %s, and says so', async (_what, limits) => {
    const own = await startProduct({ config: `limits: {run: ${limits}}` });
    onTestFinished(() => own.stop());
    own.model.run('F47 stuck', [{ text: 'too late', hang: 'before' }]);
    const { number } = await own.ask<{ number: string }>('POST', '/tasks', {
      title: 'F47 stuck',
      run: true,
    });
    await own.until('the model', () => own.model.openCount() > 0);
    await own.until('its end', async () => (await own.task(number)).status === 'failed');
    expect(await own.runs(number)).toMatchObject([{ status: 'failed', outcome: 'timeout' }]);
    own.model.release();
    await own.settle();
    expect(await own.task(number)).toMatchObject({ status: 'failed' });
  });

  it('F47 waiting for people does not count against the limits', async () => {
    const config =
      'limits: {run: {time: 60s, idle: 30s}}\nquestions: {answered_by: {anyone_in_channel: true}}';
    const own = await startProduct({ config });
    onTestFinished(() => own.stop());
    own.model.run('F47 patient', [call('ask_people', { kind: 'text', question: 'When?' }), 'Done.']);
    const { number } = await own.create({ title: 'F47 patient', run: true });
    await own.clock.wind(20 * 3_600_000);
    await own.settle();
    expect(await own.task(number)).toMatchObject({ wait: { kind: 'input' } });
    await own.event(number, 'answer', { value: 'Now' });
    expect(await own.task(number)).toMatchObject({ status: 'completed' });
  });
});
