import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Card } from '../../src/domain/card.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { ErrorCode } from '../../src/domain/error-facts.ts';
import type { OutgoingMessage, PostedRef } from '../../src/domain/message.ts';
import type { ThreadRef } from '../../src/domain/person.ts';
import { startSlackApp, until, type SlackApp } from '../fakes/slack/app.ts';
import type { Seen } from '../fakes/slack/index.ts';

const MESSAGE = { text: 'hello', locale: 'en' };

let app: SlackApp;
let top: string;
let home: ThreadRef;

async function begin(setup: Parameters<typeof startSlackApp>[0] = {}): Promise<void> {
  app = await startSlackApp(setup);
  top = app.slack.say({ user: 'U01', channel: 'C01' }, 'start');
  home = { platform: 'slack', channel: 'T01:C01', thread: top };
  await app.slack.idle();
}
beforeEach(() => begin());
afterEach(() => app.close());

const say = (text: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  text,
  locale: 'en',
  ...more,
});

const card: Card = {
  kind: 'run',
  title: 'Upgrade <deps>',
  context: 'running',
  tone: 'active',
  lines: ['<!channel> look at <https://evil.example|https://good.example>', 'second & last'],
  taskNumber: 4,
  buttons: [
    { action: 'cancel', label: 'Stop', value: 'run~r1~3', style: 'danger', confirm: 'Stop the run?' },
  ],
};

/** What the bot has shown, as the person sees it. */
const shown = (viewer?: string, channel = 'C01'): Seen[] =>
  app.slack.seen(channel, viewer).filter(({ by }) => by === 'UBOTT01');
const post = (message: OutgoingMessage, key = 'k1', ref = home): Promise<PostedRef> =>
  app.chat.post(ref, message, key);

