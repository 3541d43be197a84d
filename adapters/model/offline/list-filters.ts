import type { ManageTasksInput } from '../../../src/contract/tools.ts';
import { toAssignee } from './attributes.ts';
import { asDue, asNow, findDates, type Moment } from './dates.ts';
import { NOT_PEOPLE } from './lexicon.ts';

// prettier-ignore
const STATUSES: readonly (readonly [NonNullable<ManageTasksInput['status']>, RegExp])[] = [
  ['all',         /\b(?:all statuses|including (?:done|completed|finished|closed)|regardless of status)\b|包括已完成|含已完成/i],
  ['open',        /\b(?:open|not done|unfinished|not finished|incomplete|still (?:to do|left)|remaining|outstanding|left|undone)\b|未完成|没完成|没做完|还没做|没弄完|没搞定|未关闭|还剩|没处理/i],
  ['completed',   /\b(?:done|completed?|finished|finish|closed|shipped|ship|accomplished?|get done|got done)\b|已完成|完成了|做完了|完成的|完成过|搞定了|结束了/i],
  ['needs_input', /\b(?:blocked|blockers?|stuck|needs? (?:input|my (?:attention|input|answer|ok|review|reply))|wait(?:ing|s)? (?:on|for)(?: (?:me|us|my|input|someone|an answer|approval)|$)|(?:needs?|requires?|pending|awaiting|for|to) (?:\w+ )?(?:approv\w*|sign[- ]?off|decision|decide))\b|卡住|阻塞|受阻|审批|待批|拍板|点头|等(?:着|待)?我|(?:要|待|需要?)我(?:来|去)?(?:处理|决定|确认|回复|回答|批)/i],
  ['in_progress', /\b(?:in[- ]progress|ongoing|active|running|under ?way|being worked on|wip)\b|进行中|处理中|正在(?:做|处理|进行|执行|跑)|在跑|执行中/i],
  ['failed',      /\b(?:failed|broken|failing)\b|失败/i],
  ['cancelled',   /\b(?:cancel(?:l)?ed|dropped)\b|取消的?/i],
  ['pending',     /\b(?:pending|not started|queued|unstarted|up next)\b|待处理|未开始|没开始|待开始|排队/i],
];

const IS_PAST =
  /\b(?:did|have) (?:i|we|the team|(?!to\b)\w+) (?!to\b)(?:(?!to\b)\w+ )?(?:finish|complete|ship|get done|accomplish|done|do)/i;

/** Which state is asked for, if any. */
export function whichStatus(text: string): ManageTasksInput['status'] {
  return IS_PAST.test(text) ? 'completed' : STATUSES.find(([, pattern]) => pattern.test(text))?.[0];
}

const NOBODY =
  /\b(?:unassigned|nobody|no one|without (?:an )?(?:owner|assignee)|no owner|not assigned)\b|没人(?:负责|认领|做|管)|没有?分配|没指派|无人|未分配|没有?负责人/i;
