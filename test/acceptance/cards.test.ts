import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { call } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';
import { BOT, startInSlack } from './harness/slack.ts';
import { ANYONE, reach } from './harness/states.ts';
import { startInWeCom } from './harness/wecom.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ config: ANYONE });
});
afterAll(() => product.stop());

const post = (sink: Product['sink'], path: string, body = '1') =>
  call('http_send', { method: 'POST', url: sink.url(path), body });
const actionsOf = ({ card }: Awaited<ReturnType<Product['cardWith']>>): string[] =>
  (card?.buttons ?? []).map(({ action }) => action);

describe('one card for a run', () => {
  it('F35 F151 in Slack a run of 40 steps has one card, edited no more often than Slack allows, which is right at the end though an edit was lost', async () => {
    const slack = await startInSlack({ config: 'limits: {run: {model_calls: 60}}' });
    onTestFinished(() => slack.stop());
    const steps = Array.from({ length: 40 }, (_, at) =>
      call('http_get', { url: slack.sink.url(`/step/${at}`) }),
    );
    slack.model.turn('forty steps', [
      call('manage_tasks', { action: 'create', tasks: [{ title: 'Forty steps' }], run: true }),
      'T-1 is under way.',
    ]);
    slack.model.run('Forty steps', [...steps, 'All forty are done.']);
    slack.slack.break('chat.update', { error: 'internal_error' });
    const began = slack.clock.monotonicMs();
    const ts = await slack.write('U01', `${BOT} do the forty steps`);
    const seconds = (slack.clock.monotonicMs() - began) / 1000;

    expect(slack.sink.received).toHaveLength(40);
    const bot = slack.thread(ts).filter(({ by }) => by === 'UBOTT01');
    const cards = bot.filter(({ text }) => text.startsWith('✅ Forty steps'));
    expect(cards).toHaveLength(1);
    expect(cards[0]?.text).toContain('T-1 · done · 40 steps');
    expect(cards[0]?.buttons).toEqual([]);
    // A burst of five, and then fifty a minute.
    expect(cards[0]?.edits).toBeLessThanOrEqual(5 + (seconds * 50) / 60);
    expect(bot).toHaveLength(2); // the card and the end
  });

  it.each([
    ['in_progress', ['pause', 'cancel']],
    ['in_progress.input', ['cancel']],
    ['in_progress.approval', ['cancel']],
    ['in_progress.takeover', ['cancel']],
    ['awaiting_review.review', ['cancel']],
    ['completed', []],
    ['failed', ['retry']],
  ] as const)(
    'F36 while its task is %s, the card of a run offers %j and nothing else',
    async (state, offered) => {
      const channel = `f36-${state.replaceAll(/\W/g, '-')}`;
      const number = await reach(product, state, channel);
      expect(actionsOf(await product.card('ana', 'run', { channel })).toSorted()).toEqual(
        [...offered].toSorted(),
      );
      const { events } = await product.task(number);
      expect(events).toEqual(expect.arrayContaining([...offered]));
      product.sink.release();
      await product.settle();
    },
  );

  it.each([
    ['backlog.pre_approval', ['approve', 'reject']],
    ['in_progress.approval', ['approve', 'reject']],
    ['in_progress.input', ['answer']],
    ['in_progress.pause', ['cancel', 'resume']],
    ['in_progress.takeover', ['hand_back']],
    ['awaiting_review.review', ['accept', 'reject', 'request_changes']],
  ] as const)('F36 F76 while its task is %s, the card of what is asked offers %j', async (state, offered) => {
    const channel = `f76-${state.replaceAll(/\W/g, '-')}`;
    await reach(product, state, channel);
    const asked = await product.cardWith('ana', offered[0], { channel });
    expect(actionsOf(asked).toSorted()).toEqual([...offered].toSorted());
  });
});

