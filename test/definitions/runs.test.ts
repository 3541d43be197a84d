import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { fillPlaces, narrowTools, placesIn } from '../../src/domain/definition.ts';
import { AppError } from '../../src/domain/errors.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { define } from '../fakes/definitions.ts';
import { call } from '../fakes/scripted-model.ts';
import { refusalOf } from '../fakes/refusal.ts';
import { stored } from '../fakes/work.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.stop());

const NASTY = '$& $1 {note} {week} "</script>" `x` \\n 周报';

const create = (parameters: Record<string, unknown>, more: object = {}) =>
  app.core.commands.createTask({ definition: 'weekly-report', parameters, ...more }, app.api);
const GIVEN = { week: 47, region: 'South China' };

describe('places in instructions', () => {
  it('are filled all at once, each wherever it stands, with exactly what was given', () => {
    const text = 'a {one} b {two} c {one}';
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, two) => {
        expect(fillPlaces(text, { one, two })).toBe(`a ${one} b ${two} c ${one}`);
      }),
    );
  });

  it('take objects as JSON and lists with commas, and nothing for what was left out', () => {
    expect(fillPlaces('{o}|{l}|{n}|{none}', { o: { a: '$&' }, l: ['x', 'y'], n: false })).toBe(
      '{"a":"$&"}|x, y|false|',
    );
    expect(fillPlaces('{constructor}', {})).toBe('');
  });

  it('are words in braces and nothing else', () => {
    expect(placesIn('{week} {"a": 1} { week } {} {week} {地区}')).toEqual(['week', '地区']);
  });
});

describe('a run of a task from a definition', () => {
  it('is told the values byte by byte, and keeps them beside the version', async () => {
    const parameters = [
      { name: 'note', label: 'Note', kind: 'long_text' as const, isRequired: true },
      { name: 'week', label: 'Week', kind: 'integer' as const, isRequired: false, default: 5 },
    ];
    const { id } = await define(app, { instructions: 'Say: {note}. Week {week}. {note}', parameters });
    app.model.script({ run: ['Done.'] });
    await create({ note: NASTY }, { run: true });
    await app.settle();
    const said = app.model.requests[0]?.messages[0]?.text ?? '';
    expect(said).toContain(`Say: ${NASTY}. Week 5. ${NASTY}`);
    const run = await stored(app, 'runs');
    expect(run.config.definition).toEqual({
      id,
      key: 'weekly-report',
      version: 1,
      parameters: { note: NASTY, week: 5 },
    });
  });

  it('is as the definition stood when the task was made, whatever becomes of the definition', async () => {
    await define(app, { outputType: 'report' });
    app.model.script({ run: ['Done.'] });
    const task = await create(GIVEN);
    await app.core.commands.updateDefinition(
      'weekly-report',
      { instructions: 'Something else.', parameters: [], isActive: false },
      app.api,
    );
    const queue = () => app.core.commands.sendEvent(task.number, { event: 'queue' }, app.api);
    // Nothing starts from what was switched off; switched on again, the task is what it was made as.
    expect((await refusalOf(queue())).details).toMatchObject({ guard: 'definition_active' });
    await app.core.commands.updateDefinition('weekly-report', { isActive: true }, app.api);
    await queue();
    await app.settle();
    const { instructions, config } = await stored(app, 'runs');
    expect(instructions).toContain('Report on week 47 in South China');
    expect(instructions).toContain('Expected output: A report in Markdown');
    expect(config.definition?.version).toBe(1);
    expect((await app.core.commands.getTask(task.number, app.api)).status).toBe('completed');
  });

  it('is told a value that was changed before the start, and refuses a change after it', async () => {
    await define(app);
    const { number } = await create(GIVEN);
    const change = (parameters: object) =>
      app.core.commands.updateTask(number, { parameters: { ...parameters } }, app.api);
    expect((await refusalOf(change({ week: 'soon', colour: 'red' }))).faults).toEqual([
      'parameters.week: must be a whole number',
      'parameters.colour: is not in the form',
    ]);
    await app.core.commands.updateDefinition('weekly-report', { instructions: 'x', parameters: [] }, app.api);
    expect(await change({ week: '48' })).toMatchObject({ parameters: { ...GIVEN, week: 48, pages: 5 } });
    const { items } = await app.core.commands.listHistory(number, { limit: 100 }, app.api);
    expect(items.at(-1)).toMatchObject({ move: 'edit', changes: ['parameters'] });
    app.model.script({ run: ['Done.'] });
    await app.core.commands.sendEvent(number, { event: 'queue' }, app.api);
    await app.settle();
    expect((await stored(app, 'runs')).instructions).toContain('Report on week 48 in South China');
    expect((await refusalOf(change({ week: 49 }))).code).toBe('task.illegal_event');
    const { number: plain } = await app.core.commands.createTask({ title: 'Plain' }, app.api);
    const wrong = app.core.commands.updateTask(plain, { parameters: { week: 1 } }, app.api);
    expect((await refusalOf(wrong)).faults).toEqual(['parameters: is not in the form']);
  });

  it('has the tools that are in both lists, and no others', async () => {
    app.model.script({
      run: [call('save_deliverable', { name: 'a.md', content: 'a' }), 'Could not save.'],
    });
    await define(app, { tools: ['http_get', 'manage_tasks'] });
    await create(GIVEN, { run: true });
    await app.settle();
    const [first, second] = app.model.requests;
    expect(first?.tools.map(({ name }) => name).toSorted()).toEqual(['http_get', 'manage_tasks']);
    expect(second?.messages.at(-1)).toMatchObject({ role: 'tool', isError: true });
    expect(await app.ports.store.collection('deliverables').count({}, 10)).toBe(0);
  });

  it('cannot have a tool that only the definition names, and has all of the agent without a list', () => {
    expect(narrowTools(['a', 'b'], ['b', 'c'])).toEqual(['b']);
    expect(narrowTools(['a'], ['c'])).toEqual([]);
    expect(narrowTools(['a', 'b'], [])).toEqual(['a', 'b']);
  });

  it('is made anew each time: two uses are two tasks and two runs', async () => {
    await define(app);
    app.model.script({ run: ['One.', 'Two.'] });
    const [one, two] = [await create(GIVEN, { run: true }), await create(GIVEN, { run: true })];
    await app.settle();
    expect(one.number).not.toBe(two.number);
    expect(await app.ports.store.collection('runs').count({ status: 'succeeded' }, 10)).toBe(2);
    expect(await app.core.commands.getDefinition('weekly-report')).toMatchObject({ version: 1 });
  });

  it('waits for an approval and a review where the definition says so; neither can be waived', async () => {
    await define(app, { isStartApprovalRequired: true, isReviewRequired: true });
    const task = await create(GIVEN, { run: true, isApprovalRequired: false });
    expect(task).toMatchObject({ status: 'backlog', wait: { kind: 'pre_approval' }, isReviewRequired: true });
    const own = await create(GIVEN, { isReviewRequired: false });
    expect(own.isReviewRequired).toBe(true);
  });

  it('is tried again as often as the definition says, whatever the limits say, and not more', async () => {
    await define(app, { retries: 1 });
    const down = (): never => {
      throw new AppError('model.unavailable', {});
    };
    app.model.script({ run: [down, down] });
    await create(GIVEN, { run: true });
    await app.settle();
    expect((await stored(app, 'tasks')).wait).toMatchObject({ kind: 'backoff' });
    await app.clock.advance(60_000);
    await app.settle();
    expect((await stored(app, 'tasks')).status).toBe('failed');
    expect(await app.ports.store.collection('runs').count({}, 10)).toBe(2);
  });
});
