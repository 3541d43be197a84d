import { beforeAll, expect, it } from 'vitest';

import { OUTCOMES, SOURCE_KINDS, TASK_STATUSES, WAIT_KINDS } from '../../src/domain/task.ts';
import { TASK_STATES } from '../../src/domain/task-states.ts';
import { startHttpApp, type HttpApp } from '../fakes/http-app.ts';
import { call } from '../fakes/scripted-model.ts';

let app: HttpApp;
const textOf = (page: string): string =>
  page
    .replaceAll(/<script[\s\S]*?<\/script>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
const pageOf = async (ref: string, locale: string): Promise<string> =>
  textOf(await app.visit(`/tasks/${ref}?lang=${locale}`));

beforeAll(async () => {
  app = await startHttpApp({
    run: [call('http_send', { method: 'POST', url: 'https://mail.example/x', body: '{}' }), 'Sent.'],
  });
  await app.create({ title: 'Draw the plan' });
  await app.create({ title: 'Send it', source: { kind: 'cron' } });
  await app.create({ title: 'Check it', blockedBy: ['T-1'], parentId: 'T-2' });
  await app.event('T-2', { event: 'queue' });
  await app.settle();
});

it.each([
  [
    'en',
    ['In progress → Waiting for approval', 'Source Schedule', '· Errand ·'],
    'Waiting for T-1 · Draw the plan',
  ],
  ['zh-CN', ['进行中 → 等待批准', '来源 定时计划', '· Errand ·'], '前置任务 T-1 · Draw the plan'],
])(
  'F16 F169 the page of a task says in %s how it stood, who moved it and where it came from',
  async (locale, said, blockers) => {
    const page = await pageOf('T-2', locale);
    for (const one of said) expect(page).toContain(one);
    const raw = [...TASK_STATES, ...TASK_STATUSES, ...WAIT_KINDS, ...OUTCOMES, ...SOURCE_KINDS].filter(
      (one) => /[._]/.test(one),
    );
    expect(raw.filter((one) => page.includes(one))).toEqual([]);

    const waiting = await pageOf('T-3', locale);
    expect(waiting).toContain(blockers);
    expect(waiting).toContain('T-2 · Send it');
    expect(waiting).not.toMatch(/[\da-f]{8}-[\da-f]{4}-/);
  },
);

it('F105 F114 the page of a workflow lists its tasks in order, and that of a task what waits for it', async () => {
  const own = await startHttpApp({ run: ['Planned.', 'Drafted.'] });
  const template = (key: string) => ({ key, title: `The ${key}`, instructions: `Do the ${key}.` });
  const workflow = { tasks: [template('plan'), template('draft')] };
  await own.call('POST', '/definitions', { key: 'flow', name: 'Flow', instructions: 'All.', workflow });
  await own.create({ definition: 'flow', run: true });
  await own.settle();
  const shown = async (ref: string) => textOf(await own.visit(`/tasks/${ref}?lang=en`));
  expect(await shown('T-1')).toMatch(/Tasks of the workflow.*T-2.*The plan.*T-3.*The draft/);
  expect(await shown('T-2')).toMatch(/What waits for it.*T-3/);
  expect(await shown('T-3')).toMatch(/Part of.*T-1/);
});
