import { answerDraft } from './drafts.ts';
import { runCommand, type Reply } from './typed-commands.ts';
import type { App } from '../app.ts';
import { reviseComment } from '../tasks/revise-comment.ts';
import { agentTurn } from './turn.ts';
import { reply } from './reply.ts';
import { readAside } from '../shared/read-aside.ts';
import { ASK_STATES } from '../domain/ask.ts';
import type { IncomingMessage } from '../domain/message.ts';
import { placeKey } from '../domain/person.ts';
import type { InboxRow } from '../domain/records.ts';
import { isEnded } from '../domain/task-moves.ts';
import type { Caller } from '../ports/commands.ts';
import { comment, sayingKey } from '../tasks/comment.ts';
import { hearConsole } from './hear-console.ts';
import { readMessageChanges } from './message-changes.ts';
import { hearNothing, readWhole } from './enclosures.ts';
import { findCommand, readCommand } from './grammar.ts';
import { hearAnswer } from './hear-answer.ts';
import { hearControl, hearResume } from './hear-control.ts';
import { hearBareDecision, hearDecision } from './hear-decision.ts';
import { audience, isToBot, softly, type Heard, type Hearing } from './hearing.ts';
import { hearWords } from './hear-words.ts';
import { hearSchedule } from './hear-schedule.ts';
import { labelsIn } from './said/labels.ts';
import { readControl } from './said/read-control.ts';
import { callerFor } from './speaker.ts';

/**
 * One message of a thread: a typed command, the answer to an open question, or a turn of the agent. A change to a message
 * changes what was said, never what was done: it begins nothing.
 */
export async function handleTurn(app: App, row: InboxRow, signal: AbortSignal): Promise<string | null> {
  const { settings } = app;
  if (row.incoming.kind === 'action') return null;
  if (row.incoming.kind === 'change') {
    await reviseComment(app, row.incoming);
    return null;
  }
  const incoming = await asItIsNow(app, row, row.incoming);
  if (!incoming) return null;
  const caller = await callerFor(incoming, app, settings);
  const text = withoutQuote(incoming.text);
  const answer = await replyTo(app, { app, row, incoming, text, caller }, signal);
  if (!answer) return null;
  if (!answer.isOnCard || (await isShown(app, row))) await say(app, row, answer, caller);
  // What was said to one person is no part of the talk: neither the agent nor "it" may take anything from it.
  return answer.isPrivate ? null : answer.text;
}

/** Something of it stands in the thread already, and wants its end. */
async function isShown({ store }: App, { id }: InboxRow): Promise<boolean> {
  const [row] = await store.collection('inbox').find({ id }, { limit: 1, omit: ['journal'] });
  return row?.stream !== undefined;
}

/** In the words that it has been changed to, had it been changed before its turn came; undefined when it was taken back. */
async function asItIsNow(app: App, row: InboxRow, incoming: Heard): Promise<Heard | undefined> {
  const change = (await readMessageChanges(app, [row])).get(row.id);
  if (!change) return incoming;
  if (change.text !== null) return { ...incoming, text: change.text };
  return hasBegun(row) ? incoming : undefined;
}

/** A reply that says nothing is none. */
const spoken = (answer: Reply | undefined): Reply | undefined => (answer?.text === '' ? undefined : answer);

async function replyTo(app: App, hearing: Hearing, signal: AbortSignal): Promise<Reply | undefined> {
  const { row, incoming, caller } = hearing;
  const talk = async (): Promise<Reply | undefined> => {
    const said = await agentTurn(app, row, readWhole(incoming), caller, signal);
    return spoken(said);
  };
  if (hasBegun(row)) return talk();
  // What is said aside is for people: it answers nothing, and no agent hears it.
  if (incoming.kind === 'message' && readAside(hearing.text) !== undefined)
    return remember(app, { ...incoming, text: hearing.text }, caller);
  // A decision that is made once more finds itself made, and its reply is said where a crash kept it back.
  if (row.epoch > 1 && (await hasAnswered(app, caller))) return spoken(await hearDecision(hearing));
  for (const hear of HEARD) {
    const heard = await hear(hearing);
    if (heard) return spoken(heard);
  }
  // Talk among people in a task's thread is theirs; the task remembers it.
  if (incoming.kind === 'message' && !incoming.isToBot) return remember(app, incoming, caller);
  return talk();
}

