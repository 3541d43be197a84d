import { afterEach, describe, expect, it } from 'vitest';
import type { Model } from '../../src/ports/model.ts';
import { openSlackProduct, type SlackProduct } from '../fakes/platform-app.ts';
import type { Story } from '../fakes/platform-core.ts';
import { call } from '../fakes/scripted-model.ts';
import { until } from '../fakes/slack/app.ts';
import { gate } from '../fakes/work.ts';

const ANN = 'U01';
const BO = 'U02';
const GUS = 'U03'; // a guest
const CY = 'U04'; // not named in errand.yaml
const BOT = '<@UBOTT01>';

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

/** What everybody sees of the bot below the message. */
const bot = (thread: string) => app.inThread(thread).filter(({ by }) => by === 'UBOTT01');
const textsOf = (thread: string): string[] => bot(thread).map(({ text }) => text);
const privately = (person: string): string[] =>
  app.slack.seen('C01', person).flatMap(({ text, onlyFor }) => (onlyFor ? [text] : []));

describe.each(['http', 'socket'] as const)('a piece of work in Slack, over %s', (mode) => {
  it('goes from a message to a task, a run, questions, a nod and a result, all in one thread', async () => {
    await open({
      mode,
      turn: begin('Announce the launch'),
      run: [
        call('ask_people', { kind: 'choice', question: 'Which region?', options: ['eu', 'us'] }),
        call('ask_people', { kind: 'text', question: 'Which headline?' }),
        call('save_deliverable', { name: 'launch.md', content: '# Launch in eu' }),
        hook,
        'Announced in **eu**.',
      ],
    });
    const thread = await app.say(ANN, `${BOT} Announce the launch, please`);
    expect(await app.task()).toMatchObject({ label: 'needs_input', home: { thread } });
    expect(app.withButton('eu').pings).toEqual([ANN]);

    await app.press(BO, 'eu');
    expect(textsOf(thread).find((text) => text.includes('A-1'))).toMatch(/Bo answered/);
    await app.say(ANN, 'Now in the EU', thread);
    expect(textsOf(thread).find((text) => text.includes('A-2'))).toMatch(/”: Now in the EU/);

    await app.press(BO, 'Approve');
    expect(app.sent).toEqual([]);
    expect(privately(BO).at(-1)).toContain('A-3');
    expect(privately(ANN)).toEqual([]);
    expect(app.slack.sessionOf('C01', thread)).toBe('suspended');
    await app.press(ANN, 'Approve');
    expect(app.sent).toHaveLength(1);
    expect(await app.task()).toMatchObject({ status: 'completed', outcome: 'success' });
    expect(app.slack.sessionOf('C01', thread)).toBe('active');

    const shown = bot(thread);
    const card = shown.filter(({ text }) => text.includes('T-1 · done'));
    expect(card).toHaveLength(1);
    expect(card[0]?.text).toMatch(/✅ Announce the launch[\s\S]*T-1 · done · 4 steps/);
    expect(card[0]?.edits).toBeGreaterThan(0);
    expect(shown.flatMap(({ buttons }) => buttons)).toEqual([]);
    const endings = shown.filter(({ text }) => text.includes('Announce the launch: done.'));
    expect(endings.map(({ pings }) => pings)).toEqual([[ANN]]);
    const said = shown.filter(({ files }) => files.length === 0);
    expect(said).toHaveLength(5); // the run, three asks, the end: the file is shared when Slack gets to it
    expect(app.slack.seen('C01').every(({ ts, thread: of }) => ts === thread || of === thread)).toBe(true);
    expect(app.model.left()).toBe(0);
    expect(app.log.messages('error')).toEqual([]);
  });
});

