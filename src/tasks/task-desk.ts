import type { CommentInput, CreateTaskInput, TaskEventInput, UpdateTaskInput } from '../contract/tasks.ts';
import type { Comment } from '../domain/records.ts';
import type { Priority, Task, TaskSummary } from '../domain/task.ts';
import type { Caller } from '../ports/commands.ts';
import type { Why } from './why.ts';
import type { CreatedTask, CreateOptions } from './create-task.ts';

/** What a person asks to see of the tasks here. */
export interface ListWish {
  /** A label of the `jobs` vocabulary, `open` for all that live, `all` for everything. */
  status: string;
  /** `me`, `anyone`, a name or an id; left out means the caller's own. */
  assignee?: string | null | undefined;
  priority?: Priority | undefined;
  dueBefore?: Date | undefined;
  text?: string | undefined;
  limit: number;
}

/** Tasks as the tools and typed commands work with them: documents, not views; what a list gives is not whole. */
export interface TaskDesk {
  createTask(input: CreateTaskInput, caller: Caller, options?: CreateOptions): Promise<CreatedTask>;
  resolveTask(ref: string, caller: Caller): Promise<Task>;
  listFor(wish: ListWish, caller: Caller): Promise<{ items: TaskSummary[]; hasMore: boolean }>;
  updateTask(task: Task, patch: UpdateTaskInput, caller: Caller, version?: number): Promise<Task>;
  sendEvent(task: Task, input: TaskEventInput, caller: Caller): Promise<Task>;
  /** Brings a task to a status of the `jobs` vocabulary by the event that leads there. */
  setJobStatus(task: Task, status: string, reason: string | undefined, caller: Caller): Promise<Task>;
  comment(task: Task, input: CommentInput, caller: Caller): Promise<Comment>;
  why(task: Task, caller: Caller): Promise<Why>;
}
