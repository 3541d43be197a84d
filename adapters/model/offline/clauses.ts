import type { Clause } from './acts.ts';
import { BODY_VERBS, DO_VERBS, hasHan } from './lexicon.ts';

const IS_VERB = new RegExp(`^(?:${DO_VERBS}|${BODY_VERBS})$`, 'i');

/** Full-width letters and marks become plain ones, invisible characters go; 。、「」 stay, as they say how to split. */
export function tidy(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0]/g, ' ')
    .replace(/\p{Cf}|\p{Variation_Selector}/gu, '')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .trim();
}

/** The marks of Chinese between its characters, as they are written again for people. */
export const wideMarks = (text: string): string =>
  text.replace(/(?<=[\p{Script=Han}”」》）])[,:;?!](?=[\p{Script=Han}“「《（\s]|$)/gu, (mark) =>
    String.fromCharCode(mark.charCodeAt(0) + 0xfee0),
  );

const BULLET =
  /^\s*(?:[-*•·–]\s+(?:\[[ x]?\]\s*)?|\[[ x]?\]\s*|\(?\d{1,2}[.)、:]\s*(?=\D)|[①-⑳]\s*|[一二三四五六七八九十]、)/;

/** A list with the line that leads it, when the text is one: in lines, or as "1. … 2. …" in one line. */
export function readList(text: string): { head: string; items: string[] } | undefined {
  const inline = /(?:^|[\s:：,，;；])1[.)、]\s*\S.*[\s,，;；。]2[.)、]\s*\S/s.test(text);
  const lines = (inline ? text.replace(/(?<=^|[\s:：,，;；。])(?=\d{1,2}[.)、]\s*[^\d\s])/g, '\n') : text)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const first = lines.findIndex((line) => BULLET.test(line));
  const items = lines.filter((line, index) => index >= first && BULLET.test(line));
  if (first < 0 || (items.length < 2 && !(items.length === 1 && first > 0))) return undefined;
  const head = lines
    .slice(0, first)
    .join(' ')
    .replace(/[:：,，\s]+$/, '');
  return {
    head,
    items: items
      .map((line) =>
        line
          .replace(BULLET, '')
          .replace(/[;；,，.。]+$/, '')
          .trim(),
      )
      .filter(Boolean),
  };
}

/** Sentences with their end marks. "v2.3", "x.md" and "e.g." hold none. */
export function sentences(text: string): string[] {
  return text
    .split(
      /(?<=[。！？；!?;])(?=\s|\p{Script=Han}|$)|(?<=[^.\s]{2}[.])(?<!\b(?:e\.g|i\.e|vs|etc|mr|mrs|dr|no|approx)[.])\s+(?=\S)|(?<=[；])|\n+/iu,
    )
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(sentence));
}

const OBJECT = String.raw`(?:it|this|that|them|these|me|us|the first|the last|T-?\d+|#\d+|task \d+|number \d+)\b`;
/** What a second request begins with. The first group stands by itself; the second needs to point at a task. */
const EN_START = String.raw`(?:(?:track|remind me|remind|show me|show|list|create a task|add a task|make a task|add|don't forget|assign|cancel|delete|archive|unassign|reassign|retry|rerun|pause|resume|snooze|postpone|defer|mark|reopen|rename|what'?s|what is|what are|tell me|why is|set (?:its|the)|close|drop|remove|bump|finish|complete)\b|(?:mark|make|give|set|put|move|start|run|kick off|begin|assign|hand|do|tag|close|call|change|push|bring|finish|stop|hold|comment on|note on|tell|label)\s+${OBJECT}|(?:T-?|#)\d+ (?:is|to|was|can|needs|should|done|due|high|low|urgent|for|[=→:-])|(?:i|we)(?:'ve| have)? (?:finished|completed|done|closed)\b)`;
const EN_SPLIT = new RegExp(
  String.raw`(?:\s*[,;]\s*(?:and|then|and then|also|but|plus|and also)?\s+|\s+(?:and|then|and then|also|but|plus|and also|after that|&|\+)\s+)(?:please |also |then |can you |could you )*(?=${EN_START})`,
  'i',
);
const ZH_START = String.raw`(?:把|将|取消|删除|删掉|标记|分配|指派|提醒|别忘|新建|创建|添加|新增|加个|加一个|跟进(?!$)|跟踪(?!$)|记录(?!$)|记一?下(?!$)|列出|查看|看一?下|看看|我有|暂停|恢复|继续|重试|重跑|归档|启动|运行|执行T|完成T|关闭|推迟|改名|重命名|给T|给任务|告诉我|显示|截止|优先级设|优先级改|设[为成]|(?:马上|立刻|立即|现在|直接)?(?:就)?(?:开始|启动|执行)(?:做|吧|执行)?$)`;
const ZH_SPLIT = new RegExp(
  String.raw`(?:\s*[,，;；]\s*|\s+)?(?:然后再?|并且?|再|顺便|同时|另外|还有|接着|以及|和)(?=${ZH_START})|\s*[,，;；]\s*(?=${ZH_START}|(?:T-?|#)\d+\s*(?!\d|\s|$|[,、和]))`,
);

