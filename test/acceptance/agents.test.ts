import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call } from './harness/model.ts';
import { home } from './harness/office.ts';
import { inOneTurn, manage } from './harness/tool.ts';
import { startProduct, type Product } from './harness/product.ts';
import { ANYONE } from './harness/states.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ config: `${ANYONE}admins: [web:bo]\n` });
});
afterAll(() => product.stop());

const save = (name: string, content: string) => call('save_deliverable', { name, content });
/** What the model was asked last of the work. */
const lastAsked = (about: string): string => product.model.asked(about).at(-1) ?? '';

describe('an agent that is to revise its work', () => {
  it('M2 F100 F101 is shown its last result, its files, what people answered and what they want changed', async () => {
    product.model.run('Write the changelog', [
      call('ask_people', { kind: 'text', question: 'Which release?' }),
      save('changelog.md', '- a long line about the first thing'),
      'The changelog of 2.1 is written.',
    ]);
    const made = await product.create({ title: 'Write the changelog', run: true, home: home('revise') });
    const [ask] = await product.asks(made.number);
    await product.decide(ask?.number ?? '', 'answer', { value: 'release 2.1' });
    expect(await product.task(made.number)).toMatchObject({ status: 'completed' });

    product.model.run('Write the changelog', [save('changelog.md', '- short'), 'Shortened.']);
    await product.event(made.number, 'feedback', { reason: 'make it shorter' });
    const opening = product.model.asked('make it shorter')[0] ?? '';
    expect(opening).toContain('The changelog of 2.1 is written.');
    expect(opening).toContain('- a long line about the first thing');
    expect(opening).toContain('Which release?: answered: release 2.1 (ana)');
    const files = await product.deliverables(made.number);
    expect(files.map(({ name, version }) => `${name} ${version}`)).toContain('changelog.md 2');

    product.model.run('Write the changelog', ['As it was.']);
    await product.event(made.number, 'rerun');
    expect(lastAsked('Write the changelog')).toContain('What people said of earlier results');
    expect(lastAsked('Write the changelog')).toContain('- short');
  });

  it('M2 is started again by a request in plain words, and those words reach it', async () => {
    product.model.run('Find venues', ['Three venues.']);
    const { number } = await product.create({ title: 'Find venues', run: true, home: home('again') });
    product.model.turn('only in the south', [
      call('manage_tasks', { action: 'run', ref: number, text: 'only in the south' }),
      'It starts again.',
    ]);
    await product.say('ana', 'please look only in the south', { channel: 'again' });
    expect((await product.runs(number)).map(({ cause }) => cause)).toEqual(['start', 'feedback']);
    // The run and the conversation may ask in either order.
    const heard = product.model.asked('Feedback from ana: only in the south');
    expect(heard.filter((request) => request.includes('Find venues'))).toHaveLength(1);
  });

  it('M2 M37 reads a file that it had saved, also a long one in parts, and in a conversation', async () => {
    const long = 'line of the list\n'.repeat(2000);
    product.model.run('Make the list', [save('list.txt', long), 'Made.']);
    const { number } = await product.create({ title: 'Make the list', run: true, home: home('reads') });
    product.model.run('Make the list', [
      call('read_deliverable', { name: 'list.txt' }),
      call('read_deliverable', { name: 'list.txt', offset: 14_000 }),
      call('read_deliverable', { name: 'none.txt' }),
      'Read.',
    ]);
    await product.event(number, 'rerun');
    const [, run] = await product.runs(number);
    const [first, second, none] = run?.steps ?? [];
    expect(first?.output).toContain(`characters 0 to 14000 of ${long.length}; go on with offset 14000`);
    expect(second?.output).toContain('characters 14000 to 28000');
    expect(none?.output).toContain('Say which file');

    product.model.turn('what does the list say', [
      call('read_deliverable', { task: number, name: 'list.txt' }),
      'It says lines.',
    ]);
    await product.say('ana', 'what does the list say?', { channel: 'reads' });
    expect(lastAsked('what does the list say')).toContain('line of the list');
  });
});

