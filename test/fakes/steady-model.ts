import type { Model, ModelMessage, ModelRequest } from '../../src/ports/model.ts';
import type { Line } from './scripted-model.ts';

export interface SteadyModel extends Model {
  readonly requests: ModelRequest[];
}

interface Script {
  /** The lines of the turn that answers a text. */
  turn?: (text: string) => Line[];
  run?: Line[];
}

/**
 * A model that says the same whenever it is shown the same: the line is chosen by how often it has spoken already, so a
 * worker that takes over hears what the one before would have heard.
 */
export function createSteadyModel({ turn = () => [], run = [] }: Script): SteadyModel {
  const requests: ModelRequest[] = [];
  return {
    kind: 'steady',
    requests,
    async complete(request) {
      requests.push(request);
      const { messages, hints } = request;
      const lines = hints.task === 'run' ? run : turn(lastSaid(messages));
      const spoken = hints.task === 'run' ? messages : messages.slice(lastUser(messages) + 1);
      const line = lines[spoken.filter(({ role }) => role === 'assistant').length];
      if (line === undefined) throw new Error(`the script of the ${hints.task} has run out`);
      const said = typeof line === 'function' ? line(request) : line;
      const { text = '', calls = [] } = typeof said === 'string' ? { text: said } : said;
      return {
        text,
        calls: calls.map((one, at) => ({ id: `p${at}`, ...one })),
        usage: { inputTokens: 10, outputTokens: 5 },
        model: 'steady',
      };
    },
  };
}

const lastUser = (messages: readonly ModelMessage[]): number =>
  messages.findLastIndex(({ role }) => role === 'user');
const lastSaid = (messages: readonly ModelMessage[]): string => messages[lastUser(messages)]?.text ?? '';
