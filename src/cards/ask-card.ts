import { askLabel, namedDeciders, NEEDS_NOTE, type Ask, type Decision } from '../domain/ask.ts';
import { writeSubject, type Button, type Card } from '../domain/card.ts';
import type { OutgoingMessage } from '../domain/message.ts';
import { allowedDecisions } from '../asks/show-ask.ts';
import { voters } from '../asks/votes.ts';
import { whoMay } from '../asks/who-may.ts';
import { formatMoment } from '../shared/time.ts';
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
    badge: ask.state === 'open' ? words.askBadge[ask.kind] : settledAs(ask.kind, ask.state, words),
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
    text: [`${words.askBadge[ask.kind]} ${label} (T-${ask.taskNumber}): ${ask.question}`, ...lines].join(
      '\n',
    ),
    card,
    locale: ask.locale,
    ...(isOpen ? { mentions: namedDeciders(ask.policy, ask.requester) } : {}),
  };
}

function openLines(ask: Ask, timeZone: string, words: Words): string[] {
  const { policy } = ask;
  const votes = policy.quorum > 1 ? [words.votes(voters(ask).size, policy.quorum)] : [];
  const expires = words.expires(formatMoment(ask.expiresAt, timeZone, ask.locale));
  return [
    ...workLines(ask),
    ...actionLines(ask, words),
    words.whoMayAnswer(whoMay(ask, words)),
    ...votes,
    expires,
  ];
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

/** The exact call that is asked for, argument by argument. */
export function actionLines({ action }: Pick<Ask, 'action'>, words: Words): string[] {
  if (!action) return [];
  const args = Object.entries((action.arguments ?? {}) as Record<string, unknown>);
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return [
    words.actionIs(action.tool),
    ...args.map(([key, value]) => `${key}: ${shorten(text(value), MAX_ARGUMENTS)}`),
  ];
}

function settledLines(ask: Ask, timeZone: string, words: Words): string[] {
  if (ask.state === 'open') return [];
  const state = settledAs(ask.kind, ask.state, words);
  const said = ask.decisions.flatMap(({ by, at, note, decision }) => {
    const what = ask.decisions.length > 1 || ask.isInDoubt ? words.decisions[decision] : state;
    return [
      words.settledBy(what, by.name, formatMoment(at, timeZone, ask.locale)),
      ...(note ? [words.noteWas(note)] : []),
    ];
  });
  const isAnswer = ask.state === 'answered' && ask.value !== null && ask.value !== undefined;
  // First what was decided: platforms with small cards show no more than the beginning.
  return [
    ...(isAnswer ? answerLines(ask, words) : []),
    ...(said.length > 0 ? said : [state]),
    ...actionLines(ask, words),
  ];
}

/** How it was settled, in the words of its kind. */
export const settledAs = (kind: Ask['kind'], state: Exclude<Ask['state'], 'open'>, words: Words): string =>
  state === 'answered' && (kind === 'takeover' || kind === 'pause')
    ? words.answeredAs[kind]
    : words.settled[state];

/** What was said: a text, or a form field by field. */
function answerLines({ value, fields }: Ask, words: Words): string[] {
  if (!fields || typeof value !== 'object' || value === null)
    return [words.answerWas(shorten(String(value), 600))];
  const given = new Map(Object.entries(value));
  return fields
    .filter(({ name }) => given.has(name))
    .map(({ name, label }) => shorten(`${label}: ${String(given.get(name))}`, 600));
}

function buttonsOf(ask: Ask, words: Words): Button[] {
  const { id, version } = ask;
  if (ask.kind === 'input' && !ask.isInDoubt && ask.options) {
    return ask.options.map((label, option) => ({
      action: 'answer',
      label,
      value: writeSubject({ kind: 'ask', id, version, option }),
    }));
  }
  return allowedDecisions(ask).map((decision): Button => {
    const label = decision === 'answer' ? words.buttons.send : words.decisions[decision];
    const style = STYLES[decision];
    return {
      action: decision,
      label,
      value: writeSubject({ kind: 'ask', id, version }),
      ...(style ? { style } : {}),
      ...(NEEDS_NOTE.includes(decision) ? { needs: 'note' } : {}),
    };
  });
}

/** Free text is a form of one field; a decision or a resume may take a word along. */
function formOf({ kind, options, fields, isInDoubt }: Ask, words: Words): Pick<Card, 'fields'> {
  if (fields) return { fields };
  if (kind === 'input') {
    if (options || isInDoubt) return {};
    return {
      fields: [{ name: 'value', label: words.decisions.answer, kind: 'long_text', isRequired: true }],
    };
  }
  const line = { kind: 'text', isRequired: false } as const;
  if (kind === 'pause') return { fields: [{ ...line, name: 'value', label: words.tellAgent }] };
  if (kind === 'review')
    return { fields: [{ ...line, name: 'note', label: words.noteForReview, help: words.noteHelp }] };
  return { fields: [{ ...line, name: 'note', label: words.noteLabel }] };
}

function hintOf(ask: Ask, words: Words): string {
  if (ask.fields && ask.fields.length > 1) {
    return words.hintForm(askLabel(ask), ask.fields.map(({ label }) => `${label}: …`).join('; '));
  }
  if (ask.takesOther) return words.hintOther(askLabel(ask));
  if (ask.kind === 'input' && !ask.isInDoubt) return words.hintAnswer(askLabel(ask));
  if (ask.kind === 'approval' || ask.kind === 'pre_approval') return words.hintApprove(askLabel(ask));
  const verbs = allowedDecisions(ask).map((decision) => words.decisions[decision].toLowerCase());
  return words.hintDecide(askLabel(ask), verbs.join(' / '));
}
