import type { StopWords } from '../en/stops.ts';

const because = (reason: string): string => (reason ? `：${reason}` : '');

export const zhStops: StopWords = {
  stopped: (name, reason) =>
    `${name} 已停止全部工作${because(reason)}。管理员恢复之前，智能体不会再执行任何步骤。`,
  turnStopped: (name, reason) =>
    `${name} 已停止全部工作${because(reason)}。您的消息未被处理：请在管理员恢复后重新发送。`,
  already: (name, reason) => `${name} 此前已停止全部工作${because(reason)}。在管理员恢复之前一直如此。`,
  released: (name, reason) => `${name} 已恢复全部工作${because(reason)}。被停止的任务将继续。`,
  how: '要立即停止全部工作，请由管理员输入：任务 全部停止 <原因>',
  notStopped: '目前没有停止全部工作。',
  onCard: (name, reason) => `已搁置：${name} 已停止全部工作${because(reason)}。`,
};
