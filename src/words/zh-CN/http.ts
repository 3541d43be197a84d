import type { HttpWords } from '../en/http.ts';

const rules: HttpWords['rules'] = {
  whole_text: '必须是完整的 Unicode 字符',
  no_controls: '不能包含控制字符',
  title_or_description: '请提供标题或描述',
  something_to_change: '请至少指定一个要修改的字段',
  parameter_name: '只能是小写字母、数字和 _，最多 40 个字符',
  definition_key: '只能是字母和数字，中间可用 - _ .',
  no_task_number: '不能与任务编号相同',
  time_of_day: '必须是时间，例如 09:00',
  whose_parameters: '请指明这些参数属于哪个任务定义',
  channel: '格式为 <平台>:<频道>，例如 web:general；* 表示全部',
};

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
  rules,
  notUtf8: '必须是 UTF-8 编码',
  tooDeep: (max) => `嵌套不能超过 ${max} 层`,
  brokenJson: (line, column) => `不是有效的 JSON：见第 ${line} 行第 ${column} 列`,
  unknownField: '不是已知字段',
  repeated: '只能出现一次',
  badKey: '必须是 1 到 200 个可见 ASCII 字符',
  badVersion: '必须是 ETag 给出的版本，例如 "3"',
  portInUse: (port) => `端口 ${port} 已被占用或无权打开`,
  hostUnknown: (host) => `${host} 不是本机地址`,
};
