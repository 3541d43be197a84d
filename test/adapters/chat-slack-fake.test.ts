import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { View } from '@slack/types';
import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createFakeClock } from '../fakes/clock.ts';
import { createFakeSlack, type FakeSlack } from '../fakes/slack/index.ts';

/** What the stand-in holds the adapter to, as Slack's own client meets it. */
let slack: FakeSlack;
let clock: ReturnType<typeof createFakeClock>;
let client: WebClient;
let top: string;

beforeEach(async () => {
  clock = createFakeClock(Date.now());
  slack = await createFakeSlack(clock);
  slack.addWorkspace('T01');
  slack.addUser('U01', 'Ann');
  slack.addChannel('C01', ['U01']);
  slack.addChannel('C02', ['U01'], { hasBot: false });
  top = slack.say(ann, 'start');
  client = new WebClient('xoxb-T01', {
    slackApiUrl: slack.apiUrl,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  });
});
afterEach(() => slack.close());

const ann = { user: 'U01', channel: 'C01' };

const errorOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'ok';
  } catch (error) {
    const { data, retryAfter } = error as { data?: { error: string }; retryAfter?: number };
    return data?.error ?? `wait ${String(retryAfter)}`;
  }
};

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window that this goes to
const post = (more: object = {}) => client.chat.postMessage({ channel: 'C01', text: 'x', ...more });
const rest = (): Promise<void> => clock.advance(5_000);

