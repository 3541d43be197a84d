import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import type { Act, Clause } from './acts.ts';
import { readValues, takeAttributes, toAssignee, toPriority, type Attributes } from './attributes.ts';
import { asDue, asUntil, findDates, type Moment } from './dates.ts';
import { BODY_VERBS, DO_VERBS, NOT_PEOPLE, STATUS_WORDS, TASK_NOUN } from './lexicon.ts';
import { hasNumber, isPronoun, onEach } from './refs.ts';
import { trackedTasks, workTask } from './titles.ts';

type Update = Omit<ManageTasksInput, 'ref' | 'action'>;

export const update = (ref: string, fields: Update): Act[] => onEach(ref, { action: 'update', ...fields });

/** A status that is a move of its own becomes that move. */
export function change(ref: string, { status, ...others }: Attributes): Act[] {
  const rest = Object.keys(others).length ? update(ref, others) : [];
  if (status === 'cancelled') return [...rest, ...onEach(ref, { action: 'cancel' })];
  return status ? update(ref, { ...others, status }) : rest;
}

export function track(text: string, at: Moment, isMany = false, assignee?: string | null): Act[] | null {
  const owner = assignee ? { assignee } : {};
  const tasks = trackedTasks(text, at, isMany);
  return tasks.length
    ? tasks.map((task) => ({ kind: 'create', task: { ...task, ...owner }, run: false }))
    : null;
}

export function work(text: string, said: string, at: Moment): Act[] | null {
  const task = workTask(text, said, at);
  return task ? [{ kind: 'create', task, run: true }] : null;
}

export const DONE = STATUS_WORDS.find(([status]) => status === 'completed')?.[1] ?? '';
export const IS_VERB = new RegExp(
  `^(?:${DO_VERBS}|${BODY_VERBS}|follow up|track|join|attend|present|give|help|make|take|go through|send|finish|complete|start|update|get|own|lead|drive)\\b`,
  'i',
);

export const isName = (text: string): boolean =>
  /^(?:me|myself|@\S+|agent:\S+|<@\w+>|\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)?|\p{Script=Han}{2,4})$/u.test(
    text,
  ) &&
  !NOT_PEOPLE.test(text) &&
  !/^(?:it|the|this|that|someone|somebody|everybody|we|i|you|they|he|she|a|an|there|what|please|bot)$/i.test(
    text,
  );

