/**
 * A controller that also fires with the signal. By hand, since each `AbortSignal.any` of Node 20 stays in memory (1.2 kB,
 * measured on 20.20.2).
 *
 * @returns the controller, and what takes it off the signal again.
 */
export function follow(signal: AbortSignal): { controller: AbortController; release: () => void } {
  const controller = new AbortController();
  const pass = () => controller.abort(signal.reason);
  if (signal.aborted) pass();
  signal.addEventListener('abort', pass, { once: true });
  return { controller, release: () => signal.removeEventListener('abort', pass) };
}
