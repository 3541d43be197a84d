import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UpdatePushGroupInput } from '../../src/contract/settings.ts';
import { adoptOldGroups, createPushAddresses } from '../../src/push-groups/push-addresses.ts';
import { watchPushGroups } from '../../src/push-groups/watch-push-groups.ts';
import { createSecretBox } from '../../src/shared/seal.ts';
import { startApp, type AppOptions, type TestApp } from '../fakes/app.ts';
import { viaApi } from '../fakes/callers.ts';
import { openPushWorld, SEND_PATH, tellGroup, type PushWorld } from '../fakes/push-groups.ts';
import { refusalOf } from '../fakes/refusal.ts';
import { call } from '../fakes/scripted-model.ts';
import { startWork } from '../fakes/work.ts';
import { sweepDirty } from '../../src/runs/recover.ts';

const ASK = call('ask_people', { kind: 'text', question: 'Which day?' });
const BROKEN = () => {
  throw new Error('the model is away');
};

let wecom: PushWorld;
let app: TestApp;
beforeEach(async () => {
  wecom = await openPushWorld();
});
afterEach(async () => {
  await app.stop();
  await wecom.close();
});

const start = async (options: AppOptions = {}): Promise<void> => {
  app = await startApp({ clock: wecom.clock, push: wecom.push, ...options });
};
const update = (id: string, patch: UpdatePushGroupInput, version?: number) =>
  app.core.commands.updatePushGroup(id, patch, viaApi, version);
const groups = async () => (await app.core.commands.getNotificationSettings(viaApi)).groups;
/** The first line of each message in the group. */
const heads = (group: string): string[] => wecom.seen(group).map((text) => text.split('\n')[0] ?? '');

describe('groups that are told of what happens', () => {
  it('hear on when they were written down before groups named their push channel', async () => {
    await start();
    const { id } = await tellGroup(app, wecom.bot('old'));
    const stored = app.ports.store.collection('push_groups');
    await stored.update({ id }, { $unset: { platform: true } });
    await adoptOldGroups(app.ports);
    await adoptOldGroups(app.ports);
    await app.core.commands.testPushGroup(id, viaApi);
    await app.settle();
    expect(heads('old')).toHaveLength(1);
  });

  it('hear, each once, of the news they want from the channels they name', async () => {
    await start();
    await tellGroup(app, wecom.bot('all'), { from: ['*'] });
    await tellGroup(app, wecom.bot('asks'), { on: ['asks'] });
    await tellGroup(app, wecom.bot('reviews'), { on: ['awaiting_review'] });
    await tellGroup(app, wecom.bot('failures'), { on: ['failed'] });
    await tellGroup(app, wecom.bot('elsewhere'), { from: ['web:design'] });

    const home = { platform: 'web', channel: 'general', thread: 'thread-1' };
    await startWork(app, [ASK, 'Announced.'], { title: 'Launch', home });
    await app.core.commands.decideAsk('A-1', { decision: 'answer', value: 'Friday' }, viaApi);
    await app.settle();
    await startWork(app, [BROKEN], { title: 'Broken', home });
    await startWork(app, ['A draft.'], { title: 'Draft', isReviewRequired: true, home });
    await sweepDirty(app.core.app);
    await app.settle();

    const asked = '**T-1 Launch** is waiting for people. A-1: Which day?';
    const done = '✅ **Launch**: done.';
    const failed = '❌ **Broken**: failed.';
    const review = '**T-3 Draft** is waiting for people. A-2: A draft.';
    expect(heads('all')).toEqual([asked, done, failed, review]);
    expect(heads('asks')).toEqual([asked]);
    expect(heads('reviews')).toEqual([review]);
    expect(heads('failures')).toEqual([failed]);
    expect(heads('elsewhere')).toEqual([]);
    expect(wecom.seen('all')[0]).toContain('http://errand.test/tasks/T-1');
  });

  it('hear of nothing more once they are switched off or removed, what already waits included', async () => {
    await start();
    const ops = await tellGroup(app, wecom.bot('ops'));
    const dev = await tellGroup(app, wecom.bot('dev'), { name: 'Dev' });
    wecom.api.faults.refuse[SEND_PATH] = [45009, 45009];
    await startWork(app, ['Announced.']);
    await update(ops.id, { isActive: false });
    await app.core.commands.deletePushGroup(dev.id, viaApi);
    await app.clock.advance(70_000);
    await startWork(app, ['Announced once more.']);
    expect([...wecom.seen('ops'), ...wecom.seen('dev')]).toEqual([]);
    expect(await groups()).toMatchObject([{ name: 'Ops', isActive: false }]);
    const { items } = await app.core.commands.listDeliveries({ state: 'refused', limit: 10 }, viaApi);
    expect(items.map(({ error }) => error?.message ?? '').toSorted()).toEqual([
      'group_inactive',
      'group_removed',
    ]);
  });

  it('hear later when WeCom asks to slow down, and in order', async () => {
    await start();
    await tellGroup(app, wecom.bot('ops'));
    wecom.api.faults.refuse[SEND_PATH] = [45009];
    await startWork(app, ['One.'], { title: 'First' });
    await startWork(app, ['Two.'], { title: 'Second' });
    expect(heads('ops')).toEqual([]);
    await app.clock.advance(70_000);
    await app.settle();
    expect(heads('ops')).toEqual(['✅ **First**: done.', '✅ **Second**: done.']);
  });

  it('are paced each by itself', async () => {
    await start();
    const ops = await tellGroup(app, wecom.bot('ops'));
    const dev = await tellGroup(app, wecom.bot('dev'), { name: 'Dev' });
    for (let at = 0; at < 20; at += 1) await app.core.commands.testPushGroup(ops.id, viaApi);
    await app.core.commands.testPushGroup(dev.id, viaApi);
    await app.settle();
    expect(wecom.seen('ops')).toHaveLength(18);
    expect(wecom.seen('dev')).toHaveLength(1);
    await app.clock.advance(61_000);
    await app.settle();
    expect(wecom.seen('ops')).toHaveLength(20);
  });
});

