import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { TaskView } from '../../src/contract/tasks.ts';
import { startProduct, type Product } from './harness/product.ts';
import { ANYONE, reach, STATES, type State } from './harness/states.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct({ config: ANYONE });
});
afterAll(() => product.stop());

/** What a person may do to a task in each state; everything else is refused. */
const LEGAL: Record<State, readonly string[]> = {
  'backlog': [
    'link',
    'unlink',
    'queue',
    'begin',
    'claim',
    'release',
    'defer',
    'cancel',
    'complete',
    'archive',
    'feedback',
  ],
  'backlog.pre_approval': ['link', 'unlink', 'cancel', 'approve', 'reject', 'feedback'],
  'pending.dependency': [
    'link',
    'unlink',
    'unqueue',
    'claim',
    'release',
    'defer',
    'cancel',
    'skip_blocker',
    'feedback',
  ],
  'pending.backoff': ['unqueue', 'claim', 'release', 'defer', 'cancel', 'feedback'],
  'in_progress': ['cancel', 'pause', 'feedback'],
  'in_progress.person': ['unqueue', 'claim', 'release', 'defer', 'cancel', 'complete', 'feedback'],
  'in_progress.input': ['cancel', 'answer', 'feedback'],
  'in_progress.approval': ['cancel', 'approve', 'reject', 'feedback'],
  'in_progress.pause': ['cancel', 'resume', 'feedback'],
  'in_progress.takeover': ['cancel', 'hand_back', 'feedback'],
  'awaiting_review.review': ['cancel', 'reject', 'accept', 'request_changes', 'feedback'],
  'completed': ['rerun', 'feedback', 'archive'],
  'failed': ['retry', 'rerun', 'feedback', 'archive'],
  'cancelled': ['rerun', 'archive', 'feedback'],
  'deferred': ['link', 'unlink', 'begin', 'resume_deferred', 'cancel', 'archive', 'feedback'],
};
/** Every event of the table, those of workers and timers too, and some that are in none. */
const EVENTS = [
  ...new Set(Object.values(LEGAL).flat()),
  'create',
  'edit',
  'start',
  'finish',
  'fail',
  'expire',
  'require_approval',
  'last_blocker_done',
  'restore',
  'emergency_stop',
  'constructor',
  '__proto__',
  'COMPLETE',
  'bogus',
];
/** Sent again to a task that is in its state already, it is no fault and changes nothing. */
const REPEATABLE: Partial<Record<State, string>> = { completed: 'complete', cancelled: 'cancel' };

const fixed = ({ version, status, wait, outcome, updatedAt }: TaskView) => ({
  version,
  status,
  wait,
  outcome,
  updatedAt,
});