describe('the stand-in for Slack', () => {
  it('refuses messages as Slack does', async () => {
    const section = (length: number) => ({
      type: 'section',
      text: { type: 'plain_text', text: 'x'.repeat(length) },
    });
    const refused: [object, string][] = [
      [{ channel: 'C09' }, 'channel_not_found'],
      [{ channel: 'C02' }, 'not_in_channel'],
      [{ thread_ts: '1.2' }, 'thread_not_found'],
      [{ text: '' }, 'no_text'],
      [{ blocks: [section(3_001)] }, 'invalid_blocks'],
      [{ blocks: [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }] }, 'invalid_blocks'],
      [{ blocks: Array.from({ length: 51 }, () => section(1)) }, 'msg_blocks_too_many'],
      [{ blocks: Array.from({ length: 5 }, () => section(2_900)) }, 'msg_blocks_too_long'],
      [
        {
          blocks: [
            {
              type: 'plan',
              title: 't',
              tasks: [{ type: 'task_card', task_id: '1', title: 't', status: 'done' }],
            },
          ],
        },
        'invalid_blocks',
      ],
    ];
    for (const [more, error] of refused) {
      await rest();
      expect(await errorOf(post(more))).toBe(error);
    }
    const { ts = '' } = await post();
    expect(await errorOf(client.chat.update({ channel: 'C01', ts, text: 'x'.repeat(4_001) }))).toBe(
      'msg_too_long',
    );
    expect(await errorOf(client.chat.update({ channel: 'C01', ts: top, text: 'x' }))).toBe(
      'cant_update_message',
    );
    expect(await errorOf(client.chat.update({ channel: 'C01', ts: '1.2', text: 'x' }))).toBe(
      'message_not_found',
    );
    const stranger = new WebClient('xoxb-none', { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
    expect(await errorOf(stranger.auth.test())).toBe('invalid_auth');
  });

  it('sees who is called, in blocks and in markup', async () => {
    const { ts = '' } = await post({ text: 'hi <!channel> <@U01>' });
    expect(slack.seen('C01').at(-1)?.pings).toEqual(['channel', 'U01']);
    await client.chat.update({ channel: 'C01', ts, text: '@here' });
    expect(slack.seen('C01').at(-1)?.pings).toEqual(['here']);
    await client.chat.update({ channel: 'C01', ts, text: '@here', parse: 'none' });
    expect(slack.seen('C01').at(-1)?.pings).toEqual([]);
  });

  it('limits posts by channel and edits by workspace, and says how long to wait', async () => {
    const posts = await Promise.all(Array.from({ length: 5 }, () => errorOf(post())));
    expect(posts.toSorted()).toEqual(['ok', 'ok', 'ok', 'ok', 'wait 1']);
    const ts = slack.seen('C01').at(-1)?.ts ?? '';
    const edits = await Promise.all(
      Array.from({ length: 51 }, () => errorOf(client.chat.update({ channel: 'C01', ts, text: 'y' }))),
    );
    expect(edits.filter((each) => each === 'ok')).toHaveLength(50);
    expect(edits).toContain('wait 2');
    await clock.advance(2_000);
    expect(await errorOf(client.chat.update({ channel: 'C01', ts, text: 'y' }))).toBe('ok');
  });

  it('ends a stream after five minutes, and takes no edit while it runs', async () => {
    const begin = { channel: 'C01', thread_ts: top };
    expect(await errorOf(client.chat.startStream(begin))).toBe('missing_recipient_user_id');
    const named = { ...begin, recipient_user_id: 'U01', recipient_team_id: 'T01' };
    const { ts = '' } = await client.chat.startStream({ ...named, markdown_text: 'a' });
    await client.chat.appendStream({ channel: 'C01', ts, markdown_text: 'b' });
    expect(await errorOf(client.chat.update({ channel: 'C01', ts, text: 'x' }))).toBe(
      'streaming_state_conflict',
    );
    expect(
      await errorOf(client.chat.appendStream({ channel: 'C01', ts, markdown_text: 'x'.repeat(11_000) })),
    ).toBe('msg_too_long');
    await clock.advance(5 * 60_000 + 1);
    expect(await errorOf(client.chat.appendStream({ channel: 'C01', ts, markdown_text: 'c' }))).toBe(
      'message_not_in_streaming_state',
    );
    expect(await errorOf(client.chat.stopStream({ channel: 'C01', ts }))).toBe(
      'message_not_in_streaming_state',
    );
    expect(await errorOf(client.chat.update({ channel: 'C01', ts, text: 'whole' }))).toBe('ok');

    const second = await client.chat.startStream({ ...named, markdown_text: 'a' });
    expect((await client.chat.stopStream({ channel: 'C01', ts: second.ts ?? '' })).ok).toBe(true);
  });

  it('opens one form for a press, within three seconds', async () => {
    const title = { type: 'plain_text', text: 't' } as const;
    const view: View = { type: 'modal', title, blocks: [{ type: 'divider' }] };
    const open = (trigger: string) => errorOf(client.views.open({ trigger_id: trigger, view }));
    const { triggerId } = slack.press(ann);
    expect([await open('made-up'), await open(triggerId), await open(triggerId)]).toEqual([
      'invalid_trigger_id',
      'ok',
      'exchanged_trigger_id',
    ]);
    const late = slack.press(ann);
    await clock.advance(3_001);
    expect(await open(late.triggerId)).toBe('expired_trigger_id');
  });

  it('takes five answers to a press, within half an hour', async () => {
    const answer = async (url: string): Promise<number> =>
      (await fetch(url, { method: 'POST', body: '{"text":"psst"}' })).status;
    const { responseUrl } = slack.press(ann);
    const statuses = [];
    for (let at = 0; at < 6; at++) statuses.push(await answer(responseUrl));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    expect(slack.seen('C01', 'U01').filter(({ onlyFor }) => onlyFor)).toHaveLength(5);
    const late = slack.press(ann);
    await clock.advance(30 * 60_000 + 1);
    expect(await answer(late.responseUrl)).toBe(404);
  });

  it('sends an event four times, a minute and five apart, and says why', async () => {
    const heads: (string | undefined)[][] = [];
    const server = createServer((request, response) => {
      const { 'x-slack-retry-num': number, 'x-slack-retry-reason': reason } = request.headers;
      heads.push([String(number), String(reason)]);
      response.writeHead(500).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    slack.say(ann, 'hello');
    for (const ms of [1, 60_000, 300_000, 600_000]) {
      await slack.idle();
      await clock.advance(ms);
    }
    await slack.idle();
    expect(heads).toEqual([
      ['undefined', 'undefined'],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
