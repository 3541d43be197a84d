import { setTimeout as sleep } from 'node:timers/promises';
import type { Model, ModelAnswer, ModelMessage } from '../../src/ports/model.ts';

/** The calls that a run makes, one after the other. */
export interface Plan {
  id: string;
  calls: { name: string; args: unknown }[];
}

const MARK = 'PLAN ';

/** A plan as it stands in a message, in the description of a task, or in feedback: the last one counts. */
export const writePlan = (plan: Plan): string => MARK + JSON.stringify(plan);

function readPlan(text = ''): Plan | undefined {
  const at = text.lastIndexOf(MARK);
  const [line = ''] = at === -1 ? [] : text.slice(at + MARK.length).split('\n', 1);
  return line === '' ? undefined : (JSON.parse(line) as Plan);
}

/**
 * A model that does what the plan says. The next call follows from the messages alone, so that a worker that takes over
 * hears what the one before would have heard.
 *
 * @param thinkMs - the longest that an answer takes.
 */
export function createPlanModel(thinkMs: number): Model {
  return {
    kind: 'plan',
    async complete({ messages, hints, signal }) {
      await sleep(Math.random() * thinkMs, undefined, { signal });
      return hints.task === 'run' ? nextStep(messages) : nextWord(messages);
    },
  };
}

const spoken = (messages: readonly ModelMessage[]): number =>
  messages.filter(({ role }) => role === 'assistant').length;

/** In a run: the call that is due, then the end. */
function nextStep(messages: readonly ModelMessage[]): ModelAnswer {
  const plan = readPlan(messages[0]?.text);
  const due = plan?.calls[spoken(messages)];
  return due ? toAnswer('', [due]) : toAnswer(`Done with ${plan?.id}.`);
}

/** In a conversation: the task is written down and begun, then acknowledged. */
function nextWord(messages: readonly ModelMessage[]): ModelAnswer {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const plan = readPlan(messages[last]?.text);
  if (!plan) return toAnswer('This is no plan.'); // an answer that came too late to be one
  if (spoken(messages.slice(last)) > 0) return toAnswer(noted(plan.id));
  const tasks = [{ title: plan.id, description: writePlan(plan) }];
  return toAnswer('', [{ name: 'manage_tasks', args: { action: 'create', tasks, run: true } }]);
}

/** What is said once the task of a message is there. */
export const noted = (id: string): string => `Noted ${id}.`;

const toAnswer = (text: string, calls: Plan['calls'] = []): ModelAnswer => ({
  text,
  calls: calls.map((call, at) => ({ id: `p${at}`, ...call })),
  usage: { inputTokens: 10, outputTokens: 5 },
  model: 'plan',
});
