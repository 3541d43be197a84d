import { afterEach, describe, expect, it } from 'vitest';

import { SLACK_CONFIG, openSlackProduct, type SlackProduct } from '../fakes/platform-app.ts';
import { call, createScriptedModel, type Line } from '../fakes/scripted-model.ts';
import { withSpeech } from '../fakes/speech.ts';

const ANN = 'U01';
const BOT = '<@UBOTT01>';
const LONG = 'The launch is on Friday, at noon. **Bo** brings the cake, and Ann the candles.';
const PLAIN = LONG.replaceAll('*', '');

let app: SlackProduct;
afterEach(() => app.close());

/** The product with a model that takes a second for six characters. */
async function open(
  turn: Line[],
  more: { mode?: 'http' | 'socket'; isQuick?: boolean; config?: string } = {},
) {
  const scripted = createScriptedModel();
  const { isQuick = false, ...options } = more;
  scripted.script({ turn });
  const restMs = isQuick ? 0 : 1_000;
  const rest = (): Promise<void> => new Promise((resolve) => void app.clock.after(restMs, resolve));
  app = await openSlackProduct({ ...options, model: withSpeech(scripted, rest) });
}

const bot = (thread: string) => app.inThread(thread).filter(({ by }) => by === 'UBOTT01');
const textsOf = (thread: string): string[] => bot(thread).map(({ text }) => text.replaceAll('\u2060', ''));
const answersOf = (method: string): string[] =>
  app.slack.calls.filter((each) => each.method === method).map(({ answer }) => answer);
const rowOf = async () => (await app.store.collection('inbox').find({ lane: 'turn' }, { limit: 1 }))[0];

const ask = (text: string): string => app.slack.say({ user: ANN, channel: 'C01' }, `${BOT} ${text}`);
/** Winds the clock until it is so. */
async function windUntil(test: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let step = 0; step < 400; step += 1) {
    await app.slack.idle();
    if (await test()) return;
    await app.wind(250, 250);
  }
  throw new Error(`${what} did not come about`);
}
/** Until the turn has ended and all has been said. */
async function finish(): Promise<void> {
  await windUntil(
    async () => ['done', 'failed'].includes((await rowOf())?.state ?? ''),
    'the end of the turn',
  );
  await app.settle();
}

describe.each(['http', 'socket'] as const)('what the agent says in a Slack thread, over %s', (mode) => {
  it('grows there while it says it, and ends as the exact reply in one message', async () => {
    await open([LONG], { mode });
    const thread = ask('when is the launch?');
    const seen = new Set<string>();
    await windUntil(async () => {
      for (const text of textsOf(thread)) seen.add(text);
      return (await rowOf())?.state === 'done';
    }, 'the reply');
    await app.settle();
    expect(seen.size).toBeGreaterThan(5);
    for (const text of seen) expect(LONG.startsWith(text) || text === PLAIN).toBe(true);
    expect(textsOf(thread)).toEqual([PLAIN]);
    expect(bot(thread)[0]?.edits).toBe(1);
    expect(await rowOf()).toMatchObject({ reply: LONG, stream: { messageId: bot(thread)[0]?.ts } });
    expect(answersOf('chat.postMessage')).toEqual([]);
    expect(app.slack.sessionOf('C01', thread)).toBe('active');
    expect([...app.log.messages('warn'), ...app.log.messages('error')]).toEqual([]);
  });
});

