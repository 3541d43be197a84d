import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { problemView } from '../../adapters/web/hono/problem.ts';
import { askView } from '../../src/contract/asks.ts';
import { chatMessageView } from '../../src/contract/chat.ts';
import { MAX_BODY_BYTES } from '../../src/contract/common.ts';
import { commentView, createdTaskView, historyView, taskView } from '../../src/contract/tasks.ts';
import { AppError } from '../../src/domain/errors.ts';
import { openWeb, ORIGIN, TOKEN, type TestWeb } from '../fakes/web.ts';
import { anAsk, aRun } from '../fakes/views.ts';

let web: TestWeb;
beforeEach(async () => {
  web = await openWeb();
});
afterEach(() => web.close());

const read = async <S extends z.ZodType>(response: Response, schema: S): Promise<z.output<S>> =>
  schema.parse(await response.json());

async function problem(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = await read(response, problemView);
  expect(body.status).toBe(response.status);
  return body;
}

const faults = async (response: Response) =>
  Object.fromEntries(((await problem(response)).faults ?? []).map((fault) => [fault.field, fault.problem]));

async function aTask(input: Record<string, unknown> = { title: 'Write the report' }) {
  return read(await web.call('POST', '/api/v1/tasks', input), createdTaskView);
}

describe('tasks over HTTP', () => {
  it('writes a task down and finds it by number and by id', async () => {
    const answer = await web.call('POST', '/api/v1/tasks', { title: 'Write the report' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/api/v1/tasks/T-1');
    const { id } = await read(answer, createdTaskView);
    for (const ref of ['T-1', id]) {
      const found = await web.call('GET', `/api/v1/tasks/${ref}`);
      expect(found.headers.get('etag')).toBe('"1"');
      expect((await read(found, taskView)).title).toBe('Write the report');
    }
  });

  it('changes the label alone with the vocabulary', async () => {
    const { id } = await aTask();
    const plain = await read(await web.call('GET', `/api/v1/tasks/${id}`), taskView);
    const kanban = await read(await web.call('GET', `/api/v1/tasks/${id}?view=kanban`), taskView);
    expect(kanban).toEqual({ ...plain, label: 'TODO' });
  });

  it('lists tasks by cursor', async () => {
    for (const title of ['a', 'b', 'c']) await aTask({ title });
    const list = z.object({ items: z.array(taskView), nextCursor: z.string().nullable() });
    const first = await read(await web.call('GET', '/api/v1/tasks?limit=2'), list);
    const second = await read(
      await web.call('GET', `/api/v1/tasks?limit=2&cursor=${first.nextCursor}`),
      list,
    );
    expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(['c', 'b', 'a']);
    expect(second.nextCursor).toBeNull();
  });

  it('changes only the version that was seen', async () => {
    const { id, version } = await aTask();
    const change = (title: string) =>
      web.call('PATCH', `/api/v1/tasks/${id}`, { title }, { 'if-match': `"${version}"` });
    const first = await change('mine');
    expect(first.status).toBe(200);
    expect(first.headers.get('etag')).toBe('"2"');
    const second = await change('yours');
    expect(second.status).toBe(412);
    expect(await problem(second)).toMatchObject({ code: 'version.stale', actual: 2 });
    expect((await read(await web.call('GET', `/api/v1/tasks/${id}`), taskView)).title).toBe('mine');
  });

  it('refuses an If-Match that is no version', async () => {
    const { id } = await aTask();
    const answer = await web.call('PATCH', `/api/v1/tasks/${id}`, { title: 'x' }, { 'if-match': 'latest' });
    expect(answer.status).toBe(400);
    expect(await faults(answer)).toHaveProperty('If-Match');
  });

  it('moves a task by events and names the legal ones when a move is refused', async () => {
    const { id } = await aTask();
    const move = (event: string) => web.call('POST', `/api/v1/tasks/${id}/events`, { event });
    expect((await read(await move('queue'), taskView)).status).toBe('pending');
    const refused = await move('accept');
    expect(refused.status).toBe(409);
    const body = await problem(refused);
    expect(body).toMatchObject({ code: 'task.illegal_event', status: 409 });
    expect(body['legal']).toContain('cancel');
  });

  it('archives on DELETE and keeps the task', async () => {
    const { id } = await aTask();
    expect((await read(await web.call('DELETE', `/api/v1/tasks/${id}`), taskView)).archivedAt).not.toBeNull();
    expect((await web.call('GET', `/api/v1/tasks/${id}`)).status).toBe(200);
  });

  it('takes comments and shows the history', async () => {
    const { id } = await aTask();
    const said = await web.call('POST', `/api/v1/tasks/${id}/comments`, { text: 'Use last year as a base.' });
    expect(said.status).toBe(201);
    expect((await read(said, commentView)).text).toBe('Use last year as a base.');
    const comments = await read(
      await web.call('GET', `/api/v1/tasks/${id}/comments`),
      z.object({ items: z.array(commentView) }),
    );
    expect(comments.items).toHaveLength(1);
    const history = await read(
      await web.call('GET', `/api/v1/tasks/${id}/history`),
      z.object({ items: z.array(historyView) }),
    );
    expect(history.items.map(({ move }) => move)).toEqual(['create']);
  });

  it('shows runs, their steps and what they made', async () => {
    const { id } = await aTask();
    web.commands.addRun(aRun({ id: 'run-1', taskId: id }));
    const file = { id: 'd1', taskId: id, runId: 'run-1', version: 1, createdAt: '2026-01-05T09:00:00.000Z' };
    web.commands.addFile({ ...file, name: 'report.md', contentType: 'text/markdown', content: '# 报告' });
    expect(await (await web.call('GET', '/api/v1/runs/run-1')).json()).toMatchObject({
      id: 'run-1',
      number: 1,
    });
    expect(await (await web.call('GET', '/api/v1/runs/run-1/steps')).json()).toMatchObject({
      items: [{ title: 'Reading the numbers' }, { title: 'Writing' }],
    });
    expect(await (await web.call('GET', `/api/v1/tasks/${id}/runs`)).json()).toMatchObject({
      items: [{ id: 'run-1' }],
    });
    expect(await (await web.call('GET', `/api/v1/tasks/${id}/deliverables`)).json()).toMatchObject({
      items: [{ id: 'd1', sizeBytes: 8 }],
    });
    expect(await (await web.call('GET', '/api/v1/deliverables/d1')).json()).toMatchObject({
      content: '# 报告',
    });
    expect((await web.call('GET', '/api/v1/runs/nobody')).status).toBe(404);
  });

  it('never lets a page that a model wrote run in the browser', async () => {
    const file = { id: 'd1', taskId: 't', runId: 'r', version: 1, createdAt: '2026-01-05T09:00:00.000Z' };
    web.commands.addFile({
      ...file,
      name: '"季度".html',
      contentType: 'text/html',
      content: '<script>1</script>',
    });
    const answer = await web.call('GET', '/api/v1/deliverables/d1/content');
    expect(await answer.text()).toBe('<script>1</script>');
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="____.html"; filename*=UTF-8''%22%E5%AD%A3%E5%BA%A6%22.html`,
    );
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('decides an ask once', async () => {
    web.commands.addAsk(anAsk({ id: 'ask-1', number: 'A-1' }));
    const open = z.object({ items: z.array(askView) });
    expect((await read(await web.call('GET', '/api/v1/asks'), open)).items).toHaveLength(1);
    const decide = () => web.call('POST', '/api/v1/asks/A-1/decision', { decision: 'approve', version: 1 });
    expect((await read(await decide(), askView)).state).toBe('approved');
    const late = await decide();
    expect(late.status).toBe(409);
    expect((await problem(late)).code).toBe('ask.settled');
    expect((await read(await web.call('GET', '/api/v1/asks'), open)).items).toHaveLength(0);
  });
});

describe('what is wrong with a request', () => {
  const post = (body: unknown, headers?: Record<string, string>) =>
    web.call('POST', '/api/v1/tasks', body, headers);

  it('names every field that does not fit', async () => {
    const answer = await post({
      titel: 'x',
      title: 'a'.repeat(257),
      priority: 'asap',
      dueAt: 'tomorrow',
      tags: 'x',
    });
    expect(answer.status).toBe(400);
    expect(Object.keys(await faults(answer)).toSorted()).toEqual([
      'dueAt',
      'priority',
      'tags',
      'titel',
      'title',
    ]);
  });

  it('says so in the language that was asked for', async () => {
    const zh = { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' };
    expect(await faults(await post({ titel: 'x', title: 'y' }, zh))).toEqual({ titel: '不是已知字段' });
    expect(await faults(await post({}, zh))).toEqual({ title: '请提供标题或描述' });
    expect(await faults(await post({ title: 7 }, zh))).toEqual({ title: '必须是文本' });
    expect((await problem(await web.call('GET', '/api/v1/nowhere', undefined, zh))).title).toBe('未找到');
    expect((await problem(await web.call('GET', '/api/v1/tasks/T-9', undefined, zh))).title).toBe(
      'zh-CN: not_found',
    );
  });

  it.each([
    ['{"title": "x",}', 'line 1, column 15'],
    ['{"title": "x"\n  "tags": []}', 'line 2, column 3'],
    ['', 'line 1, column 1'],
    ['{"title": "x"', 'line 1, column 14'],
    ['{"title": "x"} y', 'line 1, column 16'],
    ["{'title': 1}", 'line 1, column 2'],
    ['[1, 2', 'line 1, column 6'],
    ['nul', 'line 1, column 1'],
  ])('says where JSON breaks: %s', async (body, place) => {
    const answer = await post(body, { 'content-type': 'application/json' });
    expect(answer.status).toBe(400);
    expect((await faults(answer))['body']).toContain(place);
  });

  it('refuses nesting past 32, however the brackets are spread, but not brackets in text', async () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect((await faults(await post(`{"tags": ${nested(32)}}`)))['body']).toContain('32');
    expect((await faults(await post('['.repeat(100_000))))['body']).toContain('32');
    expect((await post({ title: '\\"[['.repeat(60) })).status).toBe(201);
  });

  it('refuses a body past the limit, whether its size is told or not', async () => {
    const big = 'x'.repeat(MAX_BODY_BYTES + 1);
    const told = await post(big, { 'content-length': String(big.length) });
    expect(told.status).toBe(413);
    expect(await problem(told)).toMatchObject({ code: 'input.too_large', maxBytes: MAX_BODY_BYTES });
    expect((await post(big)).status).toBe(413);
  });

  it('refuses what is not UTF-8', async () => {
    const answer = await web.web.fetch(
      new Request(`${ORIGIN}/api/v1/tasks`, {
        method: 'POST',
        headers: { 'authorization': `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]),
      }),
    );
    expect(answer.status).toBe(400);
    expect(await faults(answer)).toEqual({ body: 'must be UTF-8' });
  });

  it('refuses other content types', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      expect((await post('{"title":"x"}', { 'content-type': type })).status).toBe(415);
    }
    expect((await post('{"title":"x"}', { 'content-type': 'application/json; charset=utf-8' })).status).toBe(
      201,
    );
  });

  it('refuses text that is no text', async () => {
    expect((await post('{"title": "a\\ud800"}')).status).toBe(400);
    expect((await post({ title: 'a\u0000b' })).status).toBe(400);
  });

  it('refuses an unknown or repeated parameter of the query', async () => {
    expect(await faults(await web.call('GET', '/api/v1/tasks?stauts=open'))).toHaveProperty('stauts');
    expect(await faults(await web.call('GET', '/api/v1/tasks?limit=1&limit=2'))).toHaveProperty('limit');
    expect(await faults(await web.call('GET', '/api/v1/tasks?limit=101'))).toHaveProperty('limit');
    expect(await faults(await web.call('GET', '/api/v1/tasks?view=mine'))).toHaveProperty('view');
  });

  it('tells an unknown address from a wrong method', async () => {
    expect((await web.call('GET', '/api/v1/nowhere')).status).toBe(404);
    expect((await web.call('GET', '/nowhere')).status).toBe(404);
    const wrong = await web.call('PUT', '/api/v1/tasks/T-1', {});
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')?.split(', ').toSorted()).toEqual(['DELETE', 'GET', 'PATCH']);
    expect((await problem(wrong)).code).toBe('http.method');
  });

  it('takes an address that can be no id for one that nobody has', async () => {
    expect((await web.call('GET', `/api/v1/tasks/${'x'.repeat(81)}`)).status).toBe(404);
    expect((await web.call('GET', '/api/v1/tasks/%F0%28')).status).toBe(404);
  });

  it('tells people nothing of what only the operator can mend', async () => {
    web.commands.failNext(new Error('password is hunter2'));
    const answer = await web.call('GET', '/api/v1/tasks');
    expect(answer.status).toBe(500);
    expect(JSON.stringify(await problem(answer))).not.toContain('hunter2');
    expect(web.log.messages('error')).toEqual(['a request failed']);
  });

  it('says when to come back', async () => {
    web.commands.failNext(new AppError('chat.rate_limited', { retryAfterMs: 1500 }));
    const answer = await web.call('GET', '/api/v1/tasks');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
  });
});

