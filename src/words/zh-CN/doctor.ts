import type { DoctorWords } from '../en/doctor.ts';

const mustHold: DoctorWords['mustHold'] = {
  lease_ends: '进行中的运行都有工作进程，且其租约没有过期太久',
  queued_is_dispatched: '排队的运行不久会再次进入队列',
  waiting_has_reason: '等待中的运行都有未答的请求，或其回答正在送达',
  ended_is_free: '已结束的运行没有占用者和租约，并记有结束时间',
  journal_is_whole: '日志中每个调用恰好出现一次，且顺序正确',
  effects_are_settled: '已开始的对外操作要么有结果，要么正由人确认，要么所属运行已取消',
  task_shows_run: '任务的状态与当前运行一致',
  task_state_is_legal: '任务处于状态表中的某个状态',
  history_is_as_written: '历史的每一条都与写入时一致，并接续前一条',
  history_is_whole: '历史为每个版本各记一条，最后一条即任务现状',
  asks_are_wanted: '未答的请求都属于正在等待的运行或任务',
  settled_is_woken: '已答的请求都已唤醒等待者',
  outbox_moves: '待发送的内容会发出，或不久再次尝试',
  inbox_moves: '收到的内容不久会得到处理',
  none_set_aside: '没有内容因多次使工作进程退出而被搁置；可在控制台重试',
  schedules_come: '启用的定时计划都有下一次时间，且尚未到点或刚刚到点',
  schedules_keep_rules: '定时计划的下一次时间符合其规则',
  ticks_are_settled: '到点的时间不久会处理完毕，除非在等待上一次的任务',
  ticks_have_tasks: '已触发的时间都有任务，定时计划的任务都有其时间',
  hooks_are_settled: '触发器接收的内容不久会成为任务，或以某个原因了结',
  hooks_have_tasks: '已创建任务的接收记录都有对应的任务',
};

export const zhDoctor: DoctorWords = {
  looksAt: (where) => `正在检查 ${where}。`,
  healthy: '一切正常。',
  broken: (count) => `有 ${count} 处不正常：`,
  mustHold,
  stopFirst: '数据文件同一时间只能由一个进程使用：请先停止 Errand，再运行检查。',
  cannotLook: '无法检查：',
};
