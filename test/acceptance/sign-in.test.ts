import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call } from './harness/model.ts';
import { startProduct } from './harness/product.ts';
import { startInSlack } from './harness/slack.ts';

/** The person who tries it out is not alone here: people come from Slack. */
const config = `
admins: ['slack:T01:U04']
tools: {http_send: {approval: always, approvers: {people: ['slack:T01:U01', 'slack:T01:U02'], quorum: 2}}}
platforms: {slack: {channels: ['*'], people: ['*']}}
`;

let slack: Awaited<ReturnType<typeof startInSlack>>;
beforeAll(async () => {
  slack = await startInSlack({ config, env: { ERRAND_TRY_OUT: '' } });
});
afterAll(() => slack.stop());

const ADDRESS = /https?:\/\/\S*?(\/enter\/[0-9a-f]{64})/;
const PREVIEW = { 'user-agent': 'Slackbot-LinkExpanding 1.0', 'accept': 'text/html' };

/** The path of the newest link that the person was sent. */
async function linkFor(user: string, channel = 'C01'): Promise<string> {
  await slack.command(user, 'console', channel);
  const seen = slack.slack.seen(channel, user).findLast(({ text }) => ADDRESS.test(text));
  return ADDRESS.exec(seen?.text ?? '')?.[1] ?? '';
}

const open = (path: string, headers: Record<string, string> = {}) =>
  fetch(slack.address() + path, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });

/** The press on the page of the link. */
const press = (path: string, answer = 'enter', headers: Record<string, string> = {}) =>
  fetch(slack.address() + path, {
    method: 'POST',
    body: new URLSearchParams({ answer }),
    headers: { origin: slack.address(), ...headers },
    redirect: 'manual',
  });

