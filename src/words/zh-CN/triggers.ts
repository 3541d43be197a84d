import type { TriggerWords } from '../en/triggers.ts';

export const zhTriggers: TriggerWords = {
  wasSent: '收到的内容如下：',
  unmapped: (name, missing) => `触发器“${name}”收到的内容缺少${missing}，因此没有创建任务。`,
};
