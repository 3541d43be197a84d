import { askLabel, namedDeciders, NEEDS_NOTE, type Ask, type Decision, type Field } from '../domain/ask.ts';
import { escapeHidden, showHidden } from '../domain/hidden-characters.ts';
import { EDIT, writeSubject, type Button, type Card } from '../domain/card.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import { allowedDecisions } from '../asks/show-ask.ts';
import { isVote, voters } from '../asks/votes.ts';
import { diffLines } from './diff-lines.ts';
import { whoMay } from '../asks/who-may.ts';
import { momentInZone } from '../shared/time.ts';
import { shorten } from '../shared/text.ts';
import type { Words } from '../words/index.ts';

const STYLES: Partial<Record<Decision, Button['style']>> = {
  approve: 'primary',
  accept: 'primary',
  resume: 'primary',
  hand_back: 'primary',
  reject: 'danger',
  stop: 'danger',
};
const MAX_ARGUMENTS = 1500;

/**
 * The card of an ask: what is asked, of whom, until when; once settled, who said what and when, and no more buttons.
 *
 * @param changes - what is different from before, for a review.
 */
export function drawAskCard(
  ask: Ask,
  timeZone: string,
  words: Words,
  changes: readonly string[] = [],
): OutgoingMessage {
  const isOpen = ask.state === 'open';
  const label = askLabel(ask);
  const lines = isOpen
    ? [...changes, ...openLines(ask, timeZone, words)]
    : settledLines(ask, timeZone, words);
  const card: Card = {
    kind: ask.kind === 'review' ? 'review' : 'ask',
    title: `${label} · ${ask.question}`,
    badge: isOpen ? words.askBadge[ask.kind] : settledAs(ask, words),
    tone: isOpen ? 'attention' : ask.state === 'rejected' || ask.state === 'expired' ? 'bad' : 'neutral',
    lines,
    buttons: isOpen ? buttonsOf(ask, words) : [],
    ...(isOpen ? { ...formOf(ask, words), hint: hintOf(ask, words) } : {}),
    taskNumber: ask.taskNumber,
    taskId: ask.taskId,
    askId: ask.id,
    ...(ask.runId ? { runId: ask.runId } : {}),
  };
  return {
    text: [
      words.askLine(`${words.askBadge[ask.kind]} ${label}`, `T-${ask.taskNumber}`, ask.question),
      ...lines,
    ].join('\n'),
    card,
    locale: ask.locale,
    ...(isOpen ? { mentions: namedDeciders(ask.policy, ask.requester) } : {}),
  };
}

function openLines(ask: Ask, timeZone: string, words: Words): string[] {
  const { policy } = ask;
  const votes =
    policy.quorum > 1 ? [words.votes(voters(ask).size, policy.quorum), ...shortLine(ask, words)] : [];
  const expires = words.expires(momentInZone(ask.expiresAt, timeZone, ask.locale));
  return [
    ...workLines(ask),
    ...actionLines(ask, words),
    words.whoMayAnswer(whoMay(ask, words)),
    ...votes,
    expires,
  ];
}

/** Where fewer people may decide than must, nobody is left to wait for it. Who is in a group is only known when one decides. */
function shortLine({ policy, requester }: Ask, words: Words): string[] {
  const named = namedDeciders(policy, requester);
  const isShort = policy.groups.length === 0 && !policy.anyoneInChannel && named.length < policy.quorum;
  return isShort ? [words.quorumShort(policy.quorum, words.list(named.map(({ name }) => name)))] : [];
}

/** What would start; its first line is the question already. */
const workLines = ({ work, question }: Ask): string[] =>
  work && work.text !== question
    ? [
        shorten(
          work.text.startsWith(question) ? work.text.slice(question.length).trim() : work.text,
          MAX_ARGUMENTS,
        ),
      ]
    : [];

