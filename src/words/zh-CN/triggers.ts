import type { TriggerWords } from '../en/triggers.ts';

export const zhTriggers: TriggerWords = {
  wasSent: '收到的内容如下：',
  context: '随附的数据：',
  started: (key) => `由 ${key} 发起`,
  unmapped: (name, missing) => `触发器“${name}”收到的内容缺少${missing}，因此没有创建任务。`,
};
