import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitState } from '../../src/domain/task-moves.ts';
import { TASK_STATES, type TaskState } from '../../src/domain/task-states.ts';
import { OUTCOMES, type Outcome } from '../../src/domain/task.ts';
import { labelsOf, statesOf, statusesOf, taskLabelIn, VOCABULARIES } from '../../src/domain/vocabularies.ts';

const at = new Date('2026-11-20T09:00:00Z');
const taskIn = (state: TaskState, outcome: Outcome | null = null, archivedAt: Date | null = null) => {
  const { status, wait } = splitState(state);
  return { status, wait: wait ? { kind: wait, since: at } : null, outcome, archivedAt };
};

/** How each state was agreed to read: state | outcome | errand | console | jobs | runs | kanban | board. */
const AGREED = `
backlog                |                   | backlog         | waiting    | pending     | pending         | TODO                | backlog
backlog.pre_approval   |                   | backlog         | paused     | pending     | pending         | TODO                | backlog
pending                |                   | pending         | waiting    | pending     | pending         | TODO                | queued
pending.dependency     |                   | pending         | waiting    | pending     | pending         | BLOCKED             | backlog
pending.executor       |                   | pending         | waiting    | pending     | pending         | TODO                | queued
pending.backoff        |                   | pending         | waiting    | pending     | pending         | TODO                | queued
in_progress            |                   | in_progress     | running    | in_progress | running         | DOING               | running
in_progress.person     |                   | in_progress     | running    | in_progress | running         | DOING               | running
in_progress.input      |                   | needs_input     | paused     | needs_input | running         | BLOCKED             | running
in_progress.approval   |                   | in_progress     | paused     | needs_input | running         | BLOCKED             | running
in_progress.pause      |                   | paused          | paused     | needs_input | running         | PAUSED              | running
in_progress.takeover   |                   | needs_input     | paused     | needs_input | running         | BLOCKED             | running
awaiting_review.review |                   | awaiting_review | success    | needs_input | awaiting_review | AWAITING_VALIDATION | running
completed              | success           | completed       | success    | completed   | completed       | DONE                | completed
completed              | partial           | completed       | success    | completed   | completed       | DONE                | completed
completed              | terminated        | completed       | terminated | completed   | completed       | DONE                | completed
failed                 | error             | failed          | failure    | failed      | failed          | BLOCKED             | failed
failed                 | timeout           | failed          | failure    | failed      | failed          | BLOCKED             | failed
failed                 | interrupted       | failed          | failure    | failed      | failed          | BLOCKED             | failed
failed                 | rejected          | failed          | failure    | failed      | failed          | BLOCKED             | failed
cancelled              | user              | cancelled       | stopped    | cancelled   | failed          | ABORTED             | cancelled
cancelled              | schedule_archived | cancelled       | stopped    | cancelled   | failed          | ABORTED             | cancelled
deferred               |                   | deferred        | paused     | pending     | pending         | BLOCKED             | deferred
`;

const rows = AGREED.trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([state, outcome, ...labels]) => ({
    state: state as TaskState,
    outcome: (outcome || null) as Outcome | null,
    labels,
  }));

describe('the vocabularies', () => {
  it.each(rows)('read $state $outcome as it was agreed', ({ state, outcome, labels }) => {
    expect(VOCABULARIES.map((vocabulary) => taskLabelIn(vocabulary, taskIn(state, outcome)))).toEqual(labels);
  });

  it('have a word for every state', () => {
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(TASK_STATES));
  });

  it('show an archived task as archived on the board, and keep its last word elsewhere', () => {
    for (const { state, outcome, labels } of rows) {
      const archived = VOCABULARIES.map((vocabulary) => taskLabelIn(vocabulary, taskIn(state, outcome, at)));
      expect(archived).toEqual([...labels.slice(0, -1), 'archived']);
    }
  });

  it('find a task by the word that it reads as, and by no other', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...VOCABULARIES),
        fc.constantFrom(...TASK_STATES),
        fc.option(fc.constantFrom(...OUTCOMES)),
        (vocabulary, state, outcome) => {
          const label = taskLabelIn(vocabulary, taskIn(state, outcome));
          const found = labelsOf(vocabulary).filter((one) =>
            statesOf(vocabulary, one).some(
              (match) =>
                match.state === state &&
                (match.outcomes === null ||
                  (outcome === null ? one === label : match.outcomes.includes(outcome))),
            ),
          );
          expect(found).toEqual([label]);
          expect(statusesOf(vocabulary, label)).toContain(splitState(state).status);
        },
      ),
    );
  });

  it('find nothing by a word that is not theirs', () => {
    for (const word of ['', 'Backlog', 'in progress', '__proto__', 'constructor', 'TODO ']) {
      for (const vocabulary of VOCABULARIES) expect(statesOf(vocabulary, word)).toEqual([]);
    }
  });

  it('name each of their words once', () => {
    for (const vocabulary of VOCABULARIES) {
      const labels = labelsOf(vocabulary);
      expect(labels).toEqual([...new Set(labels)]);
      for (const label of labels) {
        const { length } = statesOf(vocabulary, label);
        expect({ label, isFound: length > 0 || label === 'archived' }).toEqual({ label, isFound: true });
      }
    }
  });
});
