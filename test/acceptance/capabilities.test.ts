import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call, type Step } from './harness/model.ts';
import { startProduct, type Product } from './harness/product.ts';
import { browserEnv, startSite, type Site } from './harness/site.ts';

const PASSWORD = 'canary-of-the-supplier';
const env = { ...browserEnv, ERRAND_SECRET_PORTAL: PASSWORD };

let product: Product;
let shop: Site;
beforeAll(async () => {
  shop = await startSite();
  product = await startProduct({
    config: [
      `agents: {assistant: {browser: {sites: ['${shop.host}']}}}`,
      `admins: ['web:ana']`,
      `channels: [{platform: web, channel: 采购, locale: zh-CN}]`,
      `secrets: {portal: {env: ERRAND_SECRET_PORTAL, sites: ['${shop.host}']}}`,
      `fetch: {allow_hosts: ['${shop.host}']}`,
    ].join('\n'),
    env,
  });
  shop.page('/', '<title>Shop</title><h1>Welcome</h1><a href="/new">New order</a>');
  shop.page('/new', form('Save order'));
  shop.page('/orders', '<title>Saved</title><h1>Order 17 is saved</h1>');
});
afterAll(async () => {
  await product.stop();
  await shop.close();
});

const form = (button: string, more = ''): string =>
  `<title>New order</title><h1>New order</h1><form method="post" action="/orders"><label>Item <input name="item"></label>
   <label>Code <input type="password" name="code"></label>${more}<button id="save">${button}</button></form>`;

const open = (path: string): Step => call('browser_open', { url: shop.url(path) });
const press = (text: string): Step => call('browser_click', { text, why: `Press ${text}` });
const fill =
  (fields: Record<string, unknown>): Step =>
  ({ messages }) => {
    const shown = JSON.stringify(messages).replaceAll('\\\\n', '\n').replaceAll('\\n', '\n');
    const refOf = (name: string) =>
      new RegExp(`${name}[^\\n]*?\\[((?:f\\d+)?e\\d+)\\]`).exec(shown)?.[1] ?? 'e0';
    return call('browser_fill', {
      fields: Object.entries(fields).map(([name, value]) => ({ ref: refOf(name), value })),
    });
  };

/** What was sent to the shop since. */
const sent = (since: number): string[] =>
  shop
    .at('POST', '/orders')
    .slice(since)
    .map(({ body }) => body);
const sentSoFar = (): number => shop.at('POST', '/orders').length;

/** An agent orders it once in the browser, asked by ana in that channel. */
async function explore(title: string, channel: string, fields: Record<string, unknown>) {
  product.model.run(title, [
    open('/'),
    press('New order'),
    fill(fields),
    press('Save order'),
    'It is ordered.',
  ]);
  const { number } = await product.order('ana', { title }, { channel });
  await product.press('ana', 'approve', { channel });
  const [run] = await product.runs(number);
  return { number, runId: run?.id ?? '' };
}

interface Taught {
  key: string;
  name: string;
  version: number;
  parameters: { name: string; label: string; isRequired: boolean }[];
  capability: { steps: Record<string, unknown>[]; onFailure: string };
  faults?: { field: string; problem: string }[];
}
const ORDER = [
  { do: 'open', url: '' },
  { do: 'fill', target: { role: 'textbox', name: 'Item' }, value: '{item}' },
  { do: 'press', target: { role: 'button', name: 'Save order' } },
  { do: 'check', text: 'is saved' },
];
/** A definition with steps that somebody wrote. */
async function define(key: string, change: (steps: Record<string, unknown>[]) => void = () => {}, more = {}) {
  const steps = structuredClone(ORDER) as Record<string, unknown>[];
  steps[0] = { do: 'open', url: shop.url('/new') };
  change(steps);
  return product.send<Taught>('POST', '/definitions', {
    key,
    name: key,
    instructions: `Order {item} (${key}).`,
    parameters: [{ name: 'item', isRequired: true }],
    capability: { steps, ...more },
  });
}
const lastRun = async (channel: string) => {
  const [task] = await product.tasks(`?platform=web&channel=${encodeURIComponent(channel)}`);
  const run = (await product.runs(task?.number ?? '')).at(-1);
  return { task, run };
};

