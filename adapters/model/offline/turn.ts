import type { ModelMessage, ModelRequest } from '../../../src/ports/model.ts';
import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import type { Act } from './acts.ts';
import { toClause, wideMarks } from './clauses.ts';
import { isStatusAlone } from './lists.ts';
import { parseMessage } from './parse.ts';
import { toRef } from './refs.ts';
import { wordResults, type Answered } from './reply.ts';
import { readResult } from './results.ts';
import { localeOf, wordsOf } from './words.ts';

export interface Said {
  text: string;
  calls: { name: string; args: unknown }[];
}

const TOOL = 'manage_tasks';
const MAX_TASKS = 20;

/** The calls that acts become: new tasks that start alike go into one call. */
function toCalls(acts: readonly Act[]): ManageTasksInput[] {
  const calls: ManageTasksInput[] = [];
  for (const act of acts) {
    const last = calls.at(-1);
    if (act.kind === 'call') calls.push(act.args);
    if (act.kind !== 'create') continue;
    const isSame =
      last?.action === 'create' && (last.run ?? false) === act.run && (last.tasks?.length ?? 0) < MAX_TASKS;
    const { title, description } = act.task;
    const task = {
      ...act.task,
      title: wideMarks(title),
      ...(description ? { description: wideMarks(description) } : {}),
    };
    if (isSame) last.tasks = [...(last.tasks ?? []), task];
    else calls.push({ action: 'create', tasks: [task], ...(act.run ? { run: true } : {}) });
  }
  return calls;
}

const ORDINALS: readonly (readonly [RegExp, number])[] = [
  [/^(?:the )?(?:first|1st)(?: one)?$|^第一个?$/i, 1],
  [/^(?:the )?(?:second|2nd)(?: one)?$|^第二个?$/i, 2],
  [/^(?:the )?(?:third|3rd)(?: one)?$|^第三个?$/i, 3],
  [/^(?:the )?last(?: one)?$|^最后一?个?$/i, -1],
];

/** "The second one", "2" or "T-7" after "did you mean": the request before, for that task. */
function chosen(
  messages: readonly ModelMessage[],
  at: number,
  text: string,
): { request: string; ref: string } | undefined {
  const asked = messages[at - 1];
  if (asked?.role !== 'assistant') return undefined;
  const isAsking = [wordsOf('en').which, wordsOf('zh-CN').which].some((which) => asked.text.includes(which));
  if (!isAsking) return undefined;
  const offered = [...asked.text.matchAll(/^\d+\. (T-\d+)/gm)].map(([, number = '']) => number);
  const said = toClause(text).text;
  const ordinal =
    ORDINALS.find(([pattern]) => pattern.test(said))?.[1] ?? (/^\d$/.test(said) ? Number(said) : undefined);
  const number = /^(?:T-?|#)?\d+$/i.test(said) ? toRef(said) : undefined;
  const ref =
    number && offered.includes(number)
      ? number
      : ordinal === undefined
        ? undefined
        : offered.at(ordinal > 0 ? ordinal - 1 : ordinal);
  const request = messages.slice(0, at).findLast((message) => message.role === 'user')?.text;
  return ref && request ? { request, ref } : undefined;
}

const calling = (calls: readonly ManageTasksInput[]): Said => ({
  text: '',
  calls: calls.map((args) => ({ name: TOOL, args })),
});

/** The calls of this turn that have their answer. */
function answersIn(after: readonly ModelMessage[]): Answered[] {
  const made = after.flatMap((entry) => (entry.role === 'assistant' ? entry.calls : []));
  return after.flatMap((entry) => {
    if (entry.role !== 'tool') return [];
    const { action, status, run } = (made.find(({ id }) => id === entry.callId)?.args ??
      {}) as Partial<ManageTasksInput>;
    return [{ result: readResult(entry.text, entry.isError), action, status, isRun: run === true }];
  });
}

/** The thread has no task of its own, and none that may be meant. */
const isMissing = ({ action, result }: Answered): boolean =>
  action === 'get' && result.isError && result.candidates.length === 0;

/** One step of a conversation: calls for what was asked, or words once they are answered. */
export function takeTurn({ messages: all, tools, hints }: ModelRequest): Said {
  const messages = all.filter(({ role }) => role !== 'data');
  const index = messages.findLastIndex(({ role }) => role === 'user');
  const message = messages[index];
  const text = message?.role === 'user' ? message.text : '';
  const locale = localeOf(text, hints.locale);
  const words = wordsOf(locale);
  const say = (reply: string): Said => ({
    text: hints.isFirst ? `${reply}\n\n${words.offline}` : reply,
    calls: [],
  });
  const choice = chosen(messages, index, text);
  const request = choice?.request ?? text;
  // In a talk "what's the status?" means the task of the thread, and only where there is none all tasks.
  const isOfThread = index > 0 && isStatusAlone(toClause(request).text);

  const [first, ...others] = answersIn(messages.slice(index + 1));
  if (first && (!isOfThread || !isMissing(first) || others.length)) {
    const told = isOfThread && isMissing(first) ? others : [first, ...others];
    return say(wordResults(told, { locale, now: hints.now, timeZone: hints.timeZone }) || words.done);
  }

  const isGranted = tools.some(({ name }) => name === TOOL);
  if (isOfThread && !first && isGranted) return calling([{ action: 'get', ref: choice?.ref ?? 'it' }]);
  const acts = parseMessage(request, hints);
  const calls = toCalls(acts).map((args) => (choice && args.ref ? { ...args, ref: choice.ref } : args));
  if (calls.length && isGranted) return calling(calls);
  const [act] = acts;
  return say(words.topics[act?.kind === 'say' ? act.topic : 'help']);
}
