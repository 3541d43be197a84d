import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';

import { AppError, invalidInWords } from '../../../src/domain/errors.ts';
import type { Fetcher, Log } from '../../../src/ports/system.ts';
import { isListed, isPublic } from './address.ts';
import { readText } from './body.ts';

type Request = Parameters<Fetcher['fetch']>[0];
type Answer = Awaited<ReturnType<Fetcher['fetch']>>;
type Outgoing = Pick<Request, 'method' | 'body'> & { headers: Readonly<Record<string, string>> };
type Reason = 'address_not_allowed' | 'unreachable' | 'timeout' | 'too_many_redirects' | 'bad_url';

const MAX_REDIRECTS = 5;
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

export interface GuardedFetcherOptions {
  /** Lets everything through; for a machine whose network holds nothing to protect. */
  allowPrivate: boolean;
  /** `host` or `host:port`, allowed wherever they lead. IPv6 addresses in brackets. */
  allowHosts: readonly string[];
  log: Log;
  /** The addresses of a name; the system's resolver unless given. */
  resolve?: (host: string) => Promise<readonly string[]>;
}

/**
 * HTTP for addresses that people or models choose. The name is resolved here, every address of it must be public, and
 * the connection goes to just these, so that a name cannot lead elsewhere the second time it is asked. The same holds
 * for each redirect. Proxies of the environment are not used; credentials in an address are not sent.
 */
export function createGuardedFetcher(options: GuardedFetcherOptions): Fetcher {
  const { allowPrivate, log, resolve = systemResolve } = options;
  const allowHosts = new Set(options.allowHosts.map((host) => host.toLowerCase()));

  /** The addresses to connect to. */
  async function admit(url: URL): Promise<readonly string[]> {
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const addresses = isIP(host) ? [host] : await resolve(host);
    if (addresses.length === 0) throw failure('unreachable', url);
    if (allowPrivate || isListed(url, allowHosts) || addresses.every(isPublic)) return addresses;
    log.warn({ host: url.host }, 'a request to an address that is not public was refused');
    throw failure('address_not_allowed', url);
  }

  async function follow(request: Request, signal: AbortSignal, at: (url: URL) => void): Promise<Answer> {
    let url = readUrl(request.url);
    let outgoing = prepare(request);
    for (let redirects = 0; ; redirects++) {
      at(url);
      const addresses = await orAbort(admit(url), signal);
      const response = await send(url, outgoing, addresses, signal);
      const next = redirectOf(response, url);
      if (!next) return read(response, request.maxBytes);
      if (redirects === MAX_REDIRECTS) throw failure('too_many_redirects', next);
      outgoing = redirected(outgoing, response.statusCode ?? 0, next.origin === url.origin);
      url = next;
    }
  }

  return {
    async fetch(request) {
      let current: URL | undefined;
      const timeout = AbortSignal.timeout(request.timeoutMs);
      const signal = AbortSignal.any([request.signal, timeout]);
      try {
        return await follow(request, signal, (url) => (current = url));
      } catch (error) {
        if (request.signal.aborted) throw request.signal.reason;
        if (timeout.aborted) throw failure('timeout', current, error);
        throw error instanceof AppError ? error : failure('unreachable', current, error);
      }
    },
  };
}

const failure = (reason: Reason, url?: URL, cause?: unknown): AppError =>
  new AppError('tool.failed', { reason, host: url?.host ?? '' }, cause);

const systemResolve = async (host: string): Promise<string[]> => {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
};

/** The URL class also brings IPv4 addresses written as one number, in octal or in hex into their usual form. */
function readUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw failure('bad_url', base);
  const url = new URL(text, base);
  if (!['http:', 'https:'].includes(url.protocol)) throw failure('bad_url', url);
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

function prepare({ method, headers = {}, body }: Request): Outgoing {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const own = given.filter(([name]) => !OWN_HEADERS.includes(name) && !name.startsWith('proxy-'));
  const basic = { 'accept': '*/*', 'user-agent': 'errand' };
  return { method, headers: { ...basic, ...Object.fromEntries(own), 'accept-encoding': 'gzip, br' }, body };
}

/** @returns the answer's head, its body unread. */
function send(
  url: URL,
  { method, headers, body }: Outgoing,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    try {
      const options = { method, headers, signal, agent: false, lookup: pinned(addresses) };
      request(url, options, resolve).on('error', reject).end(body);
    } catch {
      // Node names the header and its value in the error; the value may be a secret.
      reject(invalidInWords('headers', 'letters, digits and dashes in names; no line breaks in values'));
    }
  });
}

/** Answers every question of the connection with the addresses that were checked. */
function pinned(addresses: readonly string[]): LookupFunction {
  const entries = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all }, callback) => {
    const [first] = entries;
    if (all) callback(null, entries);
    else callback(null, first?.address ?? '', first?.family);
  };
}

/** Where the answer leads instead of being one; it is then hung up on. */
function redirectOf(response: IncomingMessage, from: URL): URL | undefined {
  const { location } = response.headers;
  if (!location || !REDIRECTS.includes(response.statusCode ?? 0)) return undefined;
  response.destroy();
  return readUrl(location, from);
}

function redirected({ method, headers, body }: Outgoing, status: number, isSameOrigin: boolean): Outgoing {
  const kept = Object.entries(headers).filter(([name]) => isSameOrigin || HARMLESS_HEADERS.includes(name));
  const becomesGet = status === 303 || (status <= 302 && method === 'POST');
  if (!becomesGet) return { method, headers: Object.fromEntries(kept), body };
  const withoutBody = kept.filter(([name]) => !name.startsWith('content-'));
  return { method: 'GET', headers: Object.fromEntries(withoutBody) };
}

async function read(response: IncomingMessage, maxBytes: number): Promise<Answer> {
  const { text, isCut } = await readText(response, maxBytes);
  const contentType = response.headers['content-type'] ?? '';
  return { status: response.statusCode ?? 0, contentType, text, isCut };
}

/** A resolver cannot be stopped, but need not be waited for. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
