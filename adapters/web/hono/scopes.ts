import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';

import { AppError } from '../../../src/domain/errors.ts';
import type { Env } from './env.ts';
import type { Document } from './openapi.ts';

/**
 * Lets a request through to a route whose scope its token has. What the document does not know is no route of the API, and answered
 * as such; a route that was registered beside the document is let through for nobody.
 */
export function requireScope(document: Document): MiddlewareHandler<Env> {
  return async (c, next) => {
    const path = routePath(c, -1);
    // The last of the patterns that fit is that of the route; where none fits, it is one of ours with a star.
    if (path.endsWith('*')) return next();
    const scope = document.scopeOf(c.req.method, path);
    if (!scope) throw new AppError('internal', { problem: 'a route without a scope', path });
    const { scopes, session } = c.get('visitor');
    if (!scopes.includes(scope))
      throw new AppError('access.refused', session ? { reason: 'admins_only' } : { reason: 'scope', scope });
    await next();
  };
}