describe('an agent at work', () => {
  it('M4 hears what people say of the task before its next step, by name, and each remark once', async () => {
    const { sink, model } = product;
    let answer = (): void => undefined;
    sink.answer('/slow', (_request, response) => void (answer = () => response.end('slow')));
    model.run('Compare vendors', [call('http_get', { url: sink.url('/slow') }), 'Compared.']);
    const made = await product.ask<{ number: string }>('POST', '/tasks', {
      title: 'Compare vendors',
      run: true,
      home: home('remarks'),
    });
    await product.until('the reading', () => sink.at('/slow').length === 1);
    await product.ask(
      'POST',
      `/tasks/${made.number}/comments`,
      { text: 'under 100 words, please' },
      { person: 'bo' },
    );
    answer();
    await product.settle();
    const asked = model.asked('Compare vendors');
    expect(asked[0]).not.toContain('under 100 words');
    expect(asked.at(-1)?.split('under 100 words')).toHaveLength(2);
    expect(asked.at(-1)).toContain('bo');
  });

  it('M8 is answered from what it knows when it looks a third time at what has not changed', async () => {
    const { sink, model } = product;
    const look = call('http_get', { url: sink.url('/same') });
    model.run('Look again', [look, look, look, look, 'Enough.']);
    const { number } = await product.create({ title: 'Look again', run: true, home: home('loops') });
    expect(sink.at('/same')).toHaveLength(2);
    const [run] = await product.runs(number);
    expect(run?.steps[2]?.output).toContain('You have made exactly this call twice');
  });

  it('M8 keeps at a limit what it has: it is told when it is near, saves once more, and the work is done in part', async () => {
    const small = await startProduct({
      config: ANYONE.replace('retries: 1', 'retries: 0, model_calls: 5'),
    });
    const { sink, model } = small;
    const read = (at: number) => call('http_get', { url: sink.url(`/page/${at}`) });
    const last = { text: 'Five pages of nine are read.', ...save('so-far.md', 'five pages') };
    model.run('Read nine pages', [read(1), read(2), read(3), read(4), read(5), last]);
    const { number } = await small.create({ title: 'Read nine pages', run: true, home: home('limit') });
    const task = await small.task(number);
    expect(task).toMatchObject({ status: 'completed', outcome: 'partial' });
    expect(task.result).toMatch(/^Five pages of nine are read\.\n\nThe limit on/);
    expect((await small.deliverables(number)).map(({ name }) => name)).toEqual(['so-far.md']);
    expect(model.asked('Read nine pages')[4]).toContain('Little is left');
    await small.stop();
  });
});

describe('talk between people', () => {
  it('M11 gets no answer where the agent finds that nobody wants anything of it', async () => {
    product.model.turn('what do you think, bo', ['(silent)']);
    await product.say('ana', 'customers or partners, what do you think, bo?', { channel: 'silence' });
    expect(await product.heard('ana', { channel: 'silence' })).toEqual([]);
  });
});

