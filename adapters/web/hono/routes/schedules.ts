import { z } from 'zod';

import {
  createScheduleInput,
  listSchedulesQuery,
  listTicksQuery,
  previewScheduleInput,
  scheduleEventInput,
  schedulePreview,
  scheduleView,
  tickView,
  updateScheduleInput,
} from '../../../../src/contract/schedules.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import { pageOf, type Define } from '../route.ts';
import { etag, readVersion } from '../version.ts';

export function scheduleRoutes(define: Define, commands: Commands, base: string): void {
  define(
    {
      method: 'post',
      path: '/schedules',
      scope: 'tasks',
      summary: 'Create a schedule; it waits to be confirmed unless `confirm` is true',
      body: createScheduleInput,
      status: 201,
      answer: scheduleView,
    },
    async ({ body, caller, setHeader }) => {
      const schedule = await commands.createSchedule(body, caller);
      setHeader('location', `${base}/schedules/${schedule.number}`);
      setHeader('etag', etag(schedule.version));
      return schedule;
    },
  );

  define(
    {
      method: 'post',
      path: '/schedules/preview',
      scope: 'read',
      summary: 'How times read, when they come next, and what to look at twice; nothing is stored',
      body: previewScheduleInput,
      answer: schedulePreview,
    },
    ({ body, caller }) => commands.previewSchedule(body, caller),
  );

  define(
    {
      method: 'get',
      path: '/schedules',
      scope: 'read',
      summary: 'Schedules, oldest first; without `state` those that are active, paused, proposed or missed',
      query: listSchedulesQuery,
      answer: pageOf(scheduleView),
    },
    ({ query, caller }) => commands.listSchedules(query, caller),
  );

  define(
    {
      method: 'get',
      path: '/schedules/{ref}',
      scope: 'read',
      summary: 'A schedule by id or number (S-3)',
      answer: scheduleView,
    },
    async ({ param, caller, setHeader }) => {
      const schedule = await commands.getSchedule(param('ref'), caller);
      setHeader('etag', etag(schedule.version));
      return schedule;
    },
  );

  define(
    {
      method: 'patch',
      path: '/schedules/{ref}',
      scope: 'tasks',
      summary: 'Change a schedule; what it has fired stays as it is',
      body: updateScheduleInput,
      answer: scheduleView,
    },
    async ({ param, body, caller, header, setHeader }) => {
      const version = readVersion(header('if-match'), caller.locale);
      const schedule = await commands.updateSchedule(param('ref'), body, caller, version);
      setHeader('etag', etag(schedule.version));
      return schedule;
    },
  );

  define(
    {
      method: 'delete',
      path: '/schedules/{ref}',
      scope: 'tasks',
      summary: 'Archive a schedule: its queued and running tasks are cancelled',
      answer: scheduleView,
    },
    ({ param, caller, header }) =>
      commands.sendScheduleEvent(
        param('ref'),
        { event: 'archive' },
        caller,
        readVersion(header('if-match'), caller.locale),
      ),
  );

  define(
    {
      method: 'post',
      path: '/schedules/{ref}/events',
      scope: 'tasks',
      summary: 'Start, dismiss, pause, resume, run, skip, archive or restore a schedule',
      body: scheduleEventInput,
      answer: scheduleView.extend({ task: z.string().optional() }),
    },
    ({ param, body, caller, header }) =>
      commands.sendScheduleEvent(param('ref'), body, caller, readVersion(header('if-match'), caller.locale)),
  );

  define(
    {
      method: 'get',
      path: '/schedules/{ref}/ticks',
      scope: 'read',
      summary: 'What became of its times, newest first',
      query: listTicksQuery,
      answer: pageOf(tickView),
    },
    ({ param, query, caller }) => commands.listTicks(param('ref'), query, caller),
  );
}
