import { call, given, type Rule } from './acts.ts';
import { track, work } from './changes.ts';
import { MANY } from './zh-changes.ts';
import { toAssignee } from './attributes.ts';
import { findDates } from './dates.ts';
import { ZH_DO_VERBS, isZhPerson } from './lexicon.ts';
import { hasNumber, isPronoun, onEach } from './refs.ts';

/** What is surely to be written down, tried before all that names a task in free words. */
export const ZH_SURE: readonly Rule[] = [
  // What is surely to be written down
  {
    pattern:
      /^(?:把|将)?\s*(?<title>.{3,}?)[,，。\s]*(?:帮我|帮忙|你|麻烦|请|给我|先)*(?:记一?下|记个|记着|记下来?|跟一?下|跟进一?下|加一?下|加个待办|加个任务|加到待办|建个(?:ticket|任务|待办|工单)|建一?个任务|提一?个(?:ticket|任务|工单))$/i,
    act: ({ title }, _, at) =>
      hasNumber(given(title)) || isPronoun(given(title)) ? null : track(given(title), at),
  },
  {
    pattern:
      /^(?:我想|我要|需要|要)?(?:再)?(?:新建|新增|新(?=任务|待办|工单)|创建|添加|增加|加上?|建立?|开|登记|记录?|录入|生成|立|起|提|新开|追加|补)(?:上|入)?(?<many>一?个|一?条|一?项|一?件|几个|几条|两个|三个|四个|五个|[2-9]个|以下|下面|如下|这些|些)?\s*(?:新的?)?(?<pre>(?:高优先级|低优先级|紧急|重要|高优|加急)的?)?(?:关于)?(?<noun>任务|待办(?:事项)?|事项|todo|task|工单|提醒|卡片|活儿?|事)(?:[:：,，\s]|叫做?|名为|内容|标题[是为]|是|来|去)*(?:给(?<who>\p{Script=Han}{2,3}|@\S+)[:：,，\s]+)?(?<title>.+)$/iu,
    act: ({ many, pre, who, title }, { text }, at) => {
      const priority = /紧急|加急/.test(given(pre))
        ? 'urgent'
        : /低/.test(given(pre))
          ? 'low'
          : pre
            ? 'high'
            : undefined;
      const owner = /提醒\s*我/.test(text) ? 'me' : who && toAssignee(who);
      const acts = track(given(title), at, MANY.test(given(many)), owner);
      return acts && priority
        ? acts.map((act) => (act.kind === 'create' ? { ...act, task: { priority, ...act.task } } : act))
        : acts;
    },
  },
  {
    pattern:
      /^(?:再)?(?:记|加|跟进|列|新增|添加|有)(?:一?下|了)?(?:\d{1,2}|[两三四五六七八九十几])(?:件|个|条|项)(?:事情?|任务|待办|事项)?(?:要(?:做|跟进|记))?[:：,，]\s*(?<titles>.+)$/u,
    act: ({ titles }, _, at) => track(given(titles), at, true),
  },
  {
    pattern:
      /^(?:新建|创建|添加|新增|建|加|开)(?:一?个|一?条|一?项)?(?<title>.{2,}?)(?:的)(?:任务|待办(?:事项)?|事项|提醒|工单)(?<tail>[,，].+)?$/u,
    act: ({ title, tail }, _, at) => track(`${given(title)}${given(tail)}`, at),
  },
  {
    pattern:
      /^(?<when>.*?)(?:提醒|叫|通知|催)(?:一下)?(?<who>我们|我|大家|团队|@?\p{Script=Han}{2,3}?(?=要|去|把|提交|交|开|更新|准备|记得|别忘|明|后|今|下|周|写|做|给|发|回|完|参|跟|检|确|处|整|查|审)|@\S+|[A-Z][a-z]+)?(?:一下|一声)?[,，:：\s]*(?:记得|别忘了?|不要忘了?)?(?<title>.+)$/u,
    act: ({ when, who, title }, { text }, at) => {
      if (!/提醒|叫我|通知我/.test(text) || /^(?:我们?|大家|一下)$/.test(given(title))) return null;
      if (given(when) && !findDates(given(when), at).length) return null;
      const owner = /^(?:我们|大家|团队|)$/.test(given(who)) ? undefined : toAssignee(given(who));
      return track(`${given(when)}${given(when) ? '，' : ''}${given(title)}`, at, false, owner);
    },
  },
  {
    pattern:
      /^(?:我|我们|你)?(?:千万|一定)?(?:别|不要|不能|不可以|莫)(?:让我)?(?:忘记?了?|忘了)\s*(?<title>.{2,})$|^(?:你|我们?|大家)?(?:要|得|一定要|务必)?(?:记得|记着|记住|牢记)(?:要|得)?\s*(?<b>.{2,})$/u,
    act: ({ title, b }, _, at) => track(given(title) || given(b), at),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:让|叫|请|安排|通知|要|派|麻烦|给)\s*(?<who>@?[\p{Script=Han}]{2,3}?|@\S+|[A-Za-z]+)\s*(?<title>(?:来|去|在|帮忙|把|尽快|负责)?[^,，]{0,10}?(?:${ZH_DO_VERBS}|跟进|跟|负责|参加|提交|对接|联系|约|给|把|交|回).{2,})$`,
      'u',
    ),
    act: ({ who, title }, { text }, at) =>
      isZhPerson(given(who)) &&
      !hasNumber(text) &&
      !/^(?:来|去)?(?:负责|接手|接管|牵头)/.test(given(title)) &&
      !/^给.*(?:发|打|写|回|寄|留言|备注)/.test(text)
        ? track(given(title).replace(/^(?:来|去|负责)/, ''), at, false, toAssignee(given(who)))
        : null,
  },
  {
    pattern:
      /^(?:待办|任务|清单|列表)(?:里|中|上|里面)?(?:再|帮我)?(?:加|添加?|新增|记)(?:一?个|一?条|上|一?项)?[:：,，\s]*(?<title>.{2,})$/,
    act: ({ title }, _, at) => track(given(title), at),
  },
  {
    pattern:
      /^(?:请)?(?:持续|继续)?(?<verb>跟进|跟踪|追踪|追一?下|跟一?下|盯一?下|盯着?点?|关注|留意|记录一?下|记一?下|记下来?|记个|记一?笔|记一?条|记录|登记|待办|todo|任务|备忘|加(?!急|班|油|薪|快|入|上去)(?:一?个|上|一?条)?|新增|新建|添加|创建|列入|安排)(?:一?下|着|上)?(?:任务|待办|事项|[:：,，\s])*(?:关于)?(?<title>.{2,})$/iu,
    act: ({ verb, title }, _, at) => {
      if (/^(?:太|好|真|很|越来越|又|都)/.test(given(title))) return null;
      if (verb === '关注' && /^(?:我|你)/.test(given(title))) return null;
      return track(given(title), at, /^(?:以下|下面|这几个|这些|几)/.test(given(title)));
    },
  },
];

/** What is to be written down or done, tried last. */
export const ZH_NEW: readonly Rule[] = [
  // Things to remember
  {
    pattern:
      /^(?:把|将)\s*(?<title>.+?)\s*(?:也)?(?:加入|加到|加进|添加到|放到|放进|列入|列到|记到|记入|加|记|录入|写进|纳入)(?:一?下|到)?(?:我的?|我们的?|任务|待办)?(?:任务|待办|看板|清单|列表|backlog|里|里面|中|事项|下来|下|一下|上|去)*(?<tail>[,，].+)?$/iu,
    act: ({ title, tail }, { text }, at) =>
      /加入|加到|加进|添加|放到|放进|列入|列到|记|录入|写进|纳入/.test(text)
        ? track(`${given(title)}${given(tail)}`, at)
        : null,
  },
  {
    pattern: new RegExp(
      String.raw`^(?:我|我们)(?:想要?|需要|要)(?:一份|一个|一版|一张|一篇|一套|份|个)(?<title>.{2,})$`,
      'u',
    ),
    act: ({ title }, { said, text }, at) =>
      text.startsWith('我们')
        ? track(given(title), at)
        : /^(?:人|问题|假|想法|建议|机会|拥抱|女朋友|男朋友)/.test(given(title))
          ? null
          : work(given(title), said, at),
  },
  {
    pattern:
      /^(?:(?<who>我们|我|咱们?|大家|团队|公司|有人|谁)?(?<when>(?:今天|明天|后天|下?周[一二三四五六日天末]?|本周|这周|月底|下个月|今晚)*(?:前|之前)?)?(?:还|也|可能|一定|最近|后面|接下来)*(?:需要|得|应该|必须|要|打算|准备|计划|该)(?:去|有人|尽快|再)?)(?<title>.{2,})$/u,
    act: ({ who, when, title }, { text }, at) =>
      /^(?:下雨|下雪|刮风|停电|停水|放假|晚点|过年|过节|[加上]班|来$|回来|走|去?睡|吃|下班|回家|休息|看看|知道|说|问|喝|静静|请假|辞职|抱抱|帮助|帮忙|求|点时间|的|是|不|加油|么)/.test(
        given(title),
      ) || /^(?:要不|要是|要么|得了|该死|应该是|准备好)/.test(text)
        ? null
        : who || when || /^(?:需要|必须|得|要)/.test(text)
          ? track(`${given(when)}${when ? '，' : ''}${given(title)}`, at)
          : null,
  },
  {
    pattern: new RegExp(
      String.raw`^(?!我|你|他|她|谁|大家|有人|客户)(?<what>\p{Script=Han}.{1,15}?)(?:都|也|还)?(?:要|(?<!记)得|必须|需要)(?:${ZH_DO_VERBS}|换|修|交|还|付|续|签|寄|买|装|搬|清|补)[^,，]{0,6}$`,
      'u',
    ),
    act: ({ what }, { text }, at) => (findDates(given(what), at).length ? track(text, at) : null),
  },
  {
    pattern: /^@(?<who>[\p{L}\w.-]+)[\s,，:：]+(?<title>.{3,})$/u,
    act: ({ who, title }, _, at) => track(given(title), at, false, toAssignee(given(who))),
  },
  { pattern: /^(?:确保|保证|务必)(?<title>.{3,})$/u, act: ({ title }, _, at) => track(given(title), at) },

  // Run an existing task, or take up new work
  {
    pattern:
      /^(?:把|将)\s*(?<ref>.+?)\s*(?:跑|运行|执行|启动|开动)(?:起来|一?下|了|一?遍)*$|^(?:运行|执行|启动|触发|跑(?:一?下|一?遍)?|开跑)(?:一下)?\s*(?<b>.{2,})$|^(?:开始|着手)(?:做|执行|处理|跑|干|搞|弄|运行)?\s*(?<c>T-?\d+|#\d+|任务\s?\d+|它|这个(?:任务)?|那个(?:任务)?)(?:吧)?$|^(?<d>T-?\d+|#\d+|任务\s?\d+|这个任务)\s*(?:可以)?(?:开始|启动|跑|开工)(?:吧|了|做|执行|起来)*$/u,
    act: ({ ref, b, c, d }) =>
      given(b).startsWith('步')
        ? null
        : onEach(given(ref) || given(b) || given(c) || given(d), { action: 'run' }),
  },
  {
    pattern: /^(?:开始|执行|运行|启动|开干|动手|跑|开始吧|开工)(?:吧|了)?$/,
    act: () => call({ action: 'run', ref: 'it' }),
  },
  {
    pattern: /^(?:开始|着手|动手)(?:去)?(?:做|处理|写|弄|搞|准备|进行)?\s*(?<title>.{2,})$/u,
    act: (_, clause, at) => work(clause.text.replace(/^(?:开始|着手|动手)(?:去)?做?/, ''), clause.said, at),
  },
  {
    pattern: new RegExp(
      String.raw`^(?<when>[^,，]{0,10}?(?:之?前|天|早上|上午|下午|周[一二三四五六日])?)\s*[,，]?\s*(?:加急|尽快|尽早|紧急|抓紧|优先|赶紧)?(?:去|来|把)?(?:一起)?(?:(?:给|帮|替|为|向|跟|和|对|从|在|按|用|根据|针对|基于|参考)[^,，]{1,14}?)?(?:${ZH_DO_VERBS}|[a-z]{3,} ?(?:一下|下))(?!起来|完了|吗|了$)(?:一?下|一?份|一?个)?(?<title>.{2,})$`,
      'u',
    ),
    act: ({ when }, clause, at) => {
      const lead = given(when).trim();
      const isDate = !lead || findDates(lead, at).length > 0;
      return isDate &&
        !/^(?:查|算|研究|看|分析|整理)一?下(?:就|也|都|午)|差不多(?:了|$)|(?:花|耗)了|(?:挂|崩|坏)了$|(?:又|已经|刚刚?|都).{0,8}了$/.test(
          clause.text,
        ) &&
        !/^(?:写|做|弄|搞|出|查|看|发|订|算|读|找)(?:的|得|了|过|着|不|你|我$|啥|什么)|^(?:处理|检查|测试|分析|开发|设计)(?:的|得|过|不)|^(?:发|出)(?:生|现|烧|呆|愁|差|门|去玩|错)|^(?:搞笑|搞定|弄好|算了|做梦|做人|出来|起床|起来|起码|推荐信|解决了|完善的|比较(?:好|难|忙|复杂|累|麻烦|喜欢|贵|大|小|多|少|重要|急|慢|快))/.test(
          clause.text,
        )
        ? work(clause.text, clause.said, at)
        : null;
    },
  },
  { pattern: /^把(?<title>.{3,})$/u, act: (_, clause, at) => work(clause.text, clause.said, at) },
];
