/**
 * How long Slack waits for its 200: signed events to the adapter against the same to a bare Bolt listener, in one run.
 * Both keep the event in a map. Rounds alternate, so that what else goes on in the machine meets both alike.
 */
import { fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { Agent, createServer, request, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { App, HTTPReceiver } from '@slack/bolt';

import { createSlackChat } from '../adapters/chat/slack/index.ts';
import { createLog } from '../adapters/system/node/log.ts';
import { createClock } from '../adapters/system/node/index.ts';
import type { Store } from '../src/ports/store.ts';

const SECRET = 'bench-secret';
const ROUNDS = 6;
const EVENTS = 1_500;
const CONCURRENCY = 8;
const MAX_RATIO = 1.5;

interface Round {
  p50Ms: number;
  p99Ms: number;
  perSecond: number;
}

/** With what it cost the serving process: the figure that other work in the machine moves least. */
interface Measured extends Round {
  cpuMs: number;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** In a process of its own: sends signed mentions, a few at a time, and times each answer. */
async function load(url: string, first: number): Promise<Round> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const latencies: number[] = [];
  let next = first;

  function send(): Promise<void> {
    const ts = `17${String(next).padStart(8, '0')}.000100`;
    const event = {
      type: 'app_mention',
      user: 'U01',
      text: '<@UBOT> run the tests',
      ts,
      channel: 'C01',
      event_ts: ts,
    };
    const authorizations = [{ enterprise_id: null, team_id: 'T01', user_id: 'UBOT', is_bot: true }];
    const envelope = {
      team_id: 'T01',
      type: 'event_callback',
      event_id: `Ev${next++}`,
      authorizations,
      event,
    };
    const body = JSON.stringify(envelope);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    };
    return new Promise((resolve, reject) => {
      const start = performance.now();
      const sent = request(`${url}/slack/events`, { method: 'POST', agent, headers }, (response) => {
        response.resume();
        response.on('end', () => {
          latencies.push(performance.now() - start);
          if (response.statusCode === 200) resolve();
          else reject(new Error(`answered ${String(response.statusCode)}`));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  const start = performance.now();
  const end = first + EVENTS;
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (next < end) await send();
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { p50Ms: at(0.5), p99Ms: at(0.99), perSecond: sorted.length / seconds };
}

async function listen(listener: RequestListener): Promise<{ url: string; close(): void }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A Slack that knows one token and one person. */
const slackApi: RequestListener = (incoming, response) => {
  incoming.resume();
  const user = { id: 'U01', team_id: 'T01', name: 'ann' };
  const who = { team_id: 'T01', user_id: 'UBOT', bot_id: 'B01', url: 'https://t01.slack.com/' };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify(incoming.url === '/api/users.info' ? { ok: true, user } : { ok: true, ...who }),
  );
};

async function startBare(kept: Map<string, unknown>) {
  const receiver = new HTTPReceiver({ signingSecret: SECRET, processBeforeResponse: true });
  const authorize = async () => ({ botToken: 'xoxb', botId: 'B01', botUserId: 'UBOT' });
  const app = new App({ receiver, authorize, convoStore: false });
  app.event('app_mention', async ({ event }) => void kept.set(event.ts, event));
  return listen((incoming, response) => receiver.requestListener(incoming, response));
}

async function startOurs(kept: Map<string, unknown>, apiUrl: string) {
  // Events touch no collection.
  const store = { own: () => ({}) } as unknown as Store;
  const options = { signingSecret: SECRET, botToken: 'xoxb', apiUrl: `${apiUrl}/api/`, locale: 'en' };
  const chat = createSlackChat(options, { store, clock: createClock(), log: createLog({ level: 'silent' }) });
  await chat.start(async (incoming) => void kept.set(incoming.key, incoming));
  return listen((incoming, response) => chat.handleHttp(incoming, response));
}

const loadFromOutside = (url: string, first: number): Promise<Round> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL(import.meta.url), [url, String(first)]);
    child.once('message', (round) => resolve(round as Round)); // what `load` has sent
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the load ended with ${String(code)}`)));
  });

async function main(): Promise<void> {
  const kept = { bare: new Map<string, unknown>(), ours: new Map<string, unknown>() };
  const api = await listen(slackApi);
  const servers = { bare: await startBare(kept.bare), ours: await startOurs(kept.ours, api.url) };
  const rounds: Record<keyof typeof servers, Measured[]> = { bare: [], ours: [] };

  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of round % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const)) {
      const before = process.cpuUsage();
      const result = await loadFromOutside(servers[name].url, round * EVENTS);
      const { user, system } = process.cpuUsage(before);
      if (round > 0) rounds[name].push({ ...result, cpuMs: (user + system) / 1000 / EVENTS }); // the first warms up
    }
  }

  for (const server of [api, ...Object.values(servers)]) server.close();
  const of = (name: keyof typeof servers, figure: keyof Measured): number =>
    median(rounds[name].map((each) => each[figure]));
  for (const name of ['bare', 'ours'] as const) {
    const [p50, p99, cpu] = [of(name, 'p50Ms'), of(name, 'p99Ms'), of(name, 'cpuMs')].map((ms) =>
      ms.toFixed(2),
    );
    const perSecond = of(name, 'perSecond').toFixed(0);
    console.log(
      `slack-ack ${name}: p50 ${p50} ms, p99 ${p99} ms, ${perSecond} a second, CPU ${cpu} ms an event`,
    );
  }
  const ratio = of('ours', 'cpuMs') / of('bare', 'cpuMs');
  const isWhole = kept.ours.size === kept.bare.size && kept.ours.size === EVENTS * (ROUNDS + 1);
  console.log(
    `slack-ack ratio of CPU: ${ratio.toFixed(2)} (at most ${MAX_RATIO}); every event kept: ${isWhole}`,
  );
  if (ratio > MAX_RATIO || !isWhole) process.exitCode = 1;
}

const [url, first] = process.argv.slice(2);
if (!url) await main();
else {
  process.send?.(await load(url, Number(first)));
  process.disconnect();
}