/** What is said in the thread of one task is a comment of that task. */
async function remember(
  app: App,
  { text, platform, key }: IncomingMessage,
  caller: Caller,
): Promise<undefined> {
  const { store } = app;
  if (!caller.place) return;
  const filter = { 'placeKey': placeKey(caller.place), 'home.thread': caller.place.thread, 'part.key': null };
  const found = await store.collection('tasks').find(filter, { sort: { updatedAt: -1, id: -1 }, limit: 10 });
  const live = found.filter((task) => !isEnded(task));
  const [task, other] = live.length > 0 ? live : found;
  const own = { ...caller, key: sayingKey(platform, key) };
  if (task && !other) await comment(app, task, { text }, own);
}

/** An earlier try of this very message may have been taken as an answer, without living to say so. */
async function hasAnswered(app: App, { place, key }: Caller): Promise<boolean> {
  const { store } = app;
  if (!place || !key) return false;
  const { platform, channel } = place;
  const [taken] = await store.collection('asks').find(
    {
      'state': { $in: [...ASK_STATES] },
      'home.platform': platform,
      'home.channel': channel,
      'decisions.key': key,
    },
    { limit: 1 },
  );
  return taken !== undefined;
}

async function say(
  app: App,
  row: InboxRow,
  { text, isPrivate, isSecret, askId }: Reply,
  { locale, person, place }: Caller,
): Promise<void> {
  if (!place) return;
  const isOnCardOf = askId === undefined ? {} : { isOnCardOf: askId };
  const message = { text, locale, ...isOnCardOf, ...(isPrivate && audience(person, isSecret)) };
  await reply(app, row, place, message, person);
}

/** A turn of the agent that somebody began, and was seen to: it stays one, whatever was changed or asked since. */
const hasBegun = ({ journalLength, stream }: InboxRow): boolean => journalLength > 0 || stream !== undefined;

/** What was typed, without the message that a platform quotes below it. */
function withoutQuote(text: string): string {
  const lines = text.trimEnd().split('\n');
  const last = lines.findLastIndex((line, at) => at === 0 || !line.startsWith('>'));
  return lines
    .slice(0, last + 1)
    .join('\n')
    .trim();
}

/** A command that needs no model. */
async function hearCommand({ incoming, text, caller, app }: Hearing): Promise<Reply | undefined> {
  const command = incoming.kind === 'command' ? readCommand(text || 'help') : findCommand(text);
  return command && softly(caller, () => runCommand(app, command, caller));
}

/** Somebody who is being asked for what a definition needs says the next piece of it. */
async function hearDraft(hearing: Hearing): Promise<Reply | undefined> {
  const { text, caller, incoming, app } = hearing;
  const isAboutOther = readControl(text)?.refs.length || labelsIn(text, { isStrict: true })[0]?.start === 0;
  if (incoming.kind !== 'message' || !isToBot(hearing) || isAboutOther) return undefined;
  return softly(caller, async () => {
    const said = await answerDraft(app, text, caller);
    return said === undefined ? undefined : { text: said, isPrivate: false };
  });
}

/** What a message may be, in the order in which it is tried: a number says most, plain words least. */
const HEARD: readonly ((hearing: Hearing) => Promise<Reply | undefined>)[] = [
  hearNothing,
  hearDecision,
  hearCommand,
  hearWords,
  hearDraft,
  hearConsole,
  hearSchedule,
  hearControl,
  hearResume,
  hearBareDecision,
  hearAnswer,
];
