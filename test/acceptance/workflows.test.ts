import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { TaskView } from '../../src/contract/tasks.ts';
import { call } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ config: 'agents: {assistant: {}, writer: {}, checker: {}}' });
});
afterAll(() => product.stop());

type Part = Record<string, unknown>;
interface Problem {
  faults?: { field: string; problem: string }[];
}

const define = (key: string, tasks: Part[], more: Record<string, unknown> = {}, rest: object = {}) =>
  product.send<Problem>('POST', '/definitions', {
    key,
    name: key,
    instructions: `All of ${key}.`,
    workflow: { tasks, ...more },
    ...rest,
  });

/** A part of a workflow, whose run is known by the words "do <workflow> <key>". */
const part = (flow: string, key: string, more: Part = {}): Part => ({
  key,
  title: `The ${key}`,
  instructions: `Do ${flow} ${key}. ${typeof more.with === 'string' ? more.with : ''}`,
  ...Object.fromEntries(Object.entries(more).filter(([name]) => name !== 'with')),
});
const plays = (flow: string, key: string, ...steps: Parameters<Product['model']['run']>[1][number][]) =>
  product.model.run(`Do ${flow} ${key}.`, steps);

/** Starts the workflow and lets everything settle: the number of its task. */
const start = async (flow: string, more: Record<string, unknown> = {}): Promise<string> =>
  (await product.create({ definition: flow, run: true, home: home(flow), ...more })).number;
const partsOf = (number: string): Promise<TaskView[]> => product.tasks(`?parent=${number}`);
const partOf = async (number: string, key: string): Promise<TaskView> => {
  const found = (await partsOf(number)).find(({ templateKey }) => templateKey === key);
  if (!found) throw new Error(`no part ${key}`);
  return found;
};
const statesOf = async (number: string): Promise<Record<string, string>> =>
  Object.fromEntries((await partsOf(number)).map(({ templateKey, status }) => [templateKey ?? '', status]));
/** In which order the parts were put to the model, by their keys. */
const orderOf = (flow: string): string[] =>
  product.model.requests
    .map(({ messages }) => new RegExp(`Do ${flow} (\\w+)\\.`).exec(JSON.stringify(messages))?.[1] ?? '')
    .filter((key, at, all) => key !== '' && key !== all[at - 1]);

