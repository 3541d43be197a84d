import { z } from 'zod';

import { definitionView, teachInput } from '../../../../src/contract/definitions.ts';
import { page } from '../../../../src/contract/common.ts';
import { deliverableView, runView, stepView } from '../../../../src/contract/runs.ts';
import type { Commands } from '../../../../src/ports/commands.ts';
import { honoPath } from '../openapi.ts';
import { pageOf, readParam, type Api, type Define } from '../route.ts';

/** A name for both kinds of client: plain ASCII, and the whole of it percent-encoded (RFC 6266). */
function attachment(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const whole = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${whole}`;
}

/** Types that are sent as what they are; all others as bytes. */
const isPlainType = (contentType: string): boolean => /^[\w.+-]+\/[\w.+-]+$/.test(contentType);

export function runRoutes(define: Define, commands: Commands): void {
  define(
    {
      method: 'get',
      path: '/runs/{id}',
      scope: 'read',
      summary: 'A run with its newest steps and what it produced',
      answer: runView,
    },
    ({ param, caller }) => commands.getRun(param('id'), caller),
  );

  define(
    {
      method: 'get',
      path: '/runs/{id}/steps',
      scope: 'read',
      summary: 'The steps of a run, live, the first one first',
      query: z.strictObject(page),
      answer: pageOf(stepView),
    },
    ({ param, query, caller }) => commands.listSteps(param('id'), query, caller),
  );

  define(
    {
      method: 'post',
      path: '/runs/{id}/teach',
      scope: 'admin',
      summary: 'Create a definition from what a run did in its browser; a repeat answers with the same one',
      body: teachInput,
      status: 201,
      answer: definitionView,
    },
    ({ param, body, caller }) => commands.teach(param('id'), body, caller),
  );

  define(
    {
      method: 'get',
      path: '/deliverables/{id}',
      scope: 'read',
      summary: 'A deliverable with its content',
      answer: deliverableView.extend({ content: z.string() }),
    },
    ({ param, caller }) => commands.getDeliverable(param('id'), caller),
  );
}

/** A model may have written the file: it is saved, never shown, and may run nothing if it is shown after all. */
export function downloadRoute({ app, document, callerOf, base }: Api, commands: Commands): void {
  const path = `${base}/deliverables/{id}/content`;
  document.add({
    method: 'get',
    path,
    scope: 'read',
    summary: 'A deliverable as a file',
    answers: { 200: { description: 'The file', type: 'application/octet-stream', schema: z.string() } },
  });
  app.get(honoPath(path), async (c) => {
    const file = await commands.getDeliverable(readParam(c, 'id'), callerOf(c));
    const type = isPlainType(file.contentType) ? file.contentType : 'application/octet-stream';
    return c.body(file.content, 200, {
      'content-type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
      'content-disposition': attachment(file.name),
      'content-security-policy': "sandbox; default-src 'none'",
      'etag': `"${file.sha256}"`,
      'cache-control': 'private, no-cache',
    });
  });
}