describe('a group whose address WeCom refuses', () => {
  it.each([
    [93000, 'webhook_invalid'],
    [93004, 'bot_disabled'],
    [93008, 'not_in_group'],
  ])('is out of use after %i, for all processes, and says why', async (errcode, reason) => {
    await start();
    await tellGroup(app, wecom.bot('ops'));
    await tellGroup(app, wecom.bot('dev'), { name: 'Dev', from: ['*'], on: ['asks'] });
    wecom.api.faults.refuse[SEND_PATH] = [errcode];
    await startWork(app, ['Announced.']);
    await startWork(app, ['Announced once more.']);
    expect(wecom.api.calls).toHaveLength(1);
    expect(app.log.messages('error')).toEqual([
      'the address of a push group is no longer good; nothing more is sent there',
    ]);
    const other = await startApp({ beside: app, push: wecom.push });
    const seen = await other.core.commands.getNotificationSettings(viaApi);
    expect(seen.groups).toMatchObject([
      { name: 'Ops', isActive: true, disabled: { reason, at: expect.any(String) } },
      { name: 'Dev', disabled: null },
    ]);
    await other.stop();
  });

  it('is back with a new address, and hears of what happens from then on', async () => {
    await start();
    const key = wecom.bot('ops');
    const { id } = await tellGroup(app, key);
    wecom.api.removeWebhook(key);
    await startWork(app, ['One.'], { title: 'Lost' });
    const test = await refusalOf(app.core.commands.testPushGroup(id, viaApi));
    expect(test).toMatchObject({ code: 'push.off', details: { reason: 'disabled' } });
    expect(await update(id, { name: 'Operations' })).toMatchObject({
      disabled: { reason: 'webhook_invalid' },
    });
    const changed = await update(id, { address: wecom.bot('ops') });
    expect(changed).toMatchObject({ disabled: null, version: 4 });
    await startWork(app, ['Two.'], { title: 'Heard' });
    expect(heads('ops')).toEqual(['✅ **Heard**: done.']);
    // What was refused meanwhile is sent when a person says so.
    const { items } = await app.core.commands.listDeliveries({ state: 'refused', limit: 10 }, viaApi);
    await app.core.commands.resend(items[0]?.id ?? '', viaApi);
    await app.settle();
    expect(heads('ops')).toEqual(['✅ **Heard**: done.', '✅ **Lost**: done.']);
  });

  it('is back when it is enabled again, as long as WeCom takes it', async () => {
    await start();
    const { id } = await tellGroup(app, wecom.bot('ops'));
    wecom.api.faults.refuse[SEND_PATH] = [93004];
    await startWork(app, ['One.'], { title: 'Lost' });
    await update(id, { disabled: null });
    await startWork(app, ['Two.'], { title: 'Heard' });
    expect(heads('ops')).toEqual(['✅ **Heard**: done.']);
  });

  it('is out of use too when its address cannot be read', async () => {
    await start();
    const { id } = await tellGroup(app, wecom.bot('ops'));
    const elsewhere = createSecretBox('another secret').seal('x');
    await app.ports.store.collection('push_groups').update({ id }, { $set: { sealed: elsewhere } });
    await startWork(app, ['One.']);
    expect(await groups()).toMatchObject([{ disabled: { reason: 'unreadable' } }]);
    await update(id, { address: wecom.bot('ops') });
    await startWork(app, ['Two.'], { title: 'Heard' });
    expect(heads('ops')).toEqual(['✅ **Heard**: done.']);
  });

  it('is counted in the metrics while it is one of the groups', async () => {
    await start();
    const { id } = await tellGroup(app, wecom.bot('ops'));
    wecom.api.faults.refuse[SEND_PATH] = [93000];
    await startWork(app, ['One.']);
    const figures: unknown[] = [];
    const metrics = { ...app.ports.metrics, gauge: (...figure: unknown[]) => void figures.push(figure) };
    const watch = () => watchPushGroups({ ...app.ports, metrics, settings: { hasPushGroup: false } });
    await watch();
    await app.core.commands.deletePushGroup(id, viaApi);
    await watch();
    expect(figures).toEqual([
      ['errand_push_groups_disabled', 1],
      ['errand_push_groups_disabled', 0],
    ]);
  });

  it('keeps a new address that was set while the old one was being refused', async () => {
    await start();
    const [old, fresh] = [wecom.bot('ops'), wecom.bot('ops')];
    const { id } = await tellGroup(app, old);
    const sender = wecom.push.open({
      async open() {
        const { fingerprint } = (await app.ports.store.collection('push_groups').get(id)) ?? {};
        await update(id, { address: fresh });
        return { key: old, fingerprint: fingerprint ?? '' };
      },
      disable: (...refusal) => createPushAddresses(app.ports).disable(...refusal),
    });
    wecom.api.removeWebhook(old);
    const target = { platform: 'wecom-push', channel: id, thread: '' };
    await expect(sender.post(target, { text: 'x', locale: 'en' }, 'k')).rejects.toMatchObject({
      code: 'chat.refused',
    });
    expect(await groups()).toMatchObject([{ disabled: null }]);
  });
});

