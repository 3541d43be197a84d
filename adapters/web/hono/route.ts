import type { Context, Hono } from 'hono';
import { z } from 'zod';

import { ref } from '../../../src/contract/common.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { Caller } from '../../../src/ports/commands.ts';
import type { Env, Visitor } from './env.ts';
import { idempotencyKey } from './idempotency.ts';
import { readInput, readQuery } from './input.ts';
import { honoPath, type Described, type Document } from './openapi.ts';

export type App = Hono<Env>;

/** One address of the API: what the document says of it and what a request is held against are the same schemas. */
interface Route<Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> extends Pick<
  Described,
  'method' | 'path' | 'scope' | 'summary'
> {
  query?: Q;
  body?: B;
  status?: 200 | 201 | 202;
  answer: A;
  /** Of an answer that holds a secret: what is kept for a repeat of the request. */
  kept?: (answer: z.input<A>) => z.input<A>;
}

interface Request<Q extends z.ZodType, B extends z.ZodType> {
  caller: Caller;
  visitor: Visitor;
  query: z.output<Q>;
  body: z.output<B>;
  param: (name: string) => string;
  header: (name: string) => string | undefined;
  /** The key of a POST that may be repeated. */
  key: string | undefined;
  setHeader: (name: string, value: string) => void;
}

const nothing = z.strictObject({});

/** A path parameter. What can be no id is not found, like an id that nobody has. */
export function readParam(c: Context<Env>, name: string): string {
  const value = ref.safeParse(c.req.param(name));
  if (!value.success) throw new AppError('not_found', { what: 'page', ref: c.req.path });
  return value.data;
}

export type MakeCaller = (c: Context<Env>) => Caller;

/** What the files of `routes/` build with. */
export interface Api {
  app: App;
  document: Document;
  callerOf: MakeCaller;
  /** What every path of the API begins with. */
  base: string;
}

/** Registers JSON routes: each reads and checks the request, calls `handle`, and answers with what that returns. */
export function createDefine({ app, document, callerOf, base }: Api) {
  return function define<
    A extends z.ZodType,
    Q extends z.ZodType = typeof nothing,
    B extends z.ZodType = typeof nothing,
  >(route: Route<Q, B, A>, handle: (request: Request<Q, B>) => Promise<z.input<A>>): void {
    const { method, scope, summary, body, status = 200, answer, kept } = route;
    const path = base + route.path;
    const query = route.query ?? nothing;

    document.add({
      method,
      path,
      scope,
      summary,
      query,
      ...(body ? { body } : {}),
      answers: { [status]: { description: 'Done', schema: answer } },
    });

    app.on(method.toUpperCase(), honoPath(path), async (c) => {
      const result = await handle({
        caller: callerOf(c),
        visitor: c.get('visitor'),
        // Without a schema of its own a route has the empty one, and then Q and B are its type.
        query: readQuery(c, query) as z.output<Q>,
        body: (body ? await readInput(c, body) : {}) as z.output<B>,
        param: (name) => readParam(c, name),
        header: (name) => c.req.header(name),
        key: idempotencyKey(c),
        setHeader: (name, value) => c.header(name, value),
      });
      if (kept) c.set('keptBody', JSON.stringify(kept(result)));
      return c.json(result as object, status);
    });
  };
}

export type Define = ReturnType<typeof createDefine>;

/** `{items, nextCursor}`. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
