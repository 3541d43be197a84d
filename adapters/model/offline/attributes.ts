import { asDue, findDates, type DateSpan, type Moment } from './dates.ts';
import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import { NOT_PEOPLE, PRIORITY_WORDS, STATUS_WORDS } from './lexicon.ts';

export type Attributes = Pick<ManageTasksInput, 'status' | 'priority' | 'assignee' | 'tags'> & {
  due?: string;
};

interface Taken {
  rest: string;
  attributes: Attributes;
}

const EN_END = String.raw`(?=\s*(?:$|[,.;:!?)]|\band\b|\bby\b|\bbefore\b|\bdue\b|\bon\b|\buntil\b|\bthis\b|\bnext\b|\btomorrow\b|\btoday\b|\bwith\b|\bplease\b|\basap\b|#))`;
const NAME = String.raw`@?\p{Lu}[\p{L}'’-]*\p{Ll}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)?`;
const ANY_NAME = String.raw`(?:me|myself|agent:[\w-]+|<@\w+>|@[\p{L}\w.-]+|${NAME}|(?!it\b|the\b|to\b)[\p{L}][\w.'’-]*(?: \p{Lu}[\p{L}'’-]*)?)`;
const ZH_NAME = String.raw`(?:@[\p{L}\w.-]+|agent:[\w-]+|我自己|自己|我|\p{Script=Han}{2,4}?|[A-Za-z][\w.-]*(?: [A-Z]\w+)?)`;
const LEVEL = PRIORITY_WORDS.map(([, words]) => words).join('|');

