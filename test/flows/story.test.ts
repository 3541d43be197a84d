import { describe, expect, it } from 'vitest';
import { startApp } from '../fakes/app.ts';
import { call } from '../fakes/scripted-model.ts';

describe('the story of one piece of work', () => {
  it('goes from a message to a task, a run, a question, a nod and a result in the thread', async () => {
    const app = await startApp({
      turn: [
        call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce the launch' }], run: true }),
        'T-1 is under way.',
      ],
      run: [
        call('ask_people', { kind: 'choice', question: 'Which region?', options: ['eu', 'us'] }),
        call('save_deliverable', { name: 'launch.md', content: '# Launch in eu' }),
        call('http_send', { method: 'POST', url: 'https://example.test/hook', body: '{"region":"eu"}' }),
        'Announced in eu.',
      ],
    });

    const { thread } = await app.say('ana', 'Announce the launch, please');
    const asked = await app.core.commands.getTask('T-1', app.api);
    expect(asked).toMatchObject({ status: 'in_progress', wait: { kind: 'input' }, label: 'needs_input' });

    await app.say('bo', 'eu', { thread });
    const waiting = await app.core.commands.getTask('T-1', app.api);
    expect(waiting).toMatchObject({
      status: 'in_progress',
      wait: { kind: 'approval' },
      label: 'in_progress',
    });
    expect(app.fetcher.sent).toEqual([]);

    await app.press('bo', 'approve');
    expect(app.fetcher.sent).toEqual([]);
    expect((await app.botTexts('bo')).at(-1)).toContain('can be decided by ana');
    expect((await app.botTexts('ana')).join('\n')).not.toContain('can be decided by');

    await app.press('ana', 'approve');
    expect(app.fetcher.sent).toHaveLength(1);
    const done = await app.core.commands.getTask('T-1', app.api);
    expect(done).toMatchObject({ status: 'completed', outcome: 'success', result: 'Announced in eu.' });

    const messages = await app.read();
    const card = messages.find(({ card: one }) => one?.kind === 'run')?.card;
    expect(card).toMatchObject({ context: 'T-1 · done · 3 steps', mark: 'done' });
    expect(card?.buttons).toEqual([]);
    expect(card?.files?.map(({ name }) => name)).toEqual(['launch.md']);
    expect(messages.filter(({ card: one }) => one?.kind === 'run')).toHaveLength(1);
    expect(messages.at(-1)?.text).toContain('Announced in eu.');
    expect(app.model.left()).toBe(0);
    expect(app.log.messages('error')).toEqual([]);

    const { items } = await app.core.commands.listHistory('T-1', { limit: 100 }, app.api);
    expect(items.map(({ move }) => move)).toEqual([
      'create',
      'queue',
      'start',
      'ask_input',
      'answer',
      'ask_approval',
      'approve',
      'finish',
    ]);
    expect(items.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(items[4]?.actor.name).toBe('bo');
  });
});
