import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { startProduct, type Product } from './harness/product.ts';
import { startInSlack } from './harness/slack.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ model: 'offline' });
});
afterAll(() => product.stop());

const titles = async (channel: string) =>
  (await product.tasks(`?platform=web&channel=${channel}`)).map(({ title }) => title).toSorted();
/** What the bot says to it. */
async function answer(
  person: string,
  text: string,
  place: { channel: string; thread?: string },
): Promise<string> {
  const before = new Set((await product.read(person, place)).map(({ id }) => id));
  await product.say(person, text, place);
  const after = await product.read(person, place);
  return after
    .filter(({ id, author }) => author.isBot && !before.has(id))
    .map(({ text: said }) => said)
    .join('\n');
}

describe('plain words', () => {
  it.each([
    ['Track the quarterly report for Bo by Friday', 'Quarterly report · Bo · 2031-01-10 · normal'],
    ['Remind me to call the landlord tomorrow', 'Call the landlord · ana · 2031-01-07 · normal'],
    ['We need to renew the certificate, urgent', 'Renew the certificate · nobody · no day · urgent'],
    ['跟进季度报告，周五前', '季度报告 · nobody · 2031-01-10 · normal'],
    ['帮我记一下：给客户回电话', '给客户回电话 · nobody · no day · normal'],
  ])('F25 "%s" is written down as a task with what was said', async (said, wanted) => {
    const channel = `f25-${said.length}`;
    await product.say('ana', said, { channel });
    const tasks = await product.tasks(`?platform=web&channel=${channel}`);
    const seen = tasks.map(({ title, assignee, dueAt, priority }) =>
      [title, assignee?.name ?? 'nobody', dueAt?.slice(0, 10) ?? 'no day', priority].join(' · '),
    );
    expect(seen).toEqual([wanted]);
  });

  it('F25 plain words list, change, start and stop tasks, in English and in Chinese', async () => {
    const here = { channel: 'f25-life' };
    await product.say('ana', 'Track the press kit', here);
    await product.say('ana', 'Track the trade fair', here);
    expect(await titles('f25-life')).toEqual(['Press kit', 'Trade fair']);
    expect(await answer('ana', "What's on my plate?", here)).toMatch(
      /Press kit[\s\S]*Trade fair|Trade fair[\s\S]*Press kit/,
    );
    expect(await answer('ana', '我有哪些任务', here)).toContain('Press kit');
    await product.say('ana', 'mark the press kit as done', here);
    await product.say('ana', 'the trade fair is urgent', here);
    const tasks = await product.tasks('?platform=web&channel=f25-life');
    expect(tasks.find(({ title }) => title === 'Press kit')).toMatchObject({ status: 'completed' });
    expect(tasks.find(({ title }) => title === 'Trade fair')).toMatchObject({
      status: 'backlog',
      priority: 'urgent',
    });
    await product.say('bo', '取消 trade fair', here);
    expect(await product.task(tasks.find(({ title }) => title === 'Trade fair')?.number ?? '')).toMatchObject(
      { status: 'cancelled' },
    );
  });

  it('F26 in the thread of a task, "stop it" stops that task and no other', async () => {
    const ask = (name: string) => `Plan the ${name}: ask which day: Monday or Tuesday, then write the plan`;
    const { thread } = await product.say('ana', ask('party'), { channel: 'f26' });
    await product.say('ana', ask('move'), { channel: 'f26' });
    await product.say('ana', 'stop it', { channel: 'f26', thread });
    const states = (await product.tasks('?platform=web&channel=f26')).map(({ home, status }) => [
      home?.thread === thread,
      status,
    ]);
    expect(new Map(states as [boolean, string][])).toEqual(
      new Map([
        [true, 'cancelled'],
        [false, 'in_progress'],
      ]),
    );
  });

  it('F27 when several tasks fit, none is changed, one is asked which, and the number picks it', async () => {
    const here = { channel: 'f27' };
    await product.say('ana', 'Track the sales report', here);
    await product.say('ana', 'Track the travel report', here);
    const { thread } = await product.say('ana', 'cancel the report', here);
    const asked = (await product.heard('ana', { ...here, thread })).at(-1) ?? '';
    expect(asked).toMatch(/1\.[\s\S]*report[\s\S]*2\.[\s\S]*report/i);
    expect((await product.tasks('?platform=web&channel=f27')).map(({ status }) => status)).toEqual([
      'backlog',
      'backlog',
    ]);
    const second = /2\.\s*\**(T-\d+)/.exec(asked)?.[1] ?? '';
    await product.say('ana', '2', { ...here, thread });
    const ended = (await product.tasks('?platform=web&channel=f27')).filter(
      ({ status }) => status === 'cancelled',
    );
    expect(ended.map(({ number }) => number)).toEqual([second]);
  });
});

describe('a message becomes a task', () => {
  it('F29 F23 in Slack by the shortcut or the emoji, with its words and its link, and only once', async () => {
    const slack = await startInSlack();
    onTestFinished(() => slack.stop());
    const ts = await slack.write('U01', 'The coffee machine on floor 2 leaks');
    expect(await slack.tasks()).toEqual([]);
    await slack.slack.shortcut({ user: 'U02', channel: 'C01' }, ts);
    await slack.settle();
    slack.slack.react({ user: 'U02', channel: 'C01' }, ts, 'memo');
    await slack.settle();
    await slack.slack.shortcut({ user: 'U01', channel: 'C01' }, ts);
    await slack.settle();
    const [task, ...others] = await slack.tasks();
    expect(others).toEqual([]);
    expect(task).toMatchObject({
      title: 'The coffee machine on floor 2 leaks',
      source: { kind: 'chat' },
      requester: { name: 'Bo' },
    });
    expect(task?.description).toContain(`https://t01.slack.com/archives/C01/p${ts.replace('.', '')}`);

    const other = await slack.write('U01', 'Water the plants');
    slack.slack.react({ user: 'U01', channel: 'C01' }, other, 'memo');
    await slack.settle();
    expect((await slack.tasks()).map(({ title }) => title)).toEqual([
      'Water the plants',
      'The coffee machine on floor 2 leaks',
    ]);
    expect(slack.thread(other).map(({ by }) => by)).toContain('UBOTT01');
  });
});
