import { defineTool, type Tool } from '../agent/tool.ts';
import { finishInput, type FinishInput } from '../contract/tools.ts';
import { prompt } from '../shared/prompts.ts';

/** Ends a run with what came of it: unlike a last message, it can say that the work failed. */
export const finish: Tool = defineTool<FinishInput>({
  name: 'finish',
  description: prompt('tools/finish'),
  input: finishInput,
  effect: 'own',
  approval: 'never',
  scopes: ['run'],
  title: (_args, words) => words.stepFinish,
  run: async ({ outcome, summary, open }) => ({
    kind: 'end',
    text: [summary, open].filter(Boolean).join('\n\n'),
    outcome,
  }),
});
