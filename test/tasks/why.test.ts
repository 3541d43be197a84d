import { describe, expect, it } from 'vitest';
import { readCommand } from '../../src/conversation/grammar.ts';
import { readDecision } from '../../src/conversation/said/read-decision.ts';
import { LOCALES, wordsFor } from '../../src/words/index.ts';
import { startApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { call } from '../fakes/scripted-model.ts';
import { startWork, stored } from '../fakes/work.ts';

const SEND = call('http_send', { method: 'POST', url: 'https://example.test/hook', body: 'go' });

describe('why a task does not move', () => {
  it('comes with what to type, and typing that moves it', async () => {
    const app = await startApp();
    await startWork(app, [SEND, 'Sent.']);
    const { home } = await stored(app, 'tasks');
    const thread = home ? { thread: home.thread } : {};
    await app.say('ana', 'task why T-1', thread);
    const said = (await app.botTexts()).at(-1) ?? '';
    expect(said).toMatch(/^T-1: It is waiting for ana. A-1[\s\S]*\nNext: approve A-1$/);
    await app.say('ana', said.slice(said.lastIndexOf(': ') + 2), thread);
    expect((await stored(app, 'tasks')).status).toBe('completed');
  });

  it('says the same in Chinese, with words that are understood', async () => {
    const app = await startApp();
    await startWork(app, [SEND, 'Sent.']);
    const why = await app.core.commands.why('T-1', inChat('ana', { locale: 'zh-CN' }));
    expect(why.typed).toBe('批准 A-1');
  });

  it('offers nothing to type for what moves by itself', async () => {
    const app = await startApp({ roles: ['chat', 'web'] });
    await app.core.commands.createTask({ title: 'Announce', run: true }, inChat('ana'));
    expect(await app.core.commands.why('T-1', app.api)).toMatchObject({ event: null, typed: null });
  });

  it.each(LOCALES)('offers in %s only what the grammar reads', (locale) => {
    for (const typed of Object.values(wordsFor(locale).whyTyped)) {
      const onAsk = readDecision(typed.replace('#', 'A-1'));
      const onTask = readCommand(typed.replace('#', 'T-1').replace(/^(?:task|任务)\s+/, ''));
      expect(
        (onAsk?.kind === 'decision' && onAsk.ref === 'A-1') || (onTask.name !== null && onTask.ref === 'T-1'),
      ).toBe(true);
    }
  });
});