describe('what an agent writes down', () => {
  it('M5 is begun by an agent only where it is wanted, and never on a person’s own task', async () => {
    product.model.run('Find vendors', ['Found.']);
    product.model.turn('renew, book and find', [
      call('manage_tasks', {
        action: 'create',
        tasks: [
          { title: 'Renew the certificate', assignee: 'Ben', run: true },
          { title: 'Book a venue' },
          { title: 'Find vendors', run: true },
        ],
      }),
      'Written down.',
    ]);
    await product.say('ana', 'renew, book and find', { channel: 'each' });
    const tasks = (await product.tasks()).filter(({ home: place }) => place?.channel === 'each');
    const states = Object.fromEntries(tasks.map(({ title, status }) => [title, status]));
    expect(states).toEqual({
      'Renew the certificate': 'backlog',
      'Book a venue': 'backlog',
      'Find vendors': 'completed',
    });
    expect(lastAsked('renew, book and find')).toContain("it is Ben's");
  });

  it('M6 has the day that was meant, in the zone of the person, and is shown to the agent with its weekday', async () => {
    product.model.turn('the invoice', [
      call('manage_tasks', {
        action: 'create',
        tasks: [
          { title: 'Send the invoice', due: '2031-01-09T07:30' },
          { title: 'Close the books', due: '2031-01-10' },
          { title: 'Nonsense', due: 'tomorrow 3pm' },
        ],
      }),
      call('manage_tasks', {
        action: 'create',
        tasks: [
          { title: 'Send the invoice', due: '2031-01-09T07:30' },
          { title: 'Close the books', due: '2031-01-10' },
        ],
      }),
      'Written down.',
    ]);
    await product.say('ana', 'the invoice', { channel: 'days' });
    const tasks = (await product.tasks()).filter(({ home: place }) => place?.channel === 'days');
    expect(Object.fromEntries(tasks.map(({ title, dueAt }) => [title, dueAt]))).toEqual({
      'Close the books': '2031-01-10T10:00:00.000Z',
      'Send the invoice': '2031-01-08T23:30:00.000Z',
    });
    const asked = lastAsked('the invoice');
    expect(asked).toContain('write 2026-12-01, or 2026-12-01T15:00');
    expect(asked).toContain('2031-01-09T07:30 (Thu)');
    product.model.turn('when is it due', ['On Thursday.']);
    await product.say('ana', 'when is it due', { channel: 'days' });
    expect(lastAsked('when is it due')).toContain('due 2031-01-10 (Fri)');
  });
});

describe('the end of a run', () => {
  it('M3 is what its agent says came of it: done, in part with what is open, or failed with the reason', async () => {
    const ending = (outcome: string, more: object = {}) =>
      call('finish', { outcome, summary: `It is ${outcome}.`, ...more });
    product.model.run('Ends well', [ending('done')]);
    product.model.run('Ends in part', [ending('partial', { open: 'The mail is not sent.' })]);
    product.model.run('Ends badly', [ending('failed', { open: 'The portal is closed.' })]);
    const ends = [];
    for (const title of ['Ends well', 'Ends in part', 'Ends badly']) {
      const { number } = await product.create({ title, run: true, home: home('ends') });
      const { status, outcome, result, error } = await product.task(number);
      ends.push([status, outcome, result ?? error?.message]);
    }
    expect(ends).toEqual([
      ['completed', 'success', 'It is done.'],
      ['completed', 'partial', 'It is partial.\n\nThe mail is not sent.'],
      ['failed', 'error', 'It is failed.\n\nThe portal is closed.'],
    ]);
  });
});

describe('what waits for people', () => {
  it('M7 F92 stands before the agent that is talked to in the thread, with its number, its options and who may decide', async () => {
    product.model.run('Pick a region', [
      call('ask_people', { kind: 'choice', question: 'Which region first?', options: ['eu', 'us'] }),
      'Picked.',
    ]);
    product.model.turn('start with the regions', [
      call('manage_tasks', { action: 'create', run: true, tasks: [{ title: 'Pick a region' }] }),
      'It is under way.',
    ]);
    const { thread } = await product.say('ana', 'start with the regions', { channel: 'open-asks' });
    product.model.turn('what is it waiting for', ['For A-1.']);
    await product.say('bo', '@errand what is it waiting for?', { channel: 'open-asks', thread });
    expect(lastAsked('what is it waiting for')).toMatch(
      /A-\d+ for T-\d+, input: Which region first\? \(eu \| us\); may decide: anyone/,
    );
  });
});

