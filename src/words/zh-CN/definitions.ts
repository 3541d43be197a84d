import type { FieldKind } from '../../domain/ask.ts';
import type { OutputType } from '../../domain/definition.ts';
import type { DefinitionWords } from '../en/definitions.ts';

const fieldKinds: Record<FieldKind, string> = {
  text: '一句话',
  long_text: '文字，长度不限',
  number: '数字',
  integer: '整数',
  boolean: '是或否',
  date: '日期，例如 2026-12-01',
  choice: '选择其中一项',
  choices: '可选择多项，用逗号分隔',
};

const outputTypes: Record<OutputType, string> = {
  freeform: '不限',
  report: '报告',
  summary: '摘要',
  list: '清单',
  data: '数据',
};

const expectedOutputs: Record<Exclude<OutputType, 'freeform'>, string> = {
  report: '一份带标题的 Markdown 报告，保存为成果。',
  summary: '不超过十句话的摘要。',
  list: '一份清单，每项一行。',
  data: '以 CSV 或 JSON 文件保存为成果的数据。',
};

export const zhDefinitions: DefinitionWords = {
  fieldKinds,
  outputTypes,
  expectedOutputs,
  noDefinitions: '还没有任务定义，管理员可以在控制台中编写。',
  definitionLine: (key, what, parameters) => `- \`${key}\` ${what}${parameters ? `（${parameters}）` : ''}`,
  bulk: {
    title: {
      open: (count) => `要更改 ${count} 个任务吗？`,
      done: (count) => `${count} 个任务的更改已执行`,
      cancelled: (count) => `${count} 个任务保持不变`,
    },
    line: (task, title, what) => `${task} ${title}：${what}`,
    confirm: (count) => (count === 1 ? '确认' : `全部确认（${count} 个）`),
    discard: '保持不变',
    undo: '撤销',
  },
  bulkFor: (name) => `${name}，请确认。`,
  draftFor: (name) => `${name}，请填写。`,
  draftDone: (task) => `已创建 ${task}。`,
  draftCancelled: (title) => `已取消：${title}，没有新建任务。`,
  draftAsks: (title, label, kind, more) =>
    `**${title}**：${label}？（${kind}${more > 0 ? `；之后还有 ${more} 项` : ''}）`,
  draftWrong: (label, problem) => `${label}${problem}。`,
  draftHowToCancel: '要取消请说：取消',
};