describe('the group of the configuration', () => {
  const configured = (address: string, from = "'*'"): AppOptions => ({
    push: { ...wecom.push, address },
    config: `push: { from: [${from}] }`,
  });

  it('is shown among the others and cannot be changed there', async () => {
    await start(configured(wecom.bot('ops'), "'web:general'"));
    const [shown] = await groups();
    expect(shown).toMatchObject({ origin: 'configuration', from: ['web:general'], address: '…0001' });
    const id = shown?.id ?? '';
    const change = await refusalOf(update(id, { name: 'Other', isActive: false }));
    expect(change.faults).toEqual([
      expect.stringMatching(/^name: is set in the configuration/),
      expect.stringMatching(/^isActive: is set in the configuration/),
    ]);
    expect((await refusalOf(app.core.commands.deletePushGroup(id, viaApi))).code).toBe('input.invalid');
    await startWork(app, ['Announced.']);
    expect(wecom.seen('ops')).toHaveLength(1);
  });

  it('stays out of use over a start with the refused address, and is back with another', async () => {
    const key = wecom.bot('ops');
    await start(configured(key));
    wecom.api.removeWebhook(key);
    await startWork(app, ['Announced.']);
    const { store } = app.ports;
    const again = async (address: string) => {
      await app.stop();
      await start({ ...configured(address), store });
      return (await groups())[0]?.disabled ?? null;
    };
    expect(await again(key)).toMatchObject({ reason: 'webhook_invalid' });
    expect(await again(wecom.bot('ops'))).toBeNull();
    await startWork(app, ['Announced once more.']);
    expect(wecom.seen('ops')).toHaveLength(1);
    await app.stop();
    await start({ store });
    expect(await groups()).toEqual([]);
    await startWork(app, ['Announced a third time.']);
    expect(wecom.seen('ops')).toHaveLength(1);
  });

  it('keeps its address from nobody once the configuration names it no more', async () => {
    const key = wecom.bot('ops');
    await start(configured(key));
    const { store } = app.ports;
    expect((await refusalOf(tellGroup(app, key))).faults).toEqual([
      'address: is already used by another group',
    ]);
    await app.stop();
    await start({ store });
    await tellGroup(app, key);
    await startWork(app, ['Announced.']);
    expect(wecom.seen('ops')).toHaveLength(1);
  });

  it('gives way to a group of the settings that has its address', async () => {
    await start();
    const key = wecom.bot('ops');
    await tellGroup(app, key, { from: ['*'] });
    const { store } = app.ports;
    await app.stop();
    await start({ ...configured(key), store });
    expect(await groups()).toMatchObject([{ name: 'Ops' }]);
    await startWork(app, ['Announced.']);
    expect(wecom.seen('ops')).toHaveLength(1);
    expect(app.log.messages('error')).toEqual([
      'a push group of the settings has this address: what is set there counts',
    ]);
  });
});
