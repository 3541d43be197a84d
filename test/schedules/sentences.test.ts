import { describe, expect, it } from 'vitest';
import { compileRules } from '../../src/schedules/compile-rules.ts';
import { readSchedule } from '../../src/shared/schedule-sentences/read-schedule.ts';

const ANCHOR = new Date('2027-01-04T09:00:00Z');

/** What people say, the expression or interval that it means, and what is to be done. */
// prettier-ignore
const SAID: readonly [text: string, means: string, what: string][] = [
  ['every day at 9: water the plants', '0 9 * * *', 'water the plants'],
  ['every weekday at 9 except Friday, post what is overdue', '0 9 * * 1-4', 'post what is overdue'],
  ['Post the numbers every Monday and Thursday at 14:30', '30 14 * * 1,4', 'Post the numbers'],
  ['every Monday to Thursday at 8:15 remind us of the standup', '15 8 * * 1-4', 'remind us of the standup'],
  ['on weekdays at 5pm send the digest', '0 17 * * 1-5', 'send the digest'],
  ['each working day at 9 and 14 check the queue', '0 9,14 * * 1-5', 'check the queue'],
  ['every 15 minutes check the site', 'every 15 min', 'check the site'],
  ['check the site every two hours', 'every 120 min', 'check the site'],
  ['every half hour, check the site', 'every 30 min', 'check the site'],
  ['every 30 minutes on weekdays between 9 and 17 check the site', '*/30 9-16 * * 1,2,3,4,5', 'check the site'],
  ['every hour between 9 and 17 check the site', '0 9-17 * * *', 'check the site'],
  ['on the 1st of every month at 10 send the invoice', '0 10 1 * *', 'send the invoice'],
  ['the 1st and 15th of each month at 9am: pay the rent', '0 9 1,15 * *', 'pay the rent'],
  ['monthly on the 5th at noon report the costs', '0 12 5 * *', 'report the costs'],
  ['every last Friday of the month at 16:00 collect feedback', '0 16 * * 5#L', 'collect feedback'],
  ['the first Monday of every month at 9, plan the month', '0 9 * * 1#1', 'plan the month'],
  ['on the last day of the month at 18:00 close the books', '0 18 L * *', 'close the books'],
  ['on the last working day of the month at 6pm close the books', '0 18 LW * *', 'close the books'],
  ['every other week on Monday at 9 send the letter', 'every 14 days 09:00 from 2027-01-04', 'send the letter'],
  ['every second Tuesday of the month at 9 patch the servers', '0 9 * * 2#2', 'patch the servers'],
  ['every 3 days at 8 back up', 'every 3 days 08:00 from 2027-01-04', 'back up'],
  ['quarterly at 9 write the report', '0 9 1 1,4,7,10 *', 'write the report'],
  ['every year on March 3 at 9 renew the domain', '0 9 3 3 *', 'renew the domain'],
  ['remind me every Friday at 15:00 to send the timesheet', '0 15 * * 5', 'send the timesheet'],
  ['every weekend at 10 rest', '0 10 * * 0,6', 'rest'],
  ['daily at 7:05 fetch the rates', '5 7 * * *', 'fetch the rates'],
  ['every day at 9 in the evening lock up', '0 21 * * *', 'lock up'],
  ['每天9点浇花', '0 9 * * *', '浇花'],
  ['每个工作日9点（周五除外）发送逾期任务', '0 9 * * 1-4', '发送逾期任务'],
  ['除了周五，每个工作日早上9点发送逾期任务', '0 9 * * 1-4', '发送逾期任务'],
  ['每周一、三、五下午3点半检查队列', '30 15 * * 1,3,5', '检查队列'],
  ['每周一和周四14:30发布数据', '30 14 * * 1,4', '发布数据'],
  ['周一到周五上午9点提醒大家开站会', '0 9 * * 1-5', '提醒大家开站会'],
  ['每15分钟检查一次网站', 'every 15 min', '检查一次网站'],
  ['每两个小时检查网站', 'every 120 min', '检查网站'],
  ['每半小时检查网站', 'every 30 min', '检查网站'],
  ['每月1号和15号10点付房租', '0 10 1,15 * *', '付房租'],
  ['每个月最后一天18点结账', '0 18 L * *', '结账'],
  ['每月最后一个工作日下午6点结账', '0 18 LW * *', '结账'],
  ['每月第一个周一9点做月度计划', '0 9 * * 1#1', '做月度计划'],
  ['每月最后一个周五16:00收集反馈', '0 16 * * 5#L', '收集反馈'],
  ['每两周周一9点发送周报', 'every 14 days 09:00 from 2027-01-04', '发送周报'],
  ['隔周的周三10点开会', 'every 14 days 10:00 from 2027-01-06', '开会'],
  ['每天9点和14点各检查一次', '0 9,14 * * *', '各检查一次'],
  ['every quarter on the last weekday at 18:00 close', '0 18 LW 3,6,9,12 *', 'close'],
  ['每季度最后一天18点结账', '0 18 L 3,6,9,12 *', '结账'],
  ['每季度第一天9点写季报', '0 9 1 1,4,7,10 *', '写季报'],
  ['每年3月1日9点续费域名', '0 9 1 3 *', '续费域名'],
  ['每天晚上八点备份', '0 20 * * *', '备份'],
];

