import { z } from 'zod';

import { aimView, listAimsQuery } from '../../../../src/contract/aims.ts';
import { page } from '../../../../src/contract/common.ts';
import { deliverableView, runView } from '../../../../src/contract/runs.ts';
import {
  commentInput,
  commentView,
  createdTaskView,
  createTaskInput,
  historyView,
  listHistoryQuery,
  listTasksQuery,
  movedTaskView,
  taskEventInput,
  taskView,
  updateTaskInput,
  whyView,
} from '../../../../src/contract/tasks.ts';
import { AIM_KINDS } from '../../../../src/domain/aim.ts';
import { VOCABULARIES } from '../../../../src/domain/vocabularies.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import { pageOf, type Define } from '../route.ts';
import { etag, readVersion } from '../version.ts';

const viewQuery = z.strictObject({ view: z.enum(VOCABULARIES).default('errand') });
const pageQuery = z.strictObject(page);

export function taskRoutes(define: Define, commands: Commands, base: string): void {
  define(
    {
      method: 'post',
      path: '/tasks',
      scope: 'tasks',
      summary: 'Create a task; `run` queues it at once',
      body: createTaskInput,
      status: 201,
      answer: createdTaskView,
    },
    async ({ body, caller, setHeader }) => {
      const task = await commands.createTask(body, caller);
      setHeader('location', `${base}/tasks/${task.number}`);
      setHeader('etag', etag(task.version));
      return task;
    },
  );

  define(
    {
      method: 'get',
      path: '/tasks',
      scope: 'read',
      summary: 'Tasks, newest change first; `view` chooses the vocabulary of `status` and `label`',
      query: listTasksQuery,
      answer: pageOf(taskView),
    },
    ({ query, caller }) => commands.listTasks(query, caller),
  );

  for (const kind of AIM_KINDS)
    define(
      {
        method: 'get',
        path: `/${kind}s`,
        scope: 'read',
        summary: `Every ${kind} that has a task, by name, with how far its tasks are`,
        query: listAimsQuery,
        answer: pageOf(aimView),
      },
      ({ query, caller }) => commands.listAims(kind, query, caller),
    );

  define(
    {
      method: 'get',
      path: '/tasks/{ref}',
      scope: 'read',
      summary: 'A task by id or number',
      query: viewQuery,
      answer: taskView,
    },
    async ({ param, query, caller, setHeader }) => {
      const task = await commands.getTask(param('ref'), caller, query.view);
      setHeader('etag', etag(task.version));
      return task;
    },
  );

  define(
    {
      method: 'patch',
      path: '/tasks/{ref}',
      scope: 'tasks',
      summary: 'Change fields of a task; with If-Match only if it still has that version',
      body: updateTaskInput,
      answer: taskView,
    },
    async ({ param, body, caller, header, setHeader }) => {
      const version = readVersion(header('if-match'), caller.locale);
      const task = await commands.updateTask(param('ref'), body, caller, version);
      setHeader('etag', etag(task.version));
      return task;
    },
  );

  define(
    {
      method: 'delete',
      path: '/tasks/{ref}',
      scope: 'tasks',
      summary: 'Archive a task; everything is kept',
      answer: taskView,
    },
    ({ param, caller, header }) => {
      const version = readVersion(header('if-match'), caller.locale);
      return commands.sendEvent(param('ref'), { event: 'archive', ...(version ? { version } : {}) }, caller);
    },
  );

  define(
    {
      method: 'post',
      path: '/tasks/{ref}/events',
      scope: 'tasks',
      summary:
        'Move a task: the one door for every event of the transition table; with If-Match only the version that was seen',
      body: taskEventInput,
      answer: movedTaskView,
    },
    async ({ param, body, caller, header, setHeader }) => {
      const version = body.version ?? readVersion(header('if-match'), caller.locale);
      const task = await commands.sendEvent(
        param('ref'),
        { ...body, ...(version ? { version } : {}) },
        caller,
      );
      setHeader('etag', etag(task.version));
      return task;
    },
  );

  define(
    {
      method: 'get',
      path: '/tasks/{ref}/runs',
      scope: 'read',
      summary: 'Runs of a task',
      query: pageQuery,
      answer: pageOf(runView),
    },
    ({ param, query, caller }) => commands.listRuns(param('ref'), query, caller),
  );

  define(
    {
      method: 'get',
      path: '/tasks/{ref}/comments',
      scope: 'read',
      summary: 'Comments on a task, oldest first',
      query: pageQuery,
      answer: pageOf(commentView),
    },
    ({ param, query, caller }) => commands.listComments(param('ref'), query, caller),
  );

  define(
    {
      method: 'post',
      path: '/tasks/{ref}/comments',
      scope: 'tasks',
      summary: 'Comment on a task',
      body: commentInput,
      status: 201,
      answer: commentView,
    },
    ({ param, body, caller }) => commands.comment(param('ref'), body, caller),
  );

  define(
    {
      method: 'get',
      path: '/tasks/{ref}/history',
      scope: 'read',
      summary: 'Every move of a task, the oldest first unless `order` is `newest`',
      query: listHistoryQuery,
      answer: pageOf(historyView),
    },
    ({ param, query, caller }) => commands.listHistory(param('ref'), query, caller),
  );

  define(
    {
      method: 'get',
      path: '/tasks/{ref}/deliverables',
      scope: 'read',
      summary: 'Files its runs produced',
      answer: z.object({ items: z.array(deliverableView) }),
    },
    async ({ param, caller }) => ({ items: await commands.listDeliverables(param('ref'), caller) }),
  );

  define(
    {
      method: 'get',
      path: '/tasks/{ref}/why',
      scope: 'read',
      summary: 'Why a task is not moving, and the event that would move it',
      answer: whyView,
    },
    ({ param, caller }) => commands.why(param('ref'), caller),
  );
}
