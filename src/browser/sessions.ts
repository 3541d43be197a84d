import type { Browser, BrowserSession, Look, ParkedBrowser, SessionSpec } from '../ports/browser.ts';
import type { Clock, Log, SecretBox } from '../ports/system.ts';

/** A browser that nobody uses stays open so long while its run waits for people; from then on only what was parked is left of it. */
const IDLE_MS = 5 * 60_000;
/** More than this is not kept of one. */
const MAX_PARKED = 1_000_000;

/** A browser that remembers what was seen in it last: refs are of that. */
export interface SeeingSession extends BrowserSession {
  seen(): Look | undefined;
}

interface Held {
  session: SeeingSession;
  cancelTimer: () => void;
}

interface Parts {
  browser: Browser;
  clock: Clock;
  log: Log;
  secrets: SecretBox;
}

/** The browsers that the runs of this process have open, by run. A run that waits keeps its own for a while. */
export function createBrowserSessions({ browser, clock, log, secrets }: Parts) {
  const held = new Map<string, Held>();
  /** What a run's browser was opened again from: once it has crashed, it is not opened from the same again. */
  const spent = new Map<string, string>();

  async function end(runId: string): Promise<void> {
    spent.delete(runId);
    const found = held.get(runId);
    if (!found) return;
    held.delete(runId);
    found.cancelTimer();
    await found.session
      .close()
      .catch((error: unknown) => log.warn({ err: error, runId }, 'a browser was not closed'));
  }

  const endLater = (runId: string) => clock.after(IDLE_MS, () => void end(runId));

  function find(runId: string): SeeingSession | undefined {
    const found = held.get(runId);
    if (!found?.session.isOpen()) return undefined;
    found.cancelTimer();
    found.cancelTimer = endLater(runId);
    return found.session;
  }

  function keep(runId: string, opened: BrowserSession): SeeingSession {
    let last: Look | undefined;
    const look = async (signal: AbortSignal): Promise<Look> => (last = await opened.look(signal));
    const session = { ...opened, look, seen: () => last };
    held.set(runId, { session, cancelTimer: endLater(runId) });
    return session;
  }

  return {
    /** The run's browser, where it is open. */
    find,
    /** @throws AppError `browser.unavailable` */
    async open(runId: string, spec: SessionSpec): Promise<SeeingSession> {
      const found = find(runId);
      if (found) return found;
      await end(runId);
      return keep(runId, await browser.open(spec));
    },
    /** What it takes to open the run's browser again, sealed: it holds logins. */
    async park(runId: string): Promise<string | undefined> {
      const parked = await find(runId)
        ?.park()
        .catch((error: unknown): undefined => {
          log.warn({ err: error, runId }, 'a browser was not parked');
          return undefined;
        });
      const text = JSON.stringify(parked);
      return text === undefined || text.length > MAX_PARKED ? undefined : secrets.seal(text);
    },
    /**
     * The run's browser where it is open, or else opened again from what was parked.
     * @throws AppError `browser.unavailable`
     */
    async resume(runId: string, sealed: string, spec: SessionSpec, signal: AbortSignal) {
      const found = find(runId);
      if (found || spent.get(runId) === sealed) return found;
      await end(runId);
      spent.set(runId, sealed);
      // Written by `park`.
      const parked = JSON.parse(secrets.open(sealed)) as ParkedBrowser;
      return keep(runId, await browser.reopen(spec, parked, signal));
    },
    end,
    /** The runs that have one open. */
    runIds: (): string[] => [...held.keys()],
    async close(): Promise<void> {
      await Promise.all([...held.keys()].map(end));
      await browser.close();
    },
  };
}

export type BrowserSessions = ReturnType<typeof createBrowserSessions>;
