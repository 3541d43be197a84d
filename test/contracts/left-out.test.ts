import { expect, it } from 'vitest';
import type { Deliverable } from '../../src/domain/run.ts';
import type { Task } from '../../src/domain/task.ts';
import type { Caller } from '../../src/ports/commands.ts';
import type { Ports } from '../../src/ports/index.ts';
import type { Collection } from '../../src/ports/store.ts';
import { showDeliverable } from '../../src/runs/show-run.ts';
import type { App } from '../../src/app.ts';
import { listFor } from '../../src/tasks/list-for.ts';
import { sendEvent } from '../../src/tasks/send-event.ts';
import { openWeb } from '../fakes/web.ts';

/** Never called: what must not compile. The compiler complains where one of the marked lines does. */
export async function mustNotCompile(
  store: Ports['store'],
  app: App,
  tasks: Collection<Task>,
  caller: Caller,
) {
  const [task] = await tasks.find({}, { limit: 1, omit: ['history', 'description'] });
  if (!task) return;
  task.title.trim();
  // @ts-expect-error The history was left out.
  task.history.some(() => true);
  // @ts-expect-error So was the description, in the same find.
  task.description.trim();
  // @ts-expect-error Moving a task takes the whole of it.
  await sendEvent(app, task, { event: 'cancel' }, caller);
  // @ts-expect-error A list of tasks is none of whole tasks.
  const whole: Task[] = await tasks.find({}, { limit: 1, omit: ['history'] });
  // @ts-expect-error What a list gives cannot be moved.
  const moved: Promise<Task> = listFor(app, { status: 'open', limit: 1 }, caller).then(
    ({ items }) => items[0],
  );
  // @ts-expect-error No field of a task is called so.
  await tasks.find({}, { limit: 1, omit: ['histroy'] });
  // @ts-expect-error Without its id a document is none.
  await tasks.find({}, { limit: 1, omit: ['id'] });
  const options = { limit: 1, omit: ['history'] };
  // @ts-expect-error Names that the compiler has forgotten would leave out anything.
  await tasks.find({}, options);
  const [run] = await store.collection('runs').find({}, { limit: 1, omit: ['journal'] });
  // @ts-expect-error The journal was left out.
  run?.journal.at(-1);
  const [row] = await store.collection('inbox').find({}, { limit: 1, omit: ['journal'] });
  // @ts-expect-error The journal of a turn too.
  row?.journal.at(-1);
  const [made] = await store.collection('deliverables').find({}, { limit: 1, omit: ['content'] });
  // @ts-expect-error Only what was read with its content has one.
  made?.content.trim();
  return [whole, moved];
}

it('What a find leaves out is in neither the document nor its type, and what it does not leave out is in both', async () => {
  const { store, close } = await openWeb();
  const made: Deliverable = {
    id: 'd1',
    taskId: 't1',
    runId: 'r1',
    name: 'a.md',
    version: 1,
    contentType: 'text/markdown',
    content: '# A',
    sizeBytes: 3,
    sha256: '',
    createdAt: new Date(0),
  };
  await store.collection('deliverables').insert(made);
  const [brief] = await store.collection('deliverables').find({}, { limit: 1, omit: ['content'] });
  expect(brief).toBeDefined();
  expect(Object.keys(brief ?? {})).not.toContain('content');
  const [whole] = await store.collection('deliverables').find({}, { limit: 1 });
  expect(whole?.content).toBe('# A');
  await close();
});

it('A deliverable that was read with its content is shown without', () => {
  const read = { id: 'd1', name: 'a.md', content: 'secret', createdAt: new Date(0) } as Deliverable;
  expect(JSON.stringify(showDeliverable(read))).not.toContain('secret');
});
