import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDrafts, type DraftActions, type Drafts } from '../../src/conversation/drafts.ts';
import { createFindDefinition } from '../../src/definitions/find-definition.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { ChatPort } from '../../src/ports/chat.ts';
import { createCreateTask } from '../../src/tasks/create-task.ts';
import { createFindTask } from '../../src/tasks/find-task.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { define } from '../fakes/definitions.ts';
import { refusalOf } from '../fakes/refusal.ts';

let app: TestApp;
let drafts: Drafts;
let createTask: DraftActions['desk']['createTask'];
beforeEach(async () => {
  app = await startApp();
  const { ports, settings } = app;
  const found = createFindDefinition(ports);
  const findTask = createFindTask(ports);
  createTask = createCreateTask(ports, settings, {
    ...found,
    findTask,
    checkStart: async () => undefined,
    askToStart: async () => undefined,
  });
  const desk: DraftActions['desk'] = {
    createTask: (...args) => createTask(...args),
    sendEvent: async (task) => task,
  };
  const web = ports.chats.get('web') as ChatPort; // startApp has one
  const chats = new Map([['web', { ...web, hasNoForms: true as const }]]);
  drafts = createDrafts({ ...ports, chats }, { ...found, desk, touchCard: async () => undefined });
  await define(app);
});
afterEach(() => app.stop());

let count = 0;
/** Each message has a key of its own. */
const speaking = (name = 'ana') => inChat(name, { key: `inbox:web:${(count += 1)}` });
const begin = async (caller = speaking(), values = {}) => {
  const [definition] = await app.ports.store.collection('definitions').find({}, { limit: 1 });
  if (!definition) throw new Error('no definition');
  return drafts.begin(definition, values, false, caller);
};
const countOf = (kind: 'tasks' | 'drafts') => app.ports.store.collection(kind).count({}, 10);

describe('a talk about what is missing', () => {
  it('takes a message once, however often it comes', async () => {
    const first = speaking();
    for (const _ of [1, 2]) expect(await begin(first)).toMatch(/Week\?/);
    const week = speaking();
    for (const _ of [1, 2]) expect(await drafts.answer('1', week)).toMatch(/Region\?/);
    const region = speaking();
    for (const _ of [1, 2]) {
      expect(await drafts.answer('2', region)).toBe('T-1 noted: Weekly report: 1, South China');
    }
    expect(await drafts.answer('2', speaking())).toBeUndefined();
    expect([await countOf('tasks'), await countOf('drafts')]).toEqual([1, 1]);
  });

  it('makes the task when the message comes again after a crash between the answer and the task', async () => {
    await begin();
    await drafts.answer('47', speaking());
    const real = createTask;
    createTask = () => Promise.reject(new AppError('store.unavailable'));
    const region = speaking();
    expect((await refusalOf(drafts.answer('1', region))).code).toBe('store.unavailable');
    createTask = real;
    expect(await drafts.answer('1', region)).toContain('T-1 noted');
    // What has been made stays made, whatever becomes of the definition.
    await app.core.commands.updateDefinition('weekly-report', { isActive: false }, app.api);
    for (const _ of [1, 2]) expect(await drafts.answer('1', region)).toContain('T-1 noted');
    expect(await countOf('tasks')).toBe(1);
  });

  it('takes one of two messages that come at the same moment', async () => {
    await begin();
    const both = await Promise.all([
      refusalOf(drafts.answer('47', speaking())),
      refusalOf(drafts.answer('48', speaking())),
    ]);
    expect(both.filter(({ code }) => code === 'done')).toHaveLength(1);
    expect(both.filter(({ code }) => code === 'draft.over')).toHaveLength(1);
  });

  it('is of one person in one thread, and the newest counts', async () => {
    await begin();
    const elsewhere = { platform: 'web', channel: 'general', thread: 'x' };
    expect(await drafts.answer('47', speaking('bo'))).toBeUndefined();
    expect(await drafts.answer('47', { ...speaking(), place: elsewhere })).toBeUndefined();
    await drafts.answer('47', speaking());
    await app.clock.advance(1000);
    await begin();
    expect(await drafts.answer('48', speaking())).toMatch(/Region\?/);
    expect(await drafts.answer('1', speaking())).toContain('48, North China');
    expect(await drafts.answer('1', speaking())).toBeUndefined();
  });

  it.each(['cancel', 'Cancel.', '取消', '算了'])('ends with %j, and nothing is made', async (word) => {
    await begin();
    const bye = speaking();
    for (const _ of [1, 2]) {
      expect(await drafts.answer(word, bye)).toBe('Left: Weekly report. Nothing was made.');
    }
    expect(await drafts.answer('47', speaking())).toBeUndefined();
    expect(await countOf('tasks')).toBe(0);
  });

  it('asks for what the definition now wants, and for nothing that it wanted before', async () => {
    const { commands } = app.core;
    await begin(speaking(), { region: 'North China' });
    const parameters = [
      { name: 'week', label: 'Week', kind: 'integer' as const, isRequired: true },
      { name: 'currency', label: 'Currency', kind: 'text' as const, isRequired: true },
    ];
    const instructions = '{week} in {currency}';
    await commands.updateDefinition('weekly-report', { parameters, instructions }, app.api);
    for (const said of ['47', '']) expect(await drafts.answer(said, speaking())).toMatch(/Currency\?/);
    expect(await drafts.answer('yuan', speaking())).toContain('T-1 noted: Weekly report: 47, yuan');
  });

  it('ends when the definition is not in use any more', async () => {
    const { commands } = app.core;
    await begin();
    await commands.updateDefinition('weekly-report', { isActive: false }, app.api);
    expect((await refusalOf(drafts.answer('yuan', speaking()))).code).toBe('definition.inactive');
    expect(await drafts.answer('yuan', speaking())).toBeUndefined();
  });
});
