import type { Clause } from './acts.ts';
import type { Topic } from './words.ts';

/** Whole sentences that want a friendly word and no tool. */
// prettier-ignore
const TOPICS: readonly (readonly [Topic, RegExp])[] = [
  ['help',   /^(?:help(?: me| please| pls)?|\/?help|commands?|usage|menu|instructions|how (?:do|can) (?:i|we) (?:use (?:you|this|it)|(?:create|add|make|cancel|delete|assign|run|start|track|close|finish) (?:a |an |my |the )?(?:new )?(?:task|todo|item|ticket|reminder)s?)|what (?:can|do|could) (?:you|u) (?:do|help)\b.*|what are your (?:commands|features|capabilities|skills)|how does (?:this|it) work|how do (?:you|u) work|show (?:me )?(?:the )?(?:help|commands)|帮助|救命|使用(?:说明|方法)|怎么用你?|如何使用|你能(?:做|干|帮我?做)(?:些|点)?(?:什么|啥|嘛)|你会(?:做|干)?(?:些|点)?(?:什么|啥)|有(?:什么|哪些)(?:功能|命令|指令)|功能|指令|命令|怎么(?:新建|创建|取消|添加|分配|使用|用).*|(?:你好[,，\s]*)?(?:请问)?(?:一下)?[,，\s]*你(?:都)?(?:能|可以|会)(?:帮我们?)?(?:做|干|处理)(?:些|点)?(?:什么|啥|哪些).*)$/i],
  ['about',  /^(?:who|what) (?:are|r) (?:you|u)\b.*|^are (?:you|u) (?:a |an )?(?:bot|robot|human|real|ai|person|gpt|chatgpt|llm|claude|machine|there|ok|smart|alive|online)\b.*|^what(?:'s| is) your name.*|^(?:what|which) (?:model|llm|ai)\b.*|^who (?:made|built|created|wrote) you.*|^你(?:是|叫)(?:谁|什么|啥|机器人|真?人|ai|不是).*|^你(?:是)?(?:什么|哪个)模型.*|^你叫啥.*|^谁(?:做|开发|创造)了?(?:的)?你.*/i],
  ['hello',  /^(?:hi+|hey+|hello+|hiya|yo+|howdy|sup|greetings|morning|good (?:morning|afternoon|evening|day)|gm|hey there|hi there|hello there|what'?s up|wassup|whats up|how are (?:you|u|ya)\b.*|how'?s it going|how(?:'s| is) (?:your day|everything|life|things).*|how do you do|you there|anyone there|ping|test|testing|你好+|您好|嗨+|哈喽|哈啰|嘿|早+|早上好|早安|上午好|中午好|下午好|晚上好|大家好|在吗|在不在|在不|有人吗|最近(?:怎么样|好吗|如何)|你好吗|吃了吗|hello world)(?:[ ,]+(?:bot|errand|there|team|all|everyone|folks|guys|again|小助手|机器人|呀|啊|everybody))*$/i],
  ['thanks', /^(?:(?:many |a lot of )?thanks?(?: (?:you|u|a lot|a million|so much|very much|again|man|mate|bot|everyone|all|heaps|anyway))*(?: for .*)?|thx|ty|tysm|cheers|much appreciated|appreciate it|(?:nice|great|good|awesome|amazing|excellent) (?:work|job|stuff|one)|well done|nicely done|kudos|love it|谢(?:谢|啦|了)*.{0,4}|感谢.{0,8}|多谢.{0,4}|辛苦了?.{0,4}|太(?:好|棒|强|赞|牛)了.*|真?棒|赞|牛|厉害了?|干得(?:好|漂亮)|不错.{0,4}|给力)$/i],
  ['bye',    /^(?:bye+(?: bye)?|goodbye|see (?:you|ya|u)(?: .*)?|later|good ?night|gn|ttyl|cya|have a (?:good|nice|great) .*|再见|拜拜?|晚安|明天见|回头见|下班了?|先走了|周末愉快|88)$/i],
  ['fine',   /^(?:ok(?:ay|ey)?|k+|kk|cool|great|perfect|nice|awesome|sure|yes|yep|yeah|yup|no|nope|nah|right|got it|understood|alright|all right|fine|sounds good|makes sense|good|excellent|wow|lol|haha+|hmm+|oh|ah|noted|roger|will do|never ?mind|nvm|not now|np|no problem|no worries|you'?re welcome|true|indeed|agreed|exactly|interesting|whatever|hm|oops|sorry|my bad|same|me too|\+1|fair enough|done deal|i see|好+(?:的|吧|呀|啊|滴|哒|嘞)?|嗯+|行+(?:吧|啊)?|可以|没问题|收到|明白了?|知道了|了解了?|懂了|对+(?:的|啊)?|是的?|不是|不|没有|没事了?|不用了?|算了|哈+|呵+|嘿+|哦+|噢+|额|呃|哇+|666+|1|ok的|行|成|没关系|抱歉|不好意思|原来如此|好累.*|加油.*|(?:千万)?别忘(?:了|记)?|don'?t forget(?: it)?|\.+)$/i],
];

/** What kind of small talk the sentence is, as a whole; undefined when it is none. */
export function smallTalk({ text, said }: Clause): Topic | undefined {
  const bare = said
    .replace(/[\s\p{P}\p{S}]+$/u, '')
    .replace(/^[\s\p{P}\p{S}]+/u, '')
    .replace(/\s+/g, ' ');
  return TOPICS.find(([, pattern]) => pattern.test(bare) || pattern.test(text))?.[0];
}
