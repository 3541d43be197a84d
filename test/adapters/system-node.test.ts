import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';

import { createClock, createIds } from '../../adapters/system/node/index.ts';
import { createLog } from '../../adapters/system/node/log.ts';
import { createMetrics } from '../../adapters/system/node/metrics.ts';
import { AppError } from '../../src/domain/errors.ts';
import { createFakeLog } from '../fakes/log.ts';

describe('the clock', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('waits for 40 days, though a timer of Node counts only 24', () => {
    const clock = createClock();
    const days = 24 * 3_600_000;
    let count = 0;
    clock.after(40 * days, () => count++);
    vi.advanceTimersByTime(40 * days - 1);
    expect(count).toBe(0);
    vi.advanceTimersByTime(1);
    expect(count).toBe(1);
  });

  it('can be stopped at every moment of a long wait', () => {
    const clock = createClock();
    let count = 0;
    const stops = [clock.after(50, () => count++), clock.after(2 ** 32, () => count++)];
    vi.advanceTimersByTime(10);
    stops[0]?.();
    vi.advanceTimersByTime(2 ** 31 + 10);
    stops[1]?.();
    vi.advanceTimersByTime(2 ** 33);
    expect(count).toBe(0);
  });

  it('runs at once what was due in the past', () => {
    let count = 0;
    createClock().after(-5_000, () => count++);
    vi.advanceTimersByTime(1);
    expect(count).toBe(1);
  });
});

it('lets the process end while a timer is armed', async () => {
  const module = new URL('../../adapters/system/node/index.ts', import.meta.url).href;
  const script = `import { createClock } from ${JSON.stringify(module)}; createClock().after(60_000, () => {});`;
  const run = promisify(execFile);
  const ended = run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    timeout: 10_000,
  });
  await expect(ended).resolves.toMatchObject({ stderr: '' });
});

it('measures spans by a time that never runs backwards', () => {
  const clock = createClock();
  const marks = Array.from({ length: 1_000 }, () => clock.monotonicMs());
  expect(marks).toEqual(marks.toSorted((a, b) => a - b));
  expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1_000);
});

it('makes ids that are unique and sort by their time', async () => {
  const ids = createIds();
  const made: string[] = [];
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < 1_000; j++) made.push(ids.next());
    await sleep(2);
  }
  expect(new Set(made).size).toBe(5_000);
  expect(made).toEqual(made.toSorted());
  for (const id of made)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

describe('the log', () => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const last = () => z.looseObject({}).parse(JSON.parse(lines.at(-1) ?? ''));
  afterEach(() => void (lines.length = 0));

  it('writes one JSON object a line, with level, time, fields and message', () => {
    createLog({ level: 'info', destination }).info({ runId: 'r1', count: 3 }, 'claimed');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(last()).toMatchObject({ level: 'info', runId: 'r1', count: 3, msg: 'claimed' });
    expect(last()['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('leaves out what is below its level, and everything when it is silent', () => {
    for (const level of ['warn', 'silent'] as const) {
      const log = createLog({ level, destination });
      for (const name of ['debug', 'info', 'warn', 'error'] as const) log[name]({}, name);
    }
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { msg: 'warn' },
      { msg: 'error' },
    ]);
  });

  it.each([
    ['password', { password: 'hunter2' }],
    ['a header', { headers: { Authorization: 'hunter2' } }],
    ['deep in an array', { requests: [{ config: { api_key: 'hunter2' } }] }],
    ['an object of secrets', { credentials: { user: 'bot', value: 'hunter2' } }],
    ['SLACK_BOT_TOKEN', { env: { SLACK_BOT_TOKEN: 'hunter2' } }],
    ['encodingAesKey', { encodingAesKey: 'hunter2' }],
    ['a connection string', { url: 'redis://bot:hunter2@cache:6379/0' }],
    ['a connection string with an @ in its password', { url: 'mongodb://bot:x@hunter2@db/errand' }],
    ['a webhook address', { url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=hunter2&x=1' }],
    ['a query', { url: '/cgi-bin/user/get?access_token=hunter2' }],
    ['a bearer token in a text', { reason: 'sent Bearer hunter2hunter2' }],
    ['a Slack token in a text', { reason: 'token xoxb-hunter2-hunter2 is not valid' }],
    ['the message of an error', { error: new Error('no answer of redis://:hunter2@cache') }],
    ['a property of an error', { error: Object.assign(new Error('no'), { config: { data: 'hunter2' } }) }],
    ['the cause of an error', { error: new AppError('internal', {}, new Error('redis://:hunter2@cache')) }],
    ['the details of an error', { error: new AppError('internal', { secret: 'hunter2' }) }],
    ['an instance that hides something', { value: new (class { inner = 'hunter2'; })() }], // prettier-ignore
    ['bytes', { body: Buffer.from('hunter2') }],
  ])('hides a secret: %s', (_what, fields) => {
    createLog({ level: 'info', destination }).error(fields, 'at https://x/?token=hunter2');
    expect(lines[0]).not.toContain('hunter2');
    expect(lines[0]).not.toContain(Buffer.from('hunter2').join());
    expect(lines[0]).toContain('secret');
  });

  it('keeps what only sounds like a secret', () => {
    const fields = {
      inputTokens: 12,
      hasToken: true,
      threadKey: 'web:a',
      dedupeKey: 'k',
      at: new Date(0),
      none: null,
    };
    createLog({ level: 'info', destination }).info(fields, 'https://example.com/a@b');
    expect(last()).toMatchObject({
      ...fields,
      at: '1970-01-01T00:00:00.000Z',
      msg: 'https://example.com/a@b',
    });
  });

  it('tells of an error its name, code, message, stack and causes', () => {
    const error = new AppError('queue.unavailable', { host: 'cache' }, new Error('ECONNREFUSED'));
    createLog({ level: 'info', destination }).error({ error }, 'no');
    expect(last()['error']).toMatchObject({
      code: 'queue.unavailable',
      details: { host: 'cache' },
      stack: expect.stringContaining('system-node.test.ts'),
      cause: { message: 'ECONNREFUSED' },
    });
  });

  it('survives a circle and a great depth', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    createLog({ level: 'info', destination }).info({ circle }, 'round');
    expect(lines[0]).toContain('[deeper]');
  });
});

