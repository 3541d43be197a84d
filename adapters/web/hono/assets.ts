import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import type { App } from './route.ts';

const FOLDER = new URL('./assets/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** The files of `assets/`, read once. Scripts import each other by plain names, so browsers ask again and compare tags. */
export function assetRoutes(app: App): void {
  const files = new Map(
    readdirSync(FOLDER).map((name) => {
      const content = readFileSync(new URL(name, FOLDER));
      const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 16)}"`;
      return [name, { content, packed: gzipSync(content), etag, type: TYPES[name.split('.').at(-1) ?? ''] }];
    }),
  );

  app.get('/assets/:name', (c) => {
    const file = files.get(c.req.param('name'));
    if (!file?.type) return c.notFound();
    if (c.req.header('if-none-match') === file.etag) return c.body(null, 304, { etag: file.etag });
    const isPacked = (c.req.header('accept-encoding') ?? '').includes('gzip');
    return c.body(new Uint8Array(isPacked ? file.packed : file.content), 200, {
      'content-type': file.type,
      ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
      'vary': 'accept-encoding',
      'etag': file.etag,
      'cache-control': 'no-cache',
    });
  });
}
