import { call, given, type Rule } from './acts.ts';
import { update, DONE } from './changes.ts';
import { findDates } from './dates.ts';
import { hasNumber, isPronoun, onEach } from './refs.ts';

/** Cancelled, finished and begun. */
export const ZH_DONE: readonly Rule[] = [
  // Cancel and done
  {
    pattern:
      /^(?:把|将)\s*(?<ref>.+?)\s*(?:给)?(?:cancel|delete|drop|取消|删除|删|去掉|移除|撤销|终止|停止|作废|停|砍|撤|关停)(?:掉|了|吧|一下)*$|^(?:取消|删除|删掉?|去掉|移除|撤销|终止|停止|停掉|作废|砍掉|不做|(?:不用|不必|不需要)再?(?:做|办|弄|搞|写|管|跟进?)|不跟进?|别跟进?|别做|不要做|不用管|不需要做|撤掉)(?:了|一下)?\s*(?<b>.+)$|^(?<c>.+?)(?:不做了?|(?:不用|不必|不需要)再?(?:做|办|弄|搞|写|管|跟进?)了?|不要了|不需要了?|取消(?:掉|了|吧)*|作废了?|算了|停掉|别做了|不搞了|不用了|不用管了|砍掉吧?|删了吧?|删掉)$/u,
    act: ({ ref, b, c }) => {
      const [, task = given(ref) || given(b) || given(c), reason] =
        /^(.+?)\s*[,，]\s*(.+)$/.exec(given(ref) || given(b) || given(c)) ?? [];
      return /^(?:我|今天|那|这|谢谢)?$/.test(task) && !isPronoun(task)
        ? null
        : onEach(task, { action: 'cancel', ...(reason ? { text: reason } : {}) });
    },
  },
  {
    pattern: /^(?<ref>T-?\d+|#\d+|任务\s?\d+|它|这个(?:任务)?)\s*(?:先|就)?停(?:了|下)*$/u,
    act: ({ ref }) => onEach(given(ref), { action: 'cancel' }),
  },
  { pattern: /^(?:取消|停止|停|终止|算了不做了)$/, act: () => call({ action: 'cancel', ref: 'it' }) },
  {
    pattern:
      /^(?:我|我们|\p{Script=Han}{2,3})?(?:已经|刚|终于|都|今天)*(?:完成|做完|搞定|写完|弄完|处理完|结束|交付|提交|办完|发完|发出|跑完|修完|修好|改完|上线|发布|关闭|关掉)(?:了|掉)\s*(?<ref>.+)$|^(?:完成|关闭|关掉|结束|搞定|结掉)\s*(?<b>.+)$|^(?:把|将)\s*(?<c>.+?)\s*(?:都|全部?|给)*(?:close|done|完成|关闭|关|结|勾|打勾|搞定)\s*(?:掉|了|一下|上)*$|^(?<d>(?:T-?|#)\d+(?:[\s,，、和与及]*(?:T-?|#)\d+)*)\s*(?:都|全部?|可以|给)*(?:完成|关闭|关|结|搞定|勾)(?:掉|了|一下|上|吧)*$/iu,
    act: ({ ref, b, c, d }, _, at) =>
      b && !hasNumber(b) && findDates(b, at).length
        ? null
        : update(given(ref) || given(b) || given(c) || given(d), { status: 'completed' }),
  },
  {
    pattern: /^(?:(?:都|已经|全部?)?(?:完成|做完|搞定|弄完|写完|办完)了?|好了|完事儿?了?)$/,
    act: () => update('它', { status: 'completed' }),
  },
  {
    pattern: new RegExp(
      String.raw`^(?:我|我们)?(?:把|将)?\s*(?<ref>.+?)\s*(?:我|我们)?(?:都|就|全部?|终于|刚|今天|已经?|给)*(?:${DONE}|发出去了|发完了|发了|交了|修好了|修完了|改完了|跑完了|签完了|开完了|弄好了|做好了|写好了|准备好了|可以关了|可以关闭了|结案了)$`,
      'u',
    ),
    act: ({ ref }, { text }, at) =>
      /^(?:我|你|他|她|那|这就|大家|谢谢|太|差不多|快|还没|没|天|时间|今天|明天|就|都|饭|吃|下班|会)$/.test(
        given(ref),
      ) ||
      /(?:快|还没|没|未|不|太|更|变|那就|要|需要|得|应该|吃|看|说|听|聊|想|睡|洗|喝|下)$/.test(given(ref)) ||
      (/^(?:提醒|跟进|记|需要|要|我要|别忘|如果|等|吃|喝|玩|看|听)/.test(text) && !hasNumber(text))
        ? null
        : at && update(given(ref), { status: 'completed' }),
  },
  {
    pattern:
      /^(?:我|我们)?(?:已经|现在|正在|在|刚)(?:开始)?(?:做|处理|弄|写|搞|跟进|准备|着手)(?:了)?(?<ref>(?:T-?\d+|#\d+|任务\s?\d+|它|这个).*|.{3,})$/u,
    act: ({ ref }) => update(given(ref).replace(/了$/, ''), { status: 'in_progress' }),
  },
  {
    pattern:
      /^(?<ref>.{2,}?)(?:已经)?(?:开始(?:做|处理|进行|执行)?了|正在做|正在进行|进行中|处理中|卡住了|被阻塞了?|受阻了?|失败了)$/u,
    act: ({ ref }, { text }) =>
      /(?:可以|能|该)$/.test(given(ref))
        ? null
        : update(given(ref), {
            status: /卡|阻/.test(text) ? 'needs_input' : /失败/.test(text) ? 'failed' : 'in_progress',
          }),
  },
];
