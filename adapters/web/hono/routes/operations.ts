import { z } from 'zod';

import type { Api } from '../route.ts';

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
export function operationRoutes({ app, document }: Api, { health, metrics }: Options): void {
  const text = { description: 'Text', type: 'text/plain', schema: z.string() };
  const noStore = { 'cache-control': 'no-store' };

  document.add({
    method: 'get',
    path: '/healthz',
    summary: 'The process is alive',
    scope: 'open',
    answers: { 200: text },
  });
  app.get('/healthz', (c) => c.text('ok', 200, noStore));

  document.add({
    method: 'get',
    path: '/readyz',
    summary: 'Whether the process is ready, and what it cannot reach',
    scope: 'open',
    answers: {
      200: { description: 'Ready', schema: readyView },
      503: { description: 'Not ready', schema: readyView },
    },
  });
  app.get('/readyz', async (c) => {
    const state = await health();
    return c.json(state, state.ready ? 200 : 503, noStore);
  });

  document.add({
    method: 'get',
    path: '/metrics',
    summary: 'Metrics for Prometheus',
    scope: 'open',
    answers: { 200: text },
  });
  app.get('/metrics', async (c) =>
    c.body(await metrics.text(), 200, { 'content-type': metrics.contentType }),
  );

  app.get('/openapi.json', (c) => c.json(document.whole()));
}
