import { ASK_STATES, askLabel, type Ask, type Decision } from '../domain/ask.ts';
import type { Drafts } from './drafts.ts';
import { AppError } from '../domain/errors.ts';
import type { IncomingChange, IncomingCommand, IncomingMessage, OutgoingMessage } from '../domain/message.ts';
import { placeKey, type PersonRef } from '../domain/person.ts';
import type { InboxRow } from '../domain/records.ts';
import { isEnded } from '../domain/task-moves.ts';
import type { Task } from '../domain/task.ts';
import { settledAs } from '../cards/ask-card.ts';
import { voters } from '../asks/votes.ts';
import type { ReadGroups } from '../asks/read-groups.ts';
import { mayDecide } from '../asks/who-may.ts';
import type { Caller } from '../ports/commands.ts';
import type { Ports } from '../ports/index.ts';
import type { Filter } from '../ports/store.ts';
import type { Settings } from '../settings.ts';
import { wordsFor } from '../words/index.ts';
import {
  findCommand,
  isControlWord,
  readBareDecision,
  readCommand,
  readDecision,
  readNumberedAnswer,
  type TypedCommand,
  type TypedDecision,
} from './grammar.ts';
import { sayingKey } from '../tasks/comment.ts';
import { readChanges } from './changes.ts';
import { callerFor } from './speaker.ts';
import type { SayInReturn } from './reply.ts';
import { readTypedForm } from '../forms/typed-form.ts';
import type { Reply } from './typed-commands.ts';

type TurnPorts = Pick<Ports, 'store' | 'log'>;

export interface TurnActions {
  runCommand: (command: TypedCommand, caller: Caller) => Promise<Reply>;
  readGroups: ReadGroups;
  findAsk: (ref: string, caller: Caller) => Promise<Ask>;
  comment: (task: Task, input: { text: string }, caller: Caller) => Promise<unknown>;
  reviseComment: (change: IncomingChange) => Promise<void>;
  agentTurn: (row: InboxRow, text: string, caller: Caller, signal: AbortSignal) => Promise<string>;
  decideAsk: (
    ask: Ask,
    input: { decision: Decision; value?: unknown; note?: string },
    caller: Caller,
  ) => Promise<Ask>;
  answerDraft: Drafts['answer'];
  reply: SayInReturn;
}

/** What people say to be answered. */
type Said = IncomingMessage | IncomingCommand;

/**
 * One message of a thread: a typed command, the answer to an open question, or a turn of the agent. A change to a message
 * changes what was said, never what was done: it begins nothing.
 */
