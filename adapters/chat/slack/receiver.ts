import type { IncomingMessage, ServerResponse } from 'node:http';

import { HTTPReceiver, type App, type Logger, type ReceiverEvent } from '@slack/bolt';

import type { Clock, Log } from '../../../src/ports/system.ts';
import type { Installer } from './installer.ts';

/** Slack's payloads are far smaller; the largest carry a message with its blocks. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Requests outside this window are replays, even with a valid signature (docs.slack.dev, verifying requests). */
const MAX_SKEW_SECONDS = 300;

const FORM = 'application/x-www-form-urlencoded';

const EVENTS_PATH = '/slack/events';
const INSTALL_PATHS = ['/slack/install', '/slack/oauth_redirect'] as const;

/**
 * Bolt tells Slack that it has an event before the listeners run, and a crash then loses it. Here the answer leaves
 * when they have ended; when one throws, none leaves from here.
 */
export function answerLast(app: App, log: Log): (event: ReceiverEvent) => Promise<void> {
  return async (event) => {
    let answer: unknown;
    try {
      await app.processEvent({
        ...event,
        ack: async (response: unknown) => {
          answer = response;
        },
      });
    } catch (thrown) {
      // What a listener throws comes wrapped. This is Bolt, which could not read what was sent (a user that is null): nor can
      // anybody else, so it need not come again.
      if (!(thrown instanceof TypeError)) throw thrown;
      log.warn({ type: typeOf(event.body) }, 'what Slack sent is not formed as it should be');
    }
    await event.ack(answer);
  };
}

function typeOf({ type, event }: ReceiverEvent['body']): string {
  const inner = typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined;
  return [type, inner]
    .filter((name) => typeof name === 'string')
    .join(' ')
    .slice(0, 80);
}

/** What a receiver of Bolt uses of its app. */
export const asApp = (processEvent: (event: ReceiverEvent) => Promise<void>): App =>
  ({ processEvent }) as App;

export interface HttpMount {
  /** The paths to hand to `handle`, whatever the method. */
  paths: readonly string[];
  handle(request: IncomingMessage, response: ServerResponse): void;
}

interface Options {
  signingSecret: string;
  /** Given when the app can be installed in many workspaces. */
  installer?: Installer;
}

function end(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status);
  response.end();
}

/** The body, or undefined where it is too large or its sender hung up. */
async function readRaw(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > MAX_BODY_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

/** As JSON, or as the payload of a form. */
function isNull(body: Buffer, type: string | undefined): boolean {
  const text = body.toString();
  return (type === FORM ? new URLSearchParams(text).get('payload') : text)?.trim() === 'null';
}

/** Slack over HTTP, to be mounted in a server that is there already. */
export function createHttpMount(
  { signingSecret, installer }: Options,
  app: App,
  { clock, log, logger }: { clock: Clock; log: Log; logger: Logger },
): HttpMount {
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: [EVENTS_PATH],
    bodyLimit: MAX_BODY_BYTES,
    logger,
    async processEventErrorHandler({ response }) {
      // The listener has logged what went wrong. Slack sends an event again after this.
      end(response, 503);
      return true;
    },
    ...installer,
  });
  receiver.init(asApp(answerLast(app, log)));

  function pass(request: IncomingMessage, response: ServerResponse): void {
    try {
      receiver.requestListener(request, response);
    } catch (error) {
      log.debug({ err: error }, 'no such page of Slack');
      end(response, 404);
    }
  }

  /** The library fails where nobody catches it over a body that is `null`, so the body is looked at before it gets it. */
  async function takeBody(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const rawBody = await readRaw(request);
    if (!rawBody) return end(response, 413);
    if (isNull(rawBody, request.headers['content-type'])) return end(response, 400);
    pass(Object.assign(request, { rawBody }), response);
  }

  /** The library refuses old requests only; one from the future would stay good for as long. */
  function isTimely({ headers }: IncomingMessage): boolean {
    const sent = Number(headers['x-slack-request-timestamp']);
    return Math.abs(clock.now().getTime() / 1000 - sent) <= MAX_SKEW_SECONDS;
  }

  return {
    paths: [EVENTS_PATH, ...(installer ? INSTALL_PATHS : [])],
    handle(request, response) {
      if (request.method === 'POST' && !isTimely(request)) {
        end(response, 401);
        return;
      }
      // With a character set behind it, the library would take a form for JSON.
      if (request.headers['content-type']?.startsWith(`${FORM};`)) request.headers['content-type'] = FORM;
      if (request.method === 'POST') void takeBody(request, response);
      else pass(request, response);
    },
  };
}
