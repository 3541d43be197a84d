import { describe, expect, it, onTestFinished } from 'vitest';

import { WECOM_SURFACES } from './harness/environment.ts';
import { call } from './harness/model.ts';
import { BOT, startInSlack } from './harness/slack.ts';
import { ANYONE } from './harness/states.ts';
import { startInWeCom } from './harness/wecom.ts';

const begin = (title: string) => [
  call('manage_tasks', { action: 'create', tasks: [{ title }], run: true }),
  'It is under way, I will tell you here.',
];

async function inSlack(config = '') {
  const product = await startInSlack({ config });
  onTestFinished(() => product.stop());
  const send = (body: string) => call('http_send', { method: 'POST', url: product.sink.url('/pay'), body });
  const bot = (thread: string, viewer?: string) =>
    product.thread(thread, viewer).filter(({ by }) => by === 'UBOTT01');
  return { ...product, send, bot };
}

/** What a phone shows: all before the first blank line. */
const lockOf = (fallback: string): string => fallback.split('\n\n')[0] ?? '';

describe('C2 C13 nothing is approved of which a part is not seen', () => {
  it('in Slack a long body is opened to be read, all of it, and approved there', async () => {
    const product = await inSlack();
    const body = JSON.stringify({ text: 'Clause by clause. '.repeat(1000), account: '4711-the-end' });
    product.model.turn('pay', begin('Pay the invoice'));
    product.model.run('Pay the invoice', [product.send(body), 'Paid.']);
    const thread = await product.write('U01', `${BOT} pay`);
    const labels = product.bot(thread).flatMap(({ buttons }) => buttons.map(({ label }) => label));
    expect(labels).not.toContain('Approve');
    await product.click('U01', 'Read all and decide…');
    expect(product.sink.received).toEqual([]);
    const view = product.slack.openView('U01')?.view as { blocks: unknown[] };
    const shown = view.blocks.flatMap(
      (block) => JSON.stringify(block).match(/"text":"((?:[^"\\]|\\.)*)"/g) ?? [],
    );
    const read = shown.map((part) => JSON.parse(`{${part}}`) as { text: string }).map(({ text }) => text);
    expect(read.join('')).toContain(body);
    await product.submit('U01', {});
    expect(product.sink.at('/pay').map((sent) => sent.body)).toEqual([body]);
  });

  it('in Slack a short body is approved by one press, and a long question stands in full with its options', async () => {
    const product = await inSlack();
    product.model.turn('pay', begin('Pay the invoice'));
    const question = `Do we sign? ${'The price may rise. '.repeat(80)}It is account 4711.`;
    const options = ['Sign', 'Do not sign before the lawyers in Brussels have read it'];
    product.model.run('Pay the invoice', [
      product.send('{"a":1}'),
      call('ask_people', { kind: 'choice', question, options }),
      'Paid.',
    ]);
    const thread = await product.write('U01', `${BOT} pay`);
    await product.click('U01', 'Approve');
    expect(product.sink.received).toHaveLength(1);
    const asked = product.bot(thread).at(-1);
    expect(asked?.text).toContain('account 4711');
    for (const option of options) expect(asked?.text).toContain(option);
  });
});

