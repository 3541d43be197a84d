import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { call } from './harness/model.ts';
import { startProduct, type Product } from './harness/product.ts';
import type { SinkAnswer } from './harness/sink.ts';

/** Nothing is asked before it is sent: a second request would go out without a person's word. */
const FREE = 'tools: {http_send: {approval: never}}';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ config: `${FREE}\nfetch: {allow_private: true}` });
});
afterAll(() => product.stop());

/** Reads the body and drops the line. */
const drop: SinkAnswer = (_request, response) => void response.socket?.destroy();
/** Promises more than it says before it drops the line. */
const half: SinkAnswer = (_request, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"paid":', () => response.socket?.destroy());
};
const silent: SinkAnswer = () => {};
const status =
  (code: number, text = 'sorry'): SinkAnswer =>
  (_request, response) =>
    void response.writeHead(code).end(text);

let works = 0;
/** A place, a title and a path of its own for one piece of work. */
function aPayment(on = product) {
  works += 1;
  const path = `/pay/${works}/now`;
  const title = `Pay bill ${works} of the rent`;
  const channel = `pay-${works}`;
  const args = { method: 'POST', url: on.sink.url(path), body: '{"amount":100}' };
  return { path, title, channel, args, pay: call('http_send', args), sent: () => on.sink.at(path) };
}

/** A run that pays, is told what came of it, and tries again as models do. */
async function payBy(how: SinkAnswer) {
  const payment = aPayment();
  product.sink.answer(payment.path, how);
  product.model.run(payment.title, [payment.pay, payment.pay, 'Paid.']);
  const { number } = await product.order('ana', { title: payment.title }, payment);
  return { ...payment, number };
}

const steps = async (task: string, on = product) =>
  (await on.runs(task)).at(-1)?.steps.map((one) => one.status);
const doubt = (task: string, on = product) =>
  on.until('the doubt', async () => (await on.asks(task)).find(({ state }) => state === 'open'));