describe('work that was done once in a browser', () => {
  it('F74 is taught by a word, and is done again without a model, with another value', async () => {
    const fields = { Item: 'A4 paper', Code: '{{portal}}' };
    const { number } = await explore('Order A4 paper at the shop', 'teach', fields);
    await product.say('ana', `/task teach ${number} as Order paper`, { channel: 'teach' });
    expect((await product.heard('ana', { channel: 'teach' })).at(-1)).toBe(
      'Saved as `order-paper`: 6 steps that need no model. To use it, type: task run order-paper item=…',
    );
    const taught = await product.ask<Taught>('GET', '/definitions/order-paper');
    expect(taught.parameters).toMatchObject([{ name: 'item', label: 'Item', isRequired: true }]);
    expect(taught.capability.steps).toMatchObject([
      { do: 'open', url: shop.url('/') },
      { do: 'press', target: { role: 'link', name: 'New order' } },
      { do: 'fill', target: { name: 'Item', field: 'item' }, value: '{item}' },
      { do: 'fill', target: { name: 'Code' }, value: '{{portal}}' },
      { do: 'press', target: { role: 'button', name: 'Save order', id: 'save' } },
      { do: 'check', page: '/orders' },
    ]);
    expect(JSON.stringify(taught)).not.toContain(PASSWORD);

    const [before, asked] = [sentSoFar(), product.model.requests.length];
    await product.say('ana', '/task run order-paper item=Blue ink', { channel: 'replay' });
    const { card } = await product.cardWith('ana', 'approve', { channel: 'replay' });
    expect(card?.body?.[0]?.text.split('\n')).toEqual([
      expect.stringMatching(/^ref: /),
      'why: Step 5 of 6 of “order-paper”',
      `page: ${shop.url('/new')}`,
      'press: button "Save order"',
      `sends: POST ${shop.url('/orders')} (submit)`,
      'form: Item: Blue ink',
      'Code: ••••',
    ]);
    expect(sent(before)).toEqual([]);
    await product.press('ana', 'approve', { channel: 'replay' });
    expect(sent(before)).toEqual([`item=Blue+ink&code=${PASSWORD}`]);
    expect(product.model.requests.length).toBe(asked);
    const { task, run } = await lastRun('replay');
    expect(task).toMatchObject({ status: 'completed', outcome: 'success' });
    expect(run).toMatchObject({
      model: null,
      usage: { inputTokens: 0, outputTokens: 0 },
      result: '“order-paper” is done: 6 steps, without a model.',
    });
    expect(run?.steps.map(({ title, status }) => `${title}: ${status}`)).toEqual([
      `Open ${shop.host}: success`,
      'Press “New order”: success',
      'Fill in 1 field: success',
      'Fill in 1 field: success',
      'Press “Save order”: success',
      'Wait for the page: success',
    ]);
  });

  it('F74 two presses make one definition, and what nobody may read is not kept', async () => {
    const { runId } = await explore('Order staples at the shop', 'twice', { Item: 'staples' });
    const teach = (id: string) => product.send<Taught>('POST', `/runs/${id}/teach`, {});
    const [one, other] = await Promise.all([teach(runId), teach(runId)]);
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(one.body).toEqual(other.body);
    expect(one.body.name).toBe('Order staples at the shop');

    const hidden = await explore('Order clips at the shop', 'hidden', {
      Item: 'clips',
      Code: 'typed-in-clear',
    });
    const refused = await teach(hidden.runId);
    expect(refused.status).toBe(400);
    expect(refused.body.faults).toMatchObject([{ field: 'run', problem: expect.stringContaining('"Code"') }]);
    product.model.run('Nothing in a browser', ['Done.']);
    const { number } = await product.order('ana', { title: 'Nothing in a browser' }, { channel: 'nothing' });
    await product.say('ana', `任务 教会 ${number}`, { channel: '采购' });
    expect((await product.heard('ana', { channel: '采购' })).at(-1)).toContain(
      '没有在浏览器中做过可以重复的操作',
    );
  });
});

