import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import type { AskView } from '../../src/contract/asks.ts';
import { call, calls } from './harness/model.ts';
import { startProduct, type Product } from './harness/product.ts';

/** ana asks; cy, dan and eve are leads, and two of them must agree to what goes to /leads. */
const CONFIG = `
groups: {leads: ['web:cy', 'web:dan', 'web:eve']}
tools:
  http_send: {approval: always, expires: 8h, approvers: {groups: [leads], may_edit: true, quorum: 2, on_expiry: reject}}
  http_get: {approval: never}
`;

let product: Product;
let leads: Product;
beforeAll(async () => {
  product = await startProduct();
  leads = await startProduct({ config: CONFIG });
});
afterAll(async () => {
  await product.stop();
  await leads.stop();
});

const post = ({ sink }: Product, path: string, body: string) =>
  call('http_send', { method: 'POST', url: sink.url(path), body });
const privately = async (to: Product, person: string, channel: string): Promise<string[]> =>
  (await to.read(person, { channel })).filter(({ onlyFor }) => onlyFor !== undefined).map(({ text }) => text);
const settledAsk = async (of: Product, number: string, state: string): Promise<AskView | undefined> =>
  (await of.ask<{ items: AskView[] }>('GET', `/asks?task=${number}&state=${state}`)).items[0];