describe('pressing', () => {
  it('F37 in Slack a press on an outdated card does nothing, and the one who pressed is told privately by whom it was settled', async () => {
    const slack = await startInSlack({ config: ANYONE });
    onTestFinished(() => slack.stop());
    slack.model.turn('pay', [
      call('manage_tasks', { action: 'create', tasks: [{ title: 'Pay' }], run: true }),
      'Yes.',
    ]);
    slack.model.run('Pay', [post(slack.sink, '/f37'), 'Not paid.']);
    const ts = await slack.write('U01', `${BOT} pay`);
    const card = slack.thread(ts).find(({ buttons }) => buttons.some(({ label }) => label === 'Approve'));
    // Slack no longer finds the card: the old one keeps its buttons.
    slack.slack.break('chat.update', ...Array.from({ length: 3 }, () => ({ error: 'message_not_found' })));
    await slack.write('U01', 'reject A-1 not today', { thread: ts });
    const outcome = await slack.slack.click({ user: 'U04', channel: 'C01' }, card?.ts ?? '', 'Approve');
    await slack.settle();
    expect(outcome.isTaken).toBe(true);
    expect(slack.sink.received).toEqual([]);
    const toCy = slack.slack.seen('C01', 'U04').filter(({ onlyFor }) => onlyFor === 'U04');
    expect(toCy.map(({ text }) => text)).toEqual(['A-1 was already settled by Ann.']);
    expect(slack.slack.seen('C01', 'U01').filter(({ onlyFor }) => onlyFor === 'U01')).toEqual([]);
  });

  it('F37 in the web chat a press on the card of an earlier run does nothing, and says that the run has moved on', async () => {
    const channel = 'f37';
    const number = await reach(product, 'failed', channel);
    const old = await product.cardWith('ana', 'retry', { channel });
    await product.press('ana', 'retry', { channel });
    const runs = (await product.runs(number)).length;
    await product.press('bo', 'retry', { channel, on: old });
    expect(await product.runs(number)).toHaveLength(runs);
    const privately = (await product.read('bo', { channel })).filter(({ onlyFor }) => onlyFor === 'web:bo');
    expect(privately.map(({ text }) => text)).toEqual([expect.stringMatching(/moved on/)]);
  });

  it('F38 of forty decisions at once, by two people and over the API, one counts and the run goes on once', async () => {
    const channel = 'f38';
    product.model.run('F38 pay', [post(product.sink, '/f38'), 'Paid.']);
    const { number } = await product.create({ title: 'F38 pay', run: true, home: home(channel) });
    const card = await product.cardWith('ana', 'approve', { channel });
    const [ask] = await product.asks(number);
    const press = (person: string) =>
      product.send('POST', '/chat/actions', { messageId: card.id, action: 'approve', person });
    const decide = () =>
      product.send('POST', `/asks/${ask?.number}/decision`, { decision: 'approve' }, { person: 'ana' });
    const all = Array.from({ length: 40 }, (_, at) => (at % 2 ? decide() : press(at % 4 ? 'ana' : 'bo')));
    const answers = (await Promise.all(all)).filter((_, at) => at % 2 === 1);
    await product.settle();
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect(answers.every(({ status }) => [200, 409].includes(status))).toBe(true);
    expect(product.sink.at('/f38')).toHaveLength(1);
    const [settled] = await product
      .ask<{ items: { decisions: unknown[] }[] }>('GET', `/asks?task=${number}&state=approved`)
      .then(({ items }) => items);
    expect(settled?.decisions).toHaveLength(1);
    expect((await product.history(number)).filter(({ move }) => move === 'approve')).toHaveLength(1);
    expect(await product.runs(number)).toHaveLength(1);
  });

  it('F39 a settled card has no buttons and says who decided what and when', async () => {
    const channel = 'f39';
    product.model.run('F39 pay', [post(product.sink, '/f39'), 'Not paid.']);
    await product.order('ana', { title: 'F39 pay' }, { channel });
    await product.press('bo', 'reject', { channel, values: { note: 'too much' } });
    const { card } = await product.card('ana', 'ask', { channel });
    expect(card.buttons).toEqual([]);
    expect(card.fields ?? []).toEqual([]);
    const words = [card.title, card.context, ...card.lines].join('\n');
    expect(words).toMatch(/bo rejected “.*”: too much[\s\S]*6 Jan 2031, 1[78]:\d\d/);
    expect(words).toContain('too much');
  });

  it('F41 what a button does can be typed in the thread as the card says, by whoever may press it', async () => {
    const channel = 'f41';
    product.model.run('F41 pay', [post(product.sink, '/f41'), 'Paid.']);
    const { home: place } = await product.order('ana', { title: 'F41 pay' }, { channel });
    const { card } = await product.card('ana', 'ask', { channel });
    const [, typed = ''] = /(approve A-\d+)/.exec(card.hint ?? '') ?? [];
    await product.say('bo', typed, { channel, thread: place?.thread ?? '' });
    expect(product.sink.at('/f41')).toHaveLength(1);
  });
});

