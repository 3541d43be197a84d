import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { anAsk, aRun } from '../fakes/views.ts';
import { openWeb, ORIGIN, TOKEN, type TestWeb } from '../fakes/web.ts';

let web: TestWeb;
let cookie: string;
beforeEach(async () => {
  web = await openWeb();
  const answer = await web.web.fetch(new Request(`${ORIGIN}/sign-in?token=${TOKEN}`));
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterEach(() => web.close());

const visit = (path: string, headers: Record<string, string> = {}) =>
  web.web.fetch(new Request(ORIGIN + path, { headers: { cookie, accept: 'text/html', ...headers } }));

const NASTY = '</script><script>alert(1)</script>"\'<img src=x onerror=alert(1)>';

describe('the pages', () => {
  it.each(['/chat', '/board', '/inbox', '/deliveries', '/schedules', '/tasks/T-1', '/runs/r'])(
    'send strangers to the sign-in: %s',
    async (path) => {
      const answer = await visit(path, { cookie: '' });
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(path)}`);
      expect(web.commands.callers).toHaveLength(0);
    },
  );

  it('begin at the chat', async () => {
    expect((await visit('/')).headers.get('location')).toBe('/chat');
  });

  it('allow no script but their own, and nobody to frame them', async () => {
    const policy = (await visit('/chat')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it('show what strangers wrote as text, wherever it stands', async () => {
    const made = await web.call('POST', '/api/v1/tasks', {
      title: NASTY,
      description: NASTY,
      assignee: NASTY,
    });
    const { id } = (await made.json()) as { id: string };
    await web.call('POST', `/api/v1/tasks/${id}/comments`, { text: NASTY });
    await web.webChat.submitMessage({ channel: NASTY, person: NASTY, text: NASTY });
    const steps = [
      { index: 0, title: NASTY, status: 'success' as const, startedAt: null, endedAt: null, output: NASTY },
    ];
    web.commands.addRun(aRun({ taskId: id, steps, result: NASTY, error: { code: 'x', message: NASTY } }));
    web.commands.addAsk(anAsk({ taskId: id, question: NASTY, options: [NASTY] }));
    const file = { id: 'd1', taskId: id, runId: 'run-1', version: 1, createdAt: '2026-01-05T09:00:00.000Z' };
    web.commands.addFile({ ...file, name: NASTY, contentType: 'text/html', content: '' });
    const asked = encodeURIComponent(NASTY);
    for (const path of [
      `/chat?channel=${asked}&thread=${asked}`,
      `/board?text=${asked}`,
      '/board',
      `/tasks/${id}`,
      '/runs/run-1',
      '/inbox',
      `/sign-in?next=/${asked}`,
    ]) {
      const html = await (await visit(path, { 'accept-language': 'zh-CN', 'errand-person': asked })).text();
      expect(html).not.toContain('<script>alert');
      expect(html).not.toContain('<img src=x');
      expect(html.match(/<script/g)?.length ?? 0).toBeLessThanOrEqual(2);
    }
  });

  it('speak the language that was chosen, and remember it', async () => {
    expect(await (await visit('/board', { 'accept-language': 'zh-CN' })).text()).toContain(
      '<html lang="zh-CN">',
    );
    const chosen = await visit('/board?lang=en', { 'accept-language': 'zh-CN' });
    expect(await chosen.text()).toContain('<html lang="en">');
    expect(chosen.headers.get('set-cookie')).toContain('errand_lang=en');
    const later = await visit('/board', {
      'accept-language': 'zh-CN',
      'cookie': `${cookie}; errand_lang=en`,
    });
    expect(await later.text()).toContain('<html lang="en">');
    expect(await (await visit('/board?lang=xx')).text()).toContain('<html lang="en">');
  });

  it('read the board in any of the vocabularies', async () => {
    await web.call('POST', '/api/v1/tasks', { title: 'Order coffee' });
    expect(await (await visit('/board?view=kanban')).text()).toContain('id="column-TODO"');
    expect(await (await visit('/board?view=nonsense')).text()).toContain('id="column-backlog"');
  });

  it('tell people apart from programs when something is not there', async () => {
    const page = await visit('/tasks/T-99');
    expect(page.status).toBe(404);
    expect(page.headers.get('content-type')).toContain('text/html');
    const problem = await visit('/nowhere', { accept: 'application/json' });
    expect(problem.headers.get('content-type')).toBe('application/problem+json');
    expect((await visit('/api/v1/nowhere')).headers.get('content-type')).toBe('application/problem+json');
  });

  it('show no page of ours when a command fails, but that it did', async () => {
    web.commands.failNext(new Error('password is hunter2'));
    const page = await visit('/board');
    expect(page.status).toBe(500);
    expect(await page.text()).not.toContain('hunter2');
  });

  it('serve their files with a tag, packed where the browser takes it', async () => {
    const plain = await visit('/assets/chat.js');
    expect(plain.headers.get('content-type')).toContain('text/javascript');
    const etag = plain.headers.get('etag') ?? '';
    expect((await visit('/assets/chat.js', { 'if-none-match': etag })).status).toBe(304);
    const packed = await visit('/assets/chat.js', { 'accept-encoding': 'gzip, br' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect((await packed.arrayBuffer()).byteLength).toBeLessThan((await plain.arrayBuffer()).byteLength / 2);
    expect((await visit('/assets/../index.ts')).status).toBe(404);
    expect((await visit('/assets/..%2findex.ts')).status).toBe(404);
  });

  it('end the session on request, but only from our own page', async () => {
    const signOut = (headers: Record<string, string>) =>
      web.web.fetch(new Request(`${ORIGIN}/sign-out`, { method: 'POST', headers: { cookie, ...headers } }));
    expect((await signOut({ origin: 'http://evil.test' })).status).toBe(403);
    const answer = await signOut({ origin: ORIGIN });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('set-cookie')).toMatch(/errand_session=;.*Max-Age=0/);
  });

  it('tell the operator what did not arrive in chat, why, and how to send it again', async () => {
    expect(await (await visit('/inbox')).text()).not.toContain('/deliveries');
    web.commands.addDelivery({
      id: 'card:ask:1"><b>',
      kind: 'ask',
      about: `A-1 ${NASTY}`,
      taskNumber: 'T-1',
      platform: 'slack',
      channel: 'T1:C1',
      thread: '',
      state: 'refused',
      attempts: 1,
      error: { code: 'chat.refused', message: 'not_in_channel' },
      createdAt: '2026-01-05T09:00:00.000Z',
      updatedAt: '2026-01-05T09:00:00.000Z',
    });
    expect(await (await visit('/inbox')).text()).toContain('Undelivered: 1');
    const page = await (await visit('/deliveries')).text();
    expect(page).not.toContain(NASTY);
    for (const shown of ['not_in_channel', 'refused', 'slack · T1:C1', 'Send again', '/tasks/T-1'])
      expect(page).toContain(shown);
    const chinese = await (await visit('/deliveries?lang=zh-CN')).text();
    for (const shown of ['未送达', '被拒绝', '重新发送']) expect(chinese).toContain(shown);
  });
});

it('people are sent on after the sign-in to any path of this server, escaped, and to no other place', async () => {
  for (const [next, to] of [
    ['/tasks/T-1?view=errand', '/tasks/T-1?view=errand'],
    ['/\0', '/'],
    ['/a\0b', '/a%00b'],
    ['/board?text=报告', '/board?text=%E6%8A%A5%E5%91%8A'],
    ['/.//evil.test/', '/chat'],
    ['//evil.test/', '/chat'],
    ['/\\evil.test', '/chat'],
  ] as const) {
    const query = new URLSearchParams({ token: TOKEN, next });
    const answer = await web.web.fetch(new Request(`${ORIGIN}/sign-in?${query.toString()}`));
    expect([next, answer.status, answer.headers.get('location')]).toEqual([next, 303, to]);
  }
});
