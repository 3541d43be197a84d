import { FORGED, json, JSON_TYPE, longText, oddValue, type Make, type Random } from './hostile-kit.ts';

const ROUTES = [
  '/tasks',
  '/definitions',
  '/chat/messages',
  '/chat/actions',
  '/deliveries/resend',
  '/set-aside/retry',
];

const post = (what: string, path: string, body: string | Uint8Array<ArrayBuffer>, headers = JSON_TYPE) =>
  ({ what, method: 'POST', path: `/api/v1${path}`, headers, body, expects: 'refused' }) as const;

const deep = (random: Random): string => {
  const depth = 40 + random.below(50_000);
  return `{"title":${'['.repeat(depth)}${']'.repeat(depth)}}`;
};

export const REST: readonly Make[] = [
  (random) =>
    post(
      'a field of another kind',
      '/tasks',
      json({
        title: FORGED,
        [random.one(['tags', 'home', 'source', 'dueAt', 'blockedBy'])]: random.one([
          7,
          'x',
          [{}],
          { $ne: null },
        ]),
      }),
    ),
  (random) =>
    post('an unknown field', '/tasks', json({ title: FORGED, [`f${random.below(1e6)}`]: oddValue(random) })),
  () => post('a prototype', '/tasks', `{"title":"${FORGED}","__proto__":{"isAdmin":true}}`),
  () => post('too long a title', '/tasks', json({ title: FORGED + 'y'.repeat(300) })),
  () => post('control characters', '/tasks', json({ title: `${FORGED}\u0000\u0007` })),
  () => post('half a character', '/tasks', `{"title":"${FORGED}\\ud800"}`),
  (random) => post('broken JSON', random.one(ROUTES), json({ title: FORGED }).slice(0, 3 + random.below(15))),
  (random) =>
    post(
      'quotes without an end',
      random.one(ROUTES),
      `{"title":"${'\\"'.repeat(100 + random.below(100_000))}`,
    ),
  (random) => post('depth', random.one(ROUTES), deep(random)),
  (random) =>
    post('no UTF-8', random.one(ROUTES), new Uint8Array([0x7b, 0x22, 0xc0, 0x80 + random.below(64), 0xff])),
  (random) => post('too large a body', random.one(ROUTES), json({ title: 'z'.repeat(270_000) })),
  (random) =>
    post('another content type', '/tasks', json({ title: FORGED }), {
      'content-type': random.one([
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/jsonx',
        '',
      ]),
    }),
  (random) =>
    post(
      'an event of nothing',
      `/tasks/T-${900_000 + random.below(1000)}/events`,
      json({ event: random.one(['queue', 'complete', '__proto__', '']) }),
    ),
  (random) => ({
    what: 'an id',
    method: 'GET',
    path: `/api/v1/${random.one(['tasks', 'runs', 'asks', 'definitions', 'deliverables'])}/${random.one(['%00', '..%2f..', '%F0%9F%92%A5', '$ne', '__proto__', 'a'.repeat(300), 'T-0', '%c3%28'])}`,
    headers: {},
    expects: 'refused',
  }),
  (random) => ({
    what: 'a query',
    method: 'GET',
    path: `/api/v1/tasks?${random.one(['limit=0', 'limit=1e9', 'cursor=%00', `cursor=${'A'.repeat(900)}`, 'limit=1&limit=2', 'nope=1', 'status=__proto__', 'dueBefore=yesterday', 'text=%00'])}`,
    headers: {},
    expects: 'refused',
  }),
  (random) => ({
    what: 'a method',
    method: random.one(['PUT', 'DELETE', 'PATCH']),
    path: random.one(['/api/v1/stream', '/api/v1/chat/messages', '/api/v1/asks']),
    headers: {},
    expects: 'refused',
  }),
  (random) => ({
    ...post('a version', '/tasks/T-900001/events', json({ event: 'complete' })),
    headers: { ...JSON_TYPE, 'if-match': random.one(['"x"', '*', '"-1"', 'W/"9e99"', '"1","2"']) },
  }),
];

export const AUTH: readonly Make[] = [
  (random) => ({
    ...post('a token', '/tasks', json({ title: FORGED })),
    headers: {
      ...JSON_TYPE,
      authorization: random.one([
        'Bearer ',
        'Bearer null',
        `Bearer ${'a'.repeat(32)}`,
        'Basic YTpi',
        `Bearer ${'x'.repeat(8000)}`,
      ]),
    },
    expects: 'unsigned',
  }),
  (random) => ({
    ...post('a cookie of another site', '/tasks', json({ title: FORGED })),
    headers: {
      ...JSON_TYPE,
      authorization: '',
      cookie: `errand-session=${random.below(1e9)}.NaN`,
      origin: 'https://evil.test',
    },
    expects: 'unsigned',
  }),
  (random) => ({
    what: 'a sign-in',
    method: 'GET',
    path: `/sign-in?token=${random.below(1e9)}&next=${random.one(['//evil.test', '/%00', '/%5cevil.test', 'javascript:1'])}`,
    headers: { authorization: '' },
    expects: 'refused',
  }),
];

export const CHAT: readonly Make[] = [
  (random) => ({
    ...post(
      'a long text',
      '/chat/messages',
      json({ channel: `h${random.below(40)}`, person: 'mallory', text: longText(random) }),
    ),
    expects: 'harmless',
  }),
  (random) =>
    post(
      'no person',
      '/chat/messages',
      json({ channel: 'general', person: random.one([null, 5, '', {}]), text: FORGED }),
    ),
  (random) =>
    post(
      'a press of nothing',
      '/chat/actions',
      json({
        messageId: `m${random.below(1e6)}`,
        action: random.one(['approve', '__proto__', '']),
        person: 'mallory',
        value: oddValue(random),
      }),
    ),
];
