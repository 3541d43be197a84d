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
});
