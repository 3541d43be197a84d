import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { isPublic } from '../../adapters/fetcher/guarded/address.ts';
import { createGuardedFetcher } from '../../adapters/fetcher/guarded/index.ts';
import { createClock } from '../../adapters/system/node/index.ts';
import type { FetchTrouble } from '../../src/domain/doubt.ts';
import type { Fetcher, FetchRequest } from '../../src/ports/fetcher.ts';
import { createFakeLog } from '../fakes/log.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const log = createFakeLog();
const clock = createClock();
const servers: Server[] = [];
const hits: string[] = [];
const bodies: string[] = [];
let handler: Handler;
let port = 0;
let otherPort = 0;

async function listen(): Promise<number> {
  const server = createServer((request, response) => {
    hits.push(`${request.method} ${request.headers.host}${request.url}`);
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      bodies.push(body);
      handler(request, response, body);
    });
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

beforeAll(async () => {
  port = await listen();
  otherPort = await listen();
});
afterEach(() => {
  hits.length = 0;
  bodies.length = 0;
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const never = new AbortController().signal;

const fetchBy = (fetcher: Fetcher, url: string, more: Partial<FetchRequest> = {}) =>
  fetcher.fetch({ method: 'GET', url, maxBytes: 10_000, timeoutMs: 5_000, signal: never, ...more });

/** Stands for a public site: a name that only our resolver knows, allowed though it leads to this machine. */
const site = () => `http://site.test:${port}`;
const other = () => `http://other.test:${otherPort}`;
const resolve = vi.fn(async (host: string): Promise<string[]> =>
  host.endsWith('.test') ? ['127.0.0.1'] : [],
);
const fetcher = createGuardedFetcher({
  allowPrivate: false,
  clock,
  allowHosts: ['site.test', 'other.test'],
  log,
  resolve,
});
const get = (path: string, more: Partial<FetchRequest> = {}) => fetchBy(fetcher, `${site()}${path}`, more);
const unsent = (trouble: FetchTrouble) => ({ kind: 'not_sent', trouble });
const unknown = (trouble: FetchTrouble) => ({ kind: 'unknown', trouble });
/** The text of an answer; the test fails where there is none. */
async function textOf(fetching: ReturnType<Fetcher['fetch']>): Promise<string> {
  const fetched = await fetching;
  if (fetched.kind !== 'answered') throw new Error(JSON.stringify(fetched));
  return fetched.text;
}

/** Answers each path with a redirect to where the table says, and others with their headers. */
const redirects =
  (table: Readonly<Record<string, readonly [number, string]>>): Handler =>
  (request, response) => {
    const [status, location] = table[request.url ?? ''] ?? [200, undefined];
    response.writeHead(status, location ? { location } : {});
    response.end(JSON.stringify(request.headers));
  };

/** Writes the piece for as long as somebody listens. */
function pour(response: ServerResponse, piece: string | Buffer): void {
  if (!response.destroyed) response.write(piece, () => setImmediate(() => pour(response, piece)));
}

describe('the guarded fetcher', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.0.0.1/',
    'http://0177.0.0.1/',
    'http://017700000001/',
    'http://0/',
    'http://0.0.0.0/',
    'http://①②⑦.⓪.⓪.①/',
    'http://127.0.0.1./',
    'http://user:password@127.0.0.1/',
    'http://example.com@127.0.0.1/',
    'http://127.0.0.1\\@example.com/',
    'http://%31%32%37.0.0.1/',
    'https://127.0.0.1/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://100.64.0.1/',
    'http://100.100.100.200/',
    'http://192.0.2.1/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://240.0.0.1/',
    'http://255.255.255.255/',
    'http://[::]/',
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:8.8.8.8]/',
    'http://[::127.0.0.1]/',
    'http://[::ffff:0:7f00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b:1::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/',
    'http://[fe80::1]/',
    'http://[fec0::1]/',
    'http://[fd00:ec2::254]/',
    'http://[ff02::1]/',
    'http://[2001:db8::1]/',
    'http://[4000::1]/',
  ])('refuses %s, whose address is not public', async (url) => {
    expect(await fetchBy(fetcher, url)).toMatchObject(unsent('address_not_allowed'));
  });

  it.each(['localhost', 'LOCALHOST'])('refuses %s by the resolver of the system', async (name) => {
    const plain = createGuardedFetcher({ allowPrivate: false, clock, allowHosts: [], log });
    const refused = fetchBy(plain, `http://${name}:${port}/secret?token=t0p`);
    expect(await refused).toMatchObject(unsent('address_not_allowed'));
    expect(hits).toEqual([]);
    expect(log.text()).not.toMatch(/secret|t0p/);
  });

  it.each([
    ['one that is private', ['10.0.0.1']],
    ['a public and a private one', ['93.184.216.34', '127.0.0.1']],
    ['a mapped one', ['::ffff:10.0.0.1']],
    ['one with a zone', ['fe80::1%eth0']],
    ['nonsense', ['not an address']],
  ])('refuses a name that has %s', async (_what, addresses) => {
    const lying = createGuardedFetcher({
      allowPrivate: false,
      clock,
      allowHosts: [],
      log,
      resolve: async () => addresses,
    });
    expect(await fetchBy(lying, 'http://evil.test/')).toMatchObject(unsent('address_not_allowed'));
  });

  it('knows an allowed name with its final dot, and no longer name that ends in it', async () => {
    handler = (_request, response) => response.end('hello');
    const any = createGuardedFetcher({
      allowPrivate: false,
      clock,
      allowHosts: ['Site.test'],
      log,
      resolve: async () => ['127.0.0.1'],
    });
    expect(await fetchBy(any, `http://site.test.:${port}/`)).toMatchObject({ text: 'hello' });
    for (const name of ['evilsite.test', 'site.test.evil.test', 'localhost.'])
      expect(await fetchBy(any, `http://${name}:${port}/`)).toMatchObject(unsent('address_not_allowed'));
  });

  it.each([
    '',
    'no address',
    '/relative',
    'http://',
    'http://[::1',
    'http://a b/',
    'http://site.test:99999/',
    'ftp://site.test/',
    'file:///etc/passwd',
    'data:text/plain,hello',
    'javascript:alert(1)',
    'unix:/var/run/docker.sock',
  ])('refuses "%s", which is no web address', async (url) => {
    expect(await fetchBy(fetcher, url)).toMatchObject(unsent('bad_url'));
  });

  it('connects to the address that it checked, and asks for it once', async () => {
    resolve.mockClear();
    handler = (_request, response) => response.setHeader('X-Rest', '3').end('hello');
    expect(await get('/x')).toMatchObject({
      kind: 'answered',
      status: 200,
      contentType: '',
      headers: { 'x-rest': '3', 'content-length': '5' },
      text: 'hello',
      isCut: false,
    });
    expect(resolve.mock.calls).toEqual([['site.test']]); // the system's resolver knows no such name
  });

  it('allows a host on one port only where the list says so', async () => {
    handler = (_request, response) => response.end('hello');
    const narrow = createGuardedFetcher({
      allowPrivate: false,
      clock,
      allowHosts: [`127.0.0.1:${port}`],
      log,
    });
    expect(await fetchBy(narrow, `http://127.0.0.1:${port}/`)).toMatchObject({ text: 'hello' });
    const elsewhere = fetchBy(narrow, `http://127.0.0.1:${otherPort}/`);
    expect(await elsewhere).toMatchObject(unsent('address_not_allowed'));
    expect(hits).toHaveLength(1);
  });

  it('allows everything where the configuration allows private addresses', async () => {
    handler = (_request, response) => response.end('hello');
    const open = createGuardedFetcher({ allowPrivate: true, clock, allowHosts: [], log });
    expect(await fetchBy(open, `http://localhost:${port}/`)).toMatchObject({ text: 'hello' });
  });

  it('sends no credentials of the address, no other host and no header of the connection', async () => {
    handler = (request, response) => response.end(JSON.stringify(request.headers));
    const headers = {
      'Host': 'internal',
      'Proxy-Authorization': 'p',
      'X-Mine': 'yes',
      'Connection': 'upgrade',
    };
    const text = await textOf(fetchBy(fetcher, `http://user:password@site.test:${port}/`, { headers }));
    const seen: unknown = JSON.parse(text);
    expect(seen).toMatchObject({ 'host': `site.test:${port}`, 'x-mine': 'yes', 'connection': 'close' });
    expect(seen).not.toHaveProperty('authorization');
    expect(seen).not.toHaveProperty('proxy-authorization');
  });

  it('refuses a header with a line break, and does not repeat its value', async () => {
    const refused = await get('/', { headers: { authorization: 'Bearer s3cret\r\nHost: internal' } });
    expect(refused).toMatchObject(unsent('bad_headers'));
    expect(JSON.stringify(refused) + log.text()).not.toContain('s3cret');
    expect(hits).toEqual([]);
  });

  it('uses no proxy of the environment', async () => {
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${otherPort}`);
    vi.stubEnv('http_proxy', `http://127.0.0.1:${otherPort}`);
    handler = (_request, response) => response.end('hello');
    expect(await get('/')).toMatchObject({ text: 'hello' });
    expect(hits).toEqual([`GET site.test:${port}/`]);
    vi.unstubAllEnvs();
  });

  it('sends method, headers and body', async () => {
    handler = (request, response, body) => {
      response.writeHead(201, { 'content-type': 'text/plain' });
      response.end(`${request.method} ${request.headers['content-type']} ${body}`);
    };
    const headers = { 'Content-Type': 'application/json' };
    const answer = await get('/', { method: 'PUT', headers, body: '{"a":"中"}' });
    expect(answer).toMatchObject({
      kind: 'answered',
      status: 201,
      contentType: 'text/plain',
      text: 'PUT application/json {"a":"中"}',
      isCut: false,
    });
  });

  it('answers with the status of a failure instead of throwing', async () => {
    handler = (_request, response) => response.writeHead(503).end('busy');
    expect(await get('/')).toMatchObject({ status: 503, text: 'busy' });
  });
});

