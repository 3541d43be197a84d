import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import { call, say, type Act, type Clause, type Rule } from './acts.ts';
import { readValues, takeAttributes, toAssignee, toPriority, type Attributes } from './attributes.ts';
import { asDue, asUntil, findDates, type Moment } from './dates.ts';
import { BODY_VERBS, DO_VERBS, NOT_PEOPLE, STATUS_WORDS, TASK_NOUN } from './lexicon.ts';
import { readListing } from './lists.ts';
import { hasNumber, isPronoun, onEach } from './refs.ts';
import { trackedTasks, workTask } from './titles.ts';

type Update = Omit<ManageTasksInput, 'ref' | 'action'>;

export const update = (ref: string, change: Update): Act[] => onEach(ref, { action: 'update', ...change });

/** A status that is a move of its own becomes that move. */
export function change(ref: string, { status, ...others }: Attributes): Act[] {
  const rest = Object.keys(others).length ? update(ref, others) : [];
  if (status === 'cancelled') return [...rest, ...onEach(ref, { action: 'cancel' })];
  return status ? update(ref, { ...others, status }) : rest;
}

export function track(text: string, at: Moment, isMany = false, assignee?: string | null): Act[] | null {
  const owner = assignee ? { assignee } : {};
  const tasks = trackedTasks(text, at, isMany);
  return tasks.length ? tasks.map((task) => ({ kind: 'create', task: { ...task, ...owner }, run: false })) : null;
}

export function work(text: string, said: string, at: Moment): Act[] | null {
  const task = workTask(text, said, at);
  return task ? [{ kind: 'create', task, run: true }] : null;
}

const g = (text: string | undefined): string => text ?? '';
const DONE = STATUS_WORDS.find(([status]) => status === 'completed')?.[1] ?? '';
const IS_VERB = new RegExp(`^(?:${DO_VERBS}|${BODY_VERBS}|follow up|track|join|attend|present|give|help|make|take|go through|send|finish|complete|start|update|get|own|lead|drive)\\b`, 'i');

const isName = (text: string): boolean =>
  /^(?:me|myself|@\S+|agent:\S+|<@\w+>|\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)?|\p{Script=Han}{2,4})$/u.test(text) &&
  !NOT_PEOPLE.test(text) &&
  !/^(?:it|the|this|that|someone|somebody|everybody|we|i|you|they|he|she|a|an|there|what|please|bot)$/i.test(text);

