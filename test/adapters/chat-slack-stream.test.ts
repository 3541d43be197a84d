import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { escapeStreamed, takeShowable } from '../../adapters/chat/slack/text.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { OutgoingMessage } from '../../src/domain/message.ts';
import type { PersonRef, ThreadRef } from '../../src/domain/person.ts';
import type { TextStream } from '../../src/ports/chat.ts';
import { startSlackApp, until, type SlackApp } from '../fakes/slack/app.ts';
import type { Seen } from '../fakes/slack/index.ts';
import { drawMarkup, findPings } from '../fakes/slack/screen.ts';

const MESSAGE = { text: 'hello', locale: 'en' };

const ANN: PersonRef = { id: 'slack:T01:U01', name: 'Ann' };
let app: SlackApp;
let home: ThreadRef;

beforeEach(async () => {
  app = await startSlackApp();
  const thread = app.slack.say({ user: 'U01', channel: 'C01' }, 'start');
  home = { platform: 'slack', channel: 'T01:C01', thread };
  await app.slack.idle();
});
afterEach(() => app.close());

const say = (text: string): OutgoingMessage => ({ text, locale: 'en' });
const shown = (): Seen[] => app.slack.seen('C01').filter(({ by }) => by === 'UBOTT01');
/** As people see it: the joiners are not seen. */
const texts = (): string[] => shown().map(({ text }) => text.replaceAll('\u2060', ''));
const callsOf = (method: string) => app.slack.calls.filter((each) => each.method === `chat.${method}`);
const answersOf = (method: string): string[] => callsOf(method).map(({ answer }) => answer);

async function begin(text = 'Hello', ref = home): Promise<TextStream> {
  const stream = await app.chat.stream?.(ref, ANN, text);
  if (!stream) throw new Error('nothing was begun');
  return stream;
}
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 15));
/** Winds the clock in steps, with the calls to Slack let in between. */
async function wind(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 500) {
    await pause();
    await app.clock.advance(Math.min(left, 500));
  }
  await pause();
}
const refusal = (work: Promise<unknown> | undefined): Promise<unknown> =>
  Promise.resolve(work).then(
    () => 'fine',
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );

