import type { ModelMessage, ModelRequest } from '../../../src/ports/model.ts';
import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import type { Act } from './acts.ts';
import { toClause, wideMarks } from './clauses.ts';
import { isStatusAlone } from './lists.ts';
import { parseMessage } from './parse.ts';
import { toRef } from './refs.ts';
import { wordResults, type Reader } from './reply.ts';
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

/** One step of a conversation: calls for what was asked, or words once they are answered. */
export function takeTurn({ messages, tools, hints }: ModelRequest): Said {
  const index = messages.findLastIndex(({ role }) => role === 'user');
  const message = messages[index];
  const text = message?.role === 'user' ? message.text : '';
  const locale = localeOf(text, hints.locale);
  const words = wordsOf(locale);
  const reader: Reader = { locale, now: hints.now, timeZone: hints.timeZone };
  const isOfThread = index > 0 && isStatusAlone(toClause(text).text);
  const say = (reply: string): Said => ({
    text: hints.isFirst ? `${reply}\n\n${words.offline}` : reply,
    calls: [],
  });

  const after = messages.slice(index + 1);
  const made = after.flatMap((entry) => (entry.role === 'assistant' ? entry.calls : []));
  if (made.length) {
    const answered = after.flatMap((entry) => {
      if (entry.role !== 'tool') return [];
      const args = (made.find(({ id }) => id === entry.callId)?.args ?? {}) as Partial<ManageTasksInput>;
      return [
        {
          result: readResult(entry.text, entry.isError),
          action: args.action,
          status: args.status,
          isRun: args.run === true,
        },
      ];
    });
    const [first, second] = answered;
    // A thread without a task: then the question was for all of them.
    if (
      isOfThread &&
      !second &&
      first?.action === 'get' &&
      first.result.isError &&
      !first.result.candidates.length
    )
      return { text: '', calls: [{ name: TOOL, args: { action: 'list' } satisfies ManageTasksInput }] };
    const told = isOfThread && second ? answered.slice(1) : answered;
    return say(wordResults(told, reader) || words.done);
  }

  if (isOfThread && tools.some(({ name }) => name === TOOL))
    return {
      text: '',
      calls: [{ name: TOOL, args: { action: 'get', ref: 'it' } satisfies ManageTasksInput }],
    };
  const choice = chosen(messages, index, text);
  const acts = parseMessage(choice?.request ?? text, hints);
  const calls = toCalls(acts).map((args) => (choice && args.ref ? { ...args, ref: choice.ref } : args));
  const isGranted = tools.some(({ name }) => name === TOOL);
  if (calls.length && isGranted) return { text: '', calls: calls.map((args) => ({ name: TOOL, args })) };
  const [first] = acts;
  return say(words.topics[first?.kind === 'say' ? first.topic : 'help']);
}
