import {
  answer,
  defineTool,
  refuse,
  whatToFix,
  type Tool,
  type ToolContext,
  type ToolResult,
} from '../agent/tool.ts';
import { mayBeHeard } from '../access/may-see.ts';
import { readDeliverableInput, type ReadDeliverableInput } from '../contract/tools.ts';
import { newestVersions, type Deliverable } from '../domain/run.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { prompt } from '../shared/prompts.ts';
import { savedFiles } from '../shared/saved-files.ts';
import { cut } from '../shared/text.ts';
import { resolveTask } from '../tasks/find-task.ts';

/** Characters of one answer: what is longer is read on with `offset`. Below what the journal keeps of a result. */
const MAX_PART = 14_000;

/** Shows a file that a run has saved: of the task that is worked on, or of one that the person may see. */
export const readDeliverable: Tool = defineTool<ReadDeliverableInput>({
  name: 'read_deliverable',
  description: prompt('tools/read-deliverable'),
  input: readDeliverableInput,
  effect: 'read',
  approval: 'never',
  scopes: ['turn', 'run'],
  title: ({ name }, words) => words.stepReadFile(name ?? ''),
  async run(args, context): Promise<ToolResult> {
    try {
      const task = args.task === undefined ? context.task : await find(args.task, context);
      if (!task) return refuse('Say which task: give its number as `task`.');
      return await read(task, args, context);
    } catch (thrown) {
      return refuse(whatToFix(thrown, context.words));
    }
  },
});

const find = (ref: string, { app, caller }: ToolContext): Promise<Task> => resolveTask(app, ref, caller);

async function read(
  task: Task,
  { name, version, offset = 0 }: ReadDeliverableInput,
  { app, caller }: ToolContext,
): Promise<ToolResult> {
  const made = await savedFiles(app, { taskId: task.id });
  const newest = newestVersions(made);
  const wanted = name === undefined ? newest[0] : newest.find((file) => file.name === name);
  const file =
    version === undefined ? wanted : made.find((one) => one.name === wanted?.name && one.version === version);
  if (!file || (name === undefined && newest.length > 1)) return refuse(listOf(task, newest));
  const { content = '' } = (await app.store.collection('deliverables').get(file.id)) ?? {};
  const part = cut(content.slice(offset), MAX_PART);
  const end = offset + part.length;
  const rest =
    end < content.length ? ` of ${content.length}; go on with offset ${end}` : ` of ${content.length}`;
  return answer(
    `${taskLabel(task)} ${file.name}, version ${file.version}, characters ${offset} to ${end}${rest}:\n${part}`,
    { hasOutside: Boolean(task.taint), isForOne: !mayBeHeard(task, caller) },
  );
}

function listOf(task: Task, files: readonly Pick<Deliverable, 'name' | 'version' | 'sizeBytes'>[]): string {
  if (files.length === 0) return `${taskLabel(task)} has no files.`;
  const names = files.map(
    ({ name, version, sizeBytes }) => `${name} (version ${version}, ${sizeBytes} bytes)`,
  );
  return `Say which file of ${taskLabel(task)} by its name: ${names.join(', ')}.`;
}
