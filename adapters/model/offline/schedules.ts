import type { ManageSchedulesInput } from '../../../src/contract/tools.ts';
import type { ModelMessage, ToolSpec } from '../../../src/ports/model.ts';
import { readSchedule } from '../../../src/shared/schedule-sentences/read-schedule.ts';
import { readResult } from './results.ts';
import type { Say } from './words.ts';

const TOOL = 'manage_schedules';
/** Whoever begins so tells how things are, or what is not to be: nothing is asked for. */
const TOLD =
  /^(?:i|we|you|he|she|they|it|there|this|that|my|our|not|never|don't|no)\b|^[我你您他她它咱这那不别没]/i;

/** `isSaid`: all that is needed was said, and something more that was not understood. */
type Step = { say: string; isSaid?: boolean } | { calls: { name: string; args: ManageSchedulesInput }[] };

/**
 * Work that is to come again: proposed where the sentence says when, asked about where it does not. Undefined where no
 * repetition is read, or where schedules are not to be had.
 */
export function proposeIn(text: string, tools: readonly ToolSpec[], say: Say): Step | undefined {
  const said = tools.some(({ name }) => name === TOOL) ? readSchedule(text) : undefined;
  if (!said?.what || TOLD.test(said.what)) return undefined;
  if (said.unread.length > 0)
    return { say: say('scheduleUnread', said.unread.join(' · ')), isSaid: said.missing.length === 0 };
  if (said.missing.length > 0) return { say: say('scheduleWhen') };
  const { rules, what, isTimeGuessed } = said;
  const guessed = isTimeGuessed ? { guessed: true } : {};
  return { calls: [{ name: TOOL, args: { action: 'propose', rules, instructions: what, ...guessed } }] };
}

/** What to say once the proposal was answered: the card says the rest. */
export function wordProposal(after: readonly ModelMessage[], say: Say): string | undefined {
  const made = after.flatMap((entry) => (entry.role === 'assistant' ? entry.calls : []));
  const ids = new Set(made.filter(({ name }) => name === TOOL).map(({ id }) => id));
  const answer = after.find((entry) => entry.role === 'tool' && ids.has(entry.callId));
  if (answer?.role !== 'tool') return undefined;
  const { isError, text } = readResult(answer.text, answer.isError);
  return isError ? (text ?? say('scheduleWhen')) : say('proposed');
}
