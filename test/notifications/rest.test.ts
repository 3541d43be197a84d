import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_PUSH_GROUPS, notificationSettingsView, pushGroupView } from '../../src/contract/settings.ts';
import { describeError } from '../../src/words/describe-error.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat, viaApi } from '../fakes/callers.ts';
import { openPushWorld, pushAddress, pushKey, tellGroup, type PushWorld } from '../fakes/push-groups.ts';
import { refusalOf } from '../fakes/refusal.ts';
import { openWeb, type TestWeb, readProblem as problem } from '../fakes/web.ts';

let wecom: PushWorld;
let app: TestApp;
let web: TestWeb;
beforeEach(async () => {
  wecom = await openPushWorld();
  app = await startApp({ clock: wecom.clock, push: wecom.push });
  web = await openWeb({
    commands: app.core.commands,
    describe: describeError,
  });
});
afterEach(async () => {
  await web.close();
  await app.stop();
  await wecom.close();
});

const BASE = '/api/v1/settings/notifications';
const GROUPS = `${BASE}/groups`;
const OPS = { name: 'Ops', address: pushAddress(pushKey(901)), from: ['web:general'] };

const create = async (changes: object = {}) =>
  pushGroupView.parse(await (await web.call('POST', GROUPS, { ...OPS, ...changes })).json());
const list = async () => notificationSettingsView.parse(await (await web.call('GET', BASE)).json()).groups;
const patch = (id: string, body: object, version?: number, headers = {}) =>
  web.call('PATCH', `${GROUPS}/${id}`, body, {
    ...(version ? { 'if-match': `"${version}"` } : {}),
    ...headers,
  });

