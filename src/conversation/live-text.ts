import type { InboxRow } from '../domain/records.ts';
import type { PersonRef, ThreadRef } from '../domain/person.ts';
import type { TextStream } from '../ports/chat.ts';
import type { Ports } from '../ports/index.ts';

type LivePorts = Pick<Ports, 'store' | 'chats' | 'clock' | 'log'>;

/** What the model says in a turn, shown while it says it. */
export interface LiveText {
  /** More of what it says. */
  write: (delta: string) => void;
  /** What it says next is another thing. */
  breakOff: () => void;
  /** Shows nothing more: the reply takes its place. Resolves when the row tells of what was shown. */
  end: () => Promise<void>;
}

/** What is all there by then is simply posted. */
const BEGIN_AFTER_MS = 500;
/** What the end of a turn waits for a platform that has not begun to show anything. */
const MAX_BEGIN_MS = 2000;

/**
 * Shows the text of a turn as it comes, where the platform can. The row is told which message it is before the turn ends,
 * under its epoch: so the reply becomes that message, whoever posts it. A turn that is taken up again shows nothing more
 * until its reply. Undefined where nothing can be shown.
 */
export function createLiveText(
  { store, chats, clock, log }: LivePorts,
  row: InboxRow,
  place: ThreadRef,
  to: PersonRef,
): LiveText | undefined {
  const chat = chats.get(place.platform);
  if (!chat?.stream || row.stream) return undefined;

  let stream: TextStream | undefined;
  /** What came before there was a stream. */
  let early = '';
  /** What stands between two things that it says. */
  let gap = '';
  let hasSpoken = false;
  let isOver = false;
  let cancelTimer: (() => void) | undefined;
  let beginning = Promise.resolve();
  let noting = Promise.resolve();

  async function start(): Promise<void> {
    const begun = early;
    try {
      const started = await chat?.stream?.(place, to, begun);
      if (!started) return;
      early = early.slice(begun.length);
      // Nobody waits any more: the reply is a message of its own.
      if (isOver) return await started.discard();
      noting = note(started);
    } catch (thrown) {
      log.info({ err: thrown, platform: place.platform }, 'text is not shown as it comes');
    }
  }

  async function note(started: TextStream): Promise<void> {
    try {
      const held = { id: row.id, state: 'working', epoch: row.epoch };
      const noted = await store.collection('inbox').update(held, { $set: { stream: started.posted } });
      // Somebody else has the turn, and knows nothing of this message.
      if (!noted) return await started.discard();
    } catch (thrown) {
      // It may be written down: then the reply takes the message, so that it must stay.
      log.warn({ err: thrown, inboxId: row.id }, 'it is not known whether a streamed message was noted');
      return started.end();
    }
    stream = started;
    if (early) stream.append(early);
  }

  return {
    write(delta) {
      const text = gap + delta;
      gap = '';
      hasSpoken ||= delta.trim() !== '';
      if (stream) return stream.append(text);
      early += text;
      if (!hasSpoken) return;
      cancelTimer ??= clock.after(BEGIN_AFTER_MS, () => void (beginning = start()));
    },
    breakOff() {
      if (hasSpoken) gap = '\n\n';
    },
    async end() {
      cancelTimer?.();
      let cancelWait = (): void => {};
      const late = new Promise<void>((resolve) => (cancelWait = clock.after(MAX_BEGIN_MS, resolve)));
      await Promise.race([beginning, late]);
      cancelWait();
      isOver = true;
      await noting;
      await stream?.end();
    },
  };
}
