import type { Outcome, Priority } from '../../domain/task.ts';
import type { LabelWords } from '../en/labels.ts';

/** The states of tasks and runs. */
const labels: LabelWords['labels'] = {
  backlog: '待办',
  pending: '排队中',
  in_progress: '进行中',
  needs_input: '等待回答',
  paused: '已暂停',
  awaiting_review: '待验收',
  completed: '已完成',
  failed: '失败',
  cancelled: '已取消',
  deferred: '已推迟',
  archived: '已归档',
  waiting: '等待中',
  queued: '排队中',
  running: '进行中',
  succeeded: '已完成',
  // Of other vocabularies.
  success: '已完成',
  failure: '失败',
  stopped: '已停止',
  terminated: '提前结束',
  todo: '待办',
  doing: '进行中',
  blocked: '受阻',
  done: '已完成',
  aborted: '已中止',
  awaiting_validation: '待验收',
};

/** How a task stands, as its history says it. */
const states: LabelWords['states'] = {
  'backlog': '待办',
  'backlog.pre_approval': '等待批准开始',
  'pending': '排队中',
  'pending.dependency': '等待前置任务',
  'pending.executor': '等待执行器',
  'pending.backoff': '等待下次重试',
  'in_progress': '进行中',
  'in_progress.person': '有人正在处理',
  'in_progress.input': '等待回答',
  'in_progress.approval': '等待批准',
  'in_progress.pause': '已暂停',
  'in_progress.takeover': '等待人工接管',
  'awaiting_review.review': '待验收',
  'completed': '已完成',
  'failed': '失败',
  'cancelled': '已取消',
  'deferred': '已推迟',
};

/** Where a task came from. */
const notifyPolicies: LabelWords['notifyPolicies'] = {
  silent: '仅失败和提问',
  done: '结束时',
  every: '每次状态变化',
  blocked: '仅受阻时',
};

const sources: LabelWords['sources'] = {
  dashboard: '控制台',
  api: '程序接口',
  agent: '智能体',
  cron: '定时计划',
  webhook: '网络回调',
  chat: '聊天',
  import: '导入',
  delegation: '智能体转交',
  structured_session: '结构化会话',
};

/** The ways of naming how tasks stand. */
const vocabularies: LabelWords['vocabularies'] = {
  errand: '默认',
  console: '控制台',
  jobs: '作业',
  runs: '运行',
  kanban: '看板',
  board: '白板',
};

const priorities: Record<Priority, string> = { low: '低', normal: '普通', high: '高', urgent: '紧急' };

const outcomes: Record<Outcome, string> = {
  success: '已完成',
  partial: '部分完成',
  terminated: '提前结束',
  rejected: '被拒绝',
  error: '失败',
  timeout: '超时',
  interrupted: '中断',
  user: '已取消',
  schedule_archived: '随计划取消',
  superseded: '已被取代',
};

export const zhLabels: LabelWords = {
  labels,
  states,
  sources,
  vocabularies,
  priorities,
  notifyPolicies,
  outcomes,
};
