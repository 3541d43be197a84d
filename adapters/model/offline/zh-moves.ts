import { given, type Rule } from './acts.ts';
import { update, looksLikeRef } from './changes.ts';
import { deferZh } from './zh-changes.ts';
import { asUntil, findDates } from './dates.ts';
import { onEach } from './refs.ts';

/** Retry, pause, resume, put off, archive. */
export const ZH_MOVES: readonly Rule[] = [
  // Retry and the other moves
  {
    pattern:
      /^(?:把|将)?\s*(?<ref>.*?)\s*(?:重试|重跑|重做|重启|重来|重新(?:运行|执行|跑|做|来|启动|试|开始)?|再(?:跑|试|执行|做|来|运行|弄)(?:一?次|一?遍|一?下|试))(?:一?次|一?遍|一?下)?\s*(?<b>.*)$/u,
    act: ({ ref, b }, { text }) =>
      /重新(?:写|整理|打开|设计|分|评估|安排|命名)/.test(text) && !/打开/.test(text)
        ? null
        : /打开/.test(text)
          ? update(`${given(ref)}${given(b).replace(/^打开/, '')}`, { status: 'pending' })
          : onEach(given(ref) || given(b), { action: 'retry' }),
  },
  {
    pattern: /^(?:重新打开|重开|恢复打开|撤销完成)\s*(?<ref>.+)$/u,
    act: ({ ref }) => update(given(ref), { status: 'pending' }),
  },
  {
    pattern:
      /^(?:把|将|先把?)?\s*(?<ref>.*?)\s*(?:先)?(?:暂停|挂起|停一下|停一停|先停(?:一?下)?|放一放|先放放)(?:一?下|掉|着|住)?\s*(?<b>.*)$/u,
    act: ({ ref, b }, { text }, at) =>
      findDates(text, at).length
        ? deferZh(`${given(ref)}${given(b)}`, at)
        : onEach(given(ref) || given(b), { action: 'pause' }),
  },
  {
    pattern:
      /^(?:把|将)\s*(?<ref>.+?)\s*(?:恢复|继续(?:做|执行|跑|推进)?)(?:一?下|起来|了)?$|^(?:恢复|继续|接着|取消暂停)(?:做|执行|跑|推进|运行|处理|进行|弄|吧)?(?:一?下)?\s*(?<b>.*)$|^(?<c>.+?)(?:可以|能)?(?:继续|恢复|接着(?=做|干|跑|弄))(?:了|吧|干|跑|弄|执行|进行|做|一?下)*$/u,
    act: ({ ref, b, c }) =>
      /^(?:加油|努力|保持|聊|说|讲|睡|吃)/.test(given(b))
        ? null
        : onEach(given(ref) || given(b) || given(c), { action: 'resume' }),
  },
  {
    pattern:
      /^(?:把|将)?\s*(?:.*?)(?:推迟|延后|延期|延到|顺延|往后推|往后放|推后|推到|搁置|缓一?缓|缓到|暂缓|延迟|先不做|以后再(?:做|说)|晚点再(?:说|做)|放到(?!.{0,6}[里中上表])|拖到|押后|推一?下)/u,
    act: (_, { text }, at) => {
      if (/加到|列表/.test(text)) return null;
      const ref = text
        .replace(/^(?:把|将)\s*/, '')
        .replace(/^(?:推迟|延后|延期|顺延|往后推|推后|搁置|暂缓|延迟|押后)(?:一下|到)?\s*/, '');
      return deferZh(
        ref
          .replace(
            /(?:推迟|延后|延期|延到|顺延|往后推|往后放|推后|推到|搁置|缓一?缓|缓到|暂缓|延迟|先不做了?|以后再(?:做|说)|晚点再(?:说|做)|放到(?!.{0,6}[里中上表])|拖到|押后|推一?下)(?:一下)?/u,
            ' ',
          )
          .replace(/\s*到\s*/, ' ')
          .trim(),
        at,
      );
    },
  },
  {
    pattern: /^(?<ref>T-?\d+|#\d+|任务\s?\d+|它|这个(?:任务|事)?)\s*(?:可以|能)?(?:先)?等到?(?<when>.+)$/u,
    act: ({ ref, when }, _, at) => {
      const [date] = findDates(given(when), at);
      return date ? onEach(given(ref), { action: 'defer', until: asUntil(date.when, at) }) : null;
    },
  },
  {
    pattern:
      /^(?<when>.+?)(?:再|的时候再)(?:提醒我|做|处理|看|弄|说|跟进|搞)(?<ref>T-?\d+|#\d+|它|这个(?:任务|事)?|.*)$/u,
    act: ({ when, ref }, _, at) => {
      const [date] = findDates(given(when), at);
      const left = date ? `${given(when).slice(0, date.from)}${given(when).slice(date.to)}` : '';
      return date && looksLikeRef(given(ref) || left || '它')
        ? onEach(given(ref) || left, { action: 'defer', until: asUntil(date.when, at) })
        : null;
    },
  },
  {
    pattern:
      /^(?:把|将)\s*(?<ref>.+?)\s*(?:归档|存档|封存)(?:了|掉|一下|吧)*$|^(?:归档|存档|封存)(?:一下)?\s*(?<b>.+)$|^(?<c>.+?)(?:可以|能)?归档(?:了|吧|一下)*$/u,
    act: ({ ref, b, c }) => onEach(given(ref) || given(b) || given(c), { action: 'archive' }),
  },
];
