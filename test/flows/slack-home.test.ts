import { afterEach, describe, expect, it } from 'vitest';
import { openSlackProduct, type SlackProduct } from '../fakes/platform-app.ts';
import type { Story } from '../fakes/platform-core.ts';
import { call } from '../fakes/scripted-model.ts';
import { until } from '../fakes/slack/app.ts';

const ANN = 'U01';
const BO = 'U02'; // reads Chinese
const GUS = 'U03';
const CY = 'U04'; // not named in errand.yaml
const BOT = '<@UBOTT01>';

let app: SlackProduct;
afterEach(() => app.close());

const open = async (story: Story & { mode?: 'http' | 'socket' } = {}): Promise<void> => {
  app = await openSlackProduct(story);
  app.slack.addChannel('C02', [ANN, BO]);
};
const CONFIG = `
platforms: {slack: {channels: ['T01:C01', 'T01:C02'], people: ['slack:T01:U01', 'slack:T01:U02']}}
tools: {http_send: {approvers: {people: ['slack:T01:U02']}}}
`;
const hook = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: '{"region":"eu"}' });
const begin = (title: string) => [
  call('manage_tasks', { action: 'create', tasks: [{ title }], run: true }),
  'Begun.',
];

const drawn = (): number => app.slack.calls.filter(({ method }) => method === 'views.publish').length;
async function look(user: string) {
  const before = drawn();
  app.slack.openHome(user);
  await until(() => drawn() > before, 'the page');
  return app.slack.homeOf(user);
}
async function press(user: string, label: string, about?: string): Promise<void> {
  const outcome = await app.slack.clickHome(user, label, about === undefined ? {} : { about });
  expect(outcome.isTaken).toBe(true);
  await app.settle();
}

describe.each(['http', 'socket'] as const)("the app's page in Slack, over %s", (mode) => {
  it('has what waits for one in all channels, and pressing there decides it', async () => {
    await open({
      mode,
      config: CONFIG,
      turn: [...begin('Announce'), ...begin('Remind')],
      run: [hook, hook, 'Announced.', 'Reminded.'],
    });
    await app.say(ANN, `${BOT} announce`);
    app.slack.say({ user: ANN, channel: 'C02' }, `${BOT} remind`);
    await app.settle();

    expect((await look(ANN)).buttons).toEqual([]);
    const page = await look(BO);
    expect(page.text).toMatch(/^等待您处理\n请审批：[\s\S]*A-1[\s\S]*打开会话\n请审批：[\s\S]*A-2/);
    expect(page.buttons).toEqual(['查看全文并决定……', '拒绝…', '查看全文并决定……', '拒绝…']);

    // What would be sent is read in full where it is approved.
    await press(BO, '查看全文并决定……', 'A-2');
    expect(JSON.stringify(app.slack.openView(BO)?.view)).toContain('region');
    await app.submit(BO, {});
    expect(app.sent).toHaveLength(1);
    expect(app.slack.homeOf(BO).buttons).toEqual(['查看全文并决定……', '拒绝…']);
    await press(BO, '拒绝…', 'A-1');
    // The form is the one of the card, in the language of its thread.
    await app.submit(BO, { 'Note (optional)': '不行' });
    expect(app.sent).toHaveLength(1);
    expect(app.slack.homeOf(BO)).toMatchObject({
      buttons: [],
      text: expect.stringContaining('没有等待您处理'),
    });
    expect(app.slack.seen('C01').some(({ text }) => /不行[\s\S]*A-1/.test(text))).toBe(true);
    expect(app.log.messages('error')).toEqual([]);
  });
});

