import type { Model, ModelAnswer, ModelRequest } from '../../src/ports/model.ts';

export interface ScriptedCall {
  name: string;
  args: unknown;
}

/** One answer: text, calls, or whatever a function makes of the request; a thrown error is the model's failure. */
export type Line =
  | string
  | { calls: ScriptedCall[]; text?: string }
  | ((request: ModelRequest) => string | { calls: ScriptedCall[]; text?: string });

export interface ScriptedModel extends Model {
  readonly requests: ModelRequest[];
  /** Adds lines: those of turns are for the conversation, those of runs for the work. */
  script(lines: { turn?: Line[]; run?: Line[] }): void;
  /** Lines that were not used. */
  left(): number;
}

export const call = (name: string, args: unknown): { calls: ScriptedCall[] } => ({ calls: [{ name, args }] });

/** A model that says what the test wrote down, and fails the test when it has nothing left to say. */
export function createScriptedModel(): ScriptedModel {
  const lines: Record<'turn' | 'run', Line[]> = { turn: [], run: [] };
  const requests: ModelRequest[] = [];
  return {
    kind: 'scripted',
    requests,
    script({ turn = [], run = [] }) {
      lines.turn.push(...turn);
      lines.run.push(...run);
    },
    left: () => lines.turn.length + lines.run.length,
    async complete(request): Promise<ModelAnswer> {
      requests.push(request);
      const line = lines[request.hints.task].shift();
      if (line === undefined) throw new Error(`the script of the ${request.hints.task} has run out`);
      const said = typeof line === 'function' ? line(request) : line;
      const { text = '', calls = [] } = typeof said === 'string' ? { text: said } : said;
      return {
        text,
        calls: calls.map((one, at) => ({ id: `p${requests.length}_${at}`, ...one })),
        usage: { inputTokens: 10, outputTokens: 5 },
        model: 'scripted',
      };
    },
  };
}
