/** What is answered without any tool. `head` is a heading whose list is missing. */
export type Topic =
  'help' | 'hello' | 'thanks' | 'bye' | 'fine' | 'about' | 'approve' | 'schedule' | 'lost' | 'head';

/** Whole sentences that want a friendly word and no tool; a star stands for anything after. */
const TOPICS = `
help: help|help me|commands|usage|menu|what can you do*|what do you do|how do you work|how does this work
help: how do i use*|how do i create*|how do i add*|how do i cancel*|what are your*|how can i*|show help
help: what can i*|帮助|使用说明|怎么用*|如何使用|你能做什么*|你能干什么*|你会什么*|你会做什么*|有什么功能|功能|指令|怎么新建*|怎么取消*|怎么添加*|请问你能帮我做什么
help: 你能帮我做什么|你能做些什么|你可以做什么
about: who are you*|what are you*|are you a*|are you human*|are you real*|are you there|what is your name
about: whats your name|are you an*|what model*|which model*|who made you|who built you|你是谁|你是什么*|你叫什么*|你是真人*
about: 你是机器人*|你是ai*|谁做的你
hello: hi|hey|hello|hiya|yo|howdy|morning|good morning*|good afternoon*|good evening*|hi there|hey there
hello: hello there|ping|test|whats up|how are you*|hows it going|how is it going|hi all|hello everyone
hello: anyone there|can you hear me|你好|您好|嗨|哈喽|嘿|早|早上好|早安|上午好|中午好|下午好|晚上好|大家好|大家早上好|在吗|在不在|有人吗|有人在吗|你好吗
thanks: thanks*|thank you*|thx*|ty|cheers|much appreciated|nice work|great work|good job|well done
thanks: awesome work|great thanks*|谢谢*|谢了|谢啦|感谢*|多谢*|辛苦了|辛苦|太棒了*|太好了*|太感谢了*|厉害*|干得好|干得漂亮|不错|给力|真棒|辛苦大家了
bye: bye*|goodbye|see you*|see ya|later|good night|gn|ttyl|have a nice*|have a great*|have a good*|再见|拜拜|晚安
bye: 明天见|回头见|周末愉快
fine: ok|okay|k|cool|great|perfect|nice|sure|yes|yep|yeah|no|nope|right|got it|understood|alright|all right
fine: fine|sounds good|good|makes sense|noted|roger|will do|never mind|nvm|no problem|no worries|true|indeed
fine: agreed|exactly|sorry|oops|lol|haha|wow|hmm|lgtm|make my day|call it a day|find out more*
fine: never mind that|let me know|let me think*|look at this*|speak soon|write|create|add|delete|remind me
fine: track|assign|done deal|find me|call me|look at this|check this out|take it easy|give me a break|好|好的
fine: 好吧|好呀|嗯|嗯嗯|行|行吧|可以|没问题|收到|明白|明白了|知道了|了解|懂了|对|对的|是|是的|不是|不|没有|没事|不用了|算了|哈哈|哈哈哈|哈哈哈哈|呵呵|哦|噢|哇|没关系|抱歉
fine: 不好意思|原来如此|提醒我|帮我|任务|这个|停了|加油|成|没毛病|等我一下|真的假的|恭喜恭喜
`;

const exact = new Map<string, Topic>();
const opening: (readonly [string, Topic])[] = [];
for (const line of TOPICS.trim().split('\n')) {
  const [topic = '', list = ''] = line.split(': ');
  // The table names no others.
  const entries = list.split('|').map((words) => [words, topic as Topic] as const);
  for (const [words, known] of entries)
    if (words.endsWith('*')) opening.push([words.slice(0, -1), known]);
    else exact.set(words, known);
}

/** What kind of small talk a message is, as a whole; undefined when it is none. */
export function topicOf(text: string): Topic | undefined {
  if (text.length > 80) return undefined;
  const bare = text
    .toLowerCase()
    .replace(/'/g, '')
    .replace(/[\p{P}\p{S}\s]+/gu, ' ')
    .replace(/ (?:bot|errand|there|team|all|everyone|folks|guys|please|pls|呀|啊|啦|哈|吧)$/u, '')
    .replace(/(?<=\p{Script=Han})[呀啊啦哈吧呢]$/u, '')
    .trim();
  return (
    exact.get(bare) ?? opening.find(([lead]) => bare.startsWith(lead) && bare.length <= lead.length + 36)?.[1]
  );
}
