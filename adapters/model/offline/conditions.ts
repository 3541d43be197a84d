/** When a step is to be taken; told by what came before it. */
export interface Condition {
  on: 'approved' | 'answer' | 'read' | 'always' | 'unknown';
  value: string;
  isNegated: boolean;
  said: string;
}

/** What the run knows so far, as conditions look at it. */
export interface Known {
  isApproved: boolean | undefined;
  lastAnswer: string | undefined;
  lastRead: string | undefined;
}

const IF_FIRST =
  /^(?<word>if|when|in case|once|after)\s+(?<cond>[^,]+?)\s*(?:,\s*(?:then\s+)?|\s+then\s+)(?<then>.+)$|^(?:如果|若是?|假如|要是|当)(?<zhCond>.+?)(?:的话)?(?:[,，]\s*(?:那么|则|就)?|则|就)(?<zhThen>.+)$/i;
const IF_LAST = /^(?:only\s+)?(?<then>.+?)\s+(?:only\s+)?(?<word>if|unless|once)\s+(?<cond>.+)$/i;
const OTHERWISE =
  /^(?:otherwise|else|if not)\s*,?\s*(?<then>.+)$|^(?:否则|不然)(?:的话)?[,，]?\s*(?:就)?(?<zhThen>.+)$/i;
const AFTER_APPROVAL = /^(?:批准|同意|审批通过|通过)(?:之后|以后|后)[,，]?\s*(?:再)?(?<then>.+)$/;

const NOT = /\bnot\b|n't\b|\bno approval\b|reject|denied|declin|refus|不|没|未|拒绝|驳回/i;
const APPROVED =
  /approv|agree|sign(?:ed)?[- ]?off|go-?ahead|reject|declin|denied|refus|批准|同意|通过|拒绝|驳回/i;
const CONTAINS =
  /\b(?:page|text|response|it|site|content|file)\b.*?\b(?:does not |doesn't )?(?:contains?|mentions?|includes?|says?|has)\s+["'“]?(?<value>.+?)["'”]?$|(?:页面|内容|网页|文本|里面).*?(?:包含|提到|含有|出现|有)\s*["“「]?(?<zh>.+?)["”」]?$/i;
const ANSWER =
  /^(?:the |their |its |your |his |her )?(?:[\p{L}-]+(?: [\p{L}-]+)?)(?:'s)?\s+(?:is|are|was|says?|said|answered|chooses?|picks?|equals|=)\s+(?:not\s+)?["'“]?(?<value>.+?)["'”]?$|^(?:大家|用户|他们?|对方)?(?:回答|答案|回复|选择|结果|选|是|说|答)(?:是|为|的是)?\s*(?:不)?["“「]?(?<zh>[^"”」是]+?)["”」]?$/iu;

/** "When you are done, …": steps come one after the other anyhow. */
const ALWAYS: Condition = { on: 'always', value: '', isNegated: false, said: '' };

function toCondition(said: string): Condition {
  const isNegated = NOT.test(said);
  const contains = CONTAINS.exec(said)?.groups;
  if (
    contains &&
    !/\b(?:answer|reply|they|回答)\b/i.test(said) &&
    /page|text|response|site|content|file|页面|内容|网页|文本|里面/i.test(said)
  )
    return {
      on: 'read',
      value: contains.value ?? contains.zh ?? '',
      isNegated: /not\b|n't|不|没/i.test(said),
      said,
    };
  const answer = ANSWER.exec(said)?.groups;
  const value = answer?.value ?? answer?.zh;
  if (APPROVED.test(said) && !/^(?:yes|no)$/i.test(value ?? ''))
    return { on: 'approved', value: '', isNegated, said };
  if (value) return { on: 'answer', value, isNegated: /\bis not\b|isn't|不是|不为/i.test(said), said };
  if (/^(?:yes|no|so|是|否)$/i.test(said.trim()))
    return { on: 'answer', value: said.trim(), isNegated: false, said };
  return { on: 'unknown', value: '', isNegated: false, said };
}

/** The condition of a sentence and what it guards; undefined when it has none. */
export function readCondition(
  text: string,
  before: Condition | undefined,
): { condition: Condition; what: string } | undefined {
  const otherwise = OTHERWISE.exec(text)?.groups;
  const other = otherwise?.then ?? otherwise?.zhThen;
  if (other && before)
    return { condition: { ...before, isNegated: !before.isNegated, said: text }, what: other };
  const after = AFTER_APPROVAL.exec(text)?.groups?.then;
  if (after) return { condition: { on: 'approved', value: '', isNegated: false, said: text }, what: after };
  const first = IF_FIRST.exec(text)?.groups;
  const [cond, then] = [first?.cond ?? first?.zhCond, first?.then ?? first?.zhThen];
  if (cond && then) {
    const condition = toCondition(cond);
    const isTime = condition.on === 'unknown' && /^(?:when|once|after)$/i.test(first?.word ?? '');
    return { condition: isTime ? ALWAYS : condition, what: then };
  }
  const last = /^ask\b/i.test(text) ? undefined : IF_LAST.exec(text)?.groups;
  if (!last?.cond || !last.then) return undefined;
  const condition = toCondition(last.cond);
  return {
    condition:
      last.word?.toLowerCase() === 'unless' ? { ...condition, isNegated: !condition.isNegated } : condition,
    what: last.then,
  };
}

const YES = /^(?:y|yes|yep|yeah|true|ok|sure|是的?|好的?|可以|对|要|行)$/i;
const NO = /^(?:n|no|nope|false|not|否|不|不是|不要|不行|不用|没有)$/i;

function isSame(answer: string, value: string): boolean {
  if (YES.test(value)) return YES.test(answer);
  if (NO.test(value)) return NO.test(answer);
  return answer.toLowerCase().includes(value.toLowerCase());
}

/** True or false, or undefined when it takes language to tell. */
export function holds(
  { on, value, isNegated }: Condition,
  { isApproved, lastAnswer, lastRead }: Known,
): boolean | undefined {
  if (on === 'always') return true;
  const told =
    on === 'approved'
      ? isApproved
      : on === 'answer' && lastAnswer !== undefined
        ? isSame(lastAnswer.trim(), value.trim())
        : on === 'read' && lastRead !== undefined
          ? lastRead.toLowerCase().includes(value.toLowerCase())
          : undefined;
  return told === undefined ? undefined : told !== isNegated;
}
