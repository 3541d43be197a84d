import { expect } from 'vitest';
import { openEmbeddedStore } from '../../adapters/store/embedded/index.ts';
import type { CreateDefinitionInput } from '../../src/contract/definitions.ts';
import type { AskKind, Decision } from '../../src/domain/ask.ts';
import { startApp, type TestApp } from './app.ts';
import { createFakeClock } from './clock.ts';
import { createFrailStore } from './frail-store.ts';
import { createFakeLog } from './log.ts';
import type { Line } from './scripted-model.ts';
import { createSteadyModel } from './steady-model.ts';

/** How long after a death the next process begins: longer than any lease. */
const LATER_MS = 5 * 60_000;

/** What a person does. A client that got no answer tries again, under the same key. */
interface Act {
  person: string;
  /** A message, in the thread of the first one. */
  say?: string;
  /** A button of the newest card that has it. */
  press?: string;
  values?: Record<string, unknown>;
  /** An event sent to T-1 by the API, with the reason. */
  send?: string;
  reason?: string;
  /** A decision by the API on the first ask of the kind. */
  decide?: AskKind;
  decision?: Decision;
}

export interface Story {
  config?: string;
  turn: (text: string) => Line[];
  run: Line[];
  isReviewRequired?: boolean;
  /** Written down before anybody can die. */
  definition?: CreateDefinitionInput;
  acts: Act[];
}

interface End {
  status: string;
  outcome: string | null;
  result: string | null;
  feedback: string[];
  /** The moves of people, each as often as it was made. */
  moves: string[];
  versions: number[];
  deliverables: string[];
  sent: (string | undefined)[];
  doubts: number;
  /** Approvals that were asked for anew. */
  anew: number;
  openAsks: number;
  texts: string[];
  tasks: number;
  runs: number;
}

