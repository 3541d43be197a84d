import type { ConsoleTables } from '../en/console-tables.ts';
import { zhScheduleActions } from './schedules.ts';

const deliveryKinds: ConsoleTables['deliveryKinds'] = {
  text: '消息',
  file: '文件',
  run: '运行卡片',
  ask: '提问卡片',
  draft: '表单',
  schedule: '定时计划',
  task: '公开认领的任务',
  event: '发给其他系统的事件',
  mail: '邮件',
  notification: '通知',
  issue: 'issue 评论',
};

const notificationTypes: ConsoleTables['notificationTypes'] = {
  needs_you: '等您处理',
  awaiting_review: '待验收',
  completed: '已完成',
  failed: '失败',
  stopped: '已停止或搁置',
  delivery_trouble: '无法投递',
};

const deliveryStates: ConsoleTables['deliveryStates'] = {
  refused: '被拒绝',
  dead: '已放弃',
  unknown: '可能已送达',
  pending: '等待发送',
  sent: '已发送',
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
  awaiting_review: '待验收的结果',
  completed: '已完成',
  failed: '失败',
};

const pushFaults: ConsoleTables['pushFaults'] = {
  webhook_invalid: '企业微信不再认可此地址，或机器人已被移出群聊。',
  bot_disabled: '机器人已在企业微信中停用。',
  not_in_group: '机器人不在该群中。',
  unreadable: '无法读取地址：它是用另一个 ERRAND_SECRET_KEY 保存的。',
};

const repeats: ConsoleTables['repeats'] = {
  day: '每天',
  weekday: '每个工作日',
  week: '每周',
  month: '每月',
  quarter: '每季度',
  year: '每年',
  minutes: '每 N 分钟',
  hours: '每 N 小时',
  cron: '按表达式',
  once: '一次',
};

const weekdays: ConsoleTables['weekdays'] = {
  sun: '周日',
  mon: '周一',
  tue: '周二',
  wed: '周三',
  thu: '周四',
  fri: '周五',
  sat: '周六',
};

const overlaps: ConsoleTables['overlaps'] = {
  skip: '跳过这一次',
  queue: '等它完成',
  cancel_previous: '停止它',
  parallel: '同时运行',
};

const missed: ConsoleTables['missed'] = { once: '补一次', skip: '不补', all: '逐次补上' };

export const zhConsoleTables: ConsoleTables = {
  deliveryKinds,
  deliveryStates,
  notificationTypes,
  steps,
  outputTypes,
  fieldKinds,
  news,
  pushFaults,
  repeats,
  weekdays,
  overlaps,
  missed,
  feedbackStates: { pending: '待下次运行使用', processed: '已使用' },
  scheduleEvents: zhScheduleActions,
};
