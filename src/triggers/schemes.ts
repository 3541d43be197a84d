import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import type { SignatureOptions, TriggerScheme } from '../domain/trigger.ts';

/** A header by its name; undefined where it is missing. One that came twice reads as no sender writes it. */
export type ReadHeader = (name: string) => string | undefined;

interface Claim {
  /** What was sent as proof, each as its bytes. */
  given: readonly Buffer[];
  /** What is signed before the body. */
  before: string;
  /** When it was signed, in milliseconds; null where the sender does not say. */
  atMs: number | null;
}

/** One way of proving that a delivery comes from its sender. */
interface Scheme {
  /** A secret that is sent as it is needs no text here: its hash is enough. */
  isSentAsItIs: boolean;
  /** A new secret, as the sender wants it. */
  make(): string;
  /** Undefined for one that the sender cannot use. */
  keyOf(secret: string): Buffer | undefined;
  /** Undefined where no proof was sent, or none that can be read. */
  claim(header: ReadHeader, options: SignatureOptions): Claim | undefined;
  /** A time in the body, in milliseconds. */
  time?: { at: string; withinMs: number };
  /** Where the sender's own id is: headers, the first that is there, else a place in the body. */
  id: { headers: readonly string[]; at?: string };
  /** What the delivery is about, for people. */
  event: { header?: string; at: readonly string[] };
  /** Its id is not signed, and each body has times and ids of its own: equal bodies are one delivery. */
  isBodyUnique: boolean;
  sample: unknown;
}

/** A signature that gives its time is good for so long, both ways. */
const WINDOW_MS = 300_000;

const hexSecret = (): string => randomBytes(32).toString('hex');
const utf8 = (secret: string): Buffer => Buffer.from(secret, 'utf8');

const HEX = /^[0-9a-f]{64}$/;
const BASE64 = /^[A-Za-z0-9+/]{43}=$/;
const SECONDS = /^\d{1,11}$/;

/** The bytes of a signature; undefined for what has another length or other signs. */
function decode(text: string | undefined, encoding: 'hex' | 'base64', prefix = ''): Buffer | undefined {
  if (!text?.startsWith(prefix)) return undefined;
  const digits = text.slice(prefix.length);
  return (encoding === 'hex' ? HEX : BASE64).test(digits) ? Buffer.from(digits, encoding) : undefined;
}

const one = (given: Buffer | undefined): Buffer[] => (given ? [given] : []);
const msOf = (seconds: string | undefined): number | undefined =>
  seconds !== undefined && SECONDS.test(seconds) ? Number(seconds) * 1000 : undefined;

/** `t=…,v1=…`; undefined where the time is missing or stands twice. */
function readStripe(text: string): { seconds: string; given: Buffer[] } | undefined {
  const parts = text.split(',').map((part) => part.split('='));
  const times = parts.flatMap(([name, value]) => (name === 't' && value !== undefined ? [value] : []));
  const [seconds] = times;
  if (seconds === undefined || times.length !== 1) return undefined;
  const given = parts.flatMap(([name, value]) => (name === 'v1' ? one(decode(value, 'hex')) : []));
  return { seconds, given };
}

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** The text of a secret is compared by its hash: its length tells nothing. */
const asItIs = (text: string | undefined): Claim | undefined =>
  text === undefined ? undefined : { given: [digest(text)], before: '', atMs: null };

/** What signs nothing before the body. */
const bodyOnly = (given: Buffer | undefined): Claim | undefined =>
  given && { given: [given], before: '', atMs: null };

const SIGNED = { isSentAsItIs: false, make: hexSecret, keyOf: utf8 } as const;
const SENT = { isSentAsItIs: true, make: hexSecret, keyOf: digest } as const;