describe('a workflow', () => {
  it('F105 F108 F109 F110 F113 runs its tasks in order, hands results on byte by byte, and ends with the last result', async () => {
    const odd = 'cost $& and $1 {region} {taskResult:draft} "quoted" \\n';
    await define(
      'chain',
      [
        part('chain', 'collect', { with: 'For {region} and {region}.' }),
        part('chain', 'draft', { with: 'From this: [{taskResult:task1}]' }),
        part('chain', 'edit', { with: 'Edit [{taskResult:draft}] of {taskResult:collect}' }),
      ],
      {},
      { parameters: [{ name: 'region', kind: 'text', isRequired: true }] },
    );
    plays('chain', 'collect', odd);
    plays('chain', 'draft', 'The draft.');
    plays('chain', 'edit', 'The edition.');
    const number = await start('chain', { parameters: { region: 'v$&v' } });
    expect(await product.task(number)).toMatchObject({
      status: 'completed',
      outcome: 'success',
      result: 'The edition.',
    });
    expect(orderOf('chain')).toEqual(['collect', 'draft', 'edit']);
    expect(product.model.asked('Do chain collect.')[0]).toContain('For v$&v and v$&v.');
    expect(product.model.asked('Do chain draft.')[0]).toContain(JSON.stringify(`[${odd}]`).slice(1, -1));
    expect(product.model.asked('Do chain edit.')[0]).toContain('Edit [The draft.] of cost $&');
    expect(await product.runs(number)).toHaveLength(1);
    for (const { number: one } of await partsOf(number)) expect(await product.runs(one)).toHaveLength(1);
  });

  it('F106 F107 lets parallel tasks run side by side, one for each agent, and what comes after waits for all', async () => {
    await define('wide', [
      part('wide', 'left', { isParallel: true, agentId: 'writer' }),
      part('wide', 'right', { isParallel: true, agentId: 'checker' }),
      part('wide', 'third', { isParallel: true, agentId: 'writer' }),
      part('wide', 'join'),
    ]);
    product.sink.answer('/wide', () => {});
    plays('wide', 'left', call('http_get', { url: product.sink.url('/wide') }), 'Left.');
    const made = await product.send<TaskView>('POST', '/tasks', {
      definition: 'wide',
      run: true,
      home: home('wide'),
    });
    const { number } = made.body;
    await product.until('the right one is done', async () => (await statesOf(number)).right === 'completed');
    await product.settle();
    expect(await statesOf(number)).toEqual({
      left: 'in_progress',
      right: 'completed',
      third: 'backlog',
      join: 'backlog',
    });
    product.sink.release();
    await product.settle();
    expect(await product.task(number)).toMatchObject({ status: 'completed' });
    expect(orderOf('wide').at(-1)).toBe('join');
  });

  it('F112 shows each task what was done before it, or with the memory off only what it quotes', async () => {
    for (const memory of [true, false]) {
      const flow = memory ? 'mindful' : 'mindless';
      await define(
        flow,
        [part(flow, 'one'), part(flow, 'two'), part(flow, 'three', { with: '{taskResult:two}' })],
        { memory },
      );
      plays(flow, 'one', 'The first finding.');
      plays(flow, 'two', 'The second finding.');
      await start(flow);
      const [second] = product.model.asked(`Do ${flow} two.`);
      const [third] = product.model.asked(`Do ${flow} three.`);
      expect(second?.includes('The first finding.')).toBe(memory);
      expect(third?.includes('The first finding.')).toBe(memory);
      expect(third).toContain('The second finding.');
      expect(second?.includes('The one')).toBe(memory);
    }
  });

  it('F113 takes the result of the last task that is marked, and lists those that are', async () => {
    await define('marked', [
      part('marked', 'one', { isDeliverable: true }),
      part('marked', 'two'),
      part('marked', 'three'),
    ]);
    for (const key of ['one', 'two', 'three']) plays('marked', key, `Result ${key}.`);
    const number = await start('marked');
    expect(await product.task(number)).toMatchObject({ result: 'Result one.' });
    const marked = (await partsOf(number)).filter(({ isDeliverable }) => isDeliverable);
    expect(marked.map(({ templateKey }) => templateKey)).toEqual(['one']);
  });

  it('F111 a failed task stops what stands on it and names itself; a retry goes on from there and does nothing twice', async () => {
    await define('broken', [
      part('broken', 'one'),
      part('broken', 'two'),
      part('broken', 'three', { with: '{taskResult:two}' }),
    ]);
    plays('broken', 'one', 'One.');
    plays('broken', 'two', call('finish', { outcome: 'failed', summary: 'The source is down' }));
    const number = await start('broken');
    const failed = await product.task(number);
    expect(failed).toMatchObject({ status: 'failed' });
    expect(failed.error?.message).toContain((await partOf(number, 'two')).number);
    expect(failed.error?.message).toContain('The source is down');
    expect(await statesOf(number)).toEqual({ one: 'completed', two: 'failed', three: 'backlog' });
    plays('broken', 'two', 'Two.');
    await product.event(number, 'retry');
    expect(await product.task(number)).toMatchObject({ status: 'completed' });
    expect(await product.runs((await partOf(number, 'one')).number)).toHaveLength(1);
  });

  it('F111 that goes on without a failed task fails what quotes it by name, unless the quotation has a fallback', async () => {
    await define(
      'going',
      [
        part('going', 'one'),
        part('going', 'quotes', { with: '[{taskResult:one}]' }),
        part('going', 'falls', { with: '[{taskResult:one|nothing found}]' }),
      ],
      { onFailure: 'continue' },
    );
    plays('going', 'one', call('finish', { outcome: 'failed', summary: 'Gone' }));
    plays('going', 'falls', 'Fallen.');
    const number = await start('going');
    expect(await product.task(number)).toMatchObject({
      status: 'completed',
      outcome: 'partial',
      result: 'Fallen.',
    });
    const quotes = await partOf(number, 'quotes');
    expect(quotes).toMatchObject({ status: 'failed', error: { code: 'task.no_result' } });
    expect(quotes.error?.message).toContain('"one"');
    expect(product.model.asked('Do going quotes.')).toEqual([]);
    expect(product.model.asked('Do going falls.')[0]).toContain('[nothing found]');
  });

  it('F79 pauses, goes on and stops as a whole', async () => {
    await define('paused', [part('paused', 'one'), part('paused', 'two')]);
    plays('paused', 'one', call('ask_people', { kind: 'text', question: 'Which one?' }), 'One.');
    const number = await start('paused');
    await product.event(number, 'pause', { reason: 'wait for Bo' });
    expect(await product.task(number)).toMatchObject({ status: 'in_progress', wait: { kind: 'pause' } });
    const one = await partOf(number, 'one');
    await product.event(one.number, 'answer', { value: 'this' });
    expect(await statesOf(number)).toEqual({ one: 'completed', two: 'backlog' });
    await product.event(number, 'resume');
    expect(await product.task(number)).toMatchObject({ status: 'completed' });

    const other = await start('paused');
    await product.event(other, 'cancel', { reason: 'not needed' });
    expect(await product.task(other)).toMatchObject({ status: 'cancelled' });
    expect(await statesOf(other)).toEqual({ one: 'cancelled', two: 'cancelled' });
    expect(
      (await product.asks((await partOf(other, 'one')).number)).filter(({ state }) => state === 'open'),
    ).toEqual([]);
  });

  it('F79 is stopped with what is done kept, and goes on with the rest; nothing else can be stopped so', async () => {
    await define('halted', [part('halted', 'one'), part('halted', 'two'), part('halted', 'three')]);
    plays('halted', 'one', 'One.');
    plays('halted', 'two', call('ask_people', { kind: 'text', question: 'Which one?' }), 'Two.');
    const number = await start('halted');
    expect((await product.task(number)).events).toContain('stop_workflow');
    await product.event(number, 'stop_workflow', { reason: 'later' });
    await product.settle();
    expect(await product.task(number)).toMatchObject({ status: 'backlog' });
    expect(await statesOf(number)).toEqual({ one: 'completed', two: 'backlog', three: 'backlog' });
    const two = (await partOf(number, 'two')).number;
    expect((await product.asks(two)).filter(({ state }) => state === 'open')).toEqual([]);
    plays('halted', 'two', 'Two at once.');
    await product.event(number, 'queue');
    expect(await product.task(number)).toMatchObject({ status: 'completed' });
    expect(await product.runs((await partOf(number, 'one')).number)).toHaveLength(1);
    const plain = await product.create({ title: 'Plain', home: home('halted') });
    expect(plain.events).not.toContain('stop_workflow');
    const refused = await product.send('POST', `/tasks/${plain.number}/events`, { event: 'stop_workflow' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'task.illegal_event' } });
  });

  it('F102 F100 a remark on an early task does it again and all that stood on it, and nothing else', async () => {
    await define('again', [
      part('again', 'one'),
      part('again', 'aside', { isParallel: true, needs: [] }),
      part('again', 'two', { isParallel: true, with: '{taskResult:one}' }),
    ]);
    plays('again', 'one', 'First.');
    plays('again', 'two', 'Second.');
    const number = await start('again');
    plays('again', 'one', 'Better.');
    await product.event((await partOf(number, 'one')).number, 'feedback', { reason: 'Shorter.' });
    await product.settle();
    expect(await product.task(number)).toMatchObject({ status: 'completed' });
    expect(product.model.asked('Do again two.').at(-1)).toContain('Better.');
    const counts = await Promise.all(
      (await partsOf(number)).map(async (one) => [one.templateKey, (await product.runs(one.number)).length]),
    );
    expect(Object.fromEntries(counts)).toEqual({ one: 2, aside: 1, two: 2 });
  });

  it('F105 a part of a person is told to them once, waits for them, and hands their words on', async () => {
    await product.say('bo', 'hello', { channel: 'people' });
    await define('people', [
      part('people', 'one'),
      part('people', 'check', { assignee: 'bo' }),
      part('people', 'end', { with: '[{taskResult:check}]' }),
    ]);
    const number = await start('people');
    const check = await partOf(number, 'check');
    expect(check).toMatchObject({ status: 'backlog', assignee: { kind: 'person' } });
    const told = (await product.heard('bo', { channel: 'people' })).filter((text) =>
      text.includes('is yours now'),
    );
    expect(told).toHaveLength(1);
    await product.event(check.number, 'complete', { reason: 'All is legal.' });
    await product.settle();
    expect(await product.task(number)).toMatchObject({ status: 'completed' });
    expect(product.model.asked('Do people end.')[0]).toContain('[All is legal.]');
  });

  it('F105 takes what a person has done in the place of an agent for done', async () => {
    await define('hands', [
      part('hands', 'slow', { isParallel: true }),
      part('hands', 'own', { isParallel: true }),
      part('hands', 'end', { with: '[{taskResult:own}]' }),
    ]);
    product.sink.answer('/hands', () => {});
    plays('hands', 'slow', call('http_get', { url: product.sink.url('/hands') }), 'Slow.');
    const input = { definition: 'hands', run: true, home: home('hands') };
    const { number } = (await product.send<TaskView>('POST', '/tasks', input)).body;
    await product.until('the slow one is at work', () => product.sink.at('/hands').length > 0);
    const own = (await partOf(number, 'own')).number;
    await product.event(own, 'complete', { reason: 'By hand.' });
    product.sink.release();
    await product.settle();
    expect(await product.task(number)).toMatchObject({ status: 'completed' });
    expect(product.model.asked('Do hands own.')).toEqual([]);
    expect(product.model.asked('Do hands end.')[0]).toContain('[By hand.]');
  });

  it('F105 asks a person again when all is done again', async () => {
    await product.say('bo', 'hello', { channel: 'twice' });
    await define('twice', [part('twice', 'check', { assignee: 'bo' }), part('twice', 'end')]);
    const number = await start('twice');
    const { number: check } = await partOf(number, 'check');
    const why = await product.ask<{ sentence: string }>('GET', `/tasks/${number}/why`);
    expect(why.sentence).toMatch(new RegExp(`^It is waiting for ${check} .*\\(backlog\\)\\.$`));
    await product.event(number, 'cancel');
    expect(await statesOf(number)).toEqual({ check: 'cancelled', end: 'cancelled' });
    await product.event(number, 'rerun');
    expect(await statesOf(number)).toEqual({ check: 'backlog', end: 'cancelled' });
    const told = (await product.heard('bo', { channel: 'twice' })).filter((text) =>
      text.includes('is yours now'),
    );
    expect(told).toHaveLength(2);
    expect(told[1]).toContain(`type: task done ${check} <what came of it>`);
    await product.say('bo', `task done ${check} All is legal now.`, { channel: 'twice' });
    expect(await product.task(check)).toMatchObject({ status: 'completed', result: 'All is legal now.' });
    await product.settle();
    expect(await product.task(number)).toMatchObject({ status: 'completed' });
  });

  it('F105 is one card with its tasks on it, one task on the board, and is started in a conversation', async () => {
    await define('shown', [part('shown', 'one'), part('shown', 'two')]);
    plays('shown', 'one', call('ask_people', { kind: 'text', question: 'Which one?' }), 'One.');
    await product.say('ana', '/task run shown', { channel: 'shown' });
    const listed = await product.tasks('?platform=web&channel=shown');
    expect(listed).toHaveLength(1);
    const number = listed[0]?.number ?? '';
    const { card } = await product.card('ana', 'run', { channel: 'shown' });
    expect(card.title).toBe('shown');
    expect(card.steps?.map(({ title }) => title.split(' · ')[0])).toEqual(['1. The one', '2. The two']);
    expect(card.progress).toBe('0 of 2 done');
    await product.event((await partOf(number, 'one')).number, 'answer', { value: 'this' });
    const cards = (await product.read('ana', { channel: 'shown' })).filter(
      (message) => message.card?.kind === 'run',
    );
    expect(cards).toHaveLength(1);
    expect(await product.task(number)).toMatchObject({ status: 'completed' });
    const ends = (await product.heard('ana', { channel: 'shown' })).filter((text) =>
      text.includes('The two'),
    );
    expect(ends.every((text) => text.includes('1. The one'))).toBe(true);
  });

  it('F106 F108 F109 what cannot be carried out is refused when it is saved, each fault at its field', async () => {
    const bad = await define('bad', [
      part('bad', 'one', { with: '{nope} {{region}} {taskResult:two}' }),
      part('bad', 'two', { needs: ['three', 'two', 'ghost'], agentId: 'ghost' }),
      part('bad', 'two', { assignee: 'bo', agentId: 'writer', with: '{taskResult: one}' }),
    ]);
    expect(bad.status).toBe(400);
    expect((bad.body.faults ?? []).map(({ field }) => field).toSorted()).toEqual(
      [
        'workflow.tasks.0.instructions',
        'workflow.tasks.0.instructions',
        'workflow.tasks.0.instructions',
        'workflow.tasks.0.instructions',
        'workflow.tasks.1.agentId',
        'workflow.tasks.1.needs.0',
        'workflow.tasks.1.needs.1',
        'workflow.tasks.1.needs.2',
        'workflow.tasks.2.assignee',
        'workflow.tasks.2.instructions',
        'workflow.tasks.2.key',
      ].toSorted(),
    );
    const many = await define(
      'many',
      Array.from({ length: 51 }, (_, at) => part('many', `t${at}`)),
    );
    expect(many.body.faults).toMatchObject([{ field: 'workflow.tasks' }]);
    expect((await define('none', [])).body.faults).toMatchObject([{ field: 'workflow.tasks' }]);
  });
});
