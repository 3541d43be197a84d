import type { Model, ModelAnswer, ModelRequest } from '../../../src/ports/model.ts';
import { takeStep } from './execute.ts';
import { takeTurn } from './turn.ts';
import { sha256 } from '../../../src/shared/sha256.ts';

const OFFLINE_MODEL = 'offline';

/** Characters that are reckoned as one token, where nothing counts them. */
const CHARACTERS_PER_TOKEN = 4;

const tokens = (text: string): number => Math.ceil(text.length / CHARACTERS_PER_TOKEN);

/** The same for the same call at the same place of the same talk, whichever process asks. */
function callId(request: ModelRequest, ordinal: number, name: string, args: unknown): string {
  const place = JSON.stringify([request.messages, ordinal, name, args]);
  return `call_${sha256(place).slice(0, 24)}`;
}

/**
 * A model that needs no key: a grammar of English and Chinese for conversation, and the sentences of a task's
 * instructions taken as a plan for runs. It keeps nothing between calls, and one request has one answer.
 */
export function createOfflineModel(): Model {
  return {
    kind: OFFLINE_MODEL,
    usesHints: true,
    isFree: true,
    async complete(request): Promise<ModelAnswer> {
      request.signal.throwIfAborted();
      const { text, calls } = request.hints.task === 'run' ? takeStep(request) : takeTurn(request);
      if (text) request.onText?.(text);
      return {
        text,
        calls: calls.map(({ name, args }, ordinal) => ({
          id: callId(request, ordinal, name, args),
          name,
          args,
        })),
        usage: {
          inputTokens: tokens(request.system) + tokens(JSON.stringify(request.messages)),
          outputTokens: tokens(text) + calls.reduce((sum, { args }) => sum + tokens(JSON.stringify(args)), 0),
        },
        model: OFFLINE_MODEL,
      };
    },
  };
}