export function createHandleTurn(ports: TurnPorts, settings: Settings, actions: TurnActions) {
  return async function handleTurn(row: InboxRow, signal: AbortSignal): Promise<string | null> {
    if (row.incoming.kind === 'action') return null;
    if (row.incoming.kind === 'change') {
      await actions.reviseComment(row.incoming);
      return null;
    }
    const incoming = await asItIsNow(row, row.incoming);
    if (!incoming) return null;
    const caller = await callerFor(incoming, ports, settings);
    const reply = await replyTo(row, incoming, caller, signal);
    if (!reply) return null;
    await say(row, reply, caller);
    return reply.text;
  };

  /** In the words that it has been changed to, had it been changed before its turn came; undefined when it was taken back. */
  async function asItIsNow(row: InboxRow, incoming: Said): Promise<Said | undefined> {
    const change = (await readChanges(ports, [row])).get(row.id);
    if (!change) return incoming;
    if (change.text !== null) return { ...incoming, text: change.text };
    return hasBegun(row) ? incoming : undefined;
  }

  async function replyTo(
    row: InboxRow,
    incoming: Said,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<Reply | undefined> {
    const talk = async (): Promise<Reply> => ({
      text: await actions.agentTurn(row, incoming.text, caller, signal),
      isPrivate: false,
    });
    if (hasBegun(row)) return talk();
    const said = withoutQuote(incoming.text);
    const typed = readDecision(said);
    if (typed) return softly(caller, () => decideTyped(typed, caller));
    const command = incoming.kind === 'command' ? readCommand(said || 'help') : findCommand(said);
    if (command) return unlessSilent(await softly(caller, () => actions.runCommand(command, caller)));
    const isHeard = incoming.kind === 'message' && incoming.isToBot && !readNumberedAnswer(said);
    const next = isHeard && unlessSilent(await softly(caller, () => goOnAsking(said, caller)));
    if (next) return next;
    if (row.epoch > 1 && (await hasAnswered(caller))) return undefined;
    const answered = await answerOpenAsk(said, incoming, caller);
    if (answered) return unlessSilent(answered);
    // Talk among people in a task's thread is theirs; the task remembers it.
    if (incoming.kind === 'message' && !incoming.isToBot) return remember(incoming, caller);
    return talk();
  }

  /** Somebody who is being asked for what a definition needs says the next piece of it. */
  async function goOnAsking(said: string, caller: Caller): Promise<Reply> {
    return { text: (await actions.answerDraft(said, caller)) ?? '', isPrivate: false };
  }

  async function decideTyped({ decision, ask: number, rest }: TypedDecision, caller: Caller): Promise<Reply> {
    const ask = await actions.findAsk(number, caller);
    const value = ask.fields ? readTypedForm(ask.fields, rest) : rest;
    const said = decision === 'answer' || decision === 'resume' ? { value } : rest ? { note: rest } : {};
    const settled = await actions.decideAsk(ask, { decision, ...said }, caller);
    const words = wordsFor(caller.locale);
    const { state, kind, policy } = settled;
    const text =
      state === 'open' ? words.votes(voters(settled).size, policy.quorum) : settledAs(kind, state, words);
    return { text: `${askLabel(settled)}: ${text}`, isPrivate: false, askId: settled.id };
  }

  /** What is said in the thread of one task is a comment of that task. */
  async function remember({ text, platform, key }: IncomingMessage, caller: Caller): Promise<undefined> {
    if (!caller.place) return;
    const filter = { 'placeKey': placeKey(caller.place), 'home.thread': caller.place.thread };
    const found = await ports.store
      .collection('tasks')
      .find(filter, { sort: { updatedAt: -1, id: -1 }, limit: 10 });
    const live = found.filter((task) => !isEnded(task));
    const [task, other] = live.length > 0 ? live : found;
    const own = { ...caller, key: sayingKey(platform, key) };
    if (task && !other) await actions.comment(task, { text }, own);
  }

  /** An earlier try of this very message may have been taken as an answer, without living to say so. */
  async function hasAnswered({ place, key }: Caller): Promise<boolean> {
    if (!place || !key) return false;
    const { platform, channel, thread } = place;
    const [taken] = await ports.store.collection('asks').find(
      {
        'state': { $in: [...ASK_STATES] },
        'home.platform': platform,
        'home.channel': channel,
        'home.thread': thread,
        'decisions.key': key,
      },
      { limit: 1 },
    );
    return taken !== undefined;
  }

  /** Something that people wait for in this thread may be what was just said. Empty text: taken, and the card says so. */
  async function answerOpenAsk(text: string, incoming: Said, caller: Caller): Promise<Reply | undefined> {
    const open = await asksHere(incoming);
    const groups = await actions.readGroups(open);
    const mine = open.filter((ask) => mayDecide(ask, caller, groups));
    const numbered = readNumberedAnswer(text);
    const named = numbered && mine.find((ask) => askLabel(ask) === numbered.ask && takesText(ask));
    if (named) return settle(named, { decision: 'answer', value: numbered.answer }, caller);
    const said = readBareDecision(text);
    // "Done" may as well answer a question; where nobody was asked to do anything, it does.
    const bare = said === 'hand_back' && !mine.some(takesNod(said)) ? undefined : said;
    if (bare && mine.some(takesNod(bare)))
      return decideBare(bare, mine.filter(takesNod(bare)), incoming, caller);
    const isReply = isReplyToUs(incoming);
    const wanted = mine.filter(
      (ask) => takesText(ask) && (isOption(ask, text) || (isReply && !isAside(ask, text))),
    );
    if (isControlWord(text)) return undefined;
    return settleOnly(wanted, { decision: 'answer', value: text }, caller);
  }

  /** What is open where this was said: in its thread, or alone with the bot in the whole conversation. */
  async function asksHere({ place, isDirect }: Said): Promise<Ask[]> {
    const { platform, channel, thread } = place;
    const here: Filter = isDirect ? {} : { 'home.thread': thread };
    return ports.store
      .collection('asks')
      .find(
        { 'state': 'open', 'home.platform': platform, 'home.channel': channel, ...here },
        { sort: { createdAt: 1, id: 1 }, limit: 20 },
      );
  }

  /** Among people a word of approval is talk: it decides alone with the bot, or as a reply to the card. */
  async function decideBare(
    decision: Decision,
    asks: readonly Ask[],
    incoming: Said,
    caller: Caller,
  ): Promise<Reply | undefined> {
    const quoted = incoming.kind === 'message' ? incoming.quoted : undefined;
    const meant = quoted === undefined ? asks : asks.filter((ask) => isCardOf(ask, quoted));
    if (meant.length > 0 && (incoming.isDirect || quoted !== undefined || decision === 'hand_back'))
      return settleOnly(meant, { decision }, caller);
    const words = wordsFor(caller.locale);
    return { text: asks.map((ask) => words.howToDecide(askLabel(ask))).join('\n'), isPrivate: true };
  }

  async function settleOnly(
    [only, ...others]: readonly Ask[],
    input: { decision: Decision; value?: unknown },
    caller: Caller,
  ): Promise<Reply | undefined> {
    if (!only || others.length === 0) return only && settle(only, input, caller);
    const asks = [only, ...others].map(askLabel);
    return { text: wordsFor(caller.locale).error('ask.ambiguous', { asks }).detail, isPrivate: true };
  }

  function settle(ask: Ask, input: { decision: Decision; value?: unknown }, caller: Caller): Promise<Reply> {
    return softly(caller, async () => {
      await actions.decideAsk(ask, input, caller);
      return { text: '', isPrivate: false };
    });
  }

  /** Errors that the person can mend are replies; the others go on to whoever looks after the inbox. */
  async function softly(caller: Caller, work: () => Promise<Reply>): Promise<Reply> {
    try {
      return await work();
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.kind.tell === 'operator' || error.code === 'stopped') throw thrown;
      return { text: explain(error, caller.locale), isPrivate: true, isSecret: namesOthers(error) };
    }
  }

  async function say(
    row: InboxRow,
    { text, isPrivate, isSecret, askId }: Reply,
    { locale, person, place }: Caller,
  ): Promise<void> {
    if (!place) return;
    const isOnCardOf = askId === undefined ? {} : { isOnCardOf: askId };
    const message = { text, locale, ...isOnCardOf, ...(isPrivate && audience(person, isSecret)) };
    await actions.reply(row, place, message);
  }
}

