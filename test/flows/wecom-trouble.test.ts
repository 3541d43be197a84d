import { afterEach, describe, expect, it } from 'vitest';
import { openWeComProduct, type WeComProduct, type WeComSurface } from '../fakes/platform-app.ts';
import type { Story } from '../fakes/platform-core.ts';
import { call } from '../fakes/scripted-model.ts';
import { closeAll, until } from '../fakes/wecom/index.ts';

let app: WeComProduct;
afterEach(async () => {
  await app.close();
  await closeAll();
});

const open = async (story: Story & { surface?: WeComSurface } = {}): Promise<void> => {
  app = await openWeComProduct(story);
};

const begin = (title: string) => [
  call('manage_tasks', { action: 'create', tasks: [{ title }], run: true }),
  'T-1 is under way.',
];
const choose = call('ask_people', { kind: 'choice', question: 'Which region?', options: ['eu', 'us'] });

const count = (text: string): number => app.seen().join('\n').split(text).length - 1;
const expectCalm = (): void => {
  expect(app.screen.spinning()).toEqual([]);
  expect(app.screen.items.filter(({ kind, isSealed }) => kind === 'bubble' && !isSealed)).toEqual([]);
};

describe('when WeCom is in trouble', () => {
  it('has a store that takes 5 s for everything: the smart bot is answered in time, and the work is done once', async () => {
    await open({ surface: 'callback', turn: begin('Announce'), run: ['Announced.'] });
    app.slowBy(5_000);
    const said = app.say('ana', 'announce');
    await app.wind(60_000);
    app.slowBy(0);
    await app.wind(60_000);
    await said;
    await app.settle();
    const late = app.aibot?.exchanges.filter(({ tookMs, status }) => tookMs >= 5_000 || status !== 200);
    expect(late).toEqual([]);
    expect(await app.tasks()).toHaveLength(1);
    expect(count('Announced.')).toBe(1);
    expectCalm();
  });

  it('answers an app in time too, though its store takes 5 s for everything', async () => {
    await open({ surface: 'app', turn: begin('Announce'), run: ['Announced.'] });
    const began = app.clock.monotonicMs();
    app.slowBy(5_000);
    // WeCom comes up to three times while it is told that the message could not be kept.
    const times = app.say('ana', 'announce').then((answers) => ({
      tookMs: app.clock.monotonicMs() - began,
      tries: Array.isArray(answers) ? answers.length : 1,
    }));
    await app.wind(60_000);
    app.slowBy(0);
    await app.wind(60_000);
    const { tookMs, tries } = await times;
    await app.settle();
    expect(tookMs / tries).toBeLessThan(5_000);
    expect(await app.tasks()).toHaveLength(1);
    expect(count('Announced.')).toBe(1);
  });

  it('loses the connection while a run goes on, and the answer comes all the same, once', async () => {
    await open({ turn: begin('Announce'), run: [choose, 'Announced.'] });
    await app.tell('ana', 'announce');
    app.socket?.cut();
    await app.wind(2_000);
    await until(() => app.socket?.isConnected(), 'connected again');
    await app.tell('bo', 'us');
    await app.wind(20_000);
    await app.settle();
    expect(count('Announced.')).toBe(1);
    expectCalm();
  });

  it('says too many requests, again and again, and everything is shown once and in order', async () => {
    await open({
      turn: begin('Announce'),
      run: [choose, call('save_deliverable', { name: 'a.md', content: 'A text.' }), 'Announced.'],
    });
    if (app.socket) {
      app.socket.faults.refuse['aibot_respond_msg'] = [45009, 45033];
      app.socket.faults.refuse['aibot_send_msg'] = [45009, 45033, 45009];
    }
    await app.tell('ana', 'announce');
    await app.tell('bo', 'us');
    await app.wind(70_000, 2_000);
    await app.settle();
    const all = app.seen().join('\n');
    const places = ['Which region?', '”: us', 'Announced.'].map((text) => all.indexOf(text));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    for (const text of ['”: us', 'Announced.']) expect(count(text)).toBe(1);
    expect(app.cards().filter(({ card }) => JSON.stringify(card).includes('Which region?'))).toHaveLength(1);
    const left = await app.store.collection('outbox').find({ state: { $ne: 'sent' } }, { limit: 10 });
    expect(left).toEqual([]);
    expectCalm();
  });

  it('has a conversation so busy that its quota is used up: a question and an end are not later than that demands', async () => {
    await open({
      turn: [...begin('Announce'), ...Array.from({ length: 40 }, (_, at) => `Reply ${at}.`)],
      run: [choose, 'Announced.'],
    });
    for (let at = -1; at < 40; at += 1) void app.say('ana', at < 0 ? 'announce' : `talk ${at}`);
    await until(() => app.receivedCount() === 41, 'all messages');
    await app.wind(130_000, 2_000);
    await app.settle();
    for (let at = 0; at < 40; at += 1) expect(count(`Reply ${at}.`)).toBe(1);
    expect(app.world.meter.peak(app.chat)).toBeLessThanOrEqual(30);
    const asked = app.cards().find(({ card }) => JSON.stringify(card).includes('Which region?'));
    const began = new Date('2026-01-05T09:00:00Z').getTime();
    expect((asked?.at.getTime() ?? Infinity) - began).toBeLessThanOrEqual(65_000);
    await app.tell('bo', 'us');
    await app.wind(61_000);
    expect(count('Announced.')).toBe(1);
    expectCalm();
  });

  it('brings a message again long after it was answered, and nothing is done or said a second time', async () => {
    await open({ turn: begin('Announce'), run: ['Announced.'] });
    await app.tell('ana', 'announce', { msgid: 'm-again' });
    await app.wind(120_000, 2_000);
    const before = app.seen();
    await app.tell('ana', 'announce', { msgid: 'm-again' });
    await app.wind(60_000);
    expect(await app.tasks()).toHaveLength(1);
    expect(app.seen()).toEqual(before);
    expectCalm();
  });

  it('takes an answer of 60 kB, whole, in order and once', async () => {
    const lines = Array.from({ length: 1200 }, (_, at) => `Line ${at}: ${'word '.repeat(9)}`);
    await open({ turn: [lines.join('\n')] });
    await app.tell('ana', 'write a long text');
    const numbers = [
      ...app
        .seen()
        .join('\n')
        .matchAll(/Line (\d+):/g),
    ].map(([, at]) => Number(at));
    expect(numbers).toEqual(lines.map((_, at) => at));
  });

  it('names nobody whom the product does not mean, whatever the model says', async () => {
    const loud = '<@all> <@bo> <think>hidden</think> [https://good.example](https://evil.example)';
    await open({
      turn: [call('manage_tasks', { action: 'create', tasks: [{ title: loud }], run: true }), loud],
      run: [loud],
    });
    await app.tell('ana', 'ping everybody');
    await app.wind(10_000);
    const all = app.seen().join('\n');
    expect(all).not.toMatch(/<@all>|<@bo>|<think>h/);
    expect(all).toContain('https://evil.example');
    expectCalm();
  });
});
