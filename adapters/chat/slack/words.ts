/** What the adapter itself says in Slack. Everything else comes from the product. */
const en = {
  notTaken: 'I could not take that just now. Please try again in a moment.',
  slow: 'This takes longer than usual. If nothing appears within a minute, please try again.',
  formGone: 'This form is no longer there. Please answer in the thread instead.',
  send: 'Send',
  close: 'Close',
  answer: 'Answer',
  changes: 'What should be changed?',
  choose: 'Choose…',
  yes: 'Yes',
  no: 'No',
  sure: 'Are you sure?',
  steps: 'Steps: {done} of {all}',
  earlier: '… {count} earlier',
  more: '… and {count} more',
  shortened: '… (shortened)',
  skipped: 'skipped',
  abandoned: 'given up',
  required: 'Please fill this in.',
  number: 'Please enter a number.',
  integer: 'Please enter a whole number.',
  date: 'Please enter a date such as 2026-12-01.',
  choice: 'Please choose one of the options.',
  working: 'is working on it…',
  waiting: 'is waiting for you…',
  installed: 'The app is installed. You can go back to Slack.',
  notInstalled: 'The app could not be installed. Please try again.',
  homeTitle: 'Hello!',
  homeText:
    'Mention me in a channel, write to me in Messages, or type /task help. I write tasks down, work on them, and ask in the thread when I need you.',
};

export type Words = Readonly<Record<keyof typeof en, string>>;

const zh: Words = {
  notTaken: '暂时无法受理，请稍后重试。',
  slow: '处理时间比平时长。如果一分钟内没有反应，请重试。',
  formGone: '此表单已失效，请直接在会话中回复。',
  send: '提交',
  close: '关闭',
  answer: '回答',
  changes: '需要修改什么？',
  choose: '请选择…',
  yes: '是',
  no: '否',
  sure: '确定吗？',
  steps: '步骤：{done}/{all}',
  earlier: '…… 之前还有 {count} 步',
  more: '…… 另有 {count} 项',
  shortened: '……（已截断）',
  skipped: '已跳过',
  abandoned: '已放弃',
  required: '请填写此项。',
  number: '请输入数字。',
  integer: '请输入整数。',
  date: '请输入日期，例如 2026-12-01。',
  choice: '请选择其中一项。',
  working: '正在处理……',
  waiting: '正在等待您……',
  installed: '应用已安装，您可以返回 Slack。',
  notInstalled: '应用安装失败，请重试。',
  homeTitle: '您好！',
  homeText:
    '在频道中提及我、在“消息”中给我发消息，或输入 /task help。我会记录任务、执行任务，需要您时会在会话中提问。',
};

export const wordsFor = (locale: string): Words => (locale.toLowerCase().startsWith('zh') ? zh : en);

export const fill = (template: string, values: Readonly<Record<string, string | number>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