describe('what was sent and not answered', () => {
  it.each([
    ['whose line is cut after it was read', drop, 'connection broke'],
    ['whose answer is cut off in the middle', half, 'connection broke'],
    ['answered with 500', status(500), 'answered with an error'],
    ['answered with 502', status(502), 'answered with an error'],
    ['answered with 504', status(504), 'answered with an error'],
    ['answered with 408', status(408), 'answered with an error'],
  ])('F44 F45 a payment %s is put to people as a doubt, and not sent again', async (_, how, why) => {
    const { number, sent } = await payBy(how);
    expect(sent()).toHaveLength(1);
    expect(await product.asks(number)).toMatchObject([
      {
        kind: 'input',
        state: 'open',
        question: expect.stringMatching(new RegExp(`${why}.*Repeat it, skip it, or stop here`)) as string,
        allowed: ['repeat', 'skip', 'stop'],
        action: { tool: 'http_send', arguments: { body: '{"amount":100}' } },
      },
    ]);
    expect(await product.task(number)).toMatchObject({ status: 'in_progress', label: 'needs_input' });
    await product.clock.wind(60_000);
    expect(sent()).toHaveLength(1);
  });

  it('F44 F45 F47 a payment that gets no answer in time is put to people, and not sent again', async () => {
    const { path, title, pay, sent } = aPayment();
    product.sink.answer(path, silent);
    product.model.run(title, [pay, pay, 'Paid.']);
    const { number } = await product.ask<{ number: string }>('POST', '/tasks', { title, run: true });
    expect((await doubt(number)).question).toContain('there was no answer in time');
    expect(sent()).toHaveLength(1);
  });

  it('F44 repeat sends it once more under the same key', async () => {
    const { number, path, title, pay, sent, channel } = await payBy(drop);
    product.model.run(title, [pay, 'Paid.']);
    product.sink.answer(path, status(200, 'paid'));
    await product.press('ana', 'repeat', { channel });
    const [first, second, ...more] = sent();
    expect(more).toEqual([]);
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
    expect(await product.task(number)).toMatchObject({ status: 'completed', outcome: 'success' });
  });

  it('F44 repeat that is not answered either asks again', async () => {
    const { number, sent, channel } = await payBy(drop);
    await product.press('ana', 'repeat', { channel });
    expect(sent()).toHaveLength(2);
    expect(await product.asks(number)).toMatchObject([{ state: 'open' }]);
  });

  it('F44 skip sends nothing, tells the model that nobody knows, and refuses the same again however it is written', async () => {
    const { path, title, channel, args, pay, sent } = aPayment();
    product.sink.answer(path, drop);
    const again = call('http_send', { ...args, body: '{ "amount" : 100 }' });
    product.model.run(title, [pay, pay, again, 'It may have been paid.']);
    const { number } = await product.order('ana', { title }, { channel });
    await product.press('ana', 'skip', { channel });
    expect(sent()).toHaveLength(1);
    const told = product.model.asked(title).join('\n');
    expect(told).toContain('People chose not to repeat it');
    expect(told).toContain('It is not known whether exactly this has happened');
    expect(await steps(number)).toEqual(['skipped', 'failure', 'failure']);
    expect(await product.task(number)).toMatchObject({ status: 'completed' });
  });

  it('F44 stop ends the work, and the next try asks before it sends the same', async () => {
    const { number, path, title, channel, pay, sent } = await payBy(drop);
    await product.press('ana', 'stop', { channel });
    expect(await product.task(number)).toMatchObject({ status: 'failed', outcome: 'interrupted' });

    await product.event(number, 'retry');
    expect(sent()).toHaveLength(1);
    expect((await doubt(number)).question).toContain('An earlier try');
    expect(product.model.asked(title).join('\n')).toContain('nobody knows whether it happened');
    product.sink.answer(path, status(200, 'paid'));
    product.model.run(title, [pay, 'Paid.']);
    await product.press('ana', 'repeat', { channel });
    expect(sent()).toHaveLength(2);
    expect(await product.task(number)).toMatchObject({ status: 'completed', outcome: 'success' });

    // What has been made good is in doubt no longer: a rerun is work of its own.
    await product.event(number, 'rerun');
    expect(sent()).toHaveLength(3);
  });

  it('F44 F96 only whoever the work is for decides about a doubt', async () => {
    const { sent, channel } = await payBy(drop);
    const refused = await product.press('bo', 'repeat', { channel });
    expect(sent()).toHaveLength(1);
    expect(refused.status).toBeLessThan(500);
    expect((await product.heard('bo', { channel })).join('\n')).toContain('can be decided by ana');
  });

  it('F44 F86 what was approved is repeated without another approval, exactly as it was', async () => {
    const careful = await startProduct();
    onTestFinished(() => careful.stop());
    const { path, title, channel, pay, sent } = aPayment(careful);
    careful.sink.answer(path, drop);
    careful.model.run(title, [pay, 'Paid.']);
    const { number } = await careful.order('ana', { title }, { channel });
    await careful.press('ana', 'approve', { channel });
    expect(sent()).toHaveLength(1);
    careful.sink.answer(path, status(200, 'paid'));
    await careful.press('ana', 'repeat', { channel });
    expect(sent().map(({ body }) => body)).toEqual(['{"amount":100}', '{"amount":100}']);
    expect(await careful.task(number)).toMatchObject({ status: 'completed', outcome: 'success' });
  });

  it('F44 F83 F87 what others must approve is repeated with their approval alone: whoever it is for may want it, and cannot give it', async () => {
    const own = await startProduct({
      config: `
groups: {leads: [web:carol, web:dan]}
tools: {http_send: {approval: always, approvers: {groups: [leads], quorum: 2}}}
`,
    });
    onTestFinished(() => own.stop());
    const { path, title, channel, pay, sent } = aPayment(own);
    const approve = async () => {
      for (const person of ['carol', 'dan']) await own.press(person, 'approve', { channel });
    };
    own.sink.answer(path, drop);
    own.model.run(title, [pay, pay, 'It may have been paid.']);
    const { number } = await own.order('ana', { title }, { channel });
    await approve();
    expect(sent()).toHaveLength(1);
    await own.press('ana', 'repeat', { channel });
    expect(sent()).toHaveLength(1);
    const { card } = await own.card('dan', 'ask', { channel });
    expect(card.lines.join('\n')).toContain('may have been done already');
    await own.press('ana', 'approve', { channel });
    await own.press('carol', 'approve', { channel });
    expect(sent()).toHaveLength(1);
    await own.press('dan', 'approve', { channel });
    expect(sent()).toHaveLength(2);

    // Still in doubt, and refused by those who must approve it: nobody knows whether it happened, and it is not asked for again.
    await own.press('ana', 'repeat', { channel });
    await own.press('carol', 'reject', { channel, values: { note: 'Ask the bank first.' } });
    expect(sent()).toHaveLength(2);
    expect(await steps(number, own)).toEqual(['skipped', 'failure']);
    const told = own.model.asked(title).join('\n');
    expect(told).toContain('People chose not to repeat it: Ask the bank first.');
  });

  it('F44 F90 nobody’s word in time repeats nothing, and the end says that it may have happened', async () => {
    const own = await startProduct({ config: `${FREE}\nquestions: {expires: 1h}` });
    onTestFinished(() => own.stop());
    const { path, title, channel, pay, sent } = aPayment(own);
    own.sink.answer(path, drop);
    own.model.run(title, [pay, 'Paid.']);
    const { number } = await own.order('ana', { title }, { channel });
    await own.clock.wind(2 * 3_600_000);
    await own.settle();
    expect(sent()).toHaveLength(1);
    expect(await own.task(number)).toMatchObject({ status: 'failed', outcome: 'timeout' });
    expect(await steps(number, own)).toEqual(['unknown']);
    expect((await own.heard('ana', { channel })).join('\n')).toContain(
      'It is not known whether this happened',
    );
  });
});

