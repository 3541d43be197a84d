import { askLabel, namedDeciders, needsNote, type Ask, type Decision, type Field } from '../domain/ask.ts';
import { escapeHidden } from '../domain/hidden-characters.ts';
import { EDIT, writeSubject, type Button, type Card, type CardBody } from '../domain/card.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import type { Task } from '../domain/task.ts';
import { allowedDecisions } from '../asks/show-ask.ts';
import { shortLine, whoMay } from '../asks/who-may.ts';
import { momentInZone } from '../shared/time.ts';
import { shorten } from '../shared/text.ts';
import type { Words } from '../words/index.ts';
import { earlierDecisions, markOf, settledLines, settledNews, stageLines, voteLine } from './ask-words.ts';
import { checkLines } from '../words/check-lines.ts';
import { splitQuestion } from '../asks/subject-of-ask.ts';
import { editLines, isDeletion, payloadOf } from './payload.ts';
import { toMessage } from './to-message.ts';

const STYLES: Partial<Record<Decision, Button['style']>> = {
  approve: 'primary',
  accept: 'primary',
  resume: 'primary',
  hand_back: 'primary',
  reject: 'danger',
  stop: 'danger',
};
/** Of a result that is reviewed the beginning: the rest is in its files and on its page. */
const MAX_RESULT = 600;

export interface AskFacts {
  ask: Ask;
  /** Of the task that it is asked for. */
  task: Pick<Task, 'title' | 'result'>;
  timeZone: string;
  /** What is different from before, for a review. */
  changes?: readonly string[];
}

/** The card of an ask: what is wanted of whom and until when; once settled, one line that says who decided what. */
export function drawAskCard(facts: AskFacts, words: Words): OutgoingMessage {
  return facts.ask.state === 'open' ? drawOpen(facts, words) : drawSettled(facts, words);
}

const idsOf = ({ taskNumber, taskId, id, runId }: Ask) => ({
  taskNumber,
  taskId,
  askId: id,
  ...(runId ? { runId } : {}),
});

const kindOf = ({ kind }: Ask) => (kind === 'review' ? 'review' : 'ask');

function drawOpen(facts: AskFacts, words: Words): OutgoingMessage {
  const { ask, task, timeZone } = facts;
  const { kind, policy, requester, locale, expiresAt } = ask;
  const { title, rest } = titleOf(facts);
  const lead = words.calls[kind];
  const card: Card = {
    kind: kindOf(ask),
    ...(lead ? { lead } : {}),
    title,
    tone: 'attention',
    lines: [...(rest ? [rest] : []), ...aboutLines(facts, words), ...longOptions(ask)],
    ...withBody(bodyOf(facts, words)),
    facts: [mayLine(ask, words), ...voteLine(ask, words), ...shortLine(ask, words)],
    due: {
      label: words.until,
      at: expiresAt.toISOString(),
      moment: momentInZone(expiresAt, timeZone, locale),
    },
    buttons: buttonsOf(ask, words),
    ...formOf(ask, words),
    context: `${askLabel(ask)} · T-${ask.taskNumber} ${task.title}`,
    hint: hintOf(ask, words),
    ...idsOf(ask),
  };
  return toMessage(card, newsOf(facts, card, words), locale, namedDeciders(policy, requester));
}

/** What it is about; for a review, the work that was done. */
function titleOf({ ask, task }: AskFacts): { title: string; rest: string } {
  if (ask.kind === 'review' || ask.kind === 'pause') return { title: task.title, rest: '' };
  return splitQuestion(ask.question);
}

function aboutLines({ ask, task }: AskFacts, words: Words): string[] {
  const { kind, action, requester } = ask;
  const isForOthers = kind === 'approval' || kind === 'pre_approval' || kind === 'takeover';
  return [
    ...(isForOthers ? [words.askedForBy(requester.name, task.title)] : []),
    ...(action?.why && action.why !== 'always' ? [words.askedBecause[action.why]] : []),
    ...(kind === 'pause' ? [ask.question] : []),
    ...stageLines(ask, words),
    ...checkLines(ask.checks, words),
  ];
}

/** A button shows no more than the beginning of a long one. */
const MAX_OPTION = 30;
const longOptions = ({ options }: Ask): string[] =>
  options?.some((option) => option.length > MAX_OPTION)
    ? options.map((option, at) => `${at + 1}. ${option}`)
    : [];

function bodyOf(facts: AskFacts, words: Words): CardBody[] {
  const { ask, task, changes = [] } = facts;
  const code = (text: string): CardBody[] => (text === '' ? [] : [{ kind: 'code', text }]);
  const edits = editLines(ask, words);
  if (ask.kind === 'review')
    return [
      { kind: 'markdown', text: shorten(task.result || ask.question, MAX_RESULT) },
      ...code(changes.join('\n')),
    ];
  return [...code(workOf(ask)), ...code(payloadOf(ask)), ...code(edits.join('\n'))];
}

const withBody = (body: CardBody[]): Pick<Card, 'body'> => (body.length > 0 ? { body } : {});

/** What would start, where it is more than its title. */
const workOf = ({ work, question }: Ask): string => (work && work.text !== question ? work.text : '');

function mayLine(ask: Ask, words: Words): string {
  const { policy, requester } = ask;
  if (policy.anyoneInChannel) return words.mayDo[ask.kind](words.anyoneFirst);
  const hasSomebody = namedDeciders(policy, requester).length + policy.groups.length > 0;
  return hasSomebody ? words.mayDo[ask.kind](whoMay(ask, words)) : words.nobodyMay;
}

