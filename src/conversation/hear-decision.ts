import { decideAsk } from '../decisions/decide-ask.ts';
import { resolveTask } from '../tasks/find-task.ts';
import { findAsk } from '../tasks/find-ask.ts';
import { runCommand, type Reply } from './typed-commands.ts';
import { allowedDecisions } from '../asks/show-ask.ts';
import { settledReply } from '../cards/ask-card.ts';
import { askLabel, type Ask, type Decision } from '../domain/ask.ts';
import { AppError } from '../domain/errors.ts';
import { readTypedForm } from '../forms/typed-form.ts';
import { wordsFor } from '../words/index.ts';
import { settleAnswer, takesText } from './hear-answer.ts';
import { asksHere, isToBot, mineOf, quotedBy, SILENCE, softly, type Hearing } from './hearing.ts';
import { whyNoAnswer } from './said/may-answer.ts';
import { readBareDecision, readDecision, type SaidOfDecision } from './said/read-decision.ts';
import { STANDS_FOR, type BareDecision } from './said/vocabulary.ts';
import { howToDecide } from './how-to-decide.ts';

type Typed = Extract<SaidOfDecision, { kind: 'decision' }>;

/** A decision that names its ask or task. Undefined when the message is none. */
export async function hearDecision(hearing: Hearing): Promise<Reply | undefined> {
  const { text, incoming, caller } = hearing;
  const said = readDecision(text, { hasMentions: (incoming.mentions ?? []).length > 0 });
  if (!said) return undefined;
  if (said.kind === 'undecided') return tellHow(hearing, said.refs);
  if (said.kind === 'numbered') return hearNumbered(hearing, said.ref, said.words);
  return softly(caller, () => (said.on === 'ask' ? decideTyped(hearing, said) : decideTask(hearing, said)));
}

async function decideTyped(
  { app, caller, incoming }: Hearing,
  { decisions, ref, words: rest }: Typed,
): Promise<Reply> {
  const ask = await findAsk(app, ref, caller);
  const decision = decisionFor(ask, decisions);
  const value = ask.fields ? readTypedForm(ask.fields, rest) : rest;
  const said = decision === 'answer' || decision === 'resume' ? { value } : rest ? { note: rest } : {};
  const settled = await decideAsk(app, ask, { decision, ...said }, caller);
  const { thread, channel } = incoming.place;
  // Its card is right here and tells the same.
  if (thread !== channel && settled.home?.thread === thread) return SILENCE;
  const text = settledReply(settled, wordsFor(caller.locale));
  return { text: `${text} · ${askLabel(settled)}`, isPrivate: false, askId: settled.id };
}

/** A word may mean one thing for each kind of ask. */
function decisionFor(ask: Ask, decisions: readonly Decision[]): Decision {
  const allowed = allowedDecisions(ask);
  const meant = decisions.flatMap((decision) => [decision, STANDS_FOR[decision] ?? decision]);
  const [first = 'approve'] = decisions;
  return meant.find((decision) => allowed.includes(decision)) ?? first;
}

/** The same rights and the same record, by the number of the task that waits. */
async function decideTask({ app, caller }: Hearing, { decisions, ref, words }: Typed): Promise<Reply> {
  const [decision = 'approve'] = decisions;
  const name = decision as 'approve' | 'reject' | 'answer' | 'accept';
  return runCommand(app, { name, verb: name, ref, rest: words }, caller);
}

/** It spoke of a decision and was none: the one who may decide is told how, to them alone. */
async function tellHow(hearing: Hearing, refs: readonly string[]): Promise<Reply | undefined> {
  const asks = (await Promise.all(refs.map((ref) => lookFor(hearing, ref)))).flatMap((ask) => ask ?? []);
  const open = asks.filter(({ state }) => state === 'open');
  const mine = await mineOf(hearing, open);
  return mine.length > 0 ? howToDecide(mine, hearing.caller) : undefined;
}

async function lookFor({ app, caller }: Hearing, ref: string): Promise<Ask | undefined> {
  try {
    if (ref.startsWith('A')) return await findAsk(app, ref, caller);
    const { wait } = await resolveTask(app, ref, caller);
    return wait?.askId ? await app.store.collection('asks').get(wait.askId) : undefined;
  } catch (thrown) {
    if (AppError.is(thrown, 'not_found')) return undefined;
    throw thrown;
  }
}

/** `A-9: Friday` answers the question, `A-9: ok` approves. */
async function hearNumbered(hearing: Hearing, ref: string, words: string): Promise<Reply | undefined> {
  const mine = await mineOf(hearing, await asksHere(hearing));
  const ask = mine.find((one) => askLabel(one) === ref);
  if (!ask) return undefined;
  if (takesText(ask)) return settleAnswer(hearing, ask, words);
  const bare = readBareDecision(words);
  if (bare === undefined) return undefined;
  const decision = bareFor(ask, bare);
  return decision ? settle(hearing, ask, decision) : howToDecide([ask], hearing.caller);
}

/** What a bare word decides of an ask of this kind; undefined for nothing. */
function bareFor(ask: Ask, bare: BareDecision | 'refusal'): Decision | undefined {
  if (bare === 'refusal') return undefined;
  const allowed = allowedDecisions(ask);
  // Of a review "no" may be a wish for changes or its end.
  if (bare === 'reject' && ask.kind === 'review') return undefined;
  return [bare, STANDS_FOR[bare] ?? bare].find((decision) => allowed.includes(decision));
}

/** Asks that a bare word may be about. */
const isAbout =
  (bare: BareDecision | 'refusal') =>
  ({ kind }: Ask): boolean =>
    bare === 'hand_back'
      ? kind === 'takeover'
      : kind === 'approval' || kind === 'pre_approval' || kind === 'review';

/**
 * "OK", "yes", 同意, "done": among people that is talk. It decides alone with the bot, or as a reply to the card. Undefined
 * where nothing waits for such a word.
 */
export async function hearBareDecision(hearing: Hearing): Promise<Reply | undefined> {
  const bare = readBareDecision(hearing.text);
  if (bare === undefined) return undefined;
  const mine = await mineOf(hearing, await asksHere(hearing));
  const about = mine.filter(isAbout(bare));
  if (about.length === 0) return undefined;
  const quoted = quotedBy(hearing);
  if (quoted !== undefined) {
    const meant = about.filter((ask) => isCardOf(ask, quoted));
    return decideOnly(hearing, meant, bare, about);
  }
  const counts = hearing.incoming.isDirect === true || (bare === 'hand_back' && isToBot(hearing));
  if (!counts) return howToDecide(about, hearing.caller);
  const questions = mine.filter((ask) => takesText(ask) && whyNoAnswer(hearing.text) === undefined);
  return decideOnly(hearing, [...about, ...questions], bare, about);
}

async function decideOnly(
  hearing: Hearing,
  [only, ...others]: readonly Ask[],
  bare: BareDecision | 'refusal',
  about: readonly Ask[],
): Promise<Reply> {
  const decision = only && others.length === 0 ? bareFor(only, bare) : undefined;
  return only && decision
    ? settle(hearing, only, decision)
    : howToDecide(only ? [only, ...others] : about, hearing.caller);
}

async function settle({ app, caller }: Hearing, ask: Ask, decision: Decision): Promise<Reply> {
  return softly(caller, async () => {
    await decideAsk(app, ask, { decision }, caller);
    return SILENCE;
  });
}

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