describe('what the agent says in a Slack thread', () => {
  it('before it does something gives way to what it says in the end', async () => {
    const first = 'I write that down for you, one moment please.';
    const create = call('manage_tasks', { action: 'create', tasks: [{ title: 'Book a room' }] });
    await open([{ ...create, text: first }, 'T-1 is noted: Book a room.']);
    const thread = ask('book a room');
    const whole = `${first}\n\nT-1 is noted`;
    await windUntil(() => textsOf(thread)[0]?.startsWith(whole) ?? false, 'both texts');
    await finish();
    expect(textsOf(thread)).toEqual(['T-1 is noted: Book a room.']);
    expect(await app.tasks()).toHaveLength(1);
  });

  it('begins with the first words, though a call was made before them', async () => {
    await open([call('manage_tasks', { action: 'create', tasks: [{ title: 'Book a room' }] }), LONG]);
    const thread = ask('book a room');
    await windUntil(() => textsOf(thread).length > 0, 'some text');
    expect(LONG.startsWith(textsOf(thread)[0] ?? '-')).toBe(true);
  });

  it('is simply posted when it is said at once', async () => {
    await open([LONG], { isQuick: true });
    const thread = ask('hello');
    await finish();
    expect(textsOf(thread)).toEqual([PLAIN]);
    expect(answersOf('chat.startStream')).toEqual([]);
  });

  it('calls nobody, though it tries to in two pieces', async () => {
    const text = 'Look here: <!channel> and <@U02> and @everyone, at [good](https://evil.example).';
    await open([text]);
    const thread = ask('call them all');
    const pings: string[] = [];
    await windUntil(async () => {
      pings.push(...bot(thread).flatMap((message) => message.pings));
      return (await rowOf())?.state === 'done';
    }, 'the reply');
    await app.settle();
    expect(pings).toEqual([]);
    expect(bot(thread).flatMap((message) => message.pings)).toEqual([]);
    expect(answersOf('chat.appendStream').length).toBeGreaterThan(3);
    expect(textsOf(thread)).toEqual([text.replace('[good](https://evil.example)', 'good')]);
  });

  it('is whole though Slack says too many requests in the middle, and at the end', async () => {
    await open([LONG]);
    const thread = ask('when?');
    await windUntil(() => answersOf('chat.appendStream').length > 1, 'some text');
    const busy = { status: 429, retryAfter: 3 };
    app.slack.break('chat.appendStream', busy, 'none', busy);
    app.slack.break('chat.stopStream', busy, busy);
    app.slack.break('chat.update', busy);
    await finish();
    expect(textsOf(thread)).toEqual([PLAIN]);
    expect(answersOf('chat.postMessage')).toEqual([]);
  });

  it('comes as a whole where Slack has no streams, and those are not asked for again', async () => {
    await open([LONG, LONG]);
    app.slack.break('chat.startStream', { error: 'not_agent_app' });
    const thread = ask('when?');
    await finish();
    expect(textsOf(thread)).toEqual([PLAIN]);
    app.slack.say({ user: ANN, channel: 'C01' }, 'again?', { thread });
    const other = ask('when?');
    await windUntil(async () => textsOf(other).includes(PLAIN), 'the second reply');
    await app.settle();
    expect(answersOf('chat.startStream')).toEqual(['not_agent_app']);
  });

  it('does not wait for a Slack that does not begin; what it begins too late is taken away', async () => {
    await open(['At noon.']);
    app.slack.break('chat.startStream', { slowMs: 8_000 });
    const thread = ask('when?');
    await finish();
    expect(textsOf(thread)).toEqual(['At noon.']);
    expect((await rowOf())?.stream).toBeUndefined();
    await windUntil(() => answersOf('chat.delete').length > 0, 'the late one');
    await app.slack.idle();
    expect(answersOf('chat.startStream')).toEqual(['ok']);
    expect(textsOf(thread)).toEqual(['At noon.']);
  });

  it('becomes the apology when the turn fails', async () => {
    await open([LONG], { config: `${SLACK_CONFIG}\nlimits: {turn: {time: 5s}}` });
    const thread = ask('when?');
    await finish();
    expect(textsOf(thread)).toHaveLength(1);
    expect(textsOf(thread)[0]).not.toContain('launch');
    expect(bot(thread)[0]?.edits).toBe(1);
    expect(answersOf('chat.postMessage')).toEqual([]);
  });

  it('is not shown where the reply is for one person alone', async () => {
    await open([]);
    await app.command(ANN, 'nwe x');
    expect(answersOf('chat.startStream')).toEqual([]);
  });

  it('goes into a new message when somebody deletes the one that grows', async () => {
    await open([LONG]);
    const thread = ask('when?');
    await windUntil(() => textsOf(thread).length > 0, 'some text');
    app.slack.remove({ channel: 'C01' }, bot(thread)[0]?.ts ?? '');
    await finish();
    expect(textsOf(thread)).toEqual([PLAIN]);
  });
});
