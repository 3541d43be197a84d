import { toLexicon } from './phrases.ts';

/**
 * What a phrase says of a request. `do` and `body` begin work: for an agent, and for somebody with hands; `past` is work
 * told as done, which means the task only where one is named.
 */
// prettier-ignore
export type Cue =
  | 'track' | 'noun' | 'board' | 'do' | 'body' | 'need' | 'past' | 'finish' | 'mark' | 'cancel'
  | 'begin' | 'run' | 'retry' | 'pause' | 'resume' | 'defer' | 'later' | 'due' | 'nodue' | 'by' | 'move'
  | 'give' | 'claim' | 'release' | 'mine' | 'comment' | 'rename' | 'describe' | 'tag' | 'archive'
  | 'reopen' | 'show' | 'how' | 'why' | 'approve' | 'repeat' | 'remind' | 'open' | 'overdue' | 'waiting'
  | 'low' | 'normal' | 'high' | 'urgent' | 'raise' | 'lower' | 'rank' | 'all' | 'nobody' | 'me' | 'they'
  | 'it' | 'neg' | 'unreal' | 'future' | 'ask' | 'who' | 'beg' | 'polite' | 'filler' | 'now' | 'that'
  | 'to' | 'from' | 'done' | 'failed' | 'agent' | 'self';

/** Verbs of Chinese and the endings that say that the work is through. */
const ZH_VERBS =
  '做 弄 搞 办 写 处理 修 订 交 发 签 改 整理 解决 完成 跑 查 收 买 画 翻译 准备 结 上线 敲 定 录 搬';
const ZH_ENDS = '完 好 掉 妥 出去 上去 完毕';
const zhDone = ZH_VERBS.split(' ').flatMap((verb) => ZH_ENDS.split(' ').map((end) => verb + end));
const ZH_MAKE = '写 做 订 画 查 找 拟 列 发 弄 搞 拉 算 改 修 译 起草 整理 准备 出'.split(' ');
const ZH_ONE = '个 份 封 张 篇 下 版 点 条 一份 一个 一封 一张 一篇 一版 一段 一条 一下'.split(' ');
const zhMake = ZH_MAKE.flatMap((verb) => ZH_ONE.map((one) => verb + one));
const withNot = (words: readonly string[], not: string): string => words.map((word) => not + word).join(', ');
const ZH_STOPPED = '做 搞 弄 办 写 发 跟进 跟 管 要 需要 买 订 处理 开 查'.split(' ');

