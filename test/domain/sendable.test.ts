import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { eventFor, SENDABLE, type SendableEvent } from '../../src/domain/sendable.ts';
import { splitState } from '../../src/domain/task-moves.ts';
import { TASK_STATES } from '../../src/domain/task-states.ts';

/** What is done otherwise than by a command of its own. A new event is typed, or stands here with the way to it. */
const NOT_TYPED: Partial<Record<SendableEvent, string>> = {
  unqueue: 'the console and the API',
  begin: 'the console, and the status of a task in the vocabulary of jobs',
  stop_workflow: 'the console and the API',
  request_changes: 'the button on the review, and the words "request changes A-1 …"',
};

it('Every event that can be sent has a typed command, or another way that is written down', () => {
  const commands = readFileSync(new URL('../../src/conversation/typed-commands.ts', import.meta.url), 'utf8');
  const wished = (['run', 'retry', 'resume'] as const).flatMap((wish) =>
    TASK_STATES.map((state) => {
      const { status, wait } = splitState(state);
      return eventFor(wish, { status, wait: wait && { kind: wait, since: new Date(0) } });
    }),
  );
  const untyped = SENDABLE.filter((event) => !commands.includes(`'${event}'`) && !wished.includes(event));
  expect(untyped.toSorted()).toEqual(Object.keys(NOT_TYPED).toSorted());
});
