import { endEarlyInput } from '../contract/tools.ts';
import { prompt } from '../shared/prompts.ts';
import { defineTool, type Tool } from '../agent/tool.ts';

/** Ends a run before its plan is through, because the goal is met or going on makes no sense. Not a failure. */
export const endEarly: Tool = defineTool<{ reason: string }>({
  name: 'end_early',
  description: prompt('tools/end-early'),
  input: endEarlyInput,
  effect: 'own',
  approval: 'never',
  scopes: ['run'],
  title: (_args, words) => words.stepEndEarly,
  run: async ({ reason }) => ({ kind: 'end', text: reason }),
});
