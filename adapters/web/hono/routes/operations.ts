import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';

import type { App } from '../route.ts';

export interface Health {
  ready: boolean;
  checks: Record<string, { isUp: boolean; detail: string }>;
}

const readyView = z.object({
  ready: z.boolean(),
  checks: z.record(z.string(), z.object({ isUp: z.boolean(), detail: z.string() })),
});

interface Options {
  health: () => Promise<Health>;
  metrics: { text(): Promise<string> | string; contentType: string };
}

/** What the machines around it look at; no token, and nothing in it that needs one. */
export function operationRoutes(app: App, { health, metrics }: Options): void {
  const plain = (path: string, summary: string) =>
    app.openAPIRegistry.registerPath(
      createRoute({
        method: 'get',
        path,
        summary,
        responses: { 200: { description: 'Text', content: { 'text/plain': { schema: z.string() } } } },
      }),
    );

  plain('/healthz', 'The process is alive');
  app.get('/healthz', (c) => c.text('ok', 200, { 'cache-control': 'no-store' }));

  const readyContent = { 'application/json': { schema: readyView } };
  app.openAPIRegistry.registerPath(
    createRoute({
      method: 'get',
      path: '/readyz',
      summary: 'Whether it can do its work, and what it cannot reach',
      responses: {
        200: { description: 'Ready', content: readyContent },
        503: { description: 'Not ready', content: readyContent },
      },
    }),
  );
  app.get('/readyz', async (c) => {
    const state = await health();
    return c.json(state, state.ready ? 200 : 503, { 'cache-control': 'no-store' });
  });

  plain('/metrics', 'Figures for Prometheus');
  app.get('/metrics', async (c) =>
    c.body(await metrics.text(), 200, { 'content-type': metrics.contentType }),
  );

  let document: object | undefined;
  app.get('/openapi.json', (c) => {
    document ??= app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Errand',
        version: '1',
        description: 'Give work to agents, watch it, decide what they ask.',
      },
    });
    return c.json(document);
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
}