describe('steps that somebody wrote', () => {
  it('F53 are what a task was made with, whatever becomes of the definition, and go on after a restart: once', async () => {
    expect((await define('f53')).status).toBe(201);
    const { number } = await product.create({ definition: 'f53', parameters: { item: 'Glue' } });
    const changed = await product.send('PATCH', '/definitions/f53', {
      capability: { steps: [{ do: 'open', url: shop.url('/') }] },
    });
    expect(changed.status).toBe(200);
    const before = sentSoFar();
    await product.event(number, 'queue');
    await product.restart();
    const [ask] = await product.asks(number);
    await product.decide(ask?.number ?? '', 'approve');
    expect(sent(before)).toEqual(['item=Glue&code=']);
    expect(await product.task(number)).toMatchObject({ status: 'completed', outcome: 'success' });
  });

  it('F74 press what only the page’s own script sends once more, so that it is put to people', async () => {
    shop.page(
      '/app',
      `<button onclick="fetch('/orders', {method: 'POST', body: 'by script'})">Keep</button>`,
    );
    const steps = [
      { do: 'open', url: shop.url('/app') },
      { do: 'press', target: { role: 'button', name: 'Keep' } },
    ];
    await product.ask('POST', '/definitions', {
      key: 'held',
      name: 'Held',
      instructions: 'Keep.',
      capability: { steps },
    });
    const before = sentSoFar();
    const { number } = await product.create({ definition: 'held', run: true });
    expect(sent(before)).toEqual([]);
    const [ask] = await product.asks(number);
    await product.decide(ask?.number ?? '', 'approve');
    expect(sent(before)).toEqual(['by script']);
    expect((await product.task(number)).outcome).toBe('success');
  });

  it('F74 fail where the page has something else, with the step in the words of whoever asked, and nothing sent', async () => {
    await define('changed', (steps) => {
      steps[2] = { do: 'press', target: { role: 'button', name: 'Send invoice' } };
    });
    const before = sentSoFar();
    await product.say('ana', '/task run changed item=Tape', { channel: '采购' });
    const { task, run } = await lastRun('采购');
    expect(task?.status).toBe('failed');
    expect(run?.error?.message).toBe(
      '第 3 步没有成功：点击“Send invoice”\n原因见运行页面。请在任务定义中修改这一步，或选择由智能体接手。',
    );
    expect(run?.steps.map(({ status }) => status)).toEqual(['success', 'success', 'failure']);
    expect(run?.steps[2]?.output).toContain('There is no "button Send invoice" on the page now.');
    expect(sent(before)).toEqual([]);
  });

  it('F61 are skipped where that is chosen: the result is partial, and lists them', async () => {
    const skips = (steps: Record<string, unknown>[]): void => {
      steps.splice(1, 0, { do: 'press', target: { role: 'button', name: 'Accept cookies' } });
      steps.push({ do: 'press', target: { role: 'link', name: 'Rate us' } });
    };
    await define('skipping', skips, { onFailure: 'skip' });
    const before = sentSoFar();
    const { number } = await product.create({
      definition: 'skipping',
      parameters: { item: 'Pens' },
      run: true,
    });
    const [ask] = await product.asks(number);
    await product.decide(ask?.number ?? '', 'approve');
    expect(sent(before)).toEqual(['item=Pens&code=']);
    expect(await product.task(number)).toMatchObject({ status: 'completed', outcome: 'partial' });
    expect((await product.runs(number))[0]?.result).toBe(
      [
        '“skipping” is not done in full.',
        'Step 2 did not work: Press “Accept cookies”',
        'Step 6 did not work: Press “Rate us”',
      ].join('\n'),
    );
  });

  it('F64 are taken over by an agent where that is chosen, from where they failed', async () => {
    await define(
      'taken',
      (steps) => void (steps[2] = { do: 'press', target: { role: 'button', name: 'Keep it' } }),
      {
        onFailure: 'agent',
      },
    );
    // The script reads its place from the answers so far: three are those of the steps.
    product.model.run('(taken)', ['', '', '', press('Save order'), 'The agent has saved it.']);
    const before = sentSoFar();
    const { number } = await product.create({
      definition: 'taken',
      parameters: { item: 'Chalk' },
      run: true,
    });
    const asked = product.model.asked('(taken)').at(-1) ?? '';
    expect(asked).toContain('recorded steps, played back without a model');
    expect(asked).toContain('Keep it');
    const [ask] = await product.asks(number);
    await product.decide(ask?.number ?? '', 'approve');
    expect(sent(before)).toEqual(['item=Chalk&code=']);
    const [run] = await product.runs(number);
    expect(run).toMatchObject({ outcome: 'success', result: 'The agent has saved it.', model: 'test-model' });
  });

  it('F55 F57 give what they read as outputs of the run, each of one name and kind, or fail', async () => {
    shop.page(
      '/total',
      '<h1>Order 17</h1><p>Total: <b>€ 1,234.50</b></p><ul><li>Ink</li><li>Item Pens x</li><li>Item Tape x</li></ul>',
    );
    const read = (...more: Record<string, unknown>[]) => ({
      steps: [
        { do: 'open', url: shop.url('/total') },
        { do: 'read', name: 'order', text: 'Order *' },
        { do: 'read', name: 'total', text: 'Total: *', kind: 'number' },
        ...more,
      ],
    });
    const save = (key: string, capability: unknown) =>
      product.send<Taught>('POST', '/definitions', { key, name: key, instructions: 'Read it.', capability });
    expect((await save('f55', read())).status).toBe(201);
    const { number } = await product.create({ definition: 'f55', run: true });
    const [run] = await product.runs(number);
    const result = '“f55” is done: 3 steps, without a model.\norder: 17\ntotal: 1234.5';
    expect(run).toMatchObject({
      outcome: 'success',
      outputs: { order: '17', total: 1234.5, agent_message: result },
    });

    await save('f55-many', read({ do: 'read', name: 'item', text: 'Item * x' }));
    const { number: many } = await product.create({ definition: 'f55-many', run: true });
    const [failed] = await product.runs(many);
    expect(failed).toMatchObject({ status: 'failed', outputs: {} });
    expect(failed?.steps.at(-1)?.output).toContain('with several values: Pens; Tape');

    const twice = await save(
      'f57',
      read({ do: 'read', name: 'Total', text: 'Sum *' }, { do: 'read', name: 'x', text: '*' }),
    );
    expect(twice.body.faults?.map(({ field }) => field)).toEqual(['capability.steps.4.text']);
    const again = await save('f57', read({ do: 'read', name: 'Total', text: 'Sum *' }));
    expect(again.body.faults).toMatchObject([{ field: 'capability.steps.3.name', problem: 'appears twice' }]);
  });

  it('F74 are refused with the field of each fault where they could never be done', async () => {
    const { status, body } = await define('wrong', (steps) => {
      steps[0] = { do: 'open', url: 'https://shop.example/{region}' };
      steps[1] = { do: 'fill', target: { role: 'text', name: 'Item' }, value: 'x' };
    });
    expect(status).toBe(400);
    expect(body.faults?.map(({ field }) => field)).toEqual([
      'capability.steps.0',
      'capability.steps.1.target.role',
    ]);
    const misspelled = await define('wrong', (steps) => void (steps[3] = { do: 'check' }));
    expect(misspelled.body.faults).toMatchObject([
      { field: 'capability.steps.3', problem: 'give one of text, gone and page' },
    ]);
  });
});