/** The requests of one sentence, where a comma or an "and" is followed by what begins another. */
export function clauses(sentence: string): string[] {
  const isZh = hasHan(sentence);
  const parts = (isZh ? sentence.split(ZH_SPLIT) : [sentence]).flatMap((part) =>
    part.replace(/\bgo ahead and\s+/i, '').split(EN_SPLIT),
  );
  return parts.map((part) => part.trim()).filter(Boolean);
}

const EN_POLITE =
  /^(?:(?:hey|hi|hello|hiya|yo|dear|ok|okay|k|so|also|and|then|now|oh|ah|btw|fyi|actually|just|alright|all right|right|well|um+|uh+|hm+|yes|yeah|yep|yup|sure|cool|great|perfect|awesome|thanks|thx|sorry|quick one|one more(?: thing)?|another (?:one|thing)|next|first|finally|lastly|plus|ps|note to self|for the record|important|morning|good (?:morning|afternoon|evening)|team(?=[,!:.]| (?:bot|can|could|please|pls)\b)|folks|guys|all|everyone|bot|errand|errandbot|assistant|please|pls|plz|pleaze|plese|kindly|maybe|perhaps|quickly|real quick|gonna need you to|i(?:'d| would) (?:like|love|want)(?: for)? you to|i(?:'d| would) appreciate it if you(?: could| can| would)?|i (?:want|need|expect) you to|i was wondering if you could|it would be (?:great|nice|good|awesome|cool) if you could|would it be possible (?:for you )?to|do you mind|would you mind|you (?:should|can|could|may|need to|have to|must)|are you able to|(?:can|could|would|will|cld|cud) (?:you|u|ya|we|someone|somebody|anyone)(?: guys)?(?: please| pls| kindly| also| just| quickly| maybe)*|i(?:'d| would) (?:like|love) to|i (?:want|wanna|wish) to|let'?s|lets|let us|go ahead and|feel free to|help me(?: to| out (?:and|by))?|help us(?: to)?|when (?:you|u) (?:can|get a chance|have (?:a )?(?:time|sec|minute|moment)),?|if (?:you|u) (?:can|could|have time),?|if possible,?)(?=[\s,!:.-]|$)[\s,!:.-]*|<@\w+>\s*|@(?:errand|bot|assistant)\S*[\s,:]*)/i;
const EN_BEG =
  /\b(?:can|could|would|will|cld|cud) (?:you|u|ya|we|someone|somebody|anyone)\b|mind\b|possible\b|able to|wondering|let'?s/i;
const EN_FOR_BOT =
  /\byou to\b|help (?:me|us)|(?:can|could|would|will|cld|cud) (?:you|u|ya)\b|if you could|mind\b/i;
const EN_TAIL =
  /(?:(?:[\s,]|^)(?:please|pls|plz|thanks(?: a lot| so much| in advance)?|thank you(?: so much)?|thx|ty|tysm|tia|cheers|ta|mate|buddy|bot|ok|okay|k|if (?:you|u) (?:can|could|don'?t mind)|if possible|will you|would you|could you|can you|for now|lol|haha|tho|though|folks|guys|yeah)|[\s.!,~…]|[:;]-?[)D]|\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}]?)+$/iu;
const EN_NOW = /[\s,]+(?:right now|now|immediately|right away|straight away|at once)$/i;

const ZH_POLITE =
  /^(?:(?:你好|您好|嗨|嘿|哈喽|早上好|下午好|hi|hello|请问一?下?|请(?!假|客|教|示|柬)|麻烦(?:你|您|大家)?了?|劳烦|烦请|拜托|辛苦(?:你|您|一下|了)?|帮(?:忙|我们|咱们|我)|帮(?=写|查|看|做|整|分|跟|建|记|取|安|找|订|把|发|问|拉)|给我(?!们)|替我|能不能|能否|可不可以|可否|可以(?=帮|把|给|请|跟|查|看|麻)|能(?=帮|给我|把|麻烦)|我想让你|我要你|我需要你|我希望你|希望你|需要你|你(?:能不能|能否|可以|能|来|去|先)|你(?=帮|把|给我)|我想(?:要)?(?!法)|想(?=看|查|知|了)|快点|赶紧|赶快|现在(?:就)?|马上|立刻|立即|顺便|另外|然后|还有(?=[，,\s])|好的?[，,\s]|嗯+|对了|哦|噢|那(?=就|把|你|先|帮|么)|那么|就(?=把|先)|ok|先(?=把|暂|停|跑|给|取|记|建|帮)|各位|大家好|同学们?|小助手|机器人|助手|老师)[\s,，、:：!！~。]*|<@\w+>\s*|@(?:errand|bot)\S*[\s,:：]*)/i;
const ZH_BEG = /能不能|能否|可不可以|可否|可以|能/;
const ZH_FOR_BOT = /帮|给我|替我|麻烦|劳烦|烦请|拜托|让你|要你|需要你|希望你|你|请/;
const ZH_NOW = /马上|立刻|立即|现在|赶紧|赶快|快点/;
const ZH_TAIL =
  /(?:(?:谢谢(?:你|您|了|大家)?|谢啦|多谢|感谢|辛苦(?:了|你了)?|拜托了?|麻烦了|可以吗|可以么|行吗|好吗|好么|好不好|行不行|成吗|ok吗|吧|呗|哈|哦|喔|啊|呀|啦|咯|(?<!干)嘛|thanks|thx|please|pls)|[\s。.!！~～…,，]|\p{Extended_Pictographic})+$/iu;

const EN_QUESTION =
  /^(?:who|what|whats|what's|when|where|which|why|how|is|are|was|were|am|do (?:i|we|you|u|they|any|people)|does|did|have (?:i|we|you|they|the|any|all)|has|had|should|shall|may|might|can|could|would|will|isn't|aren't|don't you|doesn't|didn't|won't|wouldn't|any|anything|anyone)\b(?!\s*:)/i;
const ZH_QUESTION =
  /(?:吗|呢|么|没有|没)$|什么|啥|哪|谁|怎么|怎样|咋|为何|多少|几个|几点|是不是|有没有|能不能|可不可以|会不会|要不要/;

/** What follows is to be found out: the question in it is no question to the bot. */
const ZH_FIND_OUT =
  /^(?:读|看|打开|访问|抓取)(?:一?下)?\s*https?:|^(?:查查|查一?下|调研|打听|研究一?下|估算|算一?下)/;
const GERUND = /^(?<stem>\p{L}{2,12})ing\b/iu;

/** "Would you mind writing …": the verb as it stands in a request. */
const toVerb = (text: string): string =>
  text.replace(GERUND, (whole, stem: string) => {
    const forms = [stem, `${stem}e`, stem.slice(0, -1)];
    return forms.find((form) => IS_VERB.test(form)) ?? whole;
  });

/** Takes away greetings and politeness, and says what kind of sentence it was. */
export function toClause(said: string): Clause {
  const isAsked = /[?？]\s*\P{L}*$/u.test(said);
  let text = said
    .replace(/^gimme\b/i, 'give me')
    .replace(/^[^\p{L}\p{N}"'“「《<@#[(]+/u, '')
    .replace(/[?？]+\s*\P{L}*$/u, '')
    .trim();
  let isBegged = false;
  let isForBot = false;
  for (;;) {
    const polite = [EN_POLITE, ...(hasHan(text) ? [ZH_POLITE] : [])]
      .map((p) => p.exec(text)?.[0] ?? '')
      .find(Boolean);
    if (!polite || polite.length >= text.length) break;
    isBegged ||= EN_BEG.test(polite) || ZH_BEG.test(polite);
    isForBot ||= EN_FOR_BOT.test(polite) || ZH_FOR_BOT.test(polite) || ZH_NOW.test(polite);
    text = text.slice(polite.length);
    if (/\bmind\b/i.test(polite)) text = toVerb(text);
  }
  const tail = hasHan(text) ? ZH_TAIL : EN_TAIL;
  const bare = text.replace(tail, '') || text;
  isForBot ||= EN_NOW.test(bare);
  const plain = bare
    .replace(EN_NOW, '')
    .replace(isBegged ? /(?:吗|么|不)$/ : /$^/, '')
    .trim();
  const isQuestion =
    !isBegged &&
    (isAsked || EN_QUESTION.test(plain) || (ZH_QUESTION.test(plain) && !ZH_FIND_OUT.test(plain)));
  return { text: plain, said: said.trim(), isQuestion, isForBot };
}
