import { createHmac } from 'node:crypto';

import type { WebSocket } from 'ws';

import type { Clock } from '../../../src/ports/system.ts';

/** How Slack hands something to the app, and hands it again when it is not taken. */
const TIMEOUT_MS = 3_000;
const RETRY_AFTER_MS = [0, 60_000, 300_000] as const;

export interface Delivery {
  what: string;
  /** An HTTP status, `acked`, or why there was none. */
  tries: (number | 'acked' | 'timeout' | 'connection_failed')[];
}

export interface Outcome {
  isTaken: boolean;
  /** What the app answered with: the body or the envelope's payload. */
  answer: unknown;
}

type Kind = 'events_api' | 'slash_commands' | 'interactive';
type Result = Outcome & { code: Delivery['tries'][number] };

export interface Line {
  /** The app's address, for HTTP. */
  url: string | undefined;
  sockets: Set<WebSocket>;
  /** With what each connection is ended as soon as it stands. */
  goodbye: string | undefined;
  waiting: Map<string, (answer: unknown) => void>;
  deliveries: Delivery[];
  /** Deliveries under way, without those that wait for their next try. */
  inFlight: number;
}

export const createLine = (): Line => ({
  url: undefined,
  sockets: new Set(),
  goodbye: undefined,
  waiting: new Map(),
  deliveries: [],
  inFlight: 0,
});

export const sign = (secret: string, timestamp: string, body: string): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const REASON: Record<string, string> = { timeout: 'http_timeout', connection_failed: 'connection_failed' };

export function createDelivery(line: Line, secret: string, clock: Clock) {
  let envelopes = 0;

  /** Resolves as `timeout` when nothing has come within Slack's patience. */
  async function within(work: Promise<Result>): Promise<Result> {
    let cancel = (): void => undefined;
    const late = new Promise<Result>((resolve) => {
      cancel = clock.after(TIMEOUT_MS, () => resolve({ isTaken: false, answer: undefined, code: 'timeout' }));
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      cancel();
    }
  }

  async function byHttp(kind: Kind, payload: object, retry: number, last: string): Promise<Result> {
    const timestamp = String(Math.floor(clock.now().getTime() / 1000));
    const fields =
      kind === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>);
    const isForm = kind !== 'events_api';
    const body = isForm ? new URLSearchParams(fields).toString() : JSON.stringify(payload);
    const headers: Record<string, string> = {
      'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': sign(secret, timestamp, body),
    };
    if (retry > 0)
      Object.assign(headers, { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': last });
    try {
      const response = await fetch(line.url ?? '', { method: 'POST', headers, body });
      return { isTaken: response.ok, answer: parse(await response.text()), code: response.status };
    } catch {
      return { isTaken: false, answer: undefined, code: 'connection_failed' };
    }
  }

  async function bySocket(kind: Kind, payload: object, retry: number, last: string): Promise<Result> {
    const all = [...line.sockets];
    const socket = all[envelopes % all.length];
    if (!socket) return { isTaken: false, answer: undefined, code: 'connection_failed' };
    const envelope_id = `env${++envelopes}`;
    const acked = new Promise<Result>((resolve) => {
      line.waiting.set(envelope_id, (answer) => resolve({ isTaken: true, answer, code: 'acked' }));
      socket.once('close', () => resolve({ isTaken: false, answer: undefined, code: 'connection_failed' }));
    });
    const more = {
      accepts_response_payload: kind !== 'events_api',
      retry_attempt: retry,
      retry_reason: last,
    };
    socket.send(JSON.stringify({ envelope_id, type: kind, payload, ...more }));
    return acked;
  }

  async function once(
    kind: Kind,
    payload: object,
    delivery: Delivery,
    retry = 0,
    last = '',
  ): Promise<Result> {
    line.inFlight += 1;
    try {
      const send = line.url ? byHttp : bySocket;
      const result = await within(send(kind, payload, retry, last));
      delivery.tries.push(result.code);
      return result;
    } finally {
      line.inFlight -= 1;
    }
  }

  function begin(what: string): Delivery {
    const delivery: Delivery = { what, tries: [] };
    line.deliveries.push(delivery);
    return delivery;
  }

  return {
    /** Events are sent up to four times: at once, again at once, after a minute, after five. */
    async event(what: string, payload: object): Promise<void> {
      const delivery = begin(what);
      let result = await once('events_api', payload, delivery);
      for (const [index, ms] of RETRY_AFTER_MS.entries()) {
        if (result.isTaken) return;
        await new Promise<void>((resolve) => void clock.after(ms, resolve));
        const reason = REASON[String(result.code)] ?? 'http_error';
        result = await once('events_api', payload, delivery, index + 1, reason);
      }
    },
    /** Commands and clicks are sent once: the person sees whether it worked. */
    interaction: (kind: 'slash_commands' | 'interactive', what: string, payload: object): Promise<Outcome> =>
      once(kind, payload, begin(what)),
  };
}
export type DeliveryService = ReturnType<typeof createDelivery>;
