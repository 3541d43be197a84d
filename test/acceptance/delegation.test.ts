import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call } from './harness/model.ts';
import { startProduct, type Product } from './harness/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({
    config: `
agents:
  assistant: {}
  planner: {delegates_to: [writer]}
  writer: {delegates_to: [planner, typist]}
  typist: {}
  clerk: {delegates_to: []}
  chief: {delegates_to: ['*']}
channels:
  - {platform: web, channel: clerks, agent: clerk}
`,
  });
});
afterAll(() => product.stop());

const pass = (title: string, to?: string, run = true) =>
  call('manage_tasks', {
    action: 'create',
    run,
    tasks: [{ title, ...(to === undefined ? {} : { assignee: `agent:${to}` }) }],
  });

/** A run of the agent that passes work on; the task that came of it, if one did. */
async function passOn(from: string, to: string | undefined, about: string) {
  const title = `Pass on ${about}`;
  const passed = `The piece of ${about}`;
  product.model.run(title, [pass(passed, to), 'Passed on.']);
  const { number } = await product.create({ title, assignee: `agent:${from}`, run: true });
  return { number, made: (await product.tasks()).find((one) => one.title === passed), title };
}
const outputs = async (task: string) =>
  (await product.runs(task))
    .at(-1)
    ?.steps.map(({ output }) => output)
    .join('\n');

describe('an agent that works by itself', () => {
  it('F121 F122 gives work to an agent of its list, which is its assignee; the task says who passed it on', async () => {
    const { made } = await passOn('planner', 'writer', 'brochures');
    expect(made).toMatchObject({
      assignee: { kind: 'agent', id: 'writer' },
      agentId: 'writer',
      delegators: ['planner'],
      status: 'completed',
    });
    expect((await product.runs(made?.number ?? ''))[0]).toMatchObject({ agentId: 'writer' });
  });

  it.each([
    ['planner', 'typist', 'writer'],
    ['clerk', 'writer', 'none'],
    ['typist', 'writer', 'none'],
    ['assistant', 'writer', 'none'],
  ])('F122 B6 %s gives none to %s, and is told to whom it may', async (from, to, allowed) => {
    const { made, number } = await passOn(from, to, `${from} for ${to}`);
    expect(made).toBeUndefined();
    expect(await outputs(number)).toContain(`agent ${from} may not give work to agent ${to}`);
    expect(await outputs(number)).toContain(`it may give work to: ${allowed}`);
  });

  it('F122 an asterisk is every agent', async () => {
    const { made } = await passOn('chief', 'typist', 'letters');
    expect(made).toMatchObject({ agentId: 'typist', delegators: ['chief'] });
  });

  it('F122 what it gives to nobody is its own: another agent with more tools does not do it', async () => {
    const { made } = await passOn('typist', undefined, 'notes');
    expect(made).toMatchObject({ agentId: 'typist', assignee: null });
    expect((await product.runs(made?.number ?? ''))[0]).toMatchObject({ agentId: 'typist' });
  });

  it('F122 a task does not go back to whoever passed it on, however long the way', async () => {
    product.model.run('The first of a circle', [pass('The second of a circle', 'writer'), 'Passed on.']);
    product.model.run('The second of a circle', [pass('The third of a circle', 'planner'), 'Passed on.']);
    await product.create({ title: 'The first of a circle', assignee: 'agent:planner', run: true });
    const all = await product.tasks();
    const second = all.find(({ title }) => title === 'The second of a circle');
    expect(second).toMatchObject({ status: 'completed' });
    expect(all.find(({ title }) => title === 'The third of a circle')).toBeUndefined();
    expect(await outputs(second?.number ?? '')).toContain('planner → writer → planner');
  });

  it('F122 an agent does not make work of its work for ever', async () => {
    for (let depth = 0; depth < 8; depth += 1)
      product.model.run(`Level ${depth} of a tower`, [pass(`Level ${depth + 1} of a tower`), 'Passed on.']);
    await product.create({ title: 'Level 0 of a tower', assignee: 'agent:chief', run: true });
    const levels = (await product.tasks()).filter(({ title }) => title.endsWith('of a tower'));
    expect(levels).toHaveLength(6);
    expect(await outputs(levels.find(({ title }) => title === 'Level 5 of a tower')?.number ?? '')).toContain(
      'has been delegated too many times',
    );
  });
});

describe('an agent that does what a person says', () => {
  const ask = async (channel: string, to: string) => {
    const title = `Said work for ${to} in ${channel}`;
    product.model.turn(`give ${to} in ${channel}`, [pass(title, to, false), 'I tried.']);
    await product.say('ana', `give ${to} in ${channel} the work`, { channel });
    return (await product.tasks()).find((one) => one.title === title);
  };

  it('F122 gives work to any agent where the configuration does not limit it', async () => {
    expect(await ask('said', 'typist')).toMatchObject({ agentId: 'typist', delegators: [] });
  });

  it('F122 keeps to the list where it has one', async () => {
    expect(await ask('clerks', 'typist')).toBeUndefined();
  });
});

describe('what comes of work that was passed on in a thread', () => {
  it('F123 is said in that thread, once', async () => {
    const place = { channel: 'origin' };
    product.model.run('Collect the figures', [pass('Count the boxes', 'writer'), 'Passed on to the writer.']);
    product.model.run('Count the boxes', ['There are 4711 boxes.']);
    const { number, home } = await product.order(
      'ana',
      { title: 'Collect the figures', assignee: 'agent:planner' },
      place,
    );
    const made = (await product.tasks()).find(({ title }) => title === 'Count the boxes');
    expect(made).toMatchObject({ status: 'completed', home, delegators: ['planner'] });
    expect(made?.number).not.toBe(number);
    // Her phone rings once; what stands on the card is no news.
    const all = await product.read('ana', place);
    const told = all.filter(({ text, mentions = [] }) => text.includes('4711 boxes') && mentions.length > 0);
    expect(told.map(({ thread, mentions }) => ({ thread, mentions }))).toEqual([
      { thread: home?.thread, mentions: [{ id: 'web:ana', name: 'ana' }] },
    ]);
  });

  it('F124 a question is asked there of the one who asked for the work, and the answer reaches the run that asked', async () => {
    const place = { channel: 'questions' };
    product.model.run('Order the lunch', [pass('Choose the dish', 'writer'), 'Passed on to the writer.']);
    product.model.run('Choose the dish', [
      call('ask_people', { kind: 'text', question: 'Which dish?' }),
      (request) =>
        `Ordered: ${JSON.stringify(request.messages).includes('Noodles') ? 'noodles' : 'nothing'}.`,
    ]);
    const { home } = await product.order(
      'ana',
      { title: 'Order the lunch', assignee: 'agent:planner' },
      place,
    );
    const thread = home?.thread ?? '';
    const asked = (await product.read('ana', { ...place, thread })).filter(({ text, card }) =>
      `${text} ${JSON.stringify(card ?? '')}`.includes('Which dish?'),
    );
    expect(asked.length).toBeGreaterThan(0);
    await product.say('ana', 'Noodles', { ...place, thread });
    const made = (await product.tasks()).find(({ title }) => title === 'Choose the dish');
    expect(made).toMatchObject({ status: 'completed' });
    expect((await product.heard('ana', { ...place, thread })).join('\n')).toContain('Ordered: noodles.');
  });
});
