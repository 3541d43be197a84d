import { describe, expect, it } from 'vitest';
import { startHttpApp, type HttpApp } from '../fakes/http-app.ts';
import { call } from '../fakes/scripted-model.ts';

const home = { platform: 'web', channel: 'general', thread: 'thread-1' };
const parked = { status: 'pending', wait: { kind: 'dependency' } };

/** T-1, which nobody has begun, and T-2, which waits for it. */
async function startBlocked(more: Record<string, unknown> = {}, run: string[] = ['Done.']): Promise<HttpApp> {
  const app = await startHttpApp({ run });
  await app.create({ title: 'Draw the plan', home });
  await app.create({ title: 'Build it', blockedBy: ['T-1'], home, ...more });
  return app;
}

describe('F115 F116 a task whose blocker is open', () => {
  for (const event of ['queue', 'complete']) {
    it(`F115 F21 answers ${event} with 409, the guard and the blockers`, async () => {
      const app = await startBlocked();
      const { status, body } = await app.event('T-2', { event });
      expect(status).toBe(409);
      expect(body).toMatchObject({ code: 'task.guarded', guard: 'open_blockers', blockers: ['T-1'], event });
      expect(body.detail).toBe('T-2: it is waiting for T-1, which is not done yet.');
      expect(await app.task('T-2')).toMatchObject({ status: 'backlog', version: 1 });
      const zh = await app.event('T-2', { event }, { 'accept-language': 'zh-CN' });
      expect(zh.body.detail).toBe('T-2：正在等待前置任务 T-1 完成。');
    });
  }

  it('F115 F116 is parked where that is asked for, and starts once when its blocker is completed', async () => {
    const app = await startBlocked();
    expect((await app.event('T-2', { event: 'queue', park: true })).body).toMatchObject(parked);
    await app.event('T-1', { event: 'complete', reason: 'drawn' });
    await app.clock.advance(6000);
    await app.settle();
    expect(await app.task('T-2')).toMatchObject({ status: 'completed' });
    expect(await app.runs('T-2')).toHaveLength(1);
  });

  it('F115 F10 may be skipped only while a blocker is open, on its page, in lists and in what is sent', async () => {
    const app = await startBlocked();
    const offers = async () => {
      const listed = (await app.list('/tasks')).find(({ number }) => number === 'T-2');
      return [(await app.task('T-2')).events, listed?.events].map((events) =>
        (events as string[]).includes('skip_blocker'),
      );
    };
    expect(await offers()).toEqual([true, true]);
    await app.event('T-1', { event: 'complete', reason: 'drawn' });
    expect(await offers()).toEqual([false, false]);
    const refused = await app.event('T-2', { event: 'skip_blocker' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'task.illegal_event' } });
    expect(refused.body.legal).not.toContain('skip_blocker');
    await app.create({ title: 'Late', blockedBy: ['T-1'], home });
    expect((await app.task('T-3')).events).not.toContain('skip_blocker');
  });

  it('F115 stays parked when it is deferred and brought back', async () => {
    const app = await startBlocked();
    await app.event('T-2', { event: 'queue', park: true });
    await app.event('T-2', { event: 'defer', reason: 'later' });
    expect((await app.event('T-2', { event: 'resume_deferred' })).body).toMatchObject(parked);
    await app.event('T-2', { event: 'defer', reason: 'later', until: '2026-01-06T09:00:00Z' });
    await app.clock.leap(48 * 3_600_000);
    await app.clock.advance(60_000);
    await app.settle();
    expect(await app.task('T-2')).toMatchObject(parked);
    expect(app.prompts()).toEqual([]);
  });

  it('F91 F115 is parked by the approval of its start, and starts with that approval later', async () => {
    const app = await startBlocked({ isApprovalRequired: true });
    await app.settle();
    const [ask] = await app.list('/asks?state=open');
    await app.call('POST', `/asks/${ask?.id}/decision`, { decision: 'approve' });
    await app.settle();
    expect(await app.task('T-2')).toMatchObject(parked);
    await app.event('T-1', { event: 'complete' });
    await app.clock.advance(6000);
    await app.settle();
    expect(await app.task('T-2')).toMatchObject({ status: 'completed' });
  });

  it('F115 does not start by cancel and rerun, nor by feedback once its blocker is taken up again', async () => {
    const app = await startBlocked({}, ['Built.', 'Drawn again.', 'Built again.']);
    await app.event('T-2', { event: 'cancel' });
    expect(await app.event('T-2', { event: 'rerun' })).toMatchObject({
      status: 409,
      body: { guard: 'open_blockers', blockers: ['T-1'] },
    });
    expect((await app.event('T-2', { event: 'rerun', park: true })).body).toMatchObject(parked);
    await app.event('T-1', { event: 'complete' });
    await app.clock.advance(6000);
    await app.settle();
    expect(await app.task('T-2')).toMatchObject({ status: 'completed', result: 'Built.' });
    await app.create({ title: 'Order steel', isApprovalRequired: true, home });
    await app.event('T-1', { event: 'feedback', reason: 'Higher.' });
    expect((await app.event('T-2', { event: 'feedback', reason: 'Higher too.' })).body).toMatchObject(parked);
    await app.clock.advance(6000);
    await app.settle();
    expect(await app.task('T-1')).toMatchObject({ status: 'completed', result: 'Drawn again.' });
    expect(await app.task('T-2')).toMatchObject({ status: 'completed', result: 'Built again.' });
  });

  it('F21 F115 is not completed by a model that sets its status', async () => {
    const app = await startHttpApp({
      turn: [call('manage_tasks', { action: 'update', ref: 'T-2', status: 'completed' }), 'I could not.'],
    });
    await app.create({ title: 'Draw the plan', home });
    await app.create({ title: 'Build it', blockedBy: ['T-1'], home });
    await app.say('ana', 'T-2 is done');
    expect(await app.task('T-2')).toMatchObject({ status: 'backlog' });
  });

  it('F117 N1 says which blocker will not be completed, and goes on without it where a person says so', async () => {
    const app = await startBlocked();
    await app.event('T-2', { event: 'queue', park: true });
    const waiting = (await app.call('GET', '/tasks/T-2/why')).body;
    expect(waiting).toMatchObject({
      sentence: 'It is waiting for T-1 Draw the plan (backlog).',
      event: null,
    });
    await app.event('T-1', { event: 'cancel' });
    const { body } = await app.call('GET', '/tasks/T-2/why');
    expect(body).toMatchObject({
      sentence: 'It is waiting for T-1 Draw the plan (cancelled).',
      event: 'skip_blocker',
      typed: 'task skip T-2',
    });
    expect((await app.task('T-2')).events).toContain('skip_blocker');
    await app.say('ana', String(body.typed));
    expect(await app.task('T-2')).toMatchObject({ status: 'completed' });
  });

  it('F117 keeps waiting for the other blockers when one is skipped', async () => {
    const app = await startHttpApp({ run: ['Done.'] });
    await app.create({ title: 'Draw the plan', home });
    await app.create({ title: 'Order steel', home });
    await app.create({ title: 'Build it', blockedBy: ['T-1', 'T-2'], run: true, park: true, home });
    expect(await app.event('T-3', { event: 'skip_blocker' })).toMatchObject({ status: 400 });
    await app.event('T-3', { event: 'skip_blocker', blocker: 'T-1' });
    expect(await app.task('T-3')).toMatchObject(parked);
    await app.event('T-2', { event: 'complete' });
    await app.clock.advance(6000);
    await app.settle();
    expect(await app.task('T-3')).toMatchObject({ status: 'completed' });
    expect(await app.violations()).toEqual([]);
  });
});

