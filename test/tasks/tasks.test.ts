import { describe, expect, it } from 'vitest';
import { createTaskInput, listTasksQuery } from '../../src/contract/tasks.ts';
import type { AppError } from '../../src/domain/errors.ts';
import { MOVE_NAMES, splitState, TASK_MOVES, taskMove } from '../../src/domain/task-moves.ts';
import { TASK_STATES, type TaskState } from '../../src/domain/task-states.ts';
import { OUTCOMES } from '../../src/domain/task.ts';
import { labelsOf, taskLabelIn, VOCABULARIES } from '../../src/domain/vocabularies.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { refusalOf } from '../fakes/refusal.ts';
import { call } from '../fakes/scripted-model.ts';
import { startWork, stored } from '../fakes/work.ts';

const ana = inChat('ana');
const add = (app: TestApp, title: string, more: object = {}, caller = ana) =>
  app.core.commands.createTask({ title, ...more }, caller);
const list = (app: TestApp, query: object = {}, caller = app.api) =>
  app.core.commands.listTasks(listTasksQuery.parse(query), caller);
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: AppError) => error.code,
  );

describe('creating', () => {
  it('takes the first line of the description where there is no title', async () => {
    const app = await startApp();
    const task = await app.core.commands.createTask({ description: 'Write the report\nwith figures' }, ana);
    expect(task).toMatchObject({
      number: 'T-1',
      title: 'Write the report',
      status: 'backlog',
      source: { kind: 'chat' },
      version: 1,
    });
  });

  it('refuses fields that are not there, each by its name, and a task of nothing', () => {
    const faults = (input: object) => JSON.stringify(createTaskInput.safeParse(input).error?.issues ?? []);
    expect(faults({ title: 'x', id: 'mine' })).toContain('"id"');
    expect(faults({ title: 'x', colour: 'red' })).toContain('"colour"');
    expect(faults({})).toContain('give a title or a description');
  });

  it('gives the same task for the same request, even at the same moment', async () => {
    const app = await startApp();
    const caller = { ...app.api, key: 'request-1' };
    const made = await Promise.all(Array.from({ length: 5 }, () => add(app, 'One', {}, caller)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made.filter(({ deduplicated }) => !deduplicated)).toHaveLength(1);
    expect(await app.ports.store.collection('tasks').count({}, 10)).toBe(1);
  });

  it('gives each task a number of its own when many are made at once', async () => {
    const app = await startApp();
    const made = await Promise.all(Array.from({ length: 30 }, (_, index) => add(app, `Task ${index}`)));
    expect(new Set(made.map(({ number }) => number)).size).toBe(30);
  });

  it('makes two tasks of two requests with one title', async () => {
    const app = await startApp();
    await add(app, 'One', {}, app.api);
    expect((await add(app, 'One', {}, app.api)).number).toBe('T-2');
  });

  it('knows what made it, and finds it by the number of another system', async () => {
    const app = await startApp();
    await add(
      app,
      'From a hook',
      { source: { kind: 'webhook', key: 'delivery-1' }, referenceId: 'JIRA-7' },
      app.api,
    );
    await add(app, 'By hand', {}, app.api);
    expect((await list(app, { source: 'webhook' })).items.map(({ number }) => number)).toEqual(['T-1']);
    expect((await list(app, { source: 'api' })).items.map(({ number }) => number)).toEqual(['T-2']);
    expect((await list(app, { referenceId: 'JIRA-7' })).items.map(({ number }) => number)).toEqual(['T-1']);
  });

  it.each([
    [{ agentId: 'ghost' }, 'there is no agent "ghost"; there are: assistant'],
    [{ assignee: 'agent:ghost' }, 'there is no agent "ghost"; there are: assistant'],
  ])('refuses an agent that is not configured: %j', async (fields, problem) => {
    const app = await startApp();
    expect((await refusalOf(add(app, 'One', fields))).faults.join()).toContain(problem);
    expect(await app.ports.store.collection('tasks').count({}, 10)).toBe(0);
  });

  it('asks for the id where two people bear the name', async () => {
    const app = await startApp();
    const people = app.ports.store.collection('people');
    for (const id of ['web:1', 'web:2']) {
      await people.insert({
        id,
        name: 'Kim',
        nameKey: 'kim',
        platform: 'web',
        locale: null,
        timeZone: null,
        updatedAt: new Date(),
      });
    }
    const { faults } = await refusalOf(add(app, 'One', { assignee: 'Kim' }));
    expect(faults).toEqual(['assignee: two people are called "Kim"; give the id']);
    expect((await add(app, 'One', { assignee: 'web:2' })).assignee).toEqual({
      kind: 'person',
      id: 'web:2',
      name: 'Kim',
    });
  });

  it('gives the work to the agent that it is assigned to', async () => {
    const app = await startApp({ config: 'agents: {writer: {model: w}, editor: {model: e}}' });
    await startWork(app, ['Done.'], { assignee: 'agent:writer' });
    expect((await stored(app, 'runs')).config.agentId).toBe('writer');
  });

  it('gives the work to the agent that it is assigned to later', async () => {
    const app = await startApp({
      config: 'agents: {writer: {model: w}, editor: {model: e}}',
      run: ['Done.'],
    });
    await add(app, 'One', { assignee: 'agent:writer' });
    await app.core.commands.updateTask('T-1', { assignee: 'agent:editor' }, ana);
    await app.core.commands.sendEvent('T-1', { event: 'queue' }, ana);
    expect((await stored(app, 'runs')).config.agentId).toBe('editor');
  });
});

describe('finding', () => {
  it('takes the number in any writing, and the id', async () => {
    const app = await startApp();
    const { id } = await add(app, 'One');
    for (const ref of ['T-1', 't-1', 'T1', '#1', id])
      expect((await app.core.commands.getTask(ref, ana)).id).toBe(id);
    for (const ref of ['T-2', '1', 'T-1x', ''])
      expect(await codeOf(app.core.commands.getTask(ref, ana))).toBe('not_found');
  });

  it('shows nothing of another channel, not even that it is there', async () => {
    const app = await startApp();
    await startWork(
      app,
      [call('ask_people', { kind: 'text', question: 'Which?' })],
      {},
      inChat('bo', { channel: 'board' }),
    );
    const { commands } = app.core;
    const { currentRunId } = await commands.getTask('T-1', app.api);
    const looks = [
      commands.getTask('T-1', ana),
      commands.listHistory('T-1', { limit: 100 }, ana),
      commands.listComments('T-1', { limit: 5 }, ana),
      commands.listRuns('T-1', { limit: 5 }, ana),
      commands.getRun(currentRunId ?? '', ana),
      commands.getAsk('A-1', ana),
      commands.listDeliverables('T-1', ana),
      commands.why('T-1', ana),
      commands.updateTask('T-1', { title: 'x' }, ana),
      commands.sendEvent('T-1', { event: 'cancel' }, ana),
      commands.comment('T-1', { text: 'x' }, ana),
    ];
    for (const look of looks) expect(await codeOf(look)).toBe('not_found');
    expect((await list(app, {}, ana)).items).toEqual([]);
    expect((await commands.listAsks({ state: 'open', limit: 5 }, ana)).items).toEqual([]);
    expect(Object.values(await commands.countTasks(ana)).every((count) => count === 0)).toBe(true);
  });
});

describe('listing', () => {
  it('by pages skips and repeats nothing while tasks are changed and made between them', async () => {
    const app = await startApp();
    for (let index = 0; index < 23; index += 1) {
      await add(app, `Task ${index}`);
      if (index % 3 === 0) await app.clock.advance(1);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    let page = 0;
    do {
      const { items, nextCursor } = await list(app, { limit: 5, ...(cursor ? { cursor } : {}) });
      seen.push(...items.map(({ number }) => number));
      await app.clock.advance(1000);
      await add(app, `New ${page}`);
      await app.core.commands.updateTask(seen[0] ?? '', { priority: page % 2 ? 'high' : 'low' }, app.api);
      cursor = nextCursor ?? undefined;
      page += 1;
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.toSorted()).toEqual(Array.from({ length: 23 }, (_, index) => `T-${index + 1}`).toSorted());
  });

  it('by words and by pages finds each that has them, in the title or the description', async () => {
    const app = await startApp();
    for (let index = 0; index < 40; index += 1)
      await add(app, `Task ${index}`, {
        description: index % 4 === 0 ? 'about the LAUNCH day' : 'about lunch',
      });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await list(app, {
        limit: 3,
        text: 'launch day',
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...items.map(({ title }) => title));
      cursor = nextCursor ?? undefined;
    } while (cursor);
    expect(seen.length).toBe(10);
    expect(new Set(seen).size).toBe(10);
  });

  it('refuses a cursor that it did not hand out', async () => {
    const app = await startApp();
    for (const cursor of ['x', 'eyJhIjoxfQ', Buffer.from('99 ').toString('base64url')]) {
      expect(await codeOf(list(app, { cursor }))).toBe('input.invalid');
    }
  });

  it('in each vocabulary finds under a label exactly the tasks that show it', async () => {
    const app = await startApp();
    const tasks = app.ports.store.collection('tasks');
    const kinds = TASK_STATES.flatMap((state) => {
      const { status } = splitState(state);
      const isOver = status === 'completed' || status === 'failed' || status === 'cancelled';
      return (isOver ? OUTCOMES : [null]).map((outcome) => ({ state, outcome }));
    });
    for (const [index, { state, outcome }] of kinds.entries()) {
      await add(app, `Task ${index}`);
      const { status, wait } = splitState(state);
      await tasks.update(
        { number: index + 1 },
        { $set: { status, outcome, wait: wait && { kind: wait, since: new Date() } } },
      );
    }
    const all = await tasks.find({}, { limit: 200 });
    for (const view of VOCABULARIES) {
      for (const label of labelsOf(view)) {
        const found = await list(app, { view, status: label, limit: 100 });
        const wanted = all
          .filter((task) => taskLabelIn(view, task) === label)
          .map(({ number }) => `T-${number}`);
        expect([view, label, found.items.map(({ number }) => number).toSorted()]).toEqual([
          view,
          label,
          wanted.toSorted(),
        ]);
        for (const item of found.items) expect(item.label).toBe(label);
      }
    }
    const { faults } = await refusalOf(list(app, { view: 'kanban', status: 'running' }));
    expect(faults.join()).toContain('"running" is not one of: TODO');
  });

  it('takes several labels, people, dates and channels together', async () => {
    const app = await startApp();
    await add(app, 'A', { assignee: 'web:bo', dueAt: '2026-01-06T00:00:00Z' });
    await add(app, 'B', { assignee: 'web:bo' });
    await add(app, 'C', {}, inChat('cy', { channel: 'board' }));
    await app.core.commands.sendEvent('T-2', { event: 'complete' }, app.api);
    const numbers = async (query: object) =>
      (await list(app, query)).items.map(({ number }) => number).toSorted();
    expect(await numbers({ status: 'backlog,completed' })).toEqual(['T-1', 'T-2', 'T-3']);
    expect(await numbers({ assignee: 'web:bo', status: 'completed' })).toEqual(['T-2']);
    expect(await numbers({ requester: 'web:cy' })).toEqual(['T-3']);
    expect(await numbers({ channel: 'board' })).toEqual(['T-3']);
    expect(await numbers({ dueBefore: '2026-02-01T00:00:00Z' })).toEqual(['T-1']);
  });

  it('counts what the labels of the board show', async () => {
    const app = await startApp();
    await startWork(app, [call('ask_people', { kind: 'text', question: 'Which?' })]);
    await add(app, 'Another');
    const counts = await app.core.commands.countTasks(app.api);
    expect(counts).toMatchObject({ backlog: 1, needs_input: 1 });
  });
});

describe('archiving', () => {
  it('hides an ended task from the board, keeps everything, and can be taken back', async () => {
    const app = await startApp();
    await add(app, 'One');
    await app.core.commands.sendEvent('T-1', { event: 'complete', reason: 'by hand' }, ana);
    await app.core.commands.sendEvent('T-1', { event: 'archive' }, ana);
    expect((await list(app)).items).toEqual([]);
    expect((await list(app, { archived: true })).items.map(({ number }) => number)).toEqual(['T-1']);
    expect(await codeOf(app.core.commands.updateTask('T-1', { title: 'x' }, ana))).toBe('task.archived');
    expect(await codeOf(app.core.commands.sendEvent('T-1', { event: 'rerun' }, ana))).toBe('task.archived');
    const back = await app.core.commands.sendEvent('T-1', { event: 'restore' }, ana);
    expect(back).toMatchObject({
      status: 'completed',
      outcome: 'success',
      archivedAt: null,
      result: 'by hand',
    });
    expect((await list(app)).items).toHaveLength(1);
  });

  it('is not possible for work under way', async () => {
    const app = await startApp();
    await startWork(app, [call('ask_people', { kind: 'text', question: 'Which?' })]);
    expect(await codeOf(app.core.commands.sendEvent('T-1', { event: 'archive' }, ana))).toBe(
      'task.illegal_event',
    );
  });
});

describe('updating', () => {
  it('of an older version changes nothing', async () => {
    const app = await startApp();
    await add(app, 'One');
    await app.core.commands.updateTask('T-1', { title: 'Two' }, ana, 1);
    await expect(app.core.commands.updateTask('T-1', { title: 'Three' }, ana, 1)).rejects.toMatchObject({
      code: 'version.stale',
      details: { expected: 1, actual: 2 },
    });
    expect((await stored(app, 'tasks')).title).toBe('Two');
  });

  it('by ten people at once loses no change', async () => {
    const app = await startApp();
    await add(app, 'One');
    await Promise.all(
      Array.from({ length: 7 }, (_, index) =>
        app.core.commands.updateTask('T-1', { tags: [`t${index}`] }, ana),
      ),
    );
    const { history, version } = await stored(app, 'tasks');
    expect(version).toBe(8);
    expect(history.map((entry) => entry.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('of what is to be done is for the backlog; of name, date and priority for any time', async () => {
    const app = await startApp();
    await startWork(app, [call('ask_people', { kind: 'text', question: 'Which?' })]);
    for (const patch of [
      { description: 'x' },
      { expectedOutput: 'x' },
      { agentId: 'assistant' },
      { isReviewRequired: true },
    ]) {
      expect([patch, await codeOf(app.core.commands.updateTask('T-1', patch, ana))]).toEqual([
        patch,
        'task.illegal_event',
      ]);
    }
    const patch = {
      title: 'Two',
      priority: 'urgent' as const,
      dueAt: '2026-02-01T00:00:00Z',
      tags: ['a'],
      assignee: 'bo',
    };
    expect(await app.core.commands.updateTask('T-1', patch, ana)).toMatchObject({
      title: 'Two',
      priority: 'urgent',
      status: 'in_progress',
    });
  });

  it('refuses an agent that is not configured', async () => {
    const app = await startApp();
    await add(app, 'One');
    expect(await codeOf(app.core.commands.updateTask('T-1', { agentId: 'ghost' }, ana))).toBe(
      'input.invalid',
    );
  });
});

describe('blockers', () => {
  it('refuse the queue by their numbers, or park the task until they are done', async () => {
    const app = await startApp();
    await add(app, 'First');
    await add(app, 'Second', { blockedBy: ['T-1'] });
    const { code, details } = await refusalOf(app.core.commands.sendEvent('T-2', { event: 'queue' }, ana));
    expect({ code, ...details }).toMatchObject({
      code: 'task.guarded',
      guard: 'open_blockers',
      blockers: ['T-1'],
    });
    const parked = await app.core.commands.sendEvent('T-2', { event: 'queue', park: true }, ana);
    expect(parked).toMatchObject({ status: 'pending', wait: { kind: 'dependency' } });
    expect((await app.core.commands.why('T-2', ana)).sentence).toBe('It is waiting for T-1 First (backlog).');
  });

  it('that are done let the task run', async () => {
    const app = await startApp({ run: ['Done.'] });
    await add(app, 'First');
    await add(app, 'Second', { blockedBy: ['T-1'] });
    await app.core.commands.sendEvent('T-1', { event: 'complete' }, ana);
    await app.core.commands.sendEvent('T-2', { event: 'queue' }, ana);
    await app.settle();
    expect((await stored(app, 'tasks', 2)).status).toBe('completed');
  });

  it('that are done later start the parked task by themselves', async () => {
    const app = await startApp({ run: ['Done.'] });
    await add(app, 'First');
    await add(app, 'Second', { blockedBy: ['T-1'] });
    await app.core.commands.sendEvent('T-2', { event: 'queue', park: true }, ana);
    await app.core.commands.sendEvent('T-1', { event: 'complete' }, ana);
    await app.clock.advance(10_000);
    await app.settle();
    expect((await stored(app, 'tasks', 2)).status).toBe('completed');
  });

  it('cannot be what nobody knows', async () => {
    const app = await startApp();
    expect(await codeOf(add(app, 'One', { blockedBy: ['T-7'] }))).toBe('not_found');
  });
});

describe('an event that the table does not have for a state', () => {
  const events = [...new Set(MOVE_NAMES.map((name) => TASK_MOVES[name].event))];
  const mayPerson = (event: string, state: TaskState, isArchived: boolean) =>
    MOVE_NAMES.map(taskMove).some(
      (move) =>
        move.event === event &&
        move.by.includes('person') &&
        move.from.includes(state) &&
        (move.onArchived === true) === isArchived,
    );

  it.each([false, true])(
    'is refused, says what is possible, and writes nothing (archived: %s)',
    async (isArchived) => {
      const app = await startApp({ roles: [] });
      const tasks = app.ports.store.collection('tasks');
      const wrong: string[] = [];
      for (const [index, state] of TASK_STATES.entries()) {
        await add(app, `Task ${index}`);
        const { status, wait } = splitState(state);
        const number = index + 1;
        const archivedAt = isArchived ? new Date() : null;
        await tasks.update(
          { number },
          { $set: { status, wait: wait && { kind: wait, since: new Date() }, isArchived, archivedAt } },
        );
        const before = JSON.stringify(await stored(app, 'tasks', number));
        for (const event of events) {
          if (mayPerson(event, state, isArchived)) continue;
          // These two are done already where they would lead, and say so.
          if (
            (event === 'cancel' && status === 'cancelled') ||
            (event === 'complete' && status === 'completed')
          )
            continue;
          const input = { event, reason: 'because', value: 'x' };
          const end = await app.core.commands.sendEvent(`T-${number}`, input, app.api).then(
            () => 'done',
            (error: AppError): string => error.code,
          );
          if (end !== 'task.illegal_event' && end !== 'task.archived')
            wrong.push(`${event} from ${state}: ${end}`);
          if (JSON.stringify(await stored(app, 'tasks', number)) !== before)
            wrong.push(`${event} from ${state} wrote`);
        }
      }
      expect(wrong).toEqual([]);
      expect(await app.ports.store.collection('runs').count({}, 10)).toBe(0);
    },
  );

  it('names the state and the events that are possible', async () => {
    const app = await startApp();
    await add(app, 'One');
    await expect(app.core.commands.sendEvent('T-1', { event: 'accept' }, ana)).rejects.toMatchObject({
      code: 'task.illegal_event',
      details: {
        task: 'T-1',
        event: 'accept',
        state: { status: 'backlog', wait: null },
        legal: expect.arrayContaining(['queue', 'cancel', 'complete']),
      },
    });
  });

  it('is no fault where it has been done already', async () => {
    const app = await startApp();
    await add(app, 'One');
    await app.core.commands.sendEvent('T-1', { event: 'complete' }, ana);
    const again = await app.core.commands.sendEvent('T-1', { event: 'complete' }, ana);
    expect(again.version).toBe(2);
  });
});

describe('claiming', () => {
  it('gives the task to one of fifty who want it', async () => {
    const app = await startApp();
    await add(app, 'One');
    const tries = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) =>
        app.core.commands.sendEvent('T-1', { event: 'claim' }, inChat(`p${index}`)),
      ),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await stored(app, 'tasks')).history.filter(({ move }) => move === 'claim')).toHaveLength(1);
  });

  it('is ended by a release', async () => {
    const app = await startApp();
    await add(app, 'One');
    await app.core.commands.sendEvent('T-1', { event: 'claim' }, ana);
    await app.core.commands.sendEvent('T-1', { event: 'release' }, ana);
    expect((await app.core.commands.sendEvent('T-1', { event: 'claim' }, inChat('bo'))).assignee?.name).toBe(
      'bo',
    );
  });
});

describe('comments', () => {
  it('are kept in order, each once for a request that comes twice', async () => {
    const app = await startApp();
    await add(app, 'One');
    const caller = { ...ana, key: 'c-1' };
    await app.core.commands.comment('T-1', { text: 'first' }, caller);
    await app.core.commands.comment('T-1', { text: 'first' }, caller);
    await app.clock.advance(1);
    await app.core.commands.comment('T-1', { text: 'second', isAside: true }, inChat('bo'));
    const first = await app.core.commands.listComments('T-1', { limit: 1 }, ana);
    expect(first.items.map(({ text }) => text)).toEqual(['first']);
    const rest = await app.core.commands.listComments(
      'T-1',
      { limit: 5, cursor: first.nextCursor ?? '' },
      ana,
    );
    expect(rest).toMatchObject({
      items: [{ text: 'second', isAside: true, author: { name: 'bo' } }],
      nextCursor: null,
    });
  });
});
