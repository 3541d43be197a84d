import { setTimeout as sleep } from 'node:timers/promises';
import type { Core } from '../../src/core.ts';
import { askLabel, type Ask } from '../../src/domain/ask.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { CallEntry } from '../../src/domain/journal.ts';
import type { Incoming } from '../../src/domain/message.ts';
import type { Caller } from '../../src/ports/commands.ts';
import type { DecisionInput } from '../../src/contract/asks.ts';
import { each } from '../../src/shared/each.ts';
import { inChat } from '../fakes/callers.ts';
import { hasHappened } from './effect-ledger.ts';
import { placeOf, textOf, type Errand } from './errands.ts';
import { writePlan } from './plan.ts';
import type { World } from './world.ts';

export interface People {
  /** Asks for the errand, in its way. Done again it asks for nothing new. */
  handIn(errand: Errand): Promise<void>;
  /** Looks at the open asks once, and sees to each in one of many ways. */
  tend(): Promise<void>;
  /** Runs that wait for people. */
  countWaiting(): Promise<number>;
  /** Second wishes that people have not come to yet. */
  countOwed(): Promise<number>;
}

/** In every way that there is, or by one plain decision each. */
export type Care = 'every way' | 'plainly';

const CLICKS = 20;
/** What may come of being too late, and is no fault. */
const TOO_LATE = [
  'ask.settled',
  'not_found',
  'input.invalid',
  'task.guarded',
  'task.illegal_event',
  'version.stale',
  'task.busy',
] as const;
/** After this time somebody looks at an ask again, when it is still open. */
const AGAIN_MS = 4000;
/** More than there are of anything. */
const MANY = 100_000;

const callerOf = (id: string, key: string): Caller => inChat('ana', { ...placeOf(id), key });