describe("the app's page in Slack", () => {
  it('has questions with their options and forms, and the open tasks of the one who looks', async () => {
    const which = call('ask_people', { kind: 'choice', question: 'Which region?', options: ['eu', 'us'] });
    const when = call('ask_people', { kind: 'text', question: 'Which day?' });
    await open({ turn: begin('Announce'), run: [which, when, 'Announced.'] });
    const thread = await app.say(ANN, `${BOT} announce`);
    const page = await look(ANN);
    expect(page.text).toMatch(/Which region\?[\s\S]*Your open tasks\nT-1 Announce/);
    expect(page.buttons).toEqual(['eu', 'us']);
    await press(ANN, 'us');
    expect((await look(ANN)).buttons).toEqual(['Answer…']);
    await press(ANN, 'Answer…');
    await app.submit(ANN, { Answer: 'Friday' });
    expect(await app.task()).toMatchObject({ status: 'completed' });
    expect((await look(ANN)).text).toContain('You have no open tasks.');
    expect(app.inThread(thread).some(({ text }) => text.includes('Friday'))).toBe(true);
    // Anybody in the channel may answer there; that is no errand of Bo's.
    expect((await look(BO)).buttons).toEqual([]);
  });

  it('that is out of date changes nothing, and is drawn as things are', async () => {
    await open({ config: CONFIG, turn: begin('Announce'), run: [hook, 'Left.'] });
    const thread = await app.say(ANN, `${BOT} announce`);
    await look(BO);
    await app.say(BO, 'reject A-1 no', thread);
    await press(BO, '拒绝…');
    expect(app.sent).toEqual([]);
    expect(app.slack.homeOf(BO).buttons).toEqual([]);
  });

  it('tells people who are not served how to talk to the app, and nothing else', async () => {
    await open({ config: CONFIG, turn: begin('Announce'), run: [hook, 'Announced.'] });
    await app.say(ANN, `${BOT} announce`);
    for (const user of [CY, GUS]) {
      const { text, buttons } = await look(user);
      expect(text).toMatch(/^Hello!/);
      expect(text).not.toContain('Announce');
      expect(buttons).toEqual([]);
    }
  });

  it('says there that a press could not be taken', async () => {
    const config = CONFIG.replace(
      'tools: {',
      "tools: {ask_people: {approvers: {people: ['slack:T01:U02']}}, ",
    );
    const nod = call('ask_people', { kind: 'approval', question: 'Shall I?' });
    await open({ config, turn: begin('Announce'), run: [nod, 'Announced.'] });
    await app.say(ANN, `${BOT} announce`);
    await look(BO);
    app.slowBy(5_000);
    const pressed = app.slack.clickHome(BO, '批准');
    await app.wind(3_000, 250);
    expect((await pressed).isTaken).toBe(true);
    app.slowBy(0);
    await app.wind(20_000, 250);
    await app.settle();
    expect(await app.store.collection('asks').count({ state: 'approved' }, 2)).toBe(1);
    expect(
      app.slack.calls
        .filter(({ method }) => method === 'views.publish')
        .some(({ args }) => JSON.stringify(args).includes('处理时间比平时长')),
    ).toBe(true);
    expect(app.slack.homeOf(BO).buttons).toEqual([]);
  });

  it('keeps within what Slack takes, however much there is, and counts the rest', async () => {
    await open({ config: CONFIG, run: Array.from({ length: 18 }, () => hook) });
    const all = async (user: string, count: number, write: (at: number) => string): Promise<void> => {
      for (let at = 1; at <= count; at += 1) await app.slack.command({ user, channel: 'C01' }, write(at));
      await app.settle();
    };
    await all(ANN, 18, (at) => `new ${'Very long title '.repeat(15)}${at}`);
    await all(ANN, 18, (at) => `run T-${at}`);
    await all(BO, 22, (at) => `new ${'Another long title '.repeat(12)}${at}`);
    const page = await look(BO);
    expect(page.buttons.length).toBe(30);
    expect(page.text).toContain('…… 另有 3 项');
    expect(page.text).toContain('还有更多');
    expect(app.slack.calls.at(-1)).toMatchObject({ method: 'views.publish', answer: 'ok' });
  });
});
