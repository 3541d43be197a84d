import type { SpenderKind } from '../../domain/spending.ts';
import type { SpendingWords } from '../en/spending.ts';

const tokens = (limit: number): string => `今天的 ${limit.toLocaleString('zh-CN')} 个 Token 额度已用完`;

const usedUp: Record<SpenderKind, (limit: number, name: string | null) => string> = {
  person: (limit, name) => (name ? `${name} ${tokens(limit)}` : `您${tokens(limit)}`),
  channel: (limit) => `本频道${tokens(limit)}`,
  everyone: (limit) => `全体成员${tokens(limit)}`,
};

/** 模型用量的上限。 */
export const zhSpending: SpendingWords = {
  usedUp,
  held: (what, moment) => `已搁置：${what}。将于 ${moment} 自动继续。`,
  heldTask: (task, title, held) => `**${task} ${title}**：${held}`,
};
