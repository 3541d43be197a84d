import { AppError } from '../../../src/domain/errors.ts';
import type { ChatPort, TextStream } from '../../../src/ports/chat.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import type { Api } from './api.ts';
import { isNotOffered, reasonOf } from './errors.ts';
import { APPENDS, STREAMS, type Pace } from './pace.ts';
import { isDirect, readChannel, readPerson } from './places.ts';
import { escapeStreamed, takeShowable } from './text.ts';
import { within } from './within.ts';

interface Deps {
  api: Api;
  pace: Pace;
  clock: Clock;
  log: Log;
}

/** A message of ours that grows, or has grown. */
export interface Grown {
  workspace: string;
  channel: string;
  ts: string;
}

/** From one look at what is there to be shown to the next. */
const LOOK_MS = 1_000;
/** Most of a text in one call, in UTF-16 units. */
const MAX_PART = 2_000;
/** Refusals were reported from 10.6 kB of UTF-8 on (reference of 2026-11-20); what comes after is shown at the end. */
const MAX_BYTES = 9_000;
/** What a caller waits for the end; it comes about by itself. */
const MAX_END_MS = 2_000;

/** The stream is over already: its time was up, somebody pressed Stop, or the message was taken away. */
const OVER: readonly string[] = ['message_not_in_streaming_state', 'stopped_by_user', 'message_not_found'];

/** Ends a stream, also one that another process began; until then Slack takes no edit of the message. One that is over is no fault. */
export async function stopStream(
  { api, pace }: Pick<Deps, 'api' | 'pace'>,
  { workspace, channel, ts }: Grown,
): Promise<void> {
  try {
    await pace.run(`${workspace} stop`, STREAMS, () =>
      api.call(workspace, 'patient', (client) => client.chat.stopStream({ channel, ts })),
    );
  } catch (error) {
    if (!OVER.includes(reasonOf(error))) throw error;
  }
}

/** Text that grows in a thread: one call after the other, never more often than Slack likes. */
export function createStreaming({ api, pace, clock, log }: Deps): NonNullable<ChatPort['stream']> {
  /** Workspaces whose Slack has no streams for us. */
  const refused = new Set<string>();

  async function start(workspace: string, channel: string, thread: string, user: string, text: string) {
    // A conversation with the bot alone knows for whom it is.
    const to = isDirect(channel) ? {} : { recipient_user_id: user, recipient_team_id: workspace };
    try {
      const request = { channel, thread_ts: thread, markdown_text: text, ...to };
      const { ts } = await pace.run(`${workspace} start`, STREAMS, () =>
        api.call(workspace, 'once', (client) => client.chat.startStream(request)),
      );
      if (!ts) throw new AppError('chat.unknown', { reason: 'no_ts' });
      return ts;
    } catch (error) {
      if (isNotOffered(error)) refused.add(workspace);
      throw error;
    }
  }

  /** Goes on with a message. @param waiting - text that is still to be shown. @param bytes - of what stands there. */
  function goOn(grown: Grown, waiting: string, bytes: number): Omit<TextStream, 'posted'> {
    const { workspace, channel, ts } = grown;
    let isOpen = true;
    /** A call is under way, or a look is due. */
    let isBusy = true;
    let sending = Promise.resolve();

    function look(): void {
      isBusy = true;
      sending = sendNext();
    }

    /** One call at a time, each with what came meanwhile. */
    async function sendNext(): Promise<void> {
      const part = isOpen ? takeShowable(waiting, MAX_PART) : '';
      const text = escapeStreamed(part);
      isOpen &&= bytes + Buffer.byteLength(text) <= MAX_BYTES;
      isBusy = isOpen && part !== '';
      if (!isBusy) return;
      let restMs = LOOK_MS;
      try {
        if (text.trim() !== '') await add(text);
        waiting = waiting.slice(part.length);
        bytes += Buffer.byteLength(text);
      } catch (error) {
        // What may have been shown is not shown again; what waits for its turn is.
        isOpen &&= AppError.is(error, 'chat.rate_limited');
        if (error instanceof AppError) restMs = Math.max(LOOK_MS, Number(error.details['retryAfterMs'] ?? 0));
        log.info({ err: error, workspace }, 'text was not added to a stream');
      }
      clock.after(restMs, look);
    }

    const add = (text: string): Promise<unknown> =>
      pace.run(`${workspace} append`, APPENDS, () =>
        api.call(workspace, 'once', (client) =>
          client.chat.appendStream({ channel, ts, markdown_text: text }),
        ),
      );

    async function stop(): Promise<void> {
      isOpen = false;
      await sending;
      await stopStream({ api, pace }, grown);
    }

    /** What is too late comes about by itself. */
    async function quietly(work: Promise<unknown>): Promise<void> {
      try {
        await within(clock, MAX_END_MS, work, undefined);
      } catch (error) {
        log.info({ err: error, workspace }, 'a stream was not ended');
      }
    }

    clock.after(LOOK_MS, look);
    return {
      append(text) {
        waiting += text;
        if (isOpen && !isBusy) look();
      },
      end: () => quietly(stop()),
      discard: () =>
        quietly(
          stop().then(() => api.call(workspace, 'patient', (client) => client.chat.delete({ channel, ts }))),
        ),
    };
  }

  return async function stream(ref, to, text) {
    const { workspace, channel } = readChannel(ref.channel);
    const user = readPerson(to.id, workspace);
    // An organisation's id stands for no team, and Slack wants the team of whom it is for.
    const isAddressable = isDirect(channel) || workspace.startsWith('T');
    const part = takeShowable(text, MAX_PART);
    const begun = escapeStreamed(part);
    if (!ref.thread || !user || !isAddressable || refused.has(workspace) || begun.trim() === '')
      return undefined;
    const ts = await start(workspace, channel, ref.thread, user, begun);
    const rest = text.slice(part.length);
    return {
      posted: { ...ref, messageId: ts },
      ...goOn({ workspace, channel, ts }, rest, Buffer.byteLength(begun)),
    };
  };
}
