import { given, type Rule } from './acts.ts';
import { update, change, looksLikeRef } from './changes.ts';
import { NAME, TO, NOT_A_NAME, setTo, dueZh } from './zh-changes.ts';
import { readValues, toAssignee, toPriority } from './attributes.ts';
import { isZhPerson, ZH_DO_VERBS } from './lexicon.ts';

/** Owner, date and urgency of a task. */
export const ZH_VALUES: readonly Rule[] = [
  {
    pattern: /^(?:再|也|就)?(?:设[为成]|改[为成到]|标记?[为成]|优先级|截止|状态)\s*(?<value>.+)$/,
    act: ({ value }, _, at) => setTo('它', given(value), at),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:由|让|叫|请|安排)\s*(?<who>${NAME})\s*(?:来|去)?(?:负责|接手|接管|牵头)(?<ref>.{2,})$`,
      'u',
    ),
    act: ({ who, ref }) =>
      NOT_A_NAME.test(given(who)) ? null : update(given(ref), { assignee: toAssignee(given(who)) }),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:就|那)?(?:给|交给|转给|派给|分给|换)\s*(?<who>${NAME})(?:来)?(?:吧|做|负责|跟进|跟|弄)*$`,
      'u',
    ),
    act: ({ who }) =>
      isZhPerson(given(who)) && !/^我|^@?[A-Za-z]{1,2}$/.test(given(who))
        ? update('它', { assignee: toAssignee(given(who)) })
        : null,
  },
  {
    pattern: /^(?<value>.{2,10}(?:截止|到期))$/u,
    act: ({ value }, _, at) => {
      const values = readValues(given(value), at);
      return values ? change('它', values) : null;
    },
  },
  // Owner, date and priority
  {
    pattern:
      /^(?:去掉|删掉?|删除|清除|取消|移除|清空)\s*(?<ref>.+?)\s*(?:的)?(?:截止日期|截止时间|到期日|期限|deadline|ddl)$|^(?:把|将)\s*(?<b>.+?)\s*(?:的)?(?:截止日期|截止时间|到期日|期限|deadline|ddl)(?:去掉|删掉?|删除|清除|取消|清空)(?:了)?$/iu,
    act: ({ ref, b }) => update(given(ref) || given(b), { due: null }),
  },
  {
    pattern:
      /^(?:取消|去掉|清除|移除|撤销|删除)\s*(?<ref>.+?)\s*(?:的)?(?:负责人|分配|指派|执行人)$|^(?:把|将)\s*(?<b>.+?)\s*(?:的)?(?:负责人|分配|指派)(?:去掉|取消|清空|删掉|移除)(?:了)?$|^(?<d>T-?\d+|#\d+|任务\s?\d+|它|这个(?:任务)?)\s*(?:取消|去掉|清除|撤销)(?:分配|指派|负责人)$|^(?:把)?\p{L}{1,4}从(?<c>.+?)(?:移除|去掉|拿掉|撤下来?|撤掉)(?:了)?$/u,
    act: ({ ref, b, c, d }) => update(given(ref) || given(b) || given(c) || given(d), { assignee: null }),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:把|将)\s*(?<ref>.+?)\s*(?:的负责人)?(?:重新)?(?:分配|指派|assign|分派|派发?|转交?|移交|安排|交|分|给|改派|委派|指定|转派)\s*(?:一下)?(?:给|到|于)?\s*(?<who>@?[\p{L}\w.-]{1,12}?)(?:来|去)?(?:做|负责|跟进|处理|完成|搞定|吧|了)*$`,
      'u',
    ),
    act: ({ ref, who }) =>
      /^(?:到|为|成|一下|掉)/.test(given(who))
        ? null
        : update(given(ref), { assignee: toAssignee(given(who)) }),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:分配|指派|分派|转交|移交|安排|派)\s*(?<ref>.+?)\s*给\s*(?<who>${NAME})$`,
      'u',
    ),
    act: ({ ref, who }) => update(given(ref), { assignee: toAssignee(given(who)) }),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:把|将)?\s*(?<ref>.+?)\s*(?:改成|改为|换成|换)\s*(?<who>${NAME})(?:来)?(?:负责|跟进|跟|做|处理)$`,
      'u',
    ),
    act: ({ ref, who }) => update(given(ref), { assignee: toAssignee(given(who)) }),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:把|将)?\s*(?<ref>.+?)\s*(?:的)?负责人(?:改[为成]?|换成|设[为成]?|是|为|更新为|[:：])\s*(?<who>${NAME})$`,
      'u',
    ),
    act: ({ ref, who }) => update(given(ref), { assignee: toAssignee(given(who)) }),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:把|将)?\s*(?<ref>.+?)\s*[,，]?\s*(?:就|改)?(?:由|让|归|交给|交由|给|转给|分给|派给|叫|请)\s*(?<who>${NAME})(?:来|去)?(?:负责|跟进|处理|来做|完成|做|搞定|管|跟|弄|吧|了)*$`,
      'u',
    ),
    act: ({ ref, who }) =>
      /(?:发|寄|送|打|写|转|提醒|记得|需要|跟进|安排|准备|通知|分享|汇报|反馈|回复|约)/.test(given(ref)) ||
      NOT_A_NAME.test(given(who)) ||
      !isZhPerson(given(who)) ||
      !(looksLikeRef(given(ref)) || given(ref).length >= 2)
        ? null
        : update(given(ref), { assignee: toAssignee(given(who)) }),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:由|让|叫|请|交给|安排)?\s*(?<who>${NAME})\s*(?:来|去)?(?:负责|跟进|处理|做|管|接手|接|认领)(?:一下)?\s*(?<ref>(?:T-?\d+|#\d+|任务\s?\d+|它|这个(?:任务)?|那个(?:任务)?|该任务).*)$`,
      'u',
    ),
    act: ({ ref, who }) =>
      NOT_A_NAME.test(given(who)) ? null : update(given(ref), { assignee: toAssignee(given(who)) }),
  },
  {
    pattern:
      /^(?:我来|我)(?:做|负责|接|认领|领|跟|跟进|处理|弄|搞定)(?:一下|了)?(?<ref>(?:T-?\d+|#\d+|任务\s?\d+|它|这个|那个).*|)$|^(?<b>.+?)(?:我来|归我|给我|我)(?:做|负责|接|认领|跟|跟进|处理|弄|领了?|搞定)*(?:吧|了)?$/u,
    act: ({ ref, b }, { text }) =>
      /(?:发|寄|送|提醒|告诉|带|帮|给|叫|等|找|问|爱|信|教)$/.test(given(b)) ||
      /^我们?$/.test(given(b)) ||
      (/(?<![归给])我(?:吧|了)?$/.test(text) && !looksLikeRef(given(b)))
        ? null
        : update(given(ref) || given(b), { assignee: 'me' }),
  },
  {
    pattern:
      /^(?:提高|调高|升高|加急|优先处理|优先做|催一?下|加快|提升)(?:一下)?\s*(?<ref>.*?)(?:的?优先级)?$|^(?:把|将)?\s*(?<b>.+?)(?:的?优先级)?(?:调高|提高|升高|提一?下|提升|往前排|提前处理|加急|很急|比较急|特别急|非常急|优先处理|优先做|优先)(?:一下|一点|点|处理|了)*$/u,
    act: ({ ref, b }, { text }) =>
      new RegExp(`^(?:${ZH_DO_VERBS})`).test(given(ref))
        ? null
        : update(given(ref) || given(b), {
            priority: /加急|很急|非常急|特别急/.test(text) ? 'urgent' : 'high',
          }),
  },
  {
    pattern:
      /^(?:降低|调低)(?:一下)?\s*(?<ref>.*?)(?:的?优先级)?$|^(?:把|将)?\s*(?<b>.+?)(?:的?优先级)?(?:调低|降低|降一?下|往后排|不急|不着急)(?:一下|一点|点|了)*$/u,
    act: ({ ref, b }) => update(given(ref) || given(b), { priority: 'low' }),
  },
  {
    pattern:
      /^(?:把|将)?\s*(?<ref>.+?)\s*(?:的)?(?:优先级)(?:是|为|到|成|[:：])?(?:设[为成]?|改[为成到]?|调[为成到整]*|升到|降到|提到)?[:：]?\s*(?<value>\S+)$/u,
    act: ({ ref, value }) => {
      const priority = toPriority(given(value).replace(/(?:级别?|优先|的|一点|了)+$/, ''));
      return priority ? update(given(ref), { priority }) : null;
    },
  },
  {
    pattern:
      /^(?:设置?|调整?|修改|更改|改|定)(?:一下)?\s*(?<ref>.+?)\s*(?:的)?(?<field>截止日期|截止时间|截止|到期日|deadline|ddl|期限|优先级|状态|负责人)(?:设?[为成到]|是|[:：])?\s*(?<value>.+)$/iu,
    act: ({ ref, field, value }, _, at) =>
      field === '负责人'
        ? update(given(ref), { assignee: toAssignee(given(value).replace(/^(?:为|成)/, '')) })
        : setTo(given(ref), given(value), at),
  },
  {
    pattern: new RegExp(String.raw`^(?:把|将|给)?\s*(?<ref>.+?)\s*${TO}\s*(?<value>.+)$`, 'u'),
    act: ({ ref, value }, _, at) => setTo(given(ref), given(value), at),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:标记|标注|设置|设|标)\s*(?<ref>.+?)\s*(?:为|成|是|到)\s*(?<value>.+)$`,
      'u',
    ),
    act: ({ ref, value }, _, at) => setTo(given(ref), given(value), at),
  },
  {
    pattern:
      /^(?:把|将)?\s*(?<ref>.+?)\s*(?:的)?(?:截止(?:日期|时间|日)?|到期(?:日|时间)?|deadline|ddl|期限)(?:改[到为成]|调[到整为]+|提前到|延长到|设[为成在到]|是|为|到|在|[:：])?\s*(?<value>.+)$/iu,
    act: ({ ref, value }, _, at) =>
      readValues(given(value), at) ? dueZh(given(ref), given(value), at) : null,
  },
  {
    pattern: /^(?:把|将)?\s*(?<ref>.+?)\s*(?:提前|挪)到\s*(?<value>.+)$/u,
    act: ({ ref, value }, _, at) => dueZh(given(ref), given(value), at),
  },
  {
    pattern:
      /^(?<ref>T-?\d+|#\d+|任务\s?\d+|它|这个(?:任务)?)\s*(?:要|得|需要|必须|最晚|最迟|在|是|[,，:：])?\s*(?<value>.+)$/iu,
    act: ({ ref, value }, _, at) => {
      const values = readValues(given(value), at);
      return values ? change(given(ref), values) : null;
    },
  },
];
