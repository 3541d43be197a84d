import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import { startApp } from '../fakes/app.ts';
import { call } from '../fakes/scripted-model.ts';

/** What is the same in every language: numbers, names, addresses, and the words of our own things. */
const NEUTRAL =
  /\bUTC\b|\b(?:[TA]-\d+|POST|http_send|ana|bo|errand\.yaml|hook|example\.test|https?|url|method|body|Errand)\b/g;

describe('somebody who writes Chinese', () => {
  it('reads nothing but Chinese, from the first word to the last', async () => {
    const fail = () => {
      throw new AppError('model.timeout');
    };
    const app = await startApp({
      config: 'questions: {expires: 2m}',
      turn: [
        call('manage_tasks', { action: 'create', tasks: [{ title: '发布公告' }], run: true }),
        'T-1 已开始。',
        fail,
      ],
      run: [
        call('ask_people', { kind: 'choice', question: '发到哪个地区？', options: ['欧洲', '亚洲'] }),
        call('http_send', { method: 'POST', url: 'https://example.test/hook', body: '公告' }),
        call('ask_people', {
          kind: 'form',
          question: '请补充',
          fields: [{ name: 'day', label: '日期', kind: 'date' }],
        }),
        fail,
        '已发布。',
      ],
    });
    const { thread } = await app.say('ana', '请发布公告');
    await app.say('bo', '火星', { thread });
    await app.say('bo', '亚洲', { thread });
    await app.press('bo', 'approve');
    await app.say('ana', '批准 A-2', { thread });
    await app.clock.advance(65_000);
    await app.press('ana', 'answer', { values: { day: '2026-12-01' } });
    await app.press('ana', 'retry');
    for (const text of [
      '任务 列表',
      '任务 查看 T-1',
      '任务 为什么 T-1',
      '任务 暂停 T-1',
      '任务 跳舞',
      '任务 待办',
      '你好',
    ]) {
      await app.say('ana', text, { thread });
    }
    const shown = [...(await app.read('ana')), ...(await app.read('bo'))].filter(
      ({ author }) => author.isBot,
    );
    const words = shown.flatMap(({ text, card }) => [
      text,
      ...(card ? [card.title, card.context ?? '', card.hint ?? '', ...card.lines] : []),
      ...(card?.steps?.map(({ title }) => title) ?? []),
      ...(card?.buttons.map(({ label }) => label) ?? []),
    ]);
    const foreign = words.filter((text) => /[A-Za-z]{3,}/.test(text.replaceAll(NEUTRAL, '')));
    expect([...new Set(foreign)]).toEqual([]);
    expect((await app.core.commands.getTask('T-1', app.api)).status).toBe('completed');
  });
});