/** The exact call that is asked for, argument by argument; where an approver has changed it, what has become different. */
export function actionLines({ action }: Pick<Ask, 'action'>, words: Words): string[] {
  if (!action) return [];
  const { tool, original, editedBy } = action;
  const lines = argumentLines(action.arguments).map(
    ([key, text]) => `${key}: ${shorten(text, MAX_ARGUMENTS)}`,
  );
  const changes = original === undefined ? [] : changeLines(original, action.arguments);
  return [
    words.actionIs(tool),
    ...(action.why && action.why !== 'always' ? [words.askedBecause[action.why]] : []),
    ...lines,
    ...(editedBy && changes.length > 0 ? [words.changedFrom(editedBy.name), ...changes] : []),
  ];
}

const argumentLines = (given: unknown): [key: string, text: string][] =>
  Object.entries((given ?? {}) as Record<string, unknown>).map(([key, value]) => [
    key,
    showHidden(textOf(value)),
  ]);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Of each argument that differs, the lines that were taken away and those that came. */
function changeLines(before: unknown, now: unknown): string[] {
  const was = new Map(argumentLines(before));
  const is = new Map(argumentLines(now));
  const names = [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name));
  return names.flatMap((name) =>
    diffLines(`${name}: ${was.get(name) ?? ''}`, `${name}: ${is.get(name) ?? ''}`),
  );
}

/** How it was settled: the decisions on the action as it was settled first, those on an earlier one marked as such. */
function settledLines(ask: Ask, timeZone: string, words: Words): string[] {
  if (ask.state === 'open') return [];
  const isAnswer = ask.state === 'answered' && ask.value !== null && ask.value !== undefined;
  // First what was decided: platforms with small cards show no more than the beginning.
  return [
    ...(isAnswer ? answerLines(ask, words) : []),
    ...(ask.state === 'expired' ? [expiredLine(ask, words)] : []),
    ...decisionLines(ask, timeZone, words),
    ...(ask.state === 'withdrawn' ? [words.settled.withdrawn] : []),
    ...actionLines(ask, words),
  ];
}

/** Who decided what, and when. */
function decisionLines(ask: Ask, timeZone: string, words: Words): string[] {
  return ask.decisions.flatMap(({ decision, by, at, note, value, actionHash }) => {
    const isEdit = decision === 'approve' && value !== undefined;
    const what = isEdit ? words.decidedChanged(words.decided[decision]) : words.decided[decision];
    const line = words.settledBy(what, by.name, momentInZone(at, timeZone, ask.locale));
    const isBefore = isVote(decision) && actionHash !== ask.action?.hash;
    return [isBefore ? words.decidedBefore(line) : line, ...(note ? [words.noteWas(note)] : [])];
  });
}

function expiredLine({ kind, defaultAnswer }: Ask, words: Words): string {
  if (defaultAnswer !== null && defaultAnswer !== undefined)
    return words.defaultCounts(shorten(textOf(defaultAnswer), 600));
  return kind === 'approval' || kind === 'pre_approval' ? words.nobodyDecided : words.nobodyAnsweredInTime;
}

/** How it was settled, in the words of what was decided last. */
export function settledAs({ state, decisions }: Pick<Ask, 'state' | 'decisions'>, words: Words): string {
  const last = decisions.at(-1);
  if (state === 'open') return '';
  return last && state !== 'expired' && state !== 'withdrawn'
    ? words.decided[last.decision]
    : words.settled[state];
}

/** What was said: a text, or a form field by field. */
function answerLines({ value, fields }: Ask, words: Words): string[] {
  if (!fields || typeof value !== 'object' || value === null)
    return [words.answerWas(shorten(String(value), 600))];
  const given = new Map(Object.entries(value));
  return fields
    .filter(({ name }) => given.has(name))
    .map(({ name, label }) => shorten(words.labelled(label, valueText(given.get(name), words)), 600));
}

const valueText = (value: unknown, words: Words): string =>
  typeof value === 'boolean' ? words.yesOrNo(value) : String(value);

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
    const label = words.actions[decision];
    const style = STYLES[decision];
    return {
      action: decision,
      label,
      value: writeSubject({ kind: 'ask', id, version }),
      ...(style ? { style } : {}),
      ...(NEEDS_NOTE.includes(decision) ? { needs: 'note' } : {}),
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
