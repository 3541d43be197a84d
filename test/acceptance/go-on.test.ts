import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call } from './harness/model.ts';
import { startProduct, type Product } from './harness/product.ts';
import { BOT, startInSlack } from './harness/slack.ts';

let product: Product;
let slack: Awaited<ReturnType<typeof startInSlack>>;
beforeAll(async () => {
  product = await startProduct();
  slack = await startInSlack();
});
afterAll(async () => {
  await Promise.all([product.stop(), slack.stop()]);
});

const WORDS = [
  ['resume', ''],
  ['go on and use blue', 'use blue'],
  ['继续，用蓝色', '用蓝色'],
  ['Please continue!', ''],
] as const;

describe('F26 F75 F77 words that say to go on, in the thread of a paused task', () => {
  it.each(WORDS)(
    'resume it in the web chat, and what goes along reaches its agent: %s',
    async (said, along) => {
      const title = `Paint the wall (${said})`;
      const path = `/go-on-${WORDS.findIndex(([one]) => one === said)}`;
      product.sink.answer(path, () => undefined);
      product.model.run(title, [call('http_get', { url: product.sink.url(path) }), 'Painted.']);
      const { number } = await product.order('ana', { title }, { channel: 'go-on' });
      await product.until('a held call', () => product.sink.held() > 0);
      await product.event(number, 'pause');
      product.sink.release();
      await product.settle();
      const { home, wait } = await product.task(number);
      expect(wait).toMatchObject({ kind: 'pause' });
      await product.say('ana', said, { channel: 'go-on', thread: home?.thread ?? '' });
      expect(await product.task(number)).toMatchObject({ status: 'completed', result: 'Painted.' });
      expect(product.model.asked(along).length).toBeGreaterThan(0);
    },
  );

  it('do nothing between people in Slack, and resume it when they are said to the bot', async () => {
    slack.sink.answer('/wall', () => undefined);
    slack.model.turn('paint the wall', [
      call('manage_tasks', { action: 'create', tasks: [{ title: 'Paint the wall' }], run: true }),
      'Under way.',
    ]);
    slack.model.run('Paint the wall', [call('http_get', { url: slack.sink.url('/wall') }), 'Painted.']);
    const ts = slack.slack.say({ user: 'U01', channel: 'C01' }, `${BOT} paint the wall`);
    await slack.until('a held call', () => slack.sink.held() > 0);
    const [task] = await slack.tasks();
    const number = task?.number ?? '';
    await slack.event(number, 'pause');
    slack.sink.release();
    await slack.settle();
    expect(await slack.task(number)).toMatchObject({ wait: { kind: 'pause' } });
    await slack.write('U01', 'go on', { thread: ts });
    expect(await slack.task(number)).toMatchObject({ wait: { kind: 'pause' } });
    expect(slack.thread(ts, 'U01').at(-1)).toMatchObject({
      onlyFor: 'U01',
      text: expect.stringContaining('resume A-') as string,
    });
    await slack.write('U01', `${BOT} go on and use blue`, { thread: ts });
    expect(await slack.task(number)).toMatchObject({ status: 'completed' });
    expect(slack.model.asked('use blue').length).toBeGreaterThan(0);
  });
});
