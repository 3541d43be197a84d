import type { FieldNames } from '../en/fields.ts';

export const zhFields: FieldNames = {
  title: '标题',
  description: '描述',
  priority: '优先级',
  due: '截止',
  dueAt: '截止',
  assignee: '负责人',
  tags: '标签',
  owner: '所有者',
  until: '截至',
  status: '状态',
  decision: '决定',
  reason: '原因',
  blocker: '前置任务',
  agentId: '智能体',
  name: '名称',
  text: '文本',
  rules: '时间',
  times: '时间',
};