export const SCHEMES: Readonly<Record<TriggerScheme, Scheme>> = {
  standard: {
    ...SIGNED,
    make: () => `whsec_${randomBytes(32).toString('base64')}`,
    keyOf(secret) {
      const text = secret.replace(/^whsec_/, '');
      const key = Buffer.from(text, 'base64');
      return key.length >= 16 && key.toString('base64') === text ? key : undefined;
    },
    claim(header) {
      const [id, seconds, signatures] = [
        header('webhook-id'),
        header('webhook-timestamp'),
        header('webhook-signature'),
      ];
      const atMs = msOf(seconds);
      if (!id || atMs === undefined || !signatures) return undefined;
      const given = signatures.split(' ').flatMap((text) => one(decode(text, 'base64', 'v1,')));
      return { given, before: `${id}.${seconds}.`, atMs };
    },
    id: { headers: ['webhook-id'] },
    event: { at: ['/type'] },
    isBodyUnique: false,
    sample: {
      type: 'order.placed',
      timestamp: '2027-01-05T09:00:00Z',
      data: { order: 1042, total: '99.00' },
    },
  },
  github: {
    ...SIGNED,
    claim: (header) => bodyOnly(decode(header('x-hub-signature-256'), 'hex', 'sha256=')),
    id: { headers: ['x-github-delivery'] },
    event: { header: 'x-github-event', at: ['/action'] },
    isBodyUnique: true,
    sample: {
      action: 'opened',
      issue: {
        number: 12,
        title: 'The export is empty',
        body: 'Since this morning.',
        html_url: 'https://github.com/acme/widgets/issues/12',
        user: { login: 'octocat' },
      },
      repository: { full_name: 'acme/widgets' },
    },
  },
  stripe: {
    ...SIGNED,
    make: () => `whsec_${hexSecret()}`,
    claim(header) {
      const read = readStripe(header('stripe-signature') ?? '');
      const atMs = msOf(read?.seconds);
      return read && atMs !== undefined ? { given: read.given, before: `${read.seconds}.`, atMs } : undefined;
    },
    id: { headers: [], at: '/id' },
    event: { at: ['/type'] },
    isBodyUnique: false,
    sample: {
      id: 'evt_1',
      type: 'invoice.payment_failed',
      data: { object: { id: 'in_1', customer_email: 'ada@example.com', amount_due: 4200 } },
    },
  },
  linear: {
    ...SIGNED,
    claim: (header) => bodyOnly(decode(header('linear-signature'), 'hex')),
    time: { at: '/webhookTimestamp', withinMs: 60_000 },
    id: { headers: ['linear-delivery'] },
    event: { header: 'linear-event', at: ['/action'] },
    isBodyUnique: true,
    sample: {
      action: 'create',
      type: 'Issue',
      data: { identifier: 'ENG-7', title: 'The export is empty' },
      url: 'https://linear.app/acme/issue/ENG-7',
    },
  },
  gitlab: {
    ...SENT,
    claim: (header) => asItIs(header('x-gitlab-token')),
    id: { headers: ['idempotency-key', 'x-gitlab-event-uuid'] },
    event: { header: 'x-gitlab-event', at: ['/object_attributes/action'] },
    isBodyUnique: true,
    sample: {
      object_kind: 'issue',
      object_attributes: { action: 'open', iid: 12, title: 'The export is empty' },
      project: { path_with_namespace: 'acme/widgets' },
    },
  },
  hmac: {
    ...SIGNED,
    claim(header, { header: name, timestampHeader, encoding, prefix }) {
      const given = decode(header(name), encoding, prefix);
      if (!given) return undefined;
      if (timestampHeader === null) return bodyOnly(given);
      const seconds = header(timestampHeader);
      const atMs = msOf(seconds);
      return atMs === undefined ? undefined : { given: [given], before: `${seconds}.`, atMs };
    },
    id: { headers: ['idempotency-key'] },
    event: { at: ['/type', '/event'] },
    isBodyUnique: false,
    sample: { type: 'alert', title: 'Disk almost full', host: 'db-1' },
  },
  bearer: {
    ...SENT,
    claim: (header) =>
      asItIs(/^Bearer ([\x21-\x7e]+)$/i.exec(header('authorization') ?? '')?.[1] ?? header('x-errand-token')),
    id: { headers: ['idempotency-key'] },
    event: { at: ['/type', '/event', '/status'] },
    isBodyUnique: false,
    sample: { status: 'firing', title: 'Disk almost full', alerts: [{ labels: { host: 'db-1' } }] },
  },
};

export type Proof = { secret: number } | { reason: 'no_signature' | 'wrong_signature' | 'old_signature' };

/**
 * Which of the secrets the delivery was signed with. All comparisons take the same time.
 * @param keys - of each secret that is still good: its key, or the hash of one that is sent as it is.
 */
export function prove(
  name: TriggerScheme,
  options: SignatureOptions,
  keys: readonly Buffer[],
  { header, body, nowMs }: { header: ReadHeader; body: Buffer; nowMs: number },
): Proof {
  const scheme = SCHEMES[name];
  const claim = scheme.claim(header, options);
  if (!claim) return { reason: 'no_signature' };
  const matching = keys.flatMap((key, at) => {
    const wanted = scheme.isSentAsItIs
      ? key
      : createHmac('sha256', key).update(claim.before, 'utf8').update(body).digest();
    const fits = claim.given.filter(
      (given) => given.length === wanted.length && timingSafeEqual(given, wanted),
    );
    return fits.length > 0 ? [at] : [];
  });
  const [secret] = matching;
  if (secret === undefined) return { reason: 'wrong_signature' };
  const isOld = claim.atMs !== null && Math.abs(nowMs - claim.atMs) > WINDOW_MS;
  return isOld ? { reason: 'old_signature' } : { secret };
}
