import { createSignIn } from '../../src/access/sign-in.ts';
import { createWeb } from '../../adapters/web/hono/index.ts';
import { describeError } from '../../src/words/describe-error.ts';
import { startApp, type AppOptions } from './app.ts';

const TOKEN = 'token-for-tests';
const ORIGIN = 'http://errand.test';

export interface Answer {
  status: number;
  // What tests from outside read is the JSON itself, whatever a schema of ours says of it.
  body: Record<string, unknown>;
}

/** The whole product, asked over REST and the web chat alone: no socket, the clock wound, the model scripted. */
export async function startHttpApp(options: AppOptions = {}) {
  const app = await startApp(options);
  const { ports, core } = app;
  const web = createWeb({
    commands: core.commands,
    webChat: app.web,
    store: ports.store,
    bus: ports.bus,
    clock: ports.clock,
    ids: ports.ids,
    log: ports.log,
    metrics: { ...ports.metrics, text: () => '', contentType: 'text/plain' },
    health: async () => ({ ready: true, checks: {} }),
    describe: describeError,
    token: TOKEN,
    isEmbedded: true,
    isTryOut: true,
    signIn: createSignIn(core.app),
    publicUrl: ORIGIN,
    defaultLocale: 'en',
    timeZone: 'UTC',
    host: '127.0.0.1',
    port: 0,
    tools: [...core.app.toolInputs.keys()],
  });

  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await web.fetch(
      new Request(`${ORIGIN}/api/v1${path}`, {
        method,
        headers: { 'authorization': `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
  }

  /** A page of the console, as somebody who is signed in is shown it. */
  async function visit(path: string): Promise<string> {
    const signedIn = await web.fetch(new Request(`${ORIGIN}/sign-in?token=${TOKEN}`));
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    return (await web.fetch(new Request(ORIGIN + path, { headers: { cookie } }))).text();
  }

  /** The items of a list, first page. */
  async function list(path: string): Promise<Record<string, unknown>[]> {
    const { body } = await call('GET', path);
    return body.items as Record<string, unknown>[];
  }

  return {
    call,
    visit,
    list,
    create: (input: unknown, headers?: Record<string, string>) => call('POST', '/tasks', input, headers),
    event: (ref: string, input: unknown, headers?: Record<string, string>) =>
      call('POST', `/tasks/${ref}/events`, input, headers),
    patch: (ref: string, input: unknown) => call('PATCH', `/tasks/${ref}`, input),
    task: async (ref: string) => (await call('GET', `/tasks/${ref}`)).body,
    /** The moves of the task's history, oldest first. */
    moves: async (ref: string) => (await list(`/tasks/${ref}/history`)).map(({ move }) => move),
    runs: (ref: string) => list(`/tasks/${ref}/runs`),
    /** What the model was asked in runs so far, one text for each call. */
    prompts: () =>
      app.model.requests
        .filter(({ hints }) => hints.task === 'run')
        .map(({ messages }) => messages.map((message) => ('text' in message ? message.text : '')).join('\n')),
    /** The same of whole conversations and runs. */
    requests: () => app.model.requests.map(({ messages }) => JSON.stringify(messages)),
    say: app.say,
    press: app.press,
    read: app.read,
    botTexts: app.botTexts,
    settle: app.settle,
    clock: app.clock,
    script: (lines: Parameters<typeof app.model.script>[0]) => app.model.script(lines),
    violations: app.violations,
    errors: () => app.log.messages('error'),
  };
}

export type HttpApp = Awaited<ReturnType<typeof startHttpApp>>;