describe('an agent that is asked about a task', () => {
  it('M7 is told its files, what people were asked about it and said, and how it moved', async () => {
    product.model.run('Choose the venue', [
      call('ask_people', { kind: 'choice', question: 'Which town?', options: ['Porto', 'Lyon'] }),
      save('venues.md', '- the mill'),
      'The mill in Porto.',
    ]);
    const { number } = await product.create({ title: 'Choose the venue', run: true, home: home('told') });
    const [ask] = await product.asks(number);
    await product.decide(ask?.number ?? '', 'answer', { value: 'Porto' });
    const told = JSON.parse(
      await manage(product, 'ana', { action: 'get', ref: number }, { channel: 'told' }),
    );
    expect(told.tasks).toMatchObject([
      {
        number,
        requester: 'ana',
        result: 'The mill in Porto.',
        files: ['venues.md'],
        asks: [{ kind: 'input', state: 'answered', question: 'Which town?', said: ['answer by ana: Porto'] }],
        history: expect.arrayContaining([expect.stringMatching(/^2031-01-06.* finish by Errand$/)]),
      },
    ]);
  });

  it('F17 that gives an action a field which it does not use is told so, with those that it takes', async () => {
    const { number } = await product.create({ title: 'Rent a boat', home: home('told') });
    for (const [args, told] of [
      [
        { action: 'cancel', ref: number, due: '2031-02-01' },
        /is not used by cancel; it takes: ref, text, confirm\n.*at due/,
      ],
      [
        { action: 'create', tasks: [{ title: 'Buy ropes' }], priority: 'high' },
        /is not used by create; it takes: tasks, run/,
      ],
      [{ action: 'get', ref: number, until: '2031-02-01' }, /is not used by get; it takes: ref\n/],
    ] as const)
      expect(await manage(product, 'ana', args, { channel: 'told' })).toMatch(told);
    expect(await product.task(number)).toMatchObject({ status: 'backlog' });
  });
});

describe('an answer that an agent is told in a conversation', () => {
  const asked = async (channel: string, ask: object) => {
    product.model.run(`Plan ${channel}`, [call('ask_people', ask), 'Planned.']);
    const task = { title: `Plan ${channel}` };
    const { number, home: at } = await product.order('ana', task, { channel });
    const [one] = await product.asks(number);
    return { number, ask: one?.number ?? '', place: { channel, thread: at?.thread ?? '' } };
  };
  const choice = { kind: 'choice', question: 'Which hotel?', options: ['Hotel Mar', 'Pensão Lua'] };
  const answers = (ask: string, answer: string) => [{ name: 'answer_ask', args: { ask, answer } }];

  it('M7 F92 is recorded as the option that the person means, as a press by them would be', async () => {
    const { number, ask, place } = await asked('meant', choice);
    product.model.turn('the cheaper one, and remind me to pack', [
      call('answer_ask', { ask, answer: 'Pensão Lua' }),
      call('manage_tasks', { action: 'create', tasks: [{ title: 'Pack' }] }),
      'Noted.',
    ]);
    await product.say('ana', 'the cheaper one, and remind me to pack', place);
    expect(await product.task(number)).toMatchObject({ status: 'completed' });
    const settled = await product.ask('GET', `/asks?task=${number}&state=answered`);
    expect(settled).toMatchObject({
      items: [{ value: 'Pensão Lua', decisions: [{ decision: 'answer', by: { name: 'ana' } }] }],
    });
  });

  it('M7 F22 holds only the words of the person, and never an approval or another person’s answer', async () => {
    const { ask, place } = await asked('words', choice);
    expect(await inOneTurn(product, 'ana', answers(ask, 'Hotel Sol'), place)).toEqual([
      expect.stringContaining('in their own words'),
    ]);
    const approval = await asked('approval', { kind: 'approval', question: 'Book it?' });
    expect(await inOneTurn(product, 'ana', answers(approval.ask, 'Wish'), approval.place)).toEqual([
      expect.stringContaining('Only people decide'),
    ]);
    expect(await product.asks(approval.number)).toHaveLength(1);
  });
});
