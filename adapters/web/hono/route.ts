import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';

import { ref } from '../../../src/contract/common.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { Caller } from '../../../src/ports/commands.ts';
import type { Env } from './env.ts';
import { idempotencyKey } from './idempotency.ts';
import { readInput, readQuery } from './input.ts';
import { PROBLEM_TYPE, problemView } from './problem.ts';

export type App = OpenAPIHono<Env>;

/** One address of the API: what the document says of it and what a request is held against are the same schemas. */
interface Route<Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/tasks/{ref}`. */
  path: string;
  summary: string;
  query?: Q;
  body?: B;
  status?: 200 | 201 | 202;
  answer: A;
}

interface Request<Q extends z.ZodType, B extends z.ZodType> {
  caller: Caller;
  query: z.output<Q>;
  body: z.output<B>;
  param(name: string): string;
  header(name: string): string | undefined;
  /** The key of a POST that may be repeated. */
  key: string | undefined;
  setHeader(name: string, value: string): void;
}

const nothing = z.strictObject({});

export const problemAnswer = {
  default: { description: 'A problem', content: { [PROBLEM_TYPE]: { schema: problemView } } },
};

/** The schema of the `{…}` of a path. */
export function pathParams(path: string) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  return z.object(Object.fromEntries(names.map((name) => [name, ref])));
}

/** Hono's way of writing `/tasks/{ref}`. */
export const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** A path parameter. What can be no id is not found, like an id that nobody has. */
export function param(c: Context<Env>, name: string): string {
  const value = ref.safeParse(c.req.param(name));
  if (!value.success) throw new AppError('not_found');
  return value.data;
}

export type MakeCaller = (c: Context<Env>) => Caller;

/** Registers a JSON route: reads and checks the request, calls `handle`, answers with what it returns. */
export function createDefine(app: App, callerOf: MakeCaller, base: string) {
  return function define<
    A extends z.ZodType,
    Q extends z.ZodType = typeof nothing,
    B extends z.ZodType = typeof nothing,
  >(route: Route<Q, B, A>, handle: (request: Request<Q, B>) => Promise<z.input<A>>): void {
    const { method, path, summary, body, status = 200, answer } = route;
    const query = route.query ?? nothing;

    app.openAPIRegistry.registerPath(
      createRoute({
        method,
        path: base + path,
        summary,
        security: [{ token: [] }],
        request: {
          params: pathParams(path),
          // Every query schema of the contract is an object; the type says only that it is a schema.
          query: query as typeof nothing,
          ...(body ? { body: { required: true, content: { 'application/json': { schema: body } } } } : {}),
        },
        responses: {
          [status]: { description: 'Done', content: { 'application/json': { schema: answer } } },
          ...problemAnswer,
        },
      }),
    );

    app.on(method.toUpperCase(), base + honoPath(path), async (c) => {
      const result = await handle({
        caller: callerOf(c),
        query: readQuery(c, query) as z.output<Q>,
        body: (body ? await readInput(c, body) : {}) as z.output<B>,
        param: (name) => param(c, name),
        header: (name) => c.req.header(name),
        key: idempotencyKey(c),
        setHeader: (name, value) => c.header(name, value),
      });
      return c.json(result as object, status);
    });
  };
}

export type Define = ReturnType<typeof createDefine>;

/** `{items, nextCursor}`. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
