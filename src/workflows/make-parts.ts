import type { App } from '../app.ts';
import { fillPlaces } from '../domain/definition.ts';
import type { Task } from '../domain/task.ts';
import { edgesOf, type Workflow } from '../domain/workflow.ts';
import type { Caller } from '../ports/commands.ts';
import { zoneOf } from '../settings.ts';
import { createTask } from '../tasks/create-task.ts';

const MAX_PARTS = 100;

/** The parts of a workflow that there are, in its order. */
export async function readParts({ store }: App, parent: Task, { tasks }: Workflow): Promise<Task[]> {
  const found = await store
    .collection('tasks')
    .find(
      { 'parentId': parent.id, 'part.key': { $exists: true } },
      { sort: { number: 1 }, limit: MAX_PARTS },
    );
  return tasks.flatMap(({ key }) => found.filter(({ part }) => part?.key === key));
}

/** Makes those that are missing, each under a key of its own: whoever dies in between is followed by the next, and none is made twice. */
export async function makeParts(app: App, parent: Task, workflow: Workflow): Promise<Task[]> {
  const made = await readParts(app, parent, workflow);
  const { definition, home, requester } = parent;
  if (made.length === workflow.tasks.length || !definition) return made;
  const {
    workflow: _,
    isReviewRequired: __,
    isDraftReviewRequired: ___,
    reviewStages: ____,
    ...whole
  } = definition;
  const ids = new Map(made.map((task) => [task.part?.key, task.id]));
  const edges = edgesOf(workflow.tasks);
  const hasFlags = workflow.tasks.some(({ isDeliverable }) => isDeliverable);
  for (const [
    at,
    { key, title, instructions, agentId, assignee, isDeliverable },
  ] of workflow.tasks.entries()) {
    if (ids.has(key)) continue;
    const needs = edges[at] ?? [];
    const caller: Caller = {
      person: requester,
      isAdmin: true,
      via: 'workflow',
      agentId: null,
      isAutonomous: false,
      place: home,
      ...(home?.isDirect ? { isAlone: home.isDirect } : {}),
      ...(parent.taint === 'words' ? { isTainted: true } : {}),
      locale: parent.locale,
      timeZone: zoneOf(app.settings, home),
      source: parent.source.kind,
      key: `${parent.id}/${key}`,
    };
    const isLast = at === workflow.tasks.length - 1;
    const worker = agentId ?? parent.agentId;
    const { task } = await createTask(
      app,
      {
        title: fillPlaces(title, definition.parameters),
        ...(assignee === null ? (worker === null ? {} : { agentId: worker }) : { assignee }),
        parentId: parent.id,
        priority: parent.priority,
        isDeliverable: isDeliverable || (!hasFlags && isLast),
      },
      caller,
      {
        as: {
          definition: { ...whole, instructions },
          part: { key, round: 0, used: {}, needs, memory: workflow.memory },
          blockedBy: needs.flatMap((one) => ids.get(one) ?? []),
          ...(parent.delegators ? { delegators: parent.delegators } : {}),
        },
      },
    );
    ids.set(key, task.id);
  }
  return readParts(app, parent, workflow);
}
