import { afterEach, describe, expect, it } from 'vitest';
import { openBoth } from '../fakes/platform-app.ts';
import { call } from '../fakes/scripted-model.ts';

const CONFIG = `
platforms:
  slack: {channels: ['T01:C01'], people: ['slack:T01:U01', 'slack:T01:U02']}
  wecom: {channels: ['*'], people: ['wecom:ana', 'wecom:bo']}
tools:
  http_send: {approvers: {people: ['wecom:ana']}}
`;

let app: Awaited<ReturnType<typeof openBoth>>;
afterEach(() => app.close());

const hook = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: '{}' });
const inSlack = (thread: string): string =>
  app.slack
    .seen('C01')
    .filter((one) => one.thread === thread)
    .map(({ text }) => text)
    .join('\n');
const inWeCom = (person: string): string => app.world.screen.texts(`single:${person}`).join('\n');

describe('work in Slack that somebody in WeCom has to approve', () => {
  it('waits in its Slack thread, is found in the inbox in WeCom, and goes on when it is approved there', async () => {
    app = await openBoth({
      config: CONFIG,
      turn: [
        call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce' }], run: true }),
        'T-1 is under way.',
      ],
      run: [hook, 'Announced.'],
    });
    await app.sayInWeCom('ana', 'task inbox');
    expect(inWeCom('ana')).toContain('Nothing waits for you.');
    const thread = await app.sayInSlack('U01', '<@UBOTT01> announce');
    expect(inSlack(thread)).toMatch(/T-1 · Approval[\s\S]*May decide: ana/);
    await app.sayInSlack('U01', 'approve A-1', thread);
    await app.sayInWeCom('bo', 'approve A-1');
    expect(app.sent).toEqual([]);
    expect(inWeCom('bo')).not.toContain('example.test');

    await app.sayInWeCom('ana', 'task inbox');
    expect(inWeCom('ana')).toMatch(/A-1 \(T-1\): Send POST[\s\S]*url: https:\/\/example\.test\/hook/);
    await app.sayInWeCom('ana', '批准 A-1');
    expect(app.sent).toHaveLength(1);
    expect(inWeCom('ana')).toContain('A-1: 已批准');
    expect(inSlack(thread)).toMatch(/Approved by ana/);
    expect(inSlack(thread)).toContain('Announce: done.');
    expect(await app.task()).toMatchObject({ status: 'completed' });
  });

  it('is the same people under their names: those who have written are called as they are called there', async () => {
    const config = CONFIG.replace("{people: ['wecom:ana']}", "{people: ['slack:T01:U02', 'wecom:ana']}");
    app = await openBoth({
      config,
      turn: [
        call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce' }], run: true }),
        'T-1 is under way.',
      ],
      run: [hook, 'Announced.'],
    });
    await app.sayInSlack('U02', '<@UBOTT01> task list');
    const thread = await app.sayInSlack('U01', '<@UBOTT01> announce');
    expect(inSlack(thread)).toContain('May decide: Bo, ana');
    const card = app.slack.seen('C01').find(({ text }) => text.includes('May decide'));
    expect(card?.pings).toEqual(['U02']);
  });
});
