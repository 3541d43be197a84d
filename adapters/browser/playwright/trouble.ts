import type { BrowserTrouble, Trouble } from '../../../src/ports/browser.ts';
import { firstLine } from '../../../src/shared/text.ts';

/** Thrown within, and made a value at the door. */
export class Troubled extends Error {
  readonly kind: BrowserTrouble;
  readonly detail: string;

  constructor(kind: BrowserTrouble, detail: string) {
    super(kind);
    this.kind = kind;
    this.detail = detail;
  }
}

/** What the browser says, in words of ours. */
const SAID: readonly (readonly [pattern: RegExp, kind: BrowserTrouble])[] = [
  [/has been closed|crashed|disconnected/i, 'closed'],
  [/Timeout \d+ms exceeded/i, 'timeout'],
  [/net::ERR_(?:ABORTED)/, 'failed'],
  [/net::ERR_/, 'unreachable'],
  [/invalid frame|aria-ref/i, 'no_element'],
];

/** Only one line of what Playwright says: the rest quotes values. */
export function troubleOf(thrown: unknown, isOpen: boolean): Trouble {
  if (thrown instanceof Troubled) return { kind: thrown.kind, detail: thrown.detail };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (!isOpen) return { kind: 'closed', detail: '' };
  const kind = SAID.find(([pattern]) => pattern.test(message))?.[1] ?? 'failed';
  // What lies on top of the element is named on a line of its own.
  const covered = message.split('\n').find((line) => line.includes('intercepts pointer events'));
  return { kind, detail: (covered?.trim() ?? firstLine(message)).slice(0, 300) };
}
