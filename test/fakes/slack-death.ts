import type { ChatPort, TextStream } from '../../src/ports/chat.ts';
import type { Model } from '../../src/ports/model.ts';
import { createFrailStore } from './frail-store.ts';
import { SLACK_CONFIG } from './platform-app.ts';
import { startCore } from './platform-core.ts';
import { startSlackApp } from './slack/app.ts';

const BOT = '<@UBOTT01>';
/** Longer than any lease and any request. */
const LATER_MS = 70_000;
const MAX_STEPS = 400;

interface Telling {
  said: string;
  /** The model of a process; `rest` passes when the clock has been wound by a second. */
  model: (rest: () => Promise<void>) => Model;
}

export interface SlackEnd {
  writes: number;
  /** What stands below the message, as people see it. */
  texts: string[];
  growing: number;
  tasks: number;
}

/** What a dead process would have said or asked is never answered. */
function mortal(chat: ChatPort, isDead: () => boolean): ChatPort {
  const never = new Promise<never>(() => {});
  const guard = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name, receiver) {
        const value: unknown = Reflect.get(of, name, receiver);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (isDead()) return never;
          const result: unknown = Reflect.apply(value, of, args);
          return result instanceof Promise ? result.then((got) => (isDead() ? never : wrap(got))) : result;
        };
      },
    });
  const wrap = (got: unknown): unknown => (isStream(got) ? guard(got) : got);
  return guard(chat);
}
const isStream = (value: unknown): value is TextStream =>
  typeof value === 'object' && value !== null && 'discard' in value;

/**
 * Somebody writes to the bot in Slack; the first process dies after so many writes to the store, and another one, with
 * an adapter of its own before the same Slack, takes up what it left.
 */
export async function tellInSlack({ said, model }: Telling, writesToLive: number | null): Promise<SlackEnd> {
  const first = await startSlackApp();
  const { slack, clock, store } = first;
  const rest = (): Promise<void> => new Promise((resolve) => void clock.after(1_000, resolve));
  const frail = createFrailStore(store);
  const chat = mortal(first.chat, () => frail.isDead());
  const told = { model: model(rest) };
  const living = await startCore({ ...first, store: frail, chat }, [chat], SLACK_CONFIG, told);
  if (writesToLive !== null) frail.dieAfter(writesToLive);
  const before = frail.writes();

  const isAnswered = async (): Promise<boolean> => {
    const rows = await store.collection('inbox').find({}, { limit: 10 });
    const pending = await store.collection('outbox').count({ state: 'pending' }, 10);
    return rows.length > 0 && rows.every(({ state }) => state === 'done') && pending === 0;
  };
  async function windUntil(test: () => boolean | Promise<boolean>): Promise<void> {
    for (let step = 0; step < MAX_STEPS; step += 1) {
      await slack.idle();
      if (await test()) return;
      await clock.advance(1_000);
    }
    throw new Error('not answered');
  }

  const thread = slack.say({ user: 'U01', channel: 'C01' }, `${BOT} ${said}`);
  await windUntil(async () => frail.isDead() || isAnswered());
  const writes = frail.writes() - before;
  const second = await startSlackApp({ beside: first });
  if (frail.isDead()) {
    await clock.advance(LATER_MS);
    const next = await startCore({ ...second, store }, [second.chat], SLACK_CONFIG, told);
    // Slack delivers again what nobody has acknowledged.
    await windUntil(isAnswered);
    await clock.advance(5_000);
    await next.stop();
  } else await living.stop();

  const below = slack.seen('C01').filter(({ thread: of }) => of === thread);
  const growing = slack.growing('C01');
  const tasks = await store.collection('tasks').count({}, 10);
  await second.close();
  await first.close();
  return { writes, texts: below.map(({ text }) => text.replaceAll('\u2060', '')), growing, tasks };
}