describe('cards in Slack', () => {
  it('take a word along with a refusal, on one press more, and an approval on the one press', async () => {
    await open({ turn: begin('Announce'), run: [hook, 'Left alone.'] });
    const thread = await app.say(ANN, `${BOT} announce`);
    await app.press(ANN, 'Reject…');
    expect(await app.task()).toMatchObject({ wait: { kind: 'approval' } });
    await app.submit(ANN, { 'Note (optional)': 'not before Friday' });
    expect(textsOf(thread).find((text) => text.includes('A-1'))).toMatch(
      /Ann rejected “.*”: not before Friday/,
    );
    expect(JSON.stringify(app.model.requests.at(-1)?.messages)).toContain('not before Friday');
    expect(app.sent).toEqual([]);
  });

  it('offer a form that opens, says what is wrong beside the field, and shows what was said', async () => {
    const fields = [
      { name: 'day', label: 'Launch day', kind: 'date', isRequired: true },
      { name: 'seats', label: 'Seats', kind: 'integer', isRequired: true },
    ];
    const form = call('ask_people', { kind: 'form', question: 'The details?', fields });
    await open({ turn: begin('Plan'), run: [form, 'Planned.'] });
    const thread = await app.say(ANN, `${BOT} plan it`);
    await app.press(BO, 'Answer…');
    await app.submit(BO, { 'Launch day': '2026-12-01', 'Seats': 'many' });
    expect(Object.keys(app.slack.openView(BO)?.errors ?? {})).toEqual(['field:1']);
    await app.submit(BO, { 'Launch day': '2026-12-01', 'Seats': '40' });
    const [asked] = textsOf(thread).filter((text) => text.includes('A-1'));
    expect(asked).toMatch(/Launch day: 2026-12-01\s+Seats: 40/);
    expect(await app.task()).toMatchObject({ status: 'completed' });
  });

  it('speak the language of the one who asked', async () => {
    await open({ turn: begin('发布公告'), run: [hook, '已发布。'] });
    const thread = await app.say(BO, `${BOT} 请发布公告`);
    expect(textsOf(thread).join('\n')).toMatch(/请审批[\s\S]*由 Bo 审批[\s\S]*也可以输入：批准 A-1/);
    await app.press(BO, '批准');
    expect(textsOf(thread).at(-1)).toContain('已发布。');
  });
});

describe('what can be typed in Slack', () => {
  it('is the whole grammar, as a command and after a mention, and needs no model', async () => {
    await open();
    const said = async (text: string): Promise<string> => {
      await app.command(ANN, text);
      return app.slack.seen('C01', ANN).at(-1)?.text ?? '';
    };
    expect(await said('new Prepare the report')).toBe('Created T-1: Prepare the report');
    expect(await said('list')).toContain('T-1 Prepare the report');
    expect(await said('show T-1')).toContain('Prepare the report');
    expect(await said('update T-1 Prepare the yearly report')).toContain('Prepare the yearly report');
    expect(await said('assign T-1 <@U02>')).toContain('Assigned to Bo');
    expect(await said('comment T-1 Waits for Bo')).toContain('Comment added to T-1');
    expect(await said('why T-1')).toContain('has not started yet');
    expect(await said('defer T-1 no budget')).toContain('T-1');
    expect(await said('archive T-1')).toContain('T-1');
    expect(await said('inbox')).toBe('Nothing is waiting for you.');
    expect(await said('help')).toContain('task new <title>');
    expect(await said('nwe x')).toContain('Did you mean "new"?');
    expect(privately(BO)).not.toContain('Did you mean "new"?');
    const thread = await app.say(ANN, `${BOT} task list all`);
    expect(textsOf(thread)).toHaveLength(1);
    const other = await app.say(BO, `${BOT} 任务 新建 季度报告`);
    expect(textsOf(other)[0]).toContain('T-2');
    expect(app.model.requests).toEqual([]);
    expect(app.log.messages('error')).toEqual([]);
  });

  it('begins a thread where a task is run by command, and its questions are answered there', async () => {
    const ask = call('ask_people', { kind: 'text', question: 'Which one?' });
    await open({ run: [ask, 'Done with it.'] });
    await app.command(ANN, 'new Tidy up');
    await app.command(ANN, 'run T-1');
    const { home } = await app.task();
    expect(home?.thread).not.toBe('');
    await app.say(BO, 'the second', home?.thread);
    expect(await app.task()).toMatchObject({ status: 'completed', result: 'Done with it.' });
    expect(textsOf(home?.thread ?? '').at(-1)).toContain('Done with it.');
  });

  it('decides an ask by its number, in the thread and in Chinese', async () => {
    await open({ turn: begin('Announce'), run: [hook, 'Announced.'] });
    const thread = await app.say(ANN, `${BOT} announce`);
    await app.say(BO, '批准 A-1', thread);
    expect(app.sent).toEqual([]);
    await app.say(ANN, '批准A-1', thread);
    expect(app.sent).toHaveLength(1);
  });
});

