import type { App } from '../app.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { checkActive, findActive } from '../definitions/find-definition.ts';
import { createTask } from '../tasks/create-task.ts';
import { sendEvent } from '../tasks/send-event.ts';
import type { Definition, Draft } from '../domain/definition.ts';
import { AppError } from '../domain/errors.ts';
import { threadKey } from '../domain/person.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { readTyped } from '../forms/typed-form.ts';
import type { Caller } from '../ports/commands.ts';
import { wordsFor, type Words } from '../words/index.ts';
import { missingFields, readGiven } from '../definitions/check-definition.ts';
import { askFor } from '../cards/draft-card.ts';
import { sha256 } from '../shared/sha256.ts';

/** What was begun is given up after this time: a talk sooner than a form that stands there. */
const TALK_MS = 3_600_000;
const FORM_MS = 24 * 3_600_000;

const CANCEL = /^\/?(?:cancel|stop|abort|never ?mind|取消|算了|停止)[.!。！]?$/i;

/**
 * Makes the task, or asks whoever typed it for what is missing: in a form, or where the platform has none one question after the
 * other. Everything is in the store, and each step has a key: what was done before a crash is found.
 *
 * @returns what is to be said; empty when a card says it all.
 */
export async function beginDraft(
  app: App,
  definition: Definition,
  typed: Readonly<Record<string, unknown>>,
  isToRun: boolean,
  caller: Caller,
): Promise<string> {
  const { store, chats, clock, ids } = app;
  const drafts = store.collection('drafts');
  checkActive(definition);
  const values = readGiven(definition, typed);
  const fields = missingFields(definition, values);
  const { place } = caller;
  if (fields.length === 0 || !place) {
    return told(await make(app, { definitionId: definition.id, isToRun, values }, caller), caller);
  }
  const isStepwise = chats.get(place.platform)?.hasNoForms === true;
  const at = clock.now();
  const draft: Draft = {
    id: caller.key === undefined ? ids.next() : idFromKey(caller.key),
    definitionId: definition.id,
    title: definition.name,
    person: caller.person,
    place,
    threadKey: threadKey(place),
    locale: caller.locale,
    isToRun,
    isStepwise,
    values,
    fields,
    trigger: caller.trigger ?? null,
    state: 'open',
    taskLabel: null,
    lastKey: caller.key ?? null,
    version: 1,
    createdAt: at,
    expiresAt: new Date(at.getTime() + (isStepwise ? TALK_MS : FORM_MS)),
  };
  await drafts.insertIfAbsent(draft);
  if (isStepwise) return askFor(draft, fields, wordsFor(caller.locale));
  await touchCard(app, { kind: 'draft', id: draft.id });
  return '';
}

/**
 * The form was sent. A second sending finds the task that the first one made.
 * @throws AppError `access.refused` for anybody else, `draft.over`, and what making a task throws.
 */
export async function fillDraft(
  app: App,
  id: string,
  sent: Readonly<Record<string, unknown>>,
  caller: Caller,
): Promise<void> {
  const { store, clock } = app;
  const drafts = store.collection('drafts');
  const draft = await drafts.get(id);
  if (!draft) throw new AppError('draft.over');
  if (draft.person.id !== caller.person.id) throw new AppError('access.refused');
  if (draft.state === 'open') {
    if (draft.expiresAt < clock.now()) {
      await drafts.update({ id, state: 'open' }, { $set: { state: 'cancelled' } });
      throw new AppError('draft.over');
    }
    const definition = await findActive(app, draft.definitionId);
    await finish(app, { ...draft, values: wantedBy(definition, { ...draft.values, ...sent }) }, caller);
  } else if (draft.state === 'cancelled') throw new AppError('draft.over');
  await touchCard(app, { kind: 'draft', id });
}

/** What somebody says who is being asked step by step, taken as the next answer; undefined when nobody is. */
export async function answerDraft(app: App, text: string, speaker: Caller): Promise<string | undefined> {
  const draft = await beingAsked(app, speaker);
  if (!draft) return undefined;
  // A number or a name does not change the language of the talk.
  const caller = { ...speaker, locale: draft.locale };
  const words = wordsFor(caller.locale);
  const isRepeat = draft.lastKey === caller.key;
  if (draft.state === 'cancelled') return words.draftCancelled(draft.title);
  if (draft.state === 'done' || isRepeat) return goOn(app, draft, caller);
  if (CANCEL.test(text.trim())) {
    await take(app, draft, { state: 'cancelled' }, caller);
    return words.draftCancelled(draft.title);
  }
  const definition = await definitionOf(app, draft);
  const [field] = missingFields(definition, draft.values);
  if (!field) return goOn(app, draft, caller);
  const typed = { [field.name]: readTyped(field, text.trim()) };
  const problem = problemOf(() => readGiven(definition, typed), words);
  if (problem) return [words.draftWrong(field.label, problem), askFor(draft, [field], words)].join('\n');
  const values = { ...draft.values, ...readGiven(definition, typed) };
  return goOn(app, await take(app, draft, { values }, caller), caller);
}

