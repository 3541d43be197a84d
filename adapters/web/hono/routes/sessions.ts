import { z } from 'zod';

import { sessionView } from '../../../../src/contract/sessions.ts';
import { AppError } from '../../../../src/domain/errors.ts';
import type { FoundSession, SignIn } from '../../../../src/ports/sign-in.ts';
import type { Visitor } from '../env.ts';
import type { Define } from '../route.ts';

/** A token has no sessions: who they belong to signs in to end them. */
export function ownSession({ session }: Visitor): FoundSession {
  if (!session) throw new AppError('access.refused', { reason: 'browsers_only' });
  return session;
}

export function sessionRoutes(define: Define, signIn: SignIn): void {
  define(
    {
      method: 'get',
      path: '/me/sessions',
      scope: 'console',
      summary: 'The browsers in which one is signed in, the one used last first',
      answer: z.object({ items: z.array(sessionView) }),
    },
    async ({ visitor }) => ({ items: await signIn.list(ownSession(visitor)) }),
  );

  define(
    {
      method: 'delete',
      path: '/me/sessions/{session}',
      scope: 'console',
      summary: 'End one of them, at once',
      answer: z.object({}),
    },
    async ({ visitor, param }) => {
      await signIn.end(ownSession(visitor), param('session'));
      return {};
    },
  );

  define(
    {
      method: 'delete',
      path: '/me/sessions',
      scope: 'console',
      summary: 'End all of them but the one that asks',
      answer: z.object({ count: z.number() }),
    },
    async ({ visitor }) => ({ count: await signIn.endOthers(ownSession(visitor)) }),
  );
}
