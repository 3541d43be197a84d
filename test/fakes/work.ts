import type { CreateTaskInput, CreatedTaskView } from '../../src/contract/tasks.ts';
import type { Ask } from '../../src/domain/ask.ts';
import type { Run } from '../../src/domain/run.ts';
import type { Task } from '../../src/domain/task.ts';
import type { Caller } from '../../src/ports/commands.ts';
import type { TestApp } from './app.ts';
import { inChat } from './callers.ts';
import type { Line } from './scripted-model.ts';

/** Makes a task of ana's in the general channel and lets an agent run it by the script. */
export async function startWork(
  app: TestApp,
  run: Line[],
  fields: Partial<CreateTaskInput> = {},
  caller: Caller = inChat('ana'),
): Promise<CreatedTaskView> {
  app.model.script({ run });
  const task = await app.core.commands.createTask(
    { title: 'Announce the launch', run: true, ...fields },
    caller,
  );
  await app.settle();
  return task;
}

/** The one document of a kind that fits, as it is in the store. */
export async function stored(app: TestApp, kind: 'tasks', ref?: number): Promise<Task>;
export async function stored(app: TestApp, kind: 'asks', ref?: number): Promise<Ask>;
export async function stored(app: TestApp, kind: 'runs', ref?: number): Promise<Run>;
export async function stored(app: TestApp, kind: 'tasks' | 'asks' | 'runs', ref = 1): Promise<unknown> {
  const [found] = await app.ports.store.collection(kind).find({ number: ref }, { limit: 1 });
  if (!found) throw new Error(`there is no ${kind} ${ref}`);
  return found;
}

/** What was said only to the person. */
export async function privateWords(app: TestApp, person: string): Promise<string[]> {
  return (await app.read(person)).filter(({ onlyFor }) => onlyFor !== undefined).map(({ text }) => text);
}

/** A promise that the test resolves: what hangs until it does. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
