import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page, Request, Route } from 'playwright';
import type { Gate, Trouble } from '../../../src/ports/browser.ts';

/** Such requests ask and change nothing. */
const ASKING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Only these are told of: the rest is measuring of the page's own. */
const TOLD: ReadonlySet<string> = new Set(['document', 'fetch', 'xhr']);
/** A page is at rest when nothing was under way for so long. */
const QUIET_MS = 300;
const STEP_MS = 50;
/** So long is waited for it. */
const PATIENCE_MS = 3000;
const PATIENCE_SENDING_MS = 10_000;

/**
 * Sees every request of the context, and holds back what is no question unless the present action may send. A form that is held back
 * stays as it was filled in. Sockets are not opened: what goes through them could not be told from a question.
 */
export async function watchTraffic(context: BrowserContext, gate: Gate, reads: readonly string[]) {
  const open = new Set<Request>();
  let maySend = false;
  let held: string[] = [];
  let sent: string[] = [];
  let acted: Page | undefined;
  /** The last address that a tab was kept from: the one that is acted in, and another. */
  let refused: { here?: Trouble; elsewhere?: Trouble } = {};

  await context.routeWebSocket(/.*/, (socket) => void socket.close().catch(() => undefined));
  const decide = (route: Route): Promise<void> => {
    const request = route.request();
    const method = request.method();
    if (ASKING.has(method)) return route.continue();
    const { origin, host, pathname } = new URL(request.url());
    if (reads.some((below) => isBelow(`${host}${pathname}`, below))) return route.continue();
    const isTold = TOLD.has(request.resourceType());
    const told = `${method} ${origin}${pathname}`;
    if (maySend) {
      if (isTold) sent.push(told);
      return route.continue();
    }
    if (isTold) held.push(told);
    // Another answer to a form would take the page away, with what was filled in.
    return request.resourceType() === 'document'
      ? route.fulfill({ status: 204 })
      : route.abort('blockedbyclient');
  };
  // The page may be gone before its request is decided.
  await context.route('**/*', (route) => decide(route).catch(() => undefined));
  const look = (request: Request): void => {
    const { host } = new URL(request.url());
    const why = request.isNavigationRequest() ? gate.refusedAs(host) : undefined;
    const tab = why === undefined ? undefined : tabOf(request);
    if (why === undefined || tab === 'frame') return;
    const trouble: Trouble =
      why === 'too_much'
        ? { kind: 'failed', detail: 'this work has loaded as much as it may' }
        : { kind: why, detail: host };
    refused = tab === acted ? { ...refused, here: trouble } : { ...refused, elsewhere: trouble };
  };
  context.on('request', (request) => void open.add(request));
  context.on('requestfinished', (request) => {
    open.delete(request);
    look(request);
  });
  context.on('requestfailed', (request) => {
    open.delete(request);
    look(request);
  });

  return {
    /** @param tab - the one that is acted in. */
    begin(may: boolean, tab: Page | undefined): void {
      maySend = may;
      acted = tab;
      held = [];
      sent = [];
      refused = {};
      open.clear();
    },
    end(): void {
      maySend = false;
    },
    held: () => [...new Set(held)],
    sent: () => [...new Set(sent)],
    refused: () => refused,
    /** Until nothing has been under way for a moment. A page that is never at rest is not waited for. */
    async quiet(signal: AbortSignal): Promise<void> {
      let still = 0;
      for (
        let left = maySend ? PATIENCE_SENDING_MS : PATIENCE_MS;
        left > 0 && still < QUIET_MS;
        left -= STEP_MS
      ) {
        await sleep(STEP_MS, undefined, { signal });
        still = open.size === 0 ? still + STEP_MS : 0;
      }
    },
  };
}

/** Whether the address is the given one, or stands below it. */
const isBelow = (address: string, given: string): boolean =>
  address === given || address.startsWith(given.endsWith('/') ? given : `${given}/`);

/** The tab that the request is to fill; undefined for one that is not made yet. */
function tabOf(request: Request): Page | 'frame' | undefined {
  try {
    const frame = request.frame();
    return frame.parentFrame() ? 'frame' : frame.page();
  } catch {
    return undefined;
  }
}