/** A change is said in few words; a longer text is about something else. */
const MAX_WORDS = 24;
const DATE_WORD = /^(?:by|on|in|for|this|next|tomorrow|today)\b/i;
const DUE_WORD = /^(?:due|by|before|to|for|until|deadline|no later)\b/i;
const COPULA = /(?:\b(?:is|are|was|now|be|due|by|to|deadline)|[:=→,-]|'s)$/i;
const MUST = /\s+(?:needs?|has|have|must|should|ought)\b.*$/i;
/** What stands between a task and its new values. */
const JOINT =
  /(?:(?:['’]s)?\s+(?:(?:is|was|are|has been|have been|got)\s+(?:moved|pushed|rescheduled|changed|shifted|extended|postponed)|is|are|was|has been|have been|as|to|due|date|priority|status|deadline|now|,|-|->|→|:|=)*|['’]s)$/i;

const isOnlyDue = (values: Attributes): boolean => Object.keys(values).join() === 'due';

/**
 * Splits "T-4 to high priority" or "the report is due Friday" where the right part is values only.
 * @param isWeak - the verb before ("update", "make") may also begin new work, so that a mere date after it is no change.
 */
export function splitValues(text: string, at: Moment, isWeak: boolean): Act[] | null {
  const words = text.split(' ');
  if (words.length > MAX_WORDS) return null;
  for (let count = 0; count < words.length; count++) {
    const [ref, value] = [words.slice(0, count).join(' '), words.slice(count).join(' ')];
    const isNamed = looksLikeRef(ref);
    if (isWeak && !isNamed && DATE_WORD.test(value)) continue;
    const values = readValues(value, at);
    if (!values) continue;
    if (isOnlyDue(values) && !isNamed && !COPULA.test(ref) && !DUE_WORD.test(value)) continue;
    return MUST.test(text) ? mustBe(ref, values) : change(ref.replace(JOINT, ''), values);
  }
  return null;
}

/** "The printer needs to be fixed" asks for work; "it should be done by Friday" gives a date and no state. */
function mustBe(ref: string, { status: _, ...values }: Attributes): Act[] | null {
  const bare = ref.replace(MUST, '').replace(JOINT, '') || 'it';
  const isPlain = looksLikeRef(bare) || values.priority !== undefined;
  return isPlain && Object.keys(values).length ? change(bare, values) : null;
}

function dueChange(ref: string, value: string, at: Moment): Act[] | null {
  const [date] = findDates(value, at);
  return date ? update(ref, { due: asDue(date.when, at) }) : null;
}

export function defer(said: string, at: Moment): Act[] {
  const text = said.replace(
    /\bfor (?=(?:another )?(?:\d+|an?|one|two|three|four|five|six|a few|a couple of) (?:\w+ )?(?:minutes?|hours?|days?|weeks?|months?)\b)/i,
    'in ',
  );
  const [date] = findDates(text, at);
  if (!date)
    return onEach(text.replace(/\s+(?:for now|for later|until later|for a while|later)$/i, ''), {
      action: 'defer',
    });
  const before = text
    .slice(0, date.from)
    .replace(/\s*(?:until|till|til|to|for|by|on|off|out|back|at|,)+\s*$/i, '')
    .replace(/\s+(?:until|till|to|for|by|on)$/i, '');
  return onEach(`${before} ${text.slice(date.to)}`.trim(), {
    action: 'defer',
    until: asUntil(date.when, at),
  });
}

const FIELDS: Record<string, (ref: string, value: string, at: Moment) => Act[] | null> = {
  title: (ref, value) => update(ref, { title: value.replace(/^["'“]|["'”]$/g, '') }),
  name: (ref, value) => update(ref, { title: value.replace(/^["'“]|["'”]$/g, '') }),
  description: (ref, value) => update(ref, { description: value }),
  due: (ref, value, at) => withValues(ref, value, at) ?? dueChange(ref, value, at),
  deadline: (ref, value, at) => withValues(ref, value, at) ?? dueChange(ref, value, at),
  priority: (ref, value) => (toPriority(value) ? update(ref, { priority: toPriority(value) }) : null),
  prio: (ref, value) => (toPriority(value) ? update(ref, { priority: toPriority(value) }) : null),
  status: (ref, value, at) => withValues(ref, value, at),
  state: (ref, value, at) => withValues(ref, value, at),
  assignee: (ref, value) => update(ref, { assignee: toAssignee(value) }),
  owner: (ref, value) => update(ref, { assignee: toAssignee(value) }),
  tag: (ref, value) => update(ref, { tags: tagsOf(value) }),
  label: (ref, value) => update(ref, { tags: tagsOf(value) }),
};

function withValues(ref: string, value: string, at: Moment): Act[] | null {
  const values = readValues(value, at);
  return values ? change(ref, values) : null;
}

export const setField = (field: string, ref: string, value: string, at: Moment): Act[] | null =>
  FIELDS[field.toLowerCase().replace(/\s?date$|s$/, '')]?.(ref, value.trim(), at) ?? null;

export const tagsOf = (text: string): string[] =>
  text
    .split(/[\s,，、]+(?:and\s+|和)?|和/)
    .map((tag) => tag.replace(/^#|["'“”]/g, ''))
    .filter((tag) => tag && tag !== 'and')
    .slice(0, 20);

export const looksLikeRef = (text: string): boolean => hasNumber(text) || isPronoun(text);
export const FIELD =
  'due dates?|due|deadline|priority|prio|status|state|title|name|description|assignee|owner|tags?|labels?';
export const SET =
  'set|change|update|move|mark|make|put|switch|bump|raise|lower|push|shift|bring|reschedule|turn|flag|modify|edit|adjust|extend|upgrade|downgrade|get';
export const NOUN = TASK_NOUN;

export function assign(who: string, ref: string): Act[] | null {
  const name = toAssignee(who.replace(/^(?:to|over to)\s+/i, ''));
  return update(ref, { assignee: name });
}

/** "assign Bo to T-4" and "assign T-4 to Bo" both occur. */
export const assignEither = (left: string, right: string, at: Moment): Act[] | null => {
  if (looksLikeRef(right) && !looksLikeRef(left)) return assign(left, right);
  const { rest, attributes } = takeAttributes(right, at, true);
  const who = rest || right;
  if (who.split(' ').length > 2 && isName(left)) return assign(left, right);
  if (who.split(' ').length > 3) return null;
  return update(left, { ...attributes, assignee: toAssignee(who) });
};

export const forWork = (text: string, clause: Clause, at: Moment): Act[] | null =>
  looksLikeRef(text) ? onEach(text, { action: 'run' }) : work(text, clause.said, at);

/** Words that make "I need …" or "we should …" small talk. */
export const IDLE =
  /^(?:(?:to )?(?:go|run|leave|head|think|say|admit|be|get going|know|ask (?:you )?(?:something|a question)|sleep|eat|rest|help|see|understand|talk to (?:a|an) human|vent)\b|(?:a |some |more |another )*(?:coffee|lunch|break|help|holiday|vacation|nap|sleep|drink|beer|advice|question|idea|clue|time|money|raise|hug|minute|second|headache|feeling|meeting (?:now|in))\b|you\b|it$|that$|this$|idea)/i;

/** Words before a determiner that are no requests: "in the …", "love the …", "is the …". */
export const NO_VERB =
  /^(?:in|on|at|for|to|of|by|with|from|about|as|like|than|into|over|under|after|before|until|since|during|through|between|against|without|within|and|or|but|so|if|when|while|because|although|though|where|what|who|why|how|which|whose|that|this|these|those|it|he|she|they|we|you|i|is|are|was|were|be|been|am|do|does|did|has|have|had|will|would|can|could|should|may|might|must|not|no|yes|all|both|half|such|quite|just|only|even|also|too|love|loving|like|hate|enjoy|thanks|thank|congrats|nice|good|great|cool|wow|damn|lol|haha|omg|ugh|bless|screw|miss|hope|think|guess|believe|know|see|saw|got|went|came|need|want|wish|mind|maybe|perhaps|honestly|same|once|twice|where's|there|here|welcome|happy|sad|still|never|always|yet|nope|yeah|apparently|said|sounds|looks|feels|seems|means|because|whatever|hello|hi|hey|what's|roses|kinda|sorta|off|up|down|out|per|via|despite|besides|imagine|forget|bring|hold|save|keep|leave|beats?|pass|behold|fuck|shit|worth|depends|stop|suppose|let|feel|watch|meet|help|lost|won|sold|told|found|made|took|gave|broke|bought|built|wrote|ran|paid|spent|sent|left|held|kept|met|heard|felt|knew|became|began|chose|fell|forgot|grew|led|spoke|stood|taught|threw|ate|drove|flew)$/i;
