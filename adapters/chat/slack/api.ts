import { LogLevel, type Logger } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';

import { AppError } from '../../../src/domain/errors.ts';
import type { Log } from '../../../src/ports/system.ts';
import { DEAD_TOKEN, fromSlack, reasonOf, slackReason } from './errors.ts';
import { cut } from './text.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

const TIMEOUT_MS = 10_000;

/**
 * Neither client waits when Slack says 429: the queue of one client is shared by all calls, so that one progress edit
 * would hold up every answer. `chat.rate_limited` goes back to the outbox, which knows what matters most.
 * - `once`: for what would be shown twice if it were done twice. Never tries again by itself.
 * - `patient`: for reading and for what may be repeated.
 */
const RETRIES = {
  once: { retries: 0 },
  patient: { retries: 2, minTimeout: 300, maxTimeout: 2_000, randomize: true },
} as const;
export type Patience = keyof typeof RETRIES;

/** Hosts that may be given a token or a response: Slack's own, and the one that stands in for it in tests. */
export function isSlackHost(url: URL, apiUrl: string): boolean {
  if (url.host === new URL(apiUrl).host) return url.protocol === new URL(apiUrl).protocol;
  return url.protocol === 'https:' && /(?:^|\.)slack(?:-gov)?\.com$/.test(url.hostname);
}

/** Slack's libraries log bodies at debug level: only warnings and errors pass, and no objects. */
export function createSlackLogger(log: Log): Logger {
  const write = (level: 'warn' | 'error', parts: readonly unknown[]): void => {
    const said = parts
      .map((part) => (part instanceof Error ? part.name : part))
      .filter((part) => typeof part === 'string');
    log[level]({ library: 'slack', said: cut(said.join(' '), 300) }, 'said by the Slack library');
  };
  const silent = (): void => undefined;
  return {
    debug: silent,
    info: silent,
    warn: (...parts) => write('warn', parts),
    error: (...parts) => write('error', parts),
    setLevel: silent,
    getLevel: () => LogLevel.WARN,
    setName: silent,
  };
}

/**
 * Options of a new client, never shared: the library writes into what it is given. `headers` must not be among them:
 * it would put one workspace's token there, and all others would speak with it.
 */
export function clientOptions(apiUrl: string, logger: Logger, patience: Patience): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    allowAbsoluteUrls: false,
    timeout: TIMEOUT_MS,
    rejectRateLimitedCalls: true,
    retryConfig: { ...RETRIES[patience] },
    logger,
    fetch(url, init) {
      const target = new URL(url instanceof Request ? url.url : url);
      if (!isSlackHost(target, apiUrl)) throw new AppError('chat.refused', { reason: 'foreign_host' });
      return fetch(url, init);
    },
  };
}

export interface Api {
  /**
   * Calls Slack as the app in a workspace.
   * @throws AppError with the codes of the chat port.
   */
  call<R>(
    workspace: string,
    patience: Patience,
    use: (client: WebClient, home: Workspace) => Promise<R>,
  ): Promise<R>;
  /** The last call's news: false once Slack refused a token or could not be reached. */
  health(): { isUp: boolean; detail: string };
}

const MAX_CLIENTS = 500;

export function createApi(workspaces: Workspaces, apiUrl: string, log: Log): Api {
  const logger = createSlackLogger(log);
  const clients = new Map<string, Readonly<Record<Patience, WebClient>>>();
  let trouble = '';

  function clientOf({ token }: Workspace, patience: Patience): WebClient {
    let pair = clients.get(token);
    if (!pair) {
      if (clients.size >= MAX_CLIENTS) clients.clear();
      pair = {
        once: new WebClient(token, clientOptions(apiUrl, logger, 'once')),
        patient: new WebClient(token, clientOptions(apiUrl, logger, 'patient')),
      };
      clients.set(token, pair);
    }
    return pair[patience];
  }

  /** Whose token to use. Whatever goes wrong here, nothing was shown. */
  async function find(id: string): Promise<Workspace> {
    try {
      return await workspaces.get(id);
    } catch (error) {
      if (AppError.is(error, 'not_found'))
        throw new AppError('chat.refused', { reason: 'not_installed' }, error);
      if (AppError.is(error, 'store.unavailable'))
        throw new AppError('chat.unavailable', { reason: 'store' }, error);
      throw error;
    }
  }

  async function tryCall<R>(
    id: string,
    patience: Patience,
    use: (client: WebClient, home: Workspace) => Promise<R>,
  ) {
    const home = await find(id);
    const result = await use(clientOf(home, patience), home);
    trouble = '';
    return result;
  }

  return {
    async call(id, patience, use) {
      try {
        return await tryCall(id, patience, use).catch((error: unknown) => {
          if (slackReason(error) !== 'token_expired') throw error;
          workspaces.forget(id, true);
          return tryCall(id, patience, use);
        });
      } catch (thrown) {
        const reason = slackReason(thrown) ?? '';
        const error = fromSlack(thrown, patience === 'patient');
        if (DEAD_TOKEN.includes(reason)) {
          workspaces.forget(id);
          log.error({ workspace: id, reason }, 'Slack refused the token of the workspace');
        }
        if (DEAD_TOKEN.includes(reason) || AppError.is(error, 'chat.unavailable')) {
          trouble = reason || reasonOf(error) || error.code;
        }
        throw error;
      }
    },
    health: () => ({ isUp: trouble === '', detail: trouble || 'ok' }),
  };
}
