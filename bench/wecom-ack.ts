/**
 * What WeCom sees of us under load: `npx tsx bench/wecom-ack.ts`.
 * The first part is real time: what a message costs to be acknowledged, against decrypting and encrypting alone. The
 * others wind a clock: how late answers are while the database hangs, what fifty runs in one conversation send, and how late
 * many questions at one moment are.
 */
import { createCallbackCrypto } from '../adapters/chat/wecom/crypto.ts';
import { AppError } from '../src/domain/errors.ts';
import type { PostedRef } from '../src/domain/message.ts';
import type { Clock } from '../src/ports/system.ts';
import { SECRETS } from '../test/fakes/wecom/api.ts';
import {
  aCard,
  aRunCard,
  closeAll,
  group,
  openAibot,
  openSocket,
  said,
  until,
} from '../test/fakes/wecom/index.ts';
import { measure, report } from './measure.ts';

const MESSAGES = 1_000;
const HANGING = 200;
const RUNS = 50;
const RUN_S = 600;
const STEP_S = 5;
const BURST = 70;
const HOME = group('wrBench');

const message = (msgid: string): object => ({
  msgid,
  aibotid: 'bot-1',
  chattype: 'single',
  from: { userid: 'ana' },
  msgtype: 'text',
  text: { content: 'deploy the site every Friday and tell us how it went' },
});

async function cost(): Promise<void> {
  const { aibot, chat } = await openAibot();
  const cipher = createCallbackCrypto(SECRETS.token, SECRETS.aesKey, '');
  const answer = JSON.stringify({ msgtype: 'stream', stream: { id: 's', finish: false, content: '…' } });
  let count = 0;
  const next = () => aibot.seal(message(`m${count++}`));
  report('a message by callback, acknowledged', [
    await measure('made, verified, decrypted, answer encrypted', MESSAGES, async () => {
      const { query, rawBody } = next();
      const encrypted = /"encrypt":"([^"]+)"/.exec(rawBody)?.[1] ?? '';
      cipher.verify(query['msg_signature'] ?? '', query['timestamp'] ?? '', query['nonce'] ?? '', encrypted);
      cipher.decrypt(encrypted);
      cipher.encrypt(answer);
    }),
    await measure('made, and through the adapter and the store', MESSAGES, () => chat.handleHttp(next())),
  ]);
  await closeAll();
}

async function hanging(): Promise<void> {
  const deployed = await openAibot();
  deployed.hangStore(new Promise(() => {}));
  const all = Array.from({ length: HANGING }, (_, index) => deployed.aibot.say('ana', `message ${index}`));
  await deployed.wind(5_000);
  await Promise.all(all);
  const latest = Math.max(...deployed.aibot.exchanges.map(({ tookMs }) => tookMs));
  console.log(
    `\n${HANGING} messages at once, the database hanging: the last is answered after ${latest / 1_000} s (5 s are allowed)`,
  );
  await closeAll();
}

/** Fifty runs of ten minutes that begin 3 s apart, each with a step every 5 s; ends are tried again as they are told. */
async function crowd(): Promise<void> {
  const deployed = await openSocket();
  const { chat, clock, socket, world } = deployed;
  const card = (run: number, more: object) =>
    said('x', { card: aRunCard({ runId: `run-${run}`, title: `T-${run}`, ...more }) });
  const runs: { posted: PostedRef; beganS: number; step: number }[] = [];
  const late: number[] = [];
  const asked: number[] = [];
  const ends: Promise<void>[] = [];
  const nowS = (): number => clock.monotonicMs() / 1_000;

  async function timed(delays: number[], act: () => Promise<unknown>): Promise<void> {
    const dueS = nowS();
    await persist(clock, act);
    delays.push(nowS() - dueS);
  }

  const end = (run: number, posted: PostedRef): Promise<void> =>
    timed(late, async () => chat.edit?.(posted, card(run, { badge: 'done', tone: 'good', buttons: [] })));

  const begin = async (run: number): Promise<void> => {
    socket.say('ana', `@Errand run ${run}`, { group: 'wrBench' });
    await until(() => deployed.received.length > run);
    const posted = await persist(clock, () => chat.post(HOME, card(run, {}), `run-${run}`));
    runs[run] = { posted, beganS: nowS(), step: 0 };
  };

  for (let second = 0; late.length < RUNS && second < 3 * RUN_S; second++) {
    if (second % 3 === 0 && second / 3 < RUNS) ends.push(begin(second / 3));
    for (const [run, state] of runs.entries()) {
      if (!state || state.step < 0) continue;
      const age = nowS() - state.beganS;
      if (age >= RUN_S) {
        state.step = -1;
        ends.push(end(run, state.posted));
      } else if (age >= (state.step + 1) * STEP_S) {
        state.step += 1;
        await chat.edit?.(state.posted, card(run, { lines: [`step ${state.step}`] }));
        if (state.step * STEP_S * 2 === RUN_S)
          ends.push(timed(asked, () => chat.post(HOME, questionOf(run), `ask-${run}`)));
      }
    }
    await deployed.wind(1_000);
  }
  await Promise.all(ends);

  const shown = world.screen.texts(HOME.channel).filter((text) => text.includes('done')).length;
  console.log(`\n${RUNS} runs in one conversation, ${RUN_S / STEP_S} steps each`);
  console.log(`  most messages in any minute: ${world.meter.peak(HOME.channel)} (30 are allowed)`);
  console.log(`  ends shown: ${shown} of ${RUNS}; bubbles still open: ${world.screen.spinning().length}`);
  console.log(`  an end is late by ${spread(late)}; a question by ${spread(asked)}`);
  await closeAll();
}

const spread = (values: readonly number[]): string => {
  const sorted = values.toSorted((a, b) => a - b);
  return `${sorted[sorted.length >> 1]} s in the middle, ${sorted.at(-1)} s at most`;
};

const questionOf = (run: number) =>
  said('x', { card: aCard({ title: `A-${run} Which region?`, askId: `ask-${run}` }) });

/** What the outbox does: tried again after as long as it is told. */
async function persist<T>(clock: Clock, act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!AppError.is(error, 'chat.rate_limited')) throw error;
      const waitMs = Number(error.details['retryAfterMs']);
      await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
    }
  }
}

/** Many questions fall due at one moment: WeCom takes 30 messages a minute, so so many minutes are what it demands. */
async function burst(): Promise<void> {
  const deployed = await openSocket();
  const { chat, clock, socket, world } = deployed;
  socket.say('ana', '@Errand begin', { group: 'wrBench' });
  await until(() => deployed.received.length > 0);
  const beganMs = clock.monotonicMs();
  let lastMs = beganMs;
  const all = Array.from({ length: BURST }, async (_, at) => {
    await persist(clock, () => chat.post(HOME, questionOf(at), `ask-${at}`));
    lastMs = clock.monotonicMs();
  });
  for (let second = 0; second < 200; second++) await deployed.wind(1_000);
  await Promise.all(all);
  const cards = world.screen.in(HOME.channel).filter(({ kind }) => kind === 'card');
  console.log(
    `\n${BURST} questions at one moment: ${cards.length} shown, the last after ${(lastMs - beganMs) / 1_000} s (30 a minute make it ${Math.floor((BURST - 1) / 30) * 60} s)`,
  );
  await closeAll();
}

await cost();
await hanging();
await crowd();
await burst();
