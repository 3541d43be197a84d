import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWeComPush } from '../../adapters/chat/wecom/push.ts';
import { startApp, type AppOptions } from '../fakes/app.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';
import { call } from '../fakes/scripted-model.ts';
import { SECRETS, startApiServer, type ApiServer } from '../fakes/wecom/api.ts';
import { createWorld, type World } from '../fakes/wecom/world.ts';
import { sweepDirty } from '../../src/runs/recover.ts';

const SEND = '/cgi-bin/webhook/send';

describe('a WeCom group with a push address', () => {
  let clock: FakeClock;
  let world: World;
  let api: ApiServer;

  beforeEach(async () => {
    clock = createFakeClock();
    world = createWorld(clock);
    api = await startApiServer(world);
  });
  afterEach(() => api.close());

  const shown = (): string[] => world.screen.texts('group:wr-push');

  const start = (from: string, more: AppOptions = {}) =>
    startApp({
      clock,
      push: {
        open: (addresses) => createWeComPush({ addresses, apiUrl: api.url }, { clock }),
        address: SECRETS.webhookKey,
      },
      config: `push: { from: [${from}] }\nquestions: { answered_by: { people: ['wecom:LiSi', 'web:bo'] } }`,
      turn: [
        call('manage_tasks', { action: 'create', tasks: [{ title: 'Announce the launch' }], run: true }),
        'T-1 is under way.',
      ],
      run: [call('ask_people', { kind: 'text', question: 'Which day?' }), 'Announced <@all> on Friday.'],
      ...more,
    });

  it('is told who is waited for and how a run has ended, each once, with a link to the task', async () => {
    const app = await start("'web:general'");
    const { thread } = await app.say('ana', 'Announce the launch');
    expect(shown()).toEqual([
      '**T-1 Announce the launch** is waiting for people. A-1: Which day?\nhttp://errand.test/tasks/T-1\n<@LiSi>',
    ]);
    await app.say('bo', 'Friday', { thread });
    await sweepDirty(app.core.app);
    await app.settle();
    expect(shown()).toHaveLength(2);
    expect(shown()[1]).toContain('✅ **Announce the launch**: done.');
    expect(shown()[1]).toContain('http://errand.test/tasks/T-1');
    // What a model wrote names nobody.
    expect(shown()[1]).not.toContain('<@all>');
  });

  it('hears nothing of channels that are not named', async () => {
    const app = await start("'web:other'");
    await app.say('ana', 'Announce the launch');
    expect(shown()).toEqual([]);
    expect(api.calls).toEqual([]);
  });

  it('is told later when WeCom asks to slow down, and in order', async () => {
    api.faults.refuse[SEND] = [45009];
    const app = await start("'*'");
    const { thread } = await app.say('ana', 'Announce the launch');
    await app.say('bo', 'Friday', { thread });
    expect(shown()).toEqual([]);
    await clock.advance(70_000);
    await app.settle();
    expect(shown().map((text) => text.includes('Which day?'))).toEqual([true, false]);
  });

  it('is left alone once the bot was taken out of it, and the thread still has everything', async () => {
    api.faults.refuse[SEND] = [93000];
    const app = await start("'*'");
    const { thread } = await app.say('ana', 'Announce the launch');
    await app.say('bo', 'Friday', { thread });
    expect(shown()).toEqual([]);
    expect(api.calls).toHaveLength(1);
    expect(app.log.messages('error')).toEqual([
      'the address of a push group is no longer good; nothing more is sent there',
    ]);
    expect((await app.botTexts()).join('\n')).toContain('Announced');
  });

  it('takes at most 18 pushes a minute', async () => {
    const app = await start("'*'");
    const target = { platform: 'wecom-push', channel: 'group', thread: '' };
    const post = async (key: string) =>
      app.ports.chats.get('wecom-push')?.post(target, { text: key, locale: 'en' }, key);
    for (let at = 0; at < 18; at += 1) await post(`push:${at}`);
    await expect(post('push:18')).rejects.toMatchObject({
      code: 'chat.rate_limited',
      details: { retryAfterMs: 60_000 },
    });
    await clock.advance(60_001);
    await post('push:18');
    expect(shown()).toHaveLength(19);
  });
});
