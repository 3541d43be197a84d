import type { Model } from '../../src/ports/model.ts';

/** The model says its answers in pieces, with a rest after each; one that is stopped says no more, at once. */
export function withSpeech(model: Model, rest: () => Promise<void>, size = 6): Model {
  return {
    ...model,
    async complete(request) {
      const { signal, onText } = request;
      const answer = await model.complete(request);
      const stopped = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
      stopped.catch(() => undefined);
      for (let at = 0; at < answer.text.length; at += size) {
        onText?.(answer.text.slice(at, at + size));
        await Promise.race([rest(), stopped]);
      }
      return answer;
    },
  };
}
