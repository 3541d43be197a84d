import { z } from 'zod';

import { createTokenInput, newTokenView, sessionView, tokenView } from '../../../../src/contract/sessions.ts';
import { AppError } from '../../../../src/domain/errors.ts';
import type { FoundSession, SignIn, TokenOwner } from '../../../../src/ports/sign-in.ts';
import type { Visitor } from '../env.ts';
import type { Define } from '../route.ts';

/** A token has no sessions: who they belong to signs in to end them. */
export function ownSession({ session }: Visitor): FoundSession {
  if (!session) throw new AppError('access.refused', { reason: 'browsers_only' });
  return session;
}

/** Whose tokens: the holder of the API token makes those of programs. No other token comes here. */
export const ownTokens = ({ session }: Visitor): TokenOwner =>
  session ?? { person: null, isStranger: false, also: [] };

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

  define(
    {
      method: 'delete',
      path: '/people/{person}/access',
      scope: 'admin',
      summary: 'End all sessions, tokens and sign-in links of a person, at once, such as of one who leaves',
      answer: z.object({ count: z.number() }),
    },
    async ({ caller, param }) => {
      if (!caller.isAdmin) throw new AppError('access.refused', { reason: 'admins_only' });
      return { count: await signIn.endAccessOf(param('person')) };
    },
  );

  define(
    {
      method: 'post',
      path: '/me/tokens',
      scope: 'console',
      summary: 'A token with which a program acts as oneself; it is shown in this answer and never again',
      body: createTokenInput,
      status: 201,
      answer: newTokenView,
      kept: (answer) => ({ ...answer, secret: null }),
    },
    ({ visitor, body }) => signIn.tokens.make(ownTokens(visitor), body),
  );

  define(
    {
      method: 'get',
      path: '/me/tokens',
      scope: 'console',
      summary: 'The tokens that one has made, oldest first, masked',
      answer: z.object({ items: z.array(tokenView) }),
    },
    async ({ visitor }) => ({ items: await signIn.tokens.list(ownTokens(visitor)) }),
  );

  define(
    {
      method: 'delete',
      path: '/me/tokens/{token}',
      scope: 'console',
      summary: 'Revoke one of them, at once',
      answer: z.object({}),
    },
    async ({ visitor, param }) => {
      await signIn.tokens.revoke(ownTokens(visitor), param('token'));
      return {};
    },
  );
}
