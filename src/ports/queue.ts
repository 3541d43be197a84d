/** "Look at this run." Nothing else travels in the queue; the worker reads the run from the store. */
export interface RunHint {
  runId: string;
  attempt: number;
  dispatch: number;
  /** Not before this time, in milliseconds since 1970. */
  notBefore?: number;
  /** Of the hints that wait, that of the lowest is handled first, and of equals the oldest. From 1, as when it is left out, to 2^31. */
  place?: number;
}

/** The key that makes two hints one while the first is pending or being handled. */
export const hintKey = ({ runId, attempt, dispatch }: RunHint): string => `${runId}.${attempt}.${dispatch}`;

/** How long `close` waits for handlers that it has aborted; then it resolves without them. */
export const ABORT_MS = 5_000;

/**
 * Wakes workers, and promises little: a hint may be lost, late, or delivered twice. The store decides.
 * One folder in adapters/queue; all held to test/contracts/queue.contract.ts.
 */
export interface Queue {
  readonly kind: string;
  /**
   * A second hint with the key of one that is pending or being handled is dropped. Never earlier than `notBefore`
   * (2 ms of tolerance), however far away. @throws AppError `queue.unavailable` within 2 s.
   */
  enqueue(hint: RunHint): Promise<void>;
  /**
   * Starts to take hints; at most `concurrency` at once in this process. A handler that throws is reported to
   * `onError`; the hint is not delivered again. The signal fires when `close` has waited long enough.
   */
  work(
    handle: (hint: RunHint, signal: AbortSignal) => Promise<void>,
    options: { concurrency: number; onError: (error: unknown, hint: RunHint) => void },
  ): Promise<void>;
  /** Nothing new starts in this process; what runs goes on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stats(): Promise<{ waiting: number; delayed: number; active: number }>;
  /** Rejects with `queue.unavailable` when the queue does not answer or takes no hints. */
  ping(): Promise<void>;
  /**
   * Starts nothing new, aborts the handlers after `graceMs`, resolves when they have returned or `ABORT_MS` after
   * the abort. Then `enqueue` and `ping` reject with `queue.unavailable`.
   */
  close(options: { graceMs: number }): Promise<void>;
}
