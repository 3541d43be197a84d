import { resolveTask } from '../tasks/find-task.ts';
import { createTask } from '../tasks/create-task.ts';
import { stopTurn } from './stop-turn.ts';
import type { App } from '../app.ts';
import { post, touchCard } from '../outbox/enqueue.ts';
import { checkMayDecide, decideAsk } from '../decisions/decide-ask.ts';
import { sendEvent } from '../tasks/send-event.ts';
import { fillDraft } from './drafts.ts';
import { settleBulk } from '../tools/bulk-changes.ts';
import { makeChange } from '../tools/manage-tasks.ts';
import { readGroups } from '../asks/read-groups.ts';
import { askLabel, DECISIONS, needsNote, type Ask, type Decision } from '../domain/ask.ts';
import { EDIT, readSubject, type Subject } from '../domain/card.ts';
import { AppError, invalid } from '../domain/errors.ts';
import type { IncomingAction } from '../domain/message.ts';
import type { InboxRow } from '../domain/records.ts';
import { placeKey, type ThreadRef } from '../domain/person.ts';
import { scheduleIdOf } from '../domain/schedule.ts';
import { taskLabel, type Task } from '../domain/task.ts';
import { MAX_TEXT, MAX_TITLE } from '../contract/common.ts';
import { firstLine, shorten } from '../shared/text.ts';
import { wordsFor } from '../words/index.ts';
import type { Caller } from '../ports/commands.ts';
import { checkMaySee } from '../access/may-see.ts';
import { audience, explain, namesOthers } from './hearing.ts';
import { readActivity } from '../outbox/read-activity.ts';
import { pressSchedule } from './press-schedule.ts';
import { callerFor } from './speaker.ts';
import type { Reply } from './typed-commands.ts';

async function handleClick(app: App, row: InboxRow): Promise<string | null> {
  const { log, settings } = app;
  const { incoming } = row;
  if (incoming.kind !== 'action') return null;
  const subject = readSubject(incoming.value);
  const caller = await callerFor(incoming, app, settings, await localeOf(app, subject));
  try {
    const free = incoming.value === '' ? FREE[incoming.action] : undefined;
    if (free) return await free(app, row, incoming, caller);
    if (!subject) throw new AppError('not_found', { what: 'button', ref: incoming.action });
    const said = await act(app, incoming, subject, caller);
    if (said) await tell(app, row, incoming.place, said, caller, { isPrivate: true });
    return null;
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (error.kind.tell === 'operator') throw thrown;
    log.info({ inboxId: row.id, action: incoming.action, code: error.code }, 'a click changed nothing');
    if (subject) await redraw(app, subject);
    await tell(app, row, incoming.place, explain(error, caller.locale), caller, {
      isPrivate: true,
      isSecret: namesOthers(error),
    });
    return null;
  }
}

/** Cards are in the language of their task. */
async function localeOf(app: App, subject: Subject | undefined): Promise<string | undefined> {
  const { store } = app;
  if (!subject) return undefined;
  if (subject.kind === 'ask') return (await store.collection('asks').get(subject.id))?.locale;
  if (subject.kind === 'draft') return (await store.collection('drafts').get(subject.id))?.locale;
  if (subject.kind === 'schedule')
    return (await store.collection('schedules').get(scheduleIdOf(subject.id)))?.locale;
  if (subject.kind === 'task') return (await store.collection('tasks').get(subject.id))?.locale;
  const run = await store.collection('runs').get(subject.id);
  return run && (await store.collection('tasks').get(run.taskId))?.locale;
}

/** @returns what the person alone is told of what they still have to do. */
async function act(
  app: App,
  incoming: IncomingAction,
  subject: Subject,
  caller: Caller,
): Promise<string | void> {
  if (subject.kind === 'ask') return decide(app, incoming, subject, caller);
  if (subject.kind === 'schedule') return pressSchedule(app, incoming, subject, caller);
  if (subject.kind === 'draft') return settleDraft(app, incoming, subject, caller);
  const task = await taskOf(app, subject);
  checkMaySee(task, caller);
  const { action, values } = incoming;
  const reason = typeof values?.note === 'string' && values.note ? { reason: values.note } : {};
  await sendEvent(app, task, { event: action, ...reason }, caller);
}

async function decide(
  app: App,
  { action, platform, values = {} }: IncomingAction,
  subject: Subject,
  caller: Caller,
): Promise<string | void> {
  const { store } = app;
  const ask = await store.collection('asks').get(subject.id);
  if (!ask) throw new AppError('not_found', { what: 'ask', ref: subject.id });
  const decision = action === EDIT ? 'approve' : DECISIONS.find((known) => known === action);
  if (!decision) throw new AppError('not_found', { what: 'button', ref: action });
  const { note, arguments: edited, ...rest } = values;
  const isSeen = subject.version >= (ask.action?.since ?? 0);
  if (decision === 'approve' && !isSeen) throw new AppError('ask.void', { ask: askLabel(ask) });
  if (needsNote(ask, decision) && !isText(note) && app.chats.get(platform)?.hasNoForms)
    return askForWords(app, ask, decision, caller);
  const value = decision === 'approve' ? editOf(ask, action, edited) : valueOf(ask, decision, subject, rest);
  const given = value === undefined ? {} : { value };
  await decideAsk(
    app,
    ask,
    { decision, ...given, ...(typeof note === 'string' && note ? { note } : {}) },
    caller,
  );
}

