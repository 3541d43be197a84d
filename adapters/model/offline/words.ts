import { hasHan } from './lexicon.ts';

export type Locale = 'en' | 'zh-CN';

/** What is answered without any tool. */
export type Topic = 'help' | 'hello' | 'thanks' | 'bye' | 'fine' | 'about' | 'approve' | 'schedule';

const en = {
  offline:
    '— I run on the offline model: a small grammar, no understanding. Set OPENAI_API_KEY for a real one.',
  topics: {
    help: [
      'That is beyond my grammar, so I changed nothing. What I do understand, for example:',
      '• Track the quarterly report for Bo by Friday, high priority',
      '• Write the release notes (I start at once)',
      "• What's on my plate? · Show overdue tasks",
      '• Mark the report as done · Assign T-4 to Ana · Move T-4 to Monday',
      '• Run T-4 · Pause T-4 · Cancel T-4 · Why is T-4 stuck?',
    ].join('\n'),
    hello: 'Hello! Tell me what to track or to do, or ask "What\'s on my plate?".',
    thanks: 'You are welcome!',
    bye: 'See you. I keep an eye on the tasks.',
    fine: 'All right. Tell me when there is something to track or to do.',
    about:
      'I am Errand, a bot that writes tasks down and works on them. Right now the offline model answers for me: a small grammar, no language understanding. Say "help" for examples.',
    approve:
      'I cannot decide that for anybody. A person who is permitted presses the button on the card, or types for example `approve A-9` or `reject A-9`.',
    schedule:
      'Work that repeats is a schedule, which I cannot make from a sentence. Use `/task schedule`; the console has a page for it too.',
  } satisfies Record<Topic, string>,
  created: 'I am tracking',
  started: 'I have taken this up, and report here:',
  existed: 'already there',
  updated: 'Updated:',
  moved: {
    run: 'Started:',
    retry: 'Trying again:',
    cancel: 'Cancelled:',
    pause: 'Paused:',
    resume: 'Going on with:',
    defer: 'Put off:',
    archive: 'Archived:',
    comment: 'Noted on:',
  } as Record<string, string>,
  list: (count: number) => (count === 1 ? 'One task:' : `${count} tasks:`),
  listAtLeast: (count: number) => `More than ${count} tasks:`,
  none: 'Nothing there: no task fits.',
  more: (count: number | true) => (count === true ? '… and more.' : `… and ${count} more.`),
  due: (when: string, isPast: boolean) => `${isPast ? 'was due' : 'due'} ${when}`,
  nearDays: { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' } as Record<number, string>,
  lead: (lead: string, task: string) => `${lead} ${task}`,
  aside: (name: string, facts: readonly string[]) => `${name} (${facts.join(', ')})`,
  inbox: 'What waits for your own answer or approval is shown by `/task inbox`.',
  which: 'Did you mean one of these? Answer with its number.',
  failed: 'That did not work:',
  done: 'Done.',
  labels: {
    backlog: 'to do',
    pending: 'to do',
    in_progress: 'in progress',
    needs_input: 'waiting',
    awaiting_review: 'in review',
    completed: 'done',
    deferred: 'put off',
  } as Record<string, string>,
  priorities: { low: 'low priority', high: 'high priority', urgent: 'urgent' } as Record<string, string>,
  run: {
    outlineName: 'outline',
    honest:
      'Put together by the offline model from the instructions and what is listed here. It writes no text of its own: treat it as an outline.',
    task: 'What was asked',
    answers: 'Answers from people',
    notes: 'Notes from people',
    feedback: 'Feedback on the last try',
    read: 'What was read',
    steps: 'To do',
    expected: 'Expected output',
    answer: 'Answer',
    approve: (what: string) => `May this be done: ${what}`,
    approved: (what: string) => `Approved: ${what}`,
    rejected: (what: string) => `Not approved, so left out: ${what}`,
    saved: (name: string) => `Saved ${name}`,
    fetched: (url: string) => `Read ${url}`,
    sent: (url: string) => `Sent to ${url}`,
    failed: (what: string, why: string) => `Did not work: ${what} (${why})`,
    skipped: (what: string) => `Left out, as its condition was not met: ${what}`,
    undone: (what: string) => `Not done by the offline model: ${what}`,
    nothing:
      'Nothing of this could be done without language understanding. Set OPENAI_API_KEY for a model that can.',
    finished: (title: string) => `Finished: ${title}`,
    stopped: (why: string) => `Ended early: ${why}`,
    stopReason: (what: string) => `The instructions say to stop here: ${what}`,
    yes: 'Yes',
    no: 'No',
  },
};

type Words = typeof en;

const zhCN: Words = {
  offline: '— 我用的是离线模型：只懂一小套语法。设置 OPENAI_API_KEY 即可换成真正的模型。',
  topics: {
    help: [
      '这句话超出了我的语法，所以什么都没有改动。我能听懂的例如：',
      '• 跟进季度报告，交给小王，周五前，高优先级',
      '• 写一份发布说明（我会马上开始）',
      '• 我有哪些任务 · 有没有逾期的任务',
      '• 把周报标记为完成 · 把T-4分配给小李 · 把T-4的截止日期改到周一',
      '• 运行T-4 · 暂停T-4 · 取消T-4 · T-4为什么卡住了',
    ].join('\n'),
    hello: '你好！告诉我要跟进或要做什么，也可以问“我有哪些任务”。',
    thanks: '不客气！',
    bye: '再见，任务我会继续盯着。',
    fine: '好的。有要跟进或要做的事随时告诉我。',
    about:
      '我是 Errand，负责记录任务并完成任务。现在由离线模型替我应答：只有一套小语法，不懂语言。发送“帮助”查看例子。',
    approve: '这个决定我不能替任何人做。请有权限的人点卡片上的按钮，或输入例如“批准 A-9”“拒绝 A-9”。',
    schedule: '重复的工作属于定时计划，我不能从一句话里创建。请用 `/任务 定时`，或在控制台的定时页面设置。',
  },
  created: '已记录',
  started: '我开始做了，结果会发在这里：',
  existed: '之前已有',
  updated: '已更新：',
  moved: {
    run: '已开始：',
    retry: '正在重试：',
    cancel: '已取消：',
    pause: '已暂停：',
    resume: '继续进行：',
    defer: '已推迟：',
    archive: '已归档：',
    comment: '已备注：',
  },
  list: (count) => `共 ${count} 个任务：`,
  listAtLeast: (count) => `任务超过 ${count} 个：`,
  none: '没有符合条件的任务。',
  more: (count) => (count === true ? '……还有更多。' : `……还有 ${count} 个。`),
  due: (when, isPast) => `${when}${/\d$/.test(when) ? ' ' : ''}${isPast ? '已到期' : '截止'}`,
  nearDays: { [-1]: '昨天', 0: '今天', 1: '明天' },
  lead: (lead, task) => (lead.endsWith('：') ? `${lead}${task}` : `${lead} ${task}`),
  aside: (name, facts) => `${name}（${facts.join('，')}）`,
  inbox: '等您本人回答或批准的事项，可用“/任务 待办”查看。',
  which: '您指的是哪一个？请回复它的编号。',
  failed: '没有成功：',
  done: '好了。',
  labels: {
    backlog: '待办',
    pending: '待办',
    in_progress: '进行中',
    needs_input: '等待中',
    awaiting_review: '待验收',
    completed: '已完成',
    failed: '失败',
    cancelled: '已取消',
    deferred: '已推迟',
    paused: '已暂停',
  },
  priorities: { low: '低优先级', high: '高优先级', urgent: '紧急' },
  run: {
    outlineName: '提纲',
    honest: '由离线模型根据任务说明和下列内容拼成。它不会自己写文字，请当作提纲看待。',
    task: '任务要求',
    answers: '大家的回答',
    notes: '大家的补充',
    feedback: '对上一次的反馈',
    read: '读到的内容',
    steps: '待办',
    expected: '期望的产出',
    answer: '回答',
    approve: (what) => `可以这样做吗：${what}`,
    approved: (what) => `已批准：${what}`,
    rejected: (what) => `未获批准，已跳过：${what}`,
    saved: (name) => `已保存 ${name}`,
    fetched: (url) => `已读取 ${url}`,
    sent: (url) => `已发送到 ${url}`,
    failed: (what, why) => `没有成功：${what}（${why}）`,
    skipped: (what) => `条件不成立，已跳过：${what}`,
    undone: (what) => `离线模型未做：${what}`,
    nothing: '不懂语言就无法完成这里的任何一步。要用能完成的模型，请设置 OPENAI_API_KEY。',
    finished: (title) => `已完成：${title}`,
    stopped: (why) => `提前结束：${why}`,
    stopReason: (what) => `按说明到此停止：${what}`,
    yes: '是',
    no: '否',
  },
};

const WORDS: Record<Locale, Words> = { en, 'zh-CN': zhCN };

/** The language of the text when it has one, else that of the person. */
export function localeOf(text: string, fallback: string): Locale {
  if (hasHan(text)) return 'zh-CN';
  return fallback.startsWith('zh') ? 'zh-CN' : 'en';
}

export const wordsOf = (locale: Locale): Words => WORDS[locale];