/** Plays the story; the first process dies after so many writes, and a second one takes up what it left. */
async function play(
  { config, turn, run, isReviewRequired = false, definition, acts }: Story,
  writesToLive: number | null,
): Promise<{ end: End; writes: number }> {
  const log = createFakeLog();
  const clock = createFakeClock();
  const inner = await openEmbeddedStore({
    dataDir: null,
    log,
    clock,
    onFatal: (error) => expect.unreachable(String(error)),
  });
  const frail = createFrailStore(inner);
  const options = { ...(config ? { config } : {}), model: createSteadyModel({ turn, run }) };
  const first = await startApp({ ...options, store: frail, clock });
  if (definition) await first.core.commands.createDefinition(definition, first.api);
  const apps: TestApp[] = [first];
  let app = first;
  if (writesToLive !== null) frail.dieAfter(writesToLive);

  /** The next process, once the leases of the dead one are over. */
  async function takeOver(): Promise<void> {
    const later = createFakeClock(clock.now().getTime() + LATER_MS);
    app = await startApp({ ...options, store: inner, clock: later });
    apps.push(app);
    await later.advance(6000);
    await app.settle();
    await settleDoubts();
  }

  /** A person who can see whether it was sent tells the run; a later run has sent nothing yet. */
  async function settleDoubts(): Promise<void> {
    const [doubt] = await inner.collection('asks').find({ isInDoubt: true, state: 'open' }, { limit: 1 });
    if (!doubt) return;
    const [run] = await inner.collection('runs').find({ id: doubt.runId ?? '' }, { limit: 1 });
    const wasSent = run?.number === 1 && apps.some(({ fetcher }) => fetcher.sent.length > 0);
    await app.press('ana', wasSent ? 'skip' : 'repeat');
    // What others had approved is put to them anew; of a later run it is for the story to decide.
    if (run?.number !== 1) return;
    const again = { 'state': 'open', 'action.why': 'in_doubt' } as const;
    const [approval] = await inner.collection('asks').find(again, { limit: 1 });
    for (const id of approval?.policy.people ?? []) await app.press(id.replace('web:', ''), 'approve');
  }

  /** Does it with the living process; when that dies over it, once more with the next. */
  async function live(work: () => Promise<unknown>): Promise<void> {
    if (app !== first) return void (await work());
    await Promise.race([work(), frail.died]);
    if (!frail.isDead()) return;
    await takeOver();
    await work();
  }

  /** Numbers whose taker died are left out: a person reads them from the screen. */
  async function withNumbers(text: string): Promise<string> {
    const [task] = await inner.collection('tasks').find({}, { limit: 1 });
    const [ask] = await inner.collection('asks').find({ state: 'open' }, { limit: 1 });
    return text.replace(/ T$/, ` T-${task?.number}`).replace(/ A$/, ` A-${ask?.number}`);
  }

  let thread: string | undefined;
  for (const [at, { person, say, press, values, send, reason, decide, decision }] of acts.entries()) {
    const key = `act-${at}`;
    if (say !== undefined) {
      await live(async () => {
        const sent = await app.web.submitMessage(
          {
            channel: 'general',
            person,
            text: await withNumbers(say),
            ...(thread && at > 0 ? { thread } : {}),
          },
          key,
        );
        thread = sent.thread;
        await app.settle();
      });
    }
    if (press !== undefined) {
      let pressed: { messageId: string; value?: string } | undefined;
      await live(async () => {
        if (app !== first) await settleDoubts();
        if (!pressed) {
          const message = await app.cardWith(press, person);
          const button = message.card?.buttons.find(({ action }) => action === press);
          pressed = { messageId: message.id, ...(button ? { value: button.value } : {}) };
        }
        await app.web
          .submitAction({ ...pressed, action: press, person, ...(values ? { values } : {}) }, key)
          // A button that is gone from its card was pressed before the first process died.
          .catch((error: unknown) => expect(error).toMatchObject({ code: 'not_found' }));
        await app.settle();
      });
    }
    if (decide !== undefined && decision) {
      await live(async () => {
        const input = { decision, ...(reason ? { note: reason } : {}) };
        const [ask] = await inner
          .collection('asks')
          .find({ kind: decide }, { sort: { number: 1 }, limit: 1 });
        const by = { id: `web:${person}`, name: person };
        await app.core.commands.decideAsk(ask?.id ?? '', input, { ...app.api, person: by, key });
        await app.settle();
      });
    }
    if (send !== undefined) {
      await live(async () => {
        const input = { event: send, ...(reason ? { reason } : {}) };
        const task = (await inner.collection('tasks').find({}, { sort: { number: 1 }, limit: 1 }))[0];
        if (task && isReviewRequired && send === 'queue')
          await inner.collection('tasks').update({ id: task.id }, { $set: { isReviewRequired } });
        await app.core.commands.sendEvent(task?.id ?? '', input, { ...app.api, key });
        await app.settle();
      });
    }
  }
  if (frail.isDead() && app === first) await takeOver();
  await live(async () => {
    await app.clock.advance(6000);
    await app.settle();
  });
  await settleDoubts();

  const [task, ...others] = await inner.collection('tasks').find({}, { limit: 10 });
  const shown = [...(await app.read('ana')), ...(await app.read('ana', 'leads'))];
  const texts = shown.filter(({ author }) => author.isBot).map(({ text }) => text);
  const asks = await inner.collection('asks').find({}, { limit: 50 });
  const machine = ['requeue', 'start', 'interrupt'];
  return {
    writes: frail.writes(),
    end: {
      status: task?.status ?? '',
      outcome: task?.outcome ?? null,
      result: task?.result ?? null,
      feedback: task?.feedback.map(({ content, status }) => `${content}: ${status}`) ?? [],
      moves: task?.history.map(({ move }) => move).filter((move) => !machine.includes(move)) ?? [],
      versions: task?.history.map(({ version }) => version) ?? [],
      deliverables: (await inner.collection('deliverables').find({}, { limit: 10 })).map(
        ({ name, version }) => `${name} ${version}`,
      ),
      sent: apps.flatMap(({ fetcher }) => fetcher.sent).map(({ body }) => body),
      doubts: asks.filter(({ isInDoubt }) => isInDoubt).length,
      anew: asks.filter(({ action }) => action?.why === 'in_doubt').length,
      openAsks: asks.filter(({ state }) => state === 'open').length,
      texts: texts.map(withoutMoments),
      tasks: 1 + others.length,
      runs: await inner.collection('runs').count({}, 10),
    },
  };
}