/** Where no form takes them, the words that a decision needs are the next that the person says. */
async function askForWords(app: App, ask: Ask, decision: Decision, caller: Caller): Promise<string> {
  checkMayDecide(ask, caller, await readGroups(app, [ask]));
  const wordsFrom = { by: caller.person.id, decision };
  await app.store.collection('asks').update({ id: ask.id, state: 'open' }, { $set: { wordsFrom } });
  const words = wordsFor(caller.locale);
  return decision === 'accept' ? words.evidence.saysNext : words.saysNext;
}

async function settleDraft(
  app: App,
  { action, values = {} }: IncomingAction,
  { id, version }: Subject,
  caller: Caller,
): Promise<void> {
  const draft = await app.store.collection('drafts').get(id);
  if (!draft?.changes) return fillDraft(app, id, values, caller);
  // What is confirmed is the list that was seen.
  if (version < draft.version && draft.lastKey !== caller.key) throw new AppError('draft.over');
  await settleBulk(app, draft, action, caller, makeChange(app));
  await redraw(app, { kind: 'draft', id, version });
}

/** A card of an earlier run offers nothing any more, whatever it still shows. */
async function taskOf(app: App, { kind, id }: Subject): Promise<Task> {
  const { store } = app;
  if (kind === 'task') {
    const offered = await store.collection('tasks').get(id);
    if (!offered) throw new AppError('not_found', { what: 'task', ref: id });
    return offered;
  }
  const run = await store.collection('runs').get(id);
  const task = run && (await store.collection('tasks').get(run.taskId));
  if (!task) throw new AppError('not_found', { what: 'run', ref: id });
  if (task.currentRunId !== id) throw new AppError('run.illegal_event', { runId: id });
  return task;
}

function redraw(app: App, { kind, id }: Subject): Promise<void> {
  return touchCard(app, { kind, id });
}

async function tell(
  app: App,
  row: InboxRow,
  target: ThreadRef,
  text: string,
  { person, locale }: Caller,
  { isPrivate, isSecret }: Omit<Reply, 'text'>,
): Promise<void> {
  const message = { text, locale, ...(isPrivate && audience(person, isSecret)) };
  await post(app, { key: `notice:${row.id}`, target, message, priority: 1, orTo: person });
}

/** On a person's own page there is no card that could change: the page itself does. */
async function showPage(app: App, { platform, sender, messageId }: IncomingAction): Promise<void> {
  const { chats, log } = app;
  if (messageId !== '') return;
  try {
    await chats.get(platform)?.showPage?.(sender);
  } catch (thrown) {
    log.info({ err: thrown, platform }, 'the page of a person was not drawn anew');
  }
}

/**
 * A button that was pressed. The person's right is looked at here, on every click. What cannot be done any more changes
 * nothing: the card is drawn again as things are, and the person alone is told why.
 */
export async function handleClickAndShow(app: App, row: InboxRow): Promise<string | null> {
  const said = await handleClick(app, row);
  if (row.incoming.kind === 'action') await showPage(app, row.incoming);
  return said;
}

/** What can be done without a card: from a platform's own menu or button. */
const FREE: Readonly<
  Record<
    string,
    | ((app: App, row: InboxRow, incoming: IncomingAction, caller: Caller) => Promise<string | null>)
    | undefined
  >
> = {
  /** A message becomes a task; the same message is the same task, whoever asks again. */
  async make_task(app, row, { values = {}, messageId, place }, caller) {
    const text = (isText(values.text) ? values.text : '').trim();
    const files = Array.isArray(values.files) ? values.files.filter(isFile) : [];
    const author = isPerson(values.author) ? values.author.name : '';
    const title = shorten(firstLine(text) || files[0]?.name || author || messageId, MAX_TITLE);
    const words = wordsFor(caller.locale);
    const named = files.map(({ name, url }) => words.labelled(name, url));
    const links = [author, values.permalink, ...named].filter(isText);
    const description = [text, ...links].filter(isText).join('\n').slice(0, MAX_TEXT);
    const own = { ...caller, key: `message:${placeKey(place)}:${messageId}` };
    const { task, isRepeat } = await createTask(app, { title, description }, own);
    const label = taskLabel(task);
    const said = isRepeat ? words.existed(label, task.title) : words.created(label, task.title);
    await tell(app, row, place, said, caller, { isPrivate: isRepeat });
    return said;
  },
  /** The platform's own stop button: what is under way in the thread, be it talk or work. */
  async cancel(app, row, { place }, caller) {
    const wasTalk = await stopTurn(app, row);
    if (wasTalk && (await readActivity(app, place)) === 'idle') return null;
    const task = await resolveTask(app, 'it', caller);
    await sendEvent(app, task, { event: 'cancel' }, caller);
    return null;
  },
};

const isPerson = (value: unknown): value is { name: string } =>
  typeof value === 'object' && value !== null && 'name' in value && isText(value.name);

const isFile = (value: unknown): value is { name: string; url: string } =>
  isPerson(value) && 'url' in value && isText(value.url);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** What stands in the form of an approval goes with each of its buttons; it is an edit where it was changed. */
function editOf({ action: asked }: Ask, action: string, edited: unknown): unknown {
  if (!asked || typeof edited !== 'string' || edited.trim() === '') {
    if (action === EDIT) throw invalid('arguments', 'required');
    return undefined;
  }
  try {
    return JSON.parse(edited) as unknown;
  } catch {
    throw invalid('arguments', 'json');
  }
}

/** The option whose button was pressed, the form that was sent, or its one field. */
function valueOf(
  ask: Ask,
  decision: Decision,
  { option }: Subject,
  values: Record<string, unknown>,
): unknown {
  if (decision === 'answer' && option !== undefined) return ask.options?.[option];
  if (decision === 'answer' && ask.fields) return values;
  return values.value;
}
