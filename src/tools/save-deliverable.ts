import { saveDeliverableInput, type SaveDeliverableInput } from '../contract/tools.ts';
import { AppError } from '../domain/errors.ts';
import type { Deliverable, Run } from '../domain/run.ts';
import type { Task } from '../domain/task.ts';
import { prompt } from '../shared/prompts.ts';
import { answer, defineTool, refuse, type Tool, type ToolContext } from '../agent/tool.ts';
import { sha256 } from '../shared/sha256.ts';

const BY_ENDING: Record<string, Deliverable['contentType']> = {
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
};

/** Keeps content that people asked for. The same name again makes the next version; earlier ones stay. */
export const saveDeliverable: Tool = defineTool<SaveDeliverableInput>({
  name: 'save_deliverable',
  description: prompt('tools/save-deliverable'),
  input: saveDeliverableInput,
  effect: 'own',
  approval: 'never',
  scopes: ['run'],
  title: ({ name }, words) => words.stepSave(name),
  async run(args, context) {
    if (!context.run || !context.task) return refuse('Deliverables are saved by runs only.');
    const saved = await keepDeliverable(args, { ...context, task: context.task, run: context.run });
    return answer(
      JSON.stringify({ ok: true, name: saved.name, version: saved.version, bytes: saved.sizeBytes }),
    );
  },
});

type Keeper = Pick<ToolContext, 'app' | 'key'> & { task: Pick<Task, 'id'>; run: Pick<Run, 'id'> };

/** Saves it as the next version of its name. */
export async function keepDeliverable(made: SaveDeliverableInput, keeper: Keeper): Promise<Deliverable> {
  const saved = await save(made, keeper);
  keeper.app.bus.publish('changed', { kind: 'deliverable', id: saved.id, taskId: saved.taskId });
  return saved;
}

/** The call's key is the id, so that a replayed call finds what it had saved. */
async function save(
  { name, content, contentType }: SaveDeliverableInput,
  { app: { store, clock }, key, task: { id: taskId }, run: { id: runId } }: Keeper,
): Promise<Deliverable> {
  const deliverables = store.collection('deliverables');
  const id = sha256(key).slice(0, 32);
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  for (let tries = 0; tries < 5; tries += 1) {
    const done = await deliverables.get(id);
    if (done) return done;
    const [latest] = await deliverables.find(
      { taskId, name },
      { sort: { version: -1 }, limit: 1, omit: ['content'] },
    );
    const bytes = Buffer.from(content, 'utf8');
    const made: Deliverable = {
      id,
      taskId,
      runId,
      name,
      version: (latest?.version ?? 0) + 1,
      contentType: contentType ?? BY_ENDING[ending] ?? 'text/plain',
      content,
      sizeBytes: bytes.byteLength,
      sha256: sha256(bytes),
      createdAt: clock.now(),
    };
    try {
      await deliverables.insert(made);
      return made;
    } catch (thrown) {
      if (!AppError.is(thrown, 'store.duplicate')) throw thrown;
    }
  }
  throw new AppError('task.busy', { what: 'task', ref: taskId });
}
