import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';
import { BOT, startInSlack } from './harness/slack.ts';
import { ANYONE, reach } from './harness/states.ts';

let product: Product;
let slack: Awaited<ReturnType<typeof startInSlack>>;
beforeAll(async () => {
  // Somebody else is somebody who sees all, for the work is nobody's.
  product = await startProduct({ config: `${ANYONE}admins: [web:bo]\n` });
  slack = await startInSlack({ config: ANYONE });
});
afterAll(async () => {
  await Promise.all([product.stop(), slack.stop()]);
});

/** What was said of the end of the task in its channel, besides its cards. */
async function endsOf(number: string, channel: string): Promise<string[]> {
  const all = await product.read('zoe', { channel });
  const isOf = (text: string) => text.endsWith(`\n\n${number}`) || text.includes(`**${number} `);
  return all.filter(({ card, text }) => !card && isOf(text)).map(({ text }) => text);
}

const BY = { person: 'bo' };

describe('F144 F147 B7 how work ends is told once, in words that are true', () => {
  it.each([
    ['accept', {}, 'done', 'Accepted by bo'],
    ['reject', { note: 'the numbers are wrong' }, 'rejected', 'Rejected by bo: the numbers are wrong'],
  ] as const)('B7 a review by %s', async (decision, more, label, cause) => {
    const channel = `review-${decision}`;
    const number = await reach(product, 'awaiting_review.review', channel);
    const [ask] = await product.asks(number);
    await product.decide(ask?.number ?? '', decision, more, BY);
    const told = await endsOf(number, channel);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(`: ${label}.`);
    expect(told[0]).toContain(cause);
  });

  it.each(['backlog', 'in_progress', 'in_progress.input', 'awaiting_review.review', 'deferred'] as const)(
    'B7 a stop by somebody else in %s',
    async (state) => {
      const channel = `stop-${state}`;
      const number = await reach(product, state, channel);
      await product.event(number, 'cancel', { reason: 'no money' }, BY);
      const told = await endsOf(number, channel);
      expect(told).toHaveLength(1);
      expect(told[0]).toContain('Stopped by bo: no money');
    },
  );

  it('B7 a start that is not approved, and a completion by hand', async () => {
    const refused = await reach(product, 'backlog.pre_approval', 'start');
    const [ask] = await product.asks(refused);
    await product.decide(ask?.number ?? '', 'reject', { note: 'never' }, BY);
    expect(await endsOf(refused, 'start')).toEqual([expect.stringContaining('Rejected by bo: never')]);
    const done = await reach(product, 'backlog', 'hand');
    await product.event(done, 'complete', { reason: 'It was easy.' }, BY);
    expect(await endsOf(done, 'hand')).toEqual([expect.stringMatching(/: done\.\n\nMarked as done by bo/)]);
  });

  it('B15 who waits for work that was stopped is told so, and how to go on without it', async () => {
    const channel = 'chain';
    const blocker = await product.create({ title: 'First', home: home(channel) });
    const waiting = await product.create({
      title: 'Second',
      home: home(channel),
      blockedBy: [blocker.number],
    });
    await product.event(waiting.number, 'queue', { park: true });
    await product.event(blocker.number, 'cancel', { reason: 'no' }, BY);
    const told = await endsOf(waiting.number, channel);
    expect(told).toEqual([expect.stringContaining(`is waiting for ${blocker.number}, which is cancelled`)]);
    expect(told[0]).toContain(`skip ${waiting.number}`);
  });
});

