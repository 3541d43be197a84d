import type { ConsoleTables } from '../en/console-tables.ts';

const deliveryKinds: ConsoleTables['deliveryKinds'] = {
  text: '消息',
  file: '文件',
  run: '运行卡片',
  ask: '提问卡片',
  draft: '表单',
  schedule: '定时计划',
};

const deliveryStates: ConsoleTables['deliveryStates'] = {
  refused: '被拒绝',
  dead: '已放弃',
  unknown: '可能已送达',
  pending: '等待发送',
  sent: '已发送',
};

const events: ConsoleTables['events'] = {
  queue: '开始',
  unqueue: '移回待办',
  pause: '暂停',
  resume: '继续',
  hand_back: '交还',
  approve: '批准',
  reject: '拒绝',
  accept: '接受',
  request_changes: '要求修改',
  feedback: '提供反馈',
  retry: '重试',
  rerun: '再次运行',
  cancel: '取消任务',
  complete: '标记完成',
  defer: '推迟',
  resume_deferred: '恢复任务',
  begin: '自己处理',
  claim: '认领',
  archive: '归档',
  restore: '恢复',
  answer: '答复',
  skip_blocker: '跳过前置任务',
  release: '释放',
};

const labels: ConsoleTables['labels'] = {
  backlog: '待办',
  pending: '待处理',
  queued: '排队中',
  waiting: '等待中',
  in_progress: '进行中',
  running: '运行中',
  needs_input: '待答复',
  paused: '已暂停',
  awaiting_review: '待审核',
  completed: '已完成',
  succeeded: '成功',
  failed: '失败',
  stopped: '已停止',
  terminated: '提前结束',
  cancelled: '已取消',
  deferred: '已推迟',
  archived: '已归档',
  todo: '待办',
  doing: '进行中',
  blocked: '受阻',
  done: '完成',
  aborted: '已中止',
  success: '成功',
  failure: '失败',
  awaiting_validation: '待审核',
};

const steps: ConsoleTables['steps'] = {
  waiting: '等待中',
  running: '进行中',
  success: '完成',
  failure: '失败',
  abandoned: '已放弃',
  skipped: '已跳过',
  unknown: '可能已执行',
};

const outputTypes: ConsoleTables['outputTypes'] = {
  freeform: '不限',
  report: '报告',
  summary: '摘要',
  list: '清单',
  data: '数据',
};

const fieldKinds: ConsoleTables['fieldKinds'] = {
  text: '单行文字',
  long_text: '多行文字',
  number: '数字',
  integer: '整数',
  boolean: '是或否',
  date: '日期',
  choice: '单选',
  choices: '多选',
};

const news: ConsoleTables['news'] = {
  asks: '提问和审批',
  awaiting_review: '待审核的结果',
  completed: '已完成',
  failed: '失败',
};

const pushFaults: ConsoleTables['pushFaults'] = {
  webhook_invalid: '企业微信不再认可此地址，或机器人已被移出群聊。',
  bot_disabled: '机器人已在企业微信中停用。',
  not_in_group: '机器人不在该群中。',
  unreadable: '无法读取地址：它是用另一个 ERRAND_SECRET_KEY 保存的。',
};

export const zhConsoleTables: ConsoleTables = {
  deliveryKinds,
  deliveryStates,
  events,
  labels,
  steps,
  outputTypes,
  fieldKinds,
  news,
  pushFaults,
};