describe('states and moves', () => {
  it.each(STATES)(
    'F10 in %s every event that is not in the table is refused with the legal ones, and nothing is written',
    async (state) => {
      const number = await reach(product, state, 'f10');
      const before = await product.task(number);
      expect(before.events.toSorted()).toEqual(LEGAL[state].toSorted());
      for (const event of EVENTS.filter((one) => !LEGAL[state].includes(one) && one !== REPEATABLE[state])) {
        const { status, body } = await product.send<{ legal: string[] }>('POST', `/tasks/${number}/events`, {
          event,
          reason: 'why',
        });
        expect([event, status, body.legal?.toSorted()]).toEqual([event, 409, LEGAL[state].toSorted()]);
      }
      expect(fixed(await product.task(number))).toEqual(fixed(before));
      product.sink.release();
      await product.settle();
    },
  );

  const active = STATES.filter((state) => LEGAL[state].includes('cancel'));
  it.each(active)(
    'F12 a task that is %s can be cancelled with a reason, which ends its run and withdraws what it asked',
    async (state) => {
      const number = await reach(product, state, 'f12');
      const { status, body } = await product.event(number, 'cancel', { reason: 'the plan has changed' });
      expect([status, body.status, body.outcome]).toEqual([200, 'cancelled', 'user']);
      expect((await product.history(number)).at(-1)).toMatchObject({
        to: 'cancelled',
        note: 'the plan has changed',
      });
      expect(await product.asks(number)).toEqual([]);
      const runs = await product.runs(number);
      expect(runs.filter((run) => !['cancelled', 'succeeded', 'failed'].includes(run.status))).toEqual([]);
      const asked = product.model.asked(`Do ${body.title}.`).length;
      product.sink.release();
      await product.clock.wind(120_000);
      await product.settle();
      expect(product.model.asked(`Do ${body.title}.`)).toHaveLength(asked);
      expect(await product.task(number)).toMatchObject({ status: 'cancelled' });
    },
  );

  it('F11 completing twice changes nothing, and another try is another run', async () => {
    const made = await product.create({ title: 'Twice' });
    const first = await product.event(made.number, 'complete');
    const second = await product.event(made.number, 'complete');
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(fixed(second.body)).toEqual(fixed(first.body));
    expect([first.body, second.body]).toMatchObject([{ status: 'completed' }, { alreadyTerminal: true }]);
    expect(first.body).not.toHaveProperty('alreadyTerminal');
    expect((await product.history(made.number)).map(({ move }) => move)).toEqual(['create', 'complete']);

    const number = await reach(product, 'completed', 'f11');
    const [before] = await product.runs(number);
    await product.event(number, 'rerun');
    const [after, again] = await product.runs(number);
    expect(after).toEqual(before);
    expect(again).toMatchObject({ number: 2, cause: 'rerun', status: 'succeeded' });
  });

  it('F119 a person begins work that no agent then does, keeps others off it, and completes it', async () => {
    const { number } = await product.create({ title: 'F119', description: 'Do F119.' });
    await product.event(number, 'begin');
    await product.clock.wind(3_600_000);
    await product.settle();
    expect(await product.task(number)).toMatchObject({ status: 'in_progress', wait: { kind: 'person' } });
    expect(product.model.asked('Do F119.')).toEqual([]);
    const taken = await product.event(number, 'claim', { assignee: 'bo' });
    expect([taken.status, JSON.stringify(taken.body)]).toEqual([409, expect.stringContaining('unclaimed')]);
    await product.event(number, 'complete');
    const moves = (await product.history(number)).map(({ move }) => move);
    expect(moves).toEqual(['create', 'begin', 'complete']);
    expect(await product.task(number)).toMatchObject({ status: 'completed', outcome: 'success' });
  });

  it('F13 only a queued task is worked on; one in the backlog stays there', async () => {
    const idle = await product.create({ title: 'F13 idle', description: 'Do F13.' });
    await product.clock.wind(3_600_000);
    await product.settle();
    expect(await product.task(idle.number)).toMatchObject({ status: 'backlog', version: 1 });
    expect(product.model.asked('Do F13.')).toEqual([]);
    await product.event(idle.number, 'queue');
    expect(await product.task(idle.number)).toMatchObject({ status: 'completed' });
  });

  it('F14 deferring needs a reason', async () => {
    const { number } = await product.create({ title: 'F14' });
    const { status, body } = await product.event(number, 'defer');
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('reason')]);
    await product.event(number, 'defer', { reason: 'after lunch' });
    expect(await product.task(number)).toMatchObject({
      status: 'deferred',
      deferred: { reason: 'after lunch' },
    });
  });

  it.each([
    ['pending.backoff', 'resume_deferred', true],
    ['backlog', 'shelve_deferred', false],
  ] as const)(
    'F14 a task that was %s and is deferred until a time goes back there then, once',
    async (state, move, isWorkedOn) => {
      const number = await reach(product, state, 'f14');
      const until = new Date(product.clock.now().getTime() + 2 * 3_600_000).toISOString();
      await product.event(number, 'defer', { reason: 'after lunch', until });
      await product.clock.wind(3_600_000);
      await product.settle();
      expect(await product.task(number)).toMatchObject({ status: 'deferred', deferred: { until } });
      for (let hours = 0; hours < 3; hours += 1) {
        await product.clock.wind(3_600_000);
        await product.settle();
      }
      const history = await product.history(number);
      expect(history.filter((one) => one.from === 'deferred')).toMatchObject([
        { move, actor: { kind: 'system' } },
      ]);
      expect((await product.runs(number)).length > 1).toBe(isWorkedOn);
    },
  );

  it('F15 an archived task is off the lists, refuses moves and keeps everything; restored, it is as it was', async () => {
    const number = await reach(product, 'completed', 'f15');
    const before = await product.task(number);
    await product.event(number, 'archive');
    const numbers = async (query: string) =>
      (await product.tasks(`?channel=f15&platform=web${query}`)).map((one) => one.number);
    expect(await numbers('')).toEqual([]);
    expect(await numbers('&archived=true')).toEqual([number]);
    expect((await product.event(number, 'rerun')).status).toBe(409);
    expect(await product.runs(number)).toHaveLength(1);
    await product.event(number, 'restore');
    expect(await numbers('')).toEqual([number]);
    const { status, outcome, result } = await product.task(number);
    expect({ status, outcome, result }).toEqual({
      status: before.status,
      outcome: before.outcome,
      result: before.result,
    });
  });

  it('F16 the history tells every change of state with who, when, from, to and the run, without gaps', async () => {
    const number = await reach(product, 'awaiting_review.review', 'f16');
    await product.press('bo', 'request_changes', { channel: 'f16', values: { note: 'Shorter, please' } });
    await product.press('cy', 'accept', { channel: 'f16' });
    await product.event(number, 'archive');
    await product.event(number, 'restore');
    const history = await product.history(number);
    expect(history.map(({ version }) => version)).toEqual(history.map((_, at) => at + 1));
    expect(history.map(({ at }) => at)).toEqual(history.map(({ at }) => at).toSorted());
    expect(history.slice(1).map(({ from }) => from)).toEqual(history.slice(0, -1).map(({ to }) => to));
    const reviewed = history.filter(({ move }) => ['request_changes', 'accept'].includes(move));
    expect(reviewed.map(({ move, actor, note }) => [move, actor.name, note])).toEqual([
      ['request_changes', 'bo', 'Shorter, please'],
      ['accept', 'cy', undefined],
    ]);
    const runs = await product.runs(number);
    expect(runs).toHaveLength(2);
    expect([...new Set(history.flatMap(({ runId }) => runId ?? []))]).toEqual(runs.map(({ id }) => id));
    expect(history.at(-1)?.version).toBe((await product.task(number)).version);
  });
});
