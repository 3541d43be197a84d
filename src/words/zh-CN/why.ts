import { withoutStop } from '../parts/without-stop.ts';
import type { WhyWords } from '../en/why.ts';

export const zhWhy: WhyWords = {
  whyTyped: {
    queue: '任务 运行 #',
    skip_blocker: '任务 跳过 #',
    approve: '批准 #',
    answer: '回答 # …',
    resume: '继续 #',
    hand_back: '交还 #',
    accept: '通过 #',
    retry: '重试 #',
    rerun: '任务 运行 #',
    resume_deferred: '任务 继续 #',
  },
  whyNext: (typed) => `下一步：${typed}`,
  why: {
    archived: '已归档，取消归档后才能继续。',
    backlog: '尚未开始。可以运行，或标记为已完成。',
    preApproval: (who) => `开始前需要 ${who} 批准。`,
    queued: '正在排队，有空闲的工作进程时立即开始。',
    queuedBehind: (count: number): string =>
      `正在排队，前面还有 ${count} 个。已经开始的优先，其次看优先级和等待时间。`,
    agentAtWork: (agent: string, tasks: string): string => `正在等待 ${agent} 空闲，它正在处理 ${tasks}。`,
    queuedNoWorker: '正在排队，但已有一段时间没有工作进程领取。请确认有角色为 worker 的进程在运行。',
    dependency: (tasks) => `正在等待 ${tasks}。`,
    executor: '正在等待能执行此任务的执行器。',
    backoff: (moment) => `执行失败，将于 ${moment} 重试。`,
    person: (who) => `${who} 正在处理。`,
    running: (step) => `正在进行：${step}`,
    runningLost: '工作进程失去联系，稍后会由另一个接手。',
    ask: (who, ask, question, expires) => `正在等待 ${who} 处理。${ask}：${question}（${expires}）`,
    notShown: (reason) => `未能在聊天中显示（${reason}）。`,
    paused: '已暂停，继续后才会推进。',
    review: (who) => `工作已完成，等待 ${who} 验收。`,
    completed: '已完成。',
    completedPartly: '已部分完成。',
    rejected: (by, reason) => `${by} 已驳回${reason ? `：${withoutStop(reason)}` : ''}。可以重试。`,
    failed: (reason) => `执行失败：${withoutStop(reason)}。可以重试。`,
    cancelled: '已取消，可以再次运行。',
    deferred: (reason, until) => `已推迟（${reason}）${until ? `，至 ${until}` : ''}。`,
  },
};
