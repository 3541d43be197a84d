import { afterEach, describe, expect, it } from 'vitest';
import { openSlackProduct, type SlackProduct } from '../fakes/platform-app.ts';
import type { Story } from '../fakes/platform-core.ts';
import { call } from '../fakes/scripted-model.ts';
import { until } from '../fakes/slack/app.ts';

const ANN = 'U01';
const BO = 'U02';
const BOT = '<@UBOTT01>';
const C01 = 'C01';

let app: SlackProduct;
afterEach(() => app.close());

const open = async (story: Story & { mode?: 'http' | 'socket' } = {}): Promise<void> => {
  app = await openSlackProduct(story);
};

const begin = (title: string) => [
  call('manage_tasks', { action: 'create', tasks: [{ title }], run: true }),
  'T-1 is under way.',
];
const hook = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: '{"region":"eu"}' });
const textsOf = (thread: string): string[] =>
  app
    .inThread(thread)
    .filter(({ by }) => by === 'UBOTT01')
    .map(({ text }) => text);
const privately = (person: string): string[] =>
  app.slack.seen(C01, person).flatMap(({ text, onlyFor }) => (onlyFor ? [text] : []));

describe('what Slack delivers more than once', () => {
  it.each(['http', 'socket'] as const)('is one thing: a message ten times at once, over %s', async (mode) => {
    await open({ mode, turn: begin('Announce'), run: ['Announced.'] });
    const ts = app.slack.say({ user: ANN, channel: C01 }, `${BOT} announce`);
    for (let copy = 0; copy < 10; copy += 1) {
      // Each copy has an event id of its own, as copies of Slack's mentions have.
      const type = copy % 2 === 0 ? 'app_mention' : 'message';
      app.slack.sendEvent({
        type,
        user: ANN,
        channel: C01,
        ts,
        text: `${BOT} announce`,
        channel_type: 'channel',
      });
    }
    await app.settle();
    expect(await app.tasks()).toHaveLength(1);
    expect(textsOf(ts)).toHaveLength(2); // the run and what it asks
    expect(app.model.left()).toBe(0);
  });

  it('is one decision: twenty presses at once, of which one is in time', async () => {
    const config = `
platforms: {slack: {channels: ['*'], people: ['slack:T01:U01', 'slack:T01:U02']}}
tools: {http_send: {approvers: {people: ['slack:T01:U02'], requester: true}}}
`;
    await open({ config, turn: begin('Announce'), run: [hook, 'Announced.'] });
    const thread = await app.say(ANN, `${BOT} announce`);
    const { ts } = app.withButton('Approve');
    const presses = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? ANN : BO));
    const outcomes = await Promise.all(
      presses.map((user) => app.slack.click({ user, channel: C01 }, ts, 'Approve')),
    );
    expect(outcomes.every(({ isTaken }) => isTaken)).toBe(true);
    await app.settle();
    expect(app.sent).toHaveLength(1);
    const [card] = textsOf(thread).filter((text) => text.includes('A-1'));
    expect(card?.match(/ approved “/g)).toHaveLength(1);
    for (const text of [...privately(ANN), ...privately(BO)]) expect(text).toMatch(/already settled|已由/);
    expect(textsOf(thread).filter((text) => text.includes('Announce: done.'))).toHaveLength(1);
  });

  it('changes nothing when it comes late: the card is drawn as it is, and the one who pressed is told', async () => {
    await open({ turn: begin('Announce'), run: [hook, 'Announced.'] });
    const thread = await app.say(ANN, `${BOT} announce`);
    const { ts } = app.withButton('Approve');
    // Slack no longer finds the card: it is shown anew, and the old one keeps its buttons.
    app.slack.break('chat.update', ...Array.from({ length: 3 }, () => ({ error: 'message_not_found' })));
    await app.say(ANN, 'reject A-1 not today', thread);
    await app.slack.click({ user: ANN, channel: C01 }, ts, 'Approve');
    await app.settle();
    expect(app.sent).toEqual([]);
    expect(privately(ANN)).toEqual(['A-1 was already settled by Ann.']);
    expect(textsOf(thread).filter((text) => text.includes('not today'))).not.toEqual([]);
    expect(app.model.left()).toBe(0);
  });
});