/** What a lock screen shows of it: what is wanted, with what can be chosen. */
function newsOf({ ask, task }: AskFacts, { lead, title }: Card, words: Words): string {
  const wanted = `${lead ?? ''}${title}`;
  const options = ask.options ? ` ${ask.options.join(' / ')}` : '';
  return title === task.title ? wanted : words.lockAbout(`${wanted}${options}`, task.title);
}

/** What was asked stays to be read by who wants to; everything else is one line. */
function drawSettled({ ask, task, timeZone }: AskFacts, words: Words): OutgoingMessage {
  const news = settledNews(ask, task.title, words);
  const mark = markOf(ask);
  const earlier = earlierDecisions(ask, timeZone, words);
  const asked = [payloadOf(ask), ...editLines(ask, words)].filter(Boolean).join('\n');
  const at = ask.settledAt ?? ask.updatedAt;
  const card: Card = {
    kind: kindOf(ask),
    title: news,
    ...(mark ? { mark } : {}),
    tone: mark === 'done' ? 'good' : mark ? 'bad' : 'neutral',
    lines: [...stageLines(ask, words), ...settledLines(ask, words), ...earlier],
    ...(asked ? { folded: { title: words.whatWasAsked, text: asked } } : {}),
    buttons: [],
    context: [askLabel(ask), `T-${ask.taskNumber}`, momentInZone(at, timeZone, ask.locale)].join(' · '),
    ...idsOf(ask),
  };
  return toMessage(card, news, ask.locale);
}

/** How it was settled, or how far it has come, for a reply to who typed it. */
export const settledReply = (ask: Ask, words: Words): string =>
  ask.state === 'open' ? words.list(voteLine(ask, words)) : settledNews(ask, `T-${ask.taskNumber}`, words);

function buttonsOf(ask: Ask, words: Words): Button[] {
  const { id, version } = ask;
  if (ask.kind === 'input' && !ask.isInDoubt && ask.options) {
    return ask.options.map((label, option) => ({
      action: 'answer',
      label,
      value: writeSubject({ kind: 'ask', id, version, option }),
    }));
  }
  const buttons = allowedDecisions(ask).map((decision): Button => {
    const isAnyway = decision === 'accept' && needsNote(ask, decision);
    const label = isAnyway ? words.evidence.acceptAnyway : words.actions[decision];
    const isEnd = decision === 'approve' && isDeletion(ask);
    const style = isEnd ? 'danger' : STYLES[decision];
    return {
      action: decision,
      label,
      value: writeSubject({ kind: 'ask', id, version }),
      ...(style ? { style } : {}),
      ...(isEnd ? { confirm: words.confirmDeletion(splitQuestion(ask.question).title) } : {}),
      ...(needsNote(ask, decision) ? { needs: 'note' } : {}),
    };
  });
  if (editableText(ask) === undefined) return buttons;
  const edit = {
    action: EDIT,
    label: words.approveChanged,
    value: writeSubject({ kind: 'ask', id, version }),
    needs: 'arguments',
  };
  return [...buttons.slice(0, 1), edit, ...buttons.slice(1)];
}

/** Longer arguments do not fit into the forms of all platforms. */
const MAX_EDITABLE = 2900;

/** The arguments as they can be changed before they are approved, invisible characters escaped; undefined where they cannot. */
function editableText({ action, policy }: Ask): string | undefined {
  if (!action || !policy.mayEdit) return undefined;
  const text = escapeHidden(JSON.stringify(action.arguments, null, 2));
  return text.length <= MAX_EDITABLE ? text : undefined;
}

/** Free text is a form of one field; a decision or a resume may take a word along. */
function formOf(ask: Ask, words: Words): Pick<Card, 'fields'> {
  const { kind, options, fields, isInDoubt } = ask;
  if (fields) return { fields };
  if (kind === 'input') {
    if (options || isInDoubt) return {};
    return {
      fields: [{ name: 'value', label: words.actions.answer, kind: 'long_text', isRequired: true }],
    };
  }
  const line = { kind: 'text', isRequired: false } as const;
  if (kind === 'pause') return { fields: [{ ...line, name: 'value', label: words.tellAgent }] };
  if (kind === 'review')
    return { fields: [{ ...line, name: 'note', label: words.noteForReview, help: words.noteHelp }] };
  const value = editableText(ask);
  const edit: Field[] =
    value === undefined
      ? []
      : [{ name: 'arguments', label: words.argumentsLabel, kind: 'long_text', isRequired: false, value }];
  return { fields: [...edit, { ...line, name: 'note', label: words.noteLabel }] };
}

function hintOf(ask: Ask, words: Words): string {
  if (ask.fields && ask.fields.length > 1) {
    return words.hintForm(
      askLabel(ask),
      ask.fields.map(({ label }) => label),
    );
  }
  if (ask.takesOther) return words.hintOther(askLabel(ask));
  if (ask.kind === 'input' && !ask.isInDoubt) return words.hintAnswer(askLabel(ask));
  if (ask.kind === 'approval' || ask.kind === 'pre_approval') return words.hintApprove(askLabel(ask));
  const verbs = allowedDecisions(ask).map((decision) => words.actions[decision].toLowerCase());
  return words.hintDecide(askLabel(ask), verbs.join(' / '));
}
