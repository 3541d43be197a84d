import { fold, toPhrases } from './fold.ts';
import { labelsIn } from './labels.ts';
import { isQuestion } from './read-decision.ts';
import { AROUND_CONTROL, CONJUNCTIONS, CONTROL_WORDS, type ControlVerb } from './vocabulary.ts';

/** A whole message that steers work: "stop", "Please cancel T-1!", 把 T-1 停掉吧. */
export interface Control {
  verb: ControlVerb;
  /** The tasks that it names, each once; none stands for the one of the conversation. */
  refs: string[];
  /** "stop?" steers nothing, and answers nothing either. */
  isQuestion: boolean;
}

const MAX_CONTROL = 200;

const phrases = toPhrases({ ...CONTROL_WORDS, around: AROUND_CONTROL, and: CONJUNCTIONS });

/** Reads a message that holds a word of control, the tasks that it is for, courtesy, and nothing else. */
export function readControl(text: string): Control | undefined {
  const said = text.trim();
  if (said === '' || said.length > MAX_CONTROL) return undefined;
  const labels = labelsIn(said);
  if (labels.some(({ kind }) => kind === 'ask')) return undefined;
  const rest = labels.reduceRight(
    (left, { start, end }) => `${left.slice(0, start)} ${left.slice(end)}`,
    said,
  );
  const folded = fold(rest).replace(/^\/+/, '');
  const asks = folded.includes('?');
  const kinds = phrases.read(folded.replace(/[?#&/]/g, ' '));
  const verbs = new Set((kinds ?? []).filter((kind) => kind !== 'around' && kind !== 'and'));
  const [verb, second] = verbs;
  if (verb === undefined || second !== undefined) return undefined;
  return { verb, refs: [...new Set(labels.map(({ ref }) => ref))], isQuestion: asks };
}

const courtesy = toPhrases({ around: AROUND_CONTROL });

/** Nothing, or courtesy and punctuation; a question is neither. */
export const isCourtesy = (text: string): boolean => courtesy.read(fold(text)) !== undefined;

const RESUMES =
  /^(?:(?:please|pls|ok|okay|yes|请|好的|好)[\s,，.。!！]{0,3})?(?:resume|continue|go on|carry on|keep going|proceed|继续|恢复|接着做)(?![\p{Script=Latin}\p{N}_-])[\s,，:：.。!！]{0,5}(?:and |then |并且|并|然后)?([\s\S]*)$/iu;

/** "Go on and use blue": work that is paused is to go on, and what its agent should know. */
export function readResume(text: string): { words: string } | undefined {
  const said = text.trim();
  const match = RESUMES.exec(said.replace(/^\/?(?:task|任务)\s+/i, ''));
  if (!match || isQuestion(fold(said)) || labelsIn(said).length > 0) return undefined;
  return { words: readControl(said) ? '' : (match[1] ?? '').trim() };
}