describe('F150 how much is told of a task', () => {
  /** Waits for another, is asked something, and is done, or fails: what was said of it besides its cards. */
  async function live(policy: string, isGood: boolean): Promise<{ said: string[]; cards: number }> {
    const channel = `policy-${policy}-${isGood}`;
    const title = `Life under ${policy}, ${isGood}`;
    const last = isGood ? 'Done.' : { status: 400, error: { message: 'broken' } };
    product.model.run(title, [call('ask_people', { kind: 'text', question: `Why ${title}?` }), last, last]);
    const first = await product.create({ title: 'First', home: home(`${channel}-first`) });
    const { number } = await product.create({
      title,
      home: home(channel),
      blockedBy: [first.number],
      notify: policy,
    });
    await product.event(number, 'queue', { park: true }, BY);
    await product.event(first.number, 'complete', { reason: 'it is there' }, BY);
    await product.until('the question', async () => (await product.asks(number)).length > 0);
    const [ask] = await product.asks(number);
    await product.decide(ask?.number ?? '', 'answer', { value: 'because' }, BY);
    await product.until('the end', async () => (await product.task(number)).completedAt !== null);
    await product.settle();
    const all = await product.read('zoe', { channel });
    const said = all.filter(({ card, text }) => !card && text.includes(title)).map(({ text }) => text);
    return { said, cards: all.filter(({ card }) => card?.kind === 'ask').length };
  }
  const BLOCKED = expect.stringContaining('waiting for other tasks');
  const STATE = expect.stringMatching(/: (?:queued|in progress)\.$/);

  it.each([
    ['silent', [], [expect.stringContaining(': failed.')]],
    ['done', [expect.stringContaining(': done.')], [expect.stringContaining(': failed.')]],
    ['blocked', [BLOCKED], [BLOCKED, expect.stringContaining(': failed.')]],
  ] as const)(
    'F150 F63 under "%s" the question is always asked, and %j is told',
    async (policy, good, bad) => {
      expect(await live(policy, true)).toEqual({ said: good, cards: 1 });
      expect(await live(policy, false)).toEqual({ said: bad, cards: 1 });
    },
  );

  it('F150 under "every" each change of state is told once, in order', async () => {
    const { said, cards } = await live('every', true);
    expect(said).toEqual([BLOCKED, STATE, STATE, STATE, expect.stringContaining(': done.')]);
    expect(cards).toBe(1);
  });

  it('F150 is said in the chat, by a definition and by REST, and a word that is none is refused', async () => {
    const made = await product.create({ title: 'Quietly', home: home('hush') });
    await product.say('ana', `task notify ${made.number} silent`, { channel: 'hush' });
    expect(await product.task(made.number)).toMatchObject({ notify: 'silent' });
    const replies = await product.read('ana', { channel: 'hush' });
    expect(replies.at(-1)?.text).toContain('Notifications: only failures and questions');
    await product.say('ana', `任务 通知 ${made.number} 全部`, { channel: 'hush' });
    expect(await product.task(made.number)).toMatchObject({ notify: 'every' });
    await product.say('ana', `task notify ${made.number} loudly`, { channel: 'hush' });
    expect((await product.read('ana', { channel: 'hush' })).at(-1)?.text).toContain(
      'silent, done, every, blocked',
    );

    const work = { name: 'Hush', instructions: 'Be quiet.', notify: 'blocked' };
    const { id } = await product.ask<{ id: string }>('POST', '/definitions', work);
    expect(await product.create({ definition: id })).toMatchObject({ notify: 'blocked' });
    expect(await product.create({ definition: id, notify: 'every' })).toMatchObject({ notify: 'every' });
    expect(await product.create({ title: 'As ever' })).toMatchObject({ notify: 'done' });
  });
});

describe('F148 direct messages', () => {
  const direct = (): string[] => slack.slack.seen('D01', 'U01').map(({ text }) => text);

  it('F148 tell the types that a person has chosen in chat, once, and not what stands in that conversation already', async () => {
    await slack.command('U01', 'notify done dm on');
    slack.model.turn('two reports', [
      call('manage_tasks', {
        action: 'create',
        tasks: [{ title: 'Report in the channel' }],
        run: true,
      }),
      'Under way.',
    ]);
    slack.model.run('Report in the channel', ['All is **well**.']);
    await slack.write('U01', `${BOT} two reports`);
    const told = await slack.until('the direct message', () => {
      const all = direct().filter((text) => text.includes('Report in the channel'));
      return all.length > 0 && all;
    });
    await slack.settle();
    expect(told).toEqual([expect.stringMatching(/T-\d+ Report in the channel.*: done\n.*All is well\./s)]);
    expect(direct().filter((text) => text.includes('Report in the channel'))).toEqual(told);

    slack.model.turn('only for me', [
      call('manage_tasks', { action: 'create', tasks: [{ title: 'Report for Ann' }], run: true }),
      'Under way.',
    ]);
    slack.model.run('Report for Ann', ['Here it is.']);
    await slack.write('U01', 'only for me', { channel: 'D01' });
    await slack.settle();
    expect(direct().filter((text) => /Report for Ann.*: done\n/s.test(text))).toEqual([]);

    await slack.command('U01', 'notify done off');
    slack.model.run('Report again', ['Once more.']);
    slack.model.turn('report again', [
      call('manage_tasks', { action: 'create', tasks: [{ title: 'Report again' }], run: true }),
      'Under way.',
    ]);
    await slack.write('U01', `${BOT} report again`);
    await slack.settle();
    expect(direct().filter((text) => text.includes('Report again'))).toEqual([]);
  });
});