/** Moments differ with every death, and a number whose taker died is left out. */
const withoutMoments = (text: string): string =>
  text
    .replace(/(?:\w{3}, )?\d+ \w{3}(?: \d{4})?, \d\d:\d\d/g, 'MOMENT')
    .replace(/ · took .*/g, '')
    .replace(/\b([TA])-\d+/g, '$1-#')
    // A reply that is given once more tells of the state as it then is.
    .replace(/^(T-# [^:\n]*): (?:queued|in progress)$/, '$1: STATE');

/** Plays the story with a death at every place, and compares each end with the one nobody died in. */
export async function surviveAll(story: Story): Promise<{ deaths: number; faults: string[]; calm: End }> {
  const { end: calm, writes } = await play(story, null);
  const faults: string[] = [];
  for (let at = 1; at <= writes; at += 1) {
    const place = `after write ${at}`;
    try {
      const { end } = await play(story, at);
      faults.push(...compare(calm, end).map((fault) => `${place}: ${fault}`));
    } catch (error) {
      faults.push(`${place}: ${String(error).split('\n')[0]}`);
    }
  }
  return { deaths: writes, faults: faults.slice(0, 20), calm };
}

function compare(calm: End, end: End): string[] {
  const faults: string[] = [];
  const check = (what: string, has: unknown, wants: unknown) => {
    if (JSON.stringify(has) !== JSON.stringify(wants))
      faults.push(`${what} is ${JSON.stringify(has)}, not ${JSON.stringify(wants)}`);
  };
  const withoutDoubt = (moves: readonly string[]) =>
    end.doubts > 0 ? moves.filter((move) => !['ask_input', 'answer'].includes(move)) : [...moves];
  check('status', end.status, calm.status);
  check('outcome', end.outcome, calm.outcome);
  check('result', end.result, calm.result);
  check('feedback', end.feedback, calm.feedback);
  const moves = withoutDoubt(end.moves);
  for (let one = 0; one < end.anew; one += 1) {
    const at = moves.findIndex((move, index) => move === 'ask_approval' && moves[index - 1] === 'approve');
    if (at >= 0) moves.splice(at, 2);
  }
  check('moves', moves, withoutDoubt(calm.moves));
  check(
    'history',
    end.versions,
    end.versions.map((_, index) => index + 1),
  );
  check('deliverables', end.deliverables, calm.deliverables);
  check('sent', end.sent, calm.sent);
  check('open asks', end.openAsks, calm.openAsks);
  check('tasks', end.tasks, calm.tasks);
  check('runs', end.runs, calm.runs);
  const isDoubt = (text: string) =>
    /Repeat it, skip it, or stop here\?|chose to (?:repeat|skip) it|needed again because this may/.test(text);
  const said = end.texts.filter((text) => !isDoubt(text));
  check('missing texts', without(calm.texts, said), []);
  const isApproval = (text: string) => end.anew > 0 && text.includes(' approved “');
  check(
    'surplus texts',
    without(said, calm.texts).filter((text) => !isApproval(text)),
    [],
  );
  return faults;
}

/** What is left of the texts when each of the others is taken out once. */
function without(texts: readonly string[], others: readonly string[]): string[] {
  const left = [...texts];
  for (const other of others) {
    const at = left.indexOf(other);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}
