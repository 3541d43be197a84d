import type { HttpWords } from '../en/http.ts';

export const zhHttp: HttpWords = {
  problems: {
    'http.no_route': { title: '未找到', detail: '此地址没有内容。' },
    'http.method': { title: '不支持的方法', detail: '此地址不支持该方法；支持的方法见 Allow 头。' },
    'http.content_type': { title: '不支持的内容类型', detail: '请以 application/json 发送请求正文。' },
    'http.cross_site': { title: '已拒绝', detail: '使用会话 Cookie 的请求必须来自本服务器的页面。' },
    'http.too_many_tries': { title: '令牌错误次数过多', detail: '该地址多次使用了错误的令牌。请稍候再试。' },
    'http.in_progress': {
      title: '仍在处理',
      detail: '使用此 Idempotency-Key 的先前请求尚未完成，请稍后再试。',
    },
  },
  bodyCutOff: '请求正文不完整，连接已中断',
  notUtf8: '必须是 UTF-8 编码',
  tooDeep: (max) => `嵌套不能超过 ${max} 层`,
  brokenJson: (line, column) => `不是有效的 JSON：见第 ${line} 行第 ${column} 列`,
  repeated: '只能出现一次',
  badKey: '必须是 1 到 200 个可见 ASCII 字符',
  badVersion: '必须是 ETag 给出的版本，例如 "3"',
  portInUse: (port) => `端口 ${port} 已被占用或无权打开`,
  hostUnknown: (host) => `${host} 不是本机地址`,
};
