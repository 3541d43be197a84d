import { AppError } from '../../src/domain/errors.ts';
import type { ErrorCode } from '../../src/domain/error-facts.ts';
import type { OutgoingMessage } from '../../src/domain/message.ts';
import type { ChatPort } from '../../src/ports/chat.ts';

interface Shown {
  messageId: string;
  channel: string;
  thread: string;
  key: string;
  text: string;
  edits: number;
}

type Fault = { code: ErrorCode; details?: Record<string, unknown>; isShown?: boolean };

export interface FakeChat extends ChatPort {
  /** What people see, oldest first. */
  readonly screen: Shown[];
  /** Each try to post or edit, in order. */
  readonly tries: string[];
  /** The next calls fail so, one after the other; `isShown` fails after it was shown. */
  fail(...faults: Fault[]): void;
  /** Called in the middle of each post, before it is shown. */
  during: () => Promise<void>;
  texts(thread?: string): string[];
  remove(messageId: string): void;
}

/** A platform that shows what it is given, forgets nothing, and fails when it is told to. It does not know keys by itself. */
export function createFakeChat({ platform = 'fake', canFind = true, canEdit = true } = {}): FakeChat {
  const screen: Shown[] = [];
  const tries: string[] = [];
  const faults: Fault[] = [];
  let count = 0;

  const failOr = async (show: () => void): Promise<void> => {
    await chat.during();
    const fault = faults.shift();
    if (!fault || fault.isShown) show();
    if (fault) throw new AppError(fault.code, fault.details ?? {});
  };

  const chat: FakeChat = {
    platform,
    screen,
    tries,
    during: async () => {},
    fail: (...more) => void faults.push(...more),
    texts: (thread) => screen.filter((one) => !thread || one.thread === thread).map(({ text }) => text),
    remove(messageId) {
      screen.splice(
        screen.findIndex((one) => one.messageId === messageId),
        1,
      );
    },
    directTo: (person) =>
      person.startsWith(`${platform}:`)
        ? { platform, channel: `direct:${person.slice(platform.length + 1)}`, thread: '' }
        : undefined,
    async start() {},
    async stop() {},
    async post(place, message: OutgoingMessage, key) {
      tries.push(`post ${message.text}`);
      const messageId = `m${(count += 1)}`;
      await failOr(() =>
        screen.push({
          messageId,
          channel: place.channel,
          thread: place.thread,
          key,
          text: message.text,
          edits: 0,
        }),
      );
      return { platform, channel: place.channel, thread: place.thread || messageId, messageId };
    },
    ...(canEdit
      ? {
          async edit({ messageId }, message) {
            tries.push(`edit ${message.text}`);
            await failOr(() => {
              const found = screen.find((one) => one.messageId === messageId);
              if (!found) throw new AppError('chat.gone');
              Object.assign(found, { text: message.text, edits: found.edits + 1 });
            });
          },
        }
      : {}),
    ...(canFind
      ? {
          async findPosted(place, key) {
            const found = screen.find((one) => one.key === key);
            return found && { ...place, messageId: found.messageId };
          },
        }
      : {}),
  };
  return chat;
}
