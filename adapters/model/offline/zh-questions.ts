import { call, given, type Rule } from './acts.ts';
import { isStatusAlone, readListing, TELL_ALL } from './lists.ts';
import { isPronoun, onEach } from './refs.ts';

/** Questions about one task. */
export const ZH_QUESTIONS: readonly Rule[] = [
  {
    pattern: /^/,
    mayAsk: true,
    act: (_, clause, at) =>
      isStatusAlone(clause.text) || TELL_ALL.test(clause.text)
        ? readListing(clause, at)
        : null,
  },
  // Why, and one task
  {
    pattern:
      /^(?:为什么|为啥|为何|怎么|咋)\s*(?<ref>.+?)\s*(?:还|一直|又|会|就|都|被)*(?:卡|没|不|停|失败|慢|等|阻塞|挂|延|拖|逾期|报错|暂停|取消).*$/u,
    mayAsk: true,
    act: ({ ref }) =>
      /^(?:你|我|这么|那么|今天|天)/.test(given(ref)) ? null : onEach(given(ref), { action: 'why' }),
  },
  {
    pattern:
      /^(?<ref>.+?)\s*(?:是)?(?:为什么|为啥|为何|怎么|咋)(?:还|一直|又|会|就|都|被|这么|老是)*(?:卡|没|不|停|失败|慢|等|阻塞|挂|延|拖|逾期|报错|暂停|取消).*$/u,
    mayAsk: true,
    act: ({ ref }) => (/^(?:你|我$|今天|天)/.test(given(ref)) ? null : onEach(given(ref), { action: 'why' })),
  },
  {
    pattern:
      /^(?:什么|啥)(?:东西|事)?(?:在)?(?:阻塞|卡住?|挡住?|影响|拖住?)(?:着|了)?(?<ref>.+)$|^(?<b>.+?)(?:卡在(?:哪|什么|谁)|出了?什么(?:问题|事)|有什么(?:问题|阻碍|卡点)|遇到了?什么|失败(?:的)?原因|卡住?(?:的)?原因|什么原因|在等(?:什么|谁|啥)).*$/u,
    mayAsk: true,
    act: ({ ref, b }) => onEach(given(ref) || given(b), { action: 'why' }),
  },
  {
    pattern: /^(?:为什么|为啥|怎么回事|咋回事|什么情况)(?:呢|啊)?$/,
    mayAsk: true,
    act: () => call({ action: 'why', ref: 'it' }),
  },
  {
    pattern:
      /^(?:查一?下|看一?下|看看|查看|查询|问一?下|说一?下|说说|告诉我|汇报一?下|同步一?下|了解一?下|打开|显示|给我看看?|我想知道|想知道|知道)?\s*(?<ref>T-?\d+|#\d+|任务\s?#?\d+|\d+号任务|这个任务|该任务|刚才那个任务?)\s*(?:的)?\s*(?:status|progress|\s|状态|进度|进展|情况|详情|详细(?:信息|情况)?|内容|信息|现在|目前|怎么样?了?|如何了?|到哪(?:一步|儿|里)?了|咋样了?|啥情况|什么情况|呢|吗|发我|给我看看?|看看|看一下)*$/iu,
    mayAsk: true,
    act: ({ ref }) => onEach(given(ref), { action: 'get' }),
  },
  {
    pattern:
      /^(?!把|将|给|去掉|取消|设[为成置]|改[为成到]|调[整到高低]|删[除掉]|清[除空]|移除|撤[销掉]|提高|降低|跟进|跟踪|新建|新增|添加|创建|提醒|记[一录下]|登记|别忘|安排|让|(?:要|需要|得|我要|我们要|我们?需要|还要)(?!求|点))(?:查一?下|看一?下|看看|查看|查询|问一?下|说一?下|告诉我|汇报一?下|同步一?下|了解一?下|想知道|知道|那)?\s*(?<ref>.+?)(?:这个任务|这个事|这事)?\s*(?:现在|目前|最近|今天)?(?:的)?(?:(?:状态|进度|进展|情况|详情)(?:是)?(?:怎么样?了?|怎样了?|如何了?|咋样了?|到哪了?|什么|啥)?|(?:进行|做|推进|弄|处理|搞|完成|写|准备|跑|办|走|进展)?(?:得|的|到)?(?:怎么样|怎样|如何|咋样|啥样)了?|(?:进行|做|推进|弄|处理|搞|进展|走|办|跑|写)?到(?:哪|什么程度|什么阶段|哪里|哪儿|哪一?步)(?:一步|儿|里)?了?|(?:啥|什么)(?:情况|进度|进展|状态)了?|有(?:没有|什么|啥)?(?:进展|更新|新消息|消息|结果)(?:了)?(?:吗|没有?|么)?|(?:什么时候|啥时候|几号|哪天|何时)(?:截止|到期|要|交|完成|能?做?完|能?好|结束|上线)了?|(?:是)?谁(?:在|来)?(?:做|负责|跟进?|跟的?|处理|弄|管|在跟)的?|(?:的)?(?:负责人|截止日期|截止时间|优先级|deadline|ddl)(?:是)?(?:谁|什么|多少|啥|几号|哪天)?(?:时候)?|(?:都)?(?:做|写|弄|搞|处理|完成|跑|办|发|交|提交|准备|搞定|修|解决|修复|审批|上线|发布|签)?(?:完|好|定|成)?了?(?:吗|没有?|(?<![什怎多那这])么|没)|完没完|好没好|搞定没|做完没)$/iu,
    mayAsk: true,
    act: ({ ref }, clause, at) =>
      (/[,，]/.test(given(ref)) && !clause.isQuestion) ||
      /^(?:你|您|吃|睡|天气|今天|明天|最近|在|人|大家|我们?|他|她|有|还有|这周|本周|下周|是|能|会|可以|知道|懂|明白|好|真的|任务|所有任务|项目)(?:天|气|饭|觉|都)?$|^.{0,6}任务(?:都)?$|^(?:有|还有|你|谁|今天|吃饭|我的任务|大家|所有|全部|有没有|哪些|进行中|逾期|整体|总体)|[?？]|饭|觉$/u.test(
        given(ref),
      ) ||
      (given(ref).length < 2 && !isPronoun(given(ref)))
        ? readListing(clause, at)
        : onEach(given(ref), { action: 'get' }),
  },
  {
    pattern: /^(?:谁)(?:在|来)?(?:做|负责|跟进|处理|弄|管|跟)(?:着|的是)?(?<ref>.{2,})$/u,
    mayAsk: true,
    act: ({ ref }, clause, at) =>
      /^(?:什么|啥|哪)/.test(given(ref)) ? readListing(clause, at) : onEach(given(ref), { action: 'get' }),
  },
  {
    pattern:
      /^(?:查看|查一?下|看一?下|看看|打开|显示|查询)(?<ref>.{2,}?)(?:的)?(?:状态|进度|进展|情况|详情|详细信息|详细情况)$/u,
    mayAsk: true,
    act: ({ ref }, clause, at) =>
      /我的|所有|全部|大家|任务$/.test(given(ref))
        ? readListing(clause, at)
        : onEach(given(ref), { action: 'get' }),
  },
  {
    pattern: /^(?<ref>T-?\d+|#\d+|任务\s?\d+)$/i,
    mayAsk: true,
    act: ({ ref }) => onEach(given(ref), { action: 'get' }),
  },
];
