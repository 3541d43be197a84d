import { z } from 'zod';

import { name } from '../../../../src/contract/common.ts';
import type { BusEvents } from '../../../../src/ports/bus.ts';
import type { Caller, Commands } from '../../../../src/ports/commands.ts';
import { AppError } from '../../../../src/domain/errors.ts';
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

/** Who sees everything is sent what the query says; a person's token names a task that this person may see, and who is signed in is sent what they may read. */
export function streamRoute(
  { app, document, base, callerOf }: Api,
  stream: Stream,
  commands: Commands,
): void {
  const path = `${base}/stream`;
  /** What has changed is read once, for all who listen. */
  const lookers = new WeakMap<BusEvents['changed'], ReturnType<Commands['readsChange']>>();

  async function isFor(change: BusEvents['changed'], caller: Caller): Promise<boolean> {
    const looker = lookers.get(change) ?? commands.readsChange(change);
    lookers.set(change, looker);
    return (await looker)(caller);
  }

  document.add({
    method: 'get',
    path,
    scope: 'read',
    summary: 'Changes as server-sent events; continues after Last-Event-ID, or sends `resync`',
    query: streamQuery,
    answers: { 200: { description: 'Events', type: 'text/event-stream', schema: z.string() } },
  });
  app.get(path, async (c) => {
    const query = readQuery(c, streamQuery);
    const caller = callerOf(c);
    const { session, tokenId } = c.get('visitor');
    if (!caller.isAdmin && !session) {
      if (query.task === undefined) throw new AppError('access.refused');
      await commands.getTask(query.task, caller);
    }
    const isTold = caller.isAdmin || (query.task !== undefined && !session);
    const events = stream.open(
      c.req.header('last-event-id'),
      (change) => isAbout(query, change) && (isTold || isFor(change, caller)),
      session?.id ?? tokenId,
    );
    return c.body(events, 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx keeps small answers back otherwise.
      'x-accel-buffering': 'no',
    });
  });
}
