import type {
  MissedPolicy,
  Overlap,
  ScheduleEvent,
  ScheduleReason,
  ScheduleState,
  TickOutcome,
  TickReason,
} from '../../domain/schedule.ts';
import type { ScheduleWords } from '../en/schedules.ts';
import { zhActionWords } from './actions.ts';

const DAYS = ['日', '一', '二', '三', '四', '五', '六'];
const list = (items: readonly string[]): string => items.join('、');

export const zhScheduleStates: Record<ScheduleState, string> = {
  proposed: '等待启用',
  active: '已启用',
  paused: '已暂停',
  ended: '已结束',
  missed: '已错过',
  archived: '已归档',
  dropped: '未启用',
};

export const zhScheduleActions: Record<ScheduleEvent | 'apply', string> = {
  start: '启用',
  apply: '应用',
  dismiss: '不用了',
  pause: zhActionWords.pause,
  resume: zhActionWords.resume,
  run: '立即运行',
  skip: '跳过下一次',
  archive: zhActionWords.archive,
  restore: zhActionWords.restore,
};

const reasons: Record<ScheduleReason, (by: string) => string> = {
  person: (by) => `（${by}）`,
  failures: () => '（最近几次运行都失败了）',
  refused: () => '（其所有者或所在频道已不在服务范围内）',
  broken: () => '（无法据此创建任务）',
  over: () => '（没有后续运行）',
  missed: () => '（到点时服务没有运行）',
  unconfirmed: () => '（没有人及时启用）',
};

const overlaps: Record<Overlap, string> = {
  skip: '上次未完成：跳过',
  queue: '上次未完成：等待',
  cancel_previous: '上次未完成：停止上次',
  parallel: '上次未完成：同时运行',
};

const missed: Record<MissedPolicy, (within: string) => string> = {
  once: (within) => `错过时：${within}内补一次`,
  skip: () => '错过时：跳过',
  all: (within) => `错过时：${within}内逐次补上`,
};

const outcomes: Record<TickOutcome, string> = {
  fired: '已触发',
  skipped: '已跳过',
  missed: '已错过',
  replaced: '已被后一次取代',
  refused: '被拒绝',
  failed: '失败',
};

const tickReasons: Record<TickReason, (detail: string) => string> = {
  on_time: () => '',
  late: () => '延迟',
  by_hand: () => '手动运行',
  in_flight: (task) => `${task} 尚未完成`,
  too_late: () => '已经太晚，不再补上',
  made_up: () => '由后面的一次代替',
  asked: () => '按要求',
  replaced: () => '',
  archived: () => '计划已归档',
  access: () => '其所有者或所在频道已不在服务范围内',
  error: (detail) => detail,
};

