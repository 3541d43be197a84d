import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTypedParameters } from '../../src/definitions/typed-parameters.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { define } from '../fakes/definitions.ts';
import { refusalOf } from '../fakes/refusal.ts';
import { privateWords, stored } from '../fakes/work.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.stop());

const last = async (person = 'ana') => (await app.botTexts(person)).at(-1);
const type = async (text: string, person = 'ana') => {
  await app.say(person, text);
  return last(person);
};
const tasks = () => app.ports.store.collection('tasks').find({}, { limit: 50, sort: { number: 1 } });

describe('typed parameters', () => {
  const parameters = [
    { name: 'week', label: '第几周', kind: 'integer' as const, isRequired: true },
    { name: 'region', label: 'Region', kind: 'choice' as const, isRequired: true, options: ['华北', '华南'] },
    { name: 'note', label: 'Note', kind: 'text' as const, isRequired: false },
    { name: 'all', label: 'All', kind: 'boolean' as const, isRequired: false },
  ];
  it.each([
    ['week=47 region=华南', { week: '47', region: '华南' }],
    ['第几周＝47 REGION=2', { week: '47', region: '华南' }],
    ['note=as it stands region=华北', { note: 'as it stands', region: '华北' }],
    ['note="a=b region=x" all=是', { note: 'a=b region=x', all: true }],
    ['note=“两 个” week=1', { note: '两 个', week: '1' }],
    ['note=“half', { note: '“half' }],
    ['note=① $& {week}', { note: '① $& {week}' }],
    ['colour=red week=', { colour: 'red', week: '' }],
    ['', {}],
  ])('%j is %j', (text, read) => {
    expect(readTypedParameters({ parameters }, text)).toEqual(read);
  });
});

describe('a task from a definition, typed', () => {
  it('is made at once when nothing is missing, in both languages, with the values as they were typed', async () => {
    await define(app);
    expect(await type('task new weekly-report week=47 region="South China"')).toBe(
      'Created T-1: Weekly report: 47, South China',
    );
    expect(await type('任务 新建 weekly-report week=48 region=1 pages=2')).toBe(
      '已创建 T-2：Weekly report：48、North China',
    );
    expect(await type('task show T-1')).toContain('Report on week 47 in South China, at most 5 pages.');
    expect((await tasks()).map(({ definition }) => definition?.parameters)).toEqual([
      { week: 47, region: 'South China', pages: 5 },
      { week: 48, region: 'North China', pages: 2 },
    ]);
    expect(await app.cardWith('answer').catch(() => 'no form')).toBe('no form');
  });

  it('starts at once when it is to run', async () => {
    await define(app);
    app.model.script({ run: ['Sold well.'] });
    await app.say('ana', 'task run Weekly-Report week=47 region=2');
    expect((await app.botTexts()).join('\n')).toContain('Started T-1: Weekly report: 47, South China');
    expect((await stored(app, 'tasks')).status).toBe('completed');
  });

  it('is a plain task when the first word is only by chance a key, or no key', async () => {
    await define(app, { key: 'report' });
    expect(await type('task new Report numbers to Bo')).toBe('Created T-1: Report numbers to Bo');
    expect(await type('task new weekly=report')).toBe('Created T-2: weekly=report');
    expect((await tasks()).every(({ definition }) => !definition)).toBe(true);
  });

  it('is refused with what is wrong, to the one who typed it alone', async () => {
    await define(app);
    expect(await type('task new weekly-report week=soon colour=red')).toBe(
      'week: must be a whole number; colour: is not in the form.',
    );
    await app.core.commands.updateDefinition('weekly-report', { isActive: false }, app.api);
    expect(await type('task new weekly-report')).toContain('is inactive');
    expect(await privateWords(app, 'ana')).toHaveLength(2);
    expect(await tasks()).toEqual([]);
  });

  it('asks for the nod that the definition wants, whoever makes it', async () => {
    await define(app, { isStartApprovalRequired: true });
    await app.say('ana', 'task run weekly-report week=47 region=1');
    expect(await stored(app, 'tasks')).toMatchObject({ status: 'backlog', wait: { kind: 'pre_approval' } });
    expect(await stored(app, 'asks')).toMatchObject({ kind: 'pre_approval', state: 'open' });
  });

  it('can be looked up, with what each wants', async () => {
    expect(await type('task definitions')).toContain('no definitions yet');
    await define(app);
    await define(app, { key: 'old', name: 'Old', isActive: false });
    expect(await type('/task definitions')).toBe(
      '- `weekly-report` Weekly report: What was sold, and where (Week* (week), Region* (region), Pages (pages))',
    );
    expect(await type('任务 定义')).toContain('weekly-report');
  });
});