describe('B1 B13 making a task', () => {
  it('B1 leaves nothing behind when it was to run at once and may not', async () => {
    const app = await startHttpApp();
    await app.create({ title: 'Draw the plan', home });
    const refused = await app.create({ title: 'Build it', blockedBy: ['T-1'], run: true, home });
    expect(refused).toMatchObject({ status: 409, body: { guard: 'open_blockers', blockers: ['T-1'] } });
    expect((await app.list('/tasks')).map(({ title }) => title)).toEqual(['Draw the plan']);
    const made = await app.create({ title: 'Build it', blockedBy: ['T-1'], run: true, park: true, home });
    expect(made).toMatchObject({ status: 201, body: { number: 'T-2', ...parked } });
  });

  it('B13 F136 makes one task of one delivery, whatever key each request has', async () => {
    const app = await startHttpApp();
    const source = { kind: 'webhook', key: 'delivery-2' };
    const send = (key: string) => app.create({ title: 'Look at it', source }, { 'idempotency-key': key });
    const answers = await Promise.all(['KK1', 'KK2', 'KK3'].map(send));
    expect(new Set(answers.map(({ body }) => body.number)).size).toBe(1);
    expect(answers.filter(({ body }) => body.deduplicated === false)).toHaveLength(1);
    expect(await app.list('/tasks')).toHaveLength(1);
  });
});