describe('redirects', () => {
  it('are followed five times', async () => {
    handler = redirects({
      '/1': [301, '/2'],
      '/2': [302, '/3'],
      '/3': [303, '/4'],
      '/4': [307, '/5'],
      '/5': [308, '/6'],
    });
    expect(await get('/1')).toMatchObject({ status: 200 });
    expect(hits).toHaveLength(6);
  });

  it('are not followed for ever', async () => {
    handler = (_request, response) => response.writeHead(302, { location: '/again' }).end();
    expect(await get('/')).toMatchObject(unsent('too_many_redirects'));
    expect(hits).toHaveLength(6);
  });

  it.each([
    () => `http://127.0.0.1:${otherPort}/`,
    () => `http://2130706433:${otherPort}/`,
    () => `//[::1]:${otherPort}/`,
    () => 'http://169.254.169.254/latest/meta-data/',
  ])('do not lead to a private address (%#)', async (target) => {
    handler = redirects({ '/': [302, target()] });
    expect(await get('/')).toMatchObject(unsent('address_not_allowed'));
    expect(hits).toEqual([`GET site.test:${port}/`]);
  });

  it('do not lead out of the web', async () => {
    handler = redirects({ '/': [302, 'file:///etc/passwd'] });
    expect(await get('/')).toMatchObject(unsent('bad_url'));
  });

  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [302, 'PUT', 'PUT'],
    [307, 'POST', 'POST'],
    [308, 'PATCH', 'PATCH'],
  ] as const)('of %i turn %s into %s', async (status, method, then) => {
    handler = redirects({ '/': [status, '/next'] });
    const text = await textOf(get('/', { method, headers: { 'content-type': 'text/plain' }, body: 'hello' }));
    expect(hits[1]).toBe(`${then} site.test:${port}/next`);
    expect(bodies).toEqual(['hello', then === 'GET' ? '' : 'hello']);
    expect(JSON.parse(text) as unknown).toHaveProperty('host');
    expect(text.includes('text/plain')).toBe(then !== 'GET');
  });

  it('take credentials along to the same origin and to no other', async () => {
    const headers = { 'Authorization': 'Bearer a', 'Cookie': 'b=1', 'X-Api-Key': 'c', 'Accept': 'text/html' };
    handler = redirects({ '/same': [302, '/end'], '/other': [302, `${other()}/end`] });
    const same: unknown = JSON.parse(await textOf(get('/same', { headers })));
    expect(same).toMatchObject({ 'authorization': 'Bearer a', 'cookie': 'b=1', 'x-api-key': 'c' });

    const foreign: unknown = JSON.parse(await textOf(get('/other', { headers })));
    expect(foreign).toMatchObject({ accept: 'text/html', host: `other.test:${otherPort}` });
    for (const name of ['authorization', 'cookie', 'x-api-key']) expect(foreign).not.toHaveProperty(name);
  });

  it('are hung up on, however much they have to say', async () => {
    let hasHungUp = false;
    const talk: Handler = (_request, response) => {
      response.on('close', () => (hasHungUp = true));
      response.writeHead(302, { location: '/end' });
      pour(response, 'x'.repeat(1_000));
    };
    handler = (request, response, body) => {
      if (request.url === '/end') response.end('hello');
      else talk(request, response, body);
    };
    expect(await get('/')).toMatchObject({ text: 'hello' });
    await vi.waitUntil(() => hasHungUp);
  });

  it('without a target are answers', async () => {
    handler = (_request, response) => response.writeHead(302).end('nowhere');
    expect(await get('/')).toMatchObject({ status: 302, text: 'nowhere' });
  });
});

