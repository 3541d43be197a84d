import { call, type Act, type Clause } from './acts.ts';
import type { Moment } from './dates.ts';
import { hasHan, TASK_NOUN } from './lexicon.ts';
import { about, dueBy, howUrgent, whichStatus, whose } from './list-filters.ts';
import { hasNumber } from './refs.ts';

const EN_NOUN = String.raw`(?:${TASK_NOUN}|work ?load|work items|stuff|things|backlog|board|queue|to-?do list|task list|list|plate|agenda|errands|deadlines?|work)`;
const OPENER = String.raw`list|show|display|give|get|see|view|find|search|look up|pull up|fetch|tell|check|what|whats|what's|which|who|whose|how many|any|anything|anyone|do|does|are|is|have|has|got|i have|my|mine|our|all|every|open|overdue|late|pending|urgent|unassigned|high|remaining|outstanding|completed|finished|in progress|blocked|stuck|active|failed|the|today|tomorrow|this|current|team`;
const EN_LIST: readonly RegExp[] = [
  new RegExp(String.raw`^(?:${OPENER})\b.*\b${EN_NOUN}\b`, 'i'),
  new RegExp(String.raw`^${EN_NOUN}\??$`, 'i'),
  /^(?:so )?(?:what|whats|what's|what're|wat|wats|which|anything|is anything|is there anything|any|got anything|do (?:i|we) have anything)\b.*\b(?:on (?:my|our|the|\w+'s) (?:plate|list|board|agenda|radar)|to do|due|overdue|late|left|open|pending|in progress|assigned|working on|outstanding|urgent|next|going on|happening|up|stuck|blocked|waiting|attention|today|tomorrow|this week|done|finished|complete|completed|shipped|remaining|coming up|behind|unassigned|on fire|priority|doing|busy with)\b/i,
  /^(?:what|whats|what's)\b.*\b(?:do i have|have i got|should i|do we have|have we got|should we|am i|are we|did (?:i|we|the team)|have (?:i|we))\b/i,
  /^who(?:'s| is| are)\s+(?:doing what|working on what|busy|on what)/i,
  /^(?:where (?:do|are) (?:we|things)(?: stand| at)?|status (?:update|report|overview)|overview|stand ?up|daily|digest|what'?s (?:new|up next|the plan|the status|on)|whats next|everything|agenda|catch me up|bring me up to speed)(?: today| please| for today)?$/i,
  /^(?:what|how|whats|what's|hows|how's)\b.*\b(?:my|our|the) (?:day|week|month|schedule|agenda)\b/i,
  /^(?:my|our) (?:day|week|open|overdue|deadlines?|todos?|assignments)\b/i,
  /^search\b/i,
  /^what (?:does|do|has|have) (?!it\b|that\b|this\b|the\b|you\b|they\b)@?\p{L}[\p{L}.-]* (?:have|got|own)(?: (?:on|left|going on|to do))?(?: (?:today|tomorrow|now|this week|next week|right now|open))?$/iu,
  /^(?:does|do|has|have|did) @?\p{L}+ (?:have |got )?(?:any|anything|something) (?:else )?(?:over ?due|due|open|late|left|to do|urgent|blocked|stuck|in progress|(?:\w+ )?tasks?)\b/iu,
  /^what (?:did|has|have) \p{L}+ (?:finish|complete|ship|get done|done|finished|completed|shipped)\b/iu,
  new RegExp(
    String.raw`^@?\p{L}+'s (?:open |overdue |pending |urgent )?${EN_NOUN}(?: (?:for|due|this|next|today|tomorrow)\b.*)?$`,
    'iu',
  ),
  /^(?:what|which|anything|any|is (?:there )?anything|do (?:i|we) have anything|show|list|got anything|are there any)\b.*\b(?:needs?|requires?|waits?|waiting|pending|awaiting|to|for|on)\b.*\b(?:approv\w+|sign[- ]?off|decision|decide|my (?:input|answer|attention|ok|review|reply)|(?:on|for) me)\b/i,
  /^(?:any|show|list|what(?:'s| are)|our|my)\b.*\b(?:blockers?|blocked|overdue)\b/i,
  /^(?:show|list|give|get|see|view|display|tell|find)\b.*\b(?:everything|overdue|blocked|unassigned|anything|what|(?:completed|done|finished|pending|open|failed|cancelled|in progress|urgent)$)(?:\b|$)/i,
  /^(?:tasks?|to-?dos|tickets|everything|anything|items)\s+(?:for|assigned|about|due|that|in|with|by|of|from|on|i|we|not|still|which|overdue|pending|open)\b/i,
];

const ZH_NOUN = String.raw`(?:任务|待办|事项|事情|事儿|活儿?|工作|todo|to-do|task|tasks|清单|看板|工单|单子|需求|安排|日程|计划|事(?=[吗要没需]|$))`;
const ZH_ASK = String.raw`(?:哪些|哪一?个|什么|啥|多少|几个|几项|几件|列出|列一?下|列表|一览|查看|查一?下|查询|看看|看一?下|看|瞅瞅|显示|展示|给我|有没有|有吗|有无|所有|全部|我的|大家|搜索|搜一?下|找|清单|看板|汇报|谁|还有|概览|盘点)`;
/** 把所有任务列给我 */
const TELL_ALL = /^(?:把|将).{0,8}任务.{0,6}(?:列|发|拉|报)(?:出来|一下|个清单|给|我)/;
/** 小博有逾期的吗 */
const HAS_ANY =
  /^.{0,6}有(?:没有)?(?:什么|哪些)?(?:逾期|过期|到期|紧急|没做?完成?|未完成|进行中|卡住|失败)的?(?:任务|待办)?(?:吗|么|没有?)?$/;
/** Lists that would else be taken for a question about one task. */
export const isSurelyList = (text: string): boolean =>
  [TELL_ALL, HAS_ANY, ...STATUS_ALONE].some((pattern) => pattern.test(text));

const ZH_LIST: readonly RegExp[] = [
  new RegExp(String.raw`${ZH_ASK}.*${ZH_NOUN}|${ZH_NOUN}.*${ZH_ASK}`, 'i'),
  /^(?:我|我们|咱们?|大家|团队|谁|今天|明天|这周|本周|下周|\p{Script=Han}{2,3}).*(?:做|干|忙|处理|完成|交|到期|弄)(?:些|点|了)?(?:什么|啥|哪些|嘛|些)/u,
  /(?:什么|啥|哪些|谁|有没有|有什么).*(?:到期|逾期|过期|超期|没做|没完成|没处理|没搞定|没交|未完成|未处理|没弄完|紧急|卡住|阻塞|要做|要交|没人|进行中|在做|在忙|要处理|待处理|完成了)/,
  /(?:到期|逾期|过期|超期|没做完|没完成|未完成|紧急|高优先?级?|低优先?级?|重要|卡住|阻塞|要做|要交|进行中|在做).{0,4}(?:有哪些|有什么|有啥|有没有|的有)/,
  /^(?:我|我们|大家|所有人|全部|今天|今日|本周|这周|进行中|已完成|未完成|逾期|过期|紧急|高优先级|卡住|待处理)?(?:手上|手头|名下)?的?(?:任务|待办|todo|工作)(?:列表|清单|看板|概览|情况)?$/i,
  /(?:什么|啥|哪些|有没有|有无|有).*(?:审批|批准|拍板|点头|等(?:着|待)?我|(?:要|待|需要?)我(?:来|去)?(?:处理|决定|确认|回复|回答|看))/,
  /^(?:看看?|看一?下|列一?下?|列出|查一?下?|查看|显示).{0,6}(?:进行中|未完成|没做完|没完成|逾期|过期|到期|已完成|失败|卡住|紧急|高优先级|待办|待处理)的$/,
  TELL_ALL,
  HAS_ANY,
  /(?:手头|手上|名下|手里).*(?:什么|啥|哪些|多少|几)/,
  /^\p{Script=Han}{2,3}(?:今天|明天|本周|这周|下周|最近|现在|目前)?的(?:任务|待办|工作|活儿?)$/u,
  /^(?:还|现在|目前)?有(?:没有)?(?:什么|哪些)?.{0,6}(?:任务|待办|工单)(?:吗|么|没有?)?$/,
  /(?:没有?完成|未完成|没做完|逾期|过期|紧急|进行中|卡住|失败)的(?:任务|待办|工作|事)$/,
  /(?:到期|逾期|过期|未完成|没做完|进行中|失败|完成)的.{0,4}(?:列|看|发我|给我|汇总|盘点)/,
  /^(?:看板|任务列表|待办清单|待办列表|日程|今日待办|进度汇总|任务概览|总览|全部)$/,
  /^(?:我|我们)?(?:今天|明天|本周|这周|下周|现在|接下来|目前|手上|手头)*(?:该|要|应该|需要|得|在)?(?:先)?(?:做|干|忙)(?:些|点)?(?:什么|啥)/,
];

const STATUS_ALONE: readonly RegExp[] = [
  /^(?:and )?(?:what(?:'s| is|s) |(?:got )?any |give me (?:a|an|the) |the )?(?:the |your |our |current |latest )*(?:status|progress|updates?|news|eta)(?: report)?(?: (?:on|of|with|for|about) (?:it|this|that))?(?: (?:now|so far|yet))?$/i,
  /^(?:and )?how(?:'s| is| are|s) (?:it|this|that|things|we) (?:going|coming along|doing|looking)(?: now| so far)?$/i,
  /^where(?:'s| is| are) (?:we|it|this|that|things)(?: at| now)?(?: (?:on|with) (?:it|this|that))?$/i,
  /^(?:现在|目前|这个|这事|它|那)?的?(?:进展|进度|状态|情况|结果)(?:如何|怎么样|怎样|咋样|到哪(?:一步)?|是什么|呢)?了?$/,
  /^(?:现在|目前|这个|这事|它)?(?:(?:做|弄|搞|跑|进行|进展)?(?:得|到))?(?:怎么样|咋样|如何|哪(?:一步|里|儿)?)了?$/,
];

/** "What's the status?", 进展如何: asked of the task of the thread, or of all where there is none. */
export const isStatusAlone = (text: string): boolean => STATUS_ALONE.some((pattern) => pattern.test(text));

const MOST = 50;
/** Whoever may nod to it: the task itself may be anybody's. */
const WANTS_A_NOD = /\bapprov|\bsign[- ]?off|\bmy decision|审批|批准|拍板|点头/i;

/** A question for tasks with all that narrows it, or null when the clause is none. */
export function readListing({ text, said, isQuestion }: Clause, at: Moment): Act[] | null {
  if (hasNumber(text) || /^find out\b/i.test(text)) return null;
  const full = isQuestion ? said : text;
  const patterns = hasHan(text) ? [...ZH_LIST, ...EN_LIST] : EN_LIST;
  if (!isStatusAlone(text) && !patterns.some((pattern) => pattern.test(text))) return null;
  const status = whichStatus(text);
  const [priority, due, words] = [howUrgent(text), dueBy(text, at), about(text)];
  const isCount = /\bhow many\b|多少|几[个项件条]/i.test(text);
  const isOfState = Boolean(status ?? priority ?? due) || isCount || isStatusAlone(text);
  const owner = whose(full);
  const isAnybodys = WANTS_A_NOD.test(text) || (owner === undefined && isOfState);
  const assignee = isAnybodys ? 'anyone' : owner;
  return call({
    action: 'list',
    ...(assignee === undefined ? {} : { assignee }),
    ...(status ? { status } : {}),
    ...(priority ? { priority } : {}),
    ...(due && status !== 'completed' ? { due } : {}),
    ...(words ? { text: words } : {}),
    ...(isCount ? { limit: MOST } : {}),
  });
}
