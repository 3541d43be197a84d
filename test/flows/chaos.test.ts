import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import { isRunEnded } from '../../src/domain/run.ts';
import { isEnded } from '../../src/domain/task-moves.ts';
import { startApp, type TestApp } from '../fakes/app.ts';
import { inChat } from '../fakes/callers.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFrailStore } from '../fakes/frail-store.ts';
import { createFakeLog } from '../fakes/log.ts';
import { createSteadyModel } from '../fakes/steady-model.ts';
import { call } from '../fakes/scripted-model.ts';

const RUN = [
  call('ask_people', { kind: 'text', question: 'Which?' }),
  call('http_send', { method: 'POST', url: 'https://example.test/hook', body: 'go' }),
  call('save_deliverable', { name: 'a.md', content: 'a' }),
  'Done.',
];

const person = fc.constantFrom('ana', 'bo');
const anyStep = fc.oneof(
  fc.record({
    kind: fc.constant('event' as const),
    who: person,
    event: fc.constantFrom(
      'queue',
      'cancel',
      'retry',
      'rerun',
      'feedback',
      'pause',
      'defer',
      'resume_deferred',
      'unqueue',
      'accept',
      'request_changes',
      'reject',
      'approve',
      'answer',
      'resume',
      'archive',
      'restore',
    ),
  }),
  fc.record({ kind: fc.constant('press' as const), who: person, index: fc.nat(5) }),
  fc.record({
    kind: fc.constant('say' as const),
    who: person,
    text: fc.constantFrom('Friday', 'approve', 'stop T-1', 'retry T-1', 'approve A-2', 'reject A-3'),
  }),
  fc.record({ kind: fc.constant('wind' as const), ms: fc.constantFrom(500, 3000, 12_000) }),
  fc.record({ kind: fc.constant('settle' as const) }),
);

type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** Does it without waiting for what follows; what is refused is refused. */
async function take(app: TestApp, one: Step, at: number): Promise<void> {
  if (one.kind === 'wind') return app.clock.advance(one.ms);
  if (one.kind === 'settle') return app.settle();
  if (one.kind === 'event') {
    await app.core.commands.sendEvent(
      'T-1',
      { event: one.event, reason: 'because', value: 'x' },
      inChat(one.who),
    );
    return;
  }
  if (one.kind === 'press') {
    const cards = (await app.read(one.who)).filter(({ card }) => (card?.buttons.length ?? 0) > 0);
    const message = cards[one.index % Math.max(1, cards.length)];
    const button = message?.card?.buttons[one.index % Math.max(1, message.card.buttons.length)];
    if (!message || !button) return;
    const values = message.card?.fields ? { value: 'Friday' } : {};
    await app.web.submitAction({
      messageId: message.id,
      action: button.action,
      value: button.value,
      person: one.who,
      values,
    });
    return;
  }
  const place = { platform: 'web', channel: 'general', thread: 'thread-1' };
  const sender = { id: `web:${one.who}`, name: one.who };
  await app.core.receive({
    kind: 'message',
    key: `s${at}`,
    platform: 'web',
    place,
    sender,
    at: app.clock.now(),
    text: one.text,
    messageId: `s${at}`,
    isToBot: true,
    isReply: true,
  });
}