describe('a message that grows in Slack', () => {
  it('is begun for the one who asked, grows in calls at least a second apart, and becomes the post', async () => {
    const stream = await begin('Hel');
    expect(callsOf('startStream')[0]?.args).toMatchObject({
      thread_ts: home.thread,
      recipient_user_id: 'U01',
      recipient_team_id: 'T01',
    });
    for (const delta of ['lo', ' ', 'wor', 'ld']) stream.append(delta);
    await pause();
    expect(texts()).toEqual(['Hel']);
    await wind(1_000);
    expect(texts()).toEqual(['Hello world']);
    expect(callsOf('appendStream')).toHaveLength(1);
    stream.append(', all');
    stream.append(' of you');
    await wind(1_000);
    expect(texts()).toEqual(['Hello world, all of you']);
    await stream.end();
    const posted = await app.chat.post(home, say('**Hello** everybody'), 'k1', stream.posted);
    expect(posted).toEqual(stream.posted);
    expect(texts()).toEqual(['Hello everybody']);
    expect(answersOf('stopStream')).toEqual(['ok']);
    expect(answersOf('update')).toEqual(['ok']);
  });

  it('goes on at once when the model was silent for a while', async () => {
    const stream = await begin();
    await wind(10_000);
    stream.append(' again');
    await until(() => texts()[0] === 'Hello again', 'the text');
    expect(callsOf('appendStream')).toHaveLength(1);
  });

  it('needs no recipient in a conversation with the bot alone', async () => {
    const top = app.slack.say({ user: 'U01', channel: 'D01' }, 'hi');
    await begin('Hello', { platform: 'slack', channel: 'T01:D01', thread: top });
    expect(callsOf('startStream')[0]?.args).not.toHaveProperty('recipient_user_id');
  });

  it('is sent one piece at a time, and what may have been shown is not shown again', async () => {
    const stream = await begin();
    app.slack.break('chat.appendStream', 'hangs');
    stream.append(' one');
    await wind(1_000);
    stream.append(' two');
    await wind(5_000);
    expect(callsOf('appendStream')).toHaveLength(1);
    const other = await begin('Other');
    app.slack.break('chat.appendStream', 'lost_answer');
    other.append(' one');
    await wind(1_500);
    other.append(' two');
    await wind(5_000);
    expect(texts().at(-1)).toBe('Other one');
  });

  it('waits as long as Slack says, and then shows all that has come', async () => {
    const stream = await begin();
    app.slack.break('chat.appendStream', { status: 429, retryAfter: 5 });
    stream.append(' one');
    await wind(1_500);
    stream.append(' two');
    await wind(3_500);
    expect(texts()).toEqual(['Hello']);
    await wind(3_000);
    expect(texts()).toEqual(['Hello one two']);
  });

  it('keeps to the limits of the workspace, however many grow at once', async () => {
    const streams = await Promise.all(Array.from({ length: 5 }, () => begin()));
    expect(await refusal(app.chat.stream?.(home, ANN, 'one more'))).toBe('chat.rate_limited');
    for (let second = 0; second < 40; second += 1) {
      for (const stream of streams) stream.append(` ${second}`);
      await wind(1_000);
    }
    expect(callsOf('appendStream').length).toBeGreaterThan(50);
    await wind(5_000);
    await Promise.all(streams.map((stream) => stream.end()));
    expect(new Set(app.slack.calls.map(({ answer }) => answer))).toEqual(new Set(['ok']));
    for (const text of texts()) expect(text).toMatch(/^Hello 0 1 2 .* 38 39$/);
  });

  it('stops growing before it is too long, and the whole text comes with the post', async () => {
    const stream = await begin('长'.repeat(2_500));
    stream.append('文'.repeat(5_000));
    await wind(20_000);
    expect(answersOf('appendStream')).not.toContain('msg_too_long');
    expect(Buffer.byteLength(texts()[0] ?? '')).toBeGreaterThan(5_000);
    const whole = `${'长'.repeat(2_500)}${'文'.repeat(20_000)}`;
    await stream.end();
    await app.chat.post(home, say(whole), 'k1', stream.posted);
    expect(texts().join('')).toBe(whole);
    expect(shown()[0]?.ts).toBe(stream.posted.messageId);
    expect(shown().length).toBeGreaterThan(1);
  });

  it('is stopped by whoever turns it into the post, when whoever began it did not live to', async () => {
    const { posted } = await begin();
    await app.chat.post(home, say('The answer'), 'k1', posted);
    expect(texts()).toEqual(['The answer']);
    expect(answersOf('update')).toEqual(['streaming_state_conflict', 'ok']);
    const late = await begin('Late');
    await app.clock.advance(6 * 60_000);
    await app.chat.post(home, say('The other'), 'k2', late.posted);
    expect(texts()).toEqual(['The answer', 'The other']);
  });

  it('is found by its key once it has become the post, part by part', async () => {
    const stream = await begin();
    await stream.end();
    const whole = 'word '.repeat(6_000).trim();
    app.slack.break('chat.postMessage', { status: 503 });
    expect(await refusal(app.chat.post(home, say(whole), 'k1', stream.posted))).toBe('chat.unknown');
    const beside = await startSlackApp({ beside: app });
    expect(await beside.chat.findPosted?.(home, 'k1', MESSAGE)).toBeUndefined();
    await beside.chat.post(home, say(whole), 'k1', stream.posted);
    expect(answersOf('update')).toEqual(['ok']);
    const found = await beside.chat.findPosted?.(home, 'k1', MESSAGE);
    expect(found).toMatchObject({ messageId: shown().at(-1)?.ts });
    expect(texts().join(' ').replace(/\s+/g, ' ').split(' ')).toHaveLength(6_000);
    await beside.close();
  });

  it('that was taken away is posted anew', async () => {
    const stream = await begin();
    await stream.discard();
    expect(texts()).toEqual([]);
    const posted = await app.chat.post(home, say('The answer'), 'k1', stream.posted);
    expect(texts()).toEqual(['The answer']);
    expect(posted.messageId).not.toBe(stream.posted.messageId);
  });

  it('says nothing of a stream that is over: by time, by Stop, by somebody who deleted it', async () => {
    const stopped = await begin();
    app.slack.pressStop({ user: 'U01', channel: 'C01' }, home.thread);
    stopped.append(' more');
    await wind(2_000);
    expect(answersOf('appendStream')).toEqual(['stopped_by_user']);
    await stopped.end();
    stopped.append(' and more');
    await wind(2_000);
    expect(answersOf('appendStream')).toHaveLength(1);
    await app.chat.post(home, say('The answer'), 'k1', stopped.posted);
    expect(texts()).toEqual(['The answer']);
  });

  it('ends within two seconds, though Slack does not answer', async () => {
    const stream = await begin();
    app.slack.break('chat.stopStream', 'hangs');
    let isOver = false;
    void stream.end().then(() => (isOver = true));
    await until(() => callsOf('stopStream').length === 1, 'the call');
    await app.clock.advance(1_999);
    expect(isOver).toBe(false);
    await app.clock.advance(1);
    expect(isOver).toBe(true);
  });

  it('is not tried again in a workspace that has none of it', async () => {
    app.slack.break('chat.startStream', { error: 'channel_type_not_supported' }, { error: 'unknown_method' });
    expect(await refusal(app.chat.stream?.(home, ANN, 'Hello'))).toBe('chat.refused');
    expect(await refusal(app.chat.stream?.(home, ANN, 'Hello'))).toBe('chat.refused');
    expect(await app.chat.stream?.(home, ANN, 'Hello')).toBeUndefined();
    expect(callsOf('startStream')).toHaveLength(2);
    expect(texts()).toEqual([]);
  });

  it('is not begun without a thread, a person of the workspace, or anything to show', async () => {
    expect(await app.chat.stream?.({ ...home, thread: '' }, ANN, 'Hello')).toBeUndefined();
    expect(await app.chat.stream?.(home, { id: 'slack:T99:U01', name: 'Eve' }, 'Hello')).toBeUndefined();
    expect(await app.chat.stream?.(home, ANN, ' \u200b\n')).toBeUndefined();
    expect(callsOf('startStream')).toEqual([]);
  });
});

