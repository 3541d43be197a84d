import { z } from 'zod';

import { ALL_SCOPES, SCOPES } from '../domain/scope.ts';
import { name } from './common.ts';

/** A browser in which somebody is signed in. */
export const sessionView = z.object({
  id: z.string(),
  /** The one that asks. */
  isCurrent: z.boolean(),
  agent: z.string(),
  address: z.string(),
  createdAt: z.string(),
  seenAt: z.string(),
  endsAt: z.string(),
});
export type SessionView = z.infer<typeof sessionView>;

export const MAX_TOKENS = 50;
const MAX_DAYS = 3660;

export const createTokenInput = z.strictObject({
  name,
  scopes: z.array(z.enum(SCOPES)).min(1),
  /** Until it ends by itself. */
  days: z.number().int().min(1).max(MAX_DAYS).optional(),
});
export type CreateTokenInput = z.infer<typeof createTokenInput>;

export const tokenView = z.object({
  id: z.string(),
  name: z.string(),
  /** Its first signs. */
  token: z.string(),
  scopes: z.array(z.enum(ALL_SCOPES)),
  createdAt: z.string(),
  endsAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});
export type TokenView = z.infer<typeof tokenView>;

/** Once; null in the answer to a repeat of the request. */
export const newTokenView = tokenView.extend({ secret: z.string().nullable() });
export type NewTokenView = z.infer<typeof newTokenView>;