export const LEXICON = toLexicon<Cue>(`
track: can we get, lets get, let's get, schedule a task, schedule a task for, pencil in, i want to track
track: need to remember to, track, keep track of, keep track, keep an eye on, put down, jot down, jot
track: write down, write it down, note down, log, add, adding, record, capture, register, file, raise
track: follow up on, follow up with, follow up, queue, make a note, make a note of, make a note that
track: make a note to, take a note, note that, note to self, please note, put, plus, dont forget
track: dont forget to, do not forget, dont let me forget, must not forget, must not forget to, remember to
track: make sure, make sure to, make sure we, create, open a, open an, open another, set up a, make a task of
track: chase up, todo, to do, new task, new ticket, new item, new job, action item, 待办, 新任务, 加到待办, 加到清单, 加到清单里
track: 加入待办, 跟进, 跟一下, 跟踪, 追踪, 盯一下, 盯着点, 盯着, 盯, 记一下, 记下, 记着, 先记着, 记到, 记上, 记个, 记一条, 记一个, 记在, 先记, 记录, 登记, 写下来
track: 记下来, 新建, 新增, 创建, 添加, 加个, 加一个, 加一条, 加条, 加两个, 再加, 加一下, 加到, 加入, 加上, 建个, 建一个, 开个, 开一个, 添一条, 添一个, 别忘, 别忘了
track: 别忘记, 不要忘了, 别让我忘, 别让我忘了, 记得, 排到, 排上, 安排上, 要记, 派个, 派一个, 记几件, 记两件, 记三件, 记, 跟下, 列入, 跟, 备忘, new task for me
track: a task for me, make that a task, make this a task, make it a task, turn this into a task
track: turn that into a task, 给我加个, 给我加一个, 给我建个, 给我记, 加到看板上, 加到看板, 加进看板, 加到列表, 看板上加, 清单上加, 再给, 再派
self: new task for me, a task for me, dont let me forget, dont let me forget to, 别让我忘, 别让我忘了, 给我加个, 给我加一个
self: 给我建个, 给我记
noun: another one, one more, 下一个, task, tasks, todo, to do, to dos, todos, ticket, tickets, card, item, items
noun: action item, job, jobs, reminder, entry, 任务, 待办, 待办事项, 工单, 事项, 活, 活儿, 清单
board: to backlog, to the to do list, to my to do list, to our to do list, to the todo list, to list
board: on the list, to the list, on the board, to the board, onto the board, on my list, to my list
board: to our list, on our list, on the task list, to the task list, to the backlog, on the backlog
board: from the board, from the list, on my plate, 到清单里, 到清单, 到看板上, 到看板, 任务列表, 到待办, 清单里, 从看板上, 从清单里, 进任务列表
board: 入任务列表, 到待办里, 到列表, for the board, for the list, to the team list, 看板上
remind: remind, reminder for, a reminder to, reminder to, reminder, 提醒, 提醒一下
do: ${zhMake.join(', ')}
do: write, draft, compose, prepare, prep, research, summarise, summarize, sum up, analyse, analyze, compare
do: find, find out, look into, look up, look for, look at, investigate, compile, collect, gather, generate
do: design, review, check, test, fix, build, deploy, translate, email, send, organise, organize, plan, book
do: order, calculate, compute, count, estimate, download, fetch, publish, refactor, implement, create, make
do: produce, outline, proofread, clean up, convert, extract, invite, contact, develop, evaluate, assess
do: benchmark, verify, validate, migrate, upgrade, install, configure, merge, sketch, brainstorm, document
do: transcribe, rewrite, edit, polish, reconcile, forecast, put together, pull together, come up with, work on
do: figure out, take care of, deal with, sort out, get me, get quotes, get quotes from, turn, map out, scan
do: diagnose, debug, optimise, optimize, arrange, announce, notify, improve, simplify, shorten, recommend
do: suggest, propose, survey, digest, recap, read, give me, give us, write up, start writing, start working on
do: i want a, i need a, rebase, update, do, crunch, audit, rotate, 写, 撰写, 起草, 拟, 草拟, 编写, 准备, 筹备, 整理, 汇总, 总结
do: 概括, 归纳, 调研, 研究, 分析, 对比, 比较, 查, 查查, 查找, 搜集, 收集, 搜索, 找, 生成, 设计, 检查, 测试, 修复, 修, 部署, 翻译, 发布, 制作, 做, 制定, 画, 统计
do: 计算, 算, 梳理, 核对, 审核, 校对, 更新, 搭建, 开发, 优化, 重构, 下载, 导出, 提取, 润色, 改写, 预订, 订, 安排, 组织, 联系, 通知, 回复, 处理, 排查, 诊断, 验证
do: 评估, 规划, 策划, 列出, 出一份, 出一版, 出个, 给出, 盘点, 筛选, 邀请, 申请, 提交, 打印, 安装, 升级, 迁移, 合并, 复盘, 清理, 采购, 录入, 编辑, 补充, 完善, 推荐
do: 读, 看一下, 看看, 我要一份, 想要一个, 给我一份, 给我一页, 开始写, 开始做, 想几个, 发, 写成, 写出来, 我要一个, 给我一个, 开始整理, 读取, 跑一遍, 搜一下
body: call, ring, phone, buy, pick up, pay, meet, meet with, visit, bring, drop off, water, feed, see the
body: talk to, speak to, grab, renew, return, empty, replace, chase, take, go to, shred, collect the keys, 打电话
body: 买, 拿, 催, 付, 交, 寄, 换, 续, 还, 浇, 约, 取, 回电话
need: i have to, we have to, i need to, we need to, we gotta, i must, we must, we should, i should
need: i should really, need to, needs to, need, needs, have to, has to, got to, gotta, must, should, ought to
need: had better, ill have to, i'll have to, needs to be, need to be, has to be, have to be, must be
need: should be, supposed to be, we still need, still need, should really, 要, 需要, 得, 必须, 应该, 该, 缺, 还缺, 还要, 还得
need: 欠, 还欠
past: ${withNot('发了 发出去了 交了 签了 订了 好了 完了 上线了 修好了 打勾 划掉 通过了 提交了 交上去了 可以关闭'.split(' '), '')}
past: booked, fixed, solved, resolved, shipped, delivered, signed, sent, submitted, published, launched, paid
past: merged, deployed, renewed, written, cleaned, ordered, checked, handled, closed, wrapped up, sorted
past: sorted out, all sorted, out the door, went out, gone out, taken care of, in the bag, good to go, all set
past: settled, nailed, ready
finish: ${zhDone.join(', ')}
finish: is a wrap, all good on, all good with, were good on, we're good on, 解决了, 解决啦, 修复了, 处理了, 搞完了, 弄完了, done
finish: finished, completed, complete, finish, done with, done and dusted, all done, i'm done with
finish: im done with, has completed, tick off, check off, cross off, mark off, close, close out, mark it off
finish: tick it off, can be closed, finalised, is through, 标记完成, 标完成, 订到, 订到了, 敲定, 办到, 做到, 拿到, 已完成, 弄妥, 修完, 完成
finish: 完成了, 搞定, 搞定了, 完事, 结束了, 已结束, 关掉, 关了, 关闭, 结掉, 结了, 大功告成, 打勾, 划掉, ok了, 已解决, 全好了, 收工, 办妥, 收尾, 收尾了, 收工了
mark: consider, mark, set, 标记, 标成, 标为, 设成, 设为, 设置为, 改成, 改为, 标记为, 标记成, 变成
cancel: ${withNot(ZH_STOPPED, '不用')}
cancel: ${withNot(ZH_STOPPED, '别')}
cancel: ${withNot(
  ZH_STOPPED.map((verb) => `${verb}了`),
  '不',
)}
cancel: ${withNot(
  ZH_STOPPED.map((verb) => `${verb}了`),
  '不用',
)}
cancel: ditch, axe, nix, 砍了, 砍了吧, 撤了, 撤了吧, 算了吧, 别管了, cancel, cancelled, canceled, call off, called off, drop
cancel: scrap, delete, remove, kill, forget, forget about, get rid of, abandon, bin, trash, dont need
cancel: do not need, no longer need, no longer needs, no longer needed, not needed, wont need
cancel: not needed any more, not needed anymore, dont do, not happening, is off, obsolete, stop
cancel: stop working on, throw out, nobody needs, clear out, clear, wipe, never mind, nvm, no longer, not do
cancel: wont do, wont happen, not going to do, 取消, 取消掉, 删除, 删掉, 删了, 删, 撤掉, 撤下来, 撤下, 撤销, 不要了, 作废, 废弃, 废掉, 砍掉
cancel: 黄了, 没用了, 没人要了, 不需要了, 清掉, 停掉, 停了, 停止, 不再需要, 终止, 不搞了, 去掉, 不做
begin: im picking up, i'm picking up, picking up, im starting on, i'm starting on, 动工, 动工了, im on it
begin: i'm on it, on it, i'm on, im on, am on it, working on, started on, started working on, started
begin: ive started, begun, begun with, i began, i've begun, ive begun with, in progress, im doing
begin: started with, 在处理, 正在处理, 正在做, 在做, 在弄, 正在进行, 在进行, 推进中, 在搞, 在写, 在跟, 开始处理, 开始弄, 开始写了, 开始做了, 已经开始, 开始了, 进行中
begin: 正在弄, 正在写, 正在跟, 着手, 已开始, 处理中, 动手了, 正写着, 正做着, 正弄着, 手头正写, 手头在做, 手上在做
run: run, start, kick off, begin, execute, launch, go ahead with, fire up, get going on, let the agent do
run: start on, trigger, 运行, 执行, 启动, 跑一下, 跑起来, 跑, 开始, 开始执行, 开跑, 可以开始了, 让智能体来做, 让智能体做
retry: retry, rerun, try again, run again, again, restart, redo, another try, another go, give another try
retry: have another go at, try, once more, 重试, 重跑, 再跑, 再跑一次, 再跑一遍, 再试, 再试试, 再试一次, 重新运行, 重新跑, 重新执行, 再来一次, 重启
pause: pause, on hold, put on hold, hold off on, hold off, hold, suspend, freeze, halt, 暂停, 停一停, 停一下, 先停, 挂起
pause: 先放一放, 放一放
resume: 继续推进, 推进, pick, pick up, back to, resume, unpause, continue, continue with, carry on with, carry on
resume: go on with, go on, pick back up, back up, keep going, keep going with, get going again
resume: get going again with, pick up again, up again, 继续, 恢复, 接着做, 接着搞, 重新捡起来, 捡起来, 可以继续了
defer: defer, postpone, snooze, put off, shelve, park, delay, on ice, put on ice, can wait, wait until
defer: not now, look at it, 推迟, 延期, 延后, 延到, 推到, 往后推, 往后推到, 放到, 缓, 先放到, 搁置, 先搁置, 等到, 可以等到, 现在不做, 先不做, 先不做了, 再说
defer: 再看, 再弄
later: 再做
due: due, due date, deadline, due on, is due, ddl, deadline is, the deadline, due by, 截止, 截止日期, 截止时间, 到期, 期限
due: 截止改, 宽限, 延长, 提前, 提前到, 敲定, 给我就行
nodue: no due date, no deadline, no more deadline, no longer a deadline, remove the due date
nodue: remove the deadline, clear the due date, drop the deadline, 不设截止日期, 不设截止, 去掉截止日期, 取消截止日期, 没有截止日期, 不限时间
by: latest by, by the latest, by, before, until, till, no later than, not later than, at the latest, 之前, 以前, 前
by: 为止, 最晚, 最迟
move: 调到, 调整时间, move, push, reschedule, bring forward, extend, push back, slips, slipped, moved, change, bump
move: update, adjust, forward, shift, 改到, 调整, 调整到, 改成, 挪到, 改, 修改, 拖到, 定在, 定
give: assign, reassign, give, hand, hand over, handed, pass, pass on, let, belongs to, responsible
give: is responsible, owner, own, should go to, goes to, go to, taking over, take over, takes over
give: will take over, will handle, will take care of, handle, with, will do, can do, to do it, should do, job
give: the owner of, charge, in charge of, 交给, 分配, 分配给, 指派, 指派给, 转给, 转, 派给, 分给, 给, 让, 由, 负责, 负责人, 归, 归属, 接手, 来做
give: 来弄, 来跟, 来负责, 来, 换成, 换, 管, 来订, 处理吧, 负责跟进
claim: i'll take, i'll do, i'll handle, ill take, ill do, ill handle, i can take, i can do, i will take
claim: i will do, im taking, i am taking, i'm taking, i take, i got this, i'll look after, let me do
claim: let me take, i want to do, 我来做, 我来弄, 我来, 我接了, 我接, 我领了, 我认领, 归我, 给我, 算我的, 我负责, 交给我, 我做, 我拿下, 包给我, 我来负责
claim: 我来处理, 我来跟
mine: mine, is mine
release: unassign, not me, not me on, take off, i cant do, i cannot do, im not doing, off my plate, off
release: not mine, nobody's, 取消分配, 取消负责人, 不指定人, 先不指定人, 别算我头上, 我干不了, 我做不了, 我不做了, 不是我的, 不归我, 释放
comment: comment, comment on, leave a comment, leave a note, add a note, add a comment, note on, note
comment: for the record, tell, write on, fyi, 备注, 备注一下, 加个备注, 加条备注, 留言, 留个言, 评论, 补充一句, 补充, 写一句, 记一笔, 说一下, 说明一下
comment: 加一条备注
rename: rename, change the title of, retitle, call it, 改名为, 改名, 改名叫, 重命名为, 重命名, 标题改成, 名字改成
describe: description, set the description of, 描述改成, 说明改成, 描述
tag: tag, label, 标签, 打上, 加标签
archive: archive, file away, 归档, 存档
reopen: reopen, re open, not done, not finished, isnt done, isnt finished, 重新打开, 重开
show: show, list, see, tell me about, tell me more about, details, details of, details for, more about
show: overview, search, search for, 看看, 看一下, 搜索, 搜一下, 看下, 怎么样了, find tasks, gimme, the list, remind me what
show: 列出, 列一下, 列, 查看, 显示, 详情, 给我看看, 说说, 告诉我
how: status, progress, going, coming along, any word, any news, news, update on, any update, up with
how: the latest, where are we, where do we stand, how is, hows, how are, 怎么样, 怎么样了, 咋样, 进展, 进度, 到哪了, 如何, 什么情况
how: 啥情况, 情况, 到哪一步, 有消息吗, 消息, 到哪
why: 原因, 什么问题, 怎么挂了, 怎么坏了, 怎么回事, 怎么了, 怎么没动, why, whats blocking, what is blocking, hold up, went wrong, stuck
why: taking so long, whats wrong, broken, 为什么, 为啥, 怎么还没, 卡, 卡住, 卡在, 卡在哪, 怎么挂, 怎么失败, 怎么还, 什么原因, 没动静
approve: approve, reject, sign off, 批准, 同意, 拒绝, 驳回
repeat: every day, every week, every monday, every hour, every month, daily, hourly, each week, 每天, 每周, 每月
repeat: 每小时, 每个月
open: open, left, unfinished, not done yet, still, outstanding, remaining, to be done, pending, 没做完, 没弄完, 未完成
open: 还剩, 没处理, 没完成, 没做, 没弄, 剩, 还有
overdue: 晚了, overdue, late, past due, behind schedule, behind, 逾期, 过期, 拖期, 超期, 延误, 到期了
waiting: blocked, blockers, stuck tasks, waiting for, needs my approval, need to approve, waiting on
waiting: my approval, sign off on, approval, 卡住, 等我, 审批, 需要我, 阻塞, 等待, 拍板, 在等我
low: deprioritise, deprioritize, less urgent, less important, 往后排, 没那么重要, low, low priority, lowest
low: not urgent, not that urgent, not so urgent, no rush, no hurry, minor, whenever, not important, low prio
low: 不急, 不着急, 不紧急, 没那么急, 不太急, 低, 低优先级, 优先级低, 不赶时间, 不重要, 不忙, 没那么急了, 慢慢来, 降低, 调低
normal: normal, medium, normal priority, 普通, 正常, 一般, 普通优先级, 中优先级
high: high, high priority, high prio, important, very important, quite important, p1, 高, 高优, 高优先级, 优先级高, 重要
high: 比较重要, 很重要, 要紧
urgent: urgent, urgently, asap, critical, top priority, highest, p0, as soon as possible, getting urgent
urgent: very urgent, super urgent, 紧急, 急, 很急, 加急, 十万火急, 最高优先级, 最高, 特别急, 非常急, 最优先, 越来越急, 尽快, 越快越好, 特急, 火急
raise: raise, bump up, up to, 提到, 提高, 调高, 提一提, 提升
lower: lower, 降, 降成, 降到
rank: priority, prio, 优先级, 优先
all: all, everything, every, each, all of, all the, everything that, 全部, 所有, 都, 全, 全都
nobody: 还没人负责, 还没人领, 还没人接, 没有人负责, 还没分配, 没人做, nobody has taken, nobody has taken yet, unassigned, nobody
nobody: no owner, no one, without an owner, nobody has, 没人, 没人负责, 没人领, 没人接, 没分配, 没有负责人, 无人
me: me, my, i, myself, mine, us, we, our, im, ive, ill, i'll, i'm, i've, 我, 我们, 咱们, 咱, 我自己, 我的
they: someone, somebody, anyone, anybody, everyone, everybody, the team, team, people, 大家, 有人, 谁, 别人, 团队, 某人
it: it, this, that, this one, that one, them, these, those, this task, that task, the task, 它, 这个, 那个, 这个任务
it: 那个任务, 这条, 刚才那个, 这事, 这件事
neg: not, no, never, dont, do not, doesnt, isnt, arent, wasnt, wont, cannot, cant, didnt, hasnt, havent
neg: shouldnt, nope, without, not yet, anything but, hardly, 没, 没有, 不, 别, 未, 还没, 还没有, 不要, 先别, 先不要, 不能, 压根没
neg: 根本没, 并没有, 不是, 不该, 不许
unreal: if, unless, wish, hope, hoping, whether, said, says, thinks, think, doubt, wonder, imagine, would have
unreal: supposedly, almost, nearly, i think, i think we should, told, maybe, perhaps, suppose, had, might
unreal: could have, should we, shall we, thought about, used to, about to, i guess, 要是, 如果, 假如, 希望, 怀疑, 听说
unreal: 要不要, 是不是, 会不会, 觉得, 差点, 快要, 他说, 她说, 想过, 据说, 好像, 万一, 也许, 可能, 应不应该
future: will, going to, gonna, about, to be, would, tomorrow we, 会, 将, 能, 打算
ask: what, whats, what is, when, where, which, how, how much, how many, is there, are there, any, anything
ask: did, does, has, have, is, are, was, were, do we, do i, do you, 什么, 啥, 哪, 哪些, 哪个, 几个, 多少, 怎么, 怎样, 何时, 什么时候
ask: 有没有, 有什么, 吗, 呢, 没有没, 几
who: 谁在跟, 谁在弄, 谁在做, 谁在搞, who, whos, whose, who is, who has, 是谁, 谁在, 谁负责, 谁来
beg: can you, could you, would you, will you, can u, could u, can we, could we, would you mind, do you mind
beg: i want you to, i need you to, i'd like you to, i would like you to, help me, help us, id like you to
beg: can someone, could someone, could somebody, can somebody, you can, you should, lets, let's, we can
beg: i'd like to, i want to, please, pls, plz, kindly, 请, 麻烦, 帮, 帮我, 帮忙, 帮我们, 能不能, 能否, 可以, 可不可以, 方便, 给我, 替我
beg: 拜托, 劳烦, 烦请, 麻烦你, 能帮我, 你来, 我想, 我要, 想, 我需要你, 你
polite: hey, hi, hello, ok, okay, so, also, and, then, but, btw, actually, just, well, oh, yes, yeah, sure
polite: thanks, thank you, thx, sorry, before i forget, by the way, as discussed, good news, finally, again
polite: too, as well, now, folks, team bot, bot, errand, lol, haha, phew, this morning, this afternoon
polite: last night, yesterday, earlier, this week, last week, out of, put, pick, keep, take, all of it
polite: in the end, after all, any more, anymore, this year, of course, quickly, really, for me, for us
polite: for now, if possible, when you can, a bit, right, at once, right now, immediately, right away
polite: get on it, 有人, 一个, 一条, 两个, 三个, 几个, 一件, 一次, 掉, 一项, 一封, 一点, 下来, 一台, 一下吧, 快速, 快点, 跟之前一样, 跟以前一样, 老是, 一直
polite: 办一下, 弄一下, 今早, 昨晚, 昨天, 早上, 刚才, 好的, 好, 对了, 另外, 还有, 然后, 顺便, 嗯, 谢谢, 多谢, 谢啦, 辛苦了, 那, 就, 吧, 啦, 了, 啊, 呀, 哦, 呢
polite: 的话, 一下, 先, 再, 也, 并, 并且, 好消息, 现在, 马上, 立刻, 立即, 赶紧, 终于, 总算, 已经, 已, 刚, 刚刚, 刚把, 都, 到底, 可以吗, 好吗, 行吗, 嘛, 呗, 哈
polite: 其实, 真的, 一共, 整, 一整
filler: the, a, an, of, for, in, on, at, my, our, your, their, his, her, its, this, that, these, those, as, be
filler: been, being, there, one, ones, thing, stuff, some, am, was, were, had, has, have, got, get, getting
filler: both, yet, already, any, more, longer, up, out, 的, 地, 把, 将, 对, 在, 个, 这, 那, 件, 条, 事, 事情, 有, 是, 被, 给, 上
filler: 下, 里, 中, 到, 去, 来, 位, 份, 一, 些, 之, 以, 于, 和, 跟, 与, 为, 成, 作, 项, 那边, 这边, 那儿
now: now, right now, at once, immediately, straight away, right away, 马上, 立刻, 立即, 现在, 赶紧
that: that, saying, to say, says that, 说, 说是
done: 已完成
failed: failed, broken, failing, 失败, 挂了, 报错
agent: the agent, an agent, agent, the bot, 智能体, 机器人
to: to, onto, into, as, 成, 到, 为
from: from, 从
`);
