import type { App } from '../app.ts';
import { touchCard } from '../outbox/enqueue.ts';
import { pushAsk } from '../push-groups/push.ts';
import { emitEvent } from '../webhooks/emit-event.ts';
import { notify, ownersOf } from '../notifications/notify.ts';
import { decidersOf, placesFor } from './places-for.ts';
import { readGroups } from './read-groups.ts';
import {
  namedDeciders,
  type Ask,
  type AskAction,
  type AskKind,
  type AskStage,
  type AskWork,
  type DecisionPolicy,
  type Field,
} from '../domain/ask.ts';
import { otherAccounts } from '../access/accounts.ts';
import type { Check } from '../domain/evidence.ts';
import { isAmong, type PersonRef } from '../domain/person.ts';
import { AppError } from '../domain/errors.ts';
import { showHidden } from '../domain/hidden-characters.ts';
import type { Task } from '../domain/task.ts';
import { nextNumber } from '../shared/counters.ts';

export interface NewAsk {
  id: string;
  kind: AskKind;
  callKey: string | null;
  question: string;
  options?: string[] | undefined;
  takesOther?: true;
  fields?: Field[] | undefined;
  action?: AskAction | undefined;
  work?: AskWork;
  stage?: AskStage | undefined;
  barred?: string[];
  checks?: Check[];
  isInDoubt?: boolean;
  defaultAnswer?: string | undefined;
  policy: DecisionPolicy;
  expiresAfterMs: number;
}

/** Inserts an ask unless its id is there, and shows its card; groups that listen are told while it is open. */
export async function putAsk(app: App, task: Task, runId: string | null, draft: NewAsk): Promise<Ask> {
  const { store } = app;
  const asks = store.collection('asks');
  const found = await asks.get(draft.id);
  const ask = found ?? (await insert(app, task, runId, draft));
  await touchCard(app, { kind: 'ask', id: ask.id });
  if (ask.state === 'open') await pushAsk(app, task, ask);
  if (ask.state === 'open' && ask.kind !== 'pause') {
    const type = ask.kind === 'review' ? 'task.awaiting_review' : 'task.needs_input';
    await emitEvent(app, type, task, ask.id, ask.question);
    await notifyOfAsk(app, task, ask);
  }
  return ask;
}

/** Those who may decide it; and of a review that others decide, those whose work it is. What anyone may decide is the requester's to see to. */
async function notifyOfAsk(
  app: App,
  task: Task,
  { id, kind, question, policy, barred = [], home, alsoIn = [], expiresAt }: Ask,
): Promise<void> {
  const named = decidersOf(policy, await readGroups(app, [{ policy }]), task.requester.id);
  const all = policy.anyoneInChannel ? [...named, task.requester.id] : named;
  const deciders = all.filter((person) => !isAmong(person, barred));
  const shownIn = home ? [home, ...alsoIn] : alsoIn;
  const aloneWith = task.home?.isDirect && task.requester.id;
  const news = { ref: id, askId: id, text: question, expiresAt, shownIn, aloneWith };
  await notify(app, task, deciders, { ...news, type: 'needs_you' });
  if (kind !== 'review') return;
  const others = ownersOf(task).filter((one) => !deciders.includes(one));
  await notify(app, task, others, { ...news, type: 'awaiting_review' });
}

async function insert(app: App, task: Task, runId: string | null, draft: NewAsk): Promise<Ask> {
  const { store, bus, clock } = app;
  const asks = store.collection('asks');
  const at = clock.now();
  const { id, kind, callKey, question, options, fields, action, isInDoubt, policy, expiresAfterMs } = draft;
  const alsoIn = await placesFor(app, policy, task);
  const ask: Ask = {
    id,
    number: await nextNumber(store, 'asks'),
    kind,
    taskId: task.id,
    taskNumber: task.number,
    runId,
    callKey,
    question: showHidden(question),
    options: options ?? null,
    ...(draft.takesOther && { takesOther: true as const }),
    fields: fields ?? null,
    action: action ?? null,
    ...(draft.work && { work: draft.work }),
    ...(draft.stage && { stage: draft.stage }),
    ...(draft.barred && { barred: draft.barred }),
    ...(draft.checks && draft.checks.length > 0 ? { checks: draft.checks } : {}),
    ...((draft.stage || APPROVALS.includes(kind)) && (await tooFew(app, policy, draft.barred ?? [], task))),
    isInDoubt: isInDoubt ?? false,
    defaultAnswer: draft.defaultAnswer ?? null,
    requester: task.requester,
    policy: await withNames(app, policy),
    home: task.home,
    locale: task.locale,
    ...(alsoIn.length > 0 ? { alsoIn } : {}),
    state: 'open',
    decisions: [],
    value: null,
    isWakePending: false,
    reminderAt: new Date(at.getTime() + expiresAfterMs / 2),
    expiresAt: new Date(at.getTime() + expiresAfterMs),
    version: 1,
    createdAt: at,
    updatedAt: at,
    settledAt: null,
  };
  if (await asks.insertIfAbsent(ask)) bus.publish('changed', { kind: 'ask', id, taskId: task.id });
  const stored = await asks.get(id);
  if (!stored) throw new AppError('not_found', { what: 'ask', ref: id });
  return stored;
}

const APPROVALS: readonly AskKind[] = ['approval', 'pre_approval'];

/** Those who may decide, where they are all known and fewer than must. */
async function tooFew(
  app: App,
  policy: DecisionPolicy,
  barred: readonly string[],
  { requester }: Task,
): Promise<Pick<Ask, 'shortOf'>> {
  if (policy.anyoneInChannel || policy.mayTokenHolderDecide) return {};
  const groups = await readGroups(app, [{ policy }]);
  const out = policy.mayRequesterDecide ? barred : [...barred, ...otherAccounts(app, requester.id)];
  const ids = decidersOf(policy, groups, requester.id).filter((id) => !isAmong(id, out));
  const others = (id: string, at: number): boolean =>
    ids.slice(0, at).some((before) => otherAccounts(app, id).includes(before));
  if (ids.filter((id, at) => !others(id, at)).length >= policy.quorum) return {};
  const known = await app.store.collection('people').find({ id: { $in: ids } }, { limit: policy.quorum });
  const named = namedDeciders(policy, requester);
  const refTo = (id: string): PersonRef =>
    [...known, ...named].find((one) => one.id === id) ?? { id, name: id.slice(id.lastIndexOf(':') + 1) };
  return { shortOf: ids.map(refTo).map(({ id, name }) => ({ id, name })) };
}

async function withNames(app: App, policy: DecisionPolicy): Promise<DecisionPolicy> {
  const { store } = app;
  if (policy.people.length === 0) return policy;
  const filter = { id: { $in: policy.people } };
  const known = await store.collection('people').find(filter, { limit: policy.people.length });
  return { ...policy, names: Object.fromEntries(known.map(({ id, name }) => [id, name])) };
}
