import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { FetchTrouble } from '../../../src/domain/doubt.ts';
import type { Fetched, Fetcher, FetchRequest } from '../../../src/ports/fetcher.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import { follow as followSignal } from '../../../src/shared/abort.ts';
import { createAdmit, pinned, type Admission } from './admit.ts';
import { readText } from './body.ts';

type Answer = Extract<Fetched, { kind: 'answered' }>;
type Elsewhere = Extract<Fetched, { kind: 'elsewhere' }>;
type Outgoing = Pick<FetchRequest, 'method' | 'body'> & { headers: Readonly<Record<string, string>> };

/** How far a request has come: what decides whether its failure leaves it undone. */
interface Way {
  url?: URL;
  /** There is a connection to where it now goes, so that it may be read there. */
  isOut: boolean;
  /** Somebody before has taken it, and sent on for the answer alone. */
  isTaken: boolean;
}

const MAX_REDIRECTS = 5;
/** How Node says that the connection ended before the answer did. */
const CUT_OFF: readonly unknown[] = ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'];
const REDIRECTS = [301, 302, 303, 307, 308];

/** They belong to the connection, or would send the request to another host than the checked one. */
const OWN_HEADERS = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
  'trailer',
];
/** What another origin may see: no credentials, whatever their header is called. */
const HARMLESS_HEADERS = ['accept', 'accept-language', 'accept-encoding', 'content-type', 'user-agent'];

export interface GuardedFetcherOptions extends Admission {
  clock: Clock;
  log: Log;
}

/**
 * HTTP for addresses that people or models choose. The name is resolved here, every address of it must be public, and
 * the connection goes to just these, so that a name cannot lead elsewhere the second time it is asked. The same holds
 * for each redirect. Proxies of the environment are not used; credentials in an address are not sent.
 */
export function createGuardedFetcher(options: GuardedFetcherOptions): Fetcher {
  const { clock, log } = options;
  const admitted = createAdmit(options);

  /** The addresses to connect to. */
  async function admit(url: URL): Promise<readonly string[]> {
    const addresses = await admitted(url);
    if (addresses === 'private') {
      log.warn({ host: url.host }, 'a request to an address that is not public was refused');
      throw new Trouble('address_not_allowed');
    }
    if (addresses.length === 0) throw new Trouble('unreachable');
    return addresses;
  }

  async function follow(request: FetchRequest, signal: AbortSignal, way: Way): Promise<Answer | Elsewhere> {
    let outgoing = prepare(request);
    way.url = readUrl(request.url);
    for (let redirects = 0; ; redirects++) {
      const { url } = way;
      const addresses = await orAbort(admit(url), signal);
      const response = await send(url, outgoing, addresses, signal, () => (way.isOut = true));
      const location = locationOf(response);
      if (location === undefined) return read(response, request.maxBytes);
      const status = response.statusCode ?? 0;
      way.isTaken ||= outgoing.method !== 'GET' && becomesGet(status, outgoing.method);
      way.isOut = false;
      const next = readUrl(location, url);
      way.url = next;
      if (request.mayFollow?.(next) === false)
        return { kind: 'elsewhere', status, url: next.href, isTaken: way.isTaken };
      if (redirects === MAX_REDIRECTS) throw new Trouble('too_many_redirects');
      outgoing = redirected(outgoing, status, next.origin === url.origin);
    }
  }

  return {
    async fetch(request) {
      const way: Way = { isOut: false, isTaken: false };
      const { controller, release } = followSignal(request.signal);
      const late = new Trouble('timeout');
      const cancelTimer = clock.after(request.timeoutMs, () => controller.abort(late));
      try {
        return await follow(request, controller.signal, way);
      } catch (thrown) {
        const trouble = request.signal.aborted
          ? 'aborted'
          : troubleIn(controller.signal.reason ?? thrown, way);
        const kind = way.isOut || way.isTaken ? 'unknown' : 'not_sent';
        const host = way.url?.host ?? '';
        log.info({ host, kind, trouble, code: codeOf(thrown) }, 'a request was not answered');
        return { kind, trouble, host };
      } finally {
        cancelTimer();
        release();
      }
    },
  };
}

