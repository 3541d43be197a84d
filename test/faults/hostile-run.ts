import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClock } from '../../adapters/system/node/index.ts';
import { freshFolder, startProgram } from '../fakes/program.ts';
import { createFakeSlack, SIGNING_SECRET } from '../fakes/slack/index.ts';
import { SECRETS } from '../fakes/wecom/api.ts';
import { hostileInputs } from './hostile-inputs.ts';
import { FORGED, type HostileInput } from './hostile-kit.ts';

const TOKEN = 'a-token-that-only-tests-know';
const CONFIG =
  "platforms: {slack: {channels: ['*'], people: ['*']}, wecom: {channels: ['*'], people: ['*']}}\n";
/** Sent at once. */
const WIDTH = 8;
const SLOW_MS = 1000;
/** One that was slow is sent alone, so often: a machine that has much else to do is not slow each time over the same. */
const AGAIN = 4;
const HANGS_MS = 60_000;

export interface HostileReport {
  /** How many of each door were sent. */
  sent: Record<string, number>;
  acceptedWrongly: string[];
  serverErrors: string[];
  slow: string[];
  unanswered: string[];
  /** What is left of the process: null while it lives. */
  ended: string | null;
  slowestMs: number;
}

/** Sends so many hostile inputs to the program, in a process of its own, with Slack, WeCom and the web chat set up. */
export async function attack(seed: number, count: number): Promise<HostileReport> {
  const slack = await createFakeSlack(createClock());
  slack.addWorkspace('T01');
  slack.addUser('U01', 'Ann');
  slack.addChannel('C01', ['U01']);
  const folder = freshFolder();
  writeFileSync(join(folder, 'errand.yaml'), CONFIG);
  const program = startProgram(
    {
      ERRAND_DATA_DIR: join(folder, 'data'),
      ERRAND_API_TOKEN: TOKEN,
      LOG_LEVEL: 'error',
      SLACK_BOT_TOKEN: 'xoxb-T01',
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.apiUrl,
      ERRAND_TRY_OUT: 'on',
      WECOM_TOKEN: SECRETS.token,
      WECOM_ENCODING_AES_KEY: SECRETS.aesKey,
    },
    folder,
  );
  let ended: string | null = null;
  void program.ended.then(
    ({ code, out, err }) => (ended = `code ${code}: ${out.slice(-2500)} ${err.slice(-500)}`),
  );
  const base = /http:\/\/127\.0\.0\.1:\d+/.exec(await program.said('is ready'))?.[0] ?? '';
  const report: HostileReport = {
    sent: {},
    acceptedWrongly: [],
    serverErrors: [],
    slow: [],
    unanswered: [],
    ended: null,
    slowestMs: 0,
  };

  async function send(input: HostileInput, isAlone = false): Promise<number> {
    const { method, path, headers, body } = input;
    const authorization = path.startsWith('/api/') ? { authorization: `Bearer ${TOKEN}` } : {};
    const all = Object.entries({ ...authorization, ...headers }).filter(([, value]) => value !== '');
    const began = performance.now();
    try {
      const response = await fetch(base + path, {
        method,
        headers: all,
        redirect: 'manual',
        signal: AbortSignal.timeout(HANGS_MS),
        ...(body === undefined ? {} : { body }),
      });
      await response.arrayBuffer();
      // Not now: platforms send it again after this, and so does the second look at it.
      if (response.status === 503 && !isAlone) later.push(input);
      else judge(report, input, response.status);
    } catch (thrown) {
      // A body that is too large is answered before it has ended, and the rest may find the door shut.
      const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause.message : '';
      if (!/EPIPE|ECONNRESET|other side closed/.test(cause) || ended !== null)
        report.unanswered.push(`${name(input)}: ${String(thrown)} ${cause}`);
    }
    return performance.now() - began;
  }

  const slow: HostileInput[] = [];
  const later: HostileInput[] = [];
  const all = [...hostileInputs(seed, count)];
  async function attacker(inputs: Iterator<HostileInput>): Promise<void> {
    for (let next = inputs.next(); !next.done; next = inputs.next()) {
      const input = next.value;
      if (ended !== null) return;
      report.sent[input.door] = (report.sent[input.door] ?? 0) + 1;
      if ((await send(input)) > SLOW_MS) slow.push(input);
    }
  }
  const attackWith = async (inputs: HostileInput[]): Promise<void> => {
    const shared = inputs.values();
    await Promise.all(Array.from({ length: WIDTH }, () => attacker(shared)));
  };
  await attackWith(all.filter(({ door }) => door !== 'auth'));
  for (const input of later) await send(input, true);
  for (const input of slow) {
    let best = Number.POSITIVE_INFINITY;
    for (let again = 0; again < AGAIN && best > SLOW_MS; again += 1)
      best = Math.min(best, await send(input, true));
    report.slowestMs = Math.max(report.slowestMs, Math.round(best));
    if (best > SLOW_MS) report.slow.push(`${name(input)}: ${Math.round(best)} ms`);
  }
  if (ended === null) await lookForForged();
  // Guesses come last: after too many of them the address is not listened to for a while.
  await attackWith(all.filter(({ door }) => door === 'auth'));
  report.ended = ended;
  program.child.kill('SIGKILL');
  await program.ended;
  await slack.close();
  return report;

  /** What nobody may take stands nowhere. */
  async function lookForForged(): Promise<void> {
    const answer = await fetch(`${base}/api/v1/tasks?text=${FORGED}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const text = await answer.text();
    if (answer.status !== 200 || text.includes(FORGED))
      report.acceptedWrongly.push(`a task: ${text.slice(0, 300)}`);
  }
}

const name = ({ door, what }: HostileInput): string => `${door}: ${what}`;

function judge(report: HostileReport, input: HostileInput, status: number): void {
  const line = `${name(input)}: ${status} ${input.path.slice(0, 60)} ${String(input.body ?? '').slice(0, 120)}`;
  if (status >= 500) report.serverErrors.push(line);
  else if (input.expects === 'unsigned' ? ![400, 401, 403, 413, 429].includes(status) : false)
    report.acceptedWrongly.push(line);
  else if (input.expects === 'refused' && status < 400) report.acceptedWrongly.push(line);
}