describe('what is missing', () => {
  it('is asked in a form that has nothing else, and then the task is there, below the form', async () => {
    await define(app);
    const { thread } = await app.say('ana', 'task new weekly-report week=47');
    const form = await app.cardWith('answer');
    expect(form.card?.fields?.map(({ name, value }) => [name, value])).toEqual([['region', undefined]]);
    await app.press('ana', 'answer', { values: { region: 'South China' } });
    expect(await stored(app, 'tasks')).toMatchObject({
      definition: { parameters: { week: 47, region: 'South China', pages: 5 } },
      home: { thread },
      requester: { id: 'web:ana' },
    });
    const card = (await app.read()).find(({ id }) => id === form.id)?.card;
    expect(card).toMatchObject({ lines: ['Created T-1.'], buttons: [] });
    expect(card?.fields).toBeUndefined();
  });

  it('is not filled by a default: the required one is asked for, empty', async () => {
    await define(app);
    await app.say('ana', 'task new weekly-report region=1');
    expect((await app.cardWith('answer')).card?.fields).toMatchObject([{ name: 'week', isRequired: true }]);
    expect((await app.cardWith('answer')).card?.fields?.[0]).not.toHaveProperty('value');
  });

  it('can be given by nobody else', async () => {
    await define(app);
    await app.say('ana', 'task new weekly-report week=47');
    await app.press('bo', 'answer', { values: { region: 'South China' } });
    expect(await tasks()).toEqual([]);
    expect(await privateWords(app, 'bo')).toEqual(['You may not do this here.']);
  });

  it('makes one task however often it is sent', async () => {
    await define(app);
    await app.say('ana', 'task new weekly-report week=47');
    const { id: messageId } = await app.cardWith('answer');
    const send = (region: string) =>
      refusalOf(app.web.submitAction({ messageId, action: 'answer', person: 'ana', values: { region } }));
    await Promise.all([send('South China'), send('South China'), send('North China')]);
    await app.settle();
    await send('North China');
    await app.settle();
    expect(await tasks()).toHaveLength(1);
  });

  it('starts the work once it is there, where the work was to run', async () => {
    await define(app);
    app.model.script({ run: ['Sold well.'] });
    await app.say('ana', 'task run weekly-report week=47');
    await app.press('ana', 'answer', { values: { region: 'South China' } });
    expect((await stored(app, 'tasks')).status).toBe('completed');
  });

  it('is no longer taken after a day, or when the definition is not in use any more', async () => {
    await define(app);
    await app.say('ana', 'task new weekly-report week=47');
    await app.core.commands.updateDefinition('weekly-report', { isActive: false }, app.api);
    await app.press('ana', 'answer', { values: { region: 'South China' } });
    expect((await privateWords(app, 'ana')).at(-1)).toContain('is inactive');
    await app.core.commands.updateDefinition('weekly-report', { isActive: true }, app.api);
    await app.clock.leap(25 * 3_600_000);
    await app.press('ana', 'answer', { values: { region: 'South China' } });
    expect((await privateWords(app, 'ana')).at(-1)).toContain('no longer open');
    expect(await app.cardWith('answer').catch(() => 'no form')).toBe('no form');
    expect(await tasks()).toEqual([]);
  });
});