const EVERYBODY =
  /\b(?:every(?:one|body)|any(?:one|body)|the team|team'?s?|whole team|all(?: the| of the| our)? (?:open |pending |overdue |urgent )?tasks|our|we|us|who|whos)\b|大家|所有人|所有的?任务|全部|团队|我们|咱们|每个人|全组|全员|谁/i;
const MYSELF = /\b(?:my|me|i|i'm|im|mine|myself)\b|我|自己/i;
/** "Show me" is said to the bot, and says nothing of whose tasks are meant. */
const TO_ME =
  /^(?:show|give|tell|get|list|find|send|remind)(?: to)? me\b|给我(?=看|列|查)|告诉我|(?:列|发|拉|报)(?:个清单)?给我(?:看看?)?|发我/i;

/** Where a name stands in a question for somebody's tasks. */
const NAMED: readonly RegExp[] = [
  /\b(?:assigned to|belonging to|owned by)\s+@?(?<name>\p{L}[\p{L}\w.-]*)/u,
  /@(?<name>\p{L}[\p{L}\w.-]*)/u,
  /\b[Ww]hat'?s (?<name>\p{Lu}\p{Ll}+) (?:working|doing|up to|busy|got)\b/u,
  /(?<name>\p{Lu}\p{Ll}+)['’]s\b/u,
  /\b(?:[Ii]s|[Aa]re|[Dd]oes|[Dd]id|[Hh]as|[Ff]or)\s+(?<name>\p{Lu}\p{Ll}*)\b/u,
  /\b(?:is|does|has|did) (?<name>(?!working|doing)[a-z]{2,12}) (?:working|doing|have|got|busy|up to|on|handling|finish)\b/,
  /\b(?:[Ww]hat|[Tt]asks?|[Tt]hings|[Ee]verything) (?<name>\p{Lu}\p{Ll}+) (?:is|has|does)\b/u,
  /^(?:show|list|get|see|whats? on|what'?s on)(?: me)? (?<name>[a-z]{2,12})'s\b/,
];
const NO_NAME =
  /^(?:what|how|where|let|that|who|it|there|here|everyone|everybody|anyone|anybody|team|today|tomorrow|work|the|we|i|my|this)$/i;
const ZH_NAMED: readonly RegExp[] = [
  /(?:分配|指派|派|交|分)给(?<name>\p{Script=Han}{2,3}?|\w+)的/u,
  /^(?<name>\p{Script=Han}{2,3}?)(?:还)?(?:没有?完成|未完成|没做完|逾期|过期|进行中)的/u,
  /(?:^|看看?|查看?|列出|显示|一?下|搜)(?:今天|本周|这周|目前|现在)?(?<name>\p{Script=Han}{2,3}?|[A-Za-z]+)(?:今天|明天|本周|这周|下周|现在|目前|最近)?(?:的(?:任务|待办|工作|活|todo)|手上|手头|名下|负责的?|(?:都|还)?在?(?:做|忙|干|处理|弄|搞)(?:些|点|着|了)?(?:什么|啥|嘛|哪些)|在(?:做|忙|干|处理)|(?:都|还)?有(?:没有)?(?:什么|哪些|多少|几个|啥|逾期|过期|到期|紧急|没|未)|(?:上周|昨天|上个月)?(?:完成|做完|搞定|交付)了?(?:哪些|什么|啥))/u,
];
const ZH_NO_NAME =
  /还$|[我看查列示有]|^(?:我们|大家|今天|明天|本周|这周|下周|现在|还|所有|全部|逾期|过期|紧急|目前|进行中|已完成|未完成|团队|最近|到期|本月|这个月|重要|卡住|没|一下|高优|待办|优先级|系统|哪些|什么|都|接下来|失败|取消)/;

const nameIn = (text: string, places: readonly RegExp[], excluded: RegExp): string | undefined =>
  places
    .map((place) => place.exec(text)?.groups?.name ?? '')
    .find((name) => name && !excluded.test(name) && !NOT_PEOPLE.test(name));

/** Whose tasks are meant: a name, "me", "anyone", null for nobody's; undefined when it does not say. */
export function whose(text: string): string | null | undefined {
  if (NOBODY.test(text)) return null;
  const name = nameIn(text, NAMED, NO_NAME);
  if (name) return toAssignee(name);
  if (EVERYBODY.test(text) && !/\bmy\b/i.test(text)) return 'anyone';
  const zhName = nameIn(text, ZH_NAMED, ZH_NO_NAME);
  if (zhName) return zhName;
  return MYSELF.test(text.replace(TO_ME, '')) ? 'me' : undefined;
}

/** The words to look for. */
export function about(text: string): string | undefined {
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

const OVERDUE =
  /\b(?:over ?due|late|past due|behind(?: schedule)?|missed|slipping|expired)\b|逾期|过期|超期|超时|延误|拖延|拖了/i;
/** Work of a week ends on Friday; a question for the week means its Sunday too. */
const WEEKEND_DAYS = 2;

/** Up to when; for what is overdue, this very minute. */
export function dueBy(text: string, at: Moment): string | undefined {
  if (OVERDUE.test(text)) return asNow(at);
  const [date] = findDates(text, at);
  if (!date) return undefined;
  const { when } = date;
  const isWeek =
    /week|周(?![一二三四五六日天])/i.test(text.slice(date.from, date.to)) && when.start !== when.end;
  return asDue(isWeek ? { ...when, end: when.end + WEEKEND_DAYS } : when, at);
}

export function howUrgent(text: string): ManageTasksInput['priority'] {
  if (/\b(?:urgent|critical|on fire|p0|burning|asap)\b|紧急|加急/i.test(text)) return 'urgent';
  if (/\b(?:high(?:est)?[- ]?(?:prio\w*|pri)?|important|p1|top[- ]prio\w*)\b|高优|重要/i.test(text))
    return 'high';
  return /\blow[- ]?prio\w*\b|低优/i.test(text) ? 'low' : undefined;
}
