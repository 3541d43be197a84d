import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startProduct, type Product } from './harness/product.ts';
import { BOT, startInSlack } from './harness/slack.ts';
import { startInWeCom } from './harness/wecom.ts';

let product: Product;
let slack: Awaited<ReturnType<typeof startInSlack>>;
let wecom: Awaited<ReturnType<typeof startInWeCom>>;
beforeAll(async () => {
  product = await startProduct({ model: 'offline' });
  slack = await startInSlack();
  wecom = await startInWeCom();
});
afterAll(async () => {
  await Promise.all([product.stop(), slack.stop(), wecom.stop()]);
});

/** The help itself is for everybody. */
const HELP = 'task new';

/** What somebody types with a slip in it, and what the help names. */
const SLIPS = [
  ['/task shwo T-26', '"show"'],
  ['task shwo T-26', '"show"'],
  ['shwo T-26', '"show"'],
  ['cancle T-26', '"cancel"'],
  ['/task frobnicate T-26', 'task help'],
  ['task frobnicate T-26', 'task help'],
  ['/task', HELP],
  ['task', HELP],
  ['/task approve', 'approve A-1'],
  ['任务 查着 T-26', '“查看”'],
  ['task aprove A-4', '"approve"'],
  ['task inbx', '"inbox"'],
  ['task hlep', '"help"'],
  ['task release-al', '"release-all"'],
  ['task schedul every day at 9: post the numbers', '"schedule"'],
  ['任务 批淮 A-15', '“批准”'],
  ['task stop all', 'task stop-all'],
] as const;

describe('F34 F32 a slip after a mention or behind /task', () => {
  it('gets help for its speaker alone in the web chat, and makes nothing', async () => {
    for (const [said, help] of SLIPS) {
      await product.say('ana', said, { channel: 'slips' });
      const told = (await product.read('ana', { channel: 'slips' })).at(-1);
      expect([said, told?.text]).toEqual([said, expect.stringContaining(help)]);
      expect([said, told?.onlyFor]).toEqual([said, help === HELP ? undefined : 'web:ana']);
    }
    expect(await product.tasks('?limit=100')).toEqual([]);
  });

  it('gets help for its speaker alone in Slack, and no model hears of it', async () => {
    for (const [said, help] of SLIPS) {
      const ts = await slack.write('U01', `${BOT} ${said}`);
      const told = slack.slack.seen('C01', 'U01').at(-1);
      expect([said, told?.text]).toEqual([said, expect.stringContaining(help)]);
      expect([said, told?.onlyFor]).toEqual([said, help === HELP ? undefined : 'U01']);
      expect(slack.thread(ts, 'U04').length).toBeLessThanOrEqual(2);
    }
    expect(slack.model.requests).toEqual([]);
    expect(await slack.tasks('?limit=100')).toEqual([]);
  });

  it('gets help in WeCom, and no model hears of it', async () => {
    for (const [said, help] of SLIPS) {
      await wecom.write('ana', said);
      expect([said, wecom.screen('ana').join('\n')]).toEqual([said, expect.stringContaining(help)]);
    }
    expect(wecom.model.requests).toEqual([]);
    expect(await wecom.tasks('?limit=100')).toEqual([]);
  });

  it('is told from talk: what only begins like a command goes to the agent', async () => {
    slack.model.turn('task force', ['Noted.']);
    const ts = await slack.write('U01', `${BOT} task force meeting tomorrow`);
    expect(slack.thread(ts).at(-1)?.text).toBe('Noted.');
  });
});

describe('F30 what a command says is what it does', () => {
  const channel = 'said';
  const type = async (text: string): Promise<string> => {
    await product.say('ana', text, { channel });
    return (await product.read('ana', { channel })).at(-1)?.text ?? '';
  };
  const noted = async (title: string): Promise<string> =>
    /(T-\d+)/.exec(await type(`task new ${title}`))?.[1] ?? '';

  it('update with name=value changes that field and leaves the title, and a name that there is none of is refused', async () => {
    const number = await noted('Write the yearly report');
    expect(await type(`task update ${number} priority=high`)).toMatch(/high/);
    await type(`任务 更新 ${number} 截止=2031年3月4日 负责人=小王 标签=财务、年度`);
    expect(await product.task(number)).toMatchObject({
      title: 'Write the yearly report',
      priority: 'high',
      dueAt: '2031-03-04T10:00:00.000Z',
      assignee: { name: '小王' },
      tags: ['财务', '年度'],
    });
    await type(`task update ${number} title=Write the report of 2031 priority=low`);
    expect(await product.task(number)).toMatchObject({ title: 'Write the report of 2031', priority: 'low' });
    expect(await type(`task update ${number} colour=red`)).toMatch(/colour.*title, priority, due/);
    expect(await type(`task update ${number} priority=soon`)).toMatch(/priority.*low, normal, high, urgent/);
    expect(await type(`task update ${number} due=2031-02-30`)).toMatch(/due.*2026-12-01/);
    expect(await product.task(number)).toMatchObject({ title: 'Write the report of 2031', priority: 'low' });
  });

  it('F14 defer keeps its day and its reason, in both languages, and refuses a day that it cannot read', async () => {
    const number = await noted('Buy chairs');
    expect(await type(`task defer ${number} until 2032-01-01 budget`)).toMatch(/deferred\nUntil .*2032/);
    expect(await product.task(number)).toMatchObject({
      status: 'deferred',
      deferred: { reason: 'budget', until: '2032-01-01T10:00:00.000Z' },
    });
    await type(`task resume ${number}`);
    await type(`任务 推迟 ${number} 到2032年2月1日，等预算`);
    expect(await product.task(number)).toMatchObject({
      deferred: { reason: '等预算', until: '2032-02-01T10:00:00.000Z' },
    });
    await type(`task resume ${number}`);
    expect(await type(`task defer ${number} until next week, no budget`)).toMatch(/until.*2026-12-01/);
    expect(await product.task(number)).toMatchObject({ status: 'backlog' });
    await type(`task defer ${number} until the budget is there`);
    expect(await product.task(number)).toMatchObject({
      deferred: { reason: 'until the budget is there', until: null },
    });
  });

  it('F15 archive and restore answer in their own words', async () => {
    const number = await noted('Sort the papers');
    await type(`task defer ${number} no time`);
    expect(await type(`task archive ${number}`)).toBe(`${number} Sort the papers: archived`);
    expect(await type(`task restore ${number}`)).toBe(`${number} Sort the papers: deferred`);
    expect(await type(`任务 归档 ${number}`)).toBe(`${number} Sort the papers：已归档`);
  });

  it('a number in an error of the bot is not what "it" means afterwards', async () => {
    const place = { channel: 'errors' };
    const { thread } = await product.say('ana', 'task new Water the plants', place);
    const [task] = await product.tasks('?text=Water');
    await product.say('ana', 'task show T-7777', { ...place, thread });
    await product.say('ana', 'task show', { ...place, thread });
    const told = (await product.read('ana', place)).at(-1);
    expect(told?.text).toContain(`${task?.number} Water the plants`);
  });
});
