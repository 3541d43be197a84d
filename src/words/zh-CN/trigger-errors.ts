import type { HookErrorWords } from '../en/trigger-errors.ts';

export const zhHookErrors: HookErrorWords = {
  'hook.unverified': () => ({
    title: '未通过验证',
    detail: '签名或密钥缺失、错误或已过期。具体原因请查看该触发器的接收记录。',
  }),
  'hook.off': ({ trigger }) => ({
    title: '未启用',
    detail: `触发器“${trigger}”已停用。收到的内容已保留，可以重新发送。`,
  }),
  'hook.content_type': () => ({
    title: '不支持的内容类型',
    detail: '请发送 JSON、表单或纯文本。',
  }),
  'hook.too_many': ({ retryAfterMs }) => ({
    title: '请求过多',
    detail: `请在 ${Math.ceil(retryAfterMs / 1000)} 秒后重新发送。`,
  }),
};
