import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import type { ModelMessage, ModelRequest } from '../../../src/ports/model.ts';
import type { Change, Wish } from './changes.ts';
import { readMessage } from './read.ts';
import { wordResults, type Answered } from './reply.ts';
import { readResult } from './results.ts';
import { proposeIn, wordProposal } from './schedules.ts';
import { localeOf, spokenText } from './text.ts';
import { wordsOf } from './words.ts';

export interface Said {
  text: string;
  calls: { name: string; args: unknown }[];
}

const TOOL = 'manage_tasks';
const MAX_TASKS = 20;
const MAX_SAID = 20_000;

/** The calls that wishes become: new tasks that start alike go into one call. */
function toCalls(wishes: readonly Wish[], said: string): ManageTasksInput[] {
  const calls: ManageTasksInput[] = [];
  for (const wish of wishes) {
    if (wish.is === 'call') calls.push(wish.args);
    if (wish.is === 'bulk')
      for (const { number } of wish.tasks) calls.push({ ...wish.args, ref: `T-${number}`, confirm: true });
    if (wish.is === 'change') for (const { ref } of wish.refs) calls.push(toCall(wish, ref, said));
    if (wish.is !== 'create') continue;
    const last = calls.at(-1);
    const hasRoom = (last?.tasks?.length ?? 0) < MAX_TASKS;
    if (last?.action === 'create' && (last.run ?? false) === wish.run && hasRoom)
      last.tasks = [...(last.tasks ?? []), wish.task];
    else calls.push({ action: 'create', tasks: [wish.task], ...(wish.run ? { run: true } : {}) });
  }
  return calls;
}

/**
 * What ends or starts work is done only where every word of the request is understood, and a lesser change where all but one
 * are; else one button says exactly what would happen. Setting something aside needs a reason, which may be the request.
 */
function toCall({ args, isGrave, leftover }: Change, ref: string, said: string): ManageTasksInput {
  const text = args.text ?? (args.action === 'defer' ? said.slice(0, 200) : undefined);
  const isUnsure = args.action !== 'comment' && leftover > (isGrave ? 0 : 1);
  return { ...args, ref, ...(text === undefined ? {} : { text }), ...(isUnsure ? { confirm: true } : {}) };
}

const ORDINALS: readonly (readonly [RegExp, number])[] = [
  [/^(?:the )?(?:first|1st)(?: one)?$|^第一个?$/i, 1],
  [/^(?:the )?(?:second|2nd)(?: one)?$|^第二个?$/i, 2],
  [/^(?:the )?(?:third|3rd)(?: one)?$|^第三个?$/i, 3],
  [/^(?:the )?last(?: one)?$|^最后一?个?$/i, -1],
];

/** "The second one", "2" or "T-7" after "did you mean": the request before, for that task. */
function chosen(messages: readonly ModelMessage[], at: number, said: string) {
  const [question, request] = [
    messages[at - 1],
    messages.slice(0, at).findLast(({ role }) => role === 'user'),
  ];
  if (question?.role !== 'assistant' || request?.role !== 'user') return undefined;
  if (![wordsOf('en')('which'), wordsOf('zh-CN')('which')].some((which) => question.text.includes(which)))
    return undefined;
  const offered = [...question.text.matchAll(/^\d+\. (T-\d+)/gm)].map(([, number = '']) => number);
  const bare = said.replace(/[.。!！]$/, '');
  const digit = /^\d$/.test(bare) ? Number(bare) : undefined;
  const ordinal = ORDINALS.find(([pattern]) => pattern.test(bare))?.[1] ?? digit;
  const number = /^(?:T-?|#)(\d+)$/i.exec(bare)?.[1];
  const byOrder = ordinal === undefined ? undefined : offered.at(ordinal > 0 ? ordinal - 1 : ordinal);
  const ref = number ? offered.find((one) => one === `T-${number}`) : byOrder;
  return ref ? { ref, request: spokenText(request.text, MAX_SAID) } : undefined;
}

/** The calls of this turn that have their answer. */
function answersIn(after: readonly ModelMessage[]): Answered[] {
  const made = after.flatMap((entry) => (entry.role === 'assistant' ? entry.calls : []));
  return after.flatMap((entry) => {
    if (entry.role !== 'tool') return [];
    const args = (made.find(({ id }) => id === entry.callId)?.args ?? {}) as Partial<ManageTasksInput>;
    const { action, status, run, ref } = args;
    return [{ result: readResult(entry.text, entry.isError), action, status, ref, isRun: run === true }];
  });
}

/** The thread has no task of its own, and none that may be meant. */
const isMissing = ({ ref, action, result }: Answered): boolean =>
  ref === 'it' && action === 'get' && result.isError && result.candidates.length === 0;

const calling = (calls: readonly ManageTasksInput[]): Said => ({
  text: '',
  calls: calls.map((args) => ({ name: TOOL, args })),
});

/** One step of a conversation: calls for what was asked, or words once they are answered. */
export function takeTurn({ messages: all, tools, hints }: ModelRequest): Said {
  const messages = all.filter(({ role }) => role !== 'data');
  const index = messages.findLastIndex(({ role }) => role === 'user');
  const message = messages[index];
  const text = spokenText(message?.role === 'user' ? message.text : '', MAX_SAID);
  const locale = localeOf(text, hints.locale);
  const words = wordsOf(locale);
  const say = (reply: string): Said => ({
    text: hints.isFirst ? `${reply}\n\n${words('offline')}` : reply,
    calls: [],
  });

  const after = messages.slice(index + 1);
  const proposed = wordProposal(after, words);
  if (proposed) return say(proposed);
  const answered = answersIn(after);
  const told = answered.filter((one) => !isMissing(one));
  // In a talk "what's the status?" means the task of the thread, and only where there is none all tasks.
  if (answered.length && !told.length) return calling([{ action: 'list', assignee: 'anyone' }]);
  if (told.length)
    return say(wordResults(told, { locale, now: hints.now, timeZone: hints.timeZone }) || words('done'));

  const choice = chosen(messages, index, text);
  const wishes = readMessage(choice?.request ?? text, hints, index > 0);
  // A question, or a change to what is there, asks for nothing that comes again.
  const mayRepeat = wishes.every(({ is }) => is !== 'change' && is !== 'bulk');
  const proposal = mayRepeat && !/[?？]\s*$/.test(text) ? proposeIn(text, tools, words) : undefined;
  const isAsked = wishes.length === 0 || (wishes[0]?.is === 'say' && wishes[0].topic === 'schedule');
  if (proposal && (isAsked || 'calls' in proposal || proposal.isSaid))
    return 'say' in proposal ? say(proposal.say) : { text: '', ...proposal };
  const isGranted = tools.some(({ name }) => name === TOOL);
  const open = wishes.find((wish) => wish.is === 'change' && wish.which);
  if (!choice && open?.is === 'change' && open.which) {
    const tasks = open.which.map(({ number, title }, at) => `${at + 1}. T-${number} ${title}`);
    return say([words('which'), ...tasks].join('\n'));
  }
  const calls = toCalls(wishes, choice?.request ?? text);
  if (calls.length && isGranted)
    return calling(choice ? calls.slice(0, 1).map((call) => ({ ...call, ref: choice.ref })) : calls);
  const [wish] = wishes;
  if (wish?.is === 'bulk') return say(words('none'));
  return say(words(wish?.is === 'say' ? wish.topic : 'lost'));
}
