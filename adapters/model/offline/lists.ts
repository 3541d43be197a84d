import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import { call, type Act, type Clause } from './acts.ts';
import { toAssignee } from './attributes.ts';
import { asDue, asNow, findDates, type Moment } from './dates.ts';
import { hasHan, NOT_PEOPLE, TASK_NOUN } from './lexicon.ts';
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
  /^(?:any|show|list|what(?:'s| are)|our|my)\b.*\b(?:blockers?|blocked|overdue)\b/i,
  /^(?:show|list|give|get|see|view|display|tell|find)\b.*\b(?:everything|overdue|blocked|unassigned|anything|what|(?:completed|done|finished|pending|open|failed|cancelled|in progress|urgent)$)(?:\b|$)/i,
  /^(?:tasks?|to-?dos|tickets|everything|anything|items)\s+(?:for|assigned|about|due|that|in|with|by|of|from|on|i|we|not|still|which|overdue|pending|open)\b/i,
];

const ZH_NOUN = String.raw`(?:任务|待办|事项|事情|事儿|活儿?|工作|todo|to-do|task|tasks|清单|看板|工单|单子|需求|安排|日程|计划|事(?=[吗要没需]|$))`;
const ZH_ASK = String.raw`(?:哪些|什么|啥|多少|几个|几项|几件|列出|列一?下|列表|一览|查看|查一?下|查询|看看|看一?下|看|瞅瞅|显示|展示|给我|有没有|有吗|有无|所有|全部|我的|大家|搜索|搜一?下|找|清单|看板|汇报|谁|还有|概览|盘点)`;
const ZH_LIST: readonly RegExp[] = [
  new RegExp(String.raw`${ZH_ASK}.*${ZH_NOUN}|${ZH_NOUN}.*${ZH_ASK}`, 'i'),
  /^(?:我|我们|咱们?|大家|团队|谁|今天|明天|这周|本周|下周|\p{Script=Han}{2,3}).*(?:做|干|忙|处理|完成|交|到期|弄)(?:些|点|了)?(?:什么|啥|哪些|嘛|些)/u,
  /(?:什么|啥|哪些|谁|有没有|有什么).*(?:到期|逾期|过期|超期|没做|没完成|没处理|没搞定|没交|未完成|未处理|没弄完|紧急|卡住|阻塞|要做|要交|没人|进行中|在做|在忙|要处理|待处理|完成了)/,
  /(?:到期|逾期|过期|超期|没做完|没完成|未完成|紧急|高优先?级?|低优先?级?|重要|卡住|阻塞|要做|要交|进行中|在做).{0,4}(?:有哪些|有什么|有啥|有没有|的有)/,
  /^(?:我|我们|大家|所有人|全部|今天|今日|本周|这周|进行中|已完成|未完成|逾期|过期|紧急|高优先级|卡住|待处理)?的?(?:任务|待办|todo|工作)(?:列表|清单|看板|概览|情况)?$/i,
  /^(?:看板|任务列表|待办清单|待办列表|日程|今日待办|进度汇总|任务概览|总览|全部)$/,
  /^(?:我|我们)?(?:今天|明天|本周|这周|下周|现在|接下来|目前|手上|手头)*(?:该|要|应该|需要|得|在)?(?:先)?(?:做|干|忙)(?:些|点)?(?:什么|啥)/,
];

// prettier-ignore
const LIST_STATUS: readonly (readonly [NonNullable<ManageTasksInput['status']>, RegExp])[] = [
  ['all',         /\b(?:all statuses|including (?:done|completed|finished|closed)|regardless of status)\b|包括已完成|含已完成/i],
  ['open',        /\b(?:open|not done|unfinished|not finished|incomplete|still (?:to do|left)|remaining|outstanding|left|undone)\b|未完成|没完成|没做完|还没做|没弄完|没搞定|未关闭|还剩|没处理/i],
  ['completed',   /\b(?:done|completed?|finished|finish|closed|shipped|ship|accomplished?|get done|got done)\b|已完成|完成了|做完了|完成的|完成过|搞定了|结束了/i],
  ['needs_input', /\b(?:blocked|blockers?|stuck|needs? (?:input|my (?:attention|input|answer))|waiting (?:on|for) (?:me|us|input|someone|an answer))\b|卡住|阻塞|受阻|等(?:我|待我?)(?:回复|输入|处理|回答)/i],
  ['in_progress', /\b(?:in[- ]progress|ongoing|active|running|under ?way|being worked on|wip)\b|进行中|处理中|正在(?:做|处理|进行|执行|跑)|在跑|执行中/i],
  ['failed',      /\b(?:failed|broken|failing)\b|失败/i],
  ['cancelled',   /\b(?:cancel(?:l)?ed|dropped)\b|取消的?/i],
  ['pending',     /\b(?:pending|not started|queued|unstarted|up next)\b|待处理|未开始|没开始|待开始|排队/i],
];

function whose(text: string): string | null | undefined {
  if (
    /\b(?:unassigned|nobody|no one|without (?:an )?(?:owner|assignee)|no owner|not assigned)\b|没人(?:负责|认领|做|管)|无人|未分配|没有?负责人/i.test(
      text,
    )
  )
    return null;
  const en =
    /\b(?:assigned to|belonging to|owned by)\s+@?(?<a>[\p{L}][\p{L}\w.-]*)|@(?<b>[\p{L}][\p{L}\w.-]*)|(?<c>\p{Lu}[\p{Ll}]+)['’]s\b|\b(?:[Ii]s|[Aa]re|[Dd]oes|[Dd]id|[Hh]as|[Ff]or)\s+(?<d>\p{Lu}\p{Ll}*)\b|\b(?:is|does|has|did) (?<e>[a-z]{2,12}) (?:working|doing|have|got|busy|up to|on|handling|finish)\b|\b(?:[Ww]hat|[Tt]asks?|[Tt]hings) (?<g>\p{Lu}\p{Ll}+) (?:is|has|does)\b|^(?:show|list|get|see|whats? on|what'?s on)(?: me)? (?<f>[a-z]{2,12})'s\b/u.exec(
      text,
    );
  const enName = en && Object.values(en.groups ?? {}).find(Boolean);
  if (
    enName &&
    !NOT_PEOPLE.test(enName) &&
    !/^(?:what|that|who|it|there|here|everyone|everybody|anyone|anybody|team|today|tomorrow|work|the|we|i|my|this)$/i.test(
      enName,
    )
  )
    return toAssignee(enName);
  if (
    /\b(?:every(?:one|body)|any(?:one|body)|the team|team'?s?|whole team|all(?: the| of the| our)? (?:open |pending |overdue |urgent )?tasks|our|we|us|who|whos)\b|大家|所有人|所有的?任务|全部|团队|我们|咱们|每个人|全组|全员|谁/i.test(
      text,
    ) &&
    !/\bmy\b/i.test(text)
  )
    return 'anyone';
  const zh =
    /(?:^|看看?|查看?|列出|显示|一?下|搜)(?:(?:今天|本周|这周|目前|现在))?(?<name>[\p{Script=Han}]{2,3}?|[A-Za-z]+)(?:今天|明天|本周|这周|下周|现在|目前|最近)?(?:的(?:任务|待办|工作|活|todo)|手上|手头|名下|负责的?|在(?:做|忙|干|处理)|有(?:什么|哪些|多少|几个|啥))/u.exec(
      text,
    )?.groups?.name;
  if (
    zh &&
    !/[我看查列示有]|^(?:我们|大家|今天|明天|本周|这周|下周|现在|还|所有|全部|逾期|过期|紧急|目前|进行中|已完成|未完成|团队|最近|到期|本月|这个月|重要|卡住|有|没|一下|高优|待办|优先级|系统|哪些|什么|都|接下来|现在都|失败|取消)/.test(
      zh,
    )
  )
    return zh;
  return /\b(?:my|me|i|i'm|im|mine|myself)\b|我|自己/i.test(
    text.replace(/^(?:show|give|tell|get|list|find|send|remind)(?: to)? me\b|给我(?=看|列|查)|告诉我/i, ''),
  )
    ? 'me'
    : undefined;
}