/** A turn of the agent that somebody began, and was seen to: it stays one, whatever was changed or asked since. */
const hasBegun = ({ journalLength, stream }: InboxRow): boolean => journalLength > 0 || stream !== undefined;

/** A card may have said it all. */
const unlessSilent = (reply: Reply): Reply | undefined => (reply.text === '' ? undefined : reply);

/** Whether what is said in the thread can be the answer: a text or an option, not a form and not a decision. */
const takesText = ({ kind, isInDoubt, fields }: Ask): boolean =>
  kind === 'input' && !isInDoubt && fields === null;

/**
 * In a thread everything that is said is said to it. Where the platform has no threads, only a quoted message is; other talk
 * there may be about anything.
 */
const isReplyToUs = (incoming: Said): boolean =>
  incoming.place.thread !== incoming.place.channel || (incoming.kind === 'message' && incoming.isReply);

/** A question back, where the answer is one of a few words. */
const isAside = ({ options }: Ask, text: string): boolean => options !== null && /[?？]\s*$/.test(text);

/** By its words, or by the number that it stands under. */
const isOption = ({ options }: Ask, text: string): boolean => {
  const said = text.normalize('NFKC').trim().toLowerCase();
  return options?.some((option, at) => option.toLowerCase() === said || String(at + 1) === said) ?? false;
};

/** As much of a question as the smallest card shows. */
const CARD_WORDS = 12;

/** Whether a text that was quoted is the card of the ask: its number, no other, and the beginning of its question. */
function isCardOf(ask: Ask, quoted: string): boolean {
  const bare = (text: string): string => text.replace(/[*_`>\s]/g, '');
  const labels = new Set(quoted.match(/\bA-\d{1,9}\b/g));
  return (
    labels.size === 1 &&
    labels.has(askLabel(ask)) &&
    bare(quoted).includes(bare(ask.question).slice(0, CARD_WORDS))
  );
}

/** What was typed, without the message that a platform quotes below it. */
const withoutQuote = (text: string): string => text.replace(/(?:\n>[^\n]*)+\s*$/, '').trim();

const takesNod =
  (decision: Decision) =>
  ({ kind }: Ask): boolean =>
    decision === 'hand_back' ? kind === 'takeover' : kind === 'approval' || kind === 'pre_approval';

/** For the person alone; where they cannot be reached alone, what is not secret may be said before the others. */
export const audience = (
  onlyFor: PersonRef,
  isSecret = false,
): Pick<OutgoingMessage, 'onlyFor' | 'mayBeOverheard'> => ({
  onlyFor,
  ...(!isSecret && { mayBeOverheard: true }),
});

/** Its words name tasks that may live elsewhere. */
export const namesOthers = ({ details }: AppError): boolean => Array.isArray(details.candidates);

/** An error in words, with the tasks that may have been meant. */
export function explain(error: AppError, locale: string): string {
  const words = wordsFor(locale);
  const { detail } = words.error(error.code, error.details);
  const { candidates } = error.details;
  if (!Array.isArray(candidates)) return detail;
  const lines = (candidates as { number: string; title: string }[]).map(
    ({ number, title }) => `- ${number} ${title}`,
  );
  return [detail, ...lines].join('\n');
}