describe('a card and its task', () => {
  it('B14 a task that was deferred or taken out of the queue is not called cancelled', async () => {
    for (const [event, label, cause] of [
      ['defer', 'deferred', 'Deferred by bo: not today'],
      ['unqueue', 'backlog', 'Removed from queue by bo'],
    ] as const) {
      const channel = `aside-${event}`;
      const number = await reach(product, 'pending.backoff', channel);
      await product.event(number, event, { reason: 'not today' }, BY);
      const { card } = await product.card('zoe', 'run', { channel });
      expect([event, card.context?.split(' · ')[1], card.lines.join(' ')]).toEqual([
        event,
        label,
        expect.stringContaining(cause),
      ]);
      expect(card.lines.join(' ')).not.toContain('Cancelled');
    }
  });

  it('B8 F97 a question that nobody answers in time defers the task: its card says so, and so does a message', async () => {
    const own = await startProduct({ config: 'questions: {expires: 1h, answered_by: {on_expiry: defer}}' });
    try {
      own.model.run('Ask me', [call('ask_people', { kind: 'text', question: 'Stale?' }), 'Done.']);
      const { number } = await own.order('ana', { title: 'Ask me' });
      await own.clock.wind(2 * 3_600_000);
      await own.settle();
      expect(await own.task(number)).toMatchObject({ status: 'deferred' });
      const { card } = await own.card('ana', 'run');
      expect([card.context?.split(' · ')[1], card.buttons]).toEqual(['deferred', []]);
      const told = (await own.heard('ana')).filter((text) => text.endsWith(`\n\n${number}`));
      expect(told).toEqual([expect.stringContaining('deferred')]);
    } finally {
      await own.stop();
    }
  });
});

describe('F100 F101 B16 feedback', () => {
  it.each(['backlog', 'pending.dependency', 'in_progress.input', 'deferred', 'cancelled'] as const)(
    'B16 is taken in %s and moves nothing',
    async (state) => {
      const number = await reach(product, state, `feedback-${state}`);
      const before = await product.task(number);
      const { status, body } = await product.event(number, 'feedback', { reason: 'Shorter' }, BY);
      expect([status, body.status, body.wait]).toEqual([200, before.status, before.wait]);
      expect((await product.history(number)).at(-1)).toMatchObject({
        move: 'note_feedback',
        note: 'Shorter',
      });
    },
  );

  it('B16 that is given while a run works is told to the next one, which begins by itself, in the order in which it came', async () => {
    product.model.run('Draft it', [
      call('ask_people', { kind: 'text', question: 'Go on with the draft?' }),
      'The draft.',
    ]);
    const { number } = await product.order('ana', { title: 'Draft it' }, { channel: 'drafts' });
    await product.event(number, 'feedback', { reason: 'First remark' }, BY);
    await product.event(number, 'feedback', { reason: 'Second remark' }, BY);
    product.model.run('First remark', ['The second draft.']);
    const [ask] = await product.asks(number);
    await product.decide(ask?.number ?? '', 'answer', { value: 'yes' });
    const runs = await product.runs(number);
    expect(runs.map(({ result }) => result)).toEqual(['The draft.', 'The second draft.']);
    const prompts = product.model.asked('Second remark').join('\n');
    expect(prompts.indexOf('First remark')).toBeLessThan(prompts.indexOf('Second remark'));
    expect(await product.task(number)).toMatchObject({ status: 'completed' });
  });
});

describe('where a place takes nothing', () => {
  it('P14 a command in a channel that the bot is not in is answered to the person', async () => {
    slack.slack.addChannel('C09', ['U01'], { hasBot: false });
    await slack.command('U01', 'new Fix the boiler', 'C09');
    expect((await slack.tasks()).map(({ title }) => title)).toContain('Fix the boiler');
    const told = slack.slack.seen('D01', 'U01').map(({ text }) => text);
    expect(told.join('\n')).toContain('Fix the boiler');
  });

  it('P16 a question that cannot be shown in its channel is put to the one who asked for the work', async () => {
    slack.slack.addChannel('C08', ['U01', 'U02']);
    slack.model.turn('the archive', [
      call('manage_tasks', { action: 'create', tasks: [{ title: 'Sort the archive' }], run: true }),
      'It is under way.',
    ]);
    slack.model.run('Sort the archive', [
      call('ask_people', { kind: 'text', question: 'Which shelf first?' }),
      'Sorted.',
    ]);
    // The bot is thrown out while the work goes on.
    slack.slack.break('chat.postMessage', ...Array.from({ length: 2 }, () => ({ error: 'is_archived' })));
    await slack.write('U01', `${BOT} sort the archive`, { channel: 'C08' });
    const asked = slack.slack.seen('D01', 'U01').map(({ text }) => text);
    expect(asked.join('\n')).toContain('Which shelf first?');
  });
});