describe('push groups over HTTP', () => {
  it('are written down with an address or a key, and shown with its last four signs alone', async () => {
    const answer = await web.call('POST', GROUPS, OPS);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(await answer.json()).toMatchObject({
      name: 'Ops',
      address: '…0901',
      from: ['web:general'],
      on: ['asks', 'awaiting_review', 'completed', 'failed'],
      isActive: true,
      disabled: null,
      origin: 'settings',
      version: 1,
    });
    const more = { name: 'Dev', address: pushKey(902), from: ['*', 'web:x', '*'], on: ['failed', 'failed'] };
    expect(await create({ ...more, isActive: false })).toMatchObject({
      from: ['*', 'web:x'],
      on: ['failed'],
      isActive: false,
    });
    expect((await list()).map(({ name, address }) => `${name} ${address}`)).toEqual([
      'Ops …0901',
      'Dev …0902',
    ]);
  });

  it('are refused field by field, in words that do not repeat the address', async () => {
    const evil = `https://evil.example/cgi-bin/webhook/send?key=${pushKey(1)}`;
    const body = { address: 7, from: ['general', 'web:ok'], on: ['news'], colour: 'red' };
    const answer = await web.call('POST', GROUPS, body);
    expect((await problem(answer)).faults).toEqual({
      'name': expect.any(String),
      'address': expect.any(String),
      'from.0': expect.stringContaining('must be <platform>:<channel>'),
      'on.0': expect.any(String),
      'colour': 'is not a known field',
    });
    const elsewhere = await web.call('POST', GROUPS, { ...OPS, address: evil });
    const text = await elsewhere.clone().text();
    expect(text).not.toContain(pushKey(1));
    expect(text).not.toContain('evil');
    expect((await problem(elsewhere)).faults).toEqual({
      address: 'must be https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…, or the key alone',
    });
    expect((await problem(await web.call('POST', GROUPS, { ...OPS, from: [] }))).faults).toHaveProperty(
      'from',
    );
    const unknown = await web.call('POST', GROUPS, { ...OPS, from: ['web:a', 'slak:T1:C1', 'wecom-push:x'] });
    expect((await problem(unknown)).faults).toEqual({
      'from.1': 'there is no platform "slak"; there are: web',
      'from.2': 'there is no platform "wecom-push"; there are: web',
    });
    const inChinese = async (changes: object) => {
      const refused = await web.call('POST', GROUPS, { ...OPS, ...changes }, { 'accept-language': 'zh-CN' });
      return (await problem(refused)).faults;
    };
    expect(await inChinese({ address: 'x' })).toEqual({ address: expect.stringContaining('必须是') });
    expect(await inChinese({ from: ['x'] })).toEqual({ 'from.0': expect.stringContaining('格式') });
    expect(await list()).toEqual([]);
  });

  it('are one, however often the request with one key comes', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await web.call('POST', GROUPS, OPS, headers);
    const second = await web.call('POST', GROUPS, OPS, headers);
    expect(await second.json()).toEqual(await first.json());
    // The record of the request may be lost: the group knows the key too.
    const caller = { ...viaApi, key: 'http:api:token:twice' };
    const other = { ...OPS, address: pushKey(902) };
    const made = await Promise.all([1, 2].map(() => app.core.commands.createPushGroup(other, caller)));
    expect(made[0]?.id).toBe(made[1]?.id);
    expect(await list()).toHaveLength(2);
  });

  it('have an address each, however it is written, when two are made at once too', async () => {
    const tries = await Promise.all([
      web.call('POST', GROUPS, OPS),
      web.call('POST', GROUPS, { ...OPS, name: 'Twin', address: pushKey(901).toUpperCase() }),
    ]);
    expect(tries.map(({ status }) => String(status)).toSorted()).toEqual(['201', '400']);
    const refused = tries.find(({ status }) => status === 400);
    expect(refused && (await problem(refused)).faults).toEqual({
      address: 'is already used by another group',
    });
    const { id } = await create({ address: pushKey(902) });
    const taken = await problem(await patch(id, { address: OPS.address }));
    expect(taken.faults).toEqual({ address: 'is already used by another group' });
  });

  it('change as long as they were seen as they are', async () => {
    const { id } = await create();
    const changed = await patch(id, { name: 'Operations', on: ['asks'] }, 1);
    expect(changed.headers.get('etag')).toBe('"2"');
    expect(await changed.json()).toMatchObject({ name: 'Operations', on: ['asks'], address: '…0901' });
    expect((await problem(await patch(id, { name: 'Late' }, 1))).status).toBe(412);
    expect((await problem(await patch(id, {}))).status).toBe(400);
    const both = await Promise.all([patch(id, { isActive: false }), patch(id, { from: ['*'] })]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(await list()).toMatchObject([{ isActive: false, from: ['*'], version: 4 }]);
    const race = await Promise.all([patch(id, { name: 'One' }, 4), patch(id, { name: 'Two' }, 4)]);
    expect(race.map(({ status }) => String(status)).toSorted()).toEqual(['200', '412']);
    expect((await problem(await patch('nobody', { name: 'x' }))).status).toBe(404);
    expect((await problem(await patch('group', { name: 'x' }))).status).toBe(404);
  });

  it('go when they are removed, and their address can be used again', async () => {
    const { id } = await create();
    const late = { 'if-match': '"7"' };
    expect((await web.call('DELETE', `${GROUPS}/${id}`, undefined, late)).status).toBe(412);
    expect((await web.call('DELETE', `${GROUPS}/${id}`)).status).toBe(200);
    expect((await web.call('DELETE', `${GROUPS}/${id}`)).status).toBe(404);
    expect(await create()).toMatchObject({ version: 1 });
  });

  it('can be tried: one message now, and where to look for it', async () => {
    const { id } = await create({ address: wecom.bot('ops') });
    const headers = { 'idempotency-key': 'test', 'accept-language': 'zh-CN' };
    const first = await web.call('POST', `${GROUPS}/${id}/test`, undefined, headers);
    expect(first.status).toBe(202);
    expect(await first.json()).toEqual({
      deliveryId: expect.stringContaining(`push:${id}:test:`),
      deliveriesUrl: 'http://errand.test/deliveries',
    });
    await web.call('POST', `${GROUPS}/${id}/test`, undefined, headers);
    await app.settle();
    expect(wecom.seen('ops')).toEqual([
      '测试消息：Errand 中的动态会推送到这里（**Ops**）。\nhttp://errand.test/settings',
    ]);
    await patch(id, { isActive: false });
    const off = await problem(await web.call('POST', `${GROUPS}/${id}/test`));
    expect(off).toMatchObject({ status: 409, detail: expect.stringContaining('Activate it first') });
  });

  it('are at most a hundred', async () => {
    for (let at = 0; at < MAX_PUSH_GROUPS; at += 1) await tellGroup(app, pushKey(1000 + at));
    expect((await problem(await web.call('POST', GROUPS, OPS))).faults).toEqual({
      address: 'is too many: there are 100 already, which is the limit',
    });
  });

  it('are in the OpenAPI document', async () => {
    const document = await (await web.call('GET', '/openapi.json')).json();
    expect(document).toMatchObject({
      components: { schemas: { PushGroup: { properties: { disabled: {} } } } },
    });
  });
});

describe('the right to set push groups', () => {
  it('is for administrators, and never for an agent', async () => {
    const { commands } = app.core;
    const { id } = await create();
    for (const caller of [inChat('ana'), { ...viaApi, agentId: 'assistant' }]) {
      const tries = await Promise.all([
        refusalOf(commands.getNotificationSettings(caller)),
        refusalOf(commands.createPushGroup({ ...OPS, address: pushKey(7) }, caller)),
        refusalOf(commands.updatePushGroup(id, { isActive: false }, caller)),
        refusalOf(commands.deletePushGroup(id, caller)),
        refusalOf(commands.testPushGroup(id, caller)),
      ]);
      expect(tries.map(({ code }) => code)).toEqual(tries.map(() => 'access.refused'));
    }
    expect(await commands.getNotificationSettings({ ...inChat('ana'), isAdmin: true })).toMatchObject({
      groups: [{ isActive: true }],
    });
  });

  it('needs the token', async () => {
    const answer = await web.call('GET', BASE, undefined, { authorization: 'Bearer wrong' });
    expect(answer.status).toBe(401);
  });
});
