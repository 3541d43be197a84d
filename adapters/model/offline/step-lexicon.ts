import { toLexicon } from './phrases.ts';

/**
 * What a phrase says in the instructions of a run. `want` and `approve` together ask for an approval; `page`, `holds` and `is`
 * tell what a condition looks at; `rest` may stand beside a word that ends the run.
 */
export type StepCue =
  | (
      | 'lead'
      | 'then'
      | 'before'
      | 'after'
      | 'ask'
      | 'whom'
      | 'want'
      | 'approve'
      | 'pass'
      | 'refuse'
      | 'purpose'
    )
  | ('send' | 'read' | 'keep' | 'as' | 'write' | 'act' | 'stop' | 'rest' | 'never' | 'told')
  | (
      | 'if'
      | 'time'
      | 'unless'
      | 'else'
      | 'so'
      | 'not'
      | 'page'
      | 'holds'
      | 'is'
      | 'listed'
      | 'whether'
      | 'either'
    );

const ing = (words: string): string =>
  words.replace(/(\w+?)e?(?=,|$)/g, (word, stem: string) => `${word}, ${stem}ing`);

export const STEPS = toLexicon<StepCue>(`
then: then, and then, after that, afterwards, and finally, and also, 然后, 然后再, 之后再, 以后再, 接着, 接着再, 并且, 随后, 再
lead: first, firstly, first of all, second, secondly, third, thirdly, next, finally, lastly, also, please, and
lead: now, 首先, 其次, 最后, 先, 请, 并, 另外, 麻烦, 帮我, 最后再
told: 再说, 再议, 再等, 许可证, 先前, 当天, 当前, 当地, 要点, 提前, 以前的, 之前的, we, i, they, he, she, it, you, there, this, that, our
told: my, 我们, 我, 他们, 他, 她, 大家, 今天, 昨天, 目前, 花了
before: before, prior to, 之前, 以前, 前
after: 后, 之后, 以后
ask: ask, check with, confirm with, find out from, consult, clarify with, query, 问, 问下, 问一下, 问问, 询问, 询问一下, 询问下
ask: 请教, 征询, 确认, 确认下, 确认一下, 了解, 了解一下
whom: me, us, them, people, somebody, someone, everyone, the team, the user, the requester, the owner
whom: the client, the customer, the channel, the group, the people, in the thread, in the channel, 大家, 我们, 我
whom: 团队, 用户, 对方, 需求方, 群里, 一下, 负责人
want: get, ask, request, seek, obtain, wait for, wait until, need, needs, require, requires, await, have, has
want: let, must, should, 请, 需, 需要, 等, 等待, 经, 经过, 要, 申请, 征求, 征得, 获得, 得到, 走, 先, 让, 找, 由, 报
approve: approval, approve, approves, approved, sign off, signs off, signed off, permission, go ahead
approve: green light, consent, 批准, 审批, 许可, 审核同意, 同意, 审批通过
pass: agrees, agreed, agree, accepts, accepted, 通过
refuse: reject, rejects, rejected, decline, declines, declined, denied, refused, refuses, disapproves, 拒绝, 驳回
purpose: for, to
send: ${ing('post, send, publish, push, deliver, forward, upload, trigger, delete, announce, share')}
send: notify, notifying, submit, submitting, put, patch, report it to, report this to, goes to, go to
send: goes out, going to, 发送, 发到, 发给, 发往, 发出, 推送, 提交, 通知, 调用, 发布, 上报, 推到, 删除, 发
read: fetch, get, read, download, open, check, load, 读取, 获取, 抓取, 下载, 读, 打开, 查看, 访问
keep: ${ing('save, store, keep, file')}
keep: 保存, 另存, 存, 存为, 存到, 存成, 保存为, 保存到, 保存成, 另存为
as: as, to, in, called, named, 为, 到, 成, 存为, 存到, 存成, 保存为, 保存到, 保存成, 另存为
write: ${ing('write, draft, compose, prepare, summarise, summarize, produce, create, generate, compile, outline')}
write: save, saving
write: ${ing('research, analyse, analyze, compare, collect, gather, review, describe, make, translate')}
write: evaluate, evaluating, rewrite, rewriting
write: sum up, put together, list, document, report, plan, design, investigate, look into, find, assess
write: pull together, edit, turn, recap, do, store, 写, 起草, 撰写, 草拟, 总结, 汇总, 整理, 保存, 生成, 输出, 制作, 编写, 准备, 调研, 研究
write: 分析, 对比, 收集, 搜集, 列出, 规划, 策划, 设计, 翻译, 归纳, 梳理, 记录, 查, 做, 出一份, 写一份, 存, 查一下
act: ${ing('deploy, delete, remove, pay, transfer, refund, publish, release, send, email, post, announce')}
act: terminate, terminating, wipe, wiping
act: ${ing('revoke, grant, buy, purchase, order, merge, restart, invite, charge, drop, tweet')}
act: shut down, roll back, 部署, 删除, 付款, 支付, 转账, 退款, 发布, 发送, 发给, 群发, 公告, 下单, 购买, 上线, 回滚, 重启, 关停, 合并, 撤销, 授权
stop: stop, end, finish, quit, abort, 停止, 结束, 终止, 到此为止, 停下
rest: here, early, the run, the task, now, immediately, there, 就, 则, 直接, 任务, 执行, 运行, 即可, 吧, 了
never: do not, dont, never, 不要, 别, 请勿, 不得
if: if, in case, 如果, 若, 若是, 假如, 要是, 当, 一旦
time: when, once, after
unless: unless, 除非
else: otherwise, else, if not, 否则, 不然, 要不然, 不然的话
so: then, 则, 就, 那么, 那就
not: not, doesnt, isnt, wasnt, never, without, 不, 不是, 不为, 没, 没有, 未
page: page, text, response, site, content, file, website, contains, mentions, includes, 页面, 内容, 网页, 文本, 里面, 包含
page: 提到, 含有
holds: contains, contain, mentions, mention, includes, include, says, say, has, 包含, 提到, 含有, 出现, 有
is: is, are, was, says, say, said, answered, answers, chooses, chose, choose, picks, pick, equals, isnt, 是, 为
is: 选, 选择, 回答, 说
listed: 和, 以及, 、
whether: whether, if, 是否, 要不要, 能不能, 可不可以
either: or, 还是, 或者, 或
`);