describe('C4 C8 C23 a thread in Slack', () => {
  it('begins with the run and ends with its result: no second message says that it has begun', async () => {
    const product = await inSlack();
    product.model.turn('look', begin('Compare the orders'));
    product.model.run('Compare the orders', ['## Orders\n\nIn week 47 they **rose** by `12 %`.']);
    const thread = await product.write('U01', `${BOT} look`);
    const [card, end, ...more] = product.bot(thread);
    expect(more).toEqual([]);
    expect(card?.text).toBe('✅ Compare the orders\nT-1 · done');
    expect(end?.text).toContain('In week 47 they rose by 12 %.');
    for (const message of [card, end]) {
      const lock = lockOf(message?.fallback ?? '');
      expect(lock.length).toBeLessThanOrEqual(150);
      expect(lock).not.toMatch(/^(?:[TA]-\d|<@)|\*\*|##|`/);
      expect(lock).toContain('Compare the orders');
    }
    expect(lockOf(end?.fallback ?? '')).toMatch(/^Done: Compare the orders\. Orders In week 47/);
  });

  it('says what is asked, with its options, where a phone shows it, and calls nobody who is alone with the bot', async () => {
    const product = await inSlack();
    product.model.turn('look', begin('Announce the launch'));
    product.model.run('Announce the launch', [
      call('ask_people', { kind: 'choice', question: 'Which region first?', options: ['eu', 'us'] }),
      'Announced.',
    ]);
    await product.write('U01', 'look', { channel: 'D01' });
    const seen = product.slack.seen('D01', 'U01').filter(({ by }) => by === 'UBOTT01');
    expect(lockOf(seen.at(-1)?.fallback ?? '')).toBe('Which region first? eu / us (Announce the launch)');
    expect(seen.flatMap(({ pings }) => pings)).toEqual([]);
  });

  it('C26 has no second message for a decision that was typed below its card', async () => {
    const product = await inSlack();
    product.model.turn('look', begin('Announce the launch'));
    product.model.run('Announce the launch', [
      call('ask_people', { kind: 'text', question: 'When?' }),
      'Done.',
    ]);
    const thread = await product.write('U01', `${BOT} look`);
    await product.write('U01', 'answer A-1 Friday', { thread });
    expect(product.bot(thread).map(({ text }) => text.split('\n')[0])).toEqual([
      '✅ Announce the launch',
      '✅ Ann answered “When?”: Friday',
      '@U01 ✅ Announce the launch: done.',
    ]);
  });
});

describe('C9 C28 the steps of a run', () => {
  it('are counted truly, neighbours on one site are one line, and the next is named', async () => {
    const product = await inSlack('limits: {run: {model_calls: 60}}');
    const steps = Array.from({ length: 30 }, (_, at) =>
      call('http_get', { url: product.sink.url(`/step/${at}`) }),
    );
    product.model.turn('look', begin('Read the shop'));
    product.model.run('Read the shop', [
      call('ask_people', { kind: 'text', question: 'x'.repeat(2400) }),
      ...steps,
      call('ask_people', { kind: 'text', question: 'Enough?' }),
      'Read.',
    ]);
    const thread = await product.write('U01', `${BOT} look`);
    const [card] = product.bot(thread);
    expect(card?.text).toMatch(/Waiting for anyone here to answer\n31 steps done\n/);
    expect(card?.text).toMatch(/\[x\] Read 30 pages on 127\.0\.0\.1:\d+/);
    expect(card?.text).toContain('A step that was not understood');
    expect(card?.text).not.toContain('ask_people');
    expect(card?.text).not.toContain('Enough?');
  });
});

describe('C10 a pause', () => {
  it('is told and ended on the card of its run, and asks nobody', async () => {
    const product = await inSlack(ANYONE);
    product.sink.answer('/held', () => undefined);
    product.model.turn('look', begin('Slow work'));
    product.model.run('Slow work', [call('http_get', { url: product.sink.url('/held') }), 'Done.']);
    const thread = product.slack.say({ user: 'U01', channel: 'C01' }, `${BOT} look`);
    await product.until('a held call', () => product.sink.held() > 0);
    const withPause = () =>
      product.bot(thread).find(({ buttons }) => buttons.some(({ label }) => label === 'Pause'));
    await product.until('the card', () => withPause() !== undefined);
    await product.slack.click({ user: 'U02', channel: 'C01' }, withPause()?.ts ?? '', 'Pause');
    await product.until('the wish', async () => (await product.runs('T-1')).length > 0);
    await product.slack.idle();
    product.sink.answer('/held', (_request, response) => response.end('go on'));
    product.sink.release();
    await product.settle();
    const [card, ...more] = product.bot(thread);
    expect(more).toEqual([]);
    expect(card?.text).toMatch(/^⏸ Slow work\nPaused by Bo\n/);
    expect(card?.pings).toEqual([]);
  });
});

describe('C17 C18 what did not happen', () => {
  it.each([
    ['is rejected', /^✋ Ann rejected “Send POST to .*”: too early/],
    ['is not decided in time', /^⌛ Nobody approved in time, so it was not done: Send POST/],
  ])('and %s leaves the work done in part, in one line that says so', async (how, line) => {
    const product = await inSlack();
    product.model.turn('pay', begin('Pay the invoice'));
    product.model.run('Pay the invoice', [product.send('{"a":1}'), 'It was not sent.']);
    const thread = await product.write('U01', `${BOT} pay`);
    if (how === 'is rejected') await product.write('U01', 'reject A-1 too early', { thread });
    else {
      await product.clock.wind(25 * 3_600_000);
      await product.settle();
    }
    const texts = product.bot(thread).map(({ text }) => text);
    expect(texts[0]).toMatch(/^◐ Pay the invoice\n[\s\S]*done in part/);
    expect(texts.some((text) => line.test(text))).toBe(true);
    expect(await product.task('T-1')).toMatchObject({ status: 'completed', outcome: 'partial' });
    expect(product.sink.received).toEqual([]);
  });
});

describe('C6 changes to a result in WeCom', () => {
  it.each(WECOM_SURFACES.filter((surface) => surface !== 'callback'))(
    'are asked for by the button, and the next message of that person says which, by %s',
    async (surface) => {
      const product = await startInWeCom({ surface });
      onTestFinished(() => product.stop());
      product.model.turn('hello', ['Hello.']);
      product.model.run('Launch plan', ['Three steps.']);
      await product.write('ana', 'hello');
      const channel = surface === 'app' ? 'app:ana' : 'group:wrHome';
      const place = { platform: 'wecom', channel, thread: channel };
      await product.create({ title: 'Launch plan', run: true, isReviewRequired: true, home: place }, {});
      await product.clock.wind(6_000);
      await product.settle();
      await product.click('ana', '2. Reques…');
      expect(product.screen('ana').join('\n')).toMatch(/your next message is taken as that/);
      product.model.run('invite the press', ['Four steps.']);
      await product.write('ana', 'please invite the press');
      const runs = await product.runs('T-1');
      expect(runs.map(({ result }) => result)).toEqual(['Three steps.', 'Four steps.']);
    },
  );
});

describe('C7 the card of a run in a WeCom app', () => {
  it('says nothing that is no longer true at the end, and has nothing left to press', async () => {
    const product = await startInWeCom({ surface: 'app' });
    onTestFinished(() => product.stop());
    product.model.turn('十步', begin('读十个页面'));
    product.model.run('读十个页面', [
      ...Array.from({ length: 10 }, (_, at) => call('http_get', { url: product.sink.url(`/s/${at}`) })),
      '都读完了。',
    ]);
    await product.write('ana', '做十步');
    const screen = product.screen('ana').join('\n');
    expect(screen).toContain('都读完了。');
    expect(screen).not.toMatch(/排队中|queued|\[停止\]|\[Stop\]/);
  });
});

describe('F83 the approval of a deletion', () => {
  it('asks once more, naming what would be deleted, before it counts', async () => {
    const product = await inSlack();
    product.model.turn('remove', begin('Remove the customer'));
    product.model.run('Remove the customer', [
      call('http_send', { method: 'DELETE', url: product.sink.url('/customers/4711') }),
      'Removed.',
    ]);
    const thread = await product.write('U01', `${BOT} remove`);
    const approve = product
      .bot(thread)
      .flatMap(({ buttons }) => buttons)
      .find(({ label }) => label === 'Approve');
    expect(approve).toMatchObject({ style: 'danger' });
    expect(approve?.confirm).toMatch(/^Send DELETE to .*cannot be undone/);
  });
});
