import { describe, expect, it } from 'vitest';
import type { Story } from '../fakes/death.ts';
import { surviveAll } from '../fakes/death.ts';

const template = (key: string, isParallel: boolean) => ({
  key,
  title: `The ${key}`,
  instructions: `Do the ${key}.`,
  agentId: null,
  assignee: null,
  needs: null,
  isParallel,
  isDeliverable: false,
});

const story = (run: Story['run']): Story => ({
  turn: () => ['Hello.'],
  run,
  definition: {
    key: 'launch',
    name: 'Launch',
    instructions: 'All for the launch.',
    workflow: {
      tasks: [template('plan', false), template('left', true), template('right', true)],
      memory: true,
      onFailure: 'stop',
    },
  },
  acts: [{ person: 'ana', say: '/task run launch' }],
});

describe('a process that dies between any two writes of a workflow', { timeout: 240_000 }, () => {
  it('leaves the same parts behind, each made once and done once, and one end', async () => {
    const { deaths, faults, calm } = await surviveAll(story(['Done by an agent.']));
    expect(faults).toEqual([]);
    expect(calm).toMatchObject({ status: 'completed', result: 'Done by an agent.', tasks: 4, runs: 4 });
    expect(deaths).toBeGreaterThan(50);
  });

  it('leaves one more result behind for a remark on the whole, by the part that made it', async () => {
    const { acts, ...rest } = story(['Done by an agent.']);
    const remark = { person: 'ana', send: 'feedback', reason: 'shorter' };
    const { faults, calm } = await surviveAll({ ...rest, acts: [...acts, remark] });
    expect(faults).toEqual([]);
    expect(calm).toMatchObject({ status: 'completed', feedback: ['shorter: processed'], tasks: 4, runs: 6 });
  });
});