describe('a press that would open a form', () => {
  it('opens none once the thing is settled: the one who pressed is told at once', async () => {
    await open({ turn: begin('Announce'), run: [hook, 'Announced.'] });
    const thread = await app.say(ANN, `${BOT} announce`);
    const { ts } = app.withButton('Reject…');
    app.slack.break('chat.update', ...Array.from({ length: 3 }, () => ({ error: 'message_not_found' })));
    await app.say(ANN, 'approve A-1', thread);
    expect(app.sent).toHaveLength(1);
    // The old card keeps its buttons: Slack did not let it be drawn anew.
    await app.slack.click({ user: ANN, channel: C01 }, ts, 'Reject…');
    await app.settle();
    expect(app.slack.openView(ANN)).toBeUndefined();
    expect(privately(ANN)).toEqual(['A-1 was already settled by Ann.']);
  });

  it('and that stands open on a screen when somebody else is quicker says so when it is sent', async () => {
    await open({ turn: begin('Announce'), run: [hook, 'Announced.'] });
    const thread = await app.say(ANN, `${BOT} announce`);
    await app.press(ANN, 'Reject…');
    await app.say(ANN, 'approve A-1', thread);
    const outcome = await app.submit(ANN, { 'Note (optional)': 'too early' });
    expect(outcome.answer).toBe('');
    expect(app.sent).toHaveLength(1);
    expect(privately(ANN)).toEqual(['A-1 was already settled by Ann.']);
  });

  it('opens again while votes are still missing', async () => {
    const config = `
platforms: {slack: {channels: ['*'], people: ['slack:T01:U01', 'slack:T01:U02']}}
tools: {http_send: {approvers: {people: ['slack:T01:U02'], requester: true, quorum: 2}}}
`;
    await open({ config, turn: begin('Announce'), run: [hook, 'Left.'] });
    await app.say(ANN, `${BOT} announce`);
    await app.press(ANN, 'Approve');
    await app.press(BO, 'Reject…');
    await app.submit(BO, { 'Note (optional)': 'no' });
    expect(app.sent).toEqual([]);
    expect(await app.store.collection('asks').count({ state: 'rejected' }, 2)).toBe(1);
  });
});