/** Deadlines, single moments, names and talk: none of them comes again. */
const NOTHING = [
  'escalate within 9 hours',
  'prepare the 9am standup',
  'remind me tomorrow at 9',
  '明天9点提醒我',
  'write the monday report',
  'review everything by Friday',
  'assign it to each reviewer',
  '把每个人的名字都写上',
  'the weekly-report needs a title',
  '这周一要交报告',
  'what is every day like for you? nothing to do with time, by March',
].slice(0, 10);

const meaning = (text: string): string | undefined => {
  const said = readSchedule(text);
  if (!said) return undefined;
  return compileRules(said.rules, 'UTC', ANCHOR)
    .map((rule) =>
      rule.kind === 'cron'
        ? rule.cron
        : rule.kind === 'once'
          ? rule.at.toISOString()
          : rule.unit === 'minutes'
            ? `every ${rule.every} min`
            : `every ${rule.every} days ${rule.time} from ${rule.anchor}`,
    )
    .join('; ');
};

describe('a sentence about when work comes again', () => {
  it.each(SAID)('F126 "%s" means %s', (text, means, what) => {
    expect({ means: meaning(text), what: readSchedule(text)?.what }).toEqual({ means, what });
  });

  it.each(NOTHING)('F126 "%s" asks for no repetition', (text) => {
    expect(readSchedule(text)).toBeUndefined();
  });

  // prettier-ignore
  it.each([
    ['every day at 25:00: x', ['25:00']],
    ['every day at 9 until it rains: x', ['until it rains']],
    ['every day at 9 in Nowhere: x', ['in Nowhere']],
    ['post the numbers every day at 9 until Christmas', ['until Christmas']],
    ['every day at 9 and 17:30 until Dec 24: x', ['until Dec 24']],
    ['every day at 9 from 2027-01-01 until 2027-02-01: x', ['from 2027-01-01 until 2027-02-01']],
    ['every day at 9 Shanghai time: x', ['Shanghai time']],
    ['every day at 9am in New York: x', ['in New York']],
    ['每天9点到12月24日：x', ['到12月24日']],
    ['北京时间每天9点：x', ['北京时间']],
    ['每天25点：x', ['25点']],
    ['每天二十五点：x', ['二十五点']],
    ['火星时间每天9点：x', ['火星时间']],
    ['每天9点到圣诞节：x', ['到圣诞节']],
    ['remind me every Friday at 3 to send the timesheet', ['3: 03:00 / 15:00?']],
    ['每周五3点提醒我', ['3: 03:00 / 15:00?']],
    ['every Friday at 3pm: x', []],
    ['每周五下午3点提醒我', []],
    ['every day at 9:30: keep the time', []],
    ['every day at 9: through all pages, check the links', []],
    ['post the numbers every day at 9: sales, costs', []],
    ['每天9点：汇报到12月24日的进度', []],
    ['每天9点汇报3点建议', []],
  ])('F126 of "%s" it names the words about when that it did not understand', (text, unread) => {
    expect(readSchedule(text)?.unread).toEqual(unread);
  });

  it('F126 says what it lacks, and marks an hour that was taken for a part of the day', () => {
    expect(readSchedule('every weekday post the numbers')).toMatchObject({ missing: ['times'] });
    expect(readSchedule('weekly at 9 post the numbers')).toMatchObject({ missing: ['weekdays'] });
    expect(readSchedule('every morning post the numbers')).toMatchObject({
      rules: [{ repeat: 'day', times: ['09:00'] }],
      isTimeGuessed: true,
      missing: [],
    });
    expect(readSchedule('每天早上发数据')).toMatchObject({
      rules: [{ repeat: 'day', times: ['09:00'] }],
      isTimeGuessed: true,
      what: '发数据',
    });
  });
});
