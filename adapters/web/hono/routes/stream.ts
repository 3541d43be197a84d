import { z } from 'zod';

import { name } from '../../../../src/contract/common.ts';
import type { BusEvents } from '../../../../src/ports/bus.ts';
import { readQuery } from '../input.ts';
import type { Api } from '../route.ts';
import type { Stream } from '../stream.ts';

const streamQuery = z.strictObject({
  /** Only what concerns this task (its id). */
  task: name.optional(),
  /** Only what happens in this channel of the web chat. */
  channel: name.optional(),
});

function isAbout({ task, channel }: z.output<typeof streamQuery>, change: BusEvents['changed']): boolean {
  if (task !== undefined && change.id !== task && change.taskId !== task) return false;
  return channel === undefined || change.placeKey === `web:${channel}`;
}

/** The holder of the token sees everything, so the query alone decides what is sent. */
export function streamRoute({ app, document, base }: Api, stream: Stream): void {
  const path = `${base}/stream`;
  document.add({
    method: 'get',
    path,
    summary: 'Changes as server-sent events; continues after Last-Event-ID, or sends `resync`',
    query: streamQuery,
    answers: { 200: { description: 'Events', type: 'text/event-stream', schema: z.string() } },
  });
  app.get(path, (c) => {
    const query = readQuery(c, streamQuery);
    const events = stream.open(c.req.header('last-event-id'), (change) => isAbout(query, change));
    return c.body(events, 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx keeps small answers back otherwise.
      'x-accel-buffering': 'no',
    });
  });
}