/** The newest talk of this person here, when it waits for an answer or has taken this very message. */
async function beingAsked(app: App, { place, person, key }: Caller): Promise<Draft | undefined> {
  const { store, clock } = app;
  const drafts = store.collection('drafts');
  if (!place) return undefined;
  const [draft] = await drafts.find(
    { 'threadKey': threadKey(place), 'person.id': person.id, 'isStepwise': true },
    { sort: { createdAt: -1, id: -1 }, limit: 1 },
  );
  if (!draft) return undefined;
  const isOpen = draft.state === 'open' && draft.expiresAt > clock.now();
  return isOpen || draft.lastKey === key ? draft : undefined;
}

/** One that can no longer be used ends the talk. */
async function definitionOf(app: App, draft: Draft): Promise<Definition> {
  const { store } = app;
  const drafts = store.collection('drafts');
  try {
    return await findActive(app, draft.definitionId);
  } catch (thrown) {
    if (AppError.is(thrown, 'definition.inactive', 'not_found'))
      await drafts.update({ id: draft.id, state: 'open' }, { $set: { state: 'cancelled' } });
    throw thrown;
  }
}

/** @throws AppError `draft.over` when another message was quicker. */
async function take(
  app: App,
  draft: Draft,
  set: Partial<Draft>,
  { key = null }: { key?: string | null },
): Promise<Draft> {
  const { store } = app;
  const drafts = store.collection('drafts');
  const { id, version } = draft;
  const taken = await drafts.update(
    { id, version, state: 'open' },
    { $set: { ...set, lastKey: key }, $inc: { version: 1 } },
  );
  if (!taken) throw new AppError('draft.over');
  return taken;
}

/** The next question, or the task. */
async function goOn(app: App, draft: Draft, caller: Caller): Promise<string> {
  if (draft.state !== 'open') return told(await finish(app, draft, caller), caller);
  const definition = await definitionOf(app, draft);
  const fields = missingFields(definition, draft.values);
  if (fields.length > 0) return askFor(draft, fields, wordsFor(caller.locale));
  return told(await finish(app, { ...draft, values: wantedBy(definition, draft.values) }, caller), caller);
}

/** The task is made under the draft's own key: whoever comes second finds it. */
async function finish(app: App, draft: Draft, caller: Caller): Promise<Task> {
  const { store } = app;
  const drafts = store.collection('drafts');
  const own = { ...caller, place: draft.place, locale: draft.locale, key: `draft:${draft.id}` };
  const task = await make(app, draft, own);
  await drafts.update({ id: draft.id }, { $set: { state: 'done', taskLabel: taskLabel(task) } });
  return task;
}

async function make(
  app: App,
  { definitionId, isToRun, values }: Pick<Draft, 'definitionId' | 'isToRun' | 'values'>,
  caller: Caller,
): Promise<Task> {
  const { task } = await createTask(app, { definition: definitionId, parameters: values }, caller);
  if (!isToRun || task.status !== 'backlog' || task.wait) return task;
  return sendEvent(app, task, { event: 'queue' }, { ...caller, key: `${caller.key}:run` });
}

const idFromKey = (key: string): string => sha256(key).slice(0, 32);

/** Without what the definition asked for once and asks for no longer. */
const wantedBy = (
  { parameters }: Definition,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => parameters.some((one) => one.name === name)));

/** What is wrong with a value, in words; empty when nothing is. */
function problemOf(read: () => unknown, words: Words): string {
  try {
    read();
    return '';
  } catch (thrown) {
    if (!AppError.is(thrown, 'input.invalid')) throw thrown;
    return words.faults(thrown.details.faults)[0]?.problem ?? '';
  }
}

function told(task: Task, { locale }: Caller): string {
  const words = wordsFor(locale);
  return task.status === 'backlog'
    ? words.created(taskLabel(task), task.title)
    : words.started(taskLabel(task), task.title);
}
