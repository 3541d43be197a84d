import type { Ask, AskAction, AskKind, AskWork, DecisionPolicy, Field } from '../domain/ask.ts';
import { AppError } from '../domain/errors.ts';
import { showHidden } from '../domain/hidden-characters.ts';
import type { Task } from '../domain/task.ts';
import type { TouchCard } from '../outbox/enqueue.ts';
import type { Ports } from '../ports/index.ts';
import type { PlacesFor } from './places-for.ts';
import { nextNumber } from '../shared/counters.ts';

type PutPorts = Pick<Ports, 'store' | 'clock' | 'bus'>;

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
  isInDoubt?: boolean;
  defaultAnswer?: string | undefined;
  policy: DecisionPolicy;
  expiresAfterMs: number;
}

/** Inserts an ask unless its id is there, and shows its card; groups that listen are told while it is open. */
export function createPutAsk(
  { store, clock, bus }: PutPorts,
  placesFor: PlacesFor,
  touchCard: TouchCard,
  pushAsk: (task: Task, ask: Ask) => Promise<void>,
) {
  const asks = store.collection('asks');
  return async function putAsk(task: Task, runId: string | null, draft: NewAsk): Promise<Ask> {
    const found = await asks.get(draft.id);
    const ask = found ?? (await insert(task, runId, draft));
    await touchCard({ kind: 'ask', id: ask.id });
    if (ask.state === 'open') await pushAsk(task, ask);
    return ask;
  };

  async function insert(task: Task, runId: string | null, draft: NewAsk): Promise<Ask> {
    const at = clock.now();
    const { id, kind, callKey, question, options, fields, action, isInDoubt, policy, expiresAfterMs } = draft;
    const alsoIn = await placesFor(policy, task);
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
      isInDoubt: isInDoubt ?? false,
      defaultAnswer: draft.defaultAnswer ?? null,
      requester: task.requester,
      policy: await withNames(policy),
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

  async function withNames(policy: DecisionPolicy): Promise<DecisionPolicy> {
    if (policy.people.length === 0) return policy;
    const filter = { id: { $in: policy.people } };
    const known = await store.collection('people').find(filter, { limit: policy.people.length });
    return { ...policy, names: Object.fromEntries(known.map(({ id, name }) => [id, name])) };
  }
}

export type PutAsk = ReturnType<typeof createPutAsk>;
