import type { ManageTasksInput } from '../../../src/contract/tools.ts';

type Status = NonNullable<ManageTasksInput['status']>;
type Priority = NonNullable<ManageTasksInput['priority']>;

export const hasHan = (text: string): boolean => /\p{Script=Han}/u.test(text);

/** What people call a state; the first that fits counts, so "not done" stands before "done". */
// prettier-ignore
export const STATUS_WORDS: readonly (readonly [Status, string])[] = [
  ['pending',     "not done|not finished|not complete(?:d)?|undone|unfinished|incomplete|to[- ]?do|not started|queued|reopened|pending|还?没有?(?:做完|完成|弄完|搞定|处理|写完)|未完成|待处理|待开始|未开始|没开始|待办|重新打开"],
  ['in_progress', 'in[- ]progress|ongoing|wip|under ?way|being worked on|started|active|进行中|处理中|正在做|正在处理|在做|开始了|执行中'],
  ['needs_input', 'blocked|stuck|needs? input|on me|waiting|待输入|等待输入|卡住了?|阻塞|受阻|等待中?'],
  ['completed',   "done|complete(?:d)?|finished|closed|resolved|shipped|sorted|fixed|delivered|wrapped up|handled|good to go|all set|ok了|已?经?完成了?|已?经?做完了?|已?经?搞定了?|已?经?结束了?|已?经?办完了?|已?经?弄完了?|已?经?写完了?|已?经?处理完了?|完事了?|好了|完了|已解决|已关闭|已交付|已上线|已发布|已提交"],
  ['cancelled',   'cancel(?:l)?ed|dropped|abandoned|obsolete|not needed(?: any ?more)?|no longer needed|已?取消了?|作废|不做了|不需要了|已?废弃'],
  ['failed',      'failed|broken|失败了?|已失败'],
];

/** Bare words for urgency, as they stand where a value is expected. */
// prettier-ignore
export const PRIORITY_WORDS: readonly (readonly [Priority, string])[] = [
  ['low',    "not (?:that |so |very )?urgent|not (?:that |so |very )?important|no rush|no hurry|lowest|low|minor|p3|p4|最低|低|不急|不着急|不紧急|不太急|不重要"],
  ['urgent', 'urgent|critical|blocker|top|highest|p0|asap|最高|紧急|加急|特急|很急|非常急|十万火急|最优先'],
  ['high',   'high(?:er)?|important|p1|高|较高|重要|优先(?!级)|要紧'],
  ['normal', 'normal|medium|regular|default|mid|p2|普通|正常|一般|中等?|中'],
];

/** Work that an agent can take up when it is told to: "write …", "look into …". */
export const DO_VERBS =
  'write|draft|compose|prepare|prep|research|summari[sz]e|sum up|analy[sz]e|compare|find|look (?:into|up|for|at)|investigate|compile|collect|gather|generate|design|review|check|test|fix|build|deploy|translate|send|email|e-mail|mail|organi[sz]e|plan|book|order|set up|calculate|compute|count|estimate|download|fetch|scrape|crawl|publish|post|refactor|implement|create|make|produce|outline|proofread|clean(?: up)?|convert|extract|invite|contact|develop|evaluate|assess|audit|benchmark|verify|validate|confirm|migrate|upgrade|install|configure|merge|sketch|brainstorm|document|transcribe|rewrite|edit|polish|format|reconcile|forecast|model|chart|plot|visuali[sz]e|visit|browse|search the|crunch|pull(?: together)?|put together|come up with|work (?:on|out)|figure out|take care of|handle|deal with|sort out|get (?:me|us)|get (?:quotes|prices|offers|estimates|bids|feedback)|give (?:me|us) (?:an?|the)|turn|map out|draw(?: up)?|scan|triage|diagnose|debug|optimi[sz]e|automate|schedule|arrange|coordinate|submit|file|process|respond|reply|answer the|announce|notify|inform|remove the|update the|update our|improve|simplify|shorten|expand|list (?:the |all )?(?:pros|top|best|possible|competitors|options|steps)|recommend|suggest|propose|monitor|watch|measure|survey|interview|onboard|recruit|screen|shortlist|negotiate|renew|digest|recap|parse|read|run (?:a|an)|do|execute the|ask (?:the|all|every|our|customers|people|everyone)|tell (?:the|all|every|our|everyone)';

/** Things that only people with hands and a phone do: written down, not begun. */
export const BODY_VERBS =
  'call|ring|phone|buy|pick up|pay|meet(?: with)?|visit|bring|drop off|water|feed|renew my|see the|take the|talk to|speak (?:to|with)|grab|return the|clean my';

export const ZH_DO_VERBS =
  '写|起草|撰写|筹备|筹划|拟|草拟|编写|准备|整理|汇总|总结|概括|归纳|调研|研究|分析|对比|比较|查|查找|查一查|搜集|收集|搜索|找|生成|设计|检查|测试|修复|修|部署|翻译|发送|发布|发|群发|制作|做|制定|画|统计|计算|算|梳理|核对|审核|审阅|审查|评审|校对|更新|搭建|搭|开发|优化|重构|输出|抓取|爬取|下载|导出|提取|润色|改写|预订|预定|订|安排|组织|联系|通知|回复|处理|排查|定位|诊断|验证|确认|评估|规划|策划|列出|列一|出一|出个|给出|给一|弄|搞|跑|盘点|筛选|招聘|邀请|申请|提交|打印|配置|安装|升级|迁移|合并|监控|归纳|拉一|拉个|复盘|清理|采购|录入|编辑|补充|完善|解决|推荐|起|转换|转成|读|阅读|看看(?=[^吧]{4,})';

export const TASK_NOUN =
  'tasks?|to-?\\s?dos?|tickets?|cards?|action items?|items?|reminders?|issues?|jobs?|entr(?:y|ies)';

/** Names of firms, teams and things that stand after "for" like people do. */
export const NOT_PEOPLE =
  /^(?:acme|globex|initech|google|microsoft|apple|amazon|slack|github|gitlab|jira|stripe|salesforce|meta|openai|wecom|tencent|alibaba|legal|finance|marketing|sales|engineering|support|product|design|ops|security|everyone|everybody|christmas|easter|friday|monday|tuesday|wednesday|thursday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|london|paris|berlin|tokyo|shanghai|beijing|europe|asia|china|japan|germany|france|windows|linux|android|mac|black|next|this|the|review|approval|python|java|node|react)$/i;

const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文';
const ZH_PERSON = new RegExp(
  `^(?:[小老阿][\\p{Script=Han}]{1,2}|[${SURNAMES}](?:总|工|姐|哥|经理|老师|主任|[\\p{Script=Han}]{1,2})|@.+|agent:.+|[A-Za-z].*|我|自己|我自己)$`,
  'u',
);

/** Whether a Chinese word is likely to be somebody: a surname, 小 or 老 before it. Departments and things are not. */
export const isZhPerson = (text: string): boolean =>
  ZH_PERSON.test(text) &&
  !/^(?:高优|高级|文档|文件|方案|金额|白天|万一|任务|周报|石头|常规|易用|于是|何时|汤|许多|马上|段落|安全|小组|小程序|小时|小红书|小费|小票|小结|老板)/.test(
    text,
  );
