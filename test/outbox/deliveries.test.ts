import { describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { createFakeChat, type FakeChat } from '../fakes/chat.ts';
import { call } from '../fakes/scripted-model.ts';
import { stored } from '../fakes/work.ts';

const ASK = call('ask_people', { kind: 'text', question: 'Which date?' });
const QUERY = { state: 'undelivered', limit: 10 } as const;

/** Work for a group on another platform, whose first posts fail so. */
async function workThere(
  fail: Parameters<FakeChat['fail']>,
  fake: Parameters<typeof createFakeChat>[0] = {},
): Promise<{ app: TestApp; chat: FakeChat }> {
  const chat = createFakeChat(fake);
  const app = await startApp({ chats: [chat], run: [ASK, 'Friday then.'] });
  chat.fail(...fail);
  const home = { platform: 'fake', channel: 'sales', thread: 't1' };
  const ana = { ...inChat('ana'), place: home };
  await app.core.commands.createTask({ title: 'Announce the launch', run: true }, ana);
  await app.settle();
  return { app, chat };
}

const refused = { code: 'chat.refused', details: { reason: 'not_in_channel' } } as const;

describe('what did not arrive in chat', () => {
  it('is listed with the reason, and is sent once more when somebody says so', async () => {
    const { app, chat } = await workThere([refused, refused]);
    expect(chat.screen).toEqual([]);
    const { items } = await app.core.commands.listDeliveries(QUERY, app.api);
    expect(
      items.map(({ kind, about, taskNumber, state, error }) => [
        kind,
        about,
        taskNumber,
        state,
        error?.message,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['ask', 'A-1 Which date?', 'T-1', 'refused', 'not_in_channel'],
        ['run', 'Announce the launch', 'T-1', 'refused', 'not_in_channel'],
      ]),
    );
    for (const { id } of items) {
      expect(await app.core.commands.resend(id, app.api)).toMatchObject({ state: 'pending', error: null });
    }
    await app.settle();
    expect(chat.texts().join('\n')).toContain('Which date?');
    expect((await app.core.commands.listDeliveries(QUERY, app.api)).items).toEqual([]);
  });

  it('is what keeps a task, for whoever asks why', async () => {
    const { app } = await workThere([refused, refused]);
    const { sentence } = await app.core.commands.why('T-1', app.api);
    expect(sentence).toContain('It could not be shown in chat (not_in_channel).');
  });

  it('is not shown twice by sending it once more where the first try had come through', async () => {
    const { app, chat } = await workThere([]);
    await app.ports.store
      .collection('outbox')
      .update({ 'body.subject.kind': 'ask' }, { $set: { state: 'unknown', posted: null, shownHash: null } });
    const before = chat.screen.length;
    const { items } = await app.core.commands.listDeliveries(QUERY, app.api);
    await app.core.commands.resend(items[0]?.id ?? '', app.api);
    await app.settle();
    expect(chat.screen).toHaveLength(before);
    expect((await app.core.commands.listDeliveries(QUERY, app.api)).items).toEqual([]);
  });

  it('is sent once when several people say so at once', async () => {
    const { app, chat } = await workThere([refused], { canFind: false });
    const { items } = await app.core.commands.listDeliveries(QUERY, app.api);
    const [only] = items;
    await Promise.all([1, 2, 3].map(() => app.core.commands.resend(only?.id ?? '', app.api)));
    await app.settle();
    expect(chat.texts().filter((text) => text === chat.texts()[0])).toHaveLength(1);
    const shown = await app.core.commands.resend(only?.id ?? '', app.api);
    expect(shown.state).toBe('sent');
  });

  it('is for administrators alone, and never for an agent', async () => {
    const { app } = await workThere([refused]);
    const ana = inChat('ana');
    for (const caller of [ana, { ...app.api, agentId: 'assistant' }]) {
      await expect(app.core.commands.listDeliveries(QUERY, caller)).rejects.toMatchObject({
        code: 'access.refused',
      });
      await expect(app.core.commands.resend('x', caller)).rejects.toMatchObject({ code: 'access.refused' });
    }
    await expect(app.core.commands.resend('x', app.api)).rejects.toMatchObject({ code: 'not_found' });
    expect((await stored(app, 'tasks')).status).toBe('in_progress');
  });
});