/** What must be true once everything has settled, whatever people did. */
async function faultsOf(app: TestApp, sent: number): Promise<string[]> {
  const { store } = app.ports;
  const faults: string[] = [];
  const [task] = await store.collection('tasks').find({}, { limit: 2 });
  const runs = await store.collection('runs').find({}, { sort: { number: 1 }, limit: 100 });
  const asks = await store.collection('asks').find({}, { sort: { number: 1 }, limit: 200 });
  if (!task) return ['the task is gone'];
  if (task.history.some(({ version }, index) => version !== index + 1)) faults.push('the history has a gap');
  if (
    task.history.some(({ from }, index) => index > 0 && from !== null && from !== task.history[index - 1]?.to)
  )
    faults.push('the history does not join');
  const live = runs.filter((run) => !isRunEnded(run));
  if (live.length > 1) faults.push(`${live.length} runs are alive`);
  if (isEnded(task) && live.length > 0)
    faults.push(`the task is ${task.status} and a run is ${live[0]?.status}`);
  const current = runs.find(({ id }) => id === task.currentRunId);
  if (task.status === 'in_progress' && (!current || isRunEnded(current)))
    faults.push(`in progress with a run that is ${current?.status}`);
  if (
    current?.status === 'waiting' &&
    !asks.some(({ id, state }) => id === task.wait?.askId && state === 'open')
  ) {
    faults.push(`the run waits, the task waits for ${JSON.stringify(task.wait)}`);
  }
  const reviewed = asks.some(
    ({ id, state, kind }) => id === task.wait?.askId && state === 'open' && kind === 'review',
  );
  if (task.status === 'awaiting_review' && !reviewed) faults.push('a review that nobody is asked for');
  for (const ask of asks) {
    if (ask.state !== 'open') continue;
    const run = runs.find(({ id }) => id === ask.runId);
    if (ask.kind !== 'review' && (!run || isRunEnded(run)))
      faults.push(`A-${ask.number} is open for a run that is ${run?.status}`);
    if (ask.kind === 'review' && task.wait?.askId !== ask.id)
      faults.push(`A-${ask.number} is a review that nothing waits for`);
  }
  if (asks.some(({ isWakePending }) => isWakePending)) faults.push('somebody waits to be woken');
  if (runs.some(({ isDirty }) => isDirty)) faults.push('a run is not shown');
  const calls = runs
    .flatMap(({ journal }) => journal)
    .filter((entry) => entry.kind === 'call' && entry.tool === 'http_send');
  const begun = calls.filter((entry) => entry.kind === 'call' && entry.approvedArgs !== undefined).length;
  if (sent > begun) faults.push(`${sent} effects, ${begun} of them written down as begun`);
  const approvals = asks.filter(
    ({ kind, state, callKey }) => kind === 'approval' && state === 'approved' && callKey !== null,
  ).length;
  if (sent > approvals) faults.push(`${sent} effects, ${approvals} nods`);
  const rows = await store.collection('outbox').find({ state: { $ne: 'sent' } }, { limit: 10 });
  if (rows.length > 0) faults.push(`${rows[0]?.id} is ${rows[0]?.state}`);
  const inbox = await store.collection('inbox').count({ state: { $nin: ['done', 'ignored'] } }, 10);
  if (inbox > 0) faults.push(`${inbox} messages were not handled`);
  return [...faults, ...app.log.messages('error')];
}

describe('whatever two people do to one task at once', { timeout: 30_000 }, () => {
  const play = async (
    isReviewRequired: boolean,
    steps: readonly Step[],
    writesToLive: number | null,
  ): Promise<string[]> => {
    const clock = createFakeClock();
    const inner = await openEmbeddedStore({ dataDir: null, log: createFakeLog(), clock, onFatal: () => {} });
    const frail = createFrailStore(inner);
    const model = createSteadyModel({ turn: () => ['All right.'], run: RUN });
    const one = await startApp({ model, store: frail, clock });
    const two = await startApp({ model, beside: { clock, ports: { ...one.ports, store: inner } } });
    await two.core.commands.createTask({ title: 'Announce', isReviewRequired, run: true }, inChat('ana'));
    if (writesToLive !== null) frail.dieAfter(writesToLive);
    for (const [at, step] of steps.entries()) {
      const via = at % 2 === 0 && !frail.isDead() ? one : two;
      const taken = take(via, step, at).catch((error: { code?: string }) => {
        if (!error.code || error.code === 'internal') throw error;
      });
      await (via === one ? Promise.race([taken, frail.died]) : taken);
    }
    await clock.advance(40_000);
    // What the dead one held is free when its lease is over.
    if (frail.isDead()) await clock.advance(65_000);
    if (!frail.isDead()) await Promise.race([one.settle(), frail.died]);
    await two.settle();
    return [
      ...(await faultsOf(two, [...one.fetcher.sent, ...two.fetcher.sent].length)),
      ...one.log.messages('error'),
    ];
  };

  it('leaves it in a state that the table knows, with nobody waiting in vain and nothing done without a nod', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(anyStep, { minLength: 3, maxLength: 18 }),
        async (isReviewRequired, steps) => {
          expect(await play(isReviewRequired, steps, null)).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('does so too when one of two processes dies in the middle', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(anyStep, { minLength: 3, maxLength: 12 }),
        fc.integer({ min: 1, max: 120 }),
        async (isReviewRequired, steps, writesToLive) => {
          expect(await play(isReviewRequired, steps, writesToLive)).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });
});
