import type { Context, MiddlewareHandler } from 'hono';

import { AppError, invalidInWords } from '../../../src/domain/errors.ts';
import type { IdempotencyRecord } from '../../../src/domain/records.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Clock } from '../../../src/ports/system.ts';
import type { Env } from './env.ts';
import { readBody } from './input.ts';
import { httpError } from './problem.ts';
import { wordsFor } from '../../../src/words/index.ts';
import { sha256 } from '../../../src/shared/sha256.ts';

/** A status that no answer has: somebody is at it. */
const AT_WORK = 0;

/** After this long the process that began is taken for dead. The command's own key keeps it from being done twice. */
const ABANDONED_MS = 60_000;
const LOOK_AGAIN_MS = 50;
const MAX_WAIT_MS = 10_000;

const KEY = /^[\x21-\x7e]{1,200}$/;

/** The header as it may be used; undefined when there is none. */
export function idempotencyKey(c: Context<Env>): string | undefined {
  const key = c.req.header('idempotency-key');
  if (key !== undefined && !KEY.test(key))
    throw invalidInWords('Idempotency-Key', wordsFor(c.get('locale')).http.badKey);
  return key;
}

/**
 * Answers a repeated POST with what the first one was answered. Only successes are kept: whatever was refused changed
 * nothing and may be tried again under its key.
 */
export function createIdempotency({ store, clock }: { store: Pick<Store, 'collection'>; clock: Clock }) {
  const records = store.collection('idempotency');
  const pause = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));

  /** The right to do the work, or the finished record of the request that did it. */
  async function claim(
    c: Context<Env>,
    id: string,
    requestHash: string,
  ): Promise<IdempotencyRecord | undefined> {
    const startedMs = clock.monotonicMs();
    for (;;) {
      const createdAt = clock.now();
      if (await records.insertIfAbsent({ id, requestHash, status: AT_WORK, body: null, createdAt }))
        return undefined;
      const other = await records.get(id);
      if (other && other.requestHash !== requestHash) throw new AppError('idempotency.mismatch');
      if (other && other.status !== AT_WORK) return other;
      if (other && createdAt.getTime() - other.createdAt.getTime() > ABANDONED_MS) {
        const mine = { id, status: AT_WORK, createdAt: other.createdAt };
        if (await records.update(mine, { $set: { createdAt } })) return undefined;
      }
      if (clock.monotonicMs() - startedMs > MAX_WAIT_MS)
        throw httpError(c, 'http.in_progress', { 'retry-after': '1' });
      await pause(LOOK_AGAIN_MS);
    }
  }

  const middleware: MiddlewareHandler<Env> = async (c, next) => {
    const key = c.req.method === 'POST' ? idempotencyKey(c) : undefined;
    if (key === undefined) return next();

    const id = `${c.get('visitor').person.id}:${key}`;
    const parts = JSON.stringify([c.req.path, await readBody(c)]);
    const done = await claim(c, id, sha256(parts));
    if (done) {
      const headers = { 'content-type': 'application/json', 'idempotency-replayed': 'true' };
      c.res = new Response(done.body, { status: done.status, headers });
      return;
    }

    await next();
    const { status, ok } = c.res;
    if (ok)
      await records.update(
        { id },
        { $set: { status, body: c.get('keptBody') ?? (await c.res.clone().text()) } },
      );
    else await records.deleteMany({ id, status: AT_WORK });
  };
  return middleware;
}