describe('the metrics', () => {
  const log = createFakeLog();
  const page = async (metrics: ReturnType<typeof createMetrics>) => (await metrics.text()).split('\n');

  it('count, set and observe', async () => {
    const metrics = createMetrics({ log });
    metrics.count('errand_runs_total', { outcome: 'success' });
    metrics.count('errand_runs_total', { outcome: 'success' }, 2);
    metrics.count('errand_runs_total', { outcome: 'error' });
    metrics.gauge('errand_queue_waiting', 7);
    metrics.gauge('errand_queue_waiting', 3);
    metrics.observe('errand_turn_seconds', 0.3, { agent: 'a' });
    expect(await page(metrics)).toEqual(
      expect.arrayContaining([
        'errand_runs_total{outcome="success"} 3',
        'errand_runs_total{outcome="error"} 1',
        'errand_queue_waiting 3',
        'errand_turn_seconds_bucket{le="0.25",agent="a"} 0',
        'errand_turn_seconds_bucket{le="0.5",agent="a"} 1',
        'errand_turn_seconds_count{agent="a"} 1',
      ]),
    );
    expect(metrics.contentType).toMatch(/^text\/plain/);
  });

  it('tell of the process itself, each instance apart from the others', async () => {
    const [first, second] = [createMetrics({ log }), createMetrics({ log })];
    first.count('errand_x_total');
    expect((await page(first)).some((line) => line.startsWith('process_resident_memory_bytes '))).toBe(true);
    expect(await second.text()).not.toContain('errand_x_total');
  });

  it('drop a use that breaks the first one of its name, and log it once', async () => {
    const own = createFakeLog();
    const metrics = createMetrics({ log: own });
    metrics.count('errand_x_total', { a: '1', b: '2' });
    metrics.count('errand_x_total', { b: '2', a: '1' });
    for (let i = 0; i < 3; i++) {
      metrics.count('errand_x_total', { a: '1' });
      metrics.count('errand_x_total', { a: '1', c: '2' });
      metrics.gauge('errand_x_total', 5, { a: '1', b: '2' });
    }
    metrics.count('errand_y_total', {}, -1);
    metrics.count('no name for a figure');
    expect((await page(metrics)).filter((line) => line.startsWith('errand_x'))).toEqual([
      'errand_x_total{a="1",b="2"} 2',
    ]);
    expect(own.lines.map(({ fields }) => fields['metric'])).toEqual([
      'errand_x_total',
      'errand_y_total',
      'no name for a figure',
    ]);
  });
});