describe('streamed text', () => {
  const piece = fc.oneof(
    fc.constantFrom('<!channel>', '<@U01>', '<#C01>', '<!subteam^S01>', '<https://evil.example|good>'),
    fc.constantFrom(
      '@channel',
      '@here',
      '@everyone',
      '[good](https://evil.example)',
      '![x](http://e.example/?q)',
    ),
    fc.constantFrom('&lt;@U01&gt;', '&amp;lt;!here&gt;', '\r\n', '👍', '\ud83d', '\u2060', '`<!here>`'),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );

  it('holds no call and no link at any moment, wherever its pieces are cut', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), (parts, size) => {
        const text = parts.join('');
        let left = '';
        let seen = '';
        for (let at = 0; at < text.length; at += size) {
          left += text.slice(at, at + size);
          const part = takeShowable(left, 2_000);
          left = left.slice(part.length);
          seen += escapeStreamed(part);
          expect(findPings(seen, undefined, true)).toEqual([]);
          expect(seen).not.toMatch(/[<>]|\]\(|:\/\//);
          expect(seen.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads as it was written', () => {
    const text = 'a < b && c > d: see [x](http://y), ann@example.com 👍';
    expect(drawMarkup(escapeStreamed(text)).replaceAll('\u2060', '')).toBe(text);
  });
});