export const zhSchedules: ScheduleWords = {
  everyDay: '每天',
  onWeekdays: '每个工作日',
  onDays: (days) => `每周${list(days.map((day) => DAYS[day] ?? ''))}`,
  onDates: (dates) =>
    `每月${list(
      dates.map((date) => {
        if (typeof date === 'number') return `${date}日`;
        if (date === 'last') return '最后一天';
        if (date === 'last_weekday') return '最后一个工作日';
        return `最接近${date.slice(5)}日的工作日`;
      }),
    )}`,
  onNth: (which, day) =>
    `每月${which === 'last' ? '最后一个' : `第${'一二三四五'[which - 1]}个`}周${DAYS[day]}`,
  either: (dates, days) => `${dates}或${days}`,
  both: (dates, days) => `${dates}且为${days.replace(/^每/, '')}`,
  everyDays: (count) => (count === 1 ? '每天' : `每 ${count} 天`),
  everyWeeks: (count, day) => (count === 1 ? `每周${DAYS[day]}` : `每 ${count} 周的周${DAYS[day]}`),
  inMonths: (months) => `（${list(months.map((month) => `${month}月`))}）`,
  atTimes: (times) => list(times),
  everyMinutes: (count) => (count === 1 ? '每分钟' : `每 ${count} 分钟`),
  everyHours: (count) => (count === 1 ? '每小时' : `每 ${count} 小时`),
  hourly: (minute) => `每小时的第 ${minute} 分钟`,
  between: (from, to) => `（${from} 至 ${to}）`,
  onceAt: (moment) => `一次，${moment}`,
  expression: (cron) => `按 ${cron}`,
  rule: (days, times, months) => [`${days}${months}`, times].filter(Boolean).join(' '),
  ways: (rules) => rules.join('；以及'),
  zones: {
    'UTC': 'UTC',
    'Asia/Shanghai': '上海',
    'Asia/Hong_Kong': '香港',
    'Asia/Taipei': '台北',
    'Asia/Tokyo': '东京',
    'Asia/Singapore': '新加坡',
    'Asia/Urumqi': '乌鲁木齐',
    'Europe/Berlin': '柏林',
    'Europe/London': '伦敦',
    'Europe/Paris': '巴黎',
    'America/New_York': '纽约',
    'America/Los_Angeles': '洛杉矶',
  },
  zone: (city) => (city === 'UTC' ? 'UTC' : `${city}时间`),
  weekdayShort: DAYS.map((day) => `周${day}`),

  warnEither: '日期与星期之间是“或”的关系：两种日子都会触发。',
  warnFar: (moment) => `第一次的时间还很远：${moment}。`,
  warnGuessed: (time) => `您没有说明时间，暂按 ${time}。`,
  warnUneven: '有些月份没有这一天，将跳过这些月份。',

  states: zhScheduleStates,
  stateLine: (state, reason, by) =>
    reason ? `${zhScheduleStates[state]}${reasons[reason](by)}` : zhScheduleStates[state],
  what: (title, place, agent) =>
    [`“${title}”`, place && `在${place}`, agent && `由 ${agent} 执行`].filter(Boolean).join(' · '),
  here: '本频道',
  next: (moments) => `接下来：${moments}`,
  noNext: '没有后续运行。',
  policies: (overlap, policy, within) => `${overlaps[overlap]} · ${missed[policy](within)}`,
  spread: (minutes) => `分散在 ${minutes} 分钟内`,
  until: (moment) => `至 ${moment}`,
  from: (moment) => `自 ${moment} 起`,
  ownerIs: (name) => `所有者：${name}`,
  skipping: (moments) => `将跳过：${moments}`,
  before: (text) => `- ${text}`,
  after: (text) => `+ ${text}`,
  changeOf: (label) => `修改 ${label}`,
  inactiveDefinition: (key) => `其任务定义“${key}”已停用，计划仍会继续。`,
  changeSettled: '已经处理。现在是：',
  confirmFar: '第一次要等一年以上，仍要启用吗？',
  confirmArchive: (label) => `要归档 ${label} 吗？由它产生、尚未完成的任务将被取消。`,
  hintStart: (label) => `或输入：任务 定时 ${label} 启用`,
  hintApply: (label) => `或输入：任务 定时 ${label} 应用`,
  buttons: {
    ...zhScheduleActions,
    change: '修改',
    undo: '撤销',
  },
  changeHow: (label, url) =>
    `请说明要怎样修改，例如：任务 定时 ${label} 每个工作日 10:00。控制台里有表单：${url}`,

  proposed: (label, reads) =>
    `${label} 已记下，尚未启用：${reads}。请点“启用”，或输入：任务 定时 ${label} 启用`,
  live: (label, reads, next) => `${label} 已启用：${reads}。下一次：${next}`,
  changed: (label, state) => `${label}：${state}`,
  changeProposed: (label, reads) =>
    `对 ${label} 的修改等待确认：${reads}。请点“应用”，或输入：任务 定时 ${label} 应用`,
  ran: (label, task) => `${label} 已手动运行一次：${task}`,
  skipped: (label, moments) => `${label} 将跳过：${moments}`,
  archivedWith: (label, tasks) => `${label} 已归档${tasks ? `；已取消：${tasks}` : ''}`,
  noneHere: '这里没有定时计划。',
  line: (label, name, reads, state, next) =>
    `- ${label} ${name}：${reads}（${state}${next ? `；下一次：${next}` : ''}）`,
  tickLine: (moment, outcome, detail) => `- ${moment}：${outcome}${detail ? `（${detail}）` : ''}`,
  outcomes,
  tickReasons,
  held: '等待上一次完成',
  due: '正在创建',
  askDays: '哪些天？例如：每周一9点，或每月5号9点',
  askTime: '几点？例如：09:00',
  notUnderstood:
    '我没有读懂时间。例如：任务 定时 每个工作日9点：发送销售报告 · 任务 定时 0 9 * * 1-5：发送销售报告 · 只一次：任务 定时 2027-01-05 09:00 给银行打电话',
  unread: (said) => `没有读懂“${said}”，所以没有安排。请去掉，或换个说法。`,
  whichOne: (labels) => `您指的是哪一个？${labels}`,
  whatToDo: '要做什么呢？例如：任务 定时 每个工作日9点：发送销售报告',

  pausedByFailures: (label, name, count) =>
    `**${label} ${name}** 已暂停：最近 ${count} 次运行都失败了。要继续请输入：任务 定时 ${label} 继续`,
  pausedByAccess: (label, name) =>
    `**${label} ${name}** 已暂停：其所有者或所在频道已不在服务范围内。管理员可以让它继续。`,
  pausedByFault: (label, name, detail) => `**${label} ${name}** 已暂停，因为无法据此创建任务：${detail}`,
  skippedInFlight: (label, name, task, waits) =>
    `**${label} ${name}** 已跳过一次：${task} 尚未完成${waits ? `（${waits}）` : ''}。`,
  missedOnce: (label, name, moment) => `**${label} ${name}** 已错过：${moment} 时服务没有运行。`,
  waitsFor: (who) => `正在等待${who}`,

  step: (action, what) => `定时计划：${action}${what ? ` ${what}` : ''}`,
};