/** Thrown within, and made a value at the door. */
class Trouble extends Error {
  readonly trouble: FetchTrouble;

  constructor(trouble: FetchTrouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

function troubleIn(thrown: unknown, { isOut }: Way): FetchTrouble {
  if (thrown instanceof Trouble) return thrown.trouble;
  return isOut ? 'broken' : 'unreachable';
}

/** Node's word for what went wrong; its messages may hold what was sent. */
const codeOf = (thrown: unknown): unknown =>
  thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;

/** The URL class also brings IPv4 addresses written as one number, in octal or in hex into their usual form. */
function readUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw new Trouble('bad_url');
  const url = new URL(text, base);
  if (!['http:', 'https:'].includes(url.protocol)) throw new Trouble('bad_url');
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

function prepare({ method, headers = {}, body }: FetchRequest): Outgoing {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const own = given.filter(([name]) => !OWN_HEADERS.includes(name) && !name.startsWith('proxy-'));
  const basic = { 'accept': '*/*', 'user-agent': 'errand' };
  return { method, headers: { ...basic, ...Object.fromEntries(own), 'accept-encoding': 'gzip, br' }, body };
}

/**
 * @param onConnected - from then on bytes of the request may be read by the other side.
 * @returns the answer's head, its body unread.
 */
function send(
  url: URL,
  { method, headers, body }: Outgoing,
  addresses: readonly string[],
  signal: AbortSignal,
  onConnected: () => void,
): Promise<IncomingMessage> {
  const isSecure = url.protocol === 'https:';
  const request = isSecure ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    try {
      // Node leaves the length out for DELETE, and then sends the body as the beginning of another request.
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const options = {
        method,
        headers: { ...headers, ...length },
        signal,
        agent: false,
        lookup: pinned(addresses),
      };
      request(url, options, resolve)
        .on('socket', (socket) => socket.once(isSecure ? 'secureConnect' : 'connect', onConnected))
        .on('error', reject)
        .end(body);
    } catch {
      // Node names the header and its value in the error; the value may be a secret.
      reject(new Trouble('bad_headers'));
    }
  });
}

/** Where the answer leads instead of being one; it is then hung up on. */
function locationOf(response: IncomingMessage): string | undefined {
  const { location } = response.headers;
  if (!location || !REDIRECTS.includes(response.statusCode ?? 0)) return undefined;
  response.destroy();
  return location;
}

/** Whether the request was taken where it was sent, and only its answer is to be fetched elsewhere. */
const becomesGet = (status: number, method: Outgoing['method']): boolean =>
  status === 303 || (status <= 302 && method === 'POST');

function redirected(outgoing: Outgoing, status: number, isSameOrigin: boolean): Outgoing {
  const { method, headers, body } = outgoing;
  const kept = Object.entries(headers).filter(([name]) => isSameOrigin || HARMLESS_HEADERS.includes(name));
  if (!becomesGet(status, method))
    return { method, headers: Object.fromEntries(kept), ...(body === undefined ? {} : { body }) };
  const withoutBody = kept.filter(([name]) => !name.startsWith('content-'));
  return { method: 'GET', headers: Object.fromEntries(withoutBody) };
}

async function read(response: IncomingMessage, maxBytes: number): Promise<Answer> {
  const { text, isCut } = await readText(response, maxBytes).catch((thrown: unknown) => {
    throw CUT_OFF.includes(codeOf(thrown)) ? thrown : new Trouble('unreadable');
  });
  const contentType = response.headers['content-type'] ?? '';
  return {
    kind: 'answered',
    status: response.statusCode ?? 0,
    contentType,
    headers: headersOf(response),
    text,
    isCut,
  };
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );

/** A resolver cannot be stopped, but need not be waited for. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