/** Splits "T-4 to high priority" or "the report is due Friday" where the right part is values only. */
function splitValues(text: string, at: Moment, isWeak: boolean): Act[] | null {
  const words = text.split(' ');
  for (let count = 0; count < words.length; count++) {
    const [ref, value] = [words.slice(0, count).join(' '), words.slice(count).join(' ')];
    if (isWeak && !hasNumber(ref) && !isPronoun(ref) && /^(?:by|on|in|for|this|next|tomorrow|today)\b/i.test(value)) continue;
    const values = readValues(value, at);
    if (values && /\b(?:needs?|has|have|must|should|to)$/i.test(ref)) return null;
    if (values) return change(ref.replace(/(?:['’]s)?\s+(?:is|are|was|has been|have been|as|to|due|date|priority|status|deadline|now|,|-|->|→|:|=)*$/i, '').replace(/['’]s$/, ''), values);
  }
  return null;
}

function dueChange(ref: string, value: string, at: Moment): Act[] | null {
  const [date] = findDates(value, at);
  return date ? update(ref, { due: asDue(date.when, at) }) : null;
}

function defer(said: string, at: Moment): Act[] {
  const text = said.replace(/\bfor (?=(?:another )?(?:\d+|an?|one|two|three|four|five|six|a few|a couple of) (?:\w+ )?(?:minutes?|hours?|days?|weeks?|months?)\b)/i, 'in ');
  const [date] = findDates(text, at);
  if (!date) return onEach(text.replace(/\s+(?:for now|for later|until later|for a while|later)$/i, ''), { action: 'defer' });
  const before = text.slice(0, date.from).replace(/\s*(?:until|till|til|to|for|by|on|off|out|back|at|,)+\s*$/i, '').replace(/\s+(?:until|till|to|for|by|on)$/i, '');
  return onEach(`${before} ${text.slice(date.to)}`.trim(), { action: 'defer', until: asUntil(date.when, at) });
}

const FIELDS: Record<string, (ref: string, value: string, at: Moment) => Act[] | null> = {
  title: (ref, value) => update(ref, { title: value.replace(/^["'“]|["'”]$/g, '') }),
  name: (ref, value) => update(ref, { title: value.replace(/^["'“]|["'”]$/g, '') }),
  description: (ref, value) => update(ref, { description: value }),
  due: dueChange,
  deadline: dueChange,
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

const setField = (field: string, ref: string, value: string, at: Moment): Act[] | null =>
  FIELDS[field.toLowerCase().replace(/\s?date$|s$/, '')]?.(ref, value.trim(), at) ?? null;

export const tagsOf = (text: string): string[] =>
  text
    .split(/[\s,，、]+(?:and\s+|和)?|和/)
    .map((tag) => tag.replace(/^#|["'“”]/g, ''))
    .filter((tag) => tag && tag !== 'and')
    .slice(0, 20);

const looksLikeRef = (text: string): boolean => hasNumber(text) || isPronoun(text);
const FIELD = 'due dates?|due|deadline|priority|prio|status|state|title|name|description|assignee|owner|tags?|labels?';
const SET = 'set|change|update|move|mark|make|put|switch|bump|raise|lower|push|shift|bring|reschedule|turn|flag|modify|edit|adjust|extend|upgrade|downgrade|get';
const NOUN = TASK_NOUN;

function assign(who: string, ref: string): Act[] | null {
  const name = toAssignee(who.replace(/^(?:to|over to)\s+/i, ''));
  return update(ref, { assignee: name });
}

/** "assign Bo to T-4" and "assign T-4 to Bo" both occur. */
const assignEither = (left: string, right: string, at: Moment): Act[] | null => {
  if (looksLikeRef(right) && !looksLikeRef(left)) return assign(left, right);
  const { rest, attributes } = takeAttributes(right, at, true);
  const who = rest || right;
  if (who.split(' ').length > 2 && isName(left)) return assign(left, right);
  if (who.split(' ').length > 3) return null;
  return update(left, { ...attributes, status: undefined, assignee: toAssignee(who) } as Update);
};

const forWork = (text: string, clause: Clause, at: Moment): Act[] | null =>
  looksLikeRef(text) ? onEach(text, { action: 'run' }) : work(text, clause.said, at);

/** Words that make "I need …" or "we should …" small talk. */
const IDLE = /^(?:(?:to )?(?:go|run|leave|head|think|say|admit|be|get going|know|ask (?:you )?(?:something|a question)|sleep|eat|rest|help|see|understand|talk to (?:a|an) human|vent)\b|(?:a |some |more |another )*(?:coffee|lunch|break|help|holiday|vacation|nap|sleep|drink|beer|advice|question|idea|clue|time|money|raise|hug|minute|second|headache|feeling|meeting (?:now|in))\b|you\b|it$|that$|this$|idea)/i;

/** Words before a determiner that are no requests: "in the …", "love the …", "is the …". */
const NO_VERB = /^(?:in|on|at|for|to|of|by|with|from|about|as|like|than|into|over|under|after|before|until|since|during|through|between|against|without|within|and|or|but|so|if|when|while|because|although|though|where|what|who|why|how|which|whose|that|this|these|those|it|he|she|they|we|you|i|is|are|was|were|be|been|am|do|does|did|has|have|had|will|would|can|could|should|may|might|must|not|no|yes|all|both|half|such|quite|just|only|even|also|too|love|loving|like|hate|enjoy|thanks|thank|congrats|nice|good|great|cool|wow|damn|lol|haha|omg|ugh|bless|screw|miss|hope|think|guess|believe|know|see|saw|got|went|came|need|want|wish|mind|maybe|perhaps|honestly|same|once|twice|where's|there|here|welcome|happy|sad|still|never|always|yet|nope|yeah|apparently|said|sounds|looks|feels|seems|means|because|whatever|hello|hi|hey|what's|roses|kinda|sorta|off|up|down|out|per|via|despite|besides|imagine|forget|bring|hold|save|keep|leave|beats?|pass|behold|fuck|shit|worth|depends|stop|suppose|let|feel|watch|meet)$/i;

// prettier-ignore
export const EN_RULES: readonly Rule[] = [
  // Decisions are people's, by button or command; the model may not take them.
  { pattern: /^(?:i )?(?:approved?|reject(?:ed)?|den(?:y|ied)|declined?|sign off(?: on)?|greenlight|authori[sz]ed?|lgtm|accept|grant)(?:$|\s+(?:the |my |that |this )?(?:it|that|this|them|A-?\d+|T-?\d+|#\d+|\d+|request|approval|run|deploy(?:ment)?|changes?|ask|last one|all|everything|task|.*\brequest|.*\bapproval)\b)/i, act: () => say('approve') },
  { pattern: /^(?:answer|reply to) A-?\d+/i, act: () => say('approve') },

  // What repeats is a schedule, which no tool of the model's makes.
  { pattern: /\b(?:every|each) (?:single )?(?:other )?(?:hour|day|week|month|quarter|year|morning|evening|night|weekday|mon|tue|wed|thu|fri|sat|sun|\d+)|\b(?:daily|hourly) at\b/i, act: () => say('schedule') },

  // Comments
  { pattern: new RegExp(String.raw`^(?:add|leave|post|put|write|make)\s+(?:a |an |the )?(?:quick |short )?(?:comment|note|remark)\s+(?:to|on|in|under|for|against)\s+(?<ref>T-?\d+|#\d+|(?:task |ticket )\d+|it|this|that|.+?)\s*(?::|,|\s-+\s|\b(?:saying|that says|stating|that|with|to say)\b)\s*:?\s*(?<text>.+)$`, 'i'), act: ({ ref, text }) => onEach(g(ref), { action: 'comment', text: g(text) }) },
  { pattern: /^(?:comment|note|annotate)\s+(?:on|to|for|in|under)\s+(?<ref>(?:task |ticket )?(?:T-?\d+|#?\d+)|it|this|that|.+?)\s*(?::|,|\s-+\s|\b(?:saying|that)\b)?\s*:?\s+(?<text>.+)$/i, act: ({ ref, text }, clause) => (looksLikeRef(g(ref)) || /:|saying|that/.test(clause.text) ? onEach(g(ref), { action: 'comment', text: g(text) }) : null) },
  { pattern: /^(?:comment|add|note|write|post|leave|put)\s+["'“]?(?<text>.+?)["'”]?\s+(?:to|on|in|under|as a (?:comment|note) (?:to|on))\s+(?<ref>(?:task |ticket )?(?:T-?\d+|#\d+)|it|this task)$/i, act: ({ ref, text }, { text: all }) => (new RegExp(`^add (?:the )?(?:tags?|labels?) `, 'i').test(all) || isName(g(text)) || readFieldStart(g(text)) ? null : onEach(g(ref), { action: 'comment', text: g(text) })) },
  { pattern: /^(?:tell|update|inform)\s+(?<ref>T-?\d+|#\d+)\s+(?:that|about|:)\s*(?<text>.+)$/i, act: ({ ref, text }) => onEach(g(ref), { action: 'comment', text: g(text) }) },
  { pattern: /^(?:T-?(?<n>\d+))\s+(?:comment|note)\s*:\s*(?<text>.+)$/i, act: ({ n, text }) => call({ action: 'comment', ref: `T-${n}`, text: g(text) }) },
  { pattern: /^(?:fyi|update|note|heads up)\s+(?:on|for)\s+(?<ref>(?:T-?\d+|#\d+)|it|this)\s*[:,-]?\s+(?<text>.+)$/i, act: ({ ref, text }) => onEach(g(ref), { action: 'comment', text: g(text) }) },

  // Tags, titles, descriptions
  { pattern: /^(?:tag|label)\s+(?<ref>.+?)\s+(?:with|as|:)\s+(?<tags>.+)$/i, act: ({ ref, tags }) => update(g(ref), { tags: tagsOf(g(tags)) }) },
  { pattern: /^tag\s+(?<ref>T-?\d+|it|this|that)\s+(?<tags>.+)$/i, act: ({ ref, tags }) => update(g(ref), { tags: tagsOf(g(tags)) }) },
  { pattern: /^(?:add|put|apply)\s+(?:the |a )?(?:tags?|labels?)\s+(?<tags>.+?)\s+(?:to|on)\s+(?<ref>.+)$/i, act: ({ ref, tags }) => update(g(ref), { tags: tagsOf(g(tags)) }) },
  { pattern: /^(?:add|put|apply)\s+(?:the |a )?["'#]?(?<tags>[\w-]+)["']?\s+(?:tag|label)\s+(?:to|on)\s+(?<ref>.+)$/i, act: ({ ref, tags }) => update(g(ref), { tags: tagsOf(g(tags)) }) },
  { pattern: /^(?:rename|retitle)\s+(?<ref>.+?)\s+(?:to|as|into|->|→|=)\s+(?<title>.+)$/i, act: ({ ref, title }, _, at) => setField('title', g(ref), g(title), at) },
  { pattern: /^call\s+(?<ref>it|this|that|T-?\d+|this task)\s+(?<title>.+?)(?: instead)?$/i, act: ({ ref, title }, _, at) => setField('title', g(ref), g(title), at) },
  { pattern: /^(?:add|set|write|give)\s+(?:a |the )?description\s+(?:to|of|for|on)\s+(?<ref>.+?)\s*(?::|\bto\b|\bas\b|\bsaying\b|,)\s*(?<value>.+)$/i, act: ({ ref, value }, _, at) => setField('description', g(ref), g(value), at) },
  { pattern: /^describe\s+(?<ref>T-?\d+|it|this|that|.+?)\s+(?:as|:)\s+(?<value>.+)$/i, act: ({ ref, value }, _, at) => setField('description', g(ref), g(value), at) },

  // One field to one value
  { pattern: /^(?:(?<down>lower|decrease|reduce|drop|downgrade)|raise|increase|up|bump(?: up)?|upgrade|boost)\s+(?:the )?(?:priority|prio|urgency)\s+(?:of|on|for)\s+(?<ref>.+)$/i, act: ({ down, ref }) => (/\bto\b/.test(g(ref)) ? null : update(g(ref), { priority: down ? 'low' : 'high' })) },
  { pattern: new RegExp(String.raw`^(?:remove|clear|drop|delete|unset|cancel|take off|get rid of)\s+(?:the )?(?:due date|deadline|due)\s+(?:from|of|on|for)\s+(?<ref>.+)$`, 'i'), act: ({ ref }) => update(g(ref), { due: null }) },
  { pattern: /^(?:remove|clear|drop|unset)\s+(?<ref>.+?)(?:'s)\s+(?:due date|deadline)$|^(?<b>.+?)\s+has no (?:due date|deadline)(?: any ?more)?$/i, act: ({ ref, b }) => update(g(ref) || g(b), { due: null }) },
  { pattern: /^(?:unassign|un-assign|deassign)\s+(?:(?<who>\S+) from )?(?<ref>.+?)(?: from \S+)?$/i, act: ({ ref }) => update(g(ref), { assignee: null }) },
  { pattern: /^(?:remove|take|clear)\s+(?:the )?(?<who>assignee|owner|\S+)\s+(?:from|off(?: of)?)\s+(?<ref>.+)$/i, act: ({ ref, who }, _, at) => (isName(g(who)) || /^(?:assignee|owner|me)$/i.test(g(who)) ? update(g(ref), { assignee: null }) : at && null) },
  { pattern: new RegExp(String.raw`^(?:${SET})\s+(?:the |its )?(?<field>${FIELD})\s+(?:of|for|on)\s+(?<ref>.+?)\s*(?:\bout to\b|\bback to\b|\bup to\b|\bdown to\b|\bto\b|\bas\b|\bis\b|:|=|\buntil\b|\bby\b)\s*(?<value>.+)$`, 'i'), act: ({ field, ref, value }, _, at) => setField(g(field), g(ref), g(value), at) },
  { pattern: new RegExp(String.raw`^(?:${SET})\s+(?:the |its )?(?<field>${FIELD})\s*(?:\bto\b|\bas\b|:|=|\buntil\b)\s*(?<value>.+?)\s+(?:for|on)\s+(?<ref>.+)$`, 'i'), act: ({ field, ref, value }, _, at) => setField(g(field), g(ref), g(value), at) },
  { pattern: new RegExp(String.raw`^(?:${SET})\s+(?:the |its )?(?<field>${FIELD})\s*(?:\bto\b|\bas\b|:|=|\buntil\b)\s*(?<value>.+)$`, 'i'), act: ({ field, value }, _, at) => setField(g(field), 'it', g(value), at) },
  { pattern: new RegExp(String.raw`^(?:${SET})\s+(?<ref>.+?)(?:'s|’s)?\s+(?<field>${FIELD})\s*(?:\bto\b|\bas\b|:|=|\buntil\b)\s*(?<value>.+)$`, 'i'), act: ({ field, ref, value }, _, at) => setField(g(field), g(ref), g(value), at) },
  { pattern: new RegExp(String.raw`^(?:the )?(?<field>deadline|due date|priority|status|owner|assignee)\s+(?:of|for|on)\s+(?<ref>.+?)\s+(?:is|was|should be|has (?:been )?(?:moved|changed) to|moved to|changed to|=)\s*(?:now )?(?<value>.+)$`, 'i'), act: ({ field, ref, value }, _, at) => setField(g(field), g(ref), g(value), at) },

  // People
  { pattern: /^(?:re-?)?(?:assign|delegate|allocate)\s+(?<left>.+?)\s+(?:over )?to\s+(?<right>.+)$/i, act: ({ left, right }, _, at) => assignEither(g(left), g(right), at) },
  { pattern: /^(?:re-?)?assign\s+(?<ref>T-?\d+|#\d+|it|this|that)\s+(?<who>\S+)$/i, act: ({ ref, who }) => assign(g(who), g(ref)) },
  { pattern: /^(?:re-?)?assign\s+(?<who>\S+)\s+(?<ref>T-?\d+|#\d+|it|this|that)$/i, act: ({ ref, who }) => assign(g(who), g(ref)) },
  { pattern: /^(?:give|hand|pass|hand over|transfer|send|move)\s+(?<ref>.+?)\s+(?:over |off |on )?to\s+(?<who>@?\S+(?: \p{Lu}\S+)?)(?: instead)?$/iu, act: ({ ref, who }) => ((isName(g(who)) || (/^[a-z]+$/.test(g(who)) && looksLikeRef(g(ref)))) && !readStatus(g(who)) ? assign(g(who), g(ref)) : null) },
  { pattern: /^(?:put|add|get)\s+(?<who>@?\S+)\s+(?:on|to|onto)\s+(?<ref>.+)$/i, act: ({ ref, who }) => (isName(g(who)) && !/^(?:(?:my|the|our) )?(?:list|board|backlog|todo|calendar|agenda|plate|hold)/i.test(g(ref)) ? assign(g(who), g(ref)) : null) },
  { pattern: /^(?:make|set)\s+(?<who>@?\S+)\s+(?:the |as )?(?:the )?(?:owner|assignee|responsible)\s+(?:of|for|on)\s+(?<ref>.+)$/i, act: ({ ref, who }) => assign(g(who), g(ref)) },
  { pattern: /^(?:i(?:'ll| will| can)|let me)\s+(?:take(?: over| on| care of)?|own|grab|handle|do|pick up|work on)\s+(?<ref>.+)$/i, act: ({ ref }) => (/^(?:a|an|some)\b|\b(?:break|nap|lunch|coffee|look)\b/i.test(g(ref)) ? null : assign('me', g(ref))) },
  { pattern: /^(?<ref>T-?\d+|#\d+|it|this|that|.+?)\s+(?:goes to|belongs to|is for|is on|is owned by|should go to|is assigned to|->|→)\s+(?<who>@?\S+)$/i, act: ({ ref, who }) => (isName(g(who)) ? assign(g(who), g(ref)) : null) },
  { pattern: /^(?:have |let |get |ask )?(?<who>@?\p{L}+)\s+(?:is going to |is |will |should |can |to )?(?:takes?|taking|owns?|owning|handles?|handling|picks? up|do|take care of|look after|work on|lead)\s+(?:over |on )?(?<ref>(?:T-?\d+|#\d+|it|this|that)(?: one| task)?)$/iu, act: ({ who, ref }) => (/^(?:let|i|we|you|please|it|this|that|to|the|and)$/i.test(g(who)) ? null : assign(g(who), g(ref))) },
  { pattern: /^(?<who>@?\p{Lu}\p{L}*)\s+(?:is going to |is |will |should |can )?(?:take|takes|taking|owns?|owning|handles|handling|pick up|picks up|taking over)\s+(?:over |on )?(?<ref>.+)$/u, act: ({ who, ref }) => (isName(g(who)) ? assign(g(who), g(ref)) : null) },

  // Why
  { pattern: /^(?:do you know )?(?:why|how come)\s+(?:is|isn'?t|are|aren'?t|did|didn'?t|does|doesn'?t|has|hasn'?t|was|wasn'?t|hasnt|isnt)?\s*(?<ref>.+?)\s+(?:still |so |been |not |is |keeps? |getting )*(?:stuck|stalled|blocked|waiting|paused|fail(?:ed|ing)?|late|delayed|moving|progressing|running|started|start|done|finished|finish|taking|on hold|pending|queued|hanging|slow|in progress|cancelled|stopped|not|overdue|moved|move|work(?:ing|ed)?|stop|happening|going|complete|completed)\b.*$/i, mayAsk: true, act: ({ ref }) => onEach(g(ref), { action: 'why' }) },
  { pattern: /^(?:what(?:'s| is|s| was)\s+(?:blocking|holding up|holding|wrong with|up with|the (?:problem|issue|hold-?up|blocker) (?:with|on|for)|stopping|keeping|delaying|the matter with)|what (?:happened|went wrong) (?:to|with|on)|what(?:'s| is) happening (?:to|with))\s+(?<ref>.+)$/i, mayAsk: true, act: ({ ref }) => onEach(g(ref), { action: 'why' }) },
  { pattern: /^(?:why)$|^why (?:is (?:it|this|that)|did (?:it|this|that)) .*$|^what(?:'s| is) (?:the )?(?:hold-?up|wrong|blocking|the problem)$/i, mayAsk: true, act: () => call({ action: 'why', ref: 'it' }) },
  { pattern: /^explain why (?<ref>.+?) (?:is|was|did|has|failed|isn).*$/i, mayAsk: true, act: ({ ref }) => onEach(g(ref), { action: 'why' }) },

  // One task
  { pattern: /^(?:show|open|display|view|get|see|read|check(?: on)?|pull up|look at|describe|detail|fetch|find|status|info|details?|tell me about|tell me more about|explain|what is|what's|whats|how is|how's|any news on|update on|progress on|more (?:info |details )?(?:on|about))\s+(?:me |up |the )?(?:(?:details?|status|state|progress|info)\s+(?:of|on|for|about)\s+)?(?:(?:task|ticket)\s+)?(?<ref>T-?\d+|#\d+|(?:task|ticket|number|no\.?) ?\d+|it|this task|that task|this one|that one|the task)(?:\s+(?:doing|going|status|about|at|looking|coming along|now|details?|task|for|progress))*$/i, mayAsk: true, act: ({ ref }) => onEach(g(ref), { action: 'get' }) },
  { pattern: /^(?:what(?:'s| is|s) the (?:status|state|progress|latest|update|situation|news|word|deal|eta|story)|(?:the )?(?:status|state|progress|details?)(?: report| update)?|give me (?:the |an? )?(?:status|update|details?|progress|latest|info)|(?:any|got any|do (?:we|you) have any|is there any) (?:update|updates|news|progress|movement|word|eta|info))\s+(?:of|on|with|for|about|regarding|from)\s+(?<ref>.+)$/i, mayAsk: true, act: ({ ref }, clause, at) => (/\b(?:everything|things|all|my tasks|the team|the board|tasks|today)\b/i.test(g(ref)) ? readListing(clause, at) : onEach(g(ref), { action: 'get' })) },
  { pattern: /^(?:show|tell|give|get|remind)(?: me| us)?\s+(?:the )?(?:status|state|progress|details?|latest|full details)\s+(?:of|on|for|about)\s+(?<ref>.+)$/i, mayAsk: true, act: ({ ref }) => onEach(g(ref), { action: 'get' }) },
  { pattern: /^how(?:'s| is| are|s|'re)\s+(?<ref>.+?)\s+(?:going|doing|coming(?: along| on)?|progressing|looking|getting on|moving along|shaping up|getting along)\b.*$/i, mayAsk: true, act: ({ ref }) => (/^(?:it|you|things|everything|life|your day|the weather|the day|u|ya|your \w+)$/i.test(g(ref)) ? null : onEach(g(ref), { action: 'get' })) },
  { pattern: /^how far (?:along )?(?:is|are|did|have) (?:we|you|they|it)?\s*(?:with |on |got with |gotten with |are we with )?(?<ref>.+?)(?: along)?$/i, mayAsk: true, act: ({ ref }) => onEach(g(ref), { action: 'get' }) },
  { pattern: /^where (?:are|do|did) (?:we|you|things|they)(?: stand| at| stand at| get)?\s+(?:on|with)\s+(?<ref>.+)$|^where(?:'s| is)\s+(?<b>.+?)(?: at)?$/i, mayAsk: true, act: ({ ref, b }) => (ref ? onEach(ref, { action: 'get' }) : looksLikeRef(g(b)) || /\b(?:at)$/.test(g(b)) ? onEach(g(b), { action: 'get' }) : null) },
  { pattern: /^(?:who(?:'s| is|s)\s+(?:doing|working on|responsible for|handling|on|assigned to|got|owning|in charge of|dealing with|the owner of|taking care of|leading)|who (?:owns|has|got|does|handles|took|is)|when(?:'s| is|s)|what(?:'s| is) the (?:deadline|due date|priority|owner|assignee) (?:of|for|on)|when do (?:i|we) (?:have to|need to) (?:finish|submit|deliver|complete))\s+(?<ref>.+?)(?:\s+(?:due|assigned to|on|owned by|supposed to be (?:done|finished)))?$/i, mayAsk: true, act: ({ ref }, clause, at) => (/^(?:you|free|available|here|online|the best|lunch|busy|what|doing what|on what|your .*|the (?:meeting|party|holiday).*)$/i.test(g(ref)) ? readListing(clause, at) : /^(?:who|what)|due|supposed|assigned|finish|submit|deliver/i.test(clause.text) && !/^(?:who is|who's) (?!responsible|working|doing|on|handling|assigned|in charge|got|T-)/i.test(clause.text) ? onEach(g(ref), { action: 'get' }) : null) },
  { pattern: /^(?:is|are|was|has|have|did)(?:n't)?\s+(?:you |we |they |someone |anyone |i )?(?:finish(?:ed)? |complete(?:d)? |start(?:ed)? )?(?<ref>.+?)\s+(?:been |already |all |still )*(?:done|finished|complete|completed|ready|started|running|in progress|shipped|closed|blocked|stuck|overdue|late|cancelled|on track|assigned|urgent|due(?: \w+)?)(?: yet| already| now| to anyone)?$/i, mayAsk: true, act: ({ ref }) => (/^(?:you|i|we|they|there|anything|anyone|any|everything|something|lunch|dinner|any ?(?:tasks?|thing).*|what.*)$|\b(?:tasks|todos)\b/i.test(g(ref)) ? null : onEach(g(ref), { action: 'get' })) },
  { pattern: /^(?:did|have|has)\s+(?:you|we|they|someone|anyone|i|\p{Lu}\p{L}+)\s+(?:already )?(?:finish(?:ed)?|complete(?:d)?|start(?:ed)?|do(?:ne)?|close(?:d)?|ship(?:ped)?|send|sent|submit(?:ted)?)\s+(?<ref>(?:the|our|my|T-?\d+|#\d+|it|that|this).*?)(?: yet| already)?$/iu, mayAsk: true, act: ({ ref }) => onEach(g(ref), { action: 'get' }) },
  { pattern: /^(?:(?:and |so )?what about|how about|and|so)?\s*(?<ref>T-?\d+|#\d+|task \d+)(?:\s+(?:status|details?|info|progress|update|eta|please))?$/i, mayAsk: true, act: ({ ref }) => onEach(g(ref), { action: 'get' }) },
  { pattern: /^(?:show|tell)(?: me)?\s+(?:about\s+)?(?:the )?(?<ref>.+?) (?:task|ticket)(?: details?)?$/i, mayAsk: true, act: ({ ref }, clause, at) => (/\b(?:all|my|open|next|overdue|every|each|urgent|latest|first)\b/i.test(g(ref)) ? readListing(clause, at) : onEach(g(ref), { action: 'get' })) },

  // Run, retry, pause and the other moves
  { pattern: /^(?:retry|re-?run|redo|re-?do|restart|re-?execute|try|run|do|start|execute)\s+(?<ref>.*?)\s*(?:once more|one more time|again|over|from scratch)$|^(?:retry|re-?run|redo|restart|re-?execute|re-?try|give (?=.* another))\s*(?<b>.*?)(?: another (?:go|try|shot))?$|^(?:once more|one more time|again|try that one again)$/i, act: ({ ref, b }) => onEach(g(ref) || g(b), { action: 'retry' }) },
  { pattern: /^(?:put|place|set)\s+(?<ref>.+?)\s+on (?:hold|pause|ice)(?: for now)?$|^(?:pause|suspend|freeze|hold(?: off)?(?: on)?|halt)\s*(?<b>.*)$/i, act: ({ ref, b }, _, at) => (findDates(g(ref) || g(b), at).length ? defer(g(ref) || g(b), at) : /^(?:my beer|please|the phone)$/i.test(g(b)) ? null : onEach(g(ref) || g(b), { action: 'pause' })) },
  { pattern: /^(?:take|bring)\s+(?<ref>.+?)\s+(?:off|back from|out of)\s+(?:hold|pause|ice)$|^(?:resume|unpause|un-pause|carry on|continue|proceed|go on|unfreeze|pick (?=.*up)(?:back )?(?:up )?)\s*(?:with |working on |on )?(?<b>.*?)(?: (?:back )?up(?: again| where .*)?)?$|^(?<c>.+?) can (?:continue|go on|resume)(?: now)?$/i, act: ({ ref, b, c }, { text }) => (/^pick up (?!it|this|that|T-|where)/i.test(text) ? null : onEach(g(ref) || g(b) || g(c), { action: 'resume' })) },
  { pattern: /^(?<ref>.+?)\s+(?:can|could|should|must|may|has to|have to|will have to)\s+wait(?<when>.*)$/i, act: ({ ref, when }, _, at) => (/^(?:i|you|we|it all)$/i.test(g(ref)) ? null : defer(`${g(ref)}${g(when)}`, at)) },
  { pattern: /^(?:defer|postpone|snooze|delay|put off|park|shelve|table|push off|push back|backburner|hold off on|sleep)\s+(?<text>.+)$|^(?:put|leave|push) (?<b>.+? (?:off|aside|on the back ?burner).*)$/i, act: ({ text, b }, _, at) => defer((g(text) || g(b)).replace(/\s+(?:off|aside|on the back ?burner)\b/i, ''), at) },
  { pattern: /^(?:remind me (?:about|of) (?<a>T-?\d+|#\d+|it|this|that)|come back to (?<b>.+?)|bring (?<c>.+?) back(?: up)?|look at (?<d>T-?\d+|it|this) again)\s+(?<when>.+)$/i, act: ({ a, b, c, d, when }, _, at) => { const [date] = findDates(g(when), at); return date ? onEach(g(a) || g(b) || g(c) || g(d), { action: 'defer', until: asUntil(date.when, at) }) : null; } },
  { pattern: /^(?:archive|file away|stash)\s+(?<ref>.+)$|^move\s+(?<b>.+?)\s+(?:to|into) (?:the )?archives?$/i, act: ({ ref, b }) => onEach(g(ref) || g(b), { action: 'archive' }) },
  { pattern: /^(?:cancel|delete|remove|drop|scrap|kill|abort|get rid of|forget(?: about)?|nix|ditch|bin|trash|call off|stop|terminate|discard|erase|scratch|nuke|dump|kill off|abandon|never mind|nevermind|no need (?:for|to do)|we don'?t need|don'?t do|don'?t bother with|throw (?:out|away))\s+(?:working on |with |doing )?(?<ref>.+)$/i, act: ({ ref }, { text }) => { if (/^(?:stop|never ?mind|forget|remove|delete|drop|kill)\b/i.test(text) && /^(?:me|talking|spamming|bothering|asking|being|the (?:noise|spam|music)|by\b|a\b|an\b|line|off\b|in\b|you|him|her|them all|for\b|messaging)/i.test(g(ref))) return null; const [, task = g(ref), reason] = /^(.+?)\s*(?:,|\s-+\s|\bbecause\b|\bsince\b|\bas it\b|;)\s*(.+)$/i.exec(g(ref)) ?? []; const cleaned = task.replace(/\s+from (?:my|the|our) (?:list|board|todo(?: list)?|backlog|tasks|plate)$/i, ''); return numberedOrOne(cleaned, reason); } },
  { pattern: /^(?:cancel|stop|abort)$/i, act: () => call({ action: 'cancel', ref: 'it' }) },
  { pattern: /^(?:take|strike|cross|remove)\s+(?<ref>.+?)\s+off (?:of )?(?:my|the|our) (?:list|board|plate|todo(?: list)?)$/i, act: ({ ref }, { text }) => (/^(?:cross|strike)/i.test(text) ? update(g(ref), { status: 'completed' }) : onEach(g(ref), { action: 'cancel' })) },
  { pattern: /^(?:reopen|re-open|undo|un-?complete|uncheck|untick)\s+(?<ref>.+)$/i, act: ({ ref }) => update(g(ref), { status: 'pending' }) },

  // Done, and every other value that is set in words
  { pattern: /^(?:tick|check|cross|strike|mark)\s+off\s+(?<ref>.+)$|^(?:tick|check|cross|strike|mark)\s+(?<b>.+?)\s+off(?: (?:the|my) list)?$|^(?:close(?: out)?|resolve|complete|wrap up|check off)\s+(?<c>.+?)(?: off| out)?$|^finish\s+(?<d>T-?\d+|#\d+|it|this|that)$/i, act: ({ ref, b, c, d }, _, at) => { const all = g(ref) || g(b) || g(c) || g(d); if (c && !hasNumber(c) && findDates(c, at).length) return null; return update(all, { status: 'completed' }); } },
  { pattern: new RegExp(String.raw`^(?:(?:i|we|i'm|we're|i am|we are|bo|\p{Lu}\p{Ll}+)\s*(?:'ve|have|'m|am|are|has|'s|'re|is|did)?\s*(?:just|already|finally|now|all)?\s*)?(?:finished|completed|done with|done|closed|shipped|wrapped up|wrapping up|sorted(?: out)?|submitted|delivered|handled|resolved|knocked out|taken care of|took care of|sent(?: out| off)?|fixed|published|deployed|merged|crossed off|ticked off)(?: up| off| with)?\s+(?<ref>(?!by\b|for now|deal|and\b|in\b|yet\b).+)$`, 'iu'), act: ({ ref }, { text }) => (/^(?:\p{L}+ )?(?:sent|fixed|published|deployed|merged)\b/iu.test(text) && /\b(?:you|me|him|her|them)\b/i.test(g(ref)) ? null : update(g(ref).replace(/\s+(?:already|today|yesterday|this morning|just now)$/i, ''), { status: 'completed' })) },
  { pattern: /^(?:(?:i|we)(?:'m|'re| am| are)|all|that's|it's|this is|and)?\s*(?:done|finished|completed)(?: with (?:it|this|that))?$/i, act: () => update('it', { status: 'completed' }) },
  { pattern: /^(?:i(?:'m| am)|we(?:'re| are)|i've|we've|\p{Lu}\p{Ll}+ is)\s+(?:now |currently |already )?(?:working on|started(?: working)?(?: on)?|starting(?: on)?|busy with|on it with|picking up|picked up|begun)\s+(?<ref>.+)$/iu, act: ({ ref }) => update(g(ref).replace(/\s+now$/i, ''), { status: 'in_progress' }) },
  { pattern: new RegExp(String.raw`^(?:${SET})\s+(?<rest>.+)$`, 'i'), act: ({ rest }, { text }, at) => (/^make sure\b/i.test(text) ? null : splitValues(g(rest), at, /^(?:update|edit|make|put|change|modify|get)\b/i.test(text))) },
  { pattern: /^(?:prioriti[sz]e|escalate|expedite)\s+(?<ref>.+)$/i, act: ({ ref }) => (/^(?:the )?(?:list|backlog|features)/i.test(g(ref)) ? null : update(g(ref), { priority: 'high' })) },
  { pattern: /^(?:de-?prioriti[sz]e)\s+(?<ref>.+)$/i, act: ({ ref }) => update(g(ref), { priority: 'low' }) },
  { pattern: /^(?:bump|raise)\s+(?:up )?(?<ref>T-?\d+|#\d+|it|this|that)(?: up)?$/i, act: ({ ref }) => update(g(ref), { priority: 'high' }) },
  { pattern: new RegExp(String.raw`^(?<ref>.+?)(?:'s|’s|'re)?\s+(?:is |are |was |has been |have been |got |just got )?(?:now |all |already |finally )*(?:${DONE})(?: now| already| today)?$`, 'i'), act: ({ ref }) => (/^(?:what|who|where|how|when|there|not|isn't|well|get|getting|things?|nothing|something|everything|dinner|lunch|be|jobs?|easier|nicely|almost|half|nearly|barely|never|to|get it|said|consider it|over|track .*|remind .*|add .*|please.*)$/i.test(g(ref)) || /\b(?:to be|get|not|never|should be|must be|needs to be|isn't|almost|nearly|half|you|until|if|when)$/i.test(g(ref)) ? null : update(g(ref), { status: 'completed' })) },
  { pattern: /^(?<rest>(?:T-?\d+|#\d+|task \d+|it|this|that|this one|the .+?|our .+?|my .+?)(?:'s|'re)?\s*(?:(?:is|are|was|has been|should be|needs to be|must be|now|has|became|becomes)\b|[:=,→]|->|-\s)?\s*.+)$/i, act: ({ rest }, { text }, at) => (/^(?:it|this|that)(?:'s)? (?:is )?(?:not )?(?:important|fine|ok|okay|good|great)$/i.test(text) && !/important/i.test(text) ? null : splitValues(g(rest).replace(/^(it|that|this)'s /i, '$1 '), at, false)) },
  { pattern: /^(?<value>(?:due|high|low|urgent|normal|medium|top|deadline|priority|assigned?|owner|by|p[0-4])\b.*)$/i, act: ({ value }, _, at) => { const values = readValues(g(value), at); return values ? change('it', values) : null; } },

  { pattern: /^(?:put|add|stick|pop|throw|get|include|place|chuck)\s+(?<title>.+?)\s+(?:on|in|into|onto|to)\s+(?:(?:my|the|our)\s+(?:list|tasks?(?: list)?|plate|agenda|tracker|radar|to-?do(?:s| list)?|board|backlog)|to-?dos?|backlog|board)\b(?<tail>.*)$/i, act: ({ title, tail }, _, at) => track(`${g(title)}${g(tail)}`, at) },

  // Lists: after everything that names one task
  { pattern: /^/, mayAsk: true, act: (_, clause, at) => (startsTracking(clause.text) ? null : readListing(clause, at)) },

  // Things to remember
  { pattern: new RegExp(String.raw`^(?:please )?(?:create|add|make|open|log|file|raise|new|start|set up|put in|put|record|write down|write|jot down|note down|capture|register|track|schedule|i need|i want|we need|need|give me|there's|queue(?: up)?|enter)\s+(?<pre>(?:me |us |in |up |a |an |another |the |some |two |three |four |five |\d+ |couple of |few |new |quick |following |these |separate |personal |urgent |critical |important |high[- ]prio(?:rity)? |low[- ]prio(?:rity)? |high |low )*)(?<noun>${NOUN})\b(?<who>(?:\s+(?:for|assigned to)\s+(?:me|us|myself|the team|@?\p{Lu}\p{L}+)(?=\s+to\b|\s*[:,-]|\s+(?:for|about|called)))?)\s*(?:to (?:track|do|remember)\s+|to\s+|for\s+|about\s+|on\s+|called\s+|named\s+|titled\s+|that says\s+|saying\s+|in (?:the )?(?:backlog|board)\s+(?:to|for)?\s*|[:,—-]+\s*|that\s+|we (?:should|need to|have to)\s+)*(?<title>.+)$`, 'iu'), act: ({ pre, noun, who, title }, _, at) => { const owner = /(?:for|to)\s+(@?\S+)$/i.exec(g(who).trim())?.[1]; const urgency = g(pre).replace(/\b(?:me|us|in|up|a|an|another|the|some|two|three|four|five|\d+|couple of|few|new|quick|following|these|separate|personal)\b/gi, '').trim(); const priority = toPriority(urgency.replace(/[- ]prio(?:rity)?$/i, '')); const acts = track(g(title), at, /s$|ies$/i.test(g(noun)), owner && !/^(?:us|the|team)$/i.test(owner) ? toAssignee(owner) : undefined); return acts && priority ? acts.map((act) => (act.kind === 'create' ? { ...act, task: { priority, ...act.task } } : act)) : acts; } },
  { pattern: new RegExp(String.raw`^(?:new |add |another )?(?:${NOUN}|ai|action|note|remember|reminder|follow[- ]?up|tbd)\s*(?:for (?<who>@?\S+)\s*)?[:—-]+\s*(?<title>.+)$`, 'i'), act: ({ who, title }, { text }, at) => track(g(title), at, /^(?:new |add )?(?:tasks|to-?dos|items|action items|reminders|tickets)/i.test(text), who ? toAssignee(who) : undefined) },
  { pattern: /^(?:adding|add(?:ing)?)\s+(?:this |these |one |to (?:the|my|our) (?:list|board|backlog|todos?))*\s*[:,-]\s*(?<title>.+)$/i, act: ({ title }, _, at) => track(g(title), at) },
  { pattern: /^@(?<who>[\p{L}\w.-]+)[\s,:]+(?<title>.+)$/iu, act: ({ who, title }, _, at) => (IS_VERB.test(g(title)) ? track(g(title), at, false, toAssignee(g(who))) : null) },
  { pattern: /^(?:new task|todo|task|to-do)\s+(?<title>(?!list|app)\S+ .+)$/i, act: ({ title }, _, at) => track(g(title), at) },
  { pattern: /^(?:set (?:me |up )?(?:a |an )?(?:reminder|alarm)|remind|ping|nudge|poke)\s+(?<who>me|us|everyone|everybody|the team|@?\p{L}+)?\s*(?<when>(?:(?:@|on|at|in|by|next|this|tomorrow|tmrw|tmr|today|tonight|every|the|before)(?: |\b).*?)??)\s*\b(?:to|about|of|that|for|when)\s+(?<title>.+)$/iu, act: ({ who, when, title }, _, at) => { const owner = /^(?:us|everyone|everybody|the team|)$/i.test(g(who)) ? undefined : toAssignee(g(who)); return track(`${g(title)}${when ? `, ${when}` : ''}`, at, false, owner === 'us' ? undefined : (owner ?? (who ? undefined : 'me'))); } },
  { pattern: /^remind me\s+(?<title>(?!who|what|why|how|again|later).+)$/i, act: ({ title }, _, at) => track(g(title), at, false, 'me') },
  { pattern: /^(?:don'?t|do not|never|must not|mustn'?t|can'?t|cannot|let'?s not|(?:i|we) (?:can'?t|mustn'?t|must not|shouldn'?t|don'?t want to)) (?:let (?:me|us) )?forget(?: to| about| that)?\s+(?<title>.+)$/i, act: ({ title }, _, at) => track(g(title), at) },
  { pattern: /^(?:track|keep (?:a )?track of|keep tabs on|keep an eye on|start tracking|log|note(?: down)?|jot down|write down|remember(?: to| that| about)?|record|add|put down|capture|also track|take a note|make a note|make note)(?:\s+(?:of|that|to|about))?\s+(?<title>.+)$/i, act: ({ title }, _, at) => (/^(?:me|you|that time|when|my name|the time)\b/i.test(g(title)) ? null : track(g(title), at)) },
  { pattern: /^(?:(?:someone|somebody|anyone|one of us|everyone)\s+(?:needs to|has to|should|must|please|ought to|to)?)\s*(?<title>.+)$/i, act: ({ title }, _, at) => (IS_VERB.test(g(title)) ? track(g(title), at) : null) },
  { pattern: /^(?:please )?(?:ask|have|get|tell|remind|let|want)\s+(?<who>@?\p{L}+)\s+to\s+(?<title>.+)$/iu, act: ({ who, title }, _, at) => (/^(?:me|us|you|the|them|him|her|it|people|everyone|team|customers?|ready)$/i.test(g(who)) ? null : track(g(title), at, false, toAssignee(g(who)))) },
  { pattern: /^(?:have|let|get)\s+(?<who>@?\p{L}+)\s+(?<title>.+)$/iu, act: ({ who, title }, _, at) => (isName(g(who)) && /\p{Lu}|@/u.test(g(who)) && IS_VERB.test(g(title)) ? track(g(title), at, false, toAssignee(g(who))) : null) },
  { pattern: /^(?<who>@?\p{L}+),?\s+(?:needs to|has to|should|must|will|is going to|is to|to|can you|could you|please|ought to|shall)\s+(?:please )?(?<title>.+)$/iu, act: ({ who, title }, _, at) => (isName(g(who)) && /^(?:@|\p{Lu})/u.test(g(who)) && IS_VERB.test(g(title)) ? track(g(title), at, false, toAssignee(g(who))) : null) },
  { pattern: /^i\s+(?:need|want|would like|'d like|could use|require)\s+(?<title>(?:an?|some|the|this|these|all|two|three)\s+.+)$/i, act: ({ title }, { said }, at) => (IDLE.test(g(title)) || IDLE.test(g(title).replace(/^\S+ /, '')) ? null : work(g(title), said, at)) },
  { pattern: /^(?:i|we|gotta|need|needs|must|should|have)\s*(?:'ll|'ve|'d|'re)?(?:\s+(?:all|still|also|really|definitely|probably|just|soon))*\s*(?:need|want|have|got|ought|must|should|gotta|better|are supposed|are going|plan|will have|are meant|to)?\s*(?:to\s+)?(?<title>.+)$/i, act: ({ title }, { text }, at) => (/^(?:i|we)(?:'ll|'ve|'d|'re)?(?: (?:all|still|also|really|definitely|probably|just|soon))* (?:need(?: to)?|want to|have to|got to|ought to|must|should|gotta|(?:are|'re) (?:supposed|going|meant) to|plan to|will have to|better|need a|need an|need some|need more|need new)\s|^(?:gotta|need to|must|should|have to)\s/i.test(text) && !IDLE.test(g(title)) && !/^(?:i|we) /i.test(g(title)) ? track(g(title), at) : null) },
  { pattern: /^(?:make sure|ensure|see to it|be sure)(?: that)?(?: to)?(?: (?:we|someone|somebody|you|i))?\s+(?<title>.+)$/i, act: ({ title }, _, at) => track(g(title), at) },
  { pattern: /^(?<title>(?:follow(?:ing)?[- ]?up|chase|circle back|check in|catch up|touch base)\b.+)$/i, act: ({ title }, _, at) => track(g(title), at) },
  { pattern: /^(?<title>\S.*?\s+(?:needs?|has|have|must|should|ought)(?: to)?(?: be| get|) +(?:done|\w+(?:ed|ing|ten|nt|pt|lt)|rebuilt|sent|redone|written)\b.*)$/i, act: ({ title }, _, at) => (/^(?:i|you|this|that|it|he|she|they|there|who|what|someone|people)\b|\b(?:been|being|nothing|interesting|going|something|anything)\b/i.test(g(title)) ? null : track(g(title), at)) },

  // Run an existing task, or take up new work
  { pattern: /^(?:run|start|kick off|kickoff|execute|begin|trigger|fire off|go ahead (?:with|and start|and run)|get started (?:on|with)|get going (?:on|with)|spin up|set off|proceed with|launch)\s+(?:running |with |on )?(?<ref>(?!working|work on|on |writing|drafting|researching|a |an ).+)$/i, act: ({ ref }, _, at) => onEach(takeAttributes(g(ref), at, true).rest.replace(/\s+(?:now|immediately|right away)$/i, '') || g(ref), { action: 'run' }) },
  { pattern: /^(?:run|start|go|go ahead|begin|do it|go for it|make it so)$/i, act: () => call({ action: 'run', ref: 'it' }) },
  { pattern: /^(?:start|begin|get started on|get going on|commence)\s+(?:working on |work on |on |by |with )?(?<title>.+)$/i, act: ({ title }, clause, at) => forWork(g(title), clause, at) },
  { pattern: /^(?:do|execute|perform|get|make)\s+(?<title>(?:T-?\d+|#\d+|it|this|that)|.+?)(?: done| happen)?$/i, act: ({ title }, clause, at) => (looksLikeRef(g(title)) && !/^make/i.test(clause.text) ? onEach(g(title), { action: 'run' }) : /^(?:do|get|make) /i.test(clause.text) && /(?:done|happen)$/.test(clause.text) ? work(g(title), clause.said, at) : /^do (?:the|a|an|our|some|my)\b/i.test(clause.text) ? work(clause.text.replace(/^do /i, ''), clause.said, at) : null) },
  { pattern: /^(?:work on|take care of|handle|deal with|tackle|finish(?: up)?|complete)\s+(?<title>.+)$/i, act: ({ title }, clause, at) => (looksLikeRef(g(title)) ? onEach(g(title), { action: 'run' }) : work(/^(?:work on)/i.test(clause.text) ? g(title) : clause.text, clause.said, at)) },
  { pattern: new RegExp(String.raw`^(?:${BODY_VERBS})\s+\S`, 'i'), act: (_, { text, isForBot }, at) => (/^(?:me|it|him|her|them|us)\b/i.test(text.replace(/^\S+ /, '')) ? null : isForBot || true ? track(text, at) : null) },
  { pattern: new RegExp(String.raw`^(?:${DO_VERBS})\s+\S`, 'i'), act: (_, clause, at) => (/^(?:\w+) (?:me|you|him|her|us|it|that|this|up|out|on|is|was|are|of|by|and|looks|sounds)$/i.test(clause.text) || /^(?:model|plan|test|check|post|mail|email|order|book|format|design|review|process|document|report|measure|watch|file|read|build|chart|plot|count|format|estimate|edit|answer|fix|recap) (?:is|was|are|were|has|looks|seems|went|of)\b/i.test(clause.text) || /\b(?:a joke|a poem about yourself|yourself)\b/i.test(clause.text) ? null : work(clause.text, clause.said, at)) },
  { pattern: /^(?<verb>[\p{L}-]{3,16})\s+(?:the|our|my|all|every|this|these|a|an|their|its|any|each|both)\s+\S+/iu, act: ({ verb }, clause, at) => (NO_VERB.test(g(verb)) || /(?:ed|ing|ly|[^s]s|'s)$/i.test(g(verb)) ? null : work(clause.text, clause.said, at)) },
];

function numberedOrOne(ref: string, reason: string | undefined): Act[] {
  return onEach(ref, { action: 'cancel', ...(reason ? { text: reason } : {}) });
}

const readFieldStart = (text: string): boolean => /^(?:a |the )?(?:tag|label|description|due date|deadline)\b/i.test(text);
const readStatus = (text: string): boolean => STATUS_WORDS.some(([, words]) => new RegExp(`^(?:${words})$`, 'i').test(text));
const startsTracking = (text: string): boolean =>
  new RegExp(String.raw`^(?:create|add|make|open|log|file|raise|new|write|jot|note|capture|register|track|schedule|remind|set up|put|don'?t|we need|i need|there's|queue) `, 'i').test(text) ||
  new RegExp(String.raw`^(?:${NOUN}|ai|action|follow[- ]?up)\s*[:—-]`, 'i').test(text);
