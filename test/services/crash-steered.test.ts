import { describe, expect, it } from 'vitest';
import { surviveAll } from '../fakes/death.ts';
import { call } from '../fakes/scripted-model.ts';

describe('a process that dies between any two writes while people steer', { timeout: 240_000 }, () => {
  it('leaves the same end behind for work that is approved by typing, cancelled, and run again', async () => {
    const { faults } = await surviveAll({
      config: "tools: {http_send: {approvers: {people: ['web:bo', 'web:cy'], quorum: 2}}}",
      turn: () => ['Hello.'],
      run: [
        call('http_send', { method: 'POST', url: 'https://example.test/hook', body: 'one' }),
        call('ask_people', { kind: 'text', question: 'Go on?' }),
      ],
      acts: [
        { person: 'ana', say: 'task new Tell everybody' },
        { person: 'ana', say: 'run T' },
        { person: 'bo', say: 'approve A' },
        { person: 'cy', press: 'approve' },
        { person: 'ana', send: 'cancel', reason: 'not today' },
        { person: 'ana', say: 'retry T' },
        { person: 'bo', press: 'reject' },
      ],
    });
    expect(faults).toEqual([]);
  });

  it('leaves the same end behind for work that asks for hands, and for a nod in two places', async () => {
    const { faults } = await surviveAll({
      config: "tools: {http_send: {approvers: {people: ['web:cy'], ask_in: ['web:leads']}}}",
      turn: () => ['Hello.'],
      run: [
        call('ask_people', { kind: 'takeover', question: 'Sign in to the portal' }),
        call('http_send', { method: 'POST', url: 'https://example.test/hook', body: 'go' }),
        'Sent.',
      ],
      acts: [
        { person: 'ana', say: 'task new Announce it' },
        { person: 'ana', send: 'queue' },
        { person: 'bo', say: 'done' },
        { person: 'cy', press: 'approve' },
      ],
    });
    expect(faults).toEqual([]);
  });
});