describe('what is interrupted while it is on its way', () => {
  /** A run whose payment has been read by the other side, which says nothing. */
  async function inFlight(on: Product) {
    const payment = aPayment(on);
    const { path, title, channel, pay, sent } = payment;
    on.sink.answer(path, silent);
    on.model.run(title, [pay, 'Paid.']);
    const home = { platform: 'web', channel, thread: 'pay' };
    const task = { title, run: true, home };
    const { number } = await on.ask<{ number: string }>('POST', '/tasks', task, { person: 'ana' });
    await on.until('the payment', () => sent().length === 1);
    return { ...payment, number };
  }

  it('F12 F44 cancelled: the card says that it may have happened, and a rerun asks before it sends the same', async () => {
    const { number, sent, channel } = await inFlight(product);
    await product.event(number, 'cancel');
    expect(await product.task(number)).toMatchObject({ status: 'cancelled' });
    expect(await steps(number)).toEqual(['unknown']);
    const { card } = await product.card('ana', 'run', { channel });
    expect(card.lines.join('\n')).toContain('It is not known whether this happened: Send POST');
    await product.event(number, 'rerun');
    expect(sent()).toHaveLength(1);
    expect(await doubt(number)).toMatchObject({ allowed: ['repeat', 'skip', 'stop'] });
  });

  it('F44 F46 by the end of the process: the next one asks, and sends nothing', async () => {
    const own = await startProduct({ config: FREE });
    onTestFinished(() => own.stop());
    const { number, sent } = await inFlight(own);
    await own.restart();
    expect(await doubt(number, own)).toMatchObject({ allowed: ['repeat', 'skip', 'stop'] });
    expect(sent()).toHaveLength(1);
  });

  it('F44 F47 by the end of its time: a retry asks before it sends the same', async () => {
    const own = await startProduct({ config: `${FREE}\nlimits: {run: {time: 8s}}` });
    onTestFinished(() => own.stop());
    const { number, sent } = await inFlight(own);
    await own.until('the end', async () => (await own.task(number)).status === 'failed');
    expect(await steps(number, own)).toEqual(['unknown']);
    await own.event(number, 'retry');
    expect(await doubt(number, own)).toMatchObject({ allowed: ['repeat', 'skip', 'stop'] });
    expect(sent()).toHaveLength(1);
  });
});

describe('what is known', () => {
  it.each([400, 402, 404, 409, 422, 429, 501])(
    'F44 F45 an answer of %i says that nothing was done: the model may try again, and nobody is asked',
    async (code) => {
      const { number, sent } = await payBy(status(code));
      expect(sent()).toHaveLength(2);
      expect(await product.asks(number)).toEqual([]);
      expect(await steps(number)).toEqual(['failure', 'failure']);
      expect(await product.task(number)).toMatchObject({ status: 'completed', outcome: 'partial' });
    },
  );

  it('F44 F45 a refused connection and a name without an address were not sent: the model may try again', async () => {
    const { title, channel, args, pay, sent } = aPayment();
    product.model.run(title, [
      call('http_send', { ...args, url: 'http://127.0.0.1:1/pay' }),
      call('http_send', { ...args, url: 'http://no-such-name.invalid/pay' }),
      pay,
      'Paid.',
    ]);
    const { number } = await product.order('ana', { title }, { channel });
    expect(await product.asks(number)).toEqual([]);
    expect(await steps(number)).toEqual(['failure', 'failure', 'success']);
    expect(await product.task(number)).toMatchObject({ status: 'completed', outcome: 'success' });
    expect(sent()).toHaveLength(1);
  });

  it('F45 work that could send nothing has done nothing, and is tried again by itself as often as it may', async () => {
    const own = await startProduct({
      config: `${FREE}\nfetch: {allow_private: true}\nlimits: {run: {retries: 1}}`,
    });
    onTestFinished(() => own.stop());
    const { title, args } = aPayment(own);
    own.model.run(title, [
      call('http_send', { ...args, url: 'http://127.0.0.1:1/pay' }),
      { status: 500, error: { message: 'broken' } },
    ]);
    const { number } = await own.ask<{ number: string }>('POST', '/tasks', { title, run: true });
    await own.until('the second try', async () => (await own.runs(number)).length === 2);
    expect(await own.asks(number)).toEqual([]);
  });
});
