import type { ThreadRef } from '../../../src/domain/person.ts';
import type { ChatPort } from '../../../src/ports/chat.ts';
import type { Log } from '../../../src/ports/system.ts';
import type { SlackWords } from '../../../src/words/index.ts';
import type { Api } from './api.ts';
import { isNotOffered } from './errors.ts';
import { readChannel } from './places.ts';

type Activity = Parameters<NonNullable<ChatPort['setActivity']>>[1];

const SESSION = { working: 'processing', waiting: 'suspended', idle: 'active' } as const;

/** Two ways to show the same thing, the better first. Both write one place in Slack, so only one may be in use. */
const WAYS = ['session', 'status'] as const;

/**
 * Shows what goes on in a thread: as the state of the agent's session where the app has one (then Slack offers a Stop
 * button), else as a line under the composer, which Slack itself clears after two minutes or the next message.
 */
export function createActivity(api: Api, words: SlackWords, log: Log): NonNullable<ChatPort['setActivity']> {
  /** How many of the ways each workspace has refused. */
  const refused = new Map<string, number>();

  const show = {
    session: (workspace: string, channel: string, thread: string, activity: Activity) =>
      api.call(workspace, 'once', (client) =>
        client.agents.sessions.setStatus({
          channel_id: channel,
          thread_ts: thread,
          status: SESSION[activity],
        }),
      ),
    status: (workspace: string, channel: string, thread: string, activity: Activity) =>
      api.call(workspace, 'once', (client) =>
        client.assistant.threads.setStatus({
          channel_id: channel,
          thread_ts: thread,
          status: activity === 'idle' ? '' : words[activity],
        }),
      ),
  };

  return async function setActivity(ref: ThreadRef, activity) {
    if (!ref.thread) return;
    const { workspace, channel } = readChannel(ref.channel);
    const way = WAYS[refused.get(workspace) ?? 0];
    if (!way) return;
    try {
      await show[way](workspace, channel, ref.thread, activity);
    } catch (error) {
      // A refusal of the way itself holds for the workspace; one of the channel is only for this time.
      log.debug({ err: error, workspace, way }, 'Slack did not show the activity');
      if (!isNotOffered(error)) return;
      refused.set(workspace, (refused.get(workspace) ?? 0) + 1);
      await setActivity(ref, activity);
    }
  };
}
