import type { ImportWords } from '../en/imports.ts';

export const zhImports: ImportWords = {
  none: (repository) => `${repository} 中没有符合条件的 issue。`,
  nothingNew: (repository) => `${repository} 中没有新的 issue。`,
  created: (repository, count) => `已从 ${repository} 导入 ${count} 个 issue：`,
  more: (count) => `……还有 ${count} 个。`,
  updated: (tasks) => `已更新：${tasks}。`,
  known: (count) => `${count} 个此前已导入。`,
  changedHere: (tasks) => `在这里修改过，因此保持不变：${tasks}。`,
  ended: (state, link) => `**${state}**：${link}`,
  isTruncated: '还有更多。要一并导入，请提高上限，例如：数量=100',
};
