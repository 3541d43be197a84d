import type { Log } from '../../../src/ports/system.ts';
import { isSlackHost } from './api.ts';

const TIMEOUT_MS = 5_000;

/**
 * Answers a click so that only the person who clicked sees it. The address comes with the click and is a key by
 * itself: it is used for Slack's hosts alone and never logged.
 */
export const createRespond =
  (apiUrl: string, log: Log) =>
  async (responseUrl: string | undefined, text: string): Promise<void> => {
    if (!responseUrl || !URL.canParse(responseUrl) || !isSlackHost(new URL(responseUrl), apiUrl)) {
      log.warn({}, 'a click came without an address of Slack to answer to');
      return;
    }
    try {
      const answer = await fetch(responseUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!answer.ok) log.warn({ status: answer.status }, 'Slack did not take the answer to a click');
    } catch (error) {
      log.warn(
        { err: error instanceof Error ? error.name : 'unknown' },
        'the answer to a click did not reach Slack',
      );
    }
  };
export type Respond = ReturnType<typeof createRespond>;
