import type { MailWords } from '../en/mail.ts';

export const zhMail: MailWords = {
  codeSubject: '您的 Errand 验证码',
  code: (code) => `${code} 是用来确认此邮箱接收通知的验证码，30 分钟内有效。如果不是您本人操作，无需处理。`,
  open: (task) => `打开 ${task}`,
  stop: (type) => `不再接收此类邮件（${type}）`,
  digest: '每日汇总',
  digestSubject: '您的通知汇总',
  digestLine: (task, type, text) => `${task ? `${task}：` : ''}${type}${text ? `。${text}` : ''}`,
  digestMore: '更多通知请在控制台查看。',
  openAll: '打开通知',
  stopTitle: '邮件通知',
  stopped: (type) => `您将不再收到此类邮件：${type}。`,
};
