import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';

const SCOPES = ['read', 'tasks', 'decide', 'admin', 'console'] as const;
/** A person's token for each scope, programs' for those that programs may have, and one for two. */
const TOKENS = {
  'ana-read': { person: 'web:ana', scopes: ['read'] },
  'ana-decide': { person: 'web:ana', scopes: ['read', 'decide'] },
  'dan-read': { person: 'web:dan', scopes: ['read'] },
  'bo-tasks': { person: 'web:bo', scopes: ['tasks'] },
  'carol-admin': { person: 'web:carol', scopes: ['admin'] },
  'reports': { scopes: ['read'] },
  'intake': { scopes: ['tasks'] },
  'operator': { scopes: ['admin'] },
} as const;
type Name = keyof typeof TOKENS;

const variable = (name: string): string => `ERRAND_TOKEN_${name.toUpperCase().replace('-', '_')}`;
const valueOf = (name: Name): string => `the-token-of-${name}`;
const config = JSON.stringify({
  tokens: Object.fromEntries(
    Object.entries(TOKENS).map(([name, given]) => [name, { env: variable(name), ...given }]),
  ),
  admins: ['web:carol'],
  questions: { answered_by: { requester: true } },
});
const env = Object.fromEntries(Object.keys(TOKENS).map((name) => [variable(name), valueOf(name as Name)]));

let product: Product;
const as = (name: Name, key?: string) => ({
  headers: {
    authorization: `Bearer ${valueOf(name)}`,
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  },
});

beforeAll(async () => {
  product = await startProduct({ config, env });
});
afterAll(() => product.stop());

interface Operation {
  security?: { token: string[] }[];
}

it('F162 F176 a project is told of only to those who see one of its tasks', async () => {
  await product.create({ title: 'Merge the teams', project: 'Silent river', home: home('f162') });
  const seenBy = (name: Name) => product.send('GET', '/projects', undefined, as(name));
  expect((await seenBy('ana-read')).body).toMatchObject({ items: [{ name: 'Silent river', tasks: 1 }] });
  expect((await seenBy('dan-read')).body).toEqual({ items: [], nextCursor: null });
});