describe('when Slack is in trouble', () => {
  it('says too many requests, again and again, and everything is shown once and in order', async () => {
    await open({ turn: begin('Announce'), run: [hook, 'Announced.'] });
    app.slack.break('chat.postMessage', ...Array.from({ length: 6 }, () => ({ status: 429, retryAfter: 5 })));
    app.slack.break('chat.update', ...Array.from({ length: 4 }, () => ({ status: 429, retryAfter: 5 })));
    const thread = await app.say(ANN, `${BOT} announce`);
    app.slack.break('chat.update', { status: 429, retryAfter: 10 }, { status: 503 });
    await app.press(ANN, 'Approve');
    const texts = textsOf(thread);
    expect(texts).toHaveLength(3);
    expect(texts[0]).toContain('T-1 · done');
    expect(texts[1]).toContain('Ann approved');
    expect(texts[2]).toContain('Announced.');
    const early = app.slack.calls.filter(({ answer }) => answer === '429').length;
    expect(early).toBe(11);
  });

  it('loses its answers after it has shown what it was given, and nothing is shown twice', async () => {
    await open({ turn: begin('Announce'), run: [hook, 'Announced.'] });
    app.slack.break('chat.postMessage', 'lost_answer', 'lost_answer', 'lost_answer');
    const thread = await app.say(ANN, `${BOT} announce`);
    await app.press(ANN, 'Approve');
    expect(textsOf(thread)).toHaveLength(3);
    expect(app.sent).toHaveLength(1);
    expect(app.slack.calls.filter(({ answer }) => answer === 'lost ok').length).toBeGreaterThan(2);
  });

  it.each(['http', 'socket'] as const)(
    'has a store that takes 5 s for everything: what is not kept is not taken, people are answered in time, and nothing is lost, over %s',
    async (mode) => {
      await open({ mode, turn: begin('Announce'), run: [hook, 'Announced.'] });
      app.slowBy(5_000);
      const thread = app.slack.say({ user: ANN, channel: C01 }, `${BOT} announce`);
      const typed = app.slack.command({ user: ANN, channel: C01 }, 'list');
      await app.wind(12_000, 250);
      expect((await typed).answer).toMatchObject({
        response_type: 'ephemeral',
        text: expect.stringMatching(/longer/),
      });
      // Over HTTP there is an answer in time, and it is no; an envelope is left without one.
      const tries = (what: RegExp) =>
        app.slack.deliveries.filter((each) => what.test(each.what)).flatMap((each) => each.tries);
      expect(new Set(tries(/mention|message/))).toEqual(new Set([mode === 'http' ? 503 : 'timeout']));
      expect(tries(/task/)).toEqual([mode === 'http' ? 200 : 'acked']);
      app.slowBy(0);
      await app.wind(70_000, 250); // Slack comes again after a minute
      await app.settle();
      expect(await app.tasks()).toHaveLength(1);
      const { ts } = app.withButton('Approve');
      app.slowBy(5_000);
      const pressed = app.slack.click({ user: ANN, channel: C01 }, ts, 'Approve');
      await app.wind(3_000, 250);
      expect((await pressed).isTaken).toBe(true);
      await until(() => privately(ANN).some((text) => /longer than usual/.test(text)), 'a word to Ann');
      app.slowBy(0);
      await app.wind(10_000, 250);
      await app.settle();
      expect(app.sent).toHaveLength(1);
      expect(textsOf(thread).filter((text) => text.includes('Announce: done.'))).toHaveLength(1);
      expect(tries(/block_actions/)).toEqual([mode === 'http' ? 200 : 'acked']);
    },
  );
});

describe('what the model says in Slack', () => {
  it('arrives whole, in order and once when it is 60 kB long', async () => {
    const lines = Array.from({ length: 1200 }, (_, at) => `Line ${at}: ${'word '.repeat(9)}`);
    await open({ turn: [lines.join('\n')] });
    app.slack.break('chat.postMessage', 'none', { status: 429, retryAfter: 3 }, 'none', 'lost_answer');
    const thread = await app.say(ANN, `${BOT} write a long text`);
    const numbers = [
      ...textsOf(thread)
        .join('\n')
        .matchAll(/Line (\d+):/g),
    ].map(([, at]) => Number(at));
    expect(numbers).toEqual(lines.map((_, at) => at));
  });

  it('pings nobody but those whom the product means, wherever it says it', async () => {
    const loud = '<!channel> <!here> <@U02> @channel <!subteam^S01> [Bo](slack://user?id=U02)';
    await open({
      turn: [call('manage_tasks', { action: 'create', tasks: [{ title: `Ping ${loud}` }], run: true }), loud],
      run: [
        call('ask_people', { kind: 'choice', question: `Who? ${loud}`, options: [`a ${loud}`, 'b'] }),
        call('http_send', { method: 'POST', url: 'https://example.test/hook', body: loud }),
        loud,
      ],
    });
    const thread = await app.say(ANN, `${BOT} ping`);
    await app.press(ANN, 'b');
    await app.press(ANN, 'Approve');
    const seen = app.inThread(thread, ANN).filter(({ by }) => by === 'UBOTT01');
    expect(seen.map(({ text }) => text).join()).toContain('<!channel>');
    expect([...new Set(seen.flatMap(({ pings }) => pings))]).toEqual([ANN]);
    expect(await app.task()).toMatchObject({ status: 'completed' });
  });
});