describe('cards of WeCom', () => {
  const script = ({ model, sink }: Awaited<ReturnType<typeof startInWeCom>>): void => {
    model.turn('pay', [
      call('manage_tasks', { action: 'create', tasks: [{ title: 'Pay' }], run: true }),
      'Yes.',
    ]);
    model.run('Pay', [post(sink, '/pay'), 'Paid.']);
  };

  it.each(['long connection', 'app'] as const)(
    'F40 F38 F39 by %s each card has an id of its own, a press redraws it without buttons, and a second press pays nothing again',
    async (surface) => {
      const wecom = await startInWeCom({ surface });
      onTestFinished(() => wecom.stop());
      script(wecom);
      await wecom.write('ana', 'pay');
      const card = wecom.cardWith('Approve', 'ana');
      await wecom.click('ana', 'Approve');
      await wecom.click('ana', 'Approve', { taskId: card });
      expect(wecom.sink.at('/pay')).toHaveLength(1);
      const ids = wecom.world.screen
        .in(wecom.chatOf('ana'))
        .flatMap(({ kind, taskId }) => (kind === 'card' && taskId ? [taskId] : []));
      expect(new Set(ids).size).toBe(ids.length);
      const shown = wecom.screen('ana').find((text) => text.includes('ana approved'));
      expect(shown).not.toContain('[Approve]');
    },
  );

  it('F40 a press that WeCom can no longer answer within five seconds is done all the same, and its end is told in a message', async () => {
    const wecom = await startInWeCom();
    onTestFinished(() => wecom.stop());
    script(wecom);
    await wecom.write('ana', 'pay');
    wecom.socket.faults.refuse['aibot_respond_update_msg'] = [846605, 846605, 846605];
    await wecom.click('ana', 'Approve');
    expect(wecom.sink.at('/pay')).toHaveLength(1);
    expect(wecom.screen('ana').join('\n')).toContain('Paid.');
  });

  it('F40 F149 when WeCom says too often, everything is shown later, once and in order', async () => {
    const wecom = await startInWeCom();
    onTestFinished(() => wecom.stop());
    script(wecom);
    wecom.socket.faults.refuse['aibot_respond_msg'] = [45009, 45033];
    wecom.socket.faults.refuse['aibot_send_msg'] = [45009, 45033, 45009];
    await wecom.write('ana', 'pay');
    await wecom.click('ana', 'Approve');
    await wecom.clock.wind(60_000);
    await wecom.settle();
    const all = wecom.screen('ana').join('\n');
    expect(all.match(/ana approved/g)).toHaveLength(1);
    expect(all.match(/^Paid\.$/gm)).toHaveLength(1);
    expect(all.indexOf('ana approved')).toBeLessThan(all.indexOf('Paid.'));
  });
});
