import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { call } from './harness/model.ts';
import type { AimView } from '../../src/contract/aims.ts';
import { home } from './harness/office.ts';
import { startProduct, type Product } from './harness/product.ts';
import { ANYONE, reach, STATES } from './harness/states.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ config: ANYONE });
});
afterAll(() => product.stop());

interface Problem {
  faults: { field: string; problem: string }[];
  code: string;
}
const refused = async (input: unknown): Promise<{ status: number; fields: string[] }> => {
  const { status, body } = await product.send<Problem>('POST', '/tasks', input);
  return { status, fields: (body.faults ?? []).map(({ field }) => field).toSorted() };
};

describe('what a task is', () => {
  it('F1 F2 what is asked for in chat, by a run, and by the API is a stored task with a run and its source, and lists filter by it', async () => {
    const inChat = await product.order('ana', { title: 'F1 from chat' }, { channel: 'f1' });
    const byApi = await product.create({ title: 'F1 from a program', run: true, home: home('f1') });
    product.model.run('F1 of a run', [
      call('manage_tasks', { action: 'create', tasks: [{ title: 'F1 from an agent' }], run: true }),
      'Handed on.',
    ]);
    await product.create({ title: 'F1 of a run', run: true, home: home('f1-run') });
    const sources = async (kind: string) =>
      (await product.tasks(`?source=${kind}`))
        .map(({ title }) => title)
        .filter((title) => title.startsWith('F1'));
    expect(await sources('chat')).toEqual(['F1 from chat']);
    expect((await sources('api')).toSorted()).toEqual(['F1 from a program', 'F1 of a run']);
    expect(await sources('agent')).toEqual(['F1 from an agent']);
    expect(await sources('cron')).toEqual([]);
    for (const { number } of [inChat, byApi]) expect(await product.runs(number)).toHaveLength(1);
  });

  it('F3 a task takes its fields, its title from its first line where none is given, and names what is unknown or wrong', async () => {
    const fields = {
      title: 'Quarterly report',
      description: 'All of it.',
      expectedOutput: 'A PDF',
      priority: 'high',
      dueAt: '2031-02-01T09:00:00.000Z',
      tags: ['finance', '季度'],
      isDeliverable: true,
    };
    const { number } = await product.create(fields);
    expect(await product.task(number)).toMatchObject(fields);
    const named = await product.create({ description: 'Look at the roof\nbefore it rains' });
    expect(named.title).toBe('Look at the roof');

    expect(await refused({ title: 'x', colour: 'red', home: { ...home(), planet: 'Mars' } })).toEqual({
      status: 400,
      fields: ['colour', 'home.planet'],
    });
    expect(await refused({ title: 'x'.repeat(257), priority: 'soon', dueAt: 'Friday' })).toEqual({
      status: 400,
      fields: ['dueAt', 'priority', 'title'],
    });
    expect((await refused({})).status).toBe(400);
  });

  it('F4 the id is made by the product and cannot be set; a reference of the caller finds the task', async () => {
    expect(await refused({ title: 'x', id: 'mine' })).toEqual({ status: 400, fields: ['id'] });
    const { number, id } = await product.create({ title: 'F4', referenceId: 'JIRA-4' });
    const { status } = await product.send('PATCH', `/tasks/${number}`, { id: 'other' });
    expect(status).toBe(400);
    expect((await product.tasks('?referenceId=JIRA-4')).map((one) => one.id)).toEqual([id]);
  });

  it('F5 the number of a task is taken wherever its id is, in any case and without the dash', async () => {
    const { number, id } = await product.create({ title: 'F5', home: home('f5') });
    for (const ref of [number, number.toLowerCase(), number.replace('-', ''), id]) {
      expect((await product.task(ref)).id).toBe(id);
    }
    const blocked = await product.create({ title: 'F5 too', blockedBy: [number] });
    expect(blocked.blockedBy).toEqual([id]);
    await product.say('ana', `/task show ${number}`, { channel: 'f5' });
    expect((await product.heard('ana', { channel: 'f5' })).at(-1)).toContain(`${number} F5`);
    expect((await product.send('GET', '/tasks/T-99999')).status).toBe(404);
  });
});

describe('what tasks are done for', () => {
  const names = (tasks: readonly { title: string }[]) => tasks.map(({ title }) => title).toSorted();
  const aims = async (kind: string, query = '') => {
    const { items } = await product.ask<{ items: AimView[] }>('GET', `/${kind}${query}`);
    return items;
  };

  it('F162 a goal shows how far its tasks are: with three of four done, 75 percent', async () => {
    const made = [];
    for (const title of ['Book', 'Invite', 'Print', 'Pack', 'Fly'])
      made.push(await product.create({ title, goal: 'Launch day', project: 'Apollo', home: home('f162') }));
    for (const { number } of made.slice(0, 3)) await product.event(number, 'complete');
    await product.event(made[4]?.number ?? '', 'cancel');
    expect(await aims('goals')).toEqual([{ name: 'Launch day', tasks: 4, completed: 3, percent: 75 }]);
    expect(names(await product.tasks('?goal=launch%20DAY&status=completed'))).toEqual([
      'Book',
      'Invite',
      'Print',
    ]);
    expect(await product.tasks('?goal=Launch%20day&project=Gemini')).toEqual([]);
  });

  it('F162 is one however it is written, also by two at once, and is changed and taken away in words', async () => {
    const [one, two] = await Promise.all(
      ['Gemini', 'gemini'].map((project) =>
        product.create({ title: `For ${project}`, project, home: home('f162') }),
      ),
    );
    expect(one?.project).toBe(two?.project);
    expect(await aims('projects', '?limit=1')).toMatchObject([{ name: 'Apollo', tasks: 4 }]);
    const { number } = await product.create({ title: 'Fix the door', home: home('f162') });
    await product.say('ana', `task update ${number} project=GEMINI goal="安全 第一"`, { channel: 'f162' });
    expect(await product.task(number)).toMatchObject({ project: one?.project, goal: '安全 第一' });
    await product.say('ana', `任务 修改 ${number} 项目=无`, { channel: 'f162' });
    expect(await product.task(number)).toMatchObject({ project: null, goal: '安全 第一' });
    expect(names(await product.tasks('?project=gemini'))).toEqual(['For Gemini', 'For gemini']);
  });
});

describe('six vocabularies for one life', () => {
  const VOCABULARIES = ['errand', 'console', 'jobs', 'runs', 'kanban', 'board'];

  it('F9 F84 every state has a label in each vocabulary and is found by it, and waiting for an approval is no status', async () => {
    for (const state of STATES) {
      const number = await reach(product, state, 'f9');
      for (const view of VOCABULARIES) {
        const { label, status } = await product.task(number, `?view=${view}`);
        expect([state, view, label]).toEqual([state, view, expect.stringMatching(/\w/)]);
        const found = await product.tasks(`?platform=web&channel=f9&view=${view}&status=${label}`);
        expect([state, view, found.map((one) => one.number)]).toEqual([
          state,
          view,
          expect.arrayContaining([number]),
        ]);
        expect(found.every((one) => one.label === label)).toBe(true);
        expect(status).toBe(state.split('.')[0]);
      }
      if (state !== 'in_progress.approval') continue;
      const labels = await Promise.all(
        VOCABULARIES.map(async (view) => (await product.task(number, `?view=${view}`)).label),
      );
      expect(labels).toEqual(['in_progress', 'paused', 'needs_input', 'running', 'BLOCKED', 'running']);
    }
    product.sink.release();
    await product.settle();
  });
});
