import type { Locale } from './text.ts';

/** What people read of the offline model, in English and in Chinese; `{}` stands for what is told, in its order. */
const TABLE = {
  offline: [
    '— I run on the offline model: a small grammar, no understanding. Set OPENAI_API_KEY for a real one.',
    '— 我用的是离线模型：只懂一小套语法。设置 OPENAI_API_KEY 即可换成真正的模型。',
  ],
  help: [
    `That is beyond my grammar, so I changed nothing. What I do understand, for example:
• Track the quarterly report for Bo by Friday, high priority
• Write the release notes (I start at once)
• What's on my plate? · Show overdue tasks
• Mark the report as done · Assign T-4 to Ana · Move T-4 to Monday
• Run T-4 · Pause T-4 · Cancel T-4 · Why is T-4 stuck?`,
    `这句话超出了我的语法，所以什么都没有改动。我能听懂的例如：
• 跟进季度报告，交给小王，周五前，高优先级
• 写一份发布说明（我会马上开始）
• 我有哪些任务 · 有没有逾期的任务
• 把周报标记为完成 · 把T-4分配给小李 · 把T-4的截止日期改到周一
• 运行T-4 · 暂停T-4 · 取消T-4 · T-4为什么卡住了`,
  ],
  hello: [
    'Hello! Tell me what to track or to do, or ask "What\'s on my plate?".',
    '你好！告诉我要跟进或要做什么，也可以问“我有哪些任务”。',
  ],
  thanks: ['You are welcome!', '不客气！'],
  bye: ['See you. I keep an eye on the tasks.', '再见，任务我会继续盯着。'],
  fine: [
    'All right. Tell me when there is something to track or to do.',
    '好的。有要跟进或要做的事随时告诉我。',
  ],
  about: [
    `I am Errand, a bot that writes tasks down and works on them. Right now the offline model answers for me: a small grammar, no language understanding. Say "help" for examples.`,
    '我是 Errand，负责记录任务并完成任务。现在由离线模型替我应答：只有一套小语法，不懂语言。发送“帮助”查看例子。',
  ],
  approve: [
    'I cannot decide that for anybody. A person who is permitted presses the button on the card, or types for example `approve A-9` or `reject A-9`.',
    '这个决定我不能替任何人做。请有权限的人点卡片上的按钮，或输入例如“批准 A-9”“拒绝 A-9”。',
  ],
  schedule: [
    'I did not understand when it is to come. Say the days and the time, for example: every weekday at 9, post what is overdue',
    '没听懂应该什么时候重复。请说明哪些天、几点，例如：每个工作日9点发送逾期任务',
  ],
  lost: [
    'I did not understand that, so I changed nothing. Say it another way, or "help" for examples.',
    '这句我没听懂，所以什么都没有改动。换个说法试试，或发送“帮助”看例子。',
  ],
  head: ['What should I write down?', '要记什么？'],
  proposed: [
    'I have put it on a card: nothing is scheduled until one of you starts it there.',
    '已做成一张卡片：有人在卡片上开始之后，它才会生效。',
  ],
  scheduleUnread: [
    'I did not understand “{}”, so nothing is scheduled. Leave it out, or say it another way.',
    '没听懂“{}”，所以没有安排。请去掉，或换个说法。',
  ],
  scheduleWhen: [
    'On which days, and at what time? Say it in one sentence, for example: every weekday at 9, post what is overdue',
    '哪些天、几点？请用一句话说全，例如：每个工作日9点发送逾期任务',
  ],
  created: ['I am tracking', '已记录'],
  started: ['I have taken this up, and report here:', '我开始做了，结果会发在这里：'],
  existed: ['already there', '之前已有'],
  updated: ['Updated:', '已更新：'],
  run: ['Started:', '已开始：'],
  retry: ['Trying again:', '正在重试：'],
  cancel: ['Cancelled:', '已取消：'],
  pause: ['Paused:', '已暂停：'],
  resume: ['Going on with:', '继续进行：'],
  defer: ['Put off:', '已推迟：'],
  archive: ['Archived:', '已归档：'],
  comment: ['Noted on:', '已备注：'],
  oneTask: ['One task:', '共 1 个任务：'],
  tasks: ['{} tasks:', '共 {} 个任务：'],
  moreThan: ['More than {} tasks:', '任务超过 {} 个：'],
  none: ['Nothing there: no task fits.', '没有符合条件的任务。'],
  andMore: ['… and more.', '……还有更多。'],
  more: ['… and {} more.', '……还有 {} 个。'],
  due: ['due {}', '{}截止'],
  wasDue: ['was due {}', '{}已到期'],
  yesterday: ['yesterday', '昨天'],
  today: ['today', '今天'],
  tomorrow: ['tomorrow', '明天'],
  aside: ['{} ({})', '{}（{}）'],
  comma: [', ', '，'],
  inbox: [
    'What waits for your own answer or approval is shown by `/task inbox`.',
    '等您本人回答或批准的事项，可用“/任务 待办”查看。',
  ],
  which: ['Did you mean one of these? Answer with its number.', '您指的是哪一个？请回复它的编号。'],
  waits: [
    'Nothing has changed yet. Press the button on the card if that is what you mean.',
    '还没有改动。如果就是这个意思，请点卡片上的按钮。',
  ],
  failed: ['That did not work:', '没有成功：'],
  done: ['Done.', '好了。'],
  backlog: ['to do', '待办'],
  pending: ['to do', '待办'],
  in_progress: ['in progress', '进行中'],
  needs_input: ['waiting', '等待中'],
  awaiting_review: ['in review', '待验收'],
  completed: ['done', '已完成'],
  deferred: ['put off', '已推迟'],
  isFailed: ['failed', '失败'],
  cancelled: ['cancelled', '已取消'],
  paused: ['paused', '已暂停'],
  low: ['low priority', '低优先级'],
  high: ['high priority', '高优先级'],
  urgent: ['urgent', '紧急'],
  outlineName: ['outline', '提纲'],
  honest: [
    'Put together by the offline model from the instructions and what is listed here. It writes no text of its own: treat it as an outline.',
    '由离线模型根据任务说明和下列内容拼成。它不会自己写文字，请当作提纲看待。',
  ],
  task: ['What was asked', '任务要求'],
  expected: ['Expected output', '期望的产出'],
  answers: ['Answers from people', '大家的回答'],
  feedback: ['Feedback on the last try', '对上一次的反馈'],
  notes: ['Notes from people', '大家的补充'],
  read: ['What was read', '读到的内容'],
  open: ['To do', '待办'],
  answer: ['Answer', '回答'],
  yes: ['Yes', '是'],
  no: ['No', '否'],
  isSo: ['Is this so: {}?', '是这样吗：{}？'],
  unclear: [
    'I do not understand this step: {}. What is meant? Say it as something I can do (ask, read an address, write a file, send it to an address), or "skip".',
    '这一步我没看懂：{}。请换成我能做的说法（提问、读取网址、写文件、发送到网址），或回复“跳过”。',
  ],
  mayI: ['May this be done: {}', '可以这样做吗：{}'],
  approved: ['Approved: {}', '已批准：{}'],
  rejected: ['Not approved, so left out: {}', '未获批准，已跳过：{}'],
  saved: ['Saved {}', '已保存 {}'],
  fetched: ['Read {}', '已读取 {}'],
  sent: ['Sent to {}', '已发送到 {}'],
  stepFailed: ['Did not work: {} ({})', '没有成功：{}（{}）'],
  skipped: ['Left out, as its condition was not met: {}', '条件不成立，已跳过：{}'],
  undone: ['Not done by the offline model: {}', '离线模型未做：{}'],
  nothing: [
    'Nothing of this could be done without language understanding. Set OPENAI_API_KEY for a model that can.',
    '不懂语言就无法完成这里的任何一步。要用能完成的模型，请设置 OPENAI_API_KEY。',
  ],
  finished: ['Finished: {}', '已完成：{}'],
  stopped: ['Ended early: {}', '提前结束：{}'],
  stopReason: ['The instructions say to stop here: {}', '按说明到此停止：{}'],
} as const satisfies Record<string, readonly [en: string, zh: string]>;

export type Word = keyof typeof TABLE;
/** Says one entry of the table, with what it tells of. */
export type Say = (word: Word, ...told: (string | number)[]) => string;

export const isWord = (key: string): key is Word => Object.hasOwn(TABLE, key);

export const wordsOf =
  (locale: Locale): Say =>
  (word, ...told) =>
    told.reduce<string>(
      (text, one) => text.replace('{}', () => String(one)),
      TABLE[word][locale === 'en' ? 0 : 1],
    );