describe('B20 F14 what an event may say', () => {
  it('B20 F166 moves only the version that was seen', async () => {
    const app = await startHttpApp();
    await app.create({ title: 'Draw the plan', home });
    await app.patch('T-1', { priority: 'high' });
    const late = await app.event('T-1', { event: 'complete' }, { 'if-match': '"1"' });
    expect(late).toMatchObject({ status: 412, body: { code: 'version.stale', guard: 'version' } });
    expect(await app.task('T-1')).toMatchObject({ status: 'backlog', version: 2 });
    const moved = await app.event('T-1', { event: 'complete' }, { 'if-match': '"2"' });
    expect(moved).toMatchObject({ status: 200, body: { status: 'completed' } });
  });

  it('F14 does not defer to a time that is past', async () => {
    const app = await startHttpApp();
    await app.create({ title: 'Draw the plan', home });
    const past = { event: 'defer', reason: 'budget', until: '2020-01-01T00:00:00Z' };
    const { status, body } = await app.event('T-1', past);
    expect({ status, faults: body.faults }).toEqual({
      status: 400,
      faults: [{ field: 'until', problem: 'is in the past; give a time in the future' }],
    });
  });

  it('B31 F118 answers a claim that came too late with 409 and who has it', async () => {
    const app = await startHttpApp();
    await app.create({ title: 'Draw the plan', home });
    await app.event('T-1', { event: 'claim', assignee: 'Bo' });
    const late = await app.event('T-1', { event: 'claim', assignee: 'Ana' });
    expect(late).toMatchObject({ status: 409, body: { guard: 'unclaimed', holder: 'Bo' } });
  });

  it('F118 F119 is taken by a typed command, and released by whoever has it or asked for it, or an admin, and by nobody else', async () => {
    const app = await startHttpApp({ config: 'admins: [web:dan]\npeople: {bo: [web:bo, web:bob]}' });
    const holder = async () => (await app.task('T-1')).assignee;
    await app.say('ana', 'task new Draw the plan');
    for (const releasing of ['bo', 'bob', 'ana', 'dan']) {
      await app.say('bo', 'task take T-1');
      expect(await holder()).toMatchObject({ kind: 'person', id: 'web:bo' });
      await app.say('carol', '任务 认领 T-1');
      await app.say('carol', 'release T-1');
      expect(await holder()).toMatchObject({ id: 'web:bo' });
      await app.say(releasing, 'task release T-1');
      expect(await holder()).toBeNull();
    }
    const told = (await app.read('carol')).map(({ text }) => text).join('\n');
    expect(told).toContain('bo 已认领');
    expect(told).toContain('only bo, ana, or an admin may release it');
    await app.say('bo', 'task take T-1');
    await app.event('T-1', { event: 'begin', assignee: 'bo' });
    await app.say('carol', 'release T-1');
    expect(await app.task('T-1')).toMatchObject({ status: 'in_progress', assignee: { id: 'web:bo' } });
  });

  it('F119 is offered with a button, which one person takes it by, and then the card says who has it', async () => {
    const app = await startHttpApp();
    await app.say('ana', 'task new Draw the plan');
    await app.say('ana', 'task offer T-1');
    const card = async () =>
      (await app.read('carol')).findLast(({ card: one }) => one?.kind === 'task')?.card;
    expect(await card()).toMatchObject({
      title: 'Who takes it? Draw the plan',
      buttons: [{ action: 'claim', label: "I'll take it" }],
    });
    await app.press('bo', 'claim');
    expect(await app.task('T-1')).toMatchObject({ assignee: { kind: 'person', id: 'web:bo' } });
    expect(await card()).toMatchObject({ title: 'Draw the plan', lines: ['Assigned to bo'], buttons: [] });
    await app.say('carol', '任务 谁来 T-1');
    expect((await app.read('carol')).at(-1)?.text).toContain('bo');
    await app.say('bo', 'release T-1');
    expect(await card()).toMatchObject({ buttons: [{ action: 'claim' }] });
    expect(await app.violations()).toEqual([]);
  });

  it('F10 names the state that an event was refused in', async () => {
    const app = await startHttpApp();
    await app.create({ title: 'Draw the plan', home });
    expect(await app.event('T-1', { event: 'retry' })).toMatchObject({
      status: 409,
      body: { code: 'task.illegal_event', state: { status: 'backlog', wait: null } },
    });
  });
});

describe('F7 a definition that was switched off', () => {
  it('F7 lets no task that was made from it start again', async () => {
    const app = await startHttpApp({ run: ['Done.'] });
    const report = { key: 'report', name: 'Report', instructions: 'Write it.', parameters: [] };
    expect((await app.call('POST', '/definitions', report)).status).toBe(201);
    await app.create({ definition: 'report', run: true, home });
    await app.settle();
    await app.call('PATCH', '/definitions/report', { isActive: false });
    expect(await app.event('T-1', { event: 'rerun' })).toMatchObject({
      status: 409,
      body: { guard: 'definition_active', definition: 'report' },
    });
    await app.call('PATCH', '/definitions/report', { isActive: true });
    expect((await app.event('T-1', { event: 'rerun' })).status).toBe(200);
  });
});
