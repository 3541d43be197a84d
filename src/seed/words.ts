import type { Locale } from '../words/index.ts';
import type { Seeded } from './fill.ts';

/** What `npm run seed` prints. */
const en = {
  into: (where: string) => `Filling ${where}.`,
  intoRunning: (url: string) => `Filling the Errand that is running at ${url}.`,
  task: ({ number, title, state }: Seeded) => `  ${number} ${title} (${state})`,
  otherwise: 'not as planned: somebody has moved it, or another model has worked on it',
  done: 'The demo is there. Start Errand with npm start and open the link.',
  doneRunning: (link: string) => `The demo is there: ${link}`,
  cannot: 'The demo cannot be filled:',
  badLocale: (given: string, known: string) => `--locale must be one of ${known}, not ${given}`,
  refused: (url: string) =>
    `something answers at ${url}, but not to this token. Set PORT, or PUBLIC_URL and ERRAND_API_TOKEN, to those of the Errand to fill`,
};
type SeedWords = typeof en;

const zhCN: SeedWords = {
  into: (where) => `正在写入 ${where}。`,
  intoRunning: (url) => `正在写入运行中的 Errand：${url}。`,
  task: ({ number, title, state }) => `  ${number} ${title}（${state}）`,
  otherwise: '与预期不同：有人移动过它，或由其他模型执行',
  done: '示例已就绪。请用 npm start 启动 Errand，并打开链接。',
  doneRunning: (link) => `示例已就绪：${link}`,
  cannot: '无法写入示例：',
  badLocale: (given, known) => `--locale 必须是 ${known} 之一，而不是 ${given}`,
  refused: (url) =>
    `${url} 有程序应答，但不接受此令牌。请把 PORT，或 PUBLIC_URL 与 ERRAND_API_TOKEN，设为要写入的 Errand 的值`,
};

export const SEED_WORDS: Readonly<Record<Locale, SeedWords>> = { en, 'zh-CN': zhCN };
