import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { FiguresView } from '../../src/contract/figures.ts';
import { call } from './harness/model.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';
import { ANYONE } from './harness/states.ts';

const MINUTE = 60_000;
const BO = 'the-token-of-bo-alone';

let product: Product;
beforeAll(async () => {
  const config = `${ANYONE}tokens: {bo-alone: {env: ERRAND_TOKEN_BO_ALONE, person: 'web:bo', scopes: [read, tasks]}}\n`;
  product = await startProduct({ config, env: { ERRAND_TOKEN_BO_ALONE: BO } });
});
afterAll(() => product.stop());

const figures = (headers?: Record<string, string>) =>
  product.ask<FiguresView>('GET', '/figures?days=7', undefined, headers ? { headers } : {});

describe('F161 figures', () => {
  it('F161 count tasks by their state, and tell how long those took that ended, and how long people were waited for', async () => {
    await product.create({ title: 'Stays', home: home('figures') });
    // Asked for one, two, three and ten minutes; the last one ends early, which is no failure.
    for (const minutes of [1, 2, 3, 10]) {
      const title = `Ask for ${minutes} minutes`;
      const last = minutes === 10 ? call('end_early', { reason: 'There is nothing left.' }) : 'Done.';
      product.model.run(title, [call('ask_people', { kind: 'text', question: 'Which one?' }), last]);
      const { number } = await product.create({ title, run: true, home: home('figures') });
      const [ask] = await product.asks(number);
      await product.clock.wind(minutes * MINUTE);
      await product.decide(ask?.number ?? '', 'answer', { value: 'one' });
      await product.until('the end', async () => (await product.task(number)).completedAt !== null);
    }
    product.model.run('Breaks', [{ status: 400, error: { message: 'broken' } }]);
    const broken = await product.create({ title: 'Breaks', run: true, home: home('figures') });
    await product.until('the end', async () => (await product.task(broken.number)).completedAt !== null);
    const stopped = await product.create({ title: 'Stopped', home: home('figures') });
    await product.event(stopped.number, 'cancel');

    const all = await figures();
    expect(all).toMatchObject({
      states: { backlog: 1, completed: 4, failed: 1, cancelled: 1 },
      ended: { completed: 4, failed: 1, cancelled: 1 },
      successRate: 0.8,
      isTruncated: false,
      cycleMs: { count: 6 },
      workedMs: { count: 5 },
      peopleMs: { count: 4 },
    });
    const minutes = (ms = 0) => Math.floor(ms / MINUTE);
    expect([minutes(all.peopleMs?.p50), minutes(all.peopleMs?.p90)]).toEqual([2, 10]);
    expect([minutes(all.cycleMs?.p50), minutes(all.cycleMs?.p90)]).toEqual([1, 10]);

    const bo = await figures({ authorization: `Bearer ${BO}` });
    expect(bo).toMatchObject({
      ended: { completed: 0, failed: 0, cancelled: 0 },
      successRate: null,
      cycleMs: null,
    });
    expect((await product.send('GET', '/figures?days=0')).status).toBe(400);
  });

  it('F161 stand in the console in both languages, and in the metrics', async () => {
    const signIn = await fetch(product.signInLink(), { redirect: 'manual' });
    const cookie = signIn.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const page = async (language: string): Promise<string> => {
      const url = `${product.address()}/figures?days=7&lang=${language}`;
      return (await fetch(url, { headers: { cookie, accept: 'text/html' } })).text();
    };
    const text = (await page('en')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(text).toContain('Ended in the last 7 days done 4 failed 1 cancelled 1 Success rate 80 %');
    expect(text).toMatch(/Waiting for people 2 min(?: \d+ s)? 10 min(?: \d+ s)? 4/);
    expect(await page('zh-CN')).toContain('等待人处理');
    await product.clock.wind(6 * MINUTE);
    await product.until('the metrics', async () => {
      const metrics = await (await fetch(`${product.address()}/metrics`)).text();
      return (
        metrics.includes('errand_tasks{state="backlog"} 1') &&
        /errand_task_seconds\{of="people",quantile="p50"\} 12\d/.test(metrics)
      );
    });
  });
});
