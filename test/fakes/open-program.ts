import { startProgram, type Program } from './program.ts';

const TOKEN = 'a-token-that-only-tests-know';
/** How long an answer of a process that is alive may take, on a machine that has much else to do. */
const ANSWER_MS = 10_000;

interface Said {
  text: string;
  at: string;
  author: { isBot: boolean };
}

/** The program in a process of its own, listening, and spoken to over HTTP: it may hang or die. */
export async function openProgram(
  dataDir: string,
  env: Record<string, string> = {},
  start: (env: Record<string, string>) => Program = startProgram,
) {
  const program = start({ ERRAND_DATA_DIR: dataDir, ERRAND_API_TOKEN: TOKEN, ...env });
  const greeting = await program.said('is ready');
  const base = /http:\/\/127\.0\.0\.1:\d+/.exec(greeting)?.[0];
  if (!base) throw new Error(`it does not say where it is: ${greeting}`);

  /** A request whose body is sent as it stands. @throws when there is no answer in time: the process hangs. */
  async function send(method: string, path: string, body?: string) {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { 'authorization': `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(ANSWER_MS),
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, text: await response.text() };
  }

  const request = (method: string, path: string, body?: unknown) =>
    send(method, path, body === undefined ? undefined : JSON.stringify(body));

  return {
    ...program,
    send,
    request,
    /** Somebody writes in #general. */
    say: (person: string, text: string) =>
      request('POST', '/api/v1/chat/messages', { channel: 'general', person, text }),
    /** What the bot has said in #general, as the person sees it, oldest first. */
    async botTexts(person = 'ana'): Promise<string[]> {
      const { text } = await request(
        'GET',
        `/api/v1/chat/messages?channel=general&person=${person}&limit=200`,
      );
      const { items } = JSON.parse(text) as { items: Said[] };
      const ofBot = items.filter(({ author }) => author.isBot);
      return ofBot.toSorted((a, b) => a.at.localeCompare(b.at)).map((one) => one.text);
    },
  };
}
