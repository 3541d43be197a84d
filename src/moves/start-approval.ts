import type { Task } from '../domain/task.ts';
import { canonicalJson } from '../shared/canonical-json.ts';
import { sha256 } from '../shared/sha256.ts';

/** Everything that says what an agent will do, so everything that a start approval is for. */
type Work = Pick<
  Task,
  'title' | 'description' | 'expectedOutput' | 'definition' | 'agentId' | 'assignee' | 'feedback'
>;

/** SHA-256, hex. Another title, description, value, agent or remark is other work. */
export function hashWork({
  title,
  description,
  expectedOutput,
  definition,
  agentId,
  assignee,
  feedback,
}: Work): string {
  const made = definition && {
    id: definition.id,
    instructions: definition.instructions,
    tools: definition.tools,
    ...(definition.workflow ? { workflow: definition.workflow } : {}),
    ...(definition.capability ? { capability: definition.capability } : {}),
    parameters: definition.parameters,
  };
  const agent = agentId ?? (assignee?.kind === 'agent' ? assignee.id : null);
  const said = feedback.map(({ content }) => content);
  return sha256(canonicalJson([title, description, expectedOutput, made ?? null, agent, said]));
}

/** Whether exactly this work may start as far as its approvers are concerned. */
export const isStartApproved = (task: Work & Pick<Task, 'isApprovalRequired' | 'startApproval'>) =>
  !task.isApprovalRequired || task.startApproval?.hash === hashWork(task);

/** The ask that a task comes to wait for with the given version. */
export const askOfTask = (taskId: string, kind: 'pre_approval' | 'review', version: number): string =>
  `${taskId}.${kind}.${version}`;
