import type { WebhookFault } from '../../domain/webhook.ts';
import type { PreferenceWords } from '../en/preferences.ts';

const webhookFaults: Record<WebhookFault, string> = {
  gone: '接收方表示该地址已永久失效',
  failing: '五天内没有成功送达过',
  unreadable: '当前密钥无法读取其地址',
};

export const zhPreferences: PreferenceWords = {
  ways: { mail: '邮件', direct: '私信' },
  whens: { off: '关闭', at_once: '即时', digest: '每日汇总' },
  title: '您的通知方式。控制台始终会通知，此外：',
  line: (type, cells) => `- ${type}：${cells}`,
  cell: (way, when) => `${way}（${when}）`,
  noMail: '要收到邮件，请先在控制台的“通知”页面确认邮箱。',
  quiet: (times) => `免打扰：${times}`,
  usual: '系统默认设置',
  webhookOff: (name, host, because) =>
    `Webhook ${name}（${host}）已停用：${webhookFaults[because]}。重新启用之前不再向其发送任何内容。`,
  notQuiet: '免打扰：无',
};