describe('the body of an answer', () => {
  it.each([undefined, 'gzip'])(
    'is cut at the limit, and the rest of it never fetched (%s)',
    async (encoding) => {
      let hasHungUp = false;
      handler = (_request, response) => {
        response.on('close', () => (hasHungUp = true));
        if (encoding) response.setHeader('content-encoding', encoding);
        pour(response, encoding ? gzipSync('x'.repeat(1_000)) : 'x'.repeat(1_000));
      };
      const answer = await get('/', { maxBytes: 2_500 });
      expect(answer).toMatchObject({ isCut: true, text: 'x'.repeat(2_500) });
      await vi.waitUntil(() => hasHungUp);
    },
  );

  it('is read as far as it goes where the server left out the end of its compression', async () => {
    const bytes = gzipSync('hello').subarray(0, -8);
    handler = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes);
    expect(await get('/')).toMatchObject({ text: 'hello' });
  });

  it('is whole when it fills the limit exactly', async () => {
    handler = (_request, response) => response.end('x'.repeat(2_500));
    expect(await get('/', { maxBytes: 2_500 })).toMatchObject({ isCut: false, text: 'x'.repeat(2_500) });
  });

  it('is not cut inside a character', async () => {
    handler = (_request, response) => response.end('中文');
    expect(await get('/', { maxBytes: 4 })).toMatchObject({ isCut: true, text: '中' });
  });

  it.each([
    ['gzip', gzipSync('hello 中文')],
    ['x-gzip', gzipSync('hello 中文')],
    ['GZIP', gzipSync('hello 中文')],
    ['deflate', deflateSync('hello 中文')],
    ['br', brotliCompressSync('hello 中文')],
    ['identity', Buffer.from('hello 中文')],
  ])('is decompressed from %s', async (encoding, bytes) => {
    handler = (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes);
    expect(await get('/')).toMatchObject({ text: 'hello 中文', isCut: false });
  });

  it.each(['gzip', 'br'])(
    'that is a bomb of %s is cut at the limit after decompression',
    async (encoding) => {
      const zeros = Buffer.alloc(50_000_000, 'a');
      const bytes = encoding === 'gzip' ? gzipSync(zeros) : brotliCompressSync(zeros);
      handler = (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes);
      const answer = await get('/', { maxBytes: 1_000 });
      expect(answer).toMatchObject({ isCut: true, text: 'a'.repeat(1_000) });
    },
  );

  it('that is not what its encoding says fails cleanly', async () => {
    handler = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain text');
    expect(await get('/')).toMatchObject(unknown('unreadable'));
  });

  it.each([
    ['text/html; charset=gbk', Buffer.from([0xd6, 0xd0, 0xce, 0xc4]), '中文'],
    ['text/html; charset="GB18030"', Buffer.from([0xd6, 0xd0, 0xce, 0xc4]), '中文'],
    ['text/html;charset=iso-8859-1', Buffer.from([0xe9]), 'é'],
    ['text/html; charset=unheard-of', Buffer.from('中文'), '中文'],
    ['text/html', Buffer.from('\uFEFF中文'), '中文'],
  ])('is read as %s says', async (contentType, bytes, text) => {
    handler = (_request, response) => response.writeHead(200, { 'content-type': contentType }).end(bytes);
    expect(await get('/')).toMatchObject({ text, contentType });
  });
});

