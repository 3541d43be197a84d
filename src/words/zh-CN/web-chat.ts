import type { WebChatWords } from '../en/web-chat.ts';

const text = (): string => '必须是不超过 20000 个字符的文本';

const kinds: WebChatWords['kinds'] = {
  text,
  long_text: text,
  number: () => '必须是数字',
  integer: () => '必须是整数',
  boolean: () => '必须是 true 或 false',
  date: () => '必须是日期，例如 2026-12-01',
  choice: (options) => `必须是以下之一：${options.join('、')}`,
  choices: (options) => `必须是以下选项的列表：${options.join('、')}`,
};

export const zhWebChat: WebChatWords = {
  required: '必须填写',
  unknown: '不是此表单的字段',
  kinds,
  whichButton: '有多个按钮执行此操作：请用 value 指明是哪一个',
};