const cookieOf = (answer: Response): string =>
  /^[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? '';

async function signIn(user: string): Promise<string> {
  return cookieOf(await press(await linkFor(user)));
}

/** A request of the browser with the cookie, from a page of ours. */
async function by(cookie: string, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${slack.address()}/api/v1${path}`, {
    method,
    headers: { cookie, 'origin': slack.address(), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('a private link into the console', () => {
  it('S11 F160 is shown to the caller alone, spends nothing when it is looked at, and signs in once as that person', async () => {
    const link = await linkFor('U01');
    expect(link).not.toBe('');
    expect(
      slack.slack
        .seen('C01', 'U02')
        .map(({ text }) => text)
        .join('\n'),
    ).not.toContain('/enter/');
    for (let look = 0; look < 20; look += 1) {
      const page = await open(link, PREVIEW);
      expect([page.status, page.headers.get('set-cookie')]).toEqual([200, null]);
      expect(await page.text()).toContain('Sign in as Ann');
    }
    const foreign = await press(link, 'enter', { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    const entered = await press(link);
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/chat']);
    expect(entered.headers.get('set-cookie')).toMatch(/HttpOnly/i);
    expect(entered.headers.get('set-cookie')).toMatch(/SameSite=Lax/i);

    const replayed = await press(link);
    expect([replayed.status, replayed.headers.get('set-cookie')]).toEqual([410, null]);
    expect(await replayed.text()).toContain('This link no longer works');
    expect((await open(link)).status).toBe(410);

    const cookie = cookieOf(entered);
    const page = await (await open('/me', { cookie })).text();
    expect(page).toContain('slack:T01:U01');
    // Of what opens a session neither the log nor the store has a word.
    const secrets = [link.slice('/enter/'.length), cookie.split('=')[1] ?? ''];
    expect(secrets.filter((secret) => slack.log.text().includes(secret))).toEqual([]);
  });

  it('S11 is worth nothing after ten minutes, when it is said to be of another, and when three newer ones are open', async () => {
    const late = await linkFor('U01');
    await slack.clock.wind(11 * 60_000);
    expect((await press(late)).status).toBe(410);
    const astray = await linkFor('U01');
    expect((await press(astray, 'refuse')).status).toBe(200);
    expect((await press(astray)).status).toBe(410);
    const first = await linkFor('U01');
    for (let more = 0; more < 3; more += 1) await linkFor('U01');
    expect((await press(first)).status).toBe(410);
    expect((await press('/enter/none')).status).toBe(410);
  });

  it('S11 is asked for by words too, in both languages, and in no group is it read aloud', async () => {
    await slack.write('U01', 'Open the console, please', { channel: 'D01' });
    expect(slack.slack.seen('D01', 'U01').at(-1)?.text).toMatch(ADDRESS);
    await slack.write('U02', '<@UBOTT01> 打开控制台', { channel: 'C02' });
    expect(slack.slack.seen('C02', 'U02').at(-1)?.text).toMatch(/请用此链接打开控制台/);
    expect(
      slack.slack
        .seen('C02', 'U01')
        .map(({ text }) => text)
        .join('\n'),
    ).not.toContain('/enter/');
  });
});

describe('who is signed in', () => {
  it('S2 S12 F176 is themselves: sees what is theirs, speaks as nobody else, and only administrators set up', async () => {
    const [ann, bo, cy] = [await signIn('U01'), await signIn('U02'), await signIn('U04')];
    await slack.command('U01', 'new Layoffs', 'C01');
    const all = await by(cy, 'GET', '/tasks?text=layoffs');
    const [task] = all.body['items'] as { number: string }[];
    const number = task?.number ?? '';
    expect(number).toMatch(/^T-/);
    const seen = async (cookie: string) =>
      ((await by(cookie, 'GET', '/tasks?text=layoffs')).body['items'] as unknown[]).length;
    expect([await seen(ann), await seen(bo)]).toEqual([1, 0]);
    expect((await by(bo, 'GET', `/tasks/${number}`)).status).toBe(404);
    expect((await open(`/tasks/${number}`, { cookie: bo })).status).toBe(404);

    const said = (person: string) =>
      by(bo, 'POST', '/chat/messages', { channel: 'general', person, text: '/task new Spoken' });
    expect(await said('Ann')).toMatchObject({ status: 403, body: { reason: 'as_another' } });
    expect((await by(bo, 'GET', '/chat/messages?channel=general&person=Ann')).status).toBe(403);
    expect((await said('Bo')).status).toBe(202);
    await slack.settle();
    const mine = await by(bo, 'GET', '/tasks?text=spoken');
    expect(mine.body['items']).toMatchObject([{ requester: { id: 'slack:T01:U02', name: 'Bo' } }]);
    // Nor does the token speak for people, in a browser or a program.
    const holder = await slack.send('POST', '/chat/messages', {
      channel: 'general',
      person: 'Ann',
      text: 'hello',
    });
    expect(holder).toMatchObject({ status: 403, body: { reason: 'as_another' } });

    for (const path of ['/settings', '/deliveries']) {
      expect([path, (await open(path, { cookie: ann })).status]).toEqual([path, 403]);
      expect([path, (await open(path, { cookie: cy })).status]).toEqual([path, 200]);
    }
    const own = await by(bo, 'POST', '/tasks', { title: 'His own' });
    expect((await open(`/tasks/${String(own.body['number'])}`, { cookie: bo })).status).toBe(200);
    for (const path of ['/chat', '/board', '/inbox', '/definitions', '/schedules', '/me'])
      expect([path, (await open(path, { cookie: ann })).status]).toEqual([path, 200]);
  });

  it('S12 F176 is told of changes as far as they may read what has changed', async () => {
    const [ann, bo] = [await signIn('U01'), await signIn('U02')];
    const stream = await fetch(`${slack.address()}/api/v1/stream`, { headers: { cookie: bo } });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    const idOf = async (cookie: string, title: string) =>
      String((await by(cookie, 'POST', '/tasks', { title })).body['id']);
    const [hers, his] = [await idOf(ann, 'Hers'), await idOf(bo, 'His')];
    let told = '';
    while (!told.includes(his)) told += (await reader?.read())?.value ?? '';
    expect(told).not.toContain(hers);
    await reader?.cancel();
  });

  it('S2 two votes take two people, each with a proof of their own: chat and console of one are one, and the token has none', async () => {
    const [ann, bo, cy] = [await signIn('U01'), await signIn('U02'), await signIn('U04')];
    const send = call('http_send', { method: 'POST', url: slack.sink.url('/twice'), body: '{}' });
    slack.model.run('Pay twice', [send, 'Paid.']);
    await by(cy, 'POST', '/tasks', { title: 'Pay twice', run: true });
    await slack.settle();
    const [ask] = (await by(cy, 'GET', '/asks?state=open')).body['items'] as { number: string }[];
    const approve = (cookie: string) =>
      by(cookie, 'POST', `/asks/${ask?.number}/decision`, { decision: 'approve' });
    await slack.command('U01', `approve ${ask?.number}`);
    expect(await approve(ann)).toMatchObject({ status: 409, body: { code: 'ask.settled' } });
    // Nor do an administrator's rights, or the token, make up for one.
    expect((await approve(cy)).status).toBe(403);
    expect((await slack.send('POST', `/asks/${ask?.number}/decision`, { decision: 'approve' })).status).toBe(
      403,
    );
    await slack.settle();
    expect(slack.sink.at('/twice')).toEqual([]);
    expect((await approve(bo)).status).toBe(200);
    await slack.settle();
    expect(slack.sink.at('/twice')).toHaveLength(1);
  });

  it('F176 S12 meets one table of rights at every route of the API, whoever asks', async () => {
    const cookies = {
      nobody: '',
      member: await signIn('U01'),
      administrator: await signIn('U04'),
      token: cookieOf(await fetch(slack.signInLink(), { redirect: 'manual' })),
    };
    const document = (await (await fetch(`${slack.address()}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { security?: { token: string[] }[] }>>;
    };
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => ({
        path,
        method,
        scope: security?.[0]?.token[0],
      })),
    );
    const guarded = routes.filter(({ path, scope }) => path.startsWith('/api/v1/') && scope !== undefined);
    expect(guarded.length).toBeGreaterThan(40);
    const wrong: string[] = [];
    for (const { path, method, scope } of guarded) {
      // Ending all sessions would end those of this test.
      if (path === '/api/v1/me/sessions' && method === 'delete') continue;
      for (const [who, cookie] of Object.entries(cookies)) {
        const stop = new AbortController();
        const answer = await fetch(slack.address() + path.replaceAll(/\{\w+\}/g, 'none'), {
          method: method.toUpperCase(),
          headers: { cookie, 'origin': slack.address(), 'content-type': 'application/json' },
          ...(method === 'get' ? {} : { body: '{}' }),
          signal: stop.signal,
        });
        const isProblem = answer.headers.get('content-type')?.includes('problem');
        const { reason } = isProblem ? ((await answer.json()) as { reason?: string }) : {};
        stop.abort();
        const expected = who === 'nobody' ? '401' : who === 'member' && scope === 'admin' ? '403' : 'let in';
        const isRefused = answer.status === 403 && reason === 'admins_only';
        const was =
          answer.status === 401 ? '401' : isRefused ? '403' : answer.status >= 500 ? 'broken' : 'let in';
        if (was !== expected) wrong.push(`${method} ${path} (${scope}) by ${who}: ${answer.status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('S11 of the token are apart from those of people', async () => {
    const token = cookieOf(await fetch(slack.signInLink(), { redirect: 'manual' }));
    await signIn('U04');
    await by(token, 'DELETE', '/me/sessions');
    const { items } = (await by(token, 'GET', '/me/sessions')).body as { items: { isCurrent: boolean }[] };
    expect(items.map(({ isCurrent }) => isCurrent)).toEqual([true]);
  });

  it('S11 lists where, and ends each of them at once, with what it has open', async () => {
    const [here, there] = [await signIn('U02'), await signIn('U02')];
    const stranger = await signIn('U01');
    const stream = await fetch(`${slack.address()}/api/v1/stream`, { headers: { cookie: there } });
    expect(stream.status).toBe(200);
    const listed = (await by(here, 'GET', '/me/sessions')).body['items'] as {
      id: string;
      isCurrent: boolean;
    }[];
    const [current] = ((await by(there, 'GET', '/me/sessions')).body['items'] as typeof listed).filter(
      ({ isCurrent }) => isCurrent,
    );
    expect(listed.map(({ id }) => id)).toContain(current?.id);
    expect((await by(stranger, 'DELETE', `/me/sessions/${current?.id}`)).status).toBe(404);
    expect((await by(there, 'GET', '/tasks')).status).toBe(200);
    expect((await by(here, 'DELETE', `/me/sessions/${current?.id}`)).status).toBe(200);
    expect((await by(there, 'GET', '/tasks')).status).toBe(401);
    // The stream comes to its end by itself.
    expect(await stream.text()).toContain('event: ready');

    // And a cookie that was kept is worth nothing once its owner has signed out, or ended the others.
    const third = await signIn('U02');
    expect((await by(third, 'DELETE', '/me/sessions')).body['count']).toBeGreaterThan(0);
    expect((await by(here, 'GET', '/tasks')).status).toBe(401);
    const out = await fetch(`${slack.address()}/sign-out`, {
      method: 'POST',
      headers: { cookie: third, origin: slack.address() },
      redirect: 'manual',
    });
    expect(out.status).toBe(303);
    expect((await by(third, 'GET', '/tasks')).status).toBe(401);
  });
});

describe('tokens that are made while it runs', () => {
  const show = (secret: unknown) => ({ headers: { authorization: `Bearer ${String(secret)}` } });

  it('F165 are shown once, act as their person as far as their scopes go, and end at once', async () => {
    const [ann, bo] = [await signIn('U01'), await signIn('U02')];
    const made = await by(bo, 'POST', '/me/tokens', { name: 'Reports', scopes: ['read'] });
    const { id, secret } = made.body;
    expect([made.status, secret]).toEqual([201, expect.stringMatching(/^ert_[0-9a-f]{64}$/)]);
    const listed = async () =>
      (await by(bo, 'GET', '/me/tokens')).body['items'] as { id: string; lastUsedAt: string | null }[];
    expect(await listed()).toMatchObject([{ id, name: 'Reports', lastUsedAt: null }]);
    expect(JSON.stringify(await listed())).not.toContain(secret);

    const [hers, his] = [
      await by(ann, 'POST', '/tasks', { title: 'Of hers' }),
      await by(bo, 'POST', '/tasks', { title: 'Of his' }),
    ];
    const read = (task: typeof his) =>
      slack.send('GET', `/tasks/${String(task.body['id'])}`, undefined, show(secret));
    expect([(await read(his)).status, (await read(hers)).status]).toEqual([200, 404]);
    expect((await listed())[0]?.lastUsedAt).not.toBeNull();
    for (const [path, scope] of [
      ['/tasks', 'tasks'],
      ['/asks/A-1/decision', 'decide'],
      ['/definitions', 'admin'],
      ['/me/tokens', 'console'],
    ])
      expect(await slack.send('POST', String(path), {}, show(secret))).toMatchObject({
        status: 403,
        body: { reason: 'scope', scope },
      });

    const path = `/api/v1/stream?task=${String(his.body['id'])}`;
    const stream = await fetch(slack.address() + path, show(secret));
    expect(stream.status).toBe(200);
    expect((await by(ann, 'DELETE', `/me/tokens/${String(id)}`)).status).toBe(404);
    expect((await by(bo, 'DELETE', `/me/tokens/${String(id)}`)).status).toBe(200);
    expect((await read(his)).status).toBe(401);
    expect(await stream.text()).toContain('event: ready');
    expect(slack.log.text()).not.toContain(secret);
  });

  it('F165 end by themselves after their days, and reach no further than who makes them', async () => {
    const [bo, cy] = [await signIn('U02'), await signIn('U04')];
    const make = (cookie: string, scopes: string[], days?: number) =>
      by(cookie, 'POST', '/me/tokens', { name: 'Short', scopes, ...(days && { days }) });
    expect(await make(bo, ['admin'])).toMatchObject({ status: 403, body: { reason: 'admins_only' } });
    expect((await make(cy, ['admin'])).status).toBe(201);
    expect((await make(bo, ['everything'])).status).toBe(400);
    const { secret } = (await make(bo, ['read'], 2)).body;
    const look = async () => (await slack.send('GET', '/tasks', undefined, show(secret))).status;
    expect(await look()).toBe(200);
    await slack.clock.wind(49 * 3600_000);
    expect(await look()).toBe(401);
  });

  it('F165 are made by the holder of the API token for programs, which decide nothing and are told by their names', async () => {
    const wish = { name: 'Intake', scopes: ['read', 'tasks'] };
    const made = await slack.send('POST', '/me/tokens', wish);
    const task = await slack.send('POST', '/tasks', { title: 'Taken in' }, show(made.body['secret']));
    expect(task.body['requester']).toEqual({ id: `api:${String(made.body['id'])}`, name: 'Intake' });
    const deciding = await slack.send('POST', '/me/tokens', { ...wish, scopes: ['decide'] });
    expect(deciding.status).toBe(400);
    // A repeat of the request makes no second one, and tells the secret no second time.
    const keyed = { headers: { 'idempotency-key': 'token-1' } };
    const [first, again] = [
      await slack.send('POST', '/me/tokens', wish, keyed),
      await slack.send('POST', '/me/tokens', wish, keyed),
    ];
    expect([again.body['id'], again.body['secret']]).toEqual([first.body['id'], null]);
  });

  it('S11 F165 all access of a person is ended by administrators, at once', async () => {
    const [ann, bo, cy] = [await signIn('U01'), await signIn('U02'), await signIn('U04')];
    const link = await linkFor('U02');
    const { secret } = (await by(bo, 'POST', '/me/tokens', { name: 'Left', scopes: ['read'] })).body;
    const end = (cookie: string) => by(cookie, 'DELETE', '/people/slack%3AT01%3AU02/access');
    expect((await end(ann)).status).toBe(403);
    expect((await end(cy)).body['count']).toBeGreaterThan(1);
    expect((await by(bo, 'GET', '/tasks')).status).toBe(401);
    expect((await slack.send('GET', '/tasks', undefined, show(secret))).status).toBe(401);
    expect((await press(link)).status).toBe(410);
    expect((await by(ann, 'GET', '/tasks')).status).toBe(200);
  });

  it('F165 are made and revoked on the page of one’s account', async () => {
    const bo = await signIn('U02');
    const send = (path: string, fields: Record<string, string>, origin = slack.address()) =>
      fetch(slack.address() + path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { cookie: bo, origin },
        redirect: 'manual',
      });
    const wish = { name: 'By page', scopes: 'read', days: '' };
    expect((await send('/me/tokens', wish, 'https://evil.example')).status).toBe(403);
    const page = await (await send('/me/tokens', wish)).text();
    const [secret] = /ert_[0-9a-f]{64}/.exec(page) ?? [];
    expect((await slack.send('GET', '/tasks', undefined, show(secret))).status).toBe(200);
    const later = await (await open('/me', { cookie: bo })).text();
    expect(later).toContain('By page');
    expect(later).not.toContain(secret);
    const items = (await by(bo, 'GET', '/me/tokens')).body['items'] as { id: string; name: string }[];
    const token = items.find(({ name }) => name === 'By page')?.id ?? '';
    expect((await send('/me/tokens/revoke', { token })).headers.get('location')).toBe('/me');
    expect((await slack.send('GET', '/tasks', undefined, show(secret))).status).toBe(401);
  });
});

describe('accounts of one person', () => {
  it('F160 F176 S2 are one person: what one asked for the other lists and sees, and both are one vote', async () => {
    const product = await startProduct({
      config: `
people: {cy: ['web:cy', 'web:cyrus']}
groups: {leads: ['web:cy', 'web:cyrus', 'web:dan']}
tools: {http_send: {approval: always, approvers: {groups: [leads], quorum: 2}}}
`,
    });
    try {
      await product.say('cy', '/task new Asked by one', { channel: 'one' });
      const own = { channel: 'other' };
      await product.say('cyrus', '/task show T-1', own);
      expect((await product.heard('cyrus', own)).at(-1)).toContain('Asked by one');
      await product.say('dan', '/task show T-1', own);
      expect((await product.heard('dan', own)).at(-1)).not.toContain('Asked by one');

      const send = call('http_send', { method: 'POST', url: product.sink.url('/paid'), body: '{}' });
      product.model.run('Pay it', [send, 'Paid.']);
      await product.order('ana', { title: 'Pay it' }, { channel: 'pay' });
      const [ask] = (await product.ask<{ items: { number: string }[] }>('GET', '/asks?state=open')).items;
      for (const person of ['cy', 'cyrus'])
        await product.say(person, `approve ${ask?.number}`, { channel: 'pay' });
      expect(product.sink.at('/paid')).toEqual([]);
      await product.say('dan', `approve ${ask?.number}`, { channel: 'pay' });
      expect(product.sink.at('/paid')).toHaveLength(1);
    } finally {
      await product.stop();
    }
  });
});
