import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../fakes/app.ts';
import { define } from '../fakes/definitions.ts';
import { call } from '../fakes/scripted-model.ts';
import { stored } from '../fakes/work.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.stop());

const create = (args: object) => call('manage_tasks', { action: 'create', ...args });
/** What the last tool call was answered. */
const answered = () => app.model.requests.at(-1)?.messages.at(-1)?.text ?? '';

describe('definitions in plain words', () => {
  it('are made into tasks by the agent, and started where that was asked for', async () => {
    await define(app);
    const parameters = { week: 47, region: 'South China' };
    app.model.script({
      turn: [
        create({ definition: 'weekly-report', parameters, run: true, assignee: 'Bo' }),
        'T-1 is under way.',
      ],
      run: ['Sold well.'],
    });
    await app.say('ana', 'do the weekly report for week 47, South China, now; for Bo');
    expect(await stored(app, 'tasks')).toMatchObject({
      title: 'Weekly report: 47, South China',
      status: 'completed',
      assignee: { name: 'Bo' },
      definition: { parameters: { ...parameters, pages: 5 } },
    });
  });

  it('tell the agent what is missing or wrong, in clean sentences, and make nothing', async () => {
    await define(app);
    const said: string[] = [];
    for (const args of [
      { definition: 'weekly-report', parameters: { week: 'soon' } },
      { definition: 'monthly-report', parameters: {} },
      { parameters: { week: 47 } },
    ]) {
      app.model.script({ turn: [create(args), 'Which region?'] });
      await app.say('ana', 'do the weekly report');
      said.push(answered());
    }
    expect(said[0]).toContain('parameters.week: must be a whole number; parameters.region: is required.');
    expect(said[1]).toContain('There is no definition \\"monthly-report\\"');
    expect(said[2]).toContain('definition: is needed for parameters');
    expect(await app.ports.store.collection('tasks').count({}, 10)).toBe(0);
  });

  it('are in front of the agent, each in a line with what it asks for', async () => {
    app.model.script({ turn: ['Hello.', 'Hello.'] });
    await app.say('ana', 'hi');
    expect(app.model.requests[0]?.system).toContain('There are none.');
    await define(app);
    await define(app, { key: 'old', name: 'Old', isActive: false });
    await app.say('ana', 'hi');
    const system = app.model.requests[1]?.system ?? '';
    expect(system).toContain(
      '- weekly-report: Weekly report; What was sold, and where (week*: integer, region*: North China | South China, pages: integer = 5)',
    );
    expect(system).not.toContain('- old:');
  });
});
