import { isTheirs } from '../access/accounts.ts';
import type { Caller } from '../ports/commands.ts';
import { decideAsk } from '../decisions/decide-ask.ts';
import { askLabel, namedDeciders, type Ask } from '../domain/ask.ts';
import { wordsFor } from '../words/index.ts';
import { asksHere, isToBot, mineOf, quotedBy, SILENCE, softly, type Hearing } from './hearing.ts';
import { fold } from './said/fold.ts';
import { findOption } from '../forms/check-answer.ts';
import { isTalk, whyNoAnswer } from './said/may-answer.ts';
import { isAcknowledgement } from './said/read-decision.ts';
import type { Reply } from './typed-commands.ts';

/** Whether what is said can be the answer: a text or an option, not a form and not a decision. */
export const takesText = ({ kind, isInDoubt, fields }: Ask): boolean =>
  kind === 'input' && !isInDoubt && fields === null;

/** Something that people wait for here may be what was just said. Undefined when it is not. */
export async function hearAnswer(hearing: Hearing): Promise<Reply | undefined> {
  const open = (await mineOf(hearing, await asksHere(hearing))).filter(takesText);
  if (open.length === 0) return undefined;
  const chosen = open.filter((ask) => isOption(ask, hearing.text));
  const [only, ...others] = chosen.length > 0 ? chosen : await thoseAnswered(hearing, open);
  if (!only) return undefined;
  if (others.length === 0) return settleAnswer(hearing, only, hearing.text);
  const { detail } = wordsFor(hearing.caller.locale).error('ask.ambiguous', {
    asks: [only, ...others].map(askLabel),
  });
  return { text: detail, isPrivate: true };
}

/** Plain words, where they are said to the question: by somebody who was asked, in its thread, or as a reply. */
async function thoseAnswered(hearing: Hearing, open: readonly Ask[]): Promise<readonly Ask[]> {
  const { text, incoming, caller } = hearing;
  if (whyNoAnswer(text, await namesHere(hearing, open))) return [];
  if (isToBot(hearing)) {
    const { thread, channel } = incoming.place;
    const isThread = thread !== channel || incoming.isDirect === true || quotedBy(hearing) !== undefined;
    const here = isThread ? open : open.filter((ask) => isAsked(ask, caller));
    // None of its options was said: which one is meant, or whether they want something else, a model that reads can tell.
    const isChoice = here.every(({ options, takesOther }) => options && !takesOther);
    return isChoice && !hearing.app.model.usesHints ? [] : here;
  }
  // Overheard: agreement, chat, or a talk that others are having, is for each other.
  const isChat = isAgreement(text) || isTalk(text) || (await isTalkedOver(hearing, open));
  const isPlain = text.length <= MAX_OVERHEARD;
  return isChat ? [] : open.filter((ask) => isPlain || isAsked(ask, caller));
}

/** From somebody who was not asked, a longer text is more likely said to the others. */
const MAX_OVERHEARD = 60;

/** Yes and no are answers too; "ok" and "thanks" are not. */
const isAgreement = (text: string): boolean =>
  isAcknowledgement(text) &&
  !/^(?:yes|yep|yeah|是|是的|对|可以|行|没问题)(?![\p{Script=Latin}\p{Script=Han}])/u.test(fold(text));

/** The card is for whom the work is done, and for those whom the policy names. */
const isAsked = ({ policy, requester }: Ask, caller: Caller): boolean =>
  [requester, ...namedDeciders(policy, requester)].some(({ id }) => isTheirs(caller, id));

const MAX_TALK = 40;

/** Whether somebody else has spoken here to other people since the question was put. */
async function isTalkedOver({ app, row, caller }: Hearing, asks: readonly Ask[]): Promise<boolean> {
  const since = new Date(Math.min(...asks.map(({ createdAt }) => createdAt.getTime())));
  const said = await app.store
    .collection('inbox')
    .find(
      { threadKey: row.threadKey, lane: 'turn', seq: { $lt: row.seq }, receivedAt: { $gte: since } },
      { sort: { seq: -1 }, limit: MAX_TALK, omit: ['journal'] },
    );
  return said.some(
    ({ incoming }) =>
      incoming.kind === 'message' && !incoming.isToBot && incoming.sender.id !== caller.person.id,
  );
}

/** The people who may be spoken to in this conversation, but for the speaker. */
async function namesHere({ app, row, caller }: Hearing, asks: readonly Ask[]): Promise<string[]> {
  const rows = await app.store
    .collection('inbox')
    .find({ threadKey: row.threadKey }, { sort: { seq: -1 }, limit: MAX_TALK, omit: ['journal'] });
  const platform = caller.place?.platform ?? '';
  const known = await app.store
    .collection('people')
    .find({ platform }, { sort: { updatedAt: -1, id: -1 }, limit: MAX_KNOWN });
  const people = [
    ...rows.map(({ incoming }) => incoming.sender),
    ...asks.flatMap(({ policy, requester }) => [requester, ...namedDeciders(policy, requester)]),
    ...known,
  ];
  return [...new Set(people.filter(({ id }) => id !== caller.person.id).map(({ name }) => name))];
}

const MAX_KNOWN = 200;

/** By its words, or by the number or letter that it stands under. */
const isOption = ({ options }: Ask, text: string): boolean =>
  options !== null && findOption(options, text.trim()) !== undefined;

/** Takes the words as the answer. Where its card does not tell so in the same thread, the words are shown as taken. */
export async function settleAnswer(hearing: Hearing, ask: Ask, value: string): Promise<Reply> {
  const { app, caller, incoming } = hearing;
  return softly(caller, async () => {
    const settled = await decideAsk(app, ask, { decision: 'answer', value }, caller);
    const { thread, channel } = incoming.place;
    if (thread !== channel && ask.home?.thread === thread) return SILENCE;
    const taken = typeof settled.value === 'string' ? settled.value : value;
    const text = wordsFor(caller.locale).takenAsAnswer(askLabel(ask), taken);
    return { text, isPrivate: false, askId: settled.id };
  });
}