describe('approval of a call', () => {
  it('F83 F86 a call that needs an approval is made once, by the same run, with what was approved, and never before', async () => {
    const channel = 'f86';
    product.model.run('Pay INV-86', [post(product, '/f86', '{"amount":86}'), 'Paid.']);
    const { number } = await product.order('ana', { title: 'Pay INV-86' }, { channel });
    expect(product.sink.at('/f86')).toEqual([]);
    expect(await product.task(number)).toMatchObject({ status: 'in_progress', wait: { kind: 'approval' } });
    await product.clock.wind(3_600_000);
    await product.settle();
    expect(product.sink.at('/f86')).toEqual([]);

    await product.press('ana', 'approve', { channel });
    expect(product.sink.at('/f86').map(({ body }) => body)).toEqual(['{"amount":86}']);
    expect(await product.task(number)).toMatchObject({ status: 'completed', result: 'Paid.' });
    expect(await product.runs(number)).toHaveLength(1);
  });

  it('F83 what needs an approval is configured: always, never, or once text from outside was read', async () => {
    const config = `tools: {http_send: {approval: when_tainted}, save_deliverable: {approval: always}}`;
    const own = await startProduct({ config });
    onTestFinished(() => own.stop());
    own.model.run('F83 clean', [post(own, '/clean', '1'), 'Sent.']);
    own.model.run('F83 tainted', [
      call('http_get', { url: own.sink.url('/page') }),
      post(own, '/tainted', '1'),
      'Sent.',
    ]);
    own.model.run('F83 saved', [call('save_deliverable', { name: 'a.md', content: 'a' }), 'Saved.']);
    await own.order('ana', { title: 'F83 clean' });
    expect(own.sink.at('/clean')).toHaveLength(1);
    await own.order('ana', { title: 'F83 tainted' });
    expect(own.sink.at('/tainted')).toEqual([]);
    const { number } = await own.order('ana', { title: 'F83 saved' });
    expect(await own.deliverables(number)).toEqual([]);
    await own.press('ana', 'approve');
    expect(await own.deliverables(number)).toHaveLength(1);
  });

  it('F85 a decision over the API or in the console closes the card in chat at once', async () => {
    const channel = 'f85';
    product.model.run('F85', [post(product, '/f85', '1'), 'Left alone.']);
    const { number } = await product.order('ana', { title: 'F85' }, { channel });
    const [ask] = await product.asks(number);
    const began = product.clock.monotonicMs();
    const answer = await product.decide(
      ask?.number ?? '',
      'reject',
      { note: 'not today' },
      { person: 'ana' },
    );
    expect(answer.status).toBe(200);
    expect(product.clock.monotonicMs() - began).toBeLessThan(10_000);
    const { card } = await product.card('ana', 'ask', { channel });
    expect(card.buttons).toEqual([]);
    expect(card.title).toContain('not today');
    expect(product.sink.at('/f85')).toEqual([]);
  });

  it('F87 only whom the policy names may decide: others and the requester hear it privately, and two different people are needed', async () => {
    const channel = 'f87';
    leads.model.run('F87', [post(leads, '/f87', '1'), 'Sent.']);
    const { number } = await leads.order('ana', { title: 'F87' }, { channel });
    for (const [person, told] of [
      ['mallory', /can be decided by leads/],
      ['ana', /^You asked for it, so somebody else decides A-\d+: leads\.$/],
    ] as const) {
      await leads.press(person, 'approve', { channel });
      expect(await privately(leads, person, channel)).toEqual([expect.stringMatching(told)]);
    }
    expect(await privately(leads, 'bo', channel)).toEqual([]);
    await leads.press('cy', 'approve', { channel });
    await leads.press('cy', 'approve', { channel });
    expect(leads.sink.at('/f87')).toEqual([]);
    expect(await leads.asks(number)).toMatchObject([
      { state: 'open', mayDecide: { quorum: 2, groups: ['leads'] } },
    ]);
    await leads.press('dan', 'approve', { channel });
    expect(leads.sink.at('/f87')).toHaveLength(1);
    const settled = await settledAsk(leads, number, 'approved');
    expect(new Set(settled?.decisions.map(({ by }) => by.id))).toEqual(new Set(['web:cy', 'web:dan']));
  });

  it('F87 F91 where fewer may approve than must, that is told when it is asked and to who asks why, of a call and of a start', async () => {
    const own = await startProduct({
      config: `
groups: {leads: [web:carol, web:dan]}
tools: {http_send: {approval: always, approvers: {groups: [leads], quorum: 2}}}
starts: {approved_by: {groups: [leads], quorum: 2}}
`,
    });
    onTestFinished(() => own.stop());
    own.model.run('F87 short', [post(own, '/short', '1'), 'Sent.']);
    own.model.run('F87 enough', [post(own, '/enough', '1'), 'Sent.']);
    const sent = await own.order('carol', { title: 'F87 short' }, { channel: 'short' });
    const started = await own.create(
      {
        title: 'F91 short',
        isApprovalRequired: true,
        home: { platform: 'web', channel: 'start', thread: 'f91' },
      },
      { person: 'carol' },
    );
    const told = '2 approvals are needed, but only these people may approve: dan';
    for (const [{ number }, channel] of [
      [sent, 'short'],
      [started, 'start'],
    ] as const) {
      expect(await own.asks(number)).toMatchObject([{ shortOf: [{ id: 'web:dan' }] }]);
      expect(JSON.stringify((await own.card('dan', 'ask', { channel })).card)).toContain(told);
      const why = await own.ask<{ sentence: string }>('GET', `/tasks/${number}/why`);
      expect(why.sentence).toContain(told);
    }
    const { number } = await own.order('ana', { title: 'F87 enough' }, { channel: 'enough' });
    const [enough] = await own.asks(number);
    expect(enough?.shortOf).toBeUndefined();

    // Elsewhere nothing is told of its task, not even its number.
    await own.say('mallory', `批准 ${enough?.number}`, { channel: 'elsewhere' });
    const heard = (await own.heard('mallory', { channel: 'elsewhere' })).join();
    expect(heard).toContain(enough?.number);
    expect(heard).not.toContain(number);
  });

  it('F88 a rejection with its reason reaches the agent; the same call is refused without asking again, and a changed one is asked anew', async () => {
    const channel = 'f88';
    const { sink } = product;
    const same = { method: 'POST', url: sink.url('/f88'), body: '{"amount":9}' };
    const { method, url, body } = same;
    product.model.run('F88', [
      call('http_send', same),
      call('http_send', { body, url, method }),
      call('http_send', { ...same, body: '{"amount":3}' }),
      'Paid less.',
    ]);
    const { number } = await product.order('ana', { title: 'F88' }, { channel });
    await product.press('ana', 'reject', { channel, values: { note: 'too much money' } });
    expect(product.model.asked('too much money').length).toBeGreaterThan(0);
    const [changed, ...others] = await product.asks(number);
    expect(others).toEqual([]);
    expect(changed?.action?.arguments).toMatchObject({ body: '{"amount":3}' });
    await product.press('ana', 'approve', { channel });
    expect(sink.at('/f88').map((one) => one.body)).toEqual(['{"amount":3}']);
    expect((await product.runs(number))[0]?.steps.map(({ status }) => status)).toEqual([
      'failure',
      'failure',
      'success',
    ]);
  });

  it('F89 an approver may change the arguments where the policy allows it: earlier votes no longer count, and the tool gets the changed ones', async () => {
    const channel = 'f89';
    leads.model.run('F89', [post(leads, '/f89', '{"amount":500}'), 'Paid.']);
    const { number } = await leads.order('ana', { title: 'F89' }, { channel });
    await leads.press('cy', 'approve', { channel });
    const [ask] = await leads.asks(number);
    const edited = { ...(ask?.action?.arguments as object), body: '{"amount":50}' };
    const answer = await leads.decide(ask?.number ?? '', 'approve', { value: edited }, { person: 'dan' });
    expect(answer.status).toBe(200);
    expect(leads.sink.at('/f89')).toEqual([]);
    await leads.press('eve', 'approve', { channel });
    expect(leads.sink.at('/f89').map(({ body }) => body)).toEqual(['{"amount":50}']);

    product.model.run('F89 fixed', [post(product, '/f89-fixed', '{"amount":500}'), 'Paid.']);
    const fixed = await product.order('ana', { title: 'F89 fixed' }, { channel });
    const [other] = await product.asks(fixed.number);
    const refused = await product.decide(
      other?.number ?? '',
      'approve',
      { value: edited },
      { person: 'ana' },
    );
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(await product.asks(fixed.number)).toMatchObject([{ state: 'open' }]);
  });

  it('F90 an open approval reminds once at half time and expires by its policy; whoever comes late hears that it has expired', async () => {
    const channel = 'f90';
    leads.model.run('F90', [post(leads, '/f90', '1'), 'Nobody wanted it.']);
    const { number, home } = await leads.order('ana', { title: 'F90' }, { channel });
    const [ask] = await leads.asks(number);
    const reminders = async () =>
      (await leads.heard('cy', { channel })).filter((text) => text.includes('Still waiting for you')).length;
    await leads.clock.wind(3.5 * 3_600_000);
    await leads.settle();
    expect(await reminders()).toBe(0);
    await leads.clock.wind(1 * 3_600_000);
    await leads.settle();
    expect(await reminders()).toBe(1);
    await leads.clock.wind(2 * 3_600_000);
    await leads.settle();
    expect(await reminders()).toBe(1);
    await leads.clock.wind(2 * 3_600_000);
    await leads.settle();
    expect(await settledAsk(leads, number, 'expired')).toMatchObject({ number: ask?.number });
    expect(await leads.task(number)).toMatchObject({ status: 'completed', result: 'Nobody wanted it.' });
    await leads.say('cy', `approve ${ask?.number}`, { channel, thread: home?.thread ?? '' });
    expect((await leads.heard('cy', { channel })).at(-1)).toMatch(/has expired/);
    expect((await leads.decide(ask?.number ?? '', 'approve')).status).toBe(409);
    expect(leads.sink.at('/f90')).toEqual([]);
  });

  it.each([
    ['fail', 'failed'],
    ['defer', 'deferred'],
  ])('F90 an approval whose policy is to %s when it expires leaves the task %s', async (policy, status) => {
    const own = await startProduct({
      config: `tools: {http_send: {approval: always, expires: 1h, approvers: {anyone_in_channel: true, on_expiry: ${policy}}}}`,
    });
    onTestFinished(() => own.stop());
    own.model.run('F90', [post(own, '/f90', '1'), 'Done.']);
    const { number } = await own.order('ana', { title: 'F90' });
    await own.clock.wind(2 * 3_600_000);
    await own.settle();
    expect(await own.task(number)).toMatchObject({ status });
    expect(own.sink.received).toEqual([]);
  });

  it('F86 F94 two calls of one answer are approved each by itself, and each is made once', async () => {
    const channel = 'f94';
    const send = (path: string) => ({ method: 'POST', url: product.sink.url(path), body: path });
    product.model.run('F94', [calls(['http_send', send('/f94-a')], ['http_send', send('/f94-b')]), 'Both.']);
    const { number } = await product.order('ana', { title: 'F94' }, { channel });
    const asks = await product.asks(number);
    for (const { number: ask } of asks) await product.decide(ask, 'approve', {}, { person: 'ana' });
    for (const { number: ask } of await product.asks(number))
      await product.decide(ask, 'approve', {}, { person: 'ana' });
    expect(product.sink.at('/f94-a')).toHaveLength(1);
    expect(product.sink.at('/f94-b')).toHaveLength(1);
    expect(await product.task(number)).toMatchObject({ status: 'completed' });
  });
});

describe('approval of a start', () => {
  it('F91 a task that needs one is not queued until it is given, and rejecting it cancels the task', async () => {
    const own = await startProduct({ config: "starts: {approved_by: {people: ['web:boss']}}" });
    onTestFinished(() => own.stop());
    const make = (title: string) => own.create({ title, isApprovalRequired: true });
    const { number } = await make('F91 yes');
    for (const event of ['queue', 'complete', 'resume_deferred'])
      expect((await own.event(number, event)).status).toBe(409);
    await own.press('mallory', 'approve');
    await own.clock.wind(3_600_000);
    await own.settle();
    expect(await own.runs(number)).toEqual([]);
    await own.press('boss', 'approve');
    expect(await own.task(number)).toMatchObject({ status: 'completed' });
    const other = await make('F91 no');
    await own.press('boss', 'reject', { values: { note: 'never' } });
    expect(await own.task(other.number)).toMatchObject({ status: 'cancelled', outcome: 'rejected' });
    expect(await own.runs(other.number)).toEqual([]);
  });
});
