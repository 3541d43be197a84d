import { describe, expect, it } from 'vitest';
import { surviveAll } from '../fakes/death.ts';
import { WEEKLY } from '../fakes/definitions.ts';

describe('a process that dies between any two writes', { timeout: 240_000 }, () => {
  it('leaves one task behind for a line that was typed and a form that was sent', async () => {
    const { deaths, faults } = await surviveAll({
      turn: () => [],
      run: ['Sold well.'],
      definition: { ...WEEKLY, isStartApprovalRequired: true },
      acts: [
        { person: 'ana', say: 'task run weekly-report week=47' },
        { person: 'ana', press: 'answer', values: { region: 'South China' } },
        { person: 'ana', press: 'approve' },
      ],
    });
    expect(faults).toEqual([]);
    expect(deaths).toBeGreaterThan(30);
  });

  it('F103 leaves a review at the stage that it had come to, and puts the next one once', async () => {
    const { deaths, faults, calm } = await surviveAll({
      config:
        'reviews: {stages: [{title: Review, reviewed_by: {people: [web:bo]}}, {title: Approval, reviewed_by: {people: [web:carol]}}]}',
      turn: () => [],
      run: ['Sold well.'],
      definition: { ...WEEKLY, isReviewRequired: true },
      acts: [
        { person: 'ana', say: 'task run weekly-report week=47 region="South China"' },
        { person: 'bo', press: 'accept' },
        { person: 'carol', press: 'accept' },
      ],
    });
    expect(faults).toEqual([]);
    expect(deaths).toBeGreaterThan(20);
    expect(calm.moves.slice(-3)).toEqual(['finish_for_review', 'accept_stage', 'accept']);
  });
});
