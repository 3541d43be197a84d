import { AppError, invalid } from '../../../src/domain/errors.ts';
import type { Model, ModelAnswer, ModelRequest } from '../../../src/ports/model.ts';
import type { Clock, Log } from '../../../src/ports/system.ts';
import { createCollector } from './answer.ts';
import { ask } from './client.ts';
import { isStreamRefused, toModelError } from './errors.ts';
import { quirksOf, type Quirks } from './providers.ts';

interface Options {
  apiKey: string;
  /** Of any OpenAI-compatible endpoint; ends before `/chat/completions`. */
  baseURL?: string;
  /** What agents use that name no model. */
  model: string;
  /** Longest silence: until the first word, and between two. At most 300 000, where Node's `fetch` gives up by itself. */
  timeoutMs?: number;
  /** Tries after the first one, for a lost connection, 429 and 5xx. */
  maxRetries?: number;
  /** Instead of what is known of the provider. */
  quirks?: Partial<Quirks>;
  log: Log;
  clock: Clock;
}

/** Longest `Retry-After` that is waited for here; the caller defers what asks for more. */
const MAX_WAIT_MS = 30_000;
const FIRST_WAIT_MS = 500;

/** Settles as the work does, or rejects with the signal's reason as soon as it fires. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  return await Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', stop));
}

/** How often an answer that was cut off is gone on with. */
const MAX_PARTS = 4;
const GO_ON = 'Your answer was cut off. Go on exactly where it stopped, without repeating anything.';

/** How long to wait before the next try; undefined when there is to be none. */
function waitMsAfter(error: AppError, failures: number, maxRetries: number): number | undefined {
  if (failures > maxRetries || !AppError.is(error, 'model.rate_limited', 'model.unavailable'))
    return undefined;
  const asked = error.details.retryAfterMs ?? 0;
  const spread = 0.75 + Math.random() / 2; // so that many callers do not come back at once
  return asked > MAX_WAIT_MS ? undefined : Math.max(asked, FIRST_WAIT_MS * 2 ** (failures - 1) * spread);
}

/** Models behind an OpenAI-compatible endpoint, asked through LangChain's client. */
export function createLangchainModel(options: Options): Model {
  const { apiKey, model: standard, log, clock } = options;
  const { baseURL = 'https://api.openai.com/v1', timeoutMs = 120_000, maxRetries = 2 } = options;
  if (!URL.canParse(baseURL)) throw invalid('OPENAI_BASE_URL', 'address', 'https://api.openai.com/v1');
  /** Models that were found to answer in one piece only. */
  const unstreamed = new Set<string>();

  /** One try. Ends with the caller's reason as soon as there is one, and with `model.timeout` after a long silence. */
  async function attempt(
    request: ModelRequest,
    model: string,
    onText: (delta: string) => void,
  ): Promise<ModelAnswer & { isCut: boolean }> {
    // By hand, since each AbortSignal.any of Node 20 stays in memory (1.2 kB, measured on 20.20.2).
    const stop = new AbortController();
    const { signal } = stop;
    const pass = () => stop.abort(request.signal.reason);
    request.signal.addEventListener('abort', pass);
    const listen = () =>
      clock.after(timeoutMs, () => stop.abort(new AppError('model.timeout', { timeoutMs })));
    let unlisten = listen();
    const collector = createCollector(onText);
    const call = {
      ...request,
      apiKey,
      baseURL,
      model,
      quirks: { ...quirksOf(baseURL, model), ...options.quirks },
      isStreamed: !unstreamed.has(model),
      signal,
    };
    const asking = ask(call, (part) => {
      if (signal.aborted) return;
      unlisten();
      unlisten = listen();
      collector.add(part);
    });
    await unlessAborted(asking, signal).finally(() => {
      unlisten();
      request.signal.removeEventListener('abort', pass);
    });
    return collector.answer(request, model);
  }

  /** The whole answer: what was cut off for its length is gone on with. */
  async function whole(
    request: ModelRequest,
    model: string,
    onText: (delta: string) => void,
  ): Promise<ModelAnswer> {
    let { isCut, ...answer } = await attempt(request, model, onText);
    for (let parts = 1; isCut; parts += 1) {
      if (parts === MAX_PARTS) throw new AppError('model.nonsense', { reason: 'length' });
      const { messages } = request;
      const soFar = { role: 'assistant', text: answer.text, calls: [] } as const;
      const goOn = { role: 'user', text: GO_ON } as const;
      const { isCut: isStillCut, ...next } = await attempt(
        { ...request, messages: [...messages, soFar, goOn] },
        model,
        onText,
      );
      isCut = isStillCut;
      const { inputTokens, outputTokens } = answer.usage;
      answer = {
        ...next,
        text: answer.text + next.text,
        usage: {
          inputTokens: inputTokens + next.usage.inputTokens,
          outputTokens: outputTokens + next.usage.outputTokens,
        },
      };
    }
    return answer;
  }

  async function wait(ms: number, signal: AbortSignal): Promise<void> {
    let cancel = () => {};
    const waiting = new Promise<void>((resolve) => {
      cancel = clock.after(ms, resolve);
    });
    await unlessAborted(waiting, signal).finally(cancel);
  }

  return {
    kind: 'langchain',
    async complete(request) {
      const { signal, onText } = request;
      const model = request.model ?? standard;
      signal.throwIfAborted();
      let failures = 0;
      let hasSpoken = false;
      const say = (delta: string) => {
        hasSpoken = onText !== undefined;
        onText?.(delta);
      };
      for (;;) {
        try {
          return await whole(request, model, say);
        } catch (thrown) {
          signal.throwIfAborted();
          if (isStreamRefused(thrown) && !unstreamed.has(model)) {
            unstreamed.add(model);
            log.info({ model }, 'The model is not streamed to us: asking for whole answers from now on');
            continue;
          }
          failures += 1;
          const failure = toModelError(thrown, apiKey, clock.now());
          const waitMs = waitMsAfter(failure, failures, maxRetries);
          // Said is said: another try would say the beginning once more.
          if (waitMs === undefined || hasSpoken) throw failure;
          log.warn(
            { model, code: failure.code, ...failure.details, waitMs },
            'The model did not answer: trying again',
          );
          await wait(waitMs, signal);
        }
      }
    },
  };
}