describe('a request that gets no answer', () => {
  const silent: Handler = () => {};
  const stuck = createGuardedFetcher({
    allowPrivate: false,
    clock,
    allowHosts: [],
    log,
    resolve: () => new Promise(() => {}),
  });
  /** Answers with a head that promises more than comes before the line is cut. */
  const half: Handler = (request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half', () => request.socket.destroy());
  };

  it('ends with its time when the server is silent', async () => {
    handler = silent;
    expect(await get('/', { timeoutMs: 50 })).toEqual({ ...unknown('timeout'), host: `site.test:${port}` });
  });

  it('ends with its time in the middle of a body, compressed or not', async () => {
    for (const headers of [{}, { 'content-encoding': 'gzip' }]) {
      handler = (_request, response) =>
        void response.writeHead(200, headers).write(gzipSync('half').subarray(0, 12));
      expect(await get('/', { timeoutMs: 100 })).toMatchObject(unknown('timeout'));
    }
  });

  it('ends with its time when redirects take it up together', async () => {
    handler = (_request, response) => {
      setTimeout(() => response.writeHead(302, { location: '/more' }).end(), 60);
    };
    expect(await get('/', { timeoutMs: 150 })).toMatchObject({ trouble: 'timeout' });
  });

  it('ends with its time when the name is never resolved', async () => {
    expect(await fetchBy(stuck, 'http://slow.test/', { timeoutMs: 50 })).toMatchObject(unsent('timeout'));
  });

  it('ends with its signal', async () => {
    const controller = new AbortController();
    handler = () => controller.abort(new Error('the run was stopped'));
    expect(await get('/', { signal: controller.signal })).toMatchObject(unknown('aborted'));
    expect(await get('/again', { signal: controller.signal })).toMatchObject(unsent('aborted'));
    expect(hits).toHaveLength(1);
    const waiting = fetchBy(stuck, 'http://slow.test/', { signal: controller.signal });
    expect(await waiting).toMatchObject(unsent('aborted'));
  });

  it('was not sent when the name has no address, the port is closed or nobody there speaks TLS', async () => {
    const post = { method: 'POST', body: 'pay' } as const;
    expect(await fetchBy(fetcher, 'http://nowhere.example/', post)).toMatchObject(unsent('unreachable'));
    expect(await fetchBy(fetcher, 'http://site.test:1/', post)).toMatchObject(unsent('unreachable'));
    expect(await fetchBy(fetcher, `https://site.test:${port}/`, post)).toMatchObject(unsent('unreachable'));
    expect(hits).toEqual([]);
  });

  it('may have been carried out when the line is cut, before the answer or in the middle of it', async () => {
    handler = (request) => request.socket.destroy();
    expect(await get('/', { method: 'POST', body: 'pay' })).toMatchObject(unknown('broken'));
    handler = half;
    expect(await get('/', { method: 'POST', body: 'pay' })).toMatchObject(unknown('broken'));
    expect(bodies).toEqual(['pay', 'pay']);
  });

  it.each([
    [301, 'POST', 'unknown'],
    [302, 'POST', 'unknown'],
    [303, 'PUT', 'unknown'],
    [302, 'PUT', 'not_sent'],
    [307, 'POST', 'not_sent'],
    [308, 'DELETE', 'not_sent'],
  ] as const)(
    'after a redirect of %i, by which a %s was taken or not, is known as %s',
    async (status, method, kind) => {
      handler = redirects({ '/': [status, 'http://site.test:1/'] });
      expect(await get('/', { method, body: 'pay' })).toMatchObject({ kind, trouble: 'unreachable' });
      handler = redirects({ '/': [status, 'http://169.254.169.254/'] });
      expect(await get('/', { method, body: 'pay' })).toMatchObject({ kind, trouble: 'address_not_allowed' });
    },
  );
});

it('takes the service address of a cloud for what it is, though its number is a public one', () => {
  expect(isPublic('168.63.129.16')).toBe(false);
  expect(isPublic('::ffff:168.63.129.16')).toBe(false);
  expect(isPublic('168.63.129.17')).toBe(true);
});
