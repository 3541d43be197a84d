import { describe, expect, it } from 'vitest';
import type { EvidenceRules } from '../../src/domain/evidence.ts';
import { surviveAll } from '../fakes/death.ts';
import { call } from '../fakes/scripted-model.ts';

const evidence = (rules: Partial<EvidenceRules>): EvidenceRules => ({
  minResultChars: 0,
  minFiles: 0,
  files: [],
  calls: [],
  criteria: [],
  ...rules,
});

describe('a process that dies between any two writes', { timeout: 240_000 }, () => {
  it('leaves the same end behind for work with a question, a file and an approved effect', async () => {
    const { deaths, faults } = await surviveAll({
      turn: (text) =>
        text.startsWith('Announce')
          ? [
              call('manage_tasks', {
                action: 'create',
                tasks: [{ title: 'Announce the launch' }],
                run: true,
              }),
              'T-1 is under way.',
            ]
          : [],
      run: [
        call('ask_people', { kind: 'choice', question: 'Which region?', options: ['eu', 'us'] }),
        call('save_deliverable', { name: 'launch.md', content: '# Launch in eu' }),
        call('http_send', { method: 'POST', url: 'https://example.test/hook', body: 'eu' }),
        'Announced in eu.',
      ],
      acts: [
        { person: 'ana', say: 'Announce the launch, please' },
        { person: 'bo', say: 'eu' },
        { person: 'ana', press: 'approve' },
      ],
    });
    expect(faults).toEqual([]);
    expect(deaths).toBeGreaterThan(50);
  });

  it('F104 F107 leaves the same end behind for work that lacks evidence, is told so, and is accepted with a reason', async () => {
    const { faults } = await surviveAll({
      config: 'agents: {assistant: {concurrency: 1}}',
      turn: () => ['Hello.'],
      run: ['A letter.', 'There is no file.'],
      definition: {
        key: 'letter',
        name: 'Letter',
        instructions: 'Write.',
        evidence: evidence({ minFiles: 1 }),
      },
      acts: [
        { person: 'ana', say: 'task run letter' },
        { person: 'ana', press: 'accept', values: { note: 'It went by post.' } },
      ],
    });
    expect(faults).toEqual([]);
  });

  it('leaves the same end behind for work that is reviewed, changed and accepted', async () => {
    const { faults } = await surviveAll({
      turn: () => ['Hello.'],
      run: ['A draft.'],
      isReviewRequired: true,
      acts: [
        { person: 'ana', say: 'task new Write the letter' },
        { person: 'ana', send: 'queue' },
        { person: 'ana', decide: 'review', decision: 'request_changes', reason: 'shorter' },
        { person: 'ana', press: 'accept' },
      ],
    });
    expect(faults).toEqual([]);
  });
});
