import { describe, expect, it } from 'vitest';
import { startHttpApp } from '../fakes/http-app.ts';
import { call } from '../fakes/scripted-model.ts';

const home = { platform: 'web', channel: 'general', thread: 'thread-1' };
const chinese = { 'accept-language': 'zh-CN' };

describe('B22 what a refusal says', () => {
  it('B22 names the number of bytes that a request may have', async () => {
    const app = await startHttpApp();
    const { status, body } = await app.call('POST', '/tasks', { title: 'x'.repeat(2_000_000) });
    expect([status, body.code]).toEqual([413, 'input.too_large']);
    expect(body.detail).toBe(`The limit is ${String(body.maxBytes)} bytes.`);
    expect(body.maxBytes).toBeGreaterThan(0);
  });

  it('B22 F37 names the button that a message in the web chat does not have, and the message that there is not', async () => {
    const app = await startHttpApp({ turn: ['Hello.'] });
    await app.call('POST', '/chat/messages', { channel: 'general', person: 'ana', text: 'hello' });
    await app.settle();
    const { body: page } = await app.call('GET', '/chat/messages?channel=general');
    const messageId = (page.items as { id: string }[]).at(-1)?.id;
    const press = (id: unknown) =>
      app.call('POST', '/chat/actions', { messageId: id, action: 'no-such-button', person: 'ana' });
    for (const [id, named] of [
      [messageId, 'no-such-button'],
      ['no-such-message', 'no-such-message'],
    ]) {
      const { status, body } = await press(id);
      expect([status, body.code]).toEqual([404, 'not_found']);
      expect(body.detail).toContain(`"${named}"`);
    }
  });

  it.each(['run', 'ask', 'definition', 'task'])('B22 names the %s that there is not', async (kind) => {
    const app = await startHttpApp();
    const ref = kind === 'task' ? 'T-99' : kind === 'ask' ? 'A-99' : 'nothing-like-it';
    const { status, body } = await app.call('GET', `/${kind}s/${ref}`);
    expect([status, body.code, body.ref]).toEqual([404, 'not_found', ref]);
    expect(body.detail).toContain(ref);
  });

  it.each(['__proto__', 'constructor', 'bogus', 'start'])(
    'F10 an event called %s is named as it was sent, in both languages',
    async (event) => {
      const app = await startHttpApp();
      await app.create({ title: 'Draw the plan', home });
      const { status, body } = await app.event('T-1', { event });
      expect([status, body.code, body.event]).toEqual([409, 'task.illegal_event', event]);
      expect(body.detail).toContain(`T-1 has not started; there is no event "${event}". You can: run, `);
      const zh = await app.event('T-1', { event }, chinese);
      expect(zh.body.detail).toContain(`没有可发送的操作“${event}”`);
    },
  );

  it('F10 tells where a task stands beside the status of the answer', async () => {
    const app = await startHttpApp({ run: [call('ask_people', { kind: 'text', question: 'Which?' })] });
    await app.create({ title: 'Draw the plan', home });
    await app.event('T-1', { event: 'queue' });
    await app.settle();
    const state = { status: 'in_progress', wait: 'input' };
    const refused = await app.event('T-1', { event: 'retry' });
    expect(refused.body).toMatchObject({ status: 409, code: 'task.illegal_event', state });
    expect(refused.body.detail).toContain('T-1 is in progress and is waiting for an answer');
  });

  it('F10 F115 tells it of guarded and archived tasks too', async () => {
    const app = await startHttpApp();
    await app.create({ title: 'Draw the plan', home });
    await app.create({ title: 'Build it', blockedBy: ['T-1'], home });
    const state = { status: 'backlog', wait: null };
    expect((await app.event('T-2', { event: 'queue' })).body).toMatchObject({ code: 'task.guarded', state });
    await app.event('T-1', { event: 'archive' });
    expect((await app.event('T-1', { event: 'queue' })).body).toMatchObject({ code: 'task.archived', state });
  });
});

describe('B22 a refusal in Chinese', () => {
  const english = /[a-z]{3,}/gi;
  /** Words of the product's own that stay as they are, and what was sent. */
  const kept = /\b(?:run: true|true|false|https?:\S+|Unicode|low|normal|high|urgent|\d[\dT:+-]*)\b/g;
  it.each([
    ['POST', '/tasks', { title: 5 }, '标题：必须是文本。'],
    ['POST', '/tasks', { title: 'x', park: true }, 'park：只用于立即运行的任务：请同时给出 run: true。'],
    [
      'POST',
      '/tasks',
      { title: 'x', priority: 'huge' },
      '优先级：必须是其中之一：low、normal、high、urgent。',
    ],
    ['POST', '/tasks', { title: 'x', dueAt: 'soon' }, '截止：必须是带时区偏移的日期和时间'],
    ['POST', '/tasks', { title: 'x', tags: 'one' }, '标签：必须是列表。'],
    ['POST', '/tasks', { title: 'x'.repeat(300) }, '标题：最多 256 个字符。'],
    ['POST', '/tasks', { title: 'x', colour: 'red' }, 'colour：不是已知字段。'],
    ['POST', '/tasks/T-1/events', {}, 'event：必填。'],
    ['POST', '/tasks/T-1/comments', { text: '' }, '文本：不能为空。'],
    ['POST', '/schedules', { name: 'x', rules: [] }, '时间：至少需要 1 项'],
  ] as const)('B22 is Chinese alone: %s %s %j', async (method, path, body, detail) => {
    const app = await startHttpApp();
    await app.create({ title: 'Draw the plan', home });
    const refused = await app.call(method, path, body, chinese);
    expect([refused.status, refused.body.code]).toEqual([400, 'input.invalid']);
    expect(refused.body.detail).toContain(detail);
    const problems = (refused.body.faults as { problem: string }[]).map(({ problem }) => problem);
    expect(problems.join('').replaceAll(kept, '').match(english)).toBeNull();
  });

  it('B22 F32 names what may be typed as it is typed', async () => {
    const app = await startHttpApp();
    const inChinese = async (text: string): Promise<string> => {
      await app.say('ana', text);
      return (await app.botTexts()).at(-1) ?? '';
    };
    await inChinese('/任务 新建 画图');
    expect(await inChinese('/任务 修改 T-1 优先级=特别高')).toContain(
      '优先级：必须是其中之一：低、普通、高、紧急。',
    );
    expect(await inChinese('/任务 修改 T-1 颜色=红')).toContain(
      '颜色：必须是其中之一：标题、优先级、截止、负责人、标签、项目、目标。',
    );
  });
});
