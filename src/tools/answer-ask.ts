import { answer, defineTool, refuse, whatToFix, type Tool, type ToolResult } from '../agent/tool.ts';
import { answerAskInput, type AnswerAskInput } from '../contract/tools.ts';
import { decideAsk } from '../decisions/decide-ask.ts';
import { askLabel, PASSED_ON } from '../domain/ask.ts';
import { AppError } from '../domain/errors.ts';
import { prompt } from '../shared/prompts.ts';
import { findAsk } from '../tasks/find-ask.ts';

/**
 * Passes on what the person who is talked to has just said as their own answer to an open question, or as the changes that they
 * want of a result under review. Whether they may, and whether they said it, is judged where all decisions are.
 */
export const answerAsk: Tool = defineTool<AnswerAskInput>({
  name: 'answer_ask',
  description: prompt('tools/answer-ask'),
  input: answerAskInput,
  effect: 'own',
  approval: 'never',
  scopes: ['turn'],
  title: ({ ask }, words) => words.stepAnswer(ask),
  async run({ ask: ref, answer: said }, { app, caller, key, words }): Promise<ToolResult> {
    try {
      const ask = await findAsk(app, ref, caller);
      const decision = PASSED_ON[ask.kind];
      if (!decision) throw new AppError('access.refused', { reason: 'agents_never_decide' });
      const given = decision === 'answer' ? { value: said } : { note: said };
      const { decisions } = await decideAsk(app, ask, { decision, ...given }, { ...caller, key });
      return answer(`${askLabel(ask)}: ${decision}, recorded for ${decisions.at(-1)?.by.name}.`);
    } catch (thrown) {
      return refuse(whatToFix(thrown, words));
    }
  },
});
