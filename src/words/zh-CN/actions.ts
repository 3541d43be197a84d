import type { AskState, Decision } from '../../domain/ask.ts';
import type { WaitKind } from '../../domain/task.ts';
import type { ActionWords } from '../en/actions.ts';

export const zhActionWords: ActionWords['actions'] = {
  approve: '批准',
  reject: '拒绝',
  answer: '回答',
  accept: '通过',
  request_changes: '要求修改',
  hand_back: '交还',
  queue: '运行',
  unqueue: '移出队列',
  rerun: '再次运行',
  retry: '重试',
  pause: '暂停',
  resume: '继续',
  cancel: '停止',
  stop_workflow: '停止并保留已完成的部分',
  defer: '推迟',
  resume_deferred: '继续',
  skip_blocker: '跳过前置任务',
  link: '添加前置任务',
  unlink: '移除前置任务',
  begin: '自己处理',
  claim: '认领',
  release: '释放',
  edit: '编辑',
  feedback: '反馈',
  complete: '标记为已完成',
  archive: '归档',
  restore: '取消归档',
  // What is decided on a step that may have happened.
  repeat: '重做',
  skip: '跳过',
  stop: '到此为止',
  // On forms.
  run: '运行',
  send: '提交',
};

const decided: Record<Decision, string> = {
  approve: '已批准',
  reject: '已拒绝',
  answer: '已回答',
  accept: '已通过',
  request_changes: '已要求修改',
  resume: '已继续',
  hand_back: '已交还',
  repeat: '将重做',
  skip: '已跳过',
  stop: '已停止',
};

const settled: Record<Exclude<AskState, 'open'>, string> = {
  answered: '已回答',
  approved: '已批准',
  rejected: '已拒绝',
  expired: '已过期',
  withdrawn: '不再需要',
};

const causes: ActionWords['causes'] = {
  accept: '通过',
  reject_review: '拒绝',
  reject_start: '拒绝',
  cancel: '停止',
  complete: '标记为已完成',
  defer: '推迟',
  unqueue: '移出队列',
  give_back: '要求修改',
  shelve_deferred: '继续',
};

const waits: Record<WaitKind, string> = {
  person: '处理人完成',
  input: '回答',
  approval: '审批',
  pre_approval: '审批',
  pause: '继续',
  takeover: '人工接管',
  review: '验收',
  dependency: '前置任务',
  executor: '执行器',
  backoff: '下一次尝试',
};

export const zhActions: ActionWords = {
  actions: zhActionWords,
  decided,
  settled,
  causes,
  causedBy: (what, name, note) => `由 ${name} ${what}${note ? `：${note}` : ''}`,
  waits,
};