/** Who is meant, as the tool takes it: a name, "me", or null for nobody. */
export function toAssignee(text: string): string | null {
  const name = text
    .trim()
    .replace(/^@/, '')
    .replace(/['’]s$/, '')
    .replace(/[\s,，.。!！]+$/, '');
  if (/^(?:nobody|no one|no-one|noone|none|没有?人|无人|无)$/i.test(name)) return null;
  return /^(?:me|myself|i|mine|我|自己|我自己|本人|俺)$/i.test(name) ? 'me' : name;
}

export function toPriority(text: string): ManageTasksInput['priority'] {
  return PRIORITY_WORDS.find(([, words]) => new RegExp(`^(?:${words})$`, 'i').test(text.trim()))?.[0];
}

/** Whether the text is nothing but the name of a state. */
export const readStatus = (text: string): boolean =>
  STATUS_WORDS.some(([, words]) => new RegExp(`^(?:${words})$`, 'i').test(text));

const PRIORITY_PHRASES = [
  new RegExp(
    String.raw`(?:,?\s*\b(?:with|at|as|and|of|make it|it'?s|is)\s+)?(?:an?\s+|the\s+)?\b(?<level>${LEVEL})[\s-]+(?:priority|prio|pri)\b`,
    'i',
  ),
  new RegExp(
    String.raw`(?:\b(?:with|and|make|set)\s+)?(?:the\s+)?\b(?:priority|prio|pri)\s*(?:[:=]|is|of|to|as)?\s*\b(?<level>${LEVEL})\b`,
    'i',
  ),
  new RegExp(
    String.raw`优先级?(?:是|为|设为|设成|设置为|定为|调到|调成|调为|改成|改为|:|：)?\s*(?<level>最高|紧急|较高|高|中等?|普通|一般|正常|最低|低)(?:级|的)?`,
  ),
  new RegExp(String.raw`(?<level>最高|高|中等?|普通|一般|最低|低|紧急)(?:的)?优先级?(?:的)?`),
  new RegExp(
    String.raw`(?:^|[,;(—!]\s*|\s-+\s*|[.]\s+|\b(?:it'?s|this is|that'?s|this one is|is|and|as)\s+)(?:super |very |really |kinda |pretty |quite |somewhat )?(?<level>not (?:that |so |very )?urgent|no rush|no hurry|urgent|critical|important|p[0-4])\b(?=\s*(?:$|[,;:).!—-]|and\b))`,
    'i',
  ),
  /\b(?:right )?(?<level>asap)\b|\b(?<urgent>as soon as possible|urgently)\b/i,
  /(?:^|[,，、；;。！!\s(（])(?:这个?事?|它|而且|并且|也|事情)?(?:比较|非常|特别|挺|有点|是)?(?<level>紧急|加急|特急|很急|非常急|不急|不着急|不紧急|不太急|重要)(?:的|任务|事项|哦|啊|哈|!|！)*(?=$|[,，、；;。:：）)])/,
  /(?<urgent>加急|十万火急)(?:处理)?/,
  /(?<high>尽快|尽早|优先(?=处理|完成|做))/,
  /(?<low>有空再?(?:的时候)?|不急的?话?|\bwhen(?:ever)? (?:you|we|i) (?:have|get|got|find) (?:some |a )?(?:time|chance|moment|minute)|\bwhenever\b)/i,
];

const ASSIGNEE_PHRASES = [
  new RegExp(
    String.raw`,?\s*\b(?:and\s+|please\s+)*(?:(?:can you |please )?(?:assign(?:ed)?|give|hand)(?: it| this| that| them)?(?: over)? to|owner(?: is|:)?|assignee(?: is|:)?|owned by|responsible(?: is|:)?)\s+(?<who>${ANY_NAME})`,
    'u',
  ),
  new RegExp(
    String.raw`,\s*(?<who>${NAME}) (?:will |to |should |can )?(?:owns?|takes?|handles?|does|do)(?: it| this| that)?${EN_END}`,
    'u',
  ),
  new RegExp(
    String.raw`[,，、；;\s]{0,8}(?:并且?|然后|请|再)?(?:把?(?:它|这个|任务))?(?:分配|指派|分派|派|转交?|安排|交|分)给\s*(?<who>${ZH_NAME})(?:来|去)?(?:做|负责|跟进|处理|完成|搞定)?(?=$|[,，、；;。！!\s])`,
    'u',
  ),
  new RegExp(
    String.raw`[,，、；;\s]{0,8}(?:由|让|归)\s*(?<who>${ZH_NAME})(?:来|去)?(?:负责|跟进|处理|来做|完成|做|搞定|管)(?=$|[,，、；;。！!\s])`,
    'u',
  ),
  new RegExp(
    String.raw`[,，、；;\s]{0,8}(?:负责人|执行人|经办人|处理人|owner|assignee)\s*(?:是|为|[:：])?\s*(?<who>${ZH_NAME})(?=$|[,，、；;。！!\s])`,
    'iu',
  ),
  new RegExp(String.raw`[,，、；;\s]{1,8}(?<who>${ZH_NAME})(?:来)?(?:负责|跟进)(?=$|[,，、；;。！!\s])`, 'u'),
  new RegExp(String.raw`[,，、；;\s]{1,8}给(?<who>${ZH_NAME})(?=$|[,，、；;。！!\s])`, 'u'),
  /(?:^|[\s,，])(?<who>@[\p{L}\w.-]+)/u,
];
const FOR_NAME = new RegExp(String.raw`\s*\bfor (?<who>${NAME})${EN_END}`, 'u');
const FOR_ME = new RegExp(String.raw`\s*\bfor (?<who>me|myself)\b${EN_END}`, 'i');

function takePriority(text: string): Taken {
  for (const phrase of PRIORITY_PHRASES) {
    const match = phrase.exec(text);
    if (!match) continue;
    const { level, urgent, high, low } = match.groups ?? {};
    const priority = level ? toPriority(level) : urgent ? 'urgent' : high ? 'high' : low ? 'low' : undefined;
    if (priority)
      return { rest: cut(text, match.index, match.index + match[0].length), attributes: { priority } };
  }
  return { rest: text, attributes: {} };
}

function takeAssignee(text: string, isForAgent: boolean): Taken {
  const phrases = isForAgent ? ASSIGNEE_PHRASES : [...ASSIGNEE_PHRASES, FOR_ME, FOR_NAME];
  for (const phrase of phrases) {
    const match = phrase.exec(text);
    const who = match?.groups?.who;
    if (!match || !who || NOT_PEOPLE.test(who)) continue;
    return {
      rest: cut(text, match.index, match.index + match[0].length),
      attributes: { assignee: toAssignee(who) },
    };
  }
  return { rest: text, attributes: {} };
}

function takeTags(text: string): Taken {
  const tags: string[] = [];
  const rest = text
    .replace(/(?:^|[\s,，])#(?!\d+\b)(?<tag>[\p{L}\w-]{2,40})/gu, (_, tag: string) => (tags.push(tag), ' '))
    .replace(
      /[,，]?\s*(?:\btag(?:ged|s)?(?: it)?(?: as| with|:)?|标签(?:是|为|[:：])?|打上?标签)\s+(?<tag>[\p{L}\w-]{2,40})$/u,
      (_, tag: string) => (tags.push(tag), ''),
    );
  return tags.length ? { rest, attributes: { tags } } : { rest: text, attributes: {} };
}

const BEFORE_DATE =
  /(?:^|[\s,;(—-])(?:and\s+)?(?:(?:it'?s|it is|that'?s|which is|is|are|was)\s+)?(?:(?:to be |needs? to be |has to be |must be |should be )?(?:done|finished|completed|ready|delivered|needed|submitted|in)\s+)?(?<word>due(?: date| on| by| at| is)?:?|deadline(?: is|:)?|no later than|not later than|by|before|until|till|for|on|in|at|@|within|starting|eta:?|to)?\s*(?:the\s+)?$/i;
const ZH_BEFORE_DATE =
  /(?:限?(?:(?:截止|到期|期限|完成|交付)(?:日期?|时间)?(?:是|为|[:：])?|deadline\s*[:：是]?|ddl\s*[:：是]?|最晚|最迟|必须?|要|需|在|于|到|赶在)+|限)$/i;
const ZH_AFTER_DATE =
  /^(?:之前|以前|前|内|截止|到期|为止)?(?:(?:就|要|得|必须|需|务必)*(?:完成|交付?|搞定|截止|做完|弄完|给我|要|到期|提交)(?=$|[,，、；;。！!\s]))?/;

/** Whether the date says when, rather than being part of a name ("the Friday demo", 下周三的会议). */
function isWhen(text: string, { from, to }: DateSpan): { from: number; to: number } | undefined {
  const [before, after] = [text.slice(0, from), text.slice(to)];
  const isEnd =
    /^\s*(?:$|[,.;:!?)，。；！、]|(?:and|please|for|with|at the latest|latest|or)\b|-\s|@|#)/i.test(after);
  if (/\p{Script=Han}/u.test(text.slice(from, to)) || /\p{Script=Han}$/u.test(before)) {
    const lead = ZH_BEFORE_DATE.exec(before)?.[0] ?? '';
    const tail = ZH_AFTER_DATE.exec(after)?.[0] ?? '';
    if (!tail && /^(?:的|例会|晨会|周会|会议|版|届|场)/.test(after)) return undefined;
    return { from: from - lead.length, to: to + tail.length };
  }
  if (/^(?:'s|’s)/.test(after) || /\b(?:black|good|casual)\s*$/i.test(before)) return undefined;
  const match = BEFORE_DATE.exec(before);
  const word = match?.groups?.word?.toLowerCase() ?? '';
  const lead = match ? match[0].length : 0;
  const isFirst = before.trim() === '' || /[,;:(]\s*$/.test(before);
  const tail = /^\s*(?:at the latest|latest)\b/i.exec(after)?.[0].length ?? 0;
  const said = text.slice(from, to);
  const isOwnLead = /^(?:by|before|until|till|in|within)\b/i.test(said);
  if (/^(?:due|deadline|no later|not later|by|before|until|till|within|eta)/.test(word))
    return { from: from - lead, to: to + tail };
  if (
    (isEnd || isOwnLead || (/\p{Script=Han}/u.test(text) && isEnd)) &&
    !/\b(?:about|of|from|since|the|a|last)\s*$/i.test(before)
  )
    return { from: from - lead, to: to + tail };
  if (isFirst && !/^\s+\p{L}+\s*$/u.test(after)) return { from, to };
  return undefined;
}

function takeDue(text: string, at: Moment): Taken {
  for (const span of findDates(text, at)) {
    const place = isWhen(text, span);
    if (place) return { rest: cut(text, place.from, place.to), attributes: { due: asDue(span.when, at) } };
  }
  return { rest: text, attributes: {} };
}

const cut = (text: string, from: number, to: number): string =>
  `${text.slice(0, from)}${/\p{Script=Han}$/u.test(text.slice(0, from)) ? '' : ' '}${text.slice(to)}`.trim();

/**
 * Takes out of a title what says when, who and how urgent.
 * @param isForAgent - the bot is to do it, so that "for Bo" is part of the work and not its owner.
 */
export function takeAttributes(text: string, at: Moment, isForAgent: boolean): Taken {
  const steps = [
    (rest: string) => takeTags(rest),
    (rest: string) => takePriority(rest),
    (rest: string) => takeDue(rest, at),
    (rest: string) => takeAssignee(rest, isForAgent),
  ];
  return steps.reduce<Taken>(
    ({ rest, attributes }, step) => {
      const taken = step(rest);
      return { rest: taken.rest, attributes: { ...attributes, ...taken.attributes } };
    },
    { rest: text, attributes: {} },
  );
}

const GLUE =
  /\b(?:and|to|as|with|it'?s|it|is|are|now|due|date|by|on|at|for|a|an|the|of|until|till|before|priority|prio|pri|status|deadline|state|be|set|make|please|super|very|really|pretty|quite|already|all|owner|assignee|also|too|back|yet|still|should|needs?|has|have)\b|[\s,;:=.!"'，。；：、！()-]+|优先级?|状态|截止(?:日期|时间)?|到期|日期|设?为|是|改?成|级别|级|之前|以前|前|任务|的|了|吧|还|比较|非常|特别|完成|要|在|到|并|且/gi;

/**
 * Reads a text that is nothing but values ("high priority and due Friday", 已完成).
 * @returns undefined when it says anything else too.
 */
export function readValues(text: string, at: Moment): Attributes | undefined {
  const attributes: Attributes = {};
  let rest = text.trim();
  const [date] = findDates(rest, at);
  if (date) {
    attributes.due = asDue(date.when, at);
    rest = `${rest.slice(0, date.from)} ${rest.slice(date.to)}`;
  }
  const assigned = takeAssignee(rest, true);
  if (
    assigned.attributes.assignee !== undefined &&
    /\b(?:to|owner|assignee|owned)\b|[给由让归]|负责|@/.test(rest)
  ) {
    rest = assigned.rest;
    attributes.assignee = assigned.attributes.assignee;
  }
  const isLow = /not (?:that |so |very )?(?:urgent|important)|不(?:着|紧|太)?[急重]/i.test(rest);
  for (const [status, words] of isLow ? [] : STATUS_WORDS) {
    const match = bounded(words).exec(rest);
    if (!match) continue;
    attributes.status = status;
    rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`;
    break;
  }
  for (const [priority, words] of PRIORITY_WORDS) {
    const match = bounded(words).exec(rest);
    if (!match) continue;
    attributes.priority = priority;
    rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`;
    break;
  }
  return Object.keys(attributes).length && rest.replace(GLUE, '') === '' ? attributes : undefined;
}

const known = new Map<string, RegExp>();

/** A word of the lists, whole where words have spaces between them. */
function bounded(words: string): RegExp {
  const kept = known.get(words) ?? new RegExp(String.raw`(?<![\w-])(?:${words})(?![\w-])`, 'i');
  known.set(words, kept);
  return kept;
}
