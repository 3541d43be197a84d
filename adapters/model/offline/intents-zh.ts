import { call, say, type Rule } from './acts.ts';
import { readValues, toAssignee, toPriority } from './attributes.ts';
import { asDue, asUntil, findDates, type Moment } from './dates.ts';
import { change, tagsOf, track, update, work } from './intents-en.ts';
import { STATUS_WORDS, ZH_DO_VERBS } from './lexicon.ts';
import { readListing } from './lists.ts';
import { hasNumber, isPronoun, onEach } from './refs.ts';
import type { Act } from './acts.ts';

const g = (text: string | undefined): string => text ?? '';
const DONE = STATUS_WORDS.find(([status]) => status === 'completed')?.[1] ?? '';
const NAME = String.raw`(?:@[\p{L}\w.-]+|agent:[\w-]+|我自己|自己|我|\p{Script=Han}{2,4}?|[A-Za-z][\w.-]*(?: [A-Z]\w+)?)`;
const TO = '(?:设置?[为成]|[标置]记?[为成]|标注[为成]|改[为成到]?|变更?[为成]|调整?[为成到]?|更新[为成]|定[为成在到]|换成|移[到动至]+|挪到|提[到前升高]+至?|提到|降[到低为]+|升[到为]|弄成|设|算|当作|选为)';
const NOT_A_NAME = /^(?:我们|你们|他们|大家|所有|每个|客户|公司|团队|系统|机器|这个|那个|它们?|自动|对方|用户|领导|老板$|什么|谁)/;

const looksLikeRef = (text: string): boolean => hasNumber(text) || isPronoun(text.trim());

/** "把T-3改到周五": what follows is values only, or a date with a word or two around it. */
function setTo(ref: string, value: string, at: Moment): Act[] | null {
  const bare = value.replace(/^(?:到|为|成|是|[:：])/, '');
  const values = readValues(bare, at);
  return values ? change(ref.replace(/(?:的)?(?:状态|优先级|截止(?:日期|时间)?|到期(?:日|时间)?|日期|时间|期限|deadline|ddl|负责人)$/i, ''), values) : null;
}

function deferZh(text: string, at: Moment): Act[] {
  const [date] = findDates(text, at);
  if (!date) return onEach(text.replace(/(?:一下|一会儿?|一阵|先|再说)+$/, ''), { action: 'defer' });
  const rest = `${text.slice(0, date.from)}${text.slice(date.to)}`.replace(/(?:推迟|延后|延期|延到|顺延|推|延|缓|搁置|等|到|至|再(?:说|做|处理|提醒我|看|弄)?|先|放一?放|一下|之?后)+$/, '').replace(/^(?:到|至|等)/, '');
  return onEach(rest.replace(/(?:推迟|延后|延期|顺延|推后|往后推|往后放|搁置|缓一缓|放到|放|等到|等|到|至|先|再说|再)+$/, ''), { action: 'defer', until: asUntil(date.when, at) });
}

const dueZh = (ref: string, value: string, at: Moment): Act[] | null => {
  const [date] = findDates(value, at);
  return date ? update(ref, { due: asDue(date.when, at) }) : null;
};

const MANY = /(?:几个|几条|几件|这些|以下|下面|如下|两个|两件|三个|三件|多个|[2-9]个)/;

