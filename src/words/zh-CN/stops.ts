import type { StopWords } from '../en/stops.ts';

const because = (reason: string): string => (reason ? `：${reason}` : '');

export const zhStops: StopWords = {
  stopped: (name, reason) =>
    `${name} 已停止全部工作${because(reason)}。管理员恢复之前，智能体不会再执行任何步骤。`,
  released: (name, reason) => `${name} 已恢复全部工作${because(reason)}。被停止的任务将继续。`,
  notStopped: '目前没有停止全部工作。',
  onCard: (name, reason) => `已搁置：${name} 已停止全部工作${because(reason)}。`,
};
