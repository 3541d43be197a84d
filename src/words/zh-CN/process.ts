import type { ProcessWords } from '../en/process.ts';

export const zhProcess: ProcessWords = {
  noDatabase: 'MONGODB_URI 处的数据库没有响应。请确认它在运行，地址正确。',
  cannotStart: 'Errand 无法启动：',
  listening: (link) => `Errand 已就绪：${link}`,
};
