import type { Browser, BrowserSession, SessionSpec } from '../ports/browser.ts';
import type { Clock, Log } from '../ports/system.ts';

/** A browser that nobody uses stays open so long while its run waits for people. */
const IDLE_MS = 15 * 60_000;

interface Held {
  session: BrowserSession;
  cancelTimer: () => void;
}

/** The browsers that the runs of this process have open, by run. A run that waits keeps its own for a while. */
export function createBrowserSessions({ browser, clock, log }: { browser: Browser; clock: Clock; log: Log }) {
  const held = new Map<string, Held>();

  async function end(runId: string): Promise<void> {
    const found = held.get(runId);
    if (!found) return;
    held.delete(runId);
    found.cancelTimer();
    await found.session
      .close()
      .catch((error: unknown) => log.warn({ err: error, runId }, 'a browser was not closed'));
  }

  const endLater = (runId: string) => clock.after(IDLE_MS, () => void end(runId));

  function find(runId: string): BrowserSession | undefined {
    const found = held.get(runId);
    if (!found?.session.isOpen()) return undefined;
    found.cancelTimer();
    found.cancelTimer = endLater(runId);
    return found.session;
  }

  return {
    /** The run's browser, where it is open. */
    find,
    /** @throws AppError `browser.unavailable` */
    async open(runId: string, spec: SessionSpec): Promise<BrowserSession> {
      const found = find(runId);
      if (found) return found;
      await end(runId);
      const session = await browser.open(spec);
      held.set(runId, { session, cancelTimer: endLater(runId) });
      return session;
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
