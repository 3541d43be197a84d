import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requestFault } from './rules.ts';
import { toBody, toEvents, type FakeRequest, type FakeStep } from './steps.ts';

interface FakeOptions {
  /** One step for each request that is in order. */
  script?: readonly FakeStep[];
  /** Instead of a script: what to do with each request. */
  respond?: (request: FakeRequest) => FakeStep;
  apiKey?: string;
  models?: readonly string[];
}

export interface FakeOpenAi {
  /** Base address, ending in `/v1`. */
  url: string;
  requests: FakeRequest[];
  /** Headers of each request that was received, refused ones too. */
  headers: IncomingMessage['headers'][];
  /** What was wrong with refused requests. */
  refusals: string[];
  push(...steps: FakeStep[]): void;
  /** Lets everything that hangs go on. */
  release(): void;
  /** Requests that wait for an answer, or for the rest of one. */
  openCount(): number;
  /** Those of them that `release` lets go on. */
  heldCount(): number;
  /** Rejects when the script ran out, was not used up, or the fake itself was at fault. */
  close(): Promise<void>;
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: 'invalid_request_error',
  429: 'rate_limit_error',
};

function sendError(response: ServerResponse, status: number, { error, headers }: FakeStep): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(
    JSON.stringify({ error: { type: ERROR_TYPES[status] ?? 'invalid_request_error', code: null, ...error } }),
  );
}

/** One request on its way to its answer. */
interface Exchange {
  response: ServerResponse;
  request: FakeRequest;
  step: FakeStep;
  id: string;
  pause: () => Promise<void>;
}

async function sendStream({ response, request, step, id, pause }: Exchange): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...step.headers });
  for (const [at, event] of toEvents(step, request, id).entries()) {
    if (step.hang !== 'before' && step.hang?.includes(at)) await pause();
    if (at === step.cutAfter) {
      // Once what was written is on its way: destroying at once would lose it.
      setImmediate(() => response.socket?.destroy());
      return;
    }
    response.write(`data: ${JSON.stringify(event)}\n\n`);
  }
  response.end('data: [DONE]\n\n');
}

async function send(exchange: Exchange): Promise<void> {
  const { response, request, step, id, pause } = exchange;
  const { status = 200, garbage, contentType = 'text/html', headers } = step;
  if (step.hang === 'before') await pause();
  if (step.cutAfter === 0) response.socket?.destroy();
  else if (garbage !== undefined)
    response.writeHead(status, { 'content-type': contentType, ...headers }).end(garbage);
  else if (status !== 200) sendError(response, status, step);
  else if (request.stream) await sendStream(exchange);
  else {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(toBody(step, request, id)));
  }
}

async function readJson(request: IncomingMessage): Promise<FakeRequest> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as FakeRequest;
}

/** An OpenAI-compatible endpoint on 127.0.0.1 that follows a script and refuses what real ones refuse. */
export async function startFakeOpenAi(options: FakeOptions = {}): Promise<FakeOpenAi> {
  const { apiKey = 'test-key', models = ['test-model'] } = options;
  const script = [...(options.script ?? [])];
  const open = new Set<ServerResponse>();
  const timers = new Set<NodeJS.Timeout>();
  const requests: FakeRequest[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const refusals: string[] = [];
  const faults: string[] = [];
  let resume: (() => void)[] = [];
  const pause = () => new Promise<void>((done) => void resume.push(done));

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    headers.push(incoming.headers);
    const refuse = (status: number, message: string, code?: string) => {
      refusals.push(message);
      sendError(response, status, { error: { message, ...(code === undefined ? {} : { code }) } });
    };
    if (incoming.method !== 'POST' || incoming.url !== '/v1/chat/completions')
      return refuse(404, 'no such path');
    const body = await readJson(incoming);
    if (incoming.headers.authorization !== `Bearer ${apiKey}`) {
      return refuse(401, `Incorrect API key provided: ${incoming.headers.authorization}`, 'invalid_api_key');
    }
    if (!models.includes(body.model))
      return refuse(404, `The model '${body.model}' does not exist`, 'model_not_found');
    const fault = requestFault(body);
    if (fault) return refuse(400, fault);

    requests.push(body);
    const step = options.respond?.(body) ?? script.shift();
    if (!step) {
      faults.push('the script ran out');
      return refuse(400, 'the script has run out');
    }
    const id = `chatcmpl-${requests.length}`;
    if (step.delayMs) await new Promise((done) => void timers.add(setTimeout(done, step.delayMs)));
    await send({ response, request: body, step, id, pause });
  }

  const server = createServer((incoming, response) => {
    open.add(response);
    response.on('close', () => open.delete(response));
    handle(incoming, response).catch((error: unknown) => {
      faults.push(String(error));
      response.destroy();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    headers,
    refusals,
    push: (...steps) => void script.push(...steps),
    release() {
      for (const go of resume) go();
      resume = [];
    },
    openCount: () => open.size,
    heldCount: () => resume.length,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      if (script.length > 0) faults.push(`${script.length} steps of the script were not used`);
      if (faults.length > 0) throw new Error(faults.join('; '));
    },
  };
}
