import { createHmac, randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { DefinitionView } from '../../src/contract/definitions.ts';
import type { HookAnswerView, HookDeliveryView, NewTriggerView } from '../../src/contract/triggers.ts';
import type { TriggerView } from '../../src/contract/triggers.ts';
import { startProduct, type Product } from './harness/product.ts';
import { ANYONE } from './harness/states.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ config: `${ANYONE}admins: [web:ana]\n` });
});
afterAll(() => product.stop());

const HOUR = 3600_000;
const seconds = (): number => Math.floor(product.clock.now().getTime() / 1000);

const make = (input: Record<string, unknown>): Promise<NewTriggerView> =>
  product.ask<NewTriggerView>('POST', '/triggers', { name: 'Website', ...input }, { person: 'ana' });
const deliveries = async ({ id }: { id: string }): Promise<HookDeliveryView[]> =>
  (await product.ask<{ items: HookDeliveryView[] }>('GET', `/triggers/${id}/deliveries`)).items;
const tasksIn = (channel: string) => product.tasks(`?platform=web&channel=${channel}`);

interface Sent {
  status: number;
  body: HookAnswerView & { code?: string; detail?: string };
  headers: Headers;
}
async function send(
  trigger: { id: string },
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
): Promise<Sent> {
  const response = await fetch(`${product.address()}/hooks/${trigger.id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  const read = text.startsWith('{') ? JSON.parse(text) : { detail: text };
  return { status: response.status, body: read as Sent['body'], headers: response.headers };
}
const github = (body: string, secret: string, delivery: string = randomUUID(), event = 'issues') => ({
  'x-github-delivery': delivery,
  'x-github-event': event,
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});
const standard = (body: string, secret: string, id: string, at = seconds()) => {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
};
const bearer = (secret: string | null, key?: string) => ({
  authorization: `Bearer ${secret}`,
  ...(key ? { 'idempotency-key': key } : {}),
});
const secretOf = ({ secret }: NewTriggerView): string => {
  if (secret === null) throw new Error('no secret was shown');
  return secret;
};
async function settled(trigger: { id: string }, count = 1): Promise<HookDeliveryView[]> {
  return product.until(`${count} settled`, async () => {
    const rows = await deliveries(trigger);
    return rows.length >= count && rows.every(({ state }) => state !== 'accepted') && rows;
  });
}

describe('what is sent to a trigger', () => {
  it('F1 F2 F134 becomes a task in its place, with the words and parameters that its body has', async () => {
    product.model.run('Look into the issue', ['Found it.']);
    const definition = await product.ask<DefinitionView>(
      'POST',
      '/definitions',
      {
        name: 'Triage',
        instructions: 'Look into the issue {issue} of {repo}',
        parameters: [
          { name: 'issue', label: 'Issue', kind: 'text', isRequired: true },
          { name: 'repo', label: 'Repo', kind: 'text', isRequired: true },
        ],
      },
      { person: 'ana' },
    );
    const trigger = await make({
      scheme: 'github',
      home: { platform: 'web', channel: 'bugs' },
      filter: [
        { at: '/action', is: 'opened' },
        { at: '/issue/title', matches: '*export*' },
      ],
      definition: definition.key,
      parameters: { issue: { at: '/issue/title' }, repo: { value: 'acme/widgets' } },
      title: '#{/issue/number} {/issue/title}',
    });
    const body = JSON.stringify({ action: 'opened', issue: { number: 12, title: 'The export is empty' } });
    const answer = await send(trigger, body, github(body, secretOf(trigger)));
    expect(answer).toMatchObject({ status: 202, body: { state: 'accepted', task: null } });
    const [row] = await settled(trigger);
    await product.settle();
    const [task, other] = await tasksIn('bugs');
    expect(other).toBeUndefined();
    expect(task).toMatchObject({
      title: '#12 The export is empty',
      status: 'completed',
      source: { kind: 'webhook' },
      home: { channel: 'bugs' },
      requester: { id: 'web:ana' },
    });
    expect(row).toMatchObject({ state: 'made', task: task?.number, event: 'issues opened' });

    const closed = JSON.stringify({ action: 'closed', issue: { number: 12, title: 'The export is empty' } });
    expect((await send(trigger, closed, github(closed, secretOf(trigger)))).body.state).toBe('filtered');
    const other2 = JSON.stringify({
      action: 'opened',
      issue: { number: 13, title: 'exports, but no { "title" }' },
    });
    await send(trigger, other2, github(other2, secretOf(trigger)));
    await settled(trigger, 3);
    expect((await tasksIn('bugs')).map(({ title }) => title)).toContain('#13 exports, but no { "title" }');
    const bare = JSON.stringify({ action: 'opened', issue: { title: null, name: 'export' } });
    await send(trigger, bare, github(bare, secretOf(trigger)));
    expect((await deliveries(trigger))[0]).toMatchObject({ state: 'filtered' });
  });

  it('F134 without a definition is the whole body, as JSON, a form, or plain text', async () => {
    product.model.run('This is what was sent', ['Read.']);
    const trigger = await make({
      scheme: 'bearer',
      name: 'Form',
      home: { platform: 'web', channel: 'forms' },
    });
    const key = bearer(trigger.secret);
    const form = { ...key, 'content-type': 'application/x-www-form-urlencoded' };
    await send(trigger, 'name=Ada+Lovelace&wish=a%20demo', form);
    await send(trigger, `payload=${encodeURIComponent('{"wrapped":"yes"}')}`, form);
    await send(trigger, 'plain words', { ...key, 'content-type': 'text/plain' });
    await send(trigger, '{"a":"```\\nb"}', {
      ...key,
      'content-type': 'application/vnd.acme+json; charset=utf-8',
    });
    await settled(trigger, 4);
    const texts = (await tasksIn('forms')).map(({ description }) => description);
    expect(texts).toHaveLength(4);
    expect(texts).toContain(
      'This is what was sent:\n\n```json\n{\n  "name": "Ada Lovelace",\n  "wish": "a demo"\n}\n```',
    );
    expect(texts.join('\n')).toContain('"wrapped": "yes"');
    expect(texts.join('\n')).toContain('"text": "plain words"');
    expect(texts.join('\n')).toContain(String.raw`"a": "${'```'}\nb"`);
    for (const [body, type, status] of [
      ['<a/>', 'application/xml', 415],
      ['{"a":', 'application/json', 400],
      ['['.repeat(40) + ']'.repeat(40), 'application/json', 400],
    ] as const)
      expect({ body, status: (await send(trigger, body, { ...key, 'content-type': type })).status }).toEqual({
        body,
        status,
      });
    const notText = await send(trigger, new Uint8Array([0x22, 0xff, 0x22]), key);
    expect(notText.status).toBe(400);
    const large = await send(trigger, `"${'x'.repeat(1_000_000)}"`, key);
    expect(large).toMatchObject({ status: 413, body: { code: 'input.too_large' } });
    const most = await send(trigger, `"${'x'.repeat(999_998)}"`, key);
    expect(most.status).toBe(202);
    await settled(trigger, 9);
    expect(
      (await deliveries(trigger)).filter(({ state }) => state === 'refused').map(({ reason }) => reason),
    ).toEqual(['broken_body', 'broken_body', 'broken_body', 'content_type']);
    expect(await tasksIn('forms')).toHaveLength(5);
  });

  it('F134 that lacks what its definition needs makes no task, and its place is told once an hour', async () => {
    const definition = await product.ask<DefinitionView>(
      'POST',
      '/definitions',
      {
        name: 'Call back',
        instructions: 'Call {phone}',
        parameters: [{ name: 'phone', label: 'Phone', kind: 'text', isRequired: true }],
      },
      { person: 'ana' },
    );
    const trigger = await make({
      scheme: 'bearer',
      name: 'Callback form',
      home: { platform: 'web', channel: 'calls' },
      definition: definition.key,
      parameters: { phone: { at: '/phone' } },
    });
    await send(trigger, '{"mail":"a@example.com"}', bearer(trigger.secret));
    await send(trigger, '{}', bearer(trigger.secret));
    const rows = await settled(trigger, 2);
    expect(rows.map(({ state, detail }) => `${state} ${detail}`)).toEqual([
      'unmapped phone',
      'unmapped phone',
    ]);
    await product.settle();
    const heard = (await product.heard('ana', { channel: 'calls' })).filter((text) =>
      text.includes('Callback form'),
    );
    expect(heard).toEqual([
      'The trigger "Callback form" got something that has no value for phone, so no task was made of it.',
    ]);
    expect(await tasksIn('calls')).toEqual([]);
  });

  it('F135 is refused in one text without a right proof of its sender, and the deliveries say why', async () => {
    const trigger = await make({ scheme: 'standard', name: 'Shop' });
    const secret = secretOf(trigger);
    const body = '{"type":"order.placed"}';
    const signed = standard(body, secret, 'msg_1');
    const wrong: Record<string, string>[] = [
      {},
      standard(body, `whsec_${Buffer.alloc(32, 7).toString('base64')}`, 'msg_1'),
      standard(body, secret, 'msg_1', seconds() - 301),
      standard(body, secret, 'msg_1', seconds() + 302),
      { ...signed, 'webhook-id': 'msg_2' },
    ];
    const answers = [];
    for (const headers of wrong) answers.push(await send(trigger, body, headers));
    answers.push(await send(trigger, `${body} `, signed));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401]);
    expect(new Set(answers.map(({ body: { detail } }) => detail)).size).toBe(1);
    expect((await deliveries(trigger)).map(({ reason }) => reason).toReversed()).toEqual([
      'no_signature',
      'wrong_signature',
      'old_signature',
      'old_signature',
      'wrong_signature',
      'wrong_signature',
    ]);
    expect((await send(trigger, body, signed)).status).toBe(202);
    await settled(trigger, 7);
    // Whoever tries again and again is held back; whoever has the secret is not.
    for (let tries = 6; tries < 10; tries += 1) await send(trigger, body, {});
    const held = await send(trigger, body, {});
    expect([held.status, Number(held.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect((await send(trigger, body, standard(body, secret, 'msg_3'))).status).toBe(202);
    expect((await deliveries(trigger)).length).toBe(12);
  });

  it('F135 is taken with the old secret and the new one while they change, and then with the new one alone', async () => {
    const trigger = await make({
      scheme: 'hmac',
      name: 'Monitor',
      options: { header: 'X-Sign', prefix: 'v1=' },
    });
    const sign = (body: string, secret: string) => ({
      'x-sign': `v1=${createHmac('sha256', secret).update(body).digest('hex')}`,
    });
    const rotate = (input: object) =>
      product.ask<NewTriggerView>('POST', `/triggers/${trigger.id}/rotate`, input, { person: 'ana' });
    const { secret: second } = await rotate({ keepOldForHours: 2 });
    const [first, last] = [secretOf(trigger), second ?? ''];
    expect(last).not.toBe(first);
    expect((await send(trigger, '{"n":1}', sign('{"n":1}', first))).status).toBe(202);
    expect((await send(trigger, '{"n":2}', sign('{"n":2}', last))).status).toBe(202);
    const { secrets } = await product.ask<TriggerView>('GET', `/triggers/${trigger.id}`);
    expect(secrets.map(({ secret, lastUsedAt }) => [secret, lastUsedAt !== null])).toEqual([
      [`…${last.slice(-4)}`, true],
      [`…${first.slice(-4)}`, true],
    ]);
    await product.clock.wind(2 * HOUR + 1000);
    expect((await send(trigger, '{"n":3}', sign('{"n":3}', first))).status).toBe(401);
    expect((await send(trigger, '{"n":4}', sign('{"n":4}', last))).status).toBe(202);
    await rotate({ secret: 'one-that-the-sender-made', keepOldForHours: 0 });
    expect((await send(trigger, '{"n":5}', sign('{"n":5}', last))).status).toBe(401);
    expect((await send(trigger, '{"n":6}', sign('{"n":6}', 'one-that-the-sender-made'))).status).toBe(202);
  });

  it('F135 F88 shows its secret once, keeps none as it is, and a repeat of the request does not have it', async () => {
    const ask = (key: string) =>
      fetch(`${product.address()}/api/v1/triggers`, {
        method: 'POST',
        headers: {
          'authorization': `Bearer ${product.signInLink().split('token=')[1]}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify({ name: 'Once', scheme: 'github' }),
      }).then(async (response) => (await response.json()) as NewTriggerView);
    const first = await ask('one');
    expect(first.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(await ask('one')).toEqual({ ...first, secret: null });
    const { items } = await product.ask<{ items: TriggerView[] }>('GET', '/triggers?limit=100');
    expect(JSON.stringify(items)).not.toContain(first.secret);
    expect(items.filter(({ name }) => name === 'Once')).toHaveLength(1);
    expect(JSON.stringify(product.log.lines)).not.toContain(first.secret);
  });

  it('F136 ten times at once, and again later, is one task and one answer', async () => {
    product.model.run('This is what was sent', ['Read.']);
    const trigger = await make({
      scheme: 'github',
      name: 'Twice',
      home: { platform: 'web', channel: 'twice' },
    });
    const body = '{"action":"opened"}';
    const headers = github(body, secretOf(trigger), 'd-1');
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(trigger, body, headers)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      ...Array<number>(9).fill(200),
      202,
    ]);
    expect(new Set(answers.map(({ body: { deliveryId } }) => deliveryId)).size).toBe(1);
    await settled(trigger);
    const [task] = await tasksIn('twice');
    expect(await send(trigger, body, headers)).toMatchObject({
      status: 200,
      body: { state: 'made', task: task?.number },
    });
    // GitHub signs no delivery id: the same body under another one is a capture, sent again.
    const replay = await send(trigger, body, github(body, secretOf(trigger), 'd-2'));
    expect(replay).toMatchObject({ status: 200, body: { task: task?.number } });
    expect(await tasksIn('twice')).toHaveLength(1);
    expect(await deliveries(trigger)).toHaveLength(1);
  });

  it('F136 by a key is one task for each key, and without one each is meant', async () => {
    product.model.run('This is what was sent', ['Read.']);
    const trigger = await make({
      scheme: 'bearer',
      name: 'Keys',
      home: { platform: 'web', channel: 'keys' },
    });
    const one = await send(trigger, '{}', bearer(trigger.secret, 'k-1'));
    const same = await send(trigger, '{}', bearer(trigger.secret, 'k-1'));
    expect([one.status, same.status]).toEqual([202, 200]);
    await send(trigger, '{}', bearer(trigger.secret, 'k-2'));
    await send(trigger, '{}', bearer(trigger.secret));
    await send(trigger, '{}', bearer(trigger.secret));
    await settled(trigger, 4);
    expect(await tasksIn('keys')).toHaveLength(4);
  });

  it('F136 is taken once by a process that ends before its task is made', async () => {
    product.model.run('This is what was sent', ['Read.']);
    const trigger = await make({
      scheme: 'bearer',
      name: 'Crash',
      home: { platform: 'web', channel: 'crash' },
    });
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, at) => send(trigger, '{}', bearer(trigger.secret, `c-${at}`))),
    );
    expect(answers.every(({ status }) => status === 202)).toBe(true);
    await product.restart();
    await settled(trigger, 5);
    expect(await tasksIn('crash')).toHaveLength(5);
  });

  it('F139 to one that is off is answered 409 and kept to be sent again; its tasks stay, also when it is deleted', async () => {
    product.model.run('This is what was sent', ['Read.']);
    const trigger = await make({ scheme: 'bearer', name: 'Off', home: { platform: 'web', channel: 'off' } });
    await send(trigger, '{"n":1}', bearer(trigger.secret, 'n-1'));
    await settled(trigger);
    await product.settle();
    const before = await tasksIn('off');
    expect(before).toHaveLength(1);
    const patch = (isActive: boolean) =>
      product.ask<TriggerView>('PATCH', `/triggers/${trigger.id}`, { isActive }, { person: 'ana' });
    expect(await patch(false)).toMatchObject({ isActive: false, version: 2 });
    const off = await send(trigger, '{"n":2}', bearer(trigger.secret, 'n-2'));
    expect(off).toMatchObject({ status: 409, body: { code: 'hook.off' } });
    expect(await tasksIn('off')).toEqual(before);
    await patch(true);
    const [kept] = await deliveries(trigger);
    expect(kept).toMatchObject({ state: 'refused', reason: 'inactive', isKept: true });
    const again = `/triggers/${trigger.id}/deliveries/${kept?.id}/again`;
    expect(await product.ask('POST', again, {}, { person: 'ana' })).toMatchObject({ state: 'made' });
    // The sender's own next try is the same delivery, and new to the trigger.
    expect((await send(trigger, '{"n":2}', bearer(trigger.secret, 'n-2'))).status).toBe(202);
    await settled(trigger, 3);
    await product.settle();
    const all = await tasksIn('off');
    expect(all).toHaveLength(3);
    await product.ask('DELETE', `/triggers/${trigger.id}`, undefined, { person: 'ana' });
    expect((await send(trigger, '{}', bearer(trigger.secret))).status).toBe(404);
    expect((await tasksIn('off')).map(({ number, status }) => [number, status])).toEqual(
      all.map(({ number, status }) => [number, status]),
    );
  });

  it('F134 can be tried out with a body, without a task and with one', async () => {
    product.model.run('Try', ['Tried.']);
    const trigger = await make({
      scheme: 'github',
      name: 'Try',
      home: { platform: 'web', channel: 'try' },
      filter: [{ at: '/action', is: 'opened' }],
      instructions: 'Try {/issue/html_url}',
      title: '{/issue/title}',
    });
    const test = (input: object) =>
      product.ask('POST', `/triggers/${trigger.id}/test`, input, { person: 'ana' });
    expect(await test({})).toEqual({
      state: 'accepted',
      missing: [],
      makes: {
        title: 'The export is empty',
        description: 'Try https://github.com/acme/widgets/issues/12',
        parameters: {},
      },
      delivery: null,
    });
    expect(await test({ body: { action: 'closed' } })).toMatchObject({ state: 'filtered', makes: null });
    expect(await tasksIn('try')).toEqual([]);
    expect(await test({ make: true })).toMatchObject({ delivery: { state: 'made', event: 'test' } });
    await product.settle();
    expect(await tasksIn('try')).toHaveLength(1);
  });

  it('F135 before anything is sent for good is greeted back, and makes no task', async () => {
    const hub = await make({ scheme: 'github', name: 'Ping' });
    const ping = '{"zen":"Keep it logically awesome."}';
    expect(await send(hub, ping, github(ping, secretOf(hub), 'p', 'ping'))).toMatchObject({ status: 200 });
    expect(await deliveries(hub)).toEqual([]);
  });

  it('F134 makes no task beyond its pace, nor by an address that nobody has', async () => {
    const trigger = await make({ scheme: 'bearer', name: 'Pace', perMinute: 2 });
    const codes = [];
    for (let at = 0; at < 3; at += 1) codes.push((await send(trigger, '{}', bearer(trigger.secret))).status);
    expect(codes).toEqual([202, 202, 429]);
    await product.clock.wind(61_000);
    expect((await send(trigger, '{}', bearer(trigger.secret))).status).toBe(202);
    expect((await send({ id: 'nobody' }, '{}', bearer(trigger.secret))).body.code).toBe('not_found');
    const get = await fetch(`${product.address()}/hooks/${trigger.id}`);
    expect(get.status).toBe(405);
  });
});