describe('a token with scopes', () => {
  it('F165 opens the routes of its scopes and no other, of every route that there is', async () => {
    const document = (await (await fetch(`${product.address()}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => ({
        path,
        method,
        scope: security?.[0]?.token[0],
      })),
    );
    const isByKey = (path: string) => path.startsWith('/api/v1/agents/{agentId}/trigger');
    const guarded = routes.filter(({ path }) => path.startsWith('/api/v1/') && !isByKey(path));
    expect(guarded.length).toBeGreaterThan(40);
    expect(guarded.filter(({ scope }) => !SCOPES.some((one) => one === scope))).toEqual([]);
    const wrong: string[] = [];
    for (const { path, method, scope = '' } of guarded) {
      const address = product.address() + path.replaceAll(/\{\w+\}/g, 'none');
      const bare = await fetch(address, { method: method.toUpperCase() });
      if (bare.status !== 401) wrong.push(`${method} ${path} without a token: ${bare.status}`);
      for (const [name, { scopes }] of Object.entries(TOKENS)) {
        const stop = new AbortController();
        const { status, headers } = await fetch(address, {
          method: method.toUpperCase(),
          headers: { ...as(name as Name).headers, 'content-type': 'application/json' },
          ...(method === 'get' ? {} : { body: '{}' }),
          signal: stop.signal,
        }).then(async (answer) => {
          const isProblem = answer.headers.get('content-type')?.includes('problem');
          const { reason } = isProblem ? ((await answer.json()) as { reason?: string }) : {};
          return { status: answer.status, headers: reason };
        });
        stop.abort();
        const isOpen = (scopes as readonly string[]).includes(scope);
        const isRefused = status === 403 && headers === 'scope';
        if (isOpen === isRefused) wrong.push(`${method} ${path} (${scope}) with ${name}: ${status}`);
        if (status >= 500) wrong.push(`${method} ${path} with ${name}: ${status}`);
      }
    }
    // What takes the key of an agent opens with no token.
    for (const { path, method } of routes.filter((route) => isByKey(route.path)))
      for (const headers of [{}, ...(Object.keys(TOKENS) as Name[]).map((name) => as(name).headers)]) {
        const address = product.address() + path.replaceAll(/\{\w+\}/g, 'none');
        const { status } = await fetch(address, { method: method.toUpperCase(), headers });
        // After ten wrong ones in a minute nothing more is looked at.
        if (status !== 401 && status !== 429) wrong.push(`${method} ${path}: ${status}`);
      }
    expect(wrong).toEqual([]);
  });

  it('F165 says in words which scope is missing, does nothing, and opens no page', async () => {
    const refused = await product.send('POST', '/tasks', { title: 'Not with this' }, as('reports'));
    expect(refused).toMatchObject({ status: 403, body: { code: 'access.refused', scope: 'tasks' } });
    expect(refused.body['detail']).toBe(
      'The token does not have the scope "tasks", which this request needs.',
    );
    expect((await product.tasks()).some(({ title }) => title === 'Not with this')).toBe(false);
    for (const path of ['/board', '/settings', '/inbox', '/chat'])
      for (const name of Object.keys(TOKENS) as Name[]) {
        const page = await fetch(product.address() + path, { ...as(name), redirect: 'manual' });
        expect([path, name, page.status]).toEqual([path, name, 303]);
      }
    const signIn = await fetch(`${product.address()}/sign-in?token=${valueOf('operator')}`);
    expect(signIn.status).toBe(401);
  });

  it('F165 of a person acts as that person and sees what the person sees', async () => {
    const mine = await product.create({ title: 'Ana asked for it', home: home() });
    const other = await product.create({ title: 'Bo asked for it', home: home() }, { person: 'bo' });
    expect((await product.send('GET', `/tasks/${mine.number}`, undefined, as('ana-read'))).status).toBe(200);
    expect((await product.send('GET', `/tasks/${other.number}`, undefined, as('ana-read'))).status).toBe(404);
    const listed = await product.ask<{ items: { number: string }[] }>(
      'GET',
      '/tasks',
      undefined,
      as('ana-read'),
    );
    expect(listed.items.map(({ number }) => number)).toContain(mine.number);
    expect(listed.items.map(({ number }) => number)).not.toContain(other.number);
    const stream = await product.send('GET', '/stream', undefined, as('ana-read'));
    expect(stream.status).toBe(403);
    const made = await product.ask<{ number: string; requester: { id: string; name: string } }>(
      'POST',
      '/tasks',
      { title: 'By token' },
      { ...as('bo-tasks'), person: 'ana' },
    );
    expect(made.requester).toMatchObject({ id: 'web:bo' });
  });

  it('F165 without `decide` decides nothing, by whichever way, and with it only what the person may', async () => {
    product.model.run('Ask me', [call('ask_people', { kind: 'text', question: 'Which region?' }), 'Done.']);
    const task = await product.order('bo', { title: 'Ask me', description: 'Ask me' });
    const [ask] = await product.asks(task.number);
    const number = ask?.number ?? '';
    const byEvent = await product.event(task.number, 'answer', { value: 'eu' }, as('bo-tasks'));
    expect(byEvent).toMatchObject({ status: 403, body: { reason: 'scope', scope: 'decide' } });
    const byAdmin = await product.decide(number, 'answer', { value: 'eu' }, as('operator'));
    expect(byAdmin.status).toBe(403);
    const byOther = await product.decide(number, 'answer', { value: 'eu' }, as('ana-decide'));
    expect(byOther).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await product.asks(task.number))[0]).toMatchObject({ state: 'open', decisions: [] });
    product.model.run('Ask ana', [call('ask_people', { kind: 'text', question: 'Which region?' }), 'Done.']);
    const own = await product.order('ana', { title: 'Ask ana', description: 'Ask ana' });
    const [hers] = await product.asks(own.number);
    const decided = await product.decide(hers?.number ?? '', 'answer', { value: 'eu' }, as('ana-decide'));
    expect(decided).toMatchObject({ status: 200, body: { state: 'answered' } });
    expect(decided.body.decisions).toMatchObject([{ by: { id: 'web:ana', name: 'ana' } }]);
  });

  it('F165 that is repeated under the key of a wider one is not answered with what that one made', async () => {
    await product.send('POST', '/tasks', { title: 'Once' }, as('bo-tasks', 'same'));
    const repeated = await product.send('POST', '/tasks', { title: 'Once' }, as('reports', 'same'));
    expect(repeated.status).toBe(403);
  });

  it('F165 of a program is recorded under its own name', async () => {
    const made = await product.ask<{ number: string }>('POST', '/tasks', { title: 'Intake' }, as('intake'));
    expect(await product.task(made.number)).toMatchObject({
      requester: { id: 'api:intake', name: 'intake' },
    });
    const all = await product.ask<{ items: unknown[] }>('GET', '/tasks', undefined, as('reports'));
    expect(all.items.length).toBeGreaterThan(2);
  });

  it('F165 that is taken out of the environment or the file is worth nothing after the start', async () => {
    const wrong = await fetch(`${product.address()}/api/v1/tasks`, {
      headers: { authorization: `Bearer ${valueOf('reports')}x` },
    });
    expect(wrong.status).toBe(401);
    await expect(startProduct({ config })).rejects.toMatchObject({
      faults: expect.arrayContaining([
        expect.objectContaining({ field: 'ERRAND_TOKEN_REPORTS', code: 'token_unset' }),
      ]),
    });
  });
});
