import type { ScheduleEvent, ScheduleState } from '../../domain/schedule.ts';
import type { ScheduleErrorWords, ScheduleFaultWords } from '../en/schedule-errors.ts';
import { zhList } from './list.ts';
import { zhScheduleActions, zhScheduleStates } from './schedules.ts';

export const zhScheduleFaults: ScheduleFaultWords = {
  not_for: (repeat) => `与“${repeat}”一起没有意义，请去掉`,
  not_both: (other) => `不能与 ${other} 同时给出`,
  cron_fields: (count) => `有 ${count} 段；应为五段：分 时 日 月 星期，例如 0 9 * * 1-5`,
  cron_field: (field) => `无法读懂“${field}”；请用数字、列表、范围或步长，例如 0 9 * * 1-5`,
  moment: () => '必须是时间，例如 2027-01-05T09:00',
  no_such_day: (day) => `日历上没有 ${day} 这一天`,
  no_such_time: (time) => `没有“${time}”这个时间；请给出 00:00 到 23:59 之间的时间`,
  no_zone: (zone) => `没有时区“${zone}”；请用例如 Asia/Shanghai 或 Europe/Berlin`,
  never_comes: () => '永远不会到来；请在起止时间内给出存在的日子',
  time_over: (again) => `已经过去；同样的时间下一次是 ${again}`,
  before_start: () => '必须晚于开始时间',
  too_close: (minutes, least) => `之间只隔 ${minutes} 分钟；至少要隔 ${least} 分钟`,
  no_schedule: (ref) => `没有定时计划“${ref}”；“任务 定时”可列出本频道的计划`,
  no_time_to_skip: (day) => `${day ? `在 ${day} ` : ''}没有可以跳过的时间`,
  place_not_served: (place) => `机器人不在“${place}”中工作；请把它加入 errand.yaml 的 channels，或换一个地方`,
  in_use_by_schedules: (labels) => `正被 ${zhList(labels)} 使用`,
};

/** What starts a schedule applies a change of one that is live. */
const nameOf = (event: ScheduleEvent, state: ScheduleState): string =>
  zhScheduleActions[event === 'start' && state !== 'proposed' ? 'apply' : event];
const named = (events: readonly ScheduleEvent[], state: ScheduleState): string =>
  zhList(events.map((event) => nameOf(event, state)));

export const zhScheduleErrors: ScheduleErrorWords = {
  'schedule.illegal_event': ({ schedule, event, state, legal }) => ({
    title: '目前无法操作',
    detail: `${schedule}（${zhScheduleStates[state]}）：无法${nameOf(event, state)}。可以：${named(legal, state) || '无'}。`,
  }),
  'schedule.settled': ({ schedule }) => ({
    title: '已经处理',
    detail: `${schedule}：此前已经处理，或之后又有修改。`,
  }),
  'schedule.not_yours': ({ schedule, owner }) => ({
    title: '没有权限',
    detail: `${schedule} 属于${owner}：只有其本人和管理员可以更改。`,
  }),
  'schedule.by_people': () => ({
    title: '没有权限',
    detail: '只有人可以安排定时计划：正在执行任务的智能体、读过外部内容的智能体都不可以。',
  }),
  'schedule.ambiguous': ({ labels }) => ({
    title: '有多个计划符合',
    detail: `请说明是哪一个：${zhList(labels)}。`,
  }),
};