function about(text: string): string | undefined {
  const match =
    /\b(?:about|regarding|related to|containing|mentioning|that mention|with the word|to do with|called|named|concerning|matching|on the topic of)\s+(?<en>.+)$|^search (?:for |tasks? (?:for|about) )?(?<search>.+)$|(?:关于|有关|包含|提到|带有?|涉及|跟|和)(?<zh>.+?)(?:有关|相关)?的(?:任务|待办|工作|事)|(?:搜索|搜一?下|查找|找一?下)(?<find>.+?)(?:的?相?关?的?(?:任务|待办))?$/i.exec(
      text,
    );
  const words = match && Object.values(match.groups ?? {}).find(Boolean);
  return (
    words
      ?.replace(/^(?:the|关于|有关|所有|tasks? (?:about|for)) ?/i, '')
      .replace(/["'“”「」]|(?:有关|相关)$/g, '')
      .trim() || undefined
  );
}

function dueBy(text: string, at: Moment): string | undefined {
  if (
    /\b(?:over ?due|late|past due|behind(?: schedule)?|missed|slipping|expired)\b|逾期|过期|超期|超时|延误|拖延|拖了/i.test(
      text,
    )
  )
    return asNow(at);
  const [date] = findDates(text, at);
  if (date) {
    const isWeek = /week|周(?![一二三四五六日天])/i.test(text.slice(date.from, date.to));
    return asDue(
      isWeek && date.when.start !== date.when.end ? { ...date.when, end: date.when.end + 2 } : date.when,
      at,
    );
  }
  return undefined;
}

function howUrgent(text: string): ManageTasksInput['priority'] {
  if (/\b(?:urgent|critical|on fire|p0|burning|asap)\b|紧急|加急/i.test(text)) return 'urgent';
  if (/\b(?:high(?:est)?[- ]?(?:prio\w*|pri)?|important|p1|top[- ]prio\w*)\b|高优|重要/i.test(text))
    return 'high';
  return /\blow[- ]?prio\w*\b|低优/i.test(text) ? 'low' : undefined;
}

/** A question for tasks with all that narrows it, or null when the clause is none. */
export function readListing({ text, said, isQuestion }: Clause, at: Moment): Act[] | null {
  if (hasNumber(text)) return null;
  const full = isQuestion ? said : text;
  const patterns = hasHan(text) ? [...ZH_LIST, ...EN_LIST] : EN_LIST;
  if (!patterns.some((pattern) => pattern.test(text))) return null;
  const isDone =
    /\b(?:did|have) (?:i|we|the team|\w+) (?:\w+ )?(?:finish|complete|ship|get done|accomplish|done|do)/i.test(
      text,
    );
  const status = isDone ? 'completed' : LIST_STATUS.find(([, pattern]) => pattern.test(text))?.[0];
  const [priority, due, words, assignee] = [howUrgent(text), dueBy(text, at), about(text), whose(full)];
  const isPast = status === 'completed';
  return call({
    action: 'list',
    ...(assignee === undefined ? {} : { assignee }),
    ...(status ? { status } : {}),
    ...(priority ? { priority } : {}),
    ...(due && !isPast ? { due } : {}),
    ...(words ? { text: words } : {}),
  });
}
