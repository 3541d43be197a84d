/** Fields of a task that people type by name. */
export const TYPED_FIELDS = ['title', 'priority', 'due', 'assignee', 'tags', 'project', 'goal'] as const;

/** Fields of inputs, as people call them; all others are shown by the name that programs send. */
export const enFields = {
  title: 'title',
  description: 'description',
  priority: 'priority',
  due: 'due',
  dueAt: 'due',
  assignee: 'assignee',
  tags: 'tags',
  project: 'project',
  goal: 'goal',
  labels: 'labels',
  repository: 'repository',
  limit: 'limit',
  owner: 'owner',
  until: 'until',
  status: 'status',
  decision: 'decision',
  reason: 'reason',
  blocker: 'blocker',
  agentId: 'agent',
  name: 'name',
  text: 'text',
  rules: 'times',
  times: 'times',
};
export type FieldNames = Readonly<typeof enFields>;
