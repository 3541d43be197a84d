import { given, say, type Rule } from './acts.ts';
import { update, tagsOf } from './changes.ts';
import { hasNumber, onEach } from './refs.ts';

/** Comments, tags and names; decisions and schedules, which are not for the model. */
export const ZH_FIELDS: readonly Rule[] = [
  {
    pattern:
      /^(?:我)?(?:批准|同意|驳回|拒绝|通过|审批通过|不同意|准了|可以批准|核准|授权)(?:了)?(?:$|\s*(?:一下|它|这个|那个|A-?\d+|T-?\d+|#\d+|\d+|.*(?:申请|请求|审批|任务|操作)))/i,
    act: () => say('approve'),
  },
  {
    pattern:
      /^把?(?:A-?\d+|T-?\d+|#\d+|它|这个(?:申请|请求|审批)?)(?:给)?(?:批准|批了|通过|驳回|拒绝|同意)(?:了|掉|一下)*$/i,
    act: () => say('approve'),
  },

  // Comments, tags, names
  {
    pattern:
      /^(?:给|在|为|对|往|到)\s*(?<ref>.+?)\s*(?:下面|里面|上面|下|里|上|中)?(?:再)?(?:添?加|留|写|发|补充?|记录?)(?:上|入|了)?(?:一?个|一?条|一?句|点|下|一下)?(?:新的?)?(?:评论|备注|留言|说明|注释|批注|言|note|comment)[:：,，\s]*(?:说|内容是|写)?[:：\s]*(?<text>.+)$/iu,
    act: ({ ref, text }) =>
      onEach(given(ref), { action: 'comment', text: given(text).replace(/^["“「]|["”」]$/g, '') }),
  },
  {
    pattern:
      /^(?:给|在|为|对)\s*(?<ref>.+?)\s*(?:下面|下|里|上|中)?(?:评论|备注|留言)(?:一下|一句|说)?[:：,，\s]+(?<text>.+)$/u,
    act: ({ ref, text }) => onEach(given(ref), { action: 'comment', text: given(text) }),
  },
  {
    pattern:
      /^(?:评论|备注|留言)(?:一下|给|到|在)?\s*(?<ref>T-?\d+|#\d+|任务\s?\d+|它|这个(?:任务)?|[^:：,，]{2,20})\s*[:：,，\s]\s*(?<text>.+)$/iu,
    act: ({ ref, text }) => onEach(given(ref), { action: 'comment', text: given(text) }),
  },
  {
    pattern:
      /^(?<ref>T-?\d+|#\d+|任务\s?\d+|这个任务|它)\s*(?:加|补|写|添)?(?:个|一?条|一?句)?(?:评论|备注|留言|补充)(?:一下|说)?[:：,，\s]+(?<text>.+)$/iu,
    act: ({ ref, text }) => onEach(given(ref), { action: 'comment', text: given(text) }),
  },
  {
    pattern:
      /^(?:给|为|把)?\s*(?<ref>.+?)\s*(?:打上?|贴上?|加上?|添加|加个|加一个)(?:个|一个)?\s*["'“「]?(?<b>[\p{L}\w-]*?)["'”」]?\s*(?:的)?(?:标签|tag|label)(?:[:：为\s]*["“「]?(?<tags>.+?)["”」]?)?$/iu,
    act: ({ ref, b, tags }) =>
      given(tags) || given(b) ? update(given(ref), { tags: tagsOf(given(tags) || given(b)) }) : null,
  },
  {
    pattern:
      /^(?:把|将)?\s*(?<ref>.+?)\s*(?:的)?(?:标题|名字|名称|名)?(?:改名[为成叫]?|重命名[为成]?|改叫|更名为|改名|(?<=标题|名字|名称)(?:改[为成]|换成))\s*[:：]?\s*["“「《]?(?<title>.+?)["”」》]?$/u,
    act: ({ ref, title }) => update(given(ref), { title: given(title) }),
  },
  {
    pattern: /^(?:改名|更名|重命名)(?:为|成|叫)\s*["“「《]?(?<title>[^到]+?)["”」》]?$/u,
    act: ({ title }) => update('它', { title: given(title) }),
  },
  {
    pattern: /^(?:重命名|改名)\s*(?<ref>.+?)\s*(?:为|成|到)\s*["“「]?(?<title>.+?)["”」]?$/u,
    act: ({ ref, title }) => update(given(ref), { title: given(title) }),
  },
  {
    pattern:
      /^(?:把|将|给)?\s*(?<ref>.+?)\s*(?:的)?(?:描述|说明|内容|详情)(?:改[为成]|设[为成]|更新[为成]|写成|是|为|[:：])\s*[:：]?(?<text>.+)$/u,
    act: ({ ref, text }) => update(given(ref), { description: given(text) }),
  },
  {
    pattern: /^(?:给)\s*(?<ref>.+?)\s*(?:加上?|添加|补充)(?:个|一个|一下)?(?:描述|说明)[:：\s]*(?<text>.+)$/u,
    act: ({ ref, text }) => update(given(ref), { description: given(text) }),
  },

  // What repeats is a schedule, which no tool of the model's makes.
  {
    pattern: /每(?:天|日|周|个?月|小时|隔|个?星期|季度|年|个?工作日|早|晚|\d)/,
    act: (_, { text }) => (hasNumber(text) ? null : say('schedule')),
  },
];