describe('a message in Slack', () => {
  it('becomes one task, by shortcut and by emoji, however often it is wished for', async () => {
    await open();
    const ts = app.slack.say({ user: CY, channel: 'C01' }, 'The login page is broken\nsince Monday');
    await app.slack.shortcut({ user: ANN, channel: 'C01' }, ts);
    await app.settle();
    app.slack.react({ user: BO, channel: 'C01' }, ts, 'memo');
    app.slack.react({ user: ANN, channel: 'C01' }, ts, 'memo');
    await app.settle();
    const tasks = await app.tasks();
    expect(tasks.map(({ title }) => title)).toEqual(['The login page is broken']);
    expect(tasks[0]?.description).toMatch(/since Monday\nCy\nhttps:\/\/t01\.slack\.com\/archives\/C01\/p/);
    expect(textsOf(ts)).toEqual(['Created T-1: The login page is broken']);
    expect(app.model.requests).toEqual([]);
  });

  it.each(['http', 'socket'] as const)(
    "stops what runs in its thread by Slack's own Stop button, over %s",
    async (mode) => {
      const asked: AbortSignal[] = [];
      const { opened, open: answer } = gate();
      const model: Model = {
        kind: 'hanging',
        complete: ({ hints, signal, messages }) =>
          new Promise((resolve, reject) => {
            const usage = { inputTokens: 1, outputTokens: 1 };
            const create = begin('Endless')[0] as ReturnType<typeof call>;
            if (hints.task === 'turn') {
              const isDone = messages.at(-1)?.role === 'tool';
              const calls = isDone ? [] : create.calls.map((one) => ({ id: 'c1', ...one }));
              const text = isDone ? 'Under way.' : '';
              void (isDone ? opened : Promise.resolve()).then(() =>
                resolve({ text, calls, usage, model: 'hanging' }),
              );
            } else {
              asked.push(signal);
              signal.addEventListener('abort', () => reject(signal.reason as Error));
            }
          }),
      };
      await open({ model, mode });
      const thread = app.slack.say({ user: ANN, channel: 'C01' }, `${BOT} work`);
      await until(() => asked.length > 0, 'the run');
      const signs = () =>
        app.slack.calls.filter(({ method }) => method === 'agents.sessions.setStatus').length;
      await until(() => textsOf(thread).join().includes('Endless'), 'the card');
      await app.wind(5_000);
      const before = signs();
      expect(before).toBeGreaterThan(1);
      answer();
      // The turn that began the work has ended; the work has not.
      await until(() => textsOf(thread).join().includes('Under way.'), 'what is said of the start');
      await until(() => signs() > before, 'the sign after the turn');
      expect(app.slack.sessionOf('C01', thread)).toBe('processing');
      app.slack.pressStop({ user: CY, channel: 'C01' }, thread);
      await app.slack.idle();
      expect(await app.task()).toMatchObject({ status: 'in_progress' });
      app.slack.pressStop({ user: ANN, channel: 'C01' }, thread);
      await until(() => asked[0]?.aborted === true, 'the stop');
      await app.settle();
      expect(await app.task()).toMatchObject({ status: 'cancelled' });
      expect(app.slack.sessionOf('C01', thread)).toBe('active');
      expect(textsOf(thread).join('\n')).toContain('Stopped by Ann');
      expect(bot(thread).flatMap(({ buttons }) => buttons.map(({ label }) => label))).not.toContain('Stop');
    },
  );
});

describe('people who are not served in Slack', () => {
  it('get one refusal a day, alone, and no model is asked', async () => {
    await open();
    for (const person of [CY, GUS, CY, GUS]) await app.say(person, `${BOT} do something`);
    await app.command(CY, 'list');
    await app.slack.shortcut({ user: CY, channel: 'C01' }, app.slack.seen('C01')[0]?.ts ?? '');
    await app.settle();
    expect(privately(CY).filter((text) => text.includes("don't work in this channel yet"))).toHaveLength(1);
    expect(privately(GUS)).toHaveLength(1);
    expect(app.slack.seen('C01').filter(({ by }) => by === 'UBOTT01')).toEqual([]);
    expect(app.model.requests).toEqual([]);
    expect(await app.tasks()).toEqual([]);
  });

  it('are refused as guests and as people of other companies where everybody is served', async () => {
    const config = "platforms: {slack: {channels: ['*'], people: ['*']}}";
    await open({ config, turn: ['Hello.'] });
    app.slack.addUser('U05', 'Eve', { isStranger: true, teamId: 'T99' });
    app.slack.addChannel('C01', [ANN, BO, GUS, CY, 'U05']);
    for (const person of [GUS, 'U05']) await app.say(person, `${BOT} hello`);
    expect(app.model.requests).toEqual([]);
    // Who cannot be told from a guest is none of everybody.
    app.slack.break('users.info', { error: 'ratelimited' });
    await app.say(CY, `${BOT} hello`);
    expect(app.model.requests).toEqual([]);
    await app.wind(30_000);
    await app.say(CY, `${BOT} hello`);
    expect(app.model.requests).toHaveLength(1);
  });

  it('decide nothing by a press, and the card stays as it is', async () => {
    await open({ turn: begin('Announce'), run: [hook, 'Announced.'] });
    const thread = await app.say(ANN, `${BOT} announce`);
    await app.press(CY, 'Approve');
    await app.press(GUS, 'Approve');
    expect(app.sent).toEqual([]);
    expect(app.withButton('Approve').text).toContain('Ann may approve');
    expect(privately(CY).join()).toContain("don't work in this channel yet");
    await app.say(CY, 'approve A-1', thread);
    expect(app.sent).toEqual([]);
  });
});
