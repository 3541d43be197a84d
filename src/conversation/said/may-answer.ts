import { withoutEnd } from '../../shared/text.ts';
import { beginsWith, fold, holds, toPhrases } from './fold.ts';
import { labelsIn } from './labels.ts';
import { readControl } from './read-control.ts';
import { isQuestion } from './read-decision.ts';
import {
  ASKS_FOR_NEWS,
  CONTROL_WORDS,
  REQUEST_OBJECTS,
  REQUEST_OPENERS,
  REQUEST_STARTS,
  TALK_STARTS,
} from './vocabulary.ts';

/** Why a message is not taken as the answer to an open question. */
export type NoAnswer = 'control' | 'request' | 'question' | 'number' | 'addressed';

const news = toPhrases({ news: ASKS_FOR_NEWS });

/**
 * Whether a plain message may be the answer to the question that is open: not when it steers work, asks for something, names a task
 * or an ask, or speaks to somebody. Undefined when nothing is against it.
 *
 * @param names - the people who may be spoken to here, as they are called; without the speaker.
 */
export function whyNoAnswer(text: string, names: readonly string[] = []): NoAnswer | undefined {
  const folded = fold(text);
  if (readControl(text) || isSteering(folded) || news.read(folded.replace(/[?]/g, ' '))?.length)
    return 'control';
  if (labelsIn(text, { isStrict: true }).length > 0) return 'number';
  if (folded.startsWith('/') || isRequest(folded)) return 'request';
  if (isAddressed(text, names)) return 'addressed';
  return isQuestion(folded) ? 'question' : undefined;
}

/** It begins as a control, or as the contrary of one: "stop everything", "don't cancel". */
function isSteering(folded: string): boolean {
  const said = folded.replace(COURTESY, '').replace(/^(?:don't|do not|never|不要|不用|别)\s?/u, '');
  return beginsWith(said, STEERING);
}
const STEERING = [...CONTROL_WORDS.stop, ...CONTROL_WORDS.pause].filter((word) => word.length > 1);

/** Whether it begins as people speak to each other. */
export const isTalk = (text: string): boolean => beginsWith(fold(text), TALK_STARTS);

const COURTESY =
  /^(?:please|pls|errand|can you|could you|would you|will you|请帮我|请|麻烦|帮我)[\s,，:：]{0,3}/u;

function isRequest(folded: string): boolean {
  const said = folded.replace(COURTESY, '');
  if (beginsWith(said, REQUEST_STARTS)) return true;
  if (/^(?:task|任务)\s/u.test(said)) return true;
  return beginsWith(said, REQUEST_OPENERS) && holds(said, REQUEST_OBJECTS);
}

const FIRST = /^\s*([^\s,，:：!！?？]{1,40}(?: [^\s,，:：!！?？]{1,40})?)\s?[,，:：]/u;

/** "Ann, …", "… , Ann" or an `@name` anywhere. */
function isAddressed(text: string, names: readonly string[]): boolean {
  if (/(?:^|[^\p{Script=Latin}\p{N}._-])@[^\s@]/u.test(text)) return true;
  const called = [FIRST.exec(text)?.[1] ?? '', lastOf(text)].map(fold).filter((name) => name !== '');
  return called.some((name) => names.some((known) => isNameOf(name, fold(known))));
}

/** What stands behind the last comma; nothing where there is none. */
function lastOf(text: string): string {
  const said = withoutEnd(text, /[\s.。!！?？~]/u);
  const comma = Math.max(said.lastIndexOf(','), said.lastIndexOf('，'));
  return comma < 0 || said.length - comma > MAX_NAME ? '' : said.slice(comma + 1);
}

const MAX_NAME = 80;

/** The whole name, or the first word of it. */
const isNameOf = (said: string, known: string): boolean => said === known || said === known.split(' ')[0];