/** The people of an installation: they ask, answer, press, stop, and look into the ledger when they are in doubt. */
export function createPeople(
  { ports, web, core }: Pick<World, 'ports' | 'web'> & { core: Core },
  care: Care,
  random: () => number,
): People {
  const { store, clock, log } = ports;
  const asks = store.collection('asks');
  const inHand = new Map<string, number>();
  const handedIn = new Map<string, Errand>();

  async function handIn(errand: Errand): Promise<void> {
    const { plan, way, isReviewed, mishap, isStartApproved, after } = errand;
    handedIn.set(plan.id, errand);
    if (way === 'message') return deliver(plan.id, plan.id, textOf(errand), 2 + Math.floor(random() * 4));
    const before = after === null ? {} : { blockedBy: [await idOf(after)], park: true };
    const input = {
      title: plan.id,
      description: textOf(errand),
      run: true,
      isReviewRequired: isReviewed,
      ...(isStartApproved && { isApprovalRequired: true }),
      ...before,
    };
    const { id } = await again(() => core.commands.createTask(input, callerOf(plan.id, `errand:${plan.id}`)));
    if (!mishap) return;
    await sleep(random() * 3000);
    const caller = callerOf(plan.id, `${mishap}:${plan.id}`);
    await softly(() => core.commands.sendEvent(id, { event: mishap }, caller));
  }

  /** The task of another errand, as soon as it is there. */
  async function idOf(title: string): Promise<string> {
    for (;;) {
      const [task] = await store.collection('tasks').find({ title }, { limit: 1 });
      if (task) return task.id;
      await sleep(200);
    }
  }

  /** The same thing several times, as platforms do that have not heard that we have it. */
  async function deliver(id: string, key: string, text: string, times: number): Promise<void> {
    const message: Incoming = {
      kind: 'message',
      key,
      platform: 'web',
      place: placeOf(id),
      sender: { id: 'web:ana', name: 'ana' },
      at: clock.now(),
      text,
      messageId: key,
      isToBot: true,
      isReply: key !== id,
    };
    const once = async () => {
      await sleep(random() * 1500);
      await again(() => core.receive(message));
    };
    await Promise.all(Array.from({ length: times }, once));
  }

  async function tend(): Promise<void> {
    const open = await asks.find({ state: 'open' }, { sort: { createdAt: 1, id: 1 }, limit: 100 });
    const free = open.filter(({ id }) => (inHand.get(id) ?? 0) < Date.now());
    for (const { id } of free) inHand.set(id, Date.now() + AGAIN_MS);
    void each(log, free, (ask) => softly(() => see(ask)));
    void each(log, await owed(), ({ id, plan, again }) =>
      softly(() =>
        core.commands.sendEvent(
          id,
          { event: 'feedback', reason: writePlan(again) },
          callerOf(plan.id, `again:${plan.id}`),
        ),
      ),
    );
    const parked = { 'status': 'pending', 'wait.kind': 'dependency' };
    for (const { id, title } of await store.collection('tasks').find(parked, { limit: 100 }))
      await softly(() =>
        core.commands.sendEvent(id, { event: 'skip_blocker' }, callerOf(title, `skip:${id}`)),
      );
  }

  /** Completed errands of which people want something else as well. */
  async function owed() {
    const all = [...handedIn.values()].flatMap(({ plan, again, isReviewed }) =>
      again && !isReviewed ? [{ plan, again }] : [],
    );
    const done = await store
      .collection('tasks')
      .find({ title: { $in: all.map(({ plan }) => plan.id) }, status: 'completed' }, { limit: 1000 });
    const ids = new Map(
      done.flatMap(({ title, id, feedback }) => (feedback.length === 0 ? [[title, id]] : [])),
    );
    return all.flatMap((one) => {
      const id = ids.get(one.plan.id);
      return id === undefined ? [] : [{ ...one, id }];
    });
  }

  async function see(ask: Ask): Promise<void> {
    if (ask.isInDoubt) return decide(ask, { decision: (await wasDone(ask)) ? 'skip' : 'repeat' });
    if (ask.kind === 'pause') return decide(ask, { decision: 'resume' });
    const errand = handedIn.get(ask.home?.thread ?? '');
    if (ask.kind === 'review') return review(ask, errand);
    if (ask.kind === 'input' && errand?.isLeft) return void (await leave(ask));
    if (care === 'plainly') return decide(ask, decisionOf(ask));
    const ways =
      ask.kind === 'input' ? [twice, press, pressMany, type, atTheEnd] : [twice, press, pressMany, type];
    await ways[Math.floor(random() * ways.length)]?.(ask);
  }

  /** The first result is sent back with what is wanted beside, the second is accepted. */
  async function review(ask: Ask, errand: Errand | undefined): Promise<void> {
    // Runs are no measure: one that lost the race for its task has a number as well.
    const before = { taskId: ask.taskId, kind: 'review', state: { $ne: 'open' } } as const;
    const isFirst = (await asks.count(before, 1)) === 0 && errand?.again;
    return decide(
      ask,
      isFirst ? { decision: 'request_changes', note: writePlan(isFirst) } : { decision: 'accept' },
    );
  }

  /** A person in doubt looks whether it has happened. */
  async function wasDone(ask: Ask): Promise<boolean> {
    const run = await store.collection('runs').get(ask.runId ?? '');
    const entry = run?.journal.find(
      (one): one is CallEntry => one.kind === 'call' && one.key === ask.callKey,
    );
    const { url } = (entry?.args ?? { url: '' }) as { url: string };
    return hasHappened(url);
  }

  const decisionOf = ({ kind, options }: Ask): DecisionInput =>
    kind === 'input' ? { decision: 'answer', value: options?.[0] ?? 'yes' } : { decision: 'approve' };

  async function decide(ask: Ask, decision: DecisionInput): Promise<void> {
    await core.commands.decideAsk(ask.id, decision, callerOf(ask.home?.thread ?? '', `decide:${ask.id}`));
  }

  /** A client that got no answer sends it once more. */
  async function twice(ask: Ask): Promise<void> {
    await Promise.all([decide(ask, decisionOf(ask)), decide(ask, decisionOf(ask))]);
  }

  const press = (ask: Ask): Promise<void> => pressBy(ask, ['ana']);
  const pressMany = (ask: Ask): Promise<void> =>
    pressBy(ask, ['ana', ...Array.from({ length: CLICKS - 1 }, (_, at) => `p${at}`)]);

  /** Presses the button of the card, everybody at once. */
  async function pressBy(ask: Ask, persons: readonly string[]): Promise<void> {
    const card = await store.collection('outbox').get(`card:ask:${ask.id}`);
    const message = card?.posted && (await store.collection('chat_messages').get(card.posted.messageId));
    const { decision, value } = decisionOf(ask);
    const button = message?.card?.buttons.find(({ action }) => action === decision);
    if (!message || !button) return void inHand.delete(ask.id);
    const values = message.card?.fields ? { values: { value } } : {};
    const click = { messageId: message.id, action: button.action, value: button.value, ...values };
    await Promise.all(persons.map((person) => softly(() => web.submitAction({ ...click, person }))));
  }

  async function type(ask: Ask): Promise<void> {
    const { decision, value } = decisionOf(ask);
    const text = decision === 'approve' ? `approve ${askLabel(ask)}` : `${askLabel(ask)} ${String(value)}`;
    await deliver(ask.home?.thread ?? '', `typed:${ask.id}`, text, 3);
  }

  /** The time of the ask is made short, and the answer comes at the very moment at which it is over. */
  async function atTheEnd(ask: Ask): Promise<void> {
    const expiresAt = await leave(ask);
    const leftMs = () => expiresAt.getTime() - clock.now().getTime();
    while (leftMs() > 20) await sleep(2);
    await decide(ask, decisionOf(ask));
  }

  /** Its time is made short. */
  async function leave(ask: Ask): Promise<Date> {
    const expiresAt = new Date(clock.now().getTime() + 4000);
    await asks.update({ id: ask.id, state: 'open' }, { $set: { expiresAt }, $inc: { version: 1 } });
    return expiresAt;
  }

  async function softly(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      if (!AppError.is(thrown, ...TOO_LATE)) throw thrown;
    }
  }

  return {
    handIn,
    tend,
    countOwed: async () => (await owed()).length,
    countWaiting: () => store.collection('runs').count({ status: 'waiting' }, MANY),
  };
}

/** A client tries until it has heard that it was taken. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (tries === 10 || !AppError.from(thrown).kind.retry) throw thrown;
      await sleep(200 * tries);
    }
  }
}
