import { createHmac } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { TRIGGER_SCHEMES, type SignatureOptions, type TriggerScheme } from '../../src/domain/trigger.ts';
import { prove, SCHEMES } from '../../src/triggers/schemes.ts';

const OPTIONS: SignatureOptions = {
  header: 'X-Signature-256',
  timestampHeader: null,
  deliveryHeader: 'Idempotency-Key',
  encoding: 'hex',
  prefix: '',
  isBodyUnique: false,
};
const BODY = Buffer.from('{"n":1,"s":"é 你好"}', 'utf8');
const TS = 1_764_208_800;
const SECRET = 'errand-test-secret';
const BODY_HMAC = 'fba83310729ad77a6786a85cdd5ec6b83ccbf3ef68d12f47b43e389dd66f71a7';

interface Vector {
  scheme: TriggerScheme;
  secret: string;
  headers: Record<string, string>;
  body?: Buffer;
  options?: Partial<SignatureOptions>;
}

// Reckoned by the packages of the vendors; GitHub's first one stands in its documents.
const VECTORS: Vector[] = [
  {
    scheme: 'github',
    secret: "It's a Secret to Everybody",
    body: Buffer.from('Hello, World!'),
    headers: {
      'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    },
  },
  { scheme: 'github', secret: SECRET, headers: { 'x-hub-signature-256': `sha256=${BODY_HMAC}` } },
  { scheme: 'linear', secret: SECRET, headers: { 'linear-signature': BODY_HMAC } },
  { scheme: 'hmac', secret: SECRET, headers: { 'x-signature-256': BODY_HMAC } },
  {
    scheme: 'hmac',
    secret: SECRET,
    options: { header: 'X-Sign', timestampHeader: 'X-Time', encoding: 'base64', prefix: 'v1=' },
    headers: {
      'x-time': String(TS),
      'x-sign': `v1=${createHmac('sha256', SECRET).update(`${TS}.`).update(BODY).digest('base64')}`,
    },
  },
  {
    scheme: 'stripe',
    secret: 'whsec_errand_test_secret',
    headers: {
      'stripe-signature': `t=${TS},v1=8f6b85197f8a7a5e0e6381852649cf2da04c90c3e35151cc2f5d7a9778781de1`,
    },
  },
  {
    scheme: 'standard',
    secret: 'whsec_ZXJyYW5kLXRlc3Qtc2VjcmV0LTI0Ynl0',
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(TS),
      'webhook-signature': 'v1,tZaTh9aQu5eWEhCKIGdC1jwWzhNGt+9mldN7dUK5C0g=',
    },
  },
  { scheme: 'gitlab', secret: SECRET, headers: { 'x-gitlab-token': SECRET } },
  { scheme: 'bearer', secret: SECRET, headers: { authorization: `Bearer ${SECRET}` } },
  { scheme: 'bearer', secret: SECRET, headers: { 'x-errand-token': SECRET } },
];
const TIMED = VECTORS.filter(({ headers }) => JSON.stringify(headers).includes(String(TS)));

const check = (
  { scheme, secret, headers, body = BODY, options = {} }: Vector,
  { nowMs = TS * 1000, others = [] as string[] } = {},
) => {
  const keys = [...others, secret].map((one) => {
    const key = SCHEMES[scheme].keyOf(one);
    if (!key) throw new Error(`no key: ${one}`);
    return key;
  });
  const header = (name: string) => headers[name.toLowerCase()];
  return prove(scheme, { ...OPTIONS, ...options }, keys, { header, body, nowMs });
};

/** The header with one of its letters or digits changed. */
const changed = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1);