describe('who may ask', () => {
  it('lets nobody in without the token', async () => {
    for (const authorization of ['', 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`]) {
      const answer = await web.call('GET', '/api/v1/tasks', undefined, { authorization });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      await problem(answer);
    }
    expect(web.commands.callers).toHaveLength(0);
  });

  const signIn = async () => {
    const answer = await web.web.fetch(new Request(`${ORIGIN}/sign-in?token=${TOKEN}`));
    const cookie = answer.headers.get('set-cookie') ?? '';
    return { answer, cookie, sent: cookie.split(';')[0] ?? '' };
  };

  it('signs a browser in by the link, and the token leaves the address', async () => {
    const { answer, cookie, sent } = await signIn();
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).not.toContain(TOKEN);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).not.toContain(TOKEN);
    const page = await web.call('GET', '/api/v1/tasks', undefined, { authorization: '', cookie: sent });
    expect(page.status).toBe(200);
    expect(web.commands.callers.at(-1)).toMatchObject({ via: 'console', source: 'dashboard' });
  });

  it('refuses a wrong link, a forged cookie and an old one', async () => {
    const wrong = await web.web.fetch(new Request(`${ORIGIN}/sign-in?token=wrong`));
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('set-cookie')).toBeNull();
    const { sent } = await signIn();
    const forged = sent.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect(
      (await web.call('GET', '/api/v1/tasks', undefined, { authorization: '', cookie: forged })).status,
    ).toBe(401);
    await web.clock.advance(8 * 24 * 3600_000);
    const old = await web.call('GET', '/api/v1/tasks', undefined, { authorization: '', cookie: sent });
    expect(old.status).toBe(401);
  });

  it('lets a session change things from our own pages only', async () => {
    const { sent } = await signIn();
    const write = async (headers: Record<string, string>) =>
      (
        await web.call(
          'POST',
          '/api/v1/tasks',
          { title: 'x' },
          { authorization: '', cookie: sent, ...headers },
        )
      ).status;
    expect(await write({ origin: ORIGIN })).toBe(201);
    expect(await write({ 'sec-fetch-site': 'same-origin' })).toBe(201);
    expect(await write({})).toBe(403);
    expect(await write({ origin: 'http://evil.test' })).toBe(403);
    expect(await write({ origin: 'null' })).toBe(403);
    expect(await write({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(web.commands.calls['createTask']).toBe(2);
  });

  it('speaks for the person who is named, in the try-out only', async () => {
    const named = { 'errand-person': encodeURIComponent('小明') };
    await web.call('GET', '/api/v1/tasks', undefined, named);
    expect(web.commands.callers.at(-1)?.person).toEqual({ id: 'web:小明', name: '小明' });
    const real = await openWeb({ isEmbedded: false });
    await real.call('GET', '/api/v1/tasks', undefined, named);
    expect(real.commands.callers.at(-1)?.person).toEqual({ id: 'api:token', name: 'api' });
    await real.close();
  });

  it('S11 slows down who guesses sign-in links, and writes that down without the links', async () => {
    const press = (link: string) =>
      web.web.fetch(new Request(`${ORIGIN}/enter/${link}`, { method: 'POST', headers: { origin: ORIGIN } }));
    const answers = [];
    for (let guess = 0; guess < 22; guess += 1) answers.push((await press(`guess-${guess}`)).status);
    expect(answers.slice(0, 20)).toEqual(Array(20).fill(410));
    expect(answers.slice(20)).toEqual([429, 429]);
    expect(web.log.messages('warn')).toContain('a sign-in link that does nothing was used');
    expect(web.log.text()).not.toContain('guess-');
  });

  it('keeps words of requests out of the log', async () => {
    await web.call('POST', '/api/v1/tasks?secret=word-of-query', { title: 'word-of-body' });
    await web.web.fetch(new Request(`${ORIGIN}/sign-in?token=${TOKEN}`));
    expect(web.log.text()).not.toMatch(/word-of|token-for-tests/);
    expect(web.log.messages('info').filter((message) => message === 'request')).toHaveLength(2);
  });
});

describe('the same request twice', () => {
  const post = (body: unknown, key = 'k-1', headers: Record<string, string> = {}) =>
    web.call('POST', '/api/v1/tasks', body, { 'idempotency-key': key, ...headers });

  it('gets the stored answer', async () => {
    const first = await post({ title: 'x' });
    const second = await post({ title: 'x' });
    expect(second.status).toBe(201);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await second.json()).toEqual(await first.json());
    expect(web.commands.calls['createTask']).toBe(1);
  });

  it('is refused with another body', async () => {
    await post({ title: 'x' });
    const other = await post({ title: 'y' });
    expect(other.status).toBe(422);
    expect((await problem(other)).code).toBe('idempotency.mismatch');
  });

  it('belongs to its caller', async () => {
    await post({ title: 'x' }, 'k-1', { 'errand-person': 'ana' });
    const other = await read(await post({ title: 'y' }, 'k-1', { 'errand-person': 'bo' }), createdTaskView);
    expect(other).toMatchObject({ title: 'y', deduplicated: false });
  });

  it('settles to one when both are under way', async () => {
    const all = Promise.all(Array.from({ length: 8 }, () => post({ title: 'x' })));
    await web.clock.advance(1000);
    const ids = await Promise.all(
      (await all).map(async (answer) => (await read(answer, createdTaskView)).id),
    );
    expect(new Set(ids).size).toBe(1);
    expect(web.commands.calls['createTask']).toBe(1);
  });

  it('may be tried again when the first was refused', async () => {
    web.commands.failNext(new AppError('store.unavailable'));
    expect((await post({ title: 'x' })).status).toBe(503);
    expect((await post({ title: 'x' })).status).toBe(201);
  });

  it('is taken over from a process that died at it', async () => {
    const records = web.store.collection('idempotency');
    await post({ title: 'x' }, 'k-2');
    const [record] = await records.find({}, { limit: 1 });
    await records.update({ id: record?.id ?? '' }, { $set: { status: 0, body: null } });
    const waiting = post({ title: 'x' }, 'k-2');
    await web.clock.advance(20_000);
    expect((await waiting).status).toBe(409);
    await web.clock.advance(60_000);
    // The command knows its own key, so that nothing was done twice.
    expect(await read(await post({ title: 'x' }, 'k-2'), createdTaskView)).toMatchObject({
      deduplicated: true,
    });
  });

  it('needs a key that is one', async () => {
    expect(await faults(await post({ title: 'x' }, 'a b'))).toHaveProperty('Idempotency-Key');
    expect(await faults(await post({ title: 'x' }, 'x'.repeat(201)))).toHaveProperty('Idempotency-Key');
  });
});

describe('the web chat over HTTP', () => {
  const list = z.object({ items: z.array(chatMessageView), next: z.number() });
  const messages = async (query: string) =>
    read(await web.call('GET', `/api/v1/chat/messages?${query}`), list);

  it('takes a message, shows it and hands it in', async () => {
    const said = await web.call('POST', '/api/v1/chat/messages', {
      channel: 'general',
      person: 'ana',
      text: ' hello ',
    });
    expect(said.status).toBe(202);
    const { messageId, thread } = (await said.json()) as { messageId: string; thread: string };
    expect(thread).toBe(messageId);
    const { items, next } = await messages('channel=general');
    expect(items).toMatchObject([
      { id: messageId, thread, text: 'hello', author: { name: 'ana', isBot: false } },
    ]);
    expect((await messages(`channel=general&after=${next}`)).items).toEqual([]);
    expect(web.received).toMatchObject([{ kind: 'message', key: messageId, text: 'hello', isToBot: true }]);
  });

  it('is there once when it is sent twice under one key', async () => {
    const send = () =>
      web.call(
        'POST',
        '/api/v1/chat/messages',
        { channel: 'general', person: 'ana', text: 'hello' },
        { 'idempotency-key': 'click-1' },
      );
    expect(await (await send()).json()).toEqual(await (await send()).json());
    expect((await messages('channel=general')).items).toHaveLength(1);
    expect(web.received).toHaveLength(1);
  });

  it('refuses a thread, a message or a button that is not there', async () => {
    const say = { channel: 'general', person: 'ana', text: 'x', thread: 'nowhere' };
    expect((await web.call('POST', '/api/v1/chat/messages', say)).status).toBe(404);
    const act = { messageId: 'nowhere', action: 'approve', person: 'ana' };
    expect((await web.call('POST', '/api/v1/chat/actions', act)).status).toBe(404);
  });

  it('lists channels and people once they are used', async () => {
    await web.call('POST', '/api/v1/chat/messages', { channel: 'general', person: 'ana', text: 'x' });
    expect(await (await web.call('GET', '/api/v1/chat/channels')).json()).toEqual({
      items: [{ name: 'general', revision: 1 }],
    });
    expect(await (await web.call('GET', '/api/v1/chat/people')).json()).toEqual({
      items: [{ id: 'web:ana', name: 'ana' }],
    });
  });
});

describe('what machines look at', () => {
  it('tells health, readiness and figures without a token', async () => {
    const none = { authorization: '' };
    expect((await web.call('GET', '/healthz', undefined, none)).status).toBe(200);
    expect(await (await web.call('GET', '/readyz', undefined, none)).json()).toMatchObject({ ready: true });
    expect((await web.call('GET', '/metrics', undefined, none)).headers.get('content-type')).toContain(
      '0.0.4',
    );
    const down = await openWeb({
      health: async () => ({ ready: false, checks: { store: { isUp: false, detail: 'gone' } } }),
    });
    expect((await down.call('GET', '/readyz')).status).toBe(503);
    await down.close();
  });

  it('counts requests by route, not by address', async () => {
    await aTask();
    await web.call('GET', '/api/v1/tasks/T-1');
    await web.call('GET', '/api/v1/tasks/T-2');
    await web.call('GET', '/whatever');
    const routes = web.counted.map(({ labels }) => `${labels?.['route']} ${labels?.['status']}`);
    expect(routes).toEqual([
      '/api/v1/tasks 201',
      '/api/v1/tasks/:ref 200',
      '/api/v1/tasks/:ref 404',
      '/* 404',
    ]);
  });

  it('sends headers that keep a browser safe', async () => {
    const answer = await web.call('GET', '/api/v1/tasks');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('describes every address of the API in its document', async () => {
    const document = (await (await web.call('GET', '/openapi.json')).json()) as {
      openapi: string;
      components: { schemas: Record<string, unknown> };
      paths: Record<string, Record<string, { responses: Record<string, unknown>; requestBody?: unknown }>>;
    };
    expect(document.openapi).toBe('3.1.0');
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.toSorted()).toEqual(CONTRACT.toSorted());
    const create = document.paths['/api/v1/tasks']?.['post'];
    expect(JSON.stringify(create?.requestBody)).toContain('"additionalProperties":false');
    expect(Object.keys(create?.responses ?? {})).toEqual(['201', 'default']);
    const named = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    const used = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref);
    expect(used).toContain('#/components/schemas/Task');
    expect(used.filter((ref) => !named.includes(ref ?? ''))).toEqual([]);
  });
});

it('a body whose sender hangs up in the middle is no fault of ours, and no error in the log', async () => {
  let pulls = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pulls++ === 0) controller.enqueue(new TextEncoder().encode('{"title":"The be'));
      else controller.error(new Error('aborted'));
    },
  });
  const headers = { 'authorization': `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body, duplex: 'half' } as const;
  const answer = await web.web.fetch(new Request(`${ORIGIN}/api/v1/tasks`, init));
  expect(answer.status).toBe(400);
  expect(await faults(answer)).toEqual({ body: 'the body ended before it was whole' });
  expect(web.log.text()).not.toContain('a request failed');
});

const CONTRACT = [
  'GET /api/v1/notifications',
  'GET /api/v1/notifications/unread',
  'GET /api/v1/notifications/settings',
  'PATCH /api/v1/notifications/settings',
  'POST /api/v1/notifications/mail',
  'POST /api/v1/notifications/mail/confirm',
  'DELETE /api/v1/notifications/mail',
  'POST /api/v1/notifications/read',
  'GET /api/v1/definitions',
  'POST /api/v1/definitions',
  'GET /api/v1/definitions/{ref}',
  'PATCH /api/v1/definitions/{ref}',
  'DELETE /api/v1/definitions/{ref}',
  'POST /api/v1/schedules',
  'POST /api/v1/schedules/preview',
  'GET /api/v1/schedules',
  'GET /api/v1/schedules/{ref}',
  'PATCH /api/v1/schedules/{ref}',
  'DELETE /api/v1/schedules/{ref}',
  'POST /api/v1/schedules/{ref}/events',
  'GET /api/v1/schedules/{ref}/ticks',
  'POST /api/v1/imports/github',
  'POST /api/v1/triggers',
  'GET /api/v1/triggers',
  'GET /api/v1/triggers/{id}',
  'PATCH /api/v1/triggers/{id}',
  'DELETE /api/v1/triggers/{id}',
  'POST /api/v1/triggers/{id}/rotate',
  'POST /api/v1/triggers/{id}/test',
  'GET /api/v1/triggers/{id}/deliveries',
  'GET /api/v1/triggers/{id}/deliveries/{delivery}',
  'POST /api/v1/triggers/{id}/deliveries/{delivery}/again',
  'POST /hooks/{id}',
  'POST /api/v1/agents/{agentId}/keys',
  'GET /api/v1/agents/{agentId}/keys',
  'DELETE /api/v1/agents/{agentId}/keys/{key}',
  'POST /api/v1/agents/{agentId}/trigger',
  'GET /api/v1/agents/{agentId}/trigger/{task}',
  'POST /api/v1/webhooks',
  'GET /api/v1/webhooks',
  'GET /api/v1/webhooks/{id}',
  'PATCH /api/v1/webhooks/{id}',
  'DELETE /api/v1/webhooks/{id}',
  'POST /api/v1/webhooks/{id}/rotate',
  'POST /api/v1/webhooks/{id}/test',
  'GET /api/v1/webhooks/{id}/deliveries',
  'POST /api/v1/webhooks/{id}/resend',
  'GET /api/v1/settings/notifications',
  'POST /api/v1/settings/notifications/groups',
  'PATCH /api/v1/settings/notifications/groups/{id}',
  'DELETE /api/v1/settings/notifications/groups/{id}',
  'POST /api/v1/settings/notifications/groups/{id}/test',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'POST /api/v1/tasks',
  'GET /api/v1/figures',
  'GET /api/v1/goals',
  'GET /api/v1/projects',
  'GET /api/v1/tasks',
  'GET /api/v1/tasks/{ref}',
  'PATCH /api/v1/tasks/{ref}',
  'DELETE /api/v1/tasks/{ref}',
  'POST /api/v1/tasks/{ref}/events',
  'GET /api/v1/tasks/{ref}/runs',
  'GET /api/v1/tasks/{ref}/comments',
  'POST /api/v1/tasks/{ref}/comments',
  'GET /api/v1/tasks/{ref}/history',
  'GET /api/v1/tasks/{ref}/deliverables',
  'GET /api/v1/tasks/{ref}/why',
  'GET /api/v1/runs/{id}',
  'GET /api/v1/runs/{id}/steps',
  'POST /api/v1/runs/{id}/teach',
  'GET /api/v1/asks',
  'GET /api/v1/asks/{ref}',
  'POST /api/v1/asks/{ref}/decision',
  'GET /api/v1/deliverables/{id}',
  'GET /api/v1/deliverables/{id}/content',
  'GET /api/v1/deliveries',
  'GET /api/v1/me/sessions',
  'DELETE /api/v1/me/sessions',
  'DELETE /api/v1/me/sessions/{session}',
  'DELETE /api/v1/people/{person}/access',
  'GET /api/v1/me/tokens',
  'POST /api/v1/me/tokens',
  'DELETE /api/v1/me/tokens/{token}',
  'POST /api/v1/deliveries/resend',
  'GET /api/v1/set-aside',
  'GET /api/v1/stop',
  'POST /api/v1/set-aside/retry',
  'POST /api/v1/stop/release',
  'POST /api/v1/stop',
  'POST /api/v1/chat/messages',
  'GET /api/v1/chat/messages',
  'POST /api/v1/chat/actions',
  'GET /api/v1/chat/channels',
  'GET /api/v1/chat/people',
  'GET /api/v1/stream',
];
