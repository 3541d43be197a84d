import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerDraft, beginDraft } from '../../src/conversation/drafts.ts';
import type { App } from '../../src/app.ts';
import type { Store } from '../../src/ports/store.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { ChatPort } from '../../src/ports/chat.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { define } from '../fakes/definitions.ts';
import { refusalOf } from '../fakes/refusal.ts';

let app: TestApp;
let stepwise: App;
/** While it is true, no task can be written down. */
let isStoreAway = false;
beforeEach(async () => {
  app = await startApp();
  isStoreAway = false;
  const web = app.ports.chats.get('web') as ChatPort; // startApp has one
  const { store } = app.ports;
  const frail: Store = {
    ...store,
    collection: (name) => {
      if (isStoreAway && name === 'tasks') throw new AppError('store.unavailable');
      return store.collection(name);
    },
  };
  stepwise = {
    ...app.core.app,
    store: frail,
    chats: new Map([['web', { ...web, hasNoForms: true as const }]]),
  };
  await define(app);
});
afterEach(() => app.stop());

let count = 0;
/** Each message has a key of its own. */
const speaking = (name = 'ana') => inChat(name, { key: `inbox:web:${(count += 1)}` });
const begin = async (caller = speaking(), values = {}) => {
  const [definition] = await app.ports.store.collection('definitions').find({}, { limit: 1 });
  if (!definition) throw new Error('no definition');
  return beginDraft(stepwise, definition, values, false, caller);
};
const countOf = (kind: 'tasks' | 'drafts') => app.ports.store.collection(kind).count({}, 10);

describe('a talk about what is missing', () => {
  it('takes a message once, however often it comes', async () => {
    const first = speaking();
    for (const _ of [1, 2]) expect(await begin(first)).toMatch(/Week\?/);
    const week = speaking();
    for (const _ of [1, 2]) expect(await answerDraft(stepwise, '1', week)).toMatch(/Region\?/);
    const region = speaking();
    for (const _ of [1, 2]) {
      expect(await answerDraft(stepwise, '2', region)).toBe('Created T-1: Weekly report: 1, South China');
    }
    expect(await answerDraft(stepwise, '2', speaking())).toBeUndefined();
    expect([await countOf('tasks'), await countOf('drafts')]).toEqual([1, 1]);
  });

  it('makes the task when the message comes again after a crash between the answer and the task', async () => {
    await begin();
    await answerDraft(stepwise, '47', speaking());
    isStoreAway = true;
    const region = speaking();
    expect((await refusalOf(answerDraft(stepwise, '1', region))).code).toBe('store.unavailable');
    isStoreAway = false;
    expect(await answerDraft(stepwise, '1', region)).toContain('Created T-1');
    // What has been made stays made, whatever becomes of the definition.
    await app.core.commands.updateDefinition('weekly-report', { isActive: false }, app.api);
    for (const _ of [1, 2]) expect(await answerDraft(stepwise, '1', region)).toContain('Created T-1');
    expect(await countOf('tasks')).toBe(1);
  });

  it('takes one of two messages that come at the same moment', async () => {
    await begin();
    const both = await Promise.all([
      refusalOf(answerDraft(stepwise, '47', speaking())),
      refusalOf(answerDraft(stepwise, '48', speaking())),
    ]);
    expect(both.filter(({ code }) => code === 'done')).toHaveLength(1);
    expect(both.filter(({ code }) => code === 'draft.over')).toHaveLength(1);
  });

  it('is of one person in one thread, and the newest counts', async () => {
    await begin();
    const elsewhere = { platform: 'web', channel: 'general', thread: 'x' };
    expect(await answerDraft(stepwise, '47', speaking('bo'))).toBeUndefined();
    expect(await answerDraft(stepwise, '47', { ...speaking(), place: elsewhere })).toBeUndefined();
    await answerDraft(stepwise, '47', speaking());
    await app.clock.advance(1000);
    await begin();
    expect(await answerDraft(stepwise, '48', speaking())).toMatch(/Region\?/);
    expect(await answerDraft(stepwise, '1', speaking())).toContain('48, North China');
    expect(await answerDraft(stepwise, '1', speaking())).toBeUndefined();
  });

  it.each(['cancel', 'Cancel.', '取消', '算了'])('ends with %j, and nothing is made', async (word) => {
    await begin();
    const bye = speaking();
    for (const _ of [1, 2]) {
      expect(await answerDraft(stepwise, word, bye)).toBe('Cancelled: Weekly report. Nothing was created.');
    }
    expect(await answerDraft(stepwise, '47', speaking())).toBeUndefined();
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
    for (const said of ['47', ''])
      expect(await answerDraft(stepwise, said, speaking())).toMatch(/Currency\?/);
    expect(await answerDraft(stepwise, 'yuan', speaking())).toContain('Created T-1: Weekly report: 47, yuan');
  });

  it('ends when the definition is not in use any more', async () => {
    const { commands } = app.core;
    await begin();
    await commands.updateDefinition('weekly-report', { isActive: false }, app.api);
    expect((await refusalOf(answerDraft(stepwise, 'yuan', speaking()))).code).toBe('definition.inactive');
    expect(await answerDraft(stepwise, 'yuan', speaking())).toBeUndefined();
  });
});