describe('the proof of a sender', () => {
  it('F135 is known for every scheme by a signature that its vendor made', () => {
    expect([...new Set(VECTORS.map(({ scheme }) => scheme))].toSorted()).toEqual(TRIGGER_SCHEMES.toSorted());
    expect(VECTORS.filter((vector) => !('secret' in check(vector)))).toEqual([]);
  });

  it('F135 does not hold with any one sign of any header, or any byte of the body, changed', () => {
    let tried = 0;
    for (const vector of VECTORS) {
      for (const [name, text] of Object.entries(vector.headers))
        for (let at = 0; at < text.length; at += 1) {
          const headers = { ...vector.headers, [name]: changed(text, at) };
          expect(check({ ...vector, headers }), `${vector.scheme} ${name} ${at}`).not.toHaveProperty(
            'secret',
          );
          tried += 1;
        }
      const { body = BODY } = vector;
      if (SCHEMES[vector.scheme].isSentAsItIs) continue;
      for (let at = 0; at < body.length; at += 1) {
        const other = Buffer.from(body);
        other[at] = (other[at] ?? 0) ^ 1;
        expect(check({ ...vector, body: other })).toEqual({ reason: 'wrong_signature' });
      }
    }
    expect(tried).toBeGreaterThan(500);
  });

  it('F135 covers bytes, also those that are no text', () => {
    const body = Buffer.from([0xff, 0x00, 0xfe, 0x7b]);
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const headers = { 'x-hub-signature-256': `sha256=${signature}` };
    expect(check({ scheme: 'github', secret: SECRET, headers, body })).toEqual({ secret: 0 });
  });

  it('F135 is as old as five minutes, either way, and not a second older', () => {
    expect(TIMED.length).toBe(3);
    for (const vector of TIMED)
      for (const [seconds, wanted] of [
        [300, { secret: 0 }],
        [-300, { secret: 0 }],
        [301, { reason: 'old_signature' }],
        [-301, { reason: 'old_signature' }],
      ] as const)
        expect(check(vector, { nowMs: (TS + seconds) * 1000 }), `${vector.scheme} ${seconds}`).toEqual(
          wanted,
        );
  });

  it('F135 holds with either of two secrets, and says with which', () => {
    for (const vector of VECTORS) {
      const other = vector.scheme === 'standard' ? `whsec_${'A'.repeat(32)}` : 'another-secret-of-it';
      expect(check(vector, { others: [other] })).toEqual({ secret: 1 });
    }
  });

  it.each<[string, Vector]>([
    [
      'upper-case hex',
      {
        scheme: 'github',
        secret: SECRET,
        headers: { 'x-hub-signature-256': `sha256=${BODY_HMAC.toUpperCase()}` },
      },
    ],
    [
      'the header twice',
      {
        scheme: 'github',
        secret: SECRET,
        headers: { 'x-hub-signature-256': `sha256=${BODY_HMAC}, sha256=${BODY_HMAC}` },
      },
    ],
    [
      'a half signature',
      {
        scheme: 'github',
        secret: SECRET,
        headers: { 'x-hub-signature-256': `sha256=${BODY_HMAC.slice(0, 32)}` },
      },
    ],
    [
      'SHA-1',
      {
        scheme: 'github',
        secret: SECRET,
        headers: { 'x-hub-signature': `sha1=${createHmac('sha1', SECRET).update(BODY).digest('hex')}` },
      },
    ],
    [
      'two times',
      {
        scheme: 'stripe',
        secret: 'whsec_errand_test_secret',
        headers: {
          'stripe-signature': `t=${TS},t=${TS},v1=8f6b85197f8a7a5e0e6381852649cf2da04c90c3e35151cc2f5d7a9778781de1`,
        },
      },
    ],
    [
      'another version',
      {
        scheme: 'stripe',
        secret: 'whsec_errand_test_secret',
        headers: {
          'stripe-signature': `t=${TS},v0=8f6b85197f8a7a5e0e6381852649cf2da04c90c3e35151cc2f5d7a9778781de1`,
        },
      },
    ],
    ['nothing', { scheme: 'standard', secret: 'whsec_ZXJyYW5kLXRlc3Qtc2VjcmV0LTI0Ynl0', headers: {} }],
    ['an empty token', { scheme: 'gitlab', secret: SECRET, headers: { 'x-gitlab-token': '' } }],
  ])('F135 is not %s', (_, vector) => {
    expect(check(vector)).not.toHaveProperty('secret');
  });

  it('F135 holds with one of several signatures of a sender that changes its secret', () => {
    const [standard] = VECTORS.filter(({ scheme }) => scheme === 'standard');
    const [stripe] = VECTORS.filter(({ scheme }) => scheme === 'stripe');
    if (!standard || !stripe) throw new Error('no vector');
    const two = `v1,${'A'.repeat(43)}= ${standard.headers['webhook-signature']}`;
    expect(check({ ...standard, headers: { ...standard.headers, 'webhook-signature': two } })).toEqual({
      secret: 0,
    });
    const [time = '', good = ''] = stripe.headers['stripe-signature']?.split(',') ?? [];
    const both = [time, `v1=${'0'.repeat(64)}`, good].join(',');
    expect(check({ ...stripe, headers: { 'stripe-signature': both } })).toEqual({ secret: 0 });
  });
});
