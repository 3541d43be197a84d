import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import type { TaskView } from '../../src/contract/tasks.ts';
import { call } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProcess, type OwnProcess } from './harness/process.ts';
import { startProduct } from './harness/product.ts';
import { ANYONE } from './harness/states.ts';

describe('a process that is killed in the middle of everything', () => {
  let own: OwnProcess;
  let numbers: Record<'reading' | 'sending' | 'thinking' | 'waiting' | 'idle', string>;

  beforeAll(async () => {
    own = await startProcess(
      '{questions: {answered_by: {anyone_in_channel: true}}, tools: {http_send: {approval: never}}}',
    );
    const { sink, model } = own;
    const step = (path: string) => call('http_get', { url: sink.url(path) });
    sink.answer('/held', () => undefined);
    model.run('Reading', [step('/first'), step('/held/get'), 'Read.']);
    model.run('Sending', [
      step('/second'),
      call('http_send', { method: 'POST', url: sink.url('/held/post'), body: '1' }),
      'Sent.',
    ]);
    model.run('Thinking', [step('/third'), { text: 'Thought.', hang: 'before' }]);
    model.run('Waiting', [call('ask_people', { kind: 'text', question: 'Which?' }), 'Answered.']);
    const make = async (title: string, run = true) =>
      (await own.ask<TaskView>('POST', '/tasks', { title, run, home: home(title) })).number;
    numbers = {
      reading: await make('Reading'),
      sending: await make('Sending'),
      thinking: await make('Thinking'),
      waiting: await make('Waiting'),
      idle: await make('Idle', false),
    };
    await own.until(
      'everything under way',
      async () =>
        sink.held() === 2 &&
        model.openCount() === 1 &&
        (await own.task(numbers.waiting)).wait?.kind === 'input',
    );
    await own.kill();
    model.release();
    model.run('Thinking', [step('/third'), 'Thought.']);
    // The other system did what it was sent; its answer came to nobody.
    sink.answer('/held', (_request, response) => response.end('held'));
    sink.release();
    await own.start();
  }, 120_000);
  afterAll(() => own.stop());

  const ended = (number: string) =>
    own.until(`the end of ${number}`, async () => {
      const task = await own.task(number);
      return ['completed', 'failed'].includes(task.status) && task;
    });

  it('F46 F44 goes on from the last finished step: what was read is read again, and no finished step is', async () => {
    expect(await ended(numbers.reading)).toMatchObject({ status: 'completed', result: 'Read.' });
    expect(own.sink.at('/first')).toHaveLength(1);
    expect(own.sink.at('/held/get')).toHaveLength(2);
    expect(await own.runs(numbers.reading)).toHaveLength(1);
  }, 100_000);

  it('F46 asks the model again where it had not answered', async () => {
    expect(await ended(numbers.thinking)).toMatchObject({ status: 'completed', result: 'Thought.' });
    expect(own.sink.at('/third')).toHaveLength(1);
  }, 100_000);

  it('F44 puts a call that may have taken effect to people instead of making it again', async () => {
    const [doubt] = await own.until('the question', async () => {
      const asks = await own.asks(numbers.sending);
      return asks.length > 0 && asks;
    });
    expect(doubt).toMatchObject({ allowed: expect.arrayContaining(['repeat', 'skip', 'stop']) });
    expect(own.sink.at('/held/post')).toHaveLength(1);
    await own.decide(doubt?.number ?? '', 'skip');
    expect(await ended(numbers.sending)).toMatchObject({ status: 'completed' });
    expect(own.sink.at('/held/post')).toHaveLength(1);
    expect(own.sink.at('/second')).toHaveLength(1);
  }, 100_000);

  it('F46 F92 F8 keeps questions and tasks: the answer goes to the run that asked', async () => {
    const [asked] = await own.asks(numbers.waiting);
    await own.decide(asked?.number ?? '', 'answer', { value: 'the blue one' });
    expect(await ended(numbers.waiting)).toMatchObject({ status: 'completed', result: 'Answered.' });
    expect(await own.runs(numbers.waiting)).toHaveLength(1);
    expect(own.model.asked('the blue one').length).toBeGreaterThan(0);
    expect(await own.task(numbers.idle)).toMatchObject({ status: 'backlog', title: 'Idle' });
  }, 100_000);
});

it('F46 a restart by the operator loses nothing: what waits goes on as if nothing had been', async () => {
  const product = await startProduct({ config: ANYONE });
  onTestFinished(() => product.stop());
  product.model.run('Before', [
    call('http_get', { url: product.sink.url('/once') }),
    call('ask_people', { kind: 'text', question: 'Go on?' }),
    'Went on.',
  ]);
  const { number } = await product.create({ title: 'Before', run: true, home: home('restart') });
  await product.restart();
  await product.press('bo', 'answer', { channel: 'restart', values: { value: 'yes' } });
  expect(await product.task(number)).toMatchObject({ status: 'completed', result: 'Went on.' });
  expect(product.sink.at('/once')).toHaveLength(1);
});