// prettier-ignore
export const ZH_RULES: readonly Rule[] = [
  { pattern: /^(?:我)?(?:批准|同意|驳回|拒绝|通过|审批通过|不同意|准了|可以批准|核准|授权)(?:了)?(?:$|\s*(?:一下|它|这个|那个|A-?\d+|T-?\d+|#\d+|\d+|.*(?:申请|请求|审批|任务|操作)))/i, act: () => say('approve') },
  { pattern: /^把?(?:A-?\d+|T-?\d+|#\d+|它|这个(?:申请|请求|审批)?)(?:给)?(?:批准|批了|通过|驳回|拒绝|同意)(?:了|掉|一下)*$/i, act: () => say('approve') },

  // Comments, tags, names
  { pattern: /^(?:给|在|为|对|往|到)\s*(?<ref>.+?)\s*(?:下面|里面|上面|下|里|上|中)?(?:再)?(?:添?加|留|写|发|补充?|记录?)(?:上|入|了)?(?:一?个|一?条|一?句|点|下|一下)?(?:新的?)?(?:评论|备注|留言|说明|注释|批注|note|comment)[:：,，\s]*(?:说|内容是|写)?[:：\s]*(?<text>.+)$/iu, act: ({ ref, text }) => onEach(g(ref), { action: 'comment', text: g(text).replace(/^["“「]|["”」]$/g, '') }) },
  { pattern: /^(?:给|在|为|对)\s*(?<ref>.+?)\s*(?:下面|下|里|上|中)?(?:评论|备注|留言)(?:一下|一句|说)?[:：,，\s]+(?<text>.+)$/u, act: ({ ref, text }) => onEach(g(ref), { action: 'comment', text: g(text) }) },
  { pattern: /^(?:评论|备注|留言)(?:一下|给|到|在)?\s*(?<ref>T-?\d+|#\d+|任务\s?\d+|它|这个(?:任务)?|[^:：,，]{2,20})\s*[:：,，\s]\s*(?<text>.+)$/iu, act: ({ ref, text }) => onEach(g(ref), { action: 'comment', text: g(text) }) },
  { pattern: /^(?<ref>T-?\d+|#\d+|任务\s?\d+|这个任务|它)\s*(?:评论|备注|留言|补充)(?:一下|说)?[:：,，\s]+(?<text>.+)$/iu, act: ({ ref, text }) => onEach(g(ref), { action: 'comment', text: g(text) }) },
  { pattern: /^(?:给|为|把)?\s*(?<ref>.+?)\s*(?:打上?|贴上?|加上?|添加|加个|加一个)(?:个|一个)?\s*["'“「]?(?<b>[\p{L}\w-]*?)["'”」]?\s*(?:的)?(?:标签|tag|label)(?:[:：为\s]*["“「]?(?<tags>.+?)["”」]?)?$/iu, act: ({ ref, b, tags }) => (g(tags) || g(b) ? update(g(ref), { tags: tagsOf(g(tags) || g(b)) }) : null) },
  { pattern: /^(?:把|将)?\s*(?<ref>.+?)\s*(?:的)?(?:标题|名字|名称|名)?(?:改名[为成叫]?|重命名[为成]?|改叫|更名为|改名|(?<=标题|名字|名称)(?:改[为成]|换成))\s*[:：]?\s*["“「《]?(?<title>.+?)["”」》]?$/u, act: ({ ref, title }) => update(g(ref), { title: g(title) }) },
  { pattern: /^(?:重命名|改名)\s*(?<ref>.+?)\s*(?:为|成|到)\s*["“「]?(?<title>.+?)["”」]?$/u, act: ({ ref, title }) => update(g(ref), { title: g(title) }) },
  { pattern: /^(?:把|将|给)?\s*(?<ref>.+?)\s*(?:的)?(?:描述|说明|内容|详情)(?:改[为成]|设[为成]|更新[为成]|写成|是|为|[:：])\s*[:：]?(?<text>.+)$/u, act: ({ ref, text }) => update(g(ref), { description: g(text) }) },
  { pattern: /^(?:给)\s*(?<ref>.+?)\s*(?:加上?|添加|补充)(?:个|一个|一下)?(?:描述|说明)[:：\s]*(?<text>.+)$/u, act: ({ ref, text }) => update(g(ref), { description: g(text) }) },

  // What repeats is a schedule, which no tool of the model's makes.
  { pattern: /每(?:天|日|周|个?月|小时|隔|个?星期|季度|年|个?工作日|早|晚|\d)/, act: (_, { text }) => (hasNumber(text) ? null : say('schedule')) },

  // What is surely to be written down
  { pattern: /^(?<title>.{3,}?)[,，。\s]*(?:帮我|帮忙|你|麻烦|请|给我)*(?:记一?下|记个|记着|记下来?|跟一?下|跟进一?下|加一?下|加个待办|加个任务|加到待办|建个(?:ticket|任务|待办|工单)|建一?个任务|提一?个(?:ticket|任务|工单))$/i, act: ({ title }, _, at) => (hasNumber(g(title)) || isPronoun(g(title)) ? null : track(g(title), at)) },
  { pattern: /^(?:我想|我要|需要|要)?(?:再)?(?:新建|新增|创建|添加|增加|加上?|建立?|开|登记|记录?|录入|生成|立|起|提|新开|追加|补)(?:上|入)?(?<many>一?个|一?条|一?项|一?件|几个|几条|两个|三个|四个|五个|[2-9]个|以下|下面|如下|这些|些)?\s*(?:新的?)?(?<pre>(?:高优先级|低优先级|紧急|重要|高优|加急)的?)?(?:关于)?(?<noun>任务|待办(?:事项)?|事项|todo|task|工单|提醒|卡片|活儿?|事)(?:[:：,，\s]+|(?:叫做?|名为|内容是?|标题[是为]|是|来|去|给)[:：\s]*)*(?<title>.+)$/iu, act: ({ many, pre, title }, { text }, at) => { const priority = /紧急|加急/.test(g(pre)) ? 'urgent' : /低/.test(g(pre)) ? 'low' : pre ? 'high' : undefined; const assigned = /提醒\s*我/.test(text); const acts = track(g(title), at, MANY.test(g(many)), assigned ? 'me' : undefined); return acts && priority ? acts.map((act) => (act.kind === 'create' ? { ...act, task: { priority, ...act.task } } : act)) : acts; } },
  { pattern: /^(?:新建|创建|添加|新增|建|加|开)(?:一?个|一?条|一?项)?(?<title>.{2,}?)(?:的)(?:任务|待办(?:事项)?|事项|提醒|工单)(?<tail>[,，].+)?$/u, act: ({ title, tail }, _, at) => track(`${g(title)}${g(tail)}`, at) },
  { pattern: /^(?<when>.*?)(?:提醒|叫|通知|催)(?:一下)?(?<who>我们|我|大家|团队|@?\p{Script=Han}{2,3}?(?=要|去|把|提交|交|开|更新|准备|记得|别忘|明|后|今|下|周|写|做|给|发|回|完|参|跟|检|确|处|整|查|审)|@\S+|[A-Z][a-z]+)?(?:一下|一声)?[,，:：\s]*(?:记得|别忘了?|不要忘了?)?(?<title>.+)$/u, act: ({ when, who, title }, { text }, at) => { if (!/提醒/.test(text) && !/^.*?叫我|通知我/.test(text)) return null; if (g(when) && !findDates(g(when), at).length) return null; const owner = /^(?:我们|大家|团队|)$/.test(g(who)) ? undefined : toAssignee(g(who)); return track(`${g(when)}${g(when) ? '，' : ''}${g(title)}`, at, false, owner); } },
  { pattern: /^(?:我|我们|你)?(?:千万|一定)?(?:别|不要|不能|不可以|莫)(?:让我)?(?:忘记?了?|忘了)\s*(?<title>.{2,})$|^(?:你|我们?|大家)?(?:要|得|一定要|务必)?(?:记得|记着|记住|牢记)(?:要|得)?\s*(?<b>.{2,})$/u, act: ({ title, b }, _, at) => track(g(title) || g(b), at) },
  { pattern: /^(?:请)?(?:持续|继续)?(?<verb>跟进|跟踪|追踪|追一?下|跟一?下|盯一?下|盯着?|关注|留意|记录一?下|记一?下|记下来?|记个|记一?笔|记一?条|记录|登记|待办|todo|任务|备忘|加(?:一?个|上|一?条)?|新增|新建|添加|创建|列入|安排)(?:一?下|着|上)?(?:任务|待办|事项|[:：,，\s])*(?:关于)?(?<title>.{2,})$/iu, act: ({ verb, title }, clause, at) => { if (verb === '关注' && /^(?:我|你)/.test(g(title))) return null; return track(g(title), at, /^(?:以下|下面|这几个|这些|几)/.test(g(title))); } },

  // Why, and one task
  { pattern: /^(?:为什么|为啥|为何|怎么|咋)\s*(?<ref>.+?)\s*(?:还|一直|又|会|就|都|被)*(?:卡|没|不|停|失败|慢|等|阻塞|挂|延|拖|逾期|报错|暂停|取消).*$/u, mayAsk: true, act: ({ ref }) => (/^(?:你|我|这么|那么|今天|天)/.test(g(ref)) ? null : onEach(g(ref), { action: 'why' })) },
  { pattern: /^(?<ref>.+?)\s*(?:是)?(?:为什么|为啥|为何|怎么|咋)(?:还|一直|又|会|就|都|被|这么|老是)*(?:卡|没|不|停|失败|慢|等|阻塞|挂|延|拖|逾期|报错|暂停|取消).*$/u, mayAsk: true, act: ({ ref }) => (/^(?:你|我$|今天|天)/.test(g(ref)) ? null : onEach(g(ref), { action: 'why' })) },
  { pattern: /^(?:什么|啥)(?:东西|事)?(?:在)?(?:阻塞|卡住?|挡住?|影响|拖住?)(?:着|了)?(?<ref>.+)$|^(?<b>.+?)(?:卡在(?:哪|什么|谁)|出了?什么(?:问题|事)|有什么(?:问题|阻碍|卡点)|遇到了?什么|失败(?:的)?原因|卡住?(?:的)?原因|什么原因|在等(?:什么|谁|啥)).*$/u, mayAsk: true, act: ({ ref, b }) => onEach(g(ref) || g(b), { action: 'why' }) },
  { pattern: /^(?:为什么|为啥|怎么回事|咋回事|什么情况)(?:呢|啊)?$/, mayAsk: true, act: () => call({ action: 'why', ref: 'it' }) },
  { pattern: /^(?:查一?下|看一?下|看看|查看|查询|问一?下|说一?下|说说|告诉我|汇报一?下|同步一?下|了解一?下|打开|显示|给我看看?|我想知道|想知道|知道)?\s*(?<ref>T-?\d+|#\d+|任务\s?#?\d+|\d+号任务|这个任务|该任务|刚才那个任务?)\s*(?:的)?\s*(?:status|progress|\s|状态|进度|进展|情况|详情|详细(?:信息|情况)?|内容|信息|现在|目前|怎么样?了?|如何了?|到哪(?:一步|儿|里)?了|咋样了?|啥情况|什么情况|呢|吗)*$/iu, mayAsk: true, act: ({ ref }) => onEach(g(ref), { action: 'get' }) },
  { pattern: /^(?!把|将|给|去掉|取消|设|改|调|删|清|移除|撤|提高|降低|跟进|跟踪|新建|新增|添加|创建|提醒|记|登记|别忘|安排|让|(?:要|需要|得|我要|我们要|我们?需要|还要)(?!求|点))(?:查一?下|看一?下|看看|查看|查询|问一?下|说一?下|告诉我|汇报一?下|同步一?下|了解一?下|想知道|知道|那)?\s*(?<ref>.+?)(?:这个任务|这个事|这事)?\s*(?:现在|目前|最近|今天)?(?:的)?(?:(?:状态|进度|进展|情况|详情)(?:是)?(?:怎么样?了?|怎样了?|如何了?|咋样了?|到哪了?|什么|啥)?|(?:进行|做|推进|弄|处理|搞|完成|写|准备|跑|办|走|进展)?(?:得|的|到)?(?:怎么样|怎样|如何|咋样|啥样)了?|(?:进行|做|推进|弄|处理|搞|进展|走|办|跑|写)?到(?:哪|什么程度|什么阶段|哪里|哪儿|哪一?步)(?:一步|儿|里)?了?|(?:啥|什么)(?:情况|进度|进展|状态)了?|有(?:没有|什么|啥)?(?:进展|更新|新消息|消息|结果)(?:了)?(?:吗|没有?|么)?|(?:什么时候|啥时候|几号|哪天|何时)(?:截止|到期|要|交|完成|能?做?完|能?好|结束|上线)了?|(?:是)?谁(?:在|来)?(?:做|负责|跟进?|跟的?|处理|弄|管|在跟)的?|(?:的)?(?:负责人|截止日期|截止时间|优先级|deadline|ddl)(?:是)?(?:谁|什么|多少|啥|几号|哪天)?(?:时候)?|(?:都)?(?:做|写|弄|搞|处理|完成|跑|办|发|交|提交|准备|搞定|修)?(?:完|好|定|成)?了?(?:吗|没有?|么|没)|完没完|好没好|搞定没|做完没)$/iu, mayAsk: true, act: ({ ref }, clause, at) => (/^(?:你|您|吃|睡|天气|今天|明天|最近|在|人|大家|我们?|他|她|有|还有|这周|本周|下周|是|能|会|可以|知道|懂|明白|好|真的|任务|所有任务|项目)(?:天|气|饭|觉|都)?$|任务(?:都)?$|^(?:有|还有|你|谁|今天|吃饭|我的任务|大家|所有|全部|有没有|哪些|进行中|逾期|整体|总体)|[?？]|饭|觉$/u.test(g(ref)) || (g(ref).length < 2 && !isPronoun(g(ref))) ? readListing(clause, at) : onEach(g(ref), { action: 'get' })) },
  { pattern: /^(?:谁)(?:在|来)?(?:做|负责|跟进|处理|弄|管|跟)(?:着|的是)?(?<ref>.{2,})$/u, mayAsk: true, act: ({ ref }, clause, at) => (/^(?:什么|啥|哪)/.test(g(ref)) ? readListing(clause, at) : onEach(g(ref), { action: 'get' })) },
  { pattern: /^(?:查看|查一?下|看一?下|看看|打开|显示|查询)(?<ref>.{2,}?)(?:的)?(?:状态|进度|进展|情况|详情|详细信息|详细情况)$/u, mayAsk: true, act: ({ ref }, clause, at) => (/我的|所有|全部|大家|任务$/.test(g(ref)) ? readListing(clause, at) : onEach(g(ref), { action: 'get' })) },
  { pattern: /^(?<ref>T-?\d+|#\d+|任务\s?\d+)$/i, mayAsk: true, act: ({ ref }) => onEach(g(ref), { action: 'get' }) },

  // Retry and the other moves
  { pattern: /^(?:把|将)?\s*(?<ref>.*?)\s*(?:重试|重跑|重做|重启|重来|重新(?:运行|执行|跑|做|来|启动|试|开始)?|再(?:跑|试|执行|做|来|运行|弄)(?:一?次|一?遍|一?下|试))(?:一?次|一?遍|一?下)?\s*(?<b>.*)$/u, act: ({ ref, b }, { text }) => (/重新(?:写|整理|打开|设计|分|评估|安排|命名)/.test(text) && !/打开/.test(text) ? null : /打开/.test(text) ? update(`${g(ref)}${g(b).replace(/^打开/, '')}`, { status: 'pending' }) : onEach(g(ref) || g(b), { action: 'retry' })) },
  { pattern: /^(?:重新打开|重开|恢复打开|撤销完成)\s*(?<ref>.+)$/u, act: ({ ref }) => update(g(ref), { status: 'pending' }) },
  { pattern: /^(?:把|将|先把?)?\s*(?<ref>.*?)\s*(?:先)?(?:暂停|挂起|停一下|停一停|先停(?:一?下)?|放一放|先放放)(?:一?下|掉|着|住)?\s*(?<b>.*)$/u, act: ({ ref, b }, { text }, at) => (findDates(text, at).length ? deferZh(`${g(ref)}${g(b)}`, at) : onEach(g(ref) || g(b), { action: 'pause' })) },
  { pattern: /^(?:把|将)\s*(?<ref>.+?)\s*(?:恢复|继续(?:做|执行|跑|推进)?)(?:一?下|起来|了)?$|^(?:恢复|继续|接着|取消暂停)(?:做|执行|跑|推进|运行|处理|进行|弄|吧)?(?:一?下)?\s*(?<b>.*)$|^(?<c>.+?)(?:可以|能)?(?:继续|恢复)(?:了|吧|执行|进行|做)*$/u, act: ({ ref, b, c }) => (/^(?:加油|努力|保持|聊|说|讲|睡|吃)/.test(g(b)) ? null : onEach(g(ref) || g(b) || g(c), { action: 'resume' })) },
  { pattern: /^(?:把|将)?\s*(?:.*?)(?:推迟|延后|延期|延到|顺延|往后推|往后放|推后|推到|搁置|缓一?缓|缓到|暂缓|延迟|先不做|以后再(?:做|说)|晚点再(?:说|做)|放到|拖到|押后|推一?下)/u, act: (_, { text }, at) => { if (/加到|列表/.test(text)) return null; const ref = text.replace(/^(?:把|将)\s*/, '').replace(/^(?:推迟|延后|延期|顺延|往后推|推后|搁置|暂缓|延迟|押后)(?:一下|到)?\s*/, ''); return deferZh(ref.replace(/(?:推迟|延后|延期|延到|顺延|往后推|往后放|推后|推到|搁置|缓一?缓|缓到|暂缓|延迟|先不做了?|以后再(?:做|说)|晚点再(?:说|做)|放到|拖到|押后|推一?下)(?:一下)?/u, ' ').replace(/\s*到\s*/, ' ').trim(), at); } },
  { pattern: /^(?<when>.+?)(?:再|的时候再)(?:提醒我|做|处理|看|弄|说|跟进|搞)(?<ref>T-?\d+|#\d+|它|这个(?:任务|事)?|.*)$/u, act: ({ when, ref }, _, at) => { const [date] = findDates(g(when), at); const left = date ? `${g(when).slice(0, date.from)}${g(when).slice(date.to)}` : ''; return date && looksLikeRef(g(ref) || left || '它') ? onEach(g(ref) || left, { action: 'defer', until: asUntil(date.when, at) }) : null; } },
  { pattern: /^(?:把|将)\s*(?<ref>.+?)\s*(?:归档|存档|封存)(?:了|掉|一下|吧)*$|^(?:归档|存档|封存)(?:一下)?\s*(?<b>.+)$|^(?<c>.+?)(?:可以|能)?归档(?:了|吧|一下)*$/u, act: ({ ref, b, c }) => onEach(g(ref) || g(b) || g(c), { action: 'archive' }) },

  // Owner, date and priority
  { pattern: /^(?:去掉|删掉?|删除|清除|取消|移除|清空)\s*(?<ref>.+?)\s*(?:的)?(?:截止日期|截止时间|到期日|期限|deadline|ddl)$|^(?:把|将)\s*(?<b>.+?)\s*(?:的)?(?:截止日期|截止时间|到期日|期限|deadline|ddl)(?:去掉|删掉?|删除|清除|取消|清空)(?:了)?$/iu, act: ({ ref, b }) => update(g(ref) || g(b), { due: null }) },
  { pattern: /^(?:取消|去掉|清除|移除|撤销|删除)\s*(?<ref>.+?)\s*(?:的)?(?:负责人|分配|指派|执行人)$|^(?:把|将)\s*(?<b>.+?)\s*(?:的)?(?:负责人|分配|指派)(?:去掉|取消|清空|删掉|移除)(?:了)?$|^(?:把)?\p{L}{1,4}从(?<c>.+?)(?:移除|去掉|拿掉|撤下来?|撤掉)(?:了)?$/u, act: ({ ref, b, c }) => update(g(ref) || g(b) || g(c), { assignee: null }) },
  { pattern: new RegExp(String.raw`^(?:把|将)\s*(?<ref>.+?)\s*(?:的负责人)?(?:重新)?(?:分配|指派|assign|分派|派发?|转交?|移交|安排|交|分|给|改派|委派|指定|转派)\s*(?:一下)?(?:给|到|于)?\s*(?<who>@?[\p{L}\w.-]{1,12}?)(?:来|去)?(?:做|负责|跟进|处理|完成|搞定|吧|了)*$`, 'u'), act: ({ ref, who }) => (/^(?:到|为|成|一下|掉)/.test(g(who)) ? null : update(g(ref), { assignee: toAssignee(g(who)) })) },
  { pattern: new RegExp(String.raw`^(?:分配|指派|分派|转交|移交|安排|派)\s*(?<ref>.+?)\s*给\s*(?<who>${NAME})$`, 'u'), act: ({ ref, who }) => update(g(ref), { assignee: toAssignee(g(who)) }) },
  { pattern: new RegExp(String.raw`^(?:把|将)?\s*(?<ref>.+?)\s*(?:改成|改为|换成|换)\s*(?<who>${NAME})(?:来)?(?:负责|跟进|跟|做|处理)$`, 'u'), act: ({ ref, who }) => update(g(ref), { assignee: toAssignee(g(who)) }) },
  { pattern: new RegExp(String.raw`^(?:把|将)?\s*(?<ref>.+?)\s*(?:的)?负责人(?:改[为成]?|换成|设[为成]?|是|为|更新为|[:：])\s*(?<who>${NAME})$`, 'u'), act: ({ ref, who }) => update(g(ref), { assignee: toAssignee(g(who)) }) },
  { pattern: new RegExp(String.raw`^(?:把|将)?\s*(?<ref>.+?)\s*[,，]?\s*(?:就)?(?:由|让|归|交给|交由|给|转给|分给|派给|叫|请)\s*(?<who>${NAME})(?:来|去)?(?:负责|跟进|处理|来做|完成|做|搞定|管|跟|弄|吧|了)*$`, 'u'), act: ({ ref, who }) => (/(?:发|寄|送|打|写|转|提醒|记得|需要|跟进|安排|准备|通知|分享|汇报|反馈|回复|约)/.test(g(ref)) || NOT_A_NAME.test(g(who)) || !(looksLikeRef(g(ref)) || g(ref).length >= 2) ? null : update(g(ref), { assignee: toAssignee(g(who)) })) },
  { pattern: new RegExp(String.raw`^(?:由|让|叫|请|交给|安排)?\s*(?<who>${NAME})\s*(?:来|去)?(?:负责|跟进|处理|做|管|接手|接|认领)(?:一下)?\s*(?<ref>(?:T-?\d+|#\d+|任务\s?\d+|它|这个(?:任务)?|那个(?:任务)?|该任务).*)$`, 'u'), act: ({ ref, who }) => (NOT_A_NAME.test(g(who)) ? null : update(g(ref), { assignee: toAssignee(g(who)) })) },
  { pattern: /^(?:我来|我)(?:做|负责|接|认领|领|跟|跟进|处理|弄|搞定)(?:一下|了)?(?<ref>(?:T-?\d+|#\d+|任务\s?\d+|它|这个|那个).*|)$|^(?<b>.+?)(?:我来|归我|给我|我)(?:做|负责|接|认领|跟|跟进|处理|弄|领了?|搞定)*(?:吧|了)?$/u, act: ({ ref, b }) => (/(?:发|寄|送|提醒|告诉|带)$/.test(g(b)) || /^我们?$/.test(g(b)) ? null : update(g(ref) || g(b), { assignee: 'me' })) },
  { pattern: /^(?:提高|调高|升高|加急|优先处理|优先做|催一?下|加快|提升)(?:一下)?\s*(?<ref>.*?)(?:的?优先级)?$|^(?:把|将)?\s*(?<b>.+?)(?:的?优先级)?(?:调高|提高|升高|提一?下|提升|往前排|提前处理|加急|很急|比较急|特别急|非常急|优先处理|优先做|优先)(?:一下|一点|点|处理|了)*$/u, act: ({ ref, b }, { text }) => update(g(ref) || g(b), { priority: /加急|很急|非常急|特别急/.test(text) ? 'urgent' : 'high' }) },
  { pattern: /^(?:降低|调低)(?:一下)?\s*(?<ref>.*?)(?:的?优先级)?$|^(?:把|将)?\s*(?<b>.+?)(?:的?优先级)?(?:调低|降低|降一?下|往后排|不急|不着急)(?:一下|一点|点|了)*$/u, act: ({ ref, b }) => update(g(ref) || g(b), { priority: 'low' }) },
  { pattern: /^(?:把|将)?\s*(?<ref>.+?)\s*(?:的)?(?:优先级)(?:是|为|到|成|[:：])?(?:设[为成]?|改[为成到]?|调[为成到整]*|升到|降到|提到)?[:：]?\s*(?<value>\S+)$/u, act: ({ ref, value }) => { const priority = toPriority(g(value).replace(/(?:级别?|优先级?|的|一点|了)+$/, '')); return priority ? update(g(ref), { priority }) : null; } },
  { pattern: /^(?:设置?|调整?|修改|更改|改|定)(?:一下)?\s*(?<ref>.+?)\s*(?:的)?(?<field>截止日期|截止时间|截止|到期日|deadline|ddl|期限|优先级|状态|负责人)(?:设?[为成到]|是|[:：])?\s*(?<value>.+)$/iu, act: ({ ref, field, value }, _, at) => (field === '负责人' ? update(g(ref), { assignee: toAssignee(g(value).replace(/^(?:为|成)/, '')) }) : setTo(g(ref), g(value), at)) },
  { pattern: new RegExp(String.raw`^(?:把|将|给)?\s*(?<ref>.+?)\s*${TO}\s*(?<value>.+)$`, 'u'), act: ({ ref, value }, _, at) => setTo(g(ref), g(value), at) },
  { pattern: new RegExp(String.raw`^(?:标记|标注|设置|设|标)\s*(?<ref>.+?)\s*(?:为|成|是|到)\s*(?<value>.+)$`, 'u'), act: ({ ref, value }, _, at) => setTo(g(ref), g(value), at) },
  { pattern: /^(?:把|将)?\s*(?<ref>.+?)\s*(?:的)?(?:截止(?:日期|时间|日)?|到期(?:日|时间)?|deadline|ddl|期限)(?:改[到为成]|调[到整为]+|提前到|延长到|设[为成在到]|是|为|到|在|[:：])?\s*(?<value>.+)$/iu, act: ({ ref, value }, _, at) => (readValues(g(value), at) ? dueZh(g(ref), g(value), at) : null) },
  { pattern: /^(?:把|将)?\s*(?<ref>.+?)\s*(?:提前|挪)到\s*(?<value>.+)$/u, act: ({ ref, value }, _, at) => dueZh(g(ref), g(value), at) },
  { pattern: /^(?<ref>T-?\d+|#\d+|任务\s?\d+|它|这个(?:任务)?)\s*(?:要|得|需要|必须|最晚|最迟|在|是|[,，:：])?\s*(?<value>.+)$/iu, act: ({ ref, value }, _, at) => { const values = readValues(g(value), at); return values ? change(g(ref), values) : null; } },

  // Cancel and done
  { pattern: /^(?:把|将)\s*(?<ref>.+?)\s*(?:给)?(?:取消|删除|删|去掉|移除|撤销|终止|停止|作废|停|砍|撤|关停)(?:掉|了|吧|一下)*$|^(?:取消|删除|删掉?|去掉|移除|撤销|终止|停止|停掉|作废|砍掉|不做|不用做|别做|不要做|不用管|不需要做|撤掉)(?:了|一下)?\s*(?<b>.+)$|^(?<c>.+?)(?:不做了?|不用做了?|不要了|不需要了?|取消(?:掉|了|吧)*|作废了?|算了|别做了|不搞了|不用了|不用管了|砍掉吧?|删了吧?|删掉)$/u, act: ({ ref, b, c }) => { const [, task = g(ref) || g(b) || g(c), reason] = /^(.+?)\s*[,，]\s*(.+)$/.exec(g(ref) || g(b) || g(c)) ?? []; return /^(?:我|今天|那|这|谢谢)?$/.test(task) && !isPronoun(task) ? null : onEach(task, { action: 'cancel', ...(reason ? { text: reason } : {}) }); } },
  { pattern: /^(?:取消|停止|停|终止|算了不做了)$/, act: () => call({ action: 'cancel', ref: 'it' }) },
  { pattern: /^(?:我|我们|\p{Script=Han}{2,3})?(?:已经|刚刚?|终于|都|今天)*(?:完成|做完|搞定|写完|弄完|处理完|结束|交付|提交|办完|发完|发出|跑完|修完|修好|改完|上线|发布|关闭|关掉)(?:了|掉)\s*(?<ref>.+)$|^(?:完成|关闭|关掉|结束|搞定|结掉)\s*(?<b>.+)$|^(?:把|将)\s*(?<c>.+?)\s*(?:都|全部?|给)*(?:完成|关闭|关|结|勾|打勾|搞定)(?:掉|了|一下|上)*$/u, act: ({ ref, b, c }, _, at) => (b && !hasNumber(b) && findDates(b, at).length ? null : update(g(ref) || g(b) || g(c), { status: 'completed' })) },
  { pattern: /^(?:(?:都|已经|全部?)?(?:完成|做完|搞定|弄完|写完|办完)了?|好了|完事儿?了?)$/, act: () => update('它', { status: 'completed' }) },
  { pattern: new RegExp(String.raw`^(?:我|我们)?(?:把|将)?\s*(?<ref>.+?)\s*(?:我|我们)?(?:都|就|全部?|终于|刚刚?|今天|已经?|给)*(?:${DONE}|发出去了|发完了|发了|交了|修好了|修完了|改完了|跑完了|签完了|开完了|弄好了|做好了|写好了|准备好了|可以关了|可以关闭了|结案了)$`, 'u'), act: ({ ref }, { text }, at) => (/^(?:我|你|他|她|那|这就|大家|谢谢|太|差不多|快|还没|没|天|时间|今天|明天|就|都|饭|吃|下班|会)$/.test(g(ref)) || /(?:快|还没|没|未|不|太|更|变|那就|要|需要|得|应该|吃|看|说|听|聊|想|睡|洗|喝|下)$/.test(g(ref)) || (/^(?:提醒|跟进|记|需要|要|我要|别忘|如果|等|吃|喝|玩|看|听)/.test(text) && !hasNumber(text)) ? null : at && update(g(ref), { status: 'completed' })) },
  { pattern: /^(?:我|我们)?(?:已经|现在|正在|在|刚)(?:开始)?(?:做|处理|弄|写|搞|跟进|准备|着手)(?:了)?(?<ref>(?:T-?\d+|#\d+|任务\s?\d+|它|这个).*|.{3,})$/u, act: ({ ref }) => update(g(ref).replace(/了$/, ''), { status: 'in_progress' }) },
  { pattern: /^(?<ref>.{2,}?)(?:已经)?(?:开始(?:做|处理|进行|执行)?了|正在做|正在进行|进行中|处理中|卡住了|被阻塞了?|受阻了?|失败了)$/u, act: ({ ref }, { text }) => update(g(ref), { status: /卡|阻/.test(text) ? 'needs_input' : /失败/.test(text) ? 'failed' : 'in_progress' }) },

  { pattern: /^/, mayAsk: true, act: (_, clause, at) => (STARTS_TRACKING.test(clause.text) ? null : readListing(clause, at)) },

  // Things to remember
  { pattern: /^(?:把|将)\s*(?<title>.+?)\s*(?:也)?(?:加入|加到|加进|添加到|放到|放进|列入|列到|记到|记入|加|记|录入|写进|纳入)(?:一?下|到)?(?:我的?|我们的?|任务|待办)?(?:任务|待办|看板|清单|列表|backlog|里|里面|中|事项|下来|下|一下|上|去)*(?<tail>[,，].+)?$/iu, act: ({ title, tail }, { text }, at) => (/加入|加到|加进|添加|放到|放进|列入|列到|记|录入|写进|纳入/.test(text) ? track(`${g(title)}${g(tail)}`, at) : null) },
  { pattern: new RegExp(String.raw`^(?:让|叫|请|安排|通知|要|派|麻烦)\s*(?<who>@?[\p{Script=Han}]{2,3}?|@\S+|[A-Za-z]+)\s*(?:来|去|在|帮忙|把|尽快|明天|今天|周|下周|负责)?(?<title>(?:${ZH_DO_VERBS}|跟进|跟|负责|参加|提交|对接|联系|约|给|把|在|交|回).{2,})$`, 'u'), act: ({ who, title }, { text }, at) => (NOT_A_NAME.test(g(who)) ? null : track(text.replace(/^(?:让|叫|请|安排|通知|要|派|麻烦)\s*/, '').slice(g(who).length).replace(/^(?:来|去|负责)/, '') || g(title), at, false, toAssignee(g(who)))) },
  { pattern: new RegExp(String.raw`^(?:我|我们)(?:想要?|需要|要)(?:一份|一个|一版|一张|一篇|一套|份|个)(?<title>.{2,})$`, 'u'), act: ({ title }, { said, text }, at) => (/^我们/.test(text) ? track(g(title), at) : /^(?:人|问题|假|想法|建议|机会|拥抱|女朋友|男朋友)/.test(g(title)) ? null : work(g(title), said, at)) },
  { pattern: /^(?:(?<who>我们|我|咱们?|大家|团队|公司|有人|谁)?(?<when>(?:今天|明天|后天|下?周[一二三四五六日天末]?|本周|这周|下周|月底|下个月|今晚)*(?:前|之前)?)?(?:还|也|可能|一定|最近|后面|接下来)*(?:需要|得|应该|必须|要|打算|准备|计划|该)(?:去|把|有人|尽快|再)?)(?<title>.{2,})$/u, act: ({ who, when, title }, { text }, at) => (/^(?:走|去?睡|吃|下班|回家|休息|看看|知道|说|问|喝|静静|请假|辞职|抱抱|帮助|帮忙|求|点时间|的|是|不|加油|么)/.test(g(title)) || /^(?:要不|要是|要么|得了|该死|应该是|准备好)/.test(text) ? null : who || when || /^(?:需要|必须|得|要)/.test(text) ? track(`${g(when)}${when ? '，' : ''}${g(title)}`, at) : null) },
  { pattern: /^@(?<who>[\p{L}\w.-]+)[\s,，:：]+(?<title>.{3,})$/u, act: ({ who, title }, _, at) => track(g(title), at, false, toAssignee(g(who))) },
  { pattern: /^(?:确保|保证|务必)(?<title>.{3,})$/u, act: ({ title }, _, at) => track(g(title), at) },

  // Run an existing task, or take up new work
  { pattern: /^(?:把|将)\s*(?<ref>.+?)\s*(?:跑|运行|执行|启动|开动)(?:起来|一?下|了|一?遍)*$|^(?:运行|执行|启动|触发|跑(?:一?下|一?遍)?|开跑)(?:一下)?\s*(?<b>.{2,})$|^(?:开始|着手)(?:做|执行|处理|跑|干|搞|弄|运行)?\s*(?<c>T-?\d+|#\d+|任务\s?\d+|它|这个(?:任务)?|那个(?:任务)?)(?:吧)?$|^(?<d>T-?\d+|#\d+|任务\s?\d+|这个任务)\s*(?:可以)?(?:开始|启动|跑|开工)(?:吧|了|做|执行|起来)*$/u, act: ({ ref, b, c, d }) => (/^步/.test(g(b)) ? null : onEach(g(ref) || g(b) || g(c) || g(d), { action: 'run' })) },
  { pattern: /^(?:开始|执行|运行|启动|开干|动手|跑|开始吧|开工)(?:吧|了)?$/, act: () => call({ action: 'run', ref: 'it' }) },
  { pattern: /^(?:开始|着手|动手)(?:去)?(?:做|处理|写|弄|搞|准备|进行)?\s*(?<title>.{2,})$/u, act: (_, clause, at) => work(clause.text.replace(/^(?:开始|着手|动手)(?:去)?做?/, ''), clause.said, at) },
  { pattern: new RegExp(String.raw`^(?<when>[^,，]{0,10}?(?:之?前|天|早上|上午|下午|周[一二三四五六日])?)\s*[,，]?\s*(?:去|来|把)?(?:一起)?(?:(?:给|为|向|跟|和|对|从|在|按|用|根据|针对|基于|参考)[^,，]{1,14}?)?(?:${ZH_DO_VERBS}|[a-z]{3,} ?(?:一下|下))(?!起来|完了|吗|了$)(?:一?下|一?份|一?个)?(?<title>.{2,})$`, 'u'), act: ({ when }, clause, at) => { const lead = g(when).trim(); const isDate = !lead || findDates(lead, at).length > 0; return isDate && !/^(?:写|做|弄|搞|出|查|看|发|订|算|读|找)(?:的|得|了|过|着|不|你|我$|啥|什么)|^(?:处理|检查|测试|分析|开发|设计)(?:的|得|过|不)|^(?:发|出)(?:生|现|烧|呆|愁|差|门|去玩|错)|^(?:搞笑|搞定|弄好|算了|做梦|做人|出来|起床|起来|起码|推荐信|解决了|完善的|比较(?:好|难|忙|复杂|累|麻烦|喜欢|贵|大|小|多|少|重要|急|慢|快))/.test(clause.text) ? work(clause.text, clause.said, at) : null; } },
  { pattern: /^把(?<title>.{3,})$/u, act: (_, clause, at) => work(clause.text, clause.said, at) },
];

const STARTS_TRACKING = /^(?:跟进|跟踪|追踪|新建|新增|添加|创建|加个|加一个|加条|记一?下|记录|提醒|别忘|不要忘|记得|待办[:：]|任务[:：]|todo[:：]|登记|把|将|让|帮|安排|我们?(?:需要|要|得|应该))/i;
