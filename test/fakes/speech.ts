import type { Model } from '../../src/ports/model.ts';

/** The model says its answers in pieces, with a rest after each; one that is stopped says no more. */
export function withSpeech(model: Model, rest: () => Promise<void>, size = 6): Model {
  return {
    kind: model.kind,
    async complete(request) {
      const answer = await model.complete(request);
      for (let at = 0; at < answer.text.length; at += size) {
        request.onText?.(answer.text.slice(at, at + size));
        await rest();
        request.signal.throwIfAborted();
      }
      return answer;
    },
  };
}
