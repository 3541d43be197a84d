import { afterEach, describe, expect, it } from 'vitest';
import { startApp } from '../fakes/app.ts';
import { openSlackProduct, openWeComProduct, type SlackProduct } from '../fakes/platform-app.ts';
import { call } from '../fakes/scripted-model.ts';
import { closeAll } from '../fakes/wecom/index.ts';

const ANN = 'U01';
const BO = 'U02';
const BOT = '<@UBOTT01>';

const begin = [
  call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce' }], run: true }),
  'T-1 is under way.',
];
const hook = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: '{"region":"us"}' });

let close = async (): Promise<void> => undefined;
afterEach(async () => {
  await close();
  close = async () => undefined;
});

async function slackWith(turn: string[] = []): Promise<{ app: SlackProduct; thread: string }> {
  const app = await openSlackProduct({ turn: [...begin, ...turn], run: [hook, 'Announced.'] });
  close = () => app.close();
  const thread = await app.say(ANN, `${BOT} announce`);
  expect(await app.task()).toMatchObject({ wait: { kind: 'approval' } });
  return { app, thread };
}

const privately = (app: SlackProduct, person: string): string[] =>
  app.slack.seen('C01', person).flatMap(({ text, onlyFor }) => (onlyFor === person ? [text] : []));

describe('P2 F83 talk between two people in the thread of an open approval', () => {
  it.each(['OK!', 'ok', 'approved', 'yes', '同意', '👍', ':+1:'])(
    'approves nothing when one of them says %s, and tells that person alone how to decide',
    async (said) => {
      const { app, thread } = await slackWith();
      await app.say(BO, 'Let us wait for legal before we send anything', thread);
      await app.say(ANN, said, thread);
      expect(app.sent).toEqual([]);
      expect(await app.task()).toMatchObject({ wait: { kind: 'approval' } });
      expect(privately(app, ANN)).toEqual([expect.stringMatching(/approve A-1|批准 A-1/)]);
      expect(privately(app, BO)).toEqual([]);
      await app.say(ANN, 'approve A-1', thread);
      expect(app.sent).toHaveLength(1);
    },
  );
});

describe('P2 F41 a bare word of approval', () => {
  it('decides in a conversation with the bot alone, where the approval was asked', async () => {
    const app = await openSlackProduct({ turn: begin, run: [hook, 'Announced.'] });
    close = () => app.close();
    app.slack.say({ user: ANN, channel: 'D01' }, 'announce');
    await app.settle();
    expect(app.sent).toEqual([]);
    app.slack.say({ user: ANN, channel: 'D01' }, 'ok');
    await app.settle();
    expect(app.sent).toHaveLength(1);
  });

  it('decides in WeCom as a reply that quotes the card, and not without', async () => {
    const app = await openWeComProduct({ turn: [...begin, 'Hm.'], run: [hook, 'Announced.'] });
    close = async () => {
      await app.close();
      await closeAll();
    };
    await app.tell('ana', 'announce');
    await app.tell('ana', 'ok');
    await app.tell('ana', 'ok', { quote: 'Is A-1 all right with legal?' });
    expect(app.sent).toEqual([]);
    const card = app.seen('ana').findLast((text) => text.startsWith('Send POST')) ?? '';
    await app.tell('ana', 'ok', { quote: card });
    expect(app.sent).toHaveLength(1);
  });
});

/** Each is about the open approval, and none of them approves it. */
const NO_DECISIONS = [
  'approve A-1?',
  'ok A-1 but only for eu',
  'approve A-1 once legal has agreed',
  'approve A-1: no wait',
  'approve A-1 and A-2',
  'approve A-1 for T-1',
  'approve A-1 @bo',
  "don't approve A-1",
  'if legal agrees approve A-1',
  'Bo, approve A-1',
  '批准 A-1 吗',
  '批准 A-1，如果法务同意',
  '法务同意的话批准 A-1',
  '不同意 A-1',
  'aprove A-1',
  'approve T-1?',
  'task approve T-1 if legal agrees',
];

describe('P1 F83 a typed decision that asks, doubts, negates or speaks to somebody else', () => {
  it('decides nothing in Slack, and its speaker alone is told how to decide', async () => {
    const { app, thread } = await slackWith();
    for (const [at, said] of NO_DECISIONS.entries()) {
      await app.say(ANN, said, thread);
      expect([said, app.sent.length]).toEqual([said, 0]);
      expect([said, privately(app, ANN).length]).toEqual([said, at + 1]);
      expect(privately(app, ANN).at(-1)).toMatch(/(approve|批准) A-1 · (reject|拒绝) A-1/);
    }
    await app.say(ANN, `${BOT} approve A-1 <@${BO}>`, thread);
    expect(app.sent).toEqual([]);
    await app.say(ANN, `${BOT} approve A-1, thanks!`, thread);
    expect(app.sent).toHaveLength(1);
  });

  it('decides nothing in WeCom, and its speaker is told how to decide', async () => {
    const app = await openWeComProduct({ turn: begin, run: [hook, 'Announced.'] });
    close = async () => {
      await app.close();
      await closeAll();
    };
    await app.tell('ana', 'announce');
    for (const said of NO_DECISIONS) {
      await app.tell('ana', said);
      expect([said, app.sent.length]).toEqual([said, 0]);
      expect(app.seen('ana').at(-1)).toMatch(/(approve|批准) A-1 · (reject|拒绝) A-1/);
    }
    await app.tell('ana', '批准 A-1，谢谢');
    expect(app.sent).toHaveLength(1);
  });

  it('decides nothing in the web chat, where only the whole form counts', async () => {
    const app = await startApp({ turn: begin, run: [hook, 'Announced.'] });
    close = async () => {
      await app.stop();
    };
    const { thread } = await app.say('ana', 'announce');
    for (const said of [...NO_DECISIONS, 'ok', 'yes', '同意']) {
      await app.say('ana', said, { thread });
      expect([said, app.fetcher.sent.length]).toEqual([said, 0]);
      const told = (await app.read('ana')).at(-1);
      expect([said, told?.onlyFor]).toEqual([said, 'web:ana']);
      expect(told?.text).toMatch(/(approve|批准) A-1 · (reject|拒绝) A-1/);
    }
    await app.say('ana', 'approve A-1', { thread });
    expect(app.fetcher.sent).toHaveLength(1);
  });
});
