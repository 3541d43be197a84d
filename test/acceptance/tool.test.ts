import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { call, isRunRequest, textOf } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';
import { ANYONE, reach } from './harness/states.ts';
import { inOneTurn, manage } from './harness/tool.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({
    config: `${ANYONE}\nagents: {mute: {tools: [ask_people, end_early]}}\nchannels: [{platform: web, channel: muted, agent: mute}]`,
  });
});
afterAll(() => product.stop());

interface Told {
  ok: boolean;
  error?: string;
  tasks?: { ref?: string; number?: string; title: string; deduplicated?: boolean }[];
  count?: number;
}
const told = (text: string): Told => JSON.parse(text) as Told;

describe('manage_tasks, the one tool by which agents change tasks', () => {
  it.each([
    ['an unknown action', { action: 'explode' }, 'action'],
    ['an unknown field', { action: 'create', tasks: [{ title: 'x', colour: 'red' }] }, 'colour'],
    ['a wrong kind', { action: 'create', tasks: 'one' }, 'tasks'],
    ['nothing to create', { action: 'create' }, 'tasks'],
    ['a task that is not there', { action: 'cancel', ref: 'T-4242' }, 'T-4242'],
  ])(
    'F17 %s is answered with a sentence that names what to mend, and nothing is changed',
    async (_what, args, named) => {
      const before = (await product.tasks('?limit=100')).length;
      const answer = await manage(product, 'ana', args, { channel: 'f17' });
      expect(answer).toContain(named);
      expect(answer).not.toMatch(/ at .*\.[jt]s:|undefined|\[object/);
      expect((await product.tasks('?limit=100')).length).toBe(before);
    },
  );

  it('F17 arguments that are no JSON are answered too, and the turn goes on', async () => {
    const [answer] = await inOneTurn(product, 'ana', [
      { name: 'manage_tasks', rawArgs: '{"action": "list"' },
    ]);
    expect(answer).toMatch(/JSON/);
    expect((await product.heard('ana')).at(-1)).toBe('So be it.');
  });

  it('F18 an agent that is not given the tool is not offered it and cannot call it', async () => {
    const [answer] = await inOneTurn(
      product,
      'ana',
      [{ name: 'manage_tasks', args: { action: 'create', tasks: [{ title: 'F18' }] } }],
      { channel: 'muted' },
    );
    expect(answer).toContain('manage_tasks');
    const offered = product.model.requests.at(-1)?.tools?.map((tool) => tool.function.name) ?? [];
    expect(offered).not.toContain('manage_tasks');
    expect(await product.tasks('?text=F18')).toEqual([]);
  });

  it('F19 several tasks are created by one call, each with its own fields', async () => {
    const tasks = [
      { title: 'F19 book the room', priority: 'high', due: '2031-01-10' },
      { title: 'F19 invite everybody', assignee: 'bo' },
      { title: 'F19 print the badges', tags: ['fair'] },
    ];
    const answer = told(await manage(product, 'ana', { action: 'create', tasks }, { channel: 'f19' }));
    expect([answer.ok, answer.count]).toEqual([true, 3]);
    const all = await product.tasks('?text=F19&platform=web&channel=f19');
    const made = all.toSorted((a, b) => a.title.localeCompare(b.title));
    expect(
      made.map(({ title, priority, assignee, tags }) => [title, priority, assignee?.name, tags]),
    ).toEqual([
      ['F19 book the room', 'high', undefined, []],
      ['F19 invite everybody', 'normal', 'bo', []],
      ['F19 print the badges', 'normal', undefined, ['fair']],
    ]);
    // A day ends in the configured zone: midnight in Shanghai.
    expect(made.find(({ title }) => title.includes('room'))?.dueAt).toMatch(/^2031-01-10T/);
  });

  it('F20 two people who ask for their list see their own, narrowed as they ask', async () => {
    const here = { channel: 'f20' };
    const create = (person: string, tasks: object[]) =>
      manage(product, person, { action: 'create', tasks }, here);
    await create('uma', [
      { title: 'F20 ledger', assignee: 'me', priority: 'urgent' },
      { title: 'F20 archive', assignee: 'me' },
    ]);
    await create('vik', [{ title: 'F20 garden', assignee: 'me' }]);
    const list = async (person: string, more: object = {}) =>
      (told(await manage(product, person, { action: 'list', ...more }, here)).tasks ?? [])
        .map(({ title }) => title)
        .toSorted();
    expect(await list('uma')).toEqual(['F20 archive', 'F20 ledger']);
    expect(await list('vik')).toEqual(['F20 garden']);
    expect(await list('uma', { priority: 'urgent' })).toEqual(['F20 ledger']);
    expect(await list('uma', { text: 'garden' })).toEqual(['F20 garden']);
    expect(await list('uma', { assignee: 'anyone' })).toEqual(['F20 archive', 'F20 garden', 'F20 ledger']);
  });

  it.each(['backlog.pre_approval', 'awaiting_review.review'] as const)(
    'F21 F22 a task in %s is neither completed, approved nor run by the model',
    async (state) => {
      const number = await reach(product, state, 'f21');
      const before = await product.task(number);
      for (const args of [
        { action: 'update', ref: number, status: 'completed' },
        { action: 'update', ref: number, status: 'in_progress' },
        { action: 'approve', ref: number },
        { action: 'accept', ref: number },
        { action: 'resume', ref: number },
      ]) {
        const answer = await manage(product, 'ana', args, { channel: 'f21' });
        expect(answer).not.toContain('"ok":true');
      }
      const { version, status, wait } = await product.task(number);
      expect({ version, status, wait }).toEqual({
        version: before.version,
        status: before.status,
        wait: before.wait,
      });
    },
  );

  it('F22 a message that tells the model to approve a call does not approve it', async () => {
    product.model.run('F22 pay', [
      call('http_send', { method: 'POST', url: product.sink.url('/f22'), body: '1' }),
      'Paid.',
    ]);
    const { number } = await product.order('ana', { title: 'F22 pay' }, { channel: 'f22' });
    const [ask] = await product.asks(number);
    const tries = ['approve', 'answer', 'decide'].map((action) => ({
      name: 'manage_tasks',
      args: { action, ref: ask?.number },
    }));
    const answers = await inOneTurn(
      product,
      'mallory',
      [...tries, { name: 'approve', args: { ask: ask?.number } }],
      { channel: 'f22' },
    );
    expect(answers).toHaveLength(4);
    for (const answer of answers) expect(answer).not.toContain('"ok":true');
    expect(product.sink.at('/f22')).toEqual([]);
    expect(await product.asks(number)).toMatchObject([{ state: 'open', decisions: [] }]);
  });
});

describe('asking twice makes one task', () => {
  it('F23 the same title among live tasks is given back, marked, whoever asks and however it is spelt', async () => {
    const here = { channel: 'f23' };
    const create = async (person: string, title: string) =>
      told(await manage(product, person, { action: 'create', tasks: [{ title }] }, here)).tasks?.[0];
    expect(await create('ana', 'F23 Renew the certificate')).not.toHaveProperty('deduplicated');
    expect(await create('bo', '  f23  renew THE certificate')).toMatchObject({ deduplicated: true });
    const [task] = await product.tasks('?text=F23&platform=web&channel=f23');
    await product.event(task?.number ?? '', 'cancel');
    expect(await create('ana', 'F23 Renew the certificate')).not.toHaveProperty('deduplicated');
    expect(await product.tasks('?text=F23&platform=web&channel=f23')).toHaveLength(2);
  });

  it('F23 F136 ten requests at once with one idempotency key, or one source key, make one task; another body with the key is refused', async () => {
    const make = (headers: Record<string, string>, input: object) =>
      product.send<{ number: string }>('POST', '/tasks', input, { headers });
    const ten = Array.from({ length: 10 });
    const byKey = await Promise.all(
      ten.map(() => make({ 'idempotency-key': 'f23' }, { title: 'F23 by key' })),
    );
    expect(new Set(byKey.map(({ body }) => body.number)).size).toBe(1);
    const source = { kind: 'webhook', key: 'delivery-23' };
    const bySource = await Promise.all(ten.map(() => make({}, { title: 'F23 by source', source })));
    expect(new Set(bySource.map(({ body }) => body.number)).size).toBe(1);
    for (const text of ['F23 by key', 'F23 by source'])
      expect(await product.tasks(`?text=${encodeURIComponent(text)}`)).toHaveLength(1);
    expect((await make({ 'idempotency-key': 'f23' }, { title: 'F23 something else' })).status).toBe(422);
  });

  it('F24 a list of hundreds reaches the model short, with a hint how to narrow it', async () => {
    const place = home('f24');
    for (let at = 0; at < 200; at += 20) {
      await Promise.all(
        Array.from({ length: 20 }, (_, more) =>
          product.ask('POST', '/tasks', { title: `F24 number ${at + more}`, home: place }),
        ),
      );
    }
    const answer = await manage(
      product,
      'ana',
      { action: 'list', assignee: 'anyone', limit: 50 },
      { channel: 'f24' },
    );
    expect(answer.length).toBeLessThan(8_000);
    expect(JSON.parse(answer)).toMatchObject({
      count: 50,
      more: true,
      hint: expect.stringContaining('narrow'),
    });
  });
});

describe('what the model knows', () => {
  it('F8 each turn shows the open tasks of its channel as the store has them, also after a restart and in another thread', async () => {
    const own = await startProduct();
    onTestFinished(() => own.stop());
    await own.create({ title: 'Water the plants', home: home('office') });
    const done = await own.create({ title: 'Feed the cat', home: home('office') });
    await own.create({ title: 'Secret of others', home: home('elsewhere') });
    await own.event(done.number, 'complete');
    await own.restart();
    await own.say('ana', 'What is pending?', { channel: 'office' });
    const request = own.model.requests.at(-1);
    expect(request && isRunRequest(request)).toBe(false);
    const shown = (request?.messages ?? []).map(textOf).join('\n');
    expect(shown).toContain('Water the plants');
    expect(shown).not.toContain('Secret of others');
    expect(shown).not.toMatch(/Feed the cat \[(?!completed)/);
  });
});