async function codeOf(work: Promise<unknown> | undefined): Promise<ErrorCode | 'fine'> {
  try {
    await work;
    return 'fine';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

describe('an answer in Slack', () => {
  it('stands in the thread as rich text, with nothing pinged and nothing spoofed', async () => {
    const posted = await post(
      say(
        '# Done\n**bold** and `<!here>` <!channel> <@U02> @everyone\n- one\n- [https://good.example](https://evil.example)\n\n```\n<b>&amp;\n```',
      ),
    );
    const [message] = shown();
    expect(posted).toEqual({ ...home, messageId: message?.ts });
    expect(message?.thread).toBe(top);
    expect(message?.pings).toEqual([]);
    expect(message?.text).toBe(
      'Done\nbold and <!here> <!channel> <@U02> @everyone\n• one\n• https://good.example (evil.example)\n<b>&amp;',
    );
    expect(message?.fallback).toContain('<!channel>');
  });

  it('calls the people who must act, and nobody else', async () => {
    const mentions = [
      { id: 'slack:T01:U02', name: 'Bo' },
      { id: 'slack:T99:U01', name: 'from elsewhere' },
      { id: 'slack:T01:!channel', name: 'no person' },
      { id: 'wecom:U01', name: 'no Slack' },
    ];
    await post(say('Which region, <@U01>?', { mentions }));
    await post(say('', { mentions, card }), 'k2');
    expect(shown().map(({ pings }) => pings)).toEqual([['U02'], ['U02']]);
  });

  it('goes out in as many messages as it takes, in order and whole, and the last is the one that edits change', async () => {
    const paragraphs = Array.from(
      { length: 600 },
      (_, at) => `Paragraph ${at}: ${'漢字 and words, '.repeat(6)}😀`,
    );
    const text = paragraphs.join('\n\n');
    expect(text.length).toBeGreaterThan(60_000);
    const posting = post(say(text));
    for (let second = 0; second < 20; second++) {
      await app.slack.idle();
      await app.clock.advance(1_000);
    }
    const posted = await posting;
    const all = shown();
    expect(all.length).toBeGreaterThan(5);
    expect(all.every(({ thread }) => thread === top)).toBe(true);
    expect(
      all
        .map((each) => each.text)
        .join('\n')
        .match(/Paragraph \d+:/g),
    ).toHaveLength(600);
    const words = (whole: string): string => whole.replace(/\s+/g, '');
    expect(words(all.map((each) => each.text).join(''))).toBe(words(text));
    expect(posted.messageId).toBe(all.at(-1)?.ts);
    expect(app.slack.calls.filter(({ answer }) => answer === 'ratelimited')).toEqual([]);
  });

  it('keeps code readable where it is cut', async () => {
    const posting = post(
      say(`Look:\n\n\`\`\`js\n${'const x = 1; // <!channel>\n'.repeat(900)}\`\`\`\n\nThat is *all*.`),
    );
    for (let second = 0; second < 5; second++) {
      await app.slack.idle();
      await app.clock.advance(1_000);
    }
    await posting;
    expect(shown().length).toBeGreaterThan(1);
    expect(
      shown()
        .map(({ text }) => text)
        .join('\n')
        .match(/const x = 1; \/\/ <!channel>/g),
    ).toHaveLength(900);
    expect(shown().at(-1)?.text).toContain('That is all.');
    expect(shown().some(({ text }) => text.includes('```'))).toBe(false);
  });

  it('begins a thread where there is none yet', async () => {
    const posted = await post(say('hello'), 'k1', { ...home, thread: '' });
    expect(posted.thread).toBe(posted.messageId);
    expect(shown()[0]?.thread).toBeUndefined();
  });

  it('for one person is seen by that person alone, in the channel or directly where they are not in it', async () => {
    const toBo = { id: 'slack:T01:U02', name: 'Bo' };
    const whispered = await post(say('for Bo', { onlyFor: toBo }));
    expect(shown('U02').map(({ text }) => text)).toEqual(['for Bo']);
    expect(shown('U01')).toEqual([]);
    expect(await codeOf(app.chat.edit?.(whispered, say('changed', { onlyFor: toBo })))).toBe('chat.gone');

    app.slack.addUser('U08', 'Di');
    const direct = await post(say('for Di', { onlyFor: { id: 'slack:T01:U08', name: 'Di' } }), 'k2');
    const channel = direct.channel.split(':')[1] ?? '';
    expect(channel).toMatch(/^D/);
    expect(app.slack.seen(channel).map(({ text }) => text)).toEqual(['for Di']);
    expect(shown('U08')).toEqual([]);
    expect(await codeOf(post(say('x', { onlyFor: { id: 'web:ann', name: 'Ann' } }), 'k3'))).toBe(
      'chat.refused',
    );
  });
});

describe('a card in Slack', () => {
  it('shows what it says literally, and its buttons with their values', async () => {
    await post(say('Upgrade deps: running', { card }));
    const [message] = shown();
    expect(message?.pings).toEqual([]);
    expect(message?.fallback).toBe('Upgrade deps: running');
    expect(message?.text).toBe(
      'Upgrade <deps>\n<!channel> look at <https://evil.example|https://good.example>\nsecond & last\nrunning',
    );
    expect(message?.buttons).toEqual([
      {
        label: 'Stop',
        actionId: 'errand:0:cancel',
        value: 'run~r1~3',
        style: 'danger',
        confirm: 'Stop the run?',
        isOption: false,
      },
    ]);
  });

  it('shows steps as a plan, and as plain lines where Slack does not take plans, which it remembers', async () => {
    const steps = [
      { title: 'Read lockfile', status: 'success' },
      { title: 'Run tests', status: 'running' },
      { title: 'Lint', status: 'skipped' },
    ] as const;
    const withSteps = say('working', {
      card: { ...card, lines: [], buttons: [], progress: '2 steps done', steps: [...steps] },
    });
    const posted = await post(withSteps);
    expect(shown()[0]?.text).toContain('2 steps done\n[x] Read lockfile\n[~] Run tests\n[x] Lint (skipped)');

    app.slack.settings.hasPlans = false;
    await app.chat.edit?.(posted, withSteps);
    await app.chat.edit?.(posted, withSteps);
    expect(shown()[0]?.text).toContain('2 steps done\n● Read lockfile\n◐ Run tests\n– Lint (skipped)');
    expect(app.slack.calls.filter(({ answer }) => answer === 'invalid_blocks')).toHaveLength(1);
  });

  it('becomes its text when Slack takes no drawing at all', async () => {
    app.slack.break('chat.postMessage', { error: 'invalid_blocks' });
    await post(say('The words alone', { card }));
    expect(shown().map(({ text }) => text)).toEqual(['The words alone']);
  });

  it('has buttons for a few choices and a menu for many', async () => {
    const choices = (count: number) =>
      Array.from({ length: count }, (_, option) => ({
        action: 'answer',
        label: `Option ${option}`,
        value: `ask~0190a6f2-7c3e-7000-8000-000000000001~12~${option}`,
      }));
    await post(say('?', { card: { ...card, buttons: choices(5) } }));
    await post(say('?', { card: { ...card, buttons: [...choices(20), ...card.buttons] } }), 'k2');
    const [few, many] = shown();
    expect(few?.buttons.map(({ isOption }) => isOption)).toEqual([false, false, false, false, false]);
    expect(many?.buttons.map(({ isOption }) => isOption)).toEqual([
      ...Array.from({ length: 20 }, () => true),
      false,
    ]);
    expect(new Set(many?.buttons.map(({ actionId }) => actionId)).size).toBe(2);
  });

  it('links its files', async () => {
    const file = {
      deliverableId: 'd',
      name: 'report.md',
      contentType: 'text/markdown',
      sizeBytes: 3,
      url: 'https://e.example/d',
    };
    await post(
      say('', { card: { ...card, files: [file, { ...file, name: 'odd', url: 'javascript:alert(1)' }] } }),
    );
    expect(shown()[0]?.text).toContain('📄 report.md\n📄 odd');
    expect(JSON.stringify(app.slack.calls.at(-1)?.args['blocks'])).not.toContain('javascript');
  });

  it('is edited in place and never calls anybody by that', async () => {
    const posted = await post(say('one', { card }));
    await app.chat.edit?.(posted, say('@channel two', { card: { ...card, title: 'Ended', buttons: [] } }));
    const [message] = shown();
    expect(shown()).toHaveLength(1);
    expect(message).toMatchObject({ edits: 1, buttons: [], pings: [] });
    expect(message?.text).toContain('Ended');
  });
});

describe('when Slack is unwell', () => {
  // prettier-ignore
  const TABLE: [fault: Parameters<SlackApp['slack']['break']>[1], onPost: ErrorCode | 'fine', onEdit: ErrorCode | 'fine'][] = [
    [{ error: 'not_in_channel' },           'chat.refused',      'chat.refused'],
    [{ error: 'is_archived' },              'chat.refused',      'chat.refused'],
    [{ error: 'missing_scope' },            'chat.refused',      'chat.refused'],
    [{ error: 'token_revoked' },            'chat.refused',      'chat.refused'],
    [{ error: 'message_not_found' },        'chat.gone',         'chat.gone'],
    [{ error: 'cant_update_message' },      'chat.gone',         'chat.gone'],
    [{ error: 'edit_window_closed' },       'chat.gone',         'chat.gone'],
    [{ error: 'service_unavailable' },      'chat.unavailable',  'chat.unavailable'],
    [{ error: 'internal_error' },           'chat.unknown',      'chat.unavailable'],
    [{ error: 'ratelimited' },              'chat.rate_limited', 'chat.rate_limited'],
    [{ status: 429, retryAfter: 7 },        'chat.rate_limited', 'chat.rate_limited'],
    [{ status: 503 },                       'chat.unknown',      'fine'],
    ['lost_answer',                         'chat.unknown',      'fine'],
  ];

  it.each(TABLE)('%j means %s for a post and %s for an edit', async (fault, onPost, onEdit) => {
    const posted = await post(say('there'), 'before');
    app.slack.break('chat.postMessage', fault);
    app.slack.break('chat.update', fault);
    expect(await codeOf(post(say('x')))).toBe(onPost);
    await app.clock.advance(60_000);
    expect(await codeOf(app.chat.edit?.(posted, say('y')))).toBe(onEdit);
  });

  it('is unavailable, and was certainly not shown, when Slack cannot be reached', async () => {
    await app.slack.close();
    expect(await codeOf(post(say('x')))).toBe('chat.unavailable');
    expect(app.chat.health?.()).toMatchObject({ isUp: false });
  });

  it('finds the message whose answer was lost, and does not show it again', async () => {
    app.slack.break('chat.postMessage', 'lost_answer');
    expect(await codeOf(post(say('only once')))).toBe('chat.unknown');
    const found = await app.chat.findPosted?.(home, 'k1', MESSAGE);
    expect(found).toEqual({ ...home, messageId: shown()[0]?.ts });
    expect(await app.chat.findPosted?.(home, 'another', MESSAGE)).toBeUndefined();
    expect(await app.chat.findPosted?.({ ...home, thread: '' }, 'k1', MESSAGE)).toBeUndefined();
    expect(await post(say('only once'))).toEqual(found);
    expect(shown()).toHaveLength(1);
  });

  it('finds a lost message behind many others', async () => {
    await post(say('mine'));
    for (let count = 0; count < 450; count++)
      app.slack.say({ user: 'U01', channel: 'C01' }, 'talk', { thread: top });
    expect(await app.chat.findPosted?.(home, 'k1', MESSAGE)).toMatchObject({ messageId: shown()[0]?.ts });
    await app.slack.idle();
  });

  it('goes on with a long answer where it was interrupted', async () => {
    const text = Array.from({ length: 300 }, (_, at) => `Line ${at} ${'x'.repeat(100)}`).join('\n\n');
    app.slack.break('chat.postMessage', 'none', 'lost_answer');
    expect(await codeOf(post(say(text)))).toBe('chat.unknown');
    expect(shown()).toHaveLength(2);
    app.slack.break('chat.postMessage', { error: 'service_unavailable' });
    expect(await app.chat.findPosted?.(home, 'k1', MESSAGE)).toBeUndefined();
    expect(await codeOf(post(say(text)))).toBe('chat.unknown');
    expect(await app.chat.findPosted?.(home, 'k1', MESSAGE)).toBeUndefined();
    const posting = post(say(text));
    for (let second = 0; second < 8; second++) {
      await app.slack.idle();
      await app.clock.advance(1_000);
    }
    const posted = await posting;
    expect(
      shown()
        .map((each) => each.text)
        .join('\n')
        .match(/Line \d+/g),
    ).toHaveLength(300);
    expect(await app.chat.findPosted?.(home, 'k1', MESSAGE)).toEqual(posted);
  });

  it('slows down by itself: a storm of edits costs no refusal, and every last state lands', async () => {
    const cards: PostedRef[] = [];
    for (let count = 0; count < 10; count++) {
      app.slack.addChannel(`C1${count}`, ['U01']);
      cards.push(
        await post(say('0'), `card${count}`, { platform: 'slack', channel: `T01:C1${count}`, thread: '' }),
      );
    }
    const state = new Map(cards.map((each) => [each, 0]));
    const landed = new Map<PostedRef, number>();
    const codes = new Set<string>();
    for (let second = 0; second < 60; second++) {
      for (const each of cards) {
        if (second < 30) state.set(each, second);
        const wanted = state.get(each) ?? 0;
        if (landed.get(each) === wanted) continue;
        const code = await codeOf(app.chat.edit?.(each, say(String(wanted))));
        if (code === 'fine') landed.set(each, wanted);
        codes.add(code);
      }
      await app.clock.advance(1_000);
    }
    expect([...codes].toSorted()).toEqual(['chat.rate_limited', 'fine']);
    for (let count = 0; count < 10; count++) {
      expect(app.slack.seen(`C1${count}`).at(-1)?.text).toBe('29');
    }
    expect(app.slack.calls.filter(({ answer }) => answer === 'ratelimited' || answer === '429')).toEqual([]);
    await app.slack.idle();
  });

  it('leaves a question free to go while edits must wait, and asks nothing before the wait is over', async () => {
    const posted = await post(say('card'), 'card');
    app.slack.break('chat.update', { status: 429, retryAfter: 30 });
    expect(await codeOf(app.chat.edit?.(posted, say('a')))).toBe('chat.rate_limited');
    expect(await codeOf(app.chat.edit?.(posted, say('b')))).toBe('chat.rate_limited');
    expect(await codeOf(post(say('a question'), 'q'))).toBe('fine');
    expect(app.slack.calls.filter(({ method }) => method === 'chat.update')).toHaveLength(1);
    await app.clock.advance(30_000);
    expect(await codeOf(app.chat.edit?.(posted, say('b')))).toBe('fine');
  });

  it('says that it is down once the token is dead', async () => {
    expect(app.chat.health?.().isUp).toBe(true);
    app.slack.break('chat.postMessage', { error: 'account_inactive' });
    expect(await codeOf(post(say('x')))).toBe('chat.refused');
    expect(app.chat.health?.()).toEqual({ isUp: false, detail: 'account_inactive' });
    expect(await codeOf(post(say('x'), 'k2'))).toBe('fine');
    expect(app.chat.health?.().isUp).toBe(true);
  });

  it('refuses a place that is not in Slack', async () => {
    expect(await codeOf(post(say('x'), 'k', { platform: 'slack', channel: 'general', thread: '' }))).toBe(
      'chat.refused',
    );
  });
});

describe('what goes on in a thread', () => {
  const sessions = () => app.slack.calls.filter(({ method }) => method === 'agents.sessions.setStatus');
  const statuses = () => app.slack.calls.filter(({ method }) => method === 'assistant.threads.setStatus');

  it('is shown as the state of the session', async () => {
    for (const activity of ['working', 'waiting', 'idle'] as const)
      await app.chat.setActivity?.(home, activity);
    expect(sessions().map(({ args }) => args['status'])).toEqual(['processing', 'suspended', 'active']);
    expect(statuses()).toEqual([]);
  });

  it('is shown as a line where the app has no sessions, and asked for no more where it has neither', async () => {
    app.slack.settings.isAgentApp = false;
    await app.chat.setActivity?.(home, 'working');
    await app.chat.setActivity?.(home, 'idle');
    expect(sessions()).toHaveLength(1);
    expect(statuses().map(({ args }) => args['status'])).toEqual(['is working on it…', '']);
    app.slack.break('assistant.threads.setStatus', { error: 'missing_scope' });
    await app.chat.setActivity?.(home, 'working');
    await app.chat.setActivity?.(home, 'working');
    expect(statuses()).toHaveLength(3);
  });

  it('is only a hint: nothing fails with it', async () => {
    app.slack.break(
      'agents.sessions.setStatus',
      { status: 500 },
      { status: 429, retryAfter: 3 },
      { error: 'channel_not_found' },
    );
    for (let count = 0; count < 4; count++) await app.chat.setActivity?.(home, 'working');
    expect(sessions()).toHaveLength(4);
    await until(() => app.slack.calls.at(-1)?.answer === 'ok');
  });
});

it('links to a thread', async () => {
  expect(app.chat.linkTo?.(home)).toBe(`https://t01.slack.com/archives/C01/p${top.replace('.', '')}`);
});
